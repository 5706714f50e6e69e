-- The catalogue, and how much of it the reports state.

-- name: catalogue
-- One row per indicator, in the order of the catalogue. stated: offices of the choice that state it in the year; reported:
-- offices with a report on the year; numerator_name, denominator_name: of a rate, null where it has none. taken:
-- decided numbers that the program takes for it, right: of them right; truly: decided numbers that are it in the eyes of people.
with filed as (from filed($year, $areas, $kind::varchar, $simulated)),
counted as (
    select indicator, count(*) as stated
    from figure semi join filed using (office)
    where year = $year
    group by indicator
)
select i.id, i.ordinal, i.name, i.domain, i.domain_name, i.unit, i.kind, i.direction, i.tier, i.definition,
    i.rule_words, i.examples, i.counterexamples, n.name as numerator_name,
    (select string_agg(d.name, '或' order by list_position(i.denominator, d.id)) from indicator d
        where list_contains(i.denominator, d.id)) as denominator_name,
    coalesce(c.stated, 0) as stated, (select count(*) from filed) as reported,
    coalesce(a.taken, 0) as taken, coalesce(a.stated, 0) as truly, coalesce(a."right", 0) as "right"
from indicator i
left join accuracy a on a.indicator = i.id
left join indicator n on n.id = i.numerator
left join counted c on c.indicator = i.id
order by i.ordinal;

-- name: sentences
-- One row per office that states the indicator in any year, newest first: the wording side by side.
select c.office, c.name, c.simulated, c.district, c.year, c.value, c.qualifier, c.unit, c.state, c.reason, c.quote, c.sentence,
    c.sentence_start,
    c.report, c."start"
from cell c
where c.indicator = $indicator and is_chosen($areas, c.area, c.office) and c.state in ('value', 'zero', 'review')
    and ($kind::varchar is null or c.kind = $kind) and ($simulated or not c.simulated)
order by c.year desc, c.area, c.office
limit 200;
