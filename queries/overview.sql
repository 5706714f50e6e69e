-- The state of one year in the chosen districts.

-- name: topics
-- One row per office and topic: how many of the topic's core indicators the office states. stated, core: numbers of
-- indicators, without those for which the office has no duty; has_report: whether there is a report of the year; report: the
-- one to open. At most $most offices, those with reports first.
with chosen as (
    select p.*, f.report, f.report_kind, f.report_kind_name, f.office is not null as has_report
    from place p left join filing f on f.office = p.office and f.year = $year and ($simulated or not f.simulated)
    where is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind)
        and ($simulated or not p.simulated)
    order by has_report desc, p.area, p.office
    limit $most
),
counted as (
    select f.office, i.domain, count(*) as stated
    from figure f semi join chosen using (office) join indicator i on i.id = f.indicator
    where f.year = $year and i.tier = 'core'
    group by f.office, i.domain
),
topic as (
    select domain, domain_name, min(ordinal) as ordinal, count(*) as core
    from indicator
    where tier = 'core'
    group by domain, domain_name
),
excused as (
    select d.office, i.domain, count(*) as core
    from duty d join indicator i on i.id = d.indicator
        anti join figure f on f.office = d.office and f.year = d.year and f.indicator = d.indicator
    where d.year = $year and i.tier = 'core'
    group by d.office, i.domain
)
select c.office, c.name, c.simulated, c.district, c.area, t.domain, t.domain_name, t.ordinal,
    if(c.has_report, coalesce(n.stated, 0), 0) as stated, t.core - coalesce(e.core, 0) as core, c.has_report,
    c.report, c.report_kind, c.report_kind_name
from chosen c cross join topic t left join counted n on n.office = c.office and n.domain = t.domain
    left join excused e on e.office = c.office and e.domain = t.domain
order by c.has_report desc, c.area, c.office, t.ordinal;

-- name: shares
-- One row per topic: which share of its core indicators the offices with a report state, the largest first. stated, core:
-- numbers over all these offices.
with filed as (from filed($year, $areas, $kind::varchar, $simulated)),
counted as (
    select indicator, count(*) as stated
    from figure semi join filed using (office)
    where year = $year
    group by indicator
),
excused as (
    select indicator, count(*) as offices
    from duty semi join filed using (office) anti join figure using (office, year, indicator)
    where year = $year
    group by indicator
)
select i.domain, i.domain_name, coalesce(sum(c.stated), 0)::bigint as stated,
    (count(*) * (select count(*) from filed) - coalesce(sum(e.offices), 0))::bigint as core
from indicator i left join counted c on c.indicator = i.id left join excused e on e.indicator = i.id
where i.tier = 'core'
group by i.domain, i.domain_name
order by coalesce(sum(c.stated), 0) / count(*) desc, min(i.ordinal);

-- name: headlines
-- One row per asked indicator: what the offices state together. value: sum of the comparable counts, or the rate pooled from
-- stated counts, in %; offices: how many it covers; before, after: the same for the `paired` offices that give it in both
-- years. Null where nothing can be said.
with chosen as (
    select * from cell
    where year in ($year, $year - 1) and indicator in (select unnest($indicators)) and is_chosen($areas, area, office)
        and ($kind::varchar is null or kind = $kind) and ($simulated or not simulated)
),
counted as (
    select indicator, office, year, value as part, null::double as whole
    from chosen
    where indicator_kind <> 'rate' and state in ('value', 'zero') and reason is null
    union all
    select r.indicator, r.office, r.year, r.part, r.whole
    from ratio r join chosen c using (indicator, office, year)
    where r.place = 1 and is_whole_year(r.period_start, r.period_end)
),
now as (
    select n.*, b.office is not null as is_paired, b.part as part_before, b.whole as whole_before
    from counted n left join counted b on b.indicator = n.indicator and b.office = n.office and b.year = n.year - 1
    where n.year = $year
)
select i.id as indicator, i.name, i.unit, i.kind, count(now.office) as offices,
    sum(part) / coalesce(sum(whole) / 100, 1) as value,
    count(*) filter (where is_paired) as paired,
    sum(part) filter (where is_paired) / coalesce(sum(whole) filter (where is_paired) / 100, 1) as after,
    sum(part_before) filter (where is_paired) / coalesce(sum(whole_before) filter (where is_paired) / 100, 1) as before
from indicator i left join now on now.indicator = i.id
where i.id in (select unnest($indicators))
group by i.id, i.name, i.unit, i.kind, i.ordinal
order by list_position($indicators, i.id);

-- name: movements
-- One row per office and core indicator with an exact, comparable value in this year and the year before, the largest
-- relative changes first, at most 8. before, after, difference: in the unit; change: in % of before.
-- Values below 10 are left out (there chance moves as much), and those that a check doubts.
with chosen as (
    select * from cell
    where year in ($year, $year - 1) and tier = 'core' and indicator_kind <> 'rate' and is_chosen($areas, area, office)
        and ($kind::varchar is null or kind = $kind) and ($simulated or not simulated)
        and state in ('value', 'zero') and reason is null and qualifier = 'exact' and doubt is null
)
select n.office, n.name, n.simulated, n.district, n.indicator, n.indicator_name, n.unit, b.value as before, n.value as after,
    n.value - b.value as difference, 100 * (n.value - b.value) / b.value as change, n.report, n."start", n.sentence_start,
    n.sentence, n.quote
from chosen n join chosen b on b.office = n.office and b.indicator = n.indicator and b.year = n.year - 1
where n.year = $year and b.value >= 10 and n.value >= 10 and n.value <> b.value
order by abs(ln(n.value / b.value)) desc, n.office, n.ordinal
limit 8;
