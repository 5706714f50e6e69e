-- Two indicators of the same offices and year.

-- name: figures
-- One row per office of the choice in one indicator, whether it states it or not. Columns as in compare.figures.
select c.office, c.name, c.kind, c.area, c.district, c.simulated, c.year, c.indicator, c.indicator_name, c.indicator_kind,
    c.state, c.value, c.qualifier, c.unit, c.quote, c.period_start, c.period_end, c.reason,
    c.state in ('value', 'zero') and c.reason is null as is_comparable,
    c.report, c.report_kind, c.report_kind_name, c."start", c.sentence_start, c.sentence, c.doubt, c.duty, c.target,
    c.damaged, c.derived_part, c.derived_whole
from cell c
where c.indicator = $indicator and c.year = $year and is_chosen($areas, c.area, c.office)
    and ($kind::varchar is null or c.kind = $kind) and ($simulated or not c.simulated)
order by c.area, c.office;
