-- What screens ask for, computed once when a snapshot is published, after the checks: a snapshot never changes, so nothing
-- here can go stale. Every row follows from the reports of one district (what follows from all reports stands in common.sql). Nothing derived is ever stored as stated: tables of schema.sql keep what reports say, these what follows.

-- Whether figures of a period may stand beside whole-year ones: January to December of one year, wherever in December it ends.
create macro is_whole_year(first_day, last_day) as
    year(first_day::date) = year(last_day::date) and month(first_day::date) = 1 and month(last_day::date) = 12;

-- Whether an office belongs to a choice, given as codes of districts and of single offices chosen by hand (6 and 9 digits).
create macro is_chosen(areas, area, office) as list_contains(areas, area) or list_contains(areas, office);

-- Which end of an indicator is the better one: of rates as the catalogue says, of numbers only where less is better. More
-- cases mediated or trained people are more work or a larger office, not a better one.
create macro better_end(kind, direction) as if(kind = 'rate' or direction = 'lower', direction, 'none');

-- Whether only numbers that a person has seen are asked for (仅已核对); a question says so by a variable of its cursor.
create macro only_seen() as coalesce(getvariable('only_seen'), false);

-- One row per stated value that cannot be so (存疑), with the check that says it; `is_ocr`: read from a picture, unconfirmed.
create table impossible as
select report, indicator, "start", any_value(title) as title, bool_or("check" = 'ocr_number') as is_ocr
from finding join check_kind using ("check")
where severity = 'error' and indicator is not null
group by report, indicator, "start";

-- One row per office, year, rate and denominator: the two stated counts of one report and period that give the rate (推算).
-- Only exact counts that do not contradict each other, neither of them nor the rate stated beside them in doubt (存疑, 待核):
-- what may not be ranked is not summed either. `place` is the denominator's place in the catalogue.
create table every_ratio as
select i.indicator, n.year, n.office, i.denominator, i.place, n.report, n.period_start, n.period_end,
    n.value as part, d.value as whole, n."start" as part_start, d."start" as whole_start,
    n.reviewer is not null and d.reviewer is not null as is_seen
from (
    select id as indicator, numerator, unnest(denominator) as denominator, generate_subscripts(denominator, 1) as place
    from indicator
) i
join level n on n.indicator = i.numerator
join level d on d.indicator = i.denominator and d.office = n.office and d.year = n.year and d.report = n.report
    and d.period_start = n.period_start and d.period_end = n.period_end
where n.qualifier = 'exact' and d.qualifier = 'exact' and not n.is_conflict and not d.is_conflict
    and n.report not in (select report from finding where "check" = 'ocr_number') and d.value > 0 and n.value between 0 and d.value
    and not exists (
        from level l left join impossible w on w.report = l.report and w.indicator = l.indicator and w."start" = l."start"
        where l.office = n.office and l.year = n.year and (w.report is not null or l.is_conflict)
            and l.indicator in (i.indicator, i.numerator, i.denominator)
    )
order by i.indicator, n.year, n.office, i.place;

create view ratio as from every_ratio where is_seen or not only_seen();

-- One row per office, year and indicator with a stated actual value: the street-wide one or, where there is none, the first
-- that covers a part only; `is_ocr`: it was read from a picture and nobody has confirmed it; `reason` says in Chinese why it must not be ranked beside the others, null when it may.
create table every_figure as
with part as (
    select *, period_end - period_start + 1 as days, 1 as n_values, false as is_conflict
    from observation o
    where status = 'actual' and scope = 'part' and year is not null and not exists (
        from level l where l.office = o.office and l.year = o.year and l.indicator = o.indicator
    )
    qualify row_number() over (partition by office, year, indicator order by report, "start") = 1
),
other as (                                  -- a stated rate that only a later denominator of the catalogue gives
    select office, year, indicator, arg_min(denominator, place) filter (where abs(100 * part / whole - value) < 0.06)
        as denominator
    from ratio join level using (office, year, indicator)
    group by office, year, indicator
    having not bool_or(place = 1 and abs(100 * part / whole - value) < 0.06) and denominator is not null
),
stated as (
    from level where year is not null
    union all by name
    from part
)
select stated.*, coalesce(wrong.is_ocr, false) as is_ocr, case
        when wrong.title is not null then '存疑（' || wrong.title || '）'
        when stated.scope = 'part' then '只含' || coalesce(stated.scope_name, '部分范围')
        when period_start is null or period_end is null then '统计期不明'
        when year(period_start) < stated.year then '自' || year(period_start) || '年起累计'
        when is_whole_year(period_start, period_end) and other.denominator is not null then '分母为' || i.name
        when is_whole_year(period_start, period_end) then null
        when month(period_start) = month(period_end) then '只含' || month(period_end) || '月'
        else '统计期为' || month(period_start) || '—' || month(period_end) || '月'
    end as reason
