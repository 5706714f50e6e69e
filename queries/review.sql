-- What a person has to decide: one case for each place about which somebody should look, the most harmful first.

-- name: cases
-- One row per case of the choice in a year, the most harmful first. what: number, report (whose it is) or returned (a decision
-- that lost its sentence); check, title: why it is a case; message: in words; harm: the smaller the worse. Of a number: start,
-- end, quote, sentence and where it stands; is_numeral: false for words that state a nothing; indicator and what follows: how
-- the program reads it, null where it gives it to none; why: the reason then. is_decided: in this snapshot. With $check only
-- the cases of one: of the checks, 'unassigned' (numbers with a unit that no rule took) or 'sample' (any number, by chance).
with scope as (
    select r.report, r.sha256, r.year, r.kind_name, r.office, r.text, p.name, p.area, p.district,
        p.simulated or r.simulated as simulated
    from report r join place p on p.office = r.office
    where (is_chosen($areas, p.area, p.office) or p.code is null) and (r.year = $year or r.year is null)
        and ($kind::varchar is null or p.kind = $kind or p.code is null) and ($simulated or not (p.simulated or r.simulated))
),
grave as (
    select unnest([
        'decision_returned', 'conflict', 'impossible_rate', 'success_above_base', 'part_above_total', 'rate_over_100',
        'damaged_numeral', 'ocr_number', 'value_jump', 'change_contradicted', 'unresolved_office', 'unknown_year'
    ]) as "check", unnest(range(1, 13)) as harm
),
found as (
    select f.report, f."start", f."end", arg_min(f."check", g.harm) as "check", min(g.harm) as harm,
        string_agg(distinct f.message, ' ') as message, any_value(f.indicator) as indicator
    from finding f join grave g using ("check") semi join scope using (report)
    where f."start" is not null and g."check" not in ('unresolved_office', 'unknown_year')
        and ($check::varchar is null or f."check" = $check)
    group by f.report, f."start", f."end"
    union all
    select n.report, n."start", n."end", 'unassigned', 50, n.why, null
    from numeral n semi join scope using (report)
    where $check = 'unassigned' and n.disposition = 'unassigned' and n.unit <> ''
    union all
    select o.report, o."start", o."end", 'sample', 60, '抽查：随机取出，未必有问题。', o.indicator
    from observation o semi join scope using (report)
    where $check = 'sample' and (o.reviewer is null or o.decision = 'accept')
),
numbers as (
    select 'number' as what, f."check", f.harm, f.message, f."start", f."end", n.report is not null as is_numeral,
        coalesce(o.quote, n.quote) as quote, coalesce(o.sentence_start, n.sentence_start) as sentence_start,
        coalesce(o.sentence_end, n.sentence_end) as sentence_end, coalesce(n.why, '') as why, n.value as written,
        n.unit as written_unit, o.indicator, o.value, o.unit, o.qualifier, o.period_start, o.period_end, o.status, o.scope,
        o.scope_name, f.report, null::varchar as subject, null::integer as turn,
        d.report is not null as is_decided
    from found f
    left join observation o on o.report = f.report and o."start" = f."start" and o."end" = f."end"
        and (f.indicator is null or o.indicator = f.indicator)
    left join numeral n on n.report = f.report and n."start" = f."start"
    left join (select distinct report, "start", before_indicator from decision where "start" is not null) d
        on d.report = f.report and d."start" = f."start"
    where coalesce(o.quote, n.quote) is not null
    qualify row_number() over (partition by f.report, f."start", f."end", o.indicator) = 1
),
reports as (
    select 'report' as what, f."check", g.harm, f.message, f.report, exists (
            from decision d where d.report = f.report and d.action = 'identify'
        ) as is_decided
    from finding f join grave g using ("check") semi join scope using (report)
    where f."check" in ('unresolved_office', 'unknown_year') and ($check::varchar is null or f."check" = $check)
    qualify row_number() over (partition by f.report order by g.harm) = 1
),
back as (
    select 'returned' as what, 'decision_returned' as "check", 1 as harm,
        format('{}在{}的决定不再生效：{}。', person, day, why) as message, report, quote, sentence, indicator, value,
        subject, turn, false as is_decided
    from returned
    where $check::varchar is null or $check = 'decision_returned'
)
select c.*, s.sha256, s.year, s.office, s.name, s.district, s.simulated, s.kind_name, i.name as indicator_name,
    case c."check" when 'unassigned' then '未归入' when 'sample' then '抽查' else coalesce(k.title, '决定失去依据') end as title,
    coalesce(c.stood, substring(s.text, c.sentence_start + 1, c.sentence_end - c.sentence_start)) as sentence,
    substring(s.text, greatest(c.sentence_start - 80, 0) + 1, least(c.sentence_start, 80)) as lead,
    substring(s.text, c.sentence_end + 1, 80) as tail
