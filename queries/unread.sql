-- Numbers that no rule took (未归入): which indicator is missing next. Reports are joined by their office too: of the others no
-- text is read then.

-- name: groups
-- One row per noun and unit of the choice's numbers that no rule knows and that have every word of $words beside them, those
-- of most offices first. noun: null without any word; numbers, reports, offices: how many; quote, sentence, report, start:
-- the first of them.
with found as (
    select u.*, r.text[u.sentence_start + 1:u.sentence_end] as sentence, p.area
    from unread u join place p on p.office = u.office join report r on r.report = u.report and r.office = u.office
    where u.is_open and is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind)
        and ($simulated or not (p.simulated or r.simulated))
        and list_bool_and([contains(u.lead || u.quote || u.tail, word) for word in $words::varchar[]]) is not false
)
select noun, unit, count(*) as numbers, count(distinct report) as reports, count(distinct office) as offices,
    first(quote order by year desc, area, office, report, "start") as quote,
    first(sentence order by year desc, area, office, report, "start") as sentence,
    first(report order by year desc, area, office, report, "start") as report,
    first("start" order by year desc, area, office, report, "start") as "start",
    first(sentence_start order by year desc, area, office, report, "start") as sentence_start
from found
group by noun, unit
order by offices desc, reports desc, numbers desc, noun nulls last, unit;

-- name: numbers
-- One row per number of the choice that no rule took and that has every word of $words beside it, newest reports first.
-- is_open: no rule knows it; else `why` says why it is left out. lead, tail: its own words before and behind it.
select u.office, p.name, p.kind, p.district, p.simulated or r.simulated as simulated, u.year, u.noun, u.unit, u.value,
    u.quote, u.lead, u.tail, u.is_open, u.why, r.text[u.sentence_start + 1:u.sentence_end] as sentence, u.report,
    r.kind_name as report_kind_name, u."start", u."end", u.sentence_start, u.sentence_end
from unread u join place p on p.office = u.office join report r on r.report = u.report and r.office = u.office
where is_chosen($areas, p.area, p.office) and ($kind::varchar is null or p.kind = $kind)
    and ($simulated or not (p.simulated or r.simulated))
    and list_bool_and([contains(u.lead || u.quote || u.tail, word) for word in $words::varchar[]]) is not false
order by u.is_open desc, u.year desc nulls last, p.area, u.office, u.report, u."start";
