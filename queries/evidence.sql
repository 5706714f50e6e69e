-- The report's own text.

-- name: report
-- One row, or none: the report with its text and who it is of.
select r.report, r.title, r.text, r.year, r.kind, r.kind_name, r.issued, r.period_start, r.period_end, r.encoding, r.format,
    r.notes, r.simulated, p.office, p.name, p.area, p.district, p.city, p.province
from report r join place p on p.office = r.office
where r.report = $report;

-- name: marks
-- One row per place of the text that holds a number, or words that state a nothing. disposition: assigned, change,
-- unassigned, structural, damaged; why: in Chinese; names: indicators that the place speaks for.
with said as (
    select o."start", o."end", any_value(o.quote) as quote, any_value(o.sentence_start) as sentence_start,
        any_value(o.sentence_end) as sentence_end,
        list(i.name || if(o.status = 'plan', '（计划）', '') || if(o.scope = 'part', '（局部）', '') order by i.ordinal) as names
    from observation o join indicator i on i.id = o.indicator
    where o.report = $report
    group by o."start", o."end"
),
counted as (
    from numeral where report = $report
)
select coalesce(n."start", s."start") as "start", coalesce(n."end", s."end") as "end", coalesce(n.quote, s.quote) as quote,
    coalesce(n.disposition, 'assigned') as disposition, coalesce(n.why, '原文写明没有，记为零') as why,
    coalesce(n.sentence_start, s.sentence_start) as sentence_start, coalesce(n.sentence_end, s.sentence_end) as sentence_end,
    coalesce(s.names, []) as names
from counted n full join said s on s."start" = n."start" and s."end" = n."end"
order by "start", "end";

-- name: identity
-- One row per statement of the report about whom and when it speaks of. field: office, district, city, province, year …
select field, value, "start", "end", quote from evidence where report = $report order by "start", field;
