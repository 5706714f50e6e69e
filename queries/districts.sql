-- One indicator and year across districts.

-- name: figures
-- One row per district with a report on any year, highest value first. value: the rate pooled from the stated counts of
-- `pooled` offices (sum over sum, one denominator for all districts: `pooled_name`), for other kinds the median of the
-- comparable offices, null below three; total: sum of the comparable values, null for rates; offices, reported, stated, comparable: numbers;
-- lower_quartile, middle, upper_quartile: of the values of the comparable offices, null below three; direction: the better
-- end, none where there is none.
with chosen as (
    select * from cell
    where indicator = $indicator and year = $year and area <> '' and ($kind::varchar is null or kind = $kind)
        and ($simulated or not simulated)
        and area in (
            select p.area from filing f join place p on p.office = f.office
            where $simulated or not (p.simulated or f.simulated)
        )
),
counts as (
    select c.area, r.denominator, r.place, r.part, r.whole
    from ratio r join chosen c using (indicator, office, year)
    where is_whole_year(r.period_start, r.period_end)
),
pool as (
    select area, sum(part) as part, sum(whole) as whole, count(*) as offices
    from counts
    where denominator = (select denominator from counts group by denominator, place order by count(*) desc, place limit 1)
    group by area
),
denominator as (
    select name from indicator
    where id = (select denominator from counts group by denominator, place order by count(*) desc, place limit 1)
),
summed as (
    select area, province, city, district, indicator_kind, unit, better_end(indicator_kind, direction) as direction,
        bool_and(simulated) as simulated, count(*) as offices,
        count(report_kind) as reported,
        count(*) filter (where state in ('value', 'zero')) as stated,
        count(*) filter (where state in ('value', 'zero') and reason is null) as comparable,
        if(comparable >= 3, round(median(value) filter (where state in ('value', 'zero') and reason is null), 1), null) as median,
        sum(value) filter (where state in ('value', 'zero') and reason is null) as total,
        quantile_cont(value, [0.25, 0.5, 0.75]) filter (where state in ('value', 'zero') and reason is null) as cuts
    from chosen
    group by area, province, city, district, indicator_kind, unit, direction
)
select s.area, s.province, s.city, s.district, s.simulated, s.unit, s.offices, s.reported, s.stated, s.comparable,
    if(s.indicator_kind = 'rate', 100 * pool.part / pool.whole, s.median) as value,
    if(s.indicator_kind = 'rate', null, s.total) as total,
    coalesce(pool.offices, 0) as pooled, pool.part, pool.whole, (select name from denominator) as pooled_name,
    if(s.comparable >= 3, round(s.cuts[1], 2), null) as lower_quartile,
    if(s.comparable >= 3, round(s.cuts[2], 2), null) as middle,
    if(s.comparable >= 3, round(s.cuts[3], 2), null) as upper_quartile, s.direction, s.indicator_kind
from summed s left join pool on pool.area = s.area
order by value desc nulls last, s.area;

-- name: offices
-- One row per office with a comparable value, of the districts of `figures`. Columns as in compare.figures.
select c.office, c.name, c.area, c.district, c.simulated, c.state, c.value, c.qualifier, c.unit, c.quote, c.period_start,
    c.period_end, c.reason, true as is_comparable, c.report, c.report_kind, c.report_kind_name, c."start", c.sentence_start,
    c.sentence, c.doubt, c.duty, c.target, c.damaged
from cell c
where c.indicator = $indicator and c.year = $year and c.area <> '' and c.state in ('value', 'zero') and c.reason is null
    and ($kind::varchar is null or c.kind = $kind) and ($simulated or not c.simulated)
order by c.area, c.value desc, c.office;
