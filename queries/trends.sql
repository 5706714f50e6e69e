-- One indicator over the years.

-- name: figures
-- One row per office and year, from the first year with a report to the last, so that a gap is seen. Columns as in
-- compare.figures; offices that state the indicator in most years first. part, whole: stated counts of a rate for the whole
-- year, of the one denominator (`pooled_name`) that most of the choice gives, also where the rate itself is not stated.
with chosen as (
    select * from cell
    where indicator = $indicator and is_chosen($areas, area, office)
        and ($kind::varchar is null or kind = $kind) and ($simulated or not simulated)
),
counts as (
    select r.office, r.year, r.denominator, r.place, r.part, r.whole
    from ratio r semi join chosen using (indicator, office, year)
    where is_whole_year(r.period_start, r.period_end)
),
pooled as (
    select counts.denominator, any_value(i.name) as name
    from counts join indicator i on i.id = counts.denominator
    group by counts.denominator, place
    order by count(*) desc, place
    limit 1
)
select c.office, c.name, c.kind, c.area, c.province, c.city, c.district, c.simulated, c.year, c.state, c.value,
    c.qualifier, c.unit, c.quote, c.period_start, c.period_end, c.reason,
    c.state in ('value', 'zero') and c.reason is null as is_comparable, c.indicator_kind,
    better_end(c.indicator_kind, c.direction) as direction, n.part, n.whole, pooled.name as pooled_name,
    c.report, c.report_kind, c.report_kind_name, c."start", c.sentence_start, c.sentence, c.doubt, c.duty, c.target,
    c.damaged, c.derived_part, c.derived_whole,
    count(*) filter (where c.state in ('value', 'zero')) over (partition by c.office) as stated_years
from chosen c
left join pooled on true
left join counts n on n.office = c.office and n.year = c.year and n.denominator = pooled.denominator
order by stated_years desc, c.area, c.office, c.year;

-- name: years
-- One row per year. offices, reported, comparable: numbers of offices; median: of the comparable values, null below three.
select year, count(*) as offices, count(report_kind) as reported,
    count(*) filter (where state in ('value', 'zero') and reason is null) as comparable,
    if(comparable >= 3, round(median(value) filter (where state in ('value', 'zero') and reason is null), 1), null) as median
from cell
where indicator = $indicator and is_chosen($areas, area, office)
    and ($kind::varchar is null or kind = $kind) and ($simulated or not simulated)
group by year
order by year;
