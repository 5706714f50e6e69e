-- What offices no longer report: the year against the last year before it with a report (上次).

-- name: offices
-- One row per office of the choice with an earlier report, those that stopped most first. year_before: the last year
-- before $year with a report; has_report: whether there is one of $year; stated_before: number of core indicators stated
-- then; stopped: how many of them are not mentioned now, null without a report of $year; report: the one of $year, else
-- the one before.
with pair as (
    select p.office, p.name, p.kind, p.area, p.district, bool_or(p.simulated or f.simulated) as simulated,
        max(f.year) filter (where f.year < $year) as year_before, bool_or(f.year = $year) as has_report,
        max_by(f.report, f.year) as report, max_by(f.report_kind, f.year) as report_kind, max_by(f.report_kind_name, f.year) as report_kind_name
    from place p join filing f on f.office = p.office and f.year <= $year and ($simulated or not f.simulated)
    where is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind)
        and ($simulated or not p.simulated)
    group by p.office, p.name, p.kind, p.area, p.district
    having year_before is not null
),
counted as (
    select b.office, count(*) as stated_before,
        count(*) filter (where n.office is null and d.office is null and e.office is null) as stopped
    from pair
    join figure b on b.office = pair.office and b.year = pair.year_before and not b.is_conflict
    join indicator i on i.id = b.indicator and i.tier = 'core'
    left join figure n on n.office = b.office and n.year = $year and n.indicator = b.indicator
    left join doubt d on d.office = b.office and d.year = $year and d.indicator = b.indicator
    left join duty e on e.office = b.office and e.year = $year and e.indicator = b.indicator
    group by b.office
)
select p.office, p.name, p.kind, p.district, p.simulated, p.year_before, p.has_report,
    coalesce(c.stated_before, 0) as stated_before, if(p.has_report, coalesce(c.stopped, 0), null) as stopped,
    p.report, p.report_kind, p.report_kind_name, null::integer as "start"
from pair p left join counted c on c.office = p.office
order by p.has_report desc, stopped desc, stated_before desc, p.area, p.office;

-- name: stopped
-- One row per office and core indicator that the office stated in the last year before with a report and does not mention
-- in its report of $year. Value, quote, sentence, report and start are those of year_before; report_now: the report that
-- is silent; target, damaged, report_kind, report_kind_name, derived_part, derived_whole: what that one has instead.
with pair as (from pair($year, $areas, $kind::varchar, $simulated))
select b.office, b.name, b.kind, b.district, b.simulated, n.year, b.indicator, b.indicator_name, b.domain_name, b.ordinal,
    pair.year_before, b.state as state_before, b.value, b.qualifier, b.unit, b.quote, b.period_start, b.period_end,
    b.reason, b.sentence, b.report, b."start", b.sentence_start, n.state, n.report as report_now, n.report_kind,
    n.report_kind_name, n.doubt, n.target, n.damaged, n.derived_part, n.derived_whole,
    count(*) over (partition by b.office) as stopped
from pair
join cell b on b.office = pair.office and b.year = pair.year_before
join cell n on n.office = b.office and n.year = $year and n.indicator = b.indicator
where b.tier = 'core' and b.state in ('value', 'zero') and n.state = 'silent'
order by stopped desc, pair.area, b.office, b.ordinal;

-- name: indicators
-- One row per core indicator that at least one office stopped reporting, those that most stopped first. stated_before:
-- number of offices with reports of both years that stated it then; stopped: how many of them do not mention it now.
with pair as (from pair($year, $areas, $kind::varchar, $simulated))
select i.id as indicator, i.name as indicator_name, i.domain_name, i.ordinal, count(*) as stated_before,
    count(*) filter (where n.office is null and d.office is null and e.office is null) as stopped
from pair
join figure b on b.office = pair.office and b.year = pair.year_before and not b.is_conflict
join indicator i on i.id = b.indicator and i.tier = 'core'
left join figure n on n.office = b.office and n.year = $year and n.indicator = b.indicator
left join doubt d on d.office = b.office and d.year = $year and d.indicator = b.indicator
left join duty e on e.office = b.office and e.year = $year and e.indicator = b.indicator
group by i.id, i.name, i.domain_name, i.ordinal
having stopped > 0
order by stopped desc, stated_before, i.ordinal;
