-- What offices no longer report: the year against the last year before with a report of the same kind (上次).

-- name: offices
-- One row per office of the choice with an earlier report, those that stopped most first. has_report: whether there is one of
-- $year; is_paired: whether there is also an earlier one of its kind, so that the two can be held together; year_before: the
-- year of that one, else the last one with a report; kind_before: what that one was; stated_before: number of core indicators
-- stated then for the whole office; stopped: how many of them are not mentioned now, null when not paired; report: the one of
-- $year, else the one before.
with chosen as (
    from place p
    where is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind)
        and ($simulated or not p.simulated)
),
filed as (select f.* from filing f semi join chosen c on c.office = f.office where $simulated or not f.simulated),
earlier as (
    select office, max(year) as year, arg_max(report, year) as report, arg_max(report_kind_name, year) as kind,
        bool_or(simulated) as simulated
    from filed where year < $year group by office
),
counted as (
    select office, count(*) as stated_before, count(*) filter (where is_stopped) as stopped
    from carried where year = $year group by office
),
stated as (
    select e.office, count(*) as stated_before
    from earlier e join figure f on f.office = e.office and f.year = e.year and f.scope = 'street' and not f.is_conflict
    join indicator i on i.id = f.indicator and i.tier = 'core'
    group by e.office
)
select p.office, p.name, p.kind, p.district, p.simulated or e.simulated or coalesce(f.simulated, false) as simulated,
    coalesce(f.year_before, e.year) as year_before, f.office is not null as has_report,
    f.year_before is not null as is_paired, if(is_paired, f.report_kind_name, e.kind) as kind_before,
    coalesce(if(is_paired, c.stated_before, t.stated_before), 0) as stated_before,
    if(is_paired, coalesce(c.stopped, 0), null) as stopped, coalesce(f.report, e.report) as report, f.report_kind,
    f.report_kind_name, null::integer as "start"
from chosen p
join earlier e on e.office = p.office
left join filed f on f.office = p.office and f.year = $year
left join counted c on c.office = p.office
left join stated t on t.office = p.office
order by is_paired desc, stopped desc, stated_before desc, p.area, p.office;

-- name: stopped
-- One row per office and core indicator that the office stated in its last report of the same kind and does not mention in
-- the report of $year. Value, quote, sentence, report and start are those of year_before; report_now: the report that is
-- silent; target, damaged, report_kind, report_kind_name, derived_part, derived_whole: what that one has instead.
select p.office, p.name, p.kind, p.district, p.simulated or f.simulated as simulated, c.year, i.id as indicator,
    i.name as indicator_name, i.domain_name, i.ordinal, c.year_before, if(b.value = 0, 'zero', 'value') as state_before,
    b.value, b.qualifier, b.unit, b.quote, b.period_start, b.period_end, b.reason, b.sentence, b.report, b."start",
    b.sentence_start, 'silent' as state, f.report as report_now, f.report_kind, f.report_kind_name,
    null::varchar as doubt, null::varchar as duty, t.quote as target, f.damaged, d.part as derived_part,
    d.whole as derived_whole, count(*) over (partition by c.office) as stopped
from carried c
join place p on p.office = c.office
join indicator i on i.id = c.indicator
join filing f on f.office = c.office and f.year = c.year
join figure b on b.office = c.office and b.year = c.year_before and b.indicator = c.indicator
left join target t on t.office = c.office and t.year = c.year and t.indicator = c.indicator
left join (from ratio qualify row_number() over (partition by office, year, indicator order by place) = 1) d
    on d.office = c.office and d.year = c.year and d.indicator = c.indicator
where c.year = $year and c.is_stopped and is_chosen($areas, p.area, p.office)
    and ($kind::varchar is null or p.kind = $kind) and ($simulated or not (p.simulated or f.simulated))
order by stopped desc, p.area, c.office, i.ordinal;

-- name: indicators
-- One row per core indicator that at least one office stopped reporting, those that most stopped first. stated_before:
-- number of offices with reports of both years that stated it then; stopped: how many of them do not mention it now.
select i.id as indicator, i.name as indicator_name, i.domain_name, i.ordinal, count(*) as stated_before,
    count(*) filter (where c.is_stopped) as stopped
from carried c
join place p on p.office = c.office
join filing f on f.office = c.office and f.year = c.year
join indicator i on i.id = c.indicator
where c.year = $year and is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind)
    and ($simulated or not (p.simulated or f.simulated))
group by i.id, i.name, i.domain_name, i.ordinal
having stopped > 0
order by stopped desc, stated_before, i.ordinal;

-- name: stating
-- One row per core indicator: how many of the choice still speak of it. reported: number of offices with a report of $year;
-- stating: how many of these state it, contradictions included.
with filed as (from filed($year, $areas, $kind::varchar, $simulated))
select i.id as indicator, (select count(*) from filed) as reported, count(f.office) as stating
from indicator i
left join (select f.office, f.indicator from figure f semi join filed on filed.office = f.office where f.year = $year) f
    on f.indicator = i.id
where i.tier = 'core'
group by i.id;