from (
    select *, null::varchar as stood from numbers
    union all by name
    from reports
    union all by name
    select * rename (sentence as stood) from back
) c
left join scope s on s.report = c.report
left join indicator i on i.id = c.indicator
left join check_kind k on k."check" = c."check"
where s.report is not null or c.what = 'returned'
order by c.harm, if(c."check" = 'sample', hash(c.report, c."start"), 0), s.area, s.office, c.report, c."start";

-- name: kinds
-- One row per check that brings up cases anywhere in the snapshot, the most harmful first: check, title.
select "check", title from check_kind
where "check" in (
    'decision_returned', 'conflict', 'impossible_rate', 'success_above_base', 'part_above_total', 'rate_over_100',
    'damaged_numeral', 'ocr_number', 'value_jump', 'change_contradicted', 'unresolved_office', 'unknown_year'
)
order by ordinal;

-- name: beside
-- One row per value that a number is judged beside: the office's own other years first, then the others of its district in
-- the same year. is_own: whether it is the same office.
select c.office = $office as is_own, c.office, c.name, c.simulated, c.year, c.state, c.value, c.qualifier, c.unit, c.quote,
    c.reason, c.doubt, c.duty, c.target, c.damaged, c.report_kind, c.report_kind_name, c.derived_part, c.derived_whole,
    c.sentence, c.sentence_start, c.report, c."start"
from cell c
where c.indicator = $indicator and c.state in ('value', 'zero', 'review') and ($simulated or not c.simulated)
    and ((c.office = $office and c.year <> $year)
        or (c.office <> $office and c.year = $year and c.area = (select area from place where office = $office)))
order by is_own desc, if(is_own, -c.year, 0), c.value desc
limit 40;

-- name: again
-- One row per statement of an indicator in a report, in its order: quote and sentence.
select quote, value, unit, qualifier, scope_name, period_start, period_end, sentence, sentence_start, report, "start", reviewer
from observation
where report = $report and indicator = $indicator
order by "start";

-- name: reports
-- One row per report of the choice in a year: what to call it, its text and the digest of its original.
select r.report, r.sha256, r.text, r.year, r.office, p.name || coalesce(r.year || '年', '') || r.kind_name as title
from report r join place p on p.office = r.office
where is_chosen($areas, p.area, p.office) and r.year = $year and ($kind::varchar is null or p.kind = $kind)
    and ($simulated or not (p.simulated or r.simulated))
order by p.area, p.office, r.report;

-- name: named
-- One row per office whose name contains the words, or that a report may be of: office, title. At most 50.
select o.office, concat_ws(' ', o.province, o.city, o.district, o.name) as title
from office o
where o.code is not null and ((len($words) > 1 and contains(o.name, $words))
    or o.office in (select office from candidate where report = $report))
order by o.office not in (select office from candidate where report = $report), o.office
limit 50;

-- name: seconds
-- One row per decided number of the choice in a year, as a case for a second person: the columns of cases, but as the program by
-- itself read it, so that nobody sees what the first person said.
select 'number' as what, 'second' as "check", 70 as harm, '复核：请独立判断，系统不显示第一个人的决定。' as message,
    d."start", d."end", n.report is not null as is_numeral, d.quote, d.sentence, '' as lead, '' as tail,
    coalesce(n.sentence_start, d."start" - strpos(d.sentence, d.quote) + 1)::integer as sentence_start,
    coalesce(n.value, d.before_value) as written, n.unit as written_unit, '' as why,
    d.before_indicator as indicator, i.name as indicator_name, i.unit, d.before_value as value, 'exact' as qualifier,
    r.period_start, r.period_end, if(d.action = 'accept', d.status, 'actual') as status,
    if(d.action = 'accept', d.scope, 'street') as scope, null::varchar as scope_name, d.report, d.subject,
    d.turn, false as is_decided, r.sha256, r.year, r.office, p.name, p.district, p.simulated or r.simulated as simulated,
    r.kind_name, '复核' as title
from decision d join report r on r.report = d.report join place p on p.office = r.office
left join indicator i on i.id = d.before_indicator
left join numeral n on n.report = d.report and n."start" = d."start"
where d."start" is not null and r.year = $year and is_chosen($areas, p.area, p.office)
    and ($kind::varchar is null or p.kind = $kind) and ($simulated or not (p.simulated or r.simulated))
order by d.report, d."start";
