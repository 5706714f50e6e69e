-- Offices beside each other in all core indicators of one domain.

-- name: domains
-- One row per domain that has core indicators, in the order of the catalogue. core: number of them.
select domain, domain_name, count(*) as core
from indicator
where tier = 'core'
group by domain, domain_name
order by min(ordinal);

-- name: cells
-- One row per office and core indicator of a domain, stated or not; at most $most offices, those with reports first. Columns
-- as in compare.figures; comparable: number of offices with a comparable value of the indicator, `chosen` offices in all;
-- position: where the value stands among the comparable ones of the whole choice, 0 the lowest and 1 the highest, equal
-- values in the middle of their places, null below three; merit: the same with 1 the better end, null without a direction.
with chosen as (
    select p.*, f.office is not null as has_report, count(*) over () as chosen
    from place p left join filing f on f.office = p.office and f.year = $year and ($simulated or not f.simulated)
    where is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind)
        and ($simulated or not p.simulated)
),
shown as (
    from chosen order by has_report desc, area, office limit $most
),
ranked as (
    select f.office, f.indicator, count(*) over (partition by f.indicator) as comparable,
        rank() over (partition by f.indicator order by f.value) as lowest_place,
        count(*) over (partition by f.indicator, f.value) as equal
    from figure f
    semi join (from chosen where has_report) c on c.office = f.office
    where f.year = $year and f.reason is null and not f.is_conflict
),
placed as (
    select office, indicator, comparable,
        if(comparable >= 3, (lowest_place - 1 + (equal - 1) / 2) / (comparable - 1), null) as position
    from ranked
),
counted as (
    select indicator, any_value(comparable) as comparable from placed group by indicator
)
select c.office, c.name, c.kind, c.district, c.simulated, c.year, c.indicator, c.ordinal, c.indicator_name, c.domain_name,
    c.indicator_kind, better_end(c.indicator_kind, c.direction) as direction, c.unit, c.state, c.value,
    c.qualifier, c.quote, c.period_start, c.period_end, c.reason, c.state in ('value', 'zero') and c.reason is null as is_comparable,
    coalesce(n.comparable, 0) as comparable, p.position,
    case better_end(c.indicator_kind, c.direction) when 'higher' then p.position when 'lower' then 1 - p.position end as merit,
    s.chosen, c.report, c.report_kind, c.report_kind_name, c."start", c.sentence_start, c.sentence, c.doubt, c.duty, c.target,
    c.damaged, c.derived_part, c.derived_whole
from cell c
join shown s on s.office = c.office
left join placed p on p.office = c.office and p.indicator = c.indicator
left join counted n on n.indicator = c.indicator
where c.year = $year and c.tier = 'core' and c.domain = $domain and ($simulated or not c.simulated)
order by s.has_report desc, s.area, s.office, c.ordinal;
