-- What a draft's numbers are held against: everything that reports state about the offices of the areas.

-- name: offices
-- One row per office of the areas, with or without a report. years: with a report; simulated: invented.
select p.office, p.name, p.kind, p.area, p.district, p.simulated,
    coalesce(list(distinct f.year order by f.year) filter (where f.year is not null), []) as years
from place p left join filing f on f.office = p.office and ($simulated or not f.simulated)
where list_contains($areas, p.area) and ($simulated or not p.simulated)
group by p.office, p.name, p.kind, p.area, p.district, p.simulated
order by p.area, p.office;

-- name: facts
-- One row per stated number of these offices. is_figure: the one that stands for its office and year; reason: in Chinese,
-- why that one must not be added to others, null when it may.
with own as (from figure f semi join place p on p.office = f.office and list_contains($areas, p.area))
select o.office, p.name, p.simulated, o.year, o.indicator, i.name as indicator_name, i.domain, i.unit, o.value, o.qualifier,
    o.quote, o.period_start, o.period_end, o.status, o.scope, o.scope_name, o.report, o."start", o.sentence_start, o.sentence,
    f.value is not null as is_figure,
    coalesce(f.reason, if(f.is_conflict, '同一期间写有不同的数', null)) as reason
from observation o
join place p on p.office = o.office
join indicator i on i.id = o.indicator
join report r on r.report = o.report and r.office = o.office
left join own f on f.office = o.office and f.year = o.year and f.indicator = o.indicator and f.report = o.report
    and f."start" = o."start"
where list_contains($areas, p.area) and o.year is not null and ($simulated or not (p.simulated or r.simulated))
order by i.ordinal, o.year, o.office, is_figure desc, o."start";

-- name: changes
-- One row per stated change of an indicator. year: of the later of the two years.
select c.office, c.indicator, c.value, c.unit, c.direction, year(c.period_end)::integer as year, c.quote, c.report, c."start",
    c.sentence_start, c.sentence
from change c join place p on p.office = c.office join report r on r.report = c.report and r.office = c.office
where list_contains($areas, p.area) and c.indicator is not null and c.period_end is not null
    and ($simulated or not (p.simulated or r.simulated))
order by c.office, c.indicator, year, c."start";

-- name: ratios
-- One row per office, year and rate that two stated counts give (推算): the catalogue's first denominator that is
-- stated; place: that denominator's in the catalogue.
select t.office, p.name, t.indicator, t.year, t.part, t.whole, t.report, t.part_start as "start", n.name as part_name,
    d.name as whole_name, t.place
from ratio t
join place p on p.office = t.office
join indicator i on i.id = t.indicator
join indicator n on n.id = i.numerator
join indicator d on d.id = t.denominator
join report r on r.report = t.report and r.office = t.office
where list_contains($areas, p.area) and is_whole_year(t.period_start, t.period_end)
    and ($simulated or not (p.simulated or r.simulated))
qualify row_number() over (partition by t.office, t.indicator, t.year order by t.place) = 1
order by t.indicator, t.year, t.office;
