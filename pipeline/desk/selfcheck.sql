-- 自检, over a database in memory that holds the draft beside the stored reports of its district.

-- name: neighbours
-- One row per office of the district of the draft's office, itself included.
from stored.office
where office = $office or district_code = (select district_code from stored.office where office = $office);

-- name: beside
-- One row per stored report of these offices, but for the one that the draft would replace.
from stored.report
where office in (select office from office)
    and not (office = $office and year is not distinct from $year and kind = $kind);

-- name: findings
-- One row per finding on the draft, gravest first; what it does not say is told by the statements below.
select f.*, k.title, i.name as indicator_name
from finding f join check_kind k using ("check") left join indicator i on i.id = f.indicator
where f.report = $report and f."check" not in ('missing_core', 'dropped_indicator')
order by f.severity = 'note', f.severity = 'warning', f."start" nulls last, k.ordinal;

-- name: dropped
-- One row per core indicator that the office stated in its last annual report before, and the draft does not state.
with before as (
    select max(year) as year from report where office = $office and year < $year and kind = $kind
)
select i.name as indicator_name, o.year, any_value(o.quote order by o."start") as quote
from observation o join indicator i on i.id = o.indicator
where o.office = $office and o.year = (select year from before) and o.status = 'actual' and o.scope = 'street'
    and i.tier = 'core'
    and not exists (from observation d where d.report = $report and d.indicator = o.indicator)
group by i.name, i.ordinal, o.year
order by i.ordinal;

-- name: omitted
-- One row per core indicator that more than half of the other offices state in their newest annual report, and the draft
-- does not state. Fewer than three others are no yardstick.
with newest as (
    select office, max(year) as year from report
    where office <> $office and year <= $year and kind = 'annual'
    group by office
)
select i.name as indicator_name, i.domain_name, count(*) as peers,
    count(*) filter (where exists (
        from observation o where o.office = n.office and o.year = n.year and o.indicator = i.id and o.status = 'actual'
    )) as stating, min(n.year) as first_year, max(n.year) as last_year
from newest n cross join (from indicator where tier = 'core') i
where not exists (from observation d where d.report = $report and d.indicator = i.id)
group by i.name, i.domain_name, i.ordinal
having peers >= 3 and stating * 2 > peers
order by i.ordinal;
