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
where (f.year = $year or f.year is null) and is_chosen($areas, p.area, p.office)
    and ($kind::varchar is null or p.kind = $kind) and ($simulated or not (p.simulated or r.simulated))
    and f.severity in (select unnest($severities))
qualify f."check" <> 'conflict' or row_number() over (partition by f.report, f.indicator, f.severity order by f."start") = 1
order by case f.severity when 'error' then 1 when 'warning' then 2 else 3 end, k.ordinal, p.area, p.office, f.report,
    f."start" nulls first;

-- name: account
-- One row per report of the choice in a year, the largest share of unassigned first: what became of its numerals (数字总账).
-- numerals, assigned, change, unassigned, structural, damaged: numbers of them; share: unassigned in % of all, null without
-- any; errors, warnings, notes: numbers of findings about the report.
with asked as (                             -- found first: the numerals of all reports are many
    select r.*, p.name, p.area, p.district, p.simulated or r.simulated as is_simulated
    from report r join place p on p.office = r.office
    where r.year = $year and is_chosen($areas, p.area, p.office)
        and ($kind::varchar is null or p.kind = $kind) and ($simulated or not is_simulated)
),
counted as (
    select report, count(*) as numerals,
        count(*) filter (where disposition = 'assigned') as assigned,
        count(*) filter (where disposition = 'change') as change,
        count(*) filter (where disposition = 'unassigned') as unassigned,
        count(*) filter (where disposition = 'structural') as structural,
        count(*) filter (where disposition = 'damaged') as damaged
    from numeral semi join asked using (report)
    group by report
),
found as (
    select report, count(*) filter (where severity = 'error') as errors,
        count(*) filter (where severity = 'warning') as warnings, count(*) filter (where severity = 'note') as notes
    from (
        from finding semi join asked using (report)
        qualify "check" <> 'conflict' or row_number() over (partition by report, indicator, severity order by "start") = 1
    )
    group by report
)
select r.report, r.office, r.name, r.district, r.is_simulated as simulated, r.title, r.kind_name,
    coalesce(n.numerals, 0) as numerals, coalesce(n.assigned, 0) as assigned, coalesce(n.change, 0) as change,
    coalesce(n.unassigned, 0) as unassigned, coalesce(n.structural, 0) as structural, coalesce(n.damaged, 0) as damaged,
    round(100 * n.unassigned / n.numerals, 1) as share,
    coalesce(f.errors, 0) as errors, coalesce(f.warnings, 0) as warnings, coalesce(f.notes, 0) as notes,
    null::integer as "start"
from asked r left join counted n on n.report = r.report left join found f on f.report = r.report
order by share desc nulls last, r.area, r.office, r.report;

-- name: checks
-- One row per check, whether it found something about the choice in a year or not, the gravest first. severity: the gravest
-- of its findings, null without any; findings: number of them, of statements that contradict each other only the first;
-- offices: of how many offices.
with found as (
    select f."check", f.severity, f.office
    from finding f
    join place p on p.office = f.office
    join report r on r.report = f.report
    where (f.year = $year or f.year is null) and is_chosen($areas, p.area, p.office)
        and ($kind::varchar is null or p.kind = $kind) and ($simulated or not (p.simulated or r.simulated))
    qualify f."check" <> 'conflict'
        or row_number() over (partition by f.report, f.indicator, f.severity order by f."start") = 1
)
select k."check", k.ordinal, k.title, ['error', 'warning', 'note'][min(list_position(['error', 'warning', 'note'], f.severity))]
    as severity, count(f."check") as findings, count(distinct f.office) as offices
from check_kind k left join found f on f."check" = k."check"
group by k."check", k.ordinal, k.title
order by min(list_position(['error', 'warning', 'note'], f.severity)) nulls last, k.ordinal;

-- name: matrix
-- One row per office of the choice with a report of the year or a finding, and check that found something about any of
-- them; at most $most offices, those with most findings first. findings: number, of statements that contradict each other
-- only the first; severity: the gravest of them, null without any; found: findings of the office by all checks; offices:
-- number of them before the cut.
with found as (
    select f."check", f.severity, f.office
    from finding f
    join place p on p.office = f.office
    join report r on r.report = f.report
    where (f.year = $year or f.year is null) and is_chosen($areas, p.area, p.office)
        and ($kind::varchar is null or p.kind = $kind) and ($simulated or not (p.simulated or r.simulated))
    qualify f."check" <> 'conflict'
        or row_number() over (partition by f.report, f.indicator, f.severity order by f."start") = 1
),
shown as (
    select p.office, p.name, p.area, p.district, p.simulated, coalesce(n.found, 0) as found, count(*) over () as offices
    from place p left join (select office, count(*) as found from found group by office) n on n.office = p.office
    where n.found is not null or p.office in (select office from filed($year, $areas, $kind::varchar, $simulated))
    order by found desc, p.area, p.office
    limit $most
)
select s.office, s.name, s.district, s.simulated, k."check", k.ordinal, k.title, s.found, s.offices,
    count(f."check") as findings,
    ['error', 'warning', 'note'][min(list_position(['error', 'warning', 'note'], f.severity))] as severity
from shown s
cross join (from check_kind where "check" in (select "check" from found)) k
left join found f on f.office = s.office and f."check" = k."check"
group by s.office, s.name, s.area, s.district, s.simulated, s.found, s.offices, k."check", k.ordinal, k.title
order by s.found desc, s.area, s.office, k.ordinal;

-- name: reconciled
-- One row per statement of the choice's reports of a year on the year before (a change, or last year's value said again), beside
-- what last year's own report says; contradictions first. kind: change, restated; outcome: agree, differ, open, and `why`;
-- told, quote: what is stated; now_quote: this year's value; before_quote, before_report, before_start: last year's own
-- report; gap: last year's value that follows where its report does not state it.
select c.kind, c.outcome, c.why, c.office, p.name, p.district, p.simulated or r.simulated as simulated, c.year,
    c.name as indicator_name, c.told, c.unit, c.is_rate, c.is_percent, c.quote, c.now_quote, c.before_quote, c.before_report,
    c.before_start, c.difference, c.growth, c.gap, i.unit as value_unit, c.sentence, c.report, c."start", c."end",
    c.sentence_start, c.sentence_end
from reconciliation c
join place p on p.office = c.office
join report r on r.report = c.report
join indicator i on i.id = c.indicator
where c.year = $year and is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind)
    and ($simulated or not (p.simulated or r.simulated))
order by list_position(['differ', 'agree', 'open'], c.outcome), c.gap is null, p.area, p.office, c.report, c."start";
