-- What stands behind a number: the counts of a rate, the parts of a whole, the year before.

-- name: behind
-- One row per asked number and thing behind it. The asked numbers are three lists of one length: offices, indicators, years.
-- role: numerator, denominator (the stated counts that the rate rests on), part (stated for a part of the office), before
-- (the same indicator the year before); number: place of the asked one in the lists, from 1; state: value, zero, review,
-- silent or missing; the other columns as in compare.figures.
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
    select a.*, 'before' as role, 3 as turn, a.indicator as about, a.year - 1 as at from asked a
    union all
    select a.*, 'numerator', 0, i.numerator, a.year from asked a join indicator i on i.id = a.indicator
    where i.numerator is not null
    union all
    select a.*, 'denominator', 1, rests.denominator, a.year from asked a join rests using (number)
    where rests.denominator is not null
),
told as (
    select w.number, w.role, w.turn, w.about, w.at, f.value, f.qualifier, f.quote, f.sentence, f.sentence_start, f."start",
        f.period_start, f.period_end, f.reason, f.is_conflict, coalesce(f.report, r.report) as report,
        null::varchar as part, r.office is not null as has_report
    from wanted w
    left join figure f on f.office = w.office and f.year = w.at and f.indicator = w.about
    left join filing r on r.office = w.office and r.year = w.at
    union all by name
    select a.number, 'part' as role, 2 as turn, a.indicator as about, a.year as at, o.value, o.qualifier, o.quote, o.sentence,
        o.sentence_start, o."start", o.period_start, o.period_end, null as reason, false as is_conflict, o.report,
        coalesce(o.scope_name, '部分范围') as part, true as has_report
    from asked a join observation o on o.office = a.office and o.year = a.year and o.indicator = a.indicator
    where o.scope = 'part' and o.status = 'actual'
)
select t.number, t.role, t.part, i.name as indicator_name, i.unit, t.at as year,
    case
        when t.is_conflict then 'review'
        when t.value = 0 then 'zero'
        when t.value is not null then 'value'
        when t.has_report then 'silent'
        else 'missing'
    end as state,
    t.value, t.qualifier, t.quote, t.sentence, t.sentence_start, t."start", t.period_start, t.period_end, t.reason, t.report
from told t join indicator i on i.id = t.about
order by t.number, t.turn, t.report, t."start";