from stated
left join impossible wrong on wrong.report = stated.report and wrong.indicator = stated.indicator and wrong."start" = stated."start"
left join other on other.office = stated.office and other.year = stated.year and other.indicator = stated.indicator
left join indicator i on i.id = other.denominator
order by stated.indicator, stated.year, stated.office;

create view figure as from every_figure where reviewer is not null or not only_seen();

-- One row per figure that is kept back because nobody has seen it.
create view unseen as select office, year, indicator from every_figure where reviewer is null and only_seen();

-- One row per office and year with a report: the one to open first, an annual report before any other kind.
create table filing as
with damage as (
    select report, count(*) as numerals from numeral where disposition = 'damaged' group by report
)
select r.office, r.year, count(*) as reports, bool_or(r.simulated) as simulated, coalesce(sum(damage.numerals), 0)::bigint as damaged,
    first(r.report order by r.kind <> 'annual', r.report) as report,
    first(r.kind order by r.kind <> 'annual', r.report) as report_kind,
    first(r.kind_name order by r.kind <> 'annual', r.report) as report_kind_name, any_value(s.year_before) as year_before
from report r left join damage using (report) join succession s on s.office = r.office and s.year = r.year
where r.year is not null
group by r.office, r.year
order by r.year, r.office;

-- One row per office, year and indicator about which a check has doubts, with what it says; report and start: where first.
create table doubt as
select office, year, indicator, string_agg(message, ' ' order by "check") as message,
    arg_min(report, "start") as report, min("start") as "start"
from (
    from finding
    where indicator is not null and severity in ('error', 'warning')
    qualify row_number() over (partition by "check", office, year, indicator order by report, "start") = 1
)
group by office, year, indicator
order by indicator, year, office;

-- One row per office, year and indicator of which a report states only a target.
create table target as
select office, year, indicator, arg_min(quote, "start") as quote
from observation o
where status = 'plan' and year is not null
group by office, year, indicator
order by indicator, year, office;

-- One row per office: `area` is the code of its district, empty for an office that nobody could place.
create view place as
select *, coalesce(district_code, '') as area
from office;

-- One row per office, year and indicator, stated or not, so that absence has a name. `state`: value, zero (a stated nothing),
-- review (待核: contradicting, damaged, or read from a picture), exempt (无此职能, decided by a person, `duty` says why), silent (未提及), missing
-- (报告缺). `value` is never null for value and zero.
create view cell as
select o.office, o.name, o.kind, o.area, o.district, o.city, o.province,
    o.simulated or coalesce(r.simulated, false) as simulated,
    y.year, i.id as indicator, i.ordinal, i.name as indicator_name, i.domain, i.domain_name, i.tier,
    i.kind as indicator_kind, i.direction, i.unit,
    case
        when f.is_conflict or f.is_ocr then 'review'
        when f.value = 0 then 'zero'
        when f.value is not null then 'value'
        when u.office is not null then 'review'  -- only seen numbers are asked for
        when duty.office is not null then 'exempt'
        when r.office is null then 'missing'
        when doubt.office is not null then 'review'
        else 'silent'
    end as state,
    f.value, f.qualifier, f.quote, f.period_start, f.period_end, f.scope, f.scope_name, f.reason, f.sentence,
    coalesce(f.report, doubt.report, r.report) as report, r.report_kind, r.report_kind_name,
    if(f.report is null, doubt."start", f."start") as "start", f."end", f.sentence_start, f.sentence_end,
    if(u.office is null, doubt.message, '还没有人核对') as doubt, target.quote as target, duty.reason as duty, coalesce(r.damaged, 0) as damaged,
    d.part as derived_part, d.whole as derived_whole, d.denominator as derived_denominator,
    h.whole as hidden_whole, h.half_low as hidden_low, h.half_high as hidden_high,
    h.cut_low as hidden_cut_low, h.cut_high as hidden_cut_high,
    f.reviewer, f.reviewed, f.decision, f.reviewer is not null as is_seen
