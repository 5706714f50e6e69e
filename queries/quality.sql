-- What the checks found, and what became of every numeral.

-- name: findings
-- One row per finding about the choice in a year, gravest first; of statements that contradict each other only the first. severity: error, warning, note; start: where in the report,
-- null when it is about the whole of it.
select f."check", k.title, f.severity, f.message, p.office, p.name, p.simulated or r.simulated as simulated, p.district, f.year, i.name as indicator_name,
    f.report, f."start"
from finding f
join place p on p.office = f.office
join report r on r.report = f.report
left join check_kind k on k."check" = f."check"
left join indicator i on i.id = f.indicator
where (f.year = $year or f.year is null) and p.area in (select unnest($areas))
    and ($kind::varchar is null or p.kind = $kind) and ($simulated or not (p.simulated or r.simulated))
    and f.severity in (select unnest($severities))
qualify f."check" <> 'conflict' or row_number() over (partition by f.report, f.indicator, f.severity order by f."start") = 1
order by case f.severity when 'error' then 1 when 'warning' then 2 else 3 end, k.ordinal, p.area, p.office, f.report,
    f."start" nulls first;

-- name: account
-- One row per report of the choice in a year: what became of its numerals (数字总账); numbers of numerals.
select r.report, p.office, p.name, p.district, r.title, r.kind_name, count(n.report) as numerals,
    count(*) filter (where n.disposition = 'assigned') as assigned,
    count(*) filter (where n.disposition = 'change') as change,
    count(*) filter (where n.disposition = 'unassigned') as unassigned,
    count(*) filter (where n.disposition = 'structural') as structural,
    count(*) filter (where n.disposition = 'damaged') as damaged
from report r
join place p on p.office = r.office
left join numeral n on n.report = r.report
where r.year = $year and p.area in (select unnest($areas))
    and ($kind::varchar is null or p.kind = $kind) and ($simulated or not (p.simulated or r.simulated))
group by all
order by r.report;
