-- Everything of the choice as one long table.

-- name: figures
-- One row per office, year and indicator of the choice; without $absent only what is stated. Offsets are half-open, in
-- characters of the report as it was read.
select c.province, c.city, c.district, c.name, c.office, c.kind, c.simulated, c.year, c.domain_name, c.indicator_name,
    c.indicator, c.unit, c.state, c.value, c.qualifier, c.period_start, c.period_end, c.scope, c.scope_name, c.reason,
    c.doubt, c.duty, c.quote, c.sentence, c.report, c.report_kind_name, c."start", c."end", c.sentence_start, c.sentence_end
from cell c
where c.year in (select unnest($years)) and is_chosen($areas, c.area, c.office)
    and ($kind::varchar is null or c.kind = $kind) and ($simulated or not c.simulated)
    and (len($domains) = 0 or c.domain in (select unnest($domains)))
    and ($absent or c.state in ('value', 'zero', 'review'))
order by c.area, c.office, c.year, c.ordinal
limit $most;
