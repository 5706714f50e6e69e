-- What stands behind a number: the counts of a rate, the parts of a whole, the year before.

-- name: behind
-- One row per asked number and thing behind it. The asked numbers are three lists of one length: offices, indicators, years.
-- role: numerator, denominator (the stated counts that the rate rests on), part (stated for a part of the office), before
-- (the same indicator the year before); number: place of the asked one in the lists, from 1; state: as in the view cell;
-- the other columns as in compare.figures.
with asked as (
    select unnest($offices) as office, unnest($indicators) as indicator, unnest($years) as year,
        unnest(range(1, len($offices) + 1)) as number
),
rests as (                                  -- the denominator that gives the rate, else the first of the catalogue
    select a.number, coalesce(any_value(r.denominator), any_value(i.denominator[1])) as denominator
    from asked a join indicator i on i.id = a.indicator
    left join (from ratio qualify row_number() over (partition by office, year, indicator order by place) = 1) r
        on r.office = a.office and r.year = a.year and r.indicator = a.indicator
    group by a.number
),
wanted as (
    select a.number, a.office, 'before' as role, 3 as turn, a.indicator as about, a.year - 1 as at from asked a
    union all
    select a.number, a.office, 'numerator', 0, i.numerator, a.year from asked a join indicator i on i.id = a.indicator
    where i.numerator is not null
    union all
    select a.number, a.office, 'denominator', 1, rests.denominator, a.year from asked a join rests using (number)
    where rests.denominator is not null
),
near as (                                   -- few rows: found first, since a left join would look through all figures
    select w.number, w.turn, f.*
    from wanted w join figure f on f.office = w.office and f.year = w.at and f.indicator = w.about
),
parts as (
    select a.number, a.indicator as about, a.year as at, o.*
    from asked a join observation o on o.office = a.office and o.year = a.year and o.indicator = a.indicator
    where o.scope = 'part' and o.status = 'actual' and (o.reviewer is not null or not only_seen())
)
select w.number, w.turn, w.role, null::varchar as part, i.name as indicator_name, i.unit, w.at as year,
    case                                    -- as in the view cell, which would join every office with every indicator first
        when f.is_conflict or f.is_ocr then 'review'
        when f.value = 0 then 'zero'
        when f.value is not null then 'value'
        when duty.office is not null then 'exempt'
        when r.office is null then 'missing'
        when doubt.office is not null then 'review'
        else 'silent'
    end as state,
    f.value, f.qualifier, f.quote, f.sentence, f.sentence_start, f."start", f.period_start, f.period_end, f.reason,
    coalesce(f.report, r.report) as report
from wanted w
join indicator i on i.id = w.about
left join near f on f.number = w.number and f.turn = w.turn
left join filing r on r.office = w.office and r.year = w.at
left join doubt on doubt.office = w.office and doubt.year = w.at and doubt.indicator = w.about
left join duty on duty.office = w.office and duty.year = w.at and duty.indicator = w.about
union all by name
select p.number, 2 as turn, 'part' as role, coalesce(p.scope_name, '部分范围') as part, i.name as indicator_name, i.unit,
    p.at as year, if(p.value = 0, 'zero', 'value') as state, p.value, p.qualifier, p.quote, p.sentence, p.sentence_start,
    p."start", p.period_start, p.period_end, null::varchar as reason, p.report
from parts p join indicator i on i.id = p.about
order by number, turn, report, "start";
