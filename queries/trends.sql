-- One indicator over the years.

-- name: figures
-- One row per office and year, from the first year with a report to the last, so that a gap is seen. Columns as in
-- compare.figures; offices that state the indicator in most years first.
select c.office, c.name, c.kind, c.district, c.simulated, c.year, c.state, c.value, c.qualifier, c.unit, c.quote,
    c.period_start, c.period_end, c.reason, c.state in ('value', 'zero') and c.reason is null as is_comparable,
    c.report, c.report_kind, c.report_kind_name, c."start", c.sentence_start, c.sentence, c.doubt, c.duty, c.target, c.damaged,
    count(*) filter (where c.state in ('value', 'zero')) over (partition by c.office) as stated_years
from cell c
where c.indicator = $indicator and is_chosen($areas, c.area, c.office)
    and ($kind::varchar is null or c.kind = $kind) and ($simulated or not c.simulated)
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
