-- What follows from all reports of a snapshot together: run after derived.sql, and again whenever any report changes.

-- One row per numeral that no rule took (未归入), with its own words: `lead` from the number or stop before it, `tail` up to the
-- next stop. `noun` is what it counts: of the endings of lead and the beginnings of tail the one that most offices use beside
-- this unit, a longer one before a shorter one; null without any word. `is_open`: no rule knows it; else it is a span of time
-- or left out on purpose (average, range, another area's).
create or replace table unread as
with numbered as (
    select report, "start", greatest(sentence_start, coalesce(lag("end") over (partition by report order by "start"), 0)) as left_end
    from numeral
    where report in (select report from numeral where disposition = 'unassigned')
),
worded as (
    select n.*, r.office, r.year,
        regexp_extract(r.text[left_end + 1:n."start"], '[^，,；;。：:、（）()“”\s]*$') as lead,
        regexp_extract(r.text[n."end" + 1:greatest(sentence_end, n."end")], '^[^，,；;。：:、（）()\s]*') as tail
    from numeral n join numbered using (report, "start") join report r on r.report = n.report
    where n.disposition = 'unassigned'
),
plain as (                                  -- Chinese words only, without those that merely lead to a number
    select report, office, "start", unit,
        regexp_replace(
            regexp_extract(lead, '\p{Han}*$'), '(?:^.*的|(?:共计|总计|累计|合计|分别|达到|超过|其中|共|达|为|是|有|了|约|近|计|占)+$)', '', 'g'
        ) as before,
        regexp_replace(regexp_extract(tail, '^\p{Han}*'), '^(?:以上|左右|余|多|的)', '') as after
    from worded
),
candidate as (
    select report, office, "start", unit, 1 as side, unnest([before[-n:] for n in range(2, 7) if n <= length(before)]) as noun
    from plain
    union all
    select report, office, "start", unit, 0, unnest([after[:n] for n in range(1, 7) if n <= length(after) and (n > 1 or length(after) = 1)])
    from plain
),
used as (select unit, noun, count(distinct office) as offices from candidate group by unit, noun),
chosen as (                                 -- more than four characters are rarely one word
    select c.report, c."start", c.noun
    from candidate c join used u on u.unit = c.unit and u.noun = c.noun
    qualify row_number() over (
        partition by c.report, c."start" order by u.offices * least(length(c.noun), 4) desc, c.side, length(c.noun), c.noun
    ) = 1
)
select w.report, w.office, w.year, w."start", w."end", w.quote, w.value, w.unit, w.why,
    w.why = '没有指标的词与它相配' and w.unit not in ('年', '个月', '月', '周', '天', '日', '小时', '分钟') as is_open,
    w.lead, w.tail, c.noun, w.sentence_start, w.sentence_end
from worded w left join chosen c on c.report = w.report and c."start" = w."start"
order by w.report, w."start";

-- One row per indicator that people decided numbers of: how often the program was right. Right means: indicator, value, status
-- and scope as the person says. taken: numbers that the program takes for the indicator, right of them; stated: numbers that
-- are the indicator's in the eyes of people, found of them by the program (which are the right ones).
create or replace table accuracy as
with word as (
    select * from decision where action in ('accept', 'correct', 'reject', 'assign', 'add')
)
select i.id as indicator, count(*) filter (where w.before_indicator = i.id) as taken,
    count(*) filter (where w.indicator = i.id) as stated,
    count(*) filter (where w.before_indicator = i.id and w.is_same) as "right"
from indicator i join word w on i.id in (w.before_indicator, w.indicator)
group by i.id, i.ordinal
order by i.ordinal;
