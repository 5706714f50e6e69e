-- One indicator and year in the words of every office: the sentences side by side.

-- name: figures
-- One row per office of the choice, whether it states the indicator or not, the comparable first. Columns as in
-- compare.figures; scope, scope_name: street for the whole office, else what it covers; derived_part, derived_whole,
-- derived_name: the stated counts of a rate and the name of the denominator.
select c.office, c.name, c.kind, c.district, c.simulated, c.indicator_kind, c.state, c.value, c.qualifier, c.unit, c.quote,
    c.period_start, c.period_end, c.scope, c.scope_name, c.reason,
    c.state in ('value', 'zero') and c.reason is null as is_comparable,
    c.report, c.report_kind, c.report_kind_name, c."start", c.sentence_start, c.sentence, c.doubt, c.duty, c.target,
    c.damaged, c.derived_part, c.derived_whole, d.name as derived_name
from cell c left join indicator d on d.id = c.derived_denominator
where c.indicator = $indicator and c.year = $year and is_chosen($areas, c.area, c.office)
    and ($kind::varchar is null or c.kind = $kind) and ($simulated or not c.simulated)
order by list_position(['value', 'zero', 'review', 'silent', 'exempt', 'missing'], c.state), is_comparable desc,
    c.reason nulls first, c.area, c.office;
