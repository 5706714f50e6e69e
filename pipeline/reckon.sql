-- What a number as written stands for, and what follows from the stated numbers alone: run when all rows of schema.sql are in,
-- before the checks. Nothing derived is ever stored as stated.

-- A quote as ASCII digits: full-width ones folded, separators within a number dropped.
create macro plain(quote) as
    regexp_replace(translate(quote, '０１２３４５６７８９．％‰', '0123456789.%‰'), '[\s,，]', '', 'g');

create macro digits(quote) as regexp_extract(plain(quote), '\d+(?:\.\d+)?');

create macro decimals(quote) as greatest(
    length(regexp_extract(plain(quote), '\d+\.(\d+)', 1)),
    length(regexp_extract(quote, '点([〇零一二三四五六七八九]+)', 1))
);

-- Worth of the last stated digit in the unit of the value: 1 for 12件, 0.1 for 98.5%, 1000 for 1.2万份 or 4千余次.
create macro step(value, quote) as pow(10, -decimals(quote)) * case
    when try_cast(digits(quote) as double) > 0 and value <> 0 then abs(value) / try_cast(digits(quote) as double)
    when quote like '%亿%' then 1e8
    when quote like '%万%' then 1e4
    else 1
end;

-- How far a 余, 近 or 约 may reach: 100 for 1200余件, but at least a twentieth.
create macro spread(value, quote) as greatest(
    step(value, quote) * pow(10, length(regexp_extract(digits(quote), '0*$'))), abs(value) / 20
);

-- A stated value stands for all values that round to it.
create macro low(value, qualifier, quote) as case qualifier
    when 'at_most' then '-infinity'::double
    when 'approx' then value - spread(value, quote)
    else value - step(value, quote) / 2
end;

create macro high(value, qualifier, quote) as case qualifier
    when 'at_least' then 'infinity'::double
    when 'approx' then value + spread(value, quote)
    else value + step(value, quote) / 2
end;

-- Whether a rate as stated can come from the computed one; cutting off the further digits is taken as rounding too.
create macro can_be(rate, qualifier, quote, computed) as case qualifier
    when 'at_least' then computed >= rate - step(rate, quote) / 2
    when 'at_most' then computed <= rate + step(rate, quote) / 2
    else computed >= rate - step(rate, quote) / 2 - 1e-9 and computed < rate + step(rate, quote) - 1e-9
end;

create macro percent(value, digits) as round(value, digits::integer)::varchar || '%';

create macro period_name(first, last) as case
    when first is null or last is null then '期间不明'
    when first = make_date(year(last), 1, 1) and last = make_date(year(last), 12, 31) then format('{}年', year(last))
    else format('{}至{}', first, last)
end;

-- One row per statement of a report on the year before its own: a change (较上年增加31件) or last year's value said again (由上年的
-- 64件), beside what last year's own report says. `outcome`: agree, differ, or open with the reason in `why`. `told`: what was
-- stated, the change in its direction; `truth`: what the two reports give; `gap`: last year's value that follows from this
-- report where last year's own does not state it (推算 for a change), null else. A change in % gives no exact gap.
create table reconciliation as
with own as (                               -- what reports say of their own year; n_values: different ones
    select o.*, count(distinct o.value) over same as n_values, row_number() over (same order by o.report, o."start") as ordinal
    from observation o join report r on r.report = o.report and r.year = o.year
    where o.status = 'actual' and o.scope = 'street'
    window same as (partition by o.office, o.indicator, o.period_start, o.period_end)
),
said as (
    select 'change' as kind, c.report, c.office, r.year, c.indicator, c."start", c."end", c.quote, c.sentence_start,
        c.sentence_end, c.sentence, if(c.direction = 'up', c.value, -c.value) as told, c.unit, 'exact' as qualifier,
        regexp_matches(c.sentence[:c."start" - c.sentence_start], '(?:[日月年户人]均|平均|每)[^。；;]*$') as is_average,
        this.value as now, this.quote as now_quote, this.qualifier as now_qualifier, this.n_values as now_values,
        (c.period_start - interval 1 year)::date as first_day, (c.period_end - interval 1 year)::date as last_day
    from change c join report r on r.report = c.report
    left join own this on this.report = c.report and this.indicator = c.indicator and this.period_start = c.period_start
        and this.period_end = c.period_end and this.ordinal = 1
    where c.indicator is not null and r.year = year(c.period_end)
    union all by name
    select 'restated' as kind, o.report, o.office, r.year, o.indicator, o."start", o."end", o.quote, o.sentence_start,
        o.sentence_end, o.sentence, o.value as told, o.unit, o.qualifier, o.period_start as first_day, o.period_end as last_day
    from observation o join report r on r.report = o.report and r.year = o.year + 1
    where o.status = 'actual' and o.scope = 'street'
),
paired as (
    select s.*, i.kind = 'rate' as is_rate, s.unit = '%' as is_percent, i.name, b.value as before, b.quote as before_quote,
        b.qualifier as before_qualifier, b.n_values as before_values, b.report as before_report, b."start" as before_start,
        exists (from report r where r.office = s.office and r.year = s.year - 1) as is_filed,
        exists (from own x where x.office = s.office and x.year = s.year - 1 and x.indicator = s.indicator) as is_stated
    from said s join indicator i on i.id = s.indicator
    left join own b on b.office = s.office and b.indicator = s.indicator and b.year = s.year - 1 and b.ordinal = 1
        and b.period_start = s.first_day and abs(b.period_end - s.last_day) <= 1
),
judged as (
    select *,
        case
            when not is_filed then '没有上年的报告'
            when not is_stated then '上年报告没有写这一项'
            when before is null then '上年报告写的统计期不同'
            when before_values > 1 then '上年报告自己前后不一'
            when kind = 'restated' then null
            when is_average then '增减的是平均数'
            when now is null then '本年没有写明同一期间的数'
            when now_values > 1 then '本年报告自己前后不一'
            when 'approx' in (before_qualifier, now_qualifier) or before_qualifier like 'at%' or now_qualifier like 'at%'
                then '有一年写的是约数'
        end as why,
        now - before as difference, 100 * (now / nullif(before, 0) - 1) as growth,
        step(now, now_quote) + step(before, before_quote) as loose
    from paired
)
select kind, report, office, year, indicator, name, "start", "end", quote, told, unit, is_rate, is_percent, now_quote,
    before_report, before_quote, before_start, difference, growth, why,
    case
        when why is not null then 'open'
        when kind = 'restated' then if(
            low(told, qualifier, quote) < high(before, before_qualifier, before_quote)
            and low(before, before_qualifier, before_quote) < high(told, qualifier, quote), 'agree', 'differ')
        when coalesce(case
            when is_percent and not is_rate then abs(told - growth) <= 1
            when is_percent then abs(told - growth) <= 1 or abs(told - difference) <= loose
            else abs(told - difference) <= loose
        end, false) then 'agree'
        else 'differ'
    end as outcome,
    case
        when before is not null or is_stated or is_average then null
        when kind = 'restated' then told
        when not is_percent and now_qualifier = 'exact' and now_values = 1 and now - told >= 0 then round(now - told, 6)
    end as gap,
    sentence, sentence_start, sentence_end
