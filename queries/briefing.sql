-- What a briefing needs beyond the pages' own questions: the places of its figures, and one office's two years.

-- name: sources
-- One row per stated figure of the choice in the asked years, with its place: what an appendix lists. state: value, zero, or
-- review where the report contradicts itself; title: of the report, source: its file; offsets are half-open, in characters
-- of the report as it was read.
select f.office, p.name, p.simulated or r.simulated as simulated, f.year, f.indicator, i.name as indicator_name, i.unit,
    case when f.is_conflict then 'review' when f.value = 0 then 'zero' else 'value' end as state,
    f.value, f.qualifier, f.quote, f.period_start, f.period_end, f.reason, d.message as doubt, f.sentence, f.sentence_start,
    f."start", f."end", f.report, r.title, r.source, r.kind_name
from figure f
join place p on p.office = f.office
join report r on r.report = f.report and r.office = f.office
join indicator i on i.id = f.indicator
left join doubt d on d.office = f.office and d.year = f.year and d.indicator = f.indicator
where f.year in (select unnest($years)) and is_chosen($areas, p.area, p.office)
    and ($kind::varchar is null or p.kind = $kind) and ($office::varchar is null or f.office = $office)
    and ($simulated or not (p.simulated or r.simulated))
order by f.office, f.year, i.ordinal;

-- name: years
-- One row per indicator that an office states comparably in the year and in the year before, in the order of the catalogue.
-- before, after: the values with their qualifiers; difference: after less before where both are exact, in the unit (rates:
-- percentage points); change: the same in % of before, for numbers that are no rates and of at least 10 in both years;
-- part, whole, part_before, whole_before: the stated counts of a rate with one denominator in both years, else null.
with said as (
    select * from cell
    where office = $office and year in ($year, $year - 1) and state in ('value', 'zero') and reason is null
        and ($simulated or not simulated)
)
select n.office, n.year, n.indicator, n.ordinal, n.indicator_name, n.domain_name, n.unit, n.indicator_kind as kind, n.direction,
    b.value as before, b.qualifier as qualifier_before, n.value as after, n.qualifier,
    if(n.qualifier = 'exact' and b.qualifier = 'exact', n.value - b.value, null) as difference,
    if(n.indicator_kind <> 'rate' and b.value >= 10 and n.value >= 10, 100 * (n.value - b.value) / b.value, null) as change,
    m.part, m.whole, w.part as part_before, w.whole as whole_before
from said n
join said b on b.indicator = n.indicator and b.year = n.year - 1
left join ratio m on m.office = n.office and m.year = n.year and m.indicator = n.indicator and m.place = 1
    and is_whole_year(m.period_start, m.period_end)
left join ratio w on w.office = n.office and w.year = n.year - 1 and w.indicator = n.indicator and w.place = 1
    and is_whole_year(w.period_start, w.period_end)
where n.year = $year
order by n.ordinal;
