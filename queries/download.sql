-- Figures of any choice as one long table.

-- name: figures
-- One row per office, year and indicator of the choice. taken, precision: of the indicator, how many numbers people decided
-- and how many % of them the program had right. Offsets are half-open, in characters of the report as it was read.
select c.province, c.city, c.district, c.name, c.office, c.kind, c.simulated, c.year, c.domain_name, c.indicator_name,
    c.indicator, c.unit, c.state, c.value, c.qualifier, c.period_start, c.period_end, c.scope, c.scope_name, c.reason,
    c.doubt, c.duty, c.reviewed, c.decision, a.taken, round(100 * a."right" / nullif(a.taken, 0), 1) as precision, c.quote,
    c.sentence, c.report, c.report_kind_name, c."start", c."end", c.sentence_start, c.sentence_end
from chosen($years, $areas, $indicators, $kind::varchar, $simulated, $states, $comparable, $reviewed) c
left join accuracy a on a.indicator = c.indicator
order by c.office, c.year, c.ordinal
limit $most;

-- name: counts
-- One row per office with figures of the choice, in the order of `figures`. figures: number of its rows there; years: in how
-- many years.
select office, count(*) as figures, count(distinct year) as years
from chosen($years, $areas, $indicators, $kind::varchar, $simulated, $states, $comparable, $reviewed)
group by office
order by office;

-- name: offices
-- One row per office of the areas (all without any), by code. reports: number of its reports; years: of these, with a comma.
select p.office, p.code, p.name, p.kind, p.district_code, p.district, p.city, p.province, p.simulated,
    count(r.report) as reports, string_agg(distinct r.year, ',' order by r.year) as years
from place p left join report r on r.office = p.office
where (len($areas) = 0 or is_chosen($areas, p.area, p.office)) and ($simulated or not p.simulated)
    and (not $reported or r.report is not null)
group by all
order by p.office;

-- name: sources
-- One row per report of the offices and years: what it is, and the SHA-256 of its file and of its text as read (UTF-8).
select report, source, sha256, format, encoding, sha256(text) as text_sha256
from report
where list_contains($offices, office) and (len($years) = 0 or list_contains($years, year))
order by office, year, report;