from judged
order by office, year, indicator, report, "start";

-- One row per stated rate with one stated whole of its report and period, and no stated part: the parts from lowest to highest
-- that give the rate as written (推算), rounded half up (四舍五入) and with further digits cut off (截去尾数); null where no whole
-- number does. `is_certain`: both ways give one and the same number.
create table hidden as
with counted as (
    select * from level where qualifier = 'exact' and not is_conflict
),
paired as (
    select i.indicator, r.year, r.office, r.report, i.numerator, i.denominator, i.place, r.quote, r."start",
        d.value::hugeint as whole, d."start" as whole_start, decimals(r.quote) as digits,
        round(r.value * pow(10, decimals(r.quote)))::hugeint as steps, (100 * pow(10, decimals(r.quote)))::hugeint as scale
    from (
        select id as indicator, numerator, unnest(denominator) as denominator,
            generate_subscripts(denominator, 1) as place
        from indicator where kind = 'rate' and unit = '%'
    ) i
    join counted r on r.indicator = i.indicator and r.quote not like '%‰%' and r.value between 0 and 100
    join counted d on d.indicator = i.denominator and d.report = r.report and d.period_start = r.period_start
        and d.period_end = r.period_end and d.value > 0 and d.value = round(d.value) and step(d.value, d.quote) = 1
    where not exists (
        from observation n where n.report = r.report and n.indicator = i.numerator and n.status = 'actual' and n.scope = 'street'
    ) and not exists (
        from report o where o.report = r.report and o.ocr and (r.reviewer is null or d.reviewer is null)
    )
    qualify row_number() over (partition by r.report, r.indicator order by i.place) = 1
),
bounds as (                                 -- whole · steps / scale lies between; (a + b - 1) // b rounds up
    select *, ((2 * steps - 1) * whole + 2 * scale - 1) // (2 * scale) as half_low,
        least(((2 * steps + 1) * whole + 2 * scale - 1) // (2 * scale) - 1, whole) as half_high,
        (steps * whole + scale - 1) // scale as cut_low,
        least(((steps + 1) * whole + scale - 1) // scale - 1, whole) as cut_high
    from paired
)
select indicator, year, office, report, numerator, denominator, quote, "start", whole::bigint as whole, whole_start,
    if(half_low <= half_high, greatest(half_low, 0), null)::bigint as half_low,
    if(half_low <= half_high, half_high, null)::bigint as half_high,
    if(cut_low <= cut_high, cut_low, null)::bigint as cut_low, if(cut_low <= cut_high, cut_high, null)::bigint as cut_high,
    coalesce(half_low = half_high and cut_low = cut_high and half_low = cut_low, false) as is_certain
from bounds
order by indicator, year, office;
