-- One indicator and year across districts.

-- name: figures
-- One row per district with a report on any year, highest value first. value: the rate pooled from the stated counts of
-- `pooled` offices (sum over sum, one denominator for all districts: `pooled_name`), for other kinds the median of the
-- comparable offices; total: sum of the comparable values, null for rates; offices, reported, stated, comparable: numbers.
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
    select area, province, city, district, indicator_kind, unit, count(*) as offices,
        count(report_kind) as reported,
        count(*) filter (where state in ('value', 'zero')) as stated,
        count(*) filter (where state in ('value', 'zero') and reason is null) as comparable,
        round(median(value) filter (where state in ('value', 'zero') and reason is null), 1) as median,
        sum(value) filter (where state in ('value', 'zero') and reason is null) as total
    from chosen
    group by all
)
select s.area, s.province, s.city, s.district, s.unit, s.offices, s.reported, s.stated, s.comparable,
    if(s.indicator_kind = 'rate', 100 * pool.part / pool.whole, s.median) as value,
    if(s.indicator_kind = 'rate', null, s.total) as total,
    coalesce(pool.offices, 0) as pooled, pool.part, pool.whole, (select name from denominator) as pooled_name
from summed s left join pool on pool.area = s.area
order by value desc nulls last, s.area;
