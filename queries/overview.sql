-- The state of one year in the chosen districts.

-- name: topics
-- One row per office and topic: how many of the topic's core indicators the office states. stated, core: numbers of
-- indicators; has_report: whether there is a report of the year; report: the one to open.
select office, name, simulated, district, area, domain, domain_name, min(ordinal) as ordinal,
    count(*) filter (where state in ('value', 'zero', 'review')) as stated, count(*) as core,
    bool_and(state <> 'missing') as has_report, any_value(report) as report, any_value(report_kind) as report_kind,
    any_value(report_kind_name) as report_kind_name
from cell
where year = $year and tier = 'core' and area in (select unnest($areas))
    and ($kind::varchar is null or kind = $kind) and ($simulated or not simulated)
group by office, name, simulated, district, area, domain, domain_name
order by has_report desc, area, office, ordinal;

-- name: headlines
-- One row per asked indicator: what the offices state together. value: sum of the comparable counts, or the rate pooled from
-- stated counts, in %; offices: how many it covers; before, after: the same for the `paired` offices that give it in both
-- years. Null where nothing can be said.
with chosen as (
    select * from cell
    where year in ($year, $year - 1) and indicator in (select unnest($indicators)) and area in (select unnest($areas))
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
    where year in ($year, $year - 1) and tier = 'core' and indicator_kind <> 'rate' and area in (select unnest($areas))
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