from place o
cross join (select unnest(generate_series(min(year), max(year)))::integer as year from filing) y  -- as the tables hold it: else no block is skipped
cross join indicator i
left join figure f on f.office = o.office and f.year = y.year and f.indicator = i.id
left join unseen u on u.office = o.office and u.year = y.year and u.indicator = i.id
left join filing r on r.office = o.office and r.year = y.year
left join doubt on doubt.office = o.office and doubt.year = y.year and doubt.indicator = i.id
left join duty on duty.office = o.office and duty.year = y.year and duty.indicator = i.id
left join target on target.office = o.office and target.year = y.year and target.indicator = i.id
left join (from ratio qualify row_number() over (partition by office, year, indicator order by place) = 1) d
    on d.office = o.office and d.year = y.year and d.indicator = i.id
left join hidden h on h.office = o.office and h.year = y.year and h.indicator = i.id and h.report = f.report
    and not f.is_conflict and not f.is_ocr;

-- One row per office of the areas with a report on the year.
create macro filed(asked_year, areas, asked_kind, with_simulated) as table
    select p.office
    from place p join filing f on f.office = p.office
    where f.year = asked_year and is_chosen(areas, p.area, p.office) and (asked_kind is null or p.kind = asked_kind)
        and (with_simulated or not (p.simulated or f.simulated));

-- One row per office, year and core indicator that the office's last report of the same kind stated for the whole office
-- (succession.year_before): its report and place then, and whether no report of this year mentions it (停报; in doubt and 无此职能
-- are no silence).
create table every_carried as
select s.office, s.year, s.year_before, s.report as report_now, b.indicator, b.report, b."start",
    n.office is null and d.office is null and e.office is null as is_stopped, b.reviewer is not null as is_seen
from succession s
join every_figure b on b.office = s.office and b.year = s.year_before and b.scope = 'street' and not b.is_conflict and not b.is_ocr
join report r on r.report = b.report and r.kind = s.kind
join indicator i on i.id = b.indicator and i.tier = 'core'
left join every_figure n on n.office = s.office and n.year = s.year and n.indicator = b.indicator
left join doubt d on d.office = s.office and d.year = s.year and d.indicator = b.indicator
left join duty e on e.office = s.office and e.year = s.year and e.indicator = b.indicator
order by s.year, s.office, i.ordinal;

create view carried as from every_carried where is_seen or not only_seen();

-- One row per cell of a choice. Empty lists mean all; areas: as for is_chosen; states: those of cell; only_comparable: only
-- what may be ranked; only_reviewed: only what a person has seen. Unless absences without a report are asked for, only offices with a report are looked at.
create macro chosen(years, areas, indicators, asked_kind, with_simulated, states, only_comparable, only_reviewed) as table
    select c.* from cell c
    where (len(years) = 0 or list_contains(years, c.year)) and (len(areas) = 0 or is_chosen(areas, c.area, c.office))
        and (len(indicators) = 0 or list_contains(indicators, c.indicator))
        and (list_has_any(states, ['missing', 'exempt']) or c.office in (select office from filing))
        and (asked_kind is null or c.kind = asked_kind) and (with_simulated or not c.simulated)
        and list_contains(states, c.state)
        and (not only_comparable or c.state in ('value', 'zero') and c.reason is null)
        and (not only_reviewed or c.reviewed is not null);
