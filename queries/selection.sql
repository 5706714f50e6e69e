-- What can be chosen, and how much of the choice is covered by reports.

-- name: snapshot
-- One row: the snapshot itself. created: UTC; reports: number of reports that it was built of; held: of those in it;
-- simulated: how many of them are invented; first_year, last_year: of the reports, null when there are none.
select b.snapshot, b.created, b.reports, count(r.report) as held, count(*) filter (where r.simulated) as simulated,
    min(r.year) as first_year, max(r.year) as last_year
from build b left join report r on true
group by all;

-- name: areas
-- One row per district with at least one report. area: district code, empty for reports that nobody could place;
-- offices: number of offices of the district; reported: how many of them have a report; reports: number of its reports;
-- last_year: of its newest report.
select p.area, if(p.area = '', null, any_value(p.province)) as province, if(p.area = '', null, any_value(p.city)) as city,
    if(p.area = '', '未认定街道的报告', any_value(p.district)) as district,
    any_value(o.offices) as offices, count(distinct r.office) as reported, count(*) as reports, max(r.year) as last_year
from report r
join place p on p.office = r.office
join (select area, count(*) as offices from place group by area) o on o.area = p.area
where $simulated or not (p.simulated or r.simulated)
group by p.area
order by p.area = '', p.area;

-- name: years
-- One row per year with a report, newest first. reports: number of reports on that year.
select r.year, count(*) as reports
from report r join place p on p.office = r.office
where r.year is not null and ($simulated or not (p.simulated or r.simulated))
group by r.year
order by r.year desc;

-- name: indicators
-- One row per indicator, in the order of the catalogue.
select id, ordinal, name, domain, domain_name, unit, kind, direction, tier, definition
from indicator
order by ordinal;

-- name: offices
-- One row per office of the areas, those with a report on the year first, then those with any; at
-- most 500, for they are to be chosen from. reports: number of them.
select p.office, p.name, p.kind, p.area, p.district, p.simulated, count(r.report) as reports,
    coalesce(bool_or(r.year = $year), false) as is_reported
from place p left join report r on r.office = p.office
where is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind) and ($simulated or not p.simulated)
group by all
order by is_reported desc, reports = 0, p.area, p.office
limit 500;

-- name: search
-- One row per office that is to be chosen from: those that are listed already, and at most $most whose name and place hold
-- all the words, those with reports first. label: name and place, different for each office.
with named as (
    select office, name || '（' || coalesce(if(city = district, '', city) || district, '未认定') || '）' as label,
        coalesce(province, '') || label as place
    from place
    where $simulated or not simulated
),
found as (
    select office, label, list_contains($labels::varchar[], label) as is_listed
    from named
    where is_listed or (
        len($words) > 0 and not exists (from unnest($words::varchar[]) w(word) where not contains(place, word))
    )
)
select f.office, f.label, f.is_listed
from found f left join (select office, count(*) as reports from report group by office) r on r.office = f.office
qualify f.is_listed or row_number() over (partition by f.is_listed order by r.reports desc nulls last, f.office) <= $most
order by f.is_listed desc, r.reports desc nulls last, f.office;

-- name: around
-- One row per district of the office's province, its own first. same_district, same_city: whether it is the office's own, or
-- of its city; kind, district, city, province: of the office.
select distinct p.area, p.area = o.area as same_district,
    p.area = o.area or p.city is not distinct from o.city as same_city, true as same_province,
    o.kind, o.district, o.city, o.province
from place o join place p on p.area = o.area or (p.province = o.province and p.area <> '')
where o.office = $office
order by same_district desc, same_city desc, p.area;

-- name: alike
-- One row per office whose stated number of residents is nearest to that of $office, itself first: by ratio, at most half as
-- many again, at most $most. residents: as its report of the year states them.
with known as (
    select p.office, r.value as residents
    from figure r join place p on p.office = r.office join filing f on f.office = r.office and f.year = r.year
    where r.indicator = 'profile.population' and r.year = $year and r.reason is null and not r.is_conflict and r.value > 0
        and ($simulated or not (p.simulated or f.simulated))
)
select k.office, k.residents
from known k join known o on o.office = $office
where k.residents between o.residents / 1.5 and o.residents * 1.5
order by k.office <> $office, abs(ln(k.residents / o.residents)), k.office
limit $most;

-- name: coverage
-- One row: how far the choice is covered. offices: all offices of the areas; reported: those with a report on the year;
-- noun: what to call them all, 街道 or 镇 where they are of one kind.
select count(*) as offices, count(f.office) as reported,
    if(count(distinct p.kind) = 1 and any_value(p.kind) in ('街道', '镇', '乡'), any_value(p.kind), '街镇') as noun
from place p left join filing f on f.office = p.office and f.year = $year and ($simulated or not f.simulated)
where is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind) and ($simulated or not p.simulated);

-- name: seen
-- One row: how many of the figures of the choice a person has seen. n: figures; seen: of them seen. A null year, indicator or
-- office means all. taken, right: of the indicator in all reports, how many numbers people decided that the program takes for
-- it, and how many of them it had right; null where nobody decided any.
select count(*) as n, count(f.reviewer) as seen, (select taken from accuracy where indicator = $indicator) as taken,
    (select "right" from accuracy where indicator = $indicator) as "right"
from figure f join place p on p.office = f.office join report r on r.report = f.report and r.office = f.office
where is_chosen($areas, p.area, p.office) and ($year::integer is null or f.year = $year)
    and ($indicator::varchar is null or f.indicator = $indicator) and ($office::varchar is null or f.office = $office)
    and ($kind::varchar is null or p.kind = $kind) and ($simulated or not (p.simulated or r.simulated));
