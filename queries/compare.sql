-- One indicator and year across offices.

-- name: figures
-- One row per office of the choice, whether it states the indicator or not. state: value, zero, review, exempt, silent,
-- missing;
-- value: in `unit`; place: rank among the comparable, highest value first; reason: why it is not comparable (null: it is);
-- derived_part, derived_whole: stated counts of a rate, derived_name: the name of the denominator; hidden_whole: the whole of a
-- rate whose part is not stated, hidden_low to hidden_high: the parts that round to the rate, hidden_cut_low to
-- hidden_cut_high: those that give it with further digits cut off; direction: of the indicator.
select c.office, c.name, c.kind, c.area, c.district, c.simulated, c.indicator_kind, c.state, c.value, c.qualifier, c.unit, c.quote,
    c.period_start, c.period_end, c.reason, c.state in ('value', 'zero') and c.reason is null as is_comparable,
    if(c.state in ('value', 'zero') and c.reason is null, rank() over (
        partition by c.state in ('value', 'zero') and c.reason is null order by c.value desc
    ), null) as place,
    c.report, c.report_kind, c.report_kind_name, c."start", c.sentence_start, c.sentence, c.doubt, c.duty, c.target,
    c.damaged, c.derived_part, c.derived_whole, d.name as derived_name,
    c.hidden_whole, c.hidden_low, c.hidden_high, c.hidden_cut_low, c.hidden_cut_high,
    better_end(i.kind, i.direction) as direction
from cell c join indicator i on i.id = c.indicator left join indicator d on d.id = c.derived_denominator
where c.indicator = $indicator and c.year = $year and is_chosen($areas, c.area, c.office)
    and ($kind::varchar is null or c.kind = $kind) and ($simulated or not c.simulated)
order by is_comparable desc, c.state in ('value', 'zero') desc, c.value desc nulls last,
    list_position(['review', 'silent', 'exempt', 'missing'], c.state), c.area, c.office;

-- name: summary
-- One row: the indicator in the whole choice. offices, reported, stated, exempt, comparable: numbers of offices; median, lowest,
-- highest: of the comparable values, median null below three; part, whole: sums of stated counts of one and the same
-- denominator (`pooled_name`) over `pooled` offices, null where the rate cannot be pooled.
with chosen as (
    select * from cell
    where indicator = $indicator and year = $year and is_chosen($areas, area, office)
        and ($kind::varchar is null or kind = $kind) and ($simulated or not simulated)
),
pool as (
    select d.name, count(*) as offices, sum(r.part) as part, sum(r.whole) as whole
    from ratio r join chosen c using (indicator, office, year) join indicator d on d.id = r.denominator
    where is_whole_year(r.period_start, r.period_end)
    group by d.name, r.place
    order by offices desc, r.place
    limit 1
)
select count(*) as offices, count(report_kind) as reported,
    count(*) filter (where state in ('value', 'zero')) as stated, count(*) filter (where state = 'exempt') as exempt,
    count(*) filter (where state in ('value', 'zero') and reason is null) as comparable,
    if(comparable >= 3, round(median(value) filter (where state in ('value', 'zero') and reason is null), 1), null) as median,
    min(value) filter (where state in ('value', 'zero') and reason is null) as lowest,
    max(value) filter (where state in ('value', 'zero') and reason is null) as highest,
    coalesce(any_value(pool.offices), 0) as pooled, any_value(pool.part) as part, any_value(pool.whole) as whole,
    100 * any_value(pool.part) / any_value(pool.whole) as pooled_rate, any_value(pool.name) as pooled_name
from chosen left join pool on true;

-- name: boxes
-- One row for the whole choice, and one for each of its districts or, within one district, for each kind of office; at most
-- $most. offices: number of comparable values; lowest, highest; lower_quartile, median, upper_quartile: null below three.
-- field, key: the column of figures that tells the members, and what stands in it; null for the whole.
with known as (
    select area, coalesce(district, '未认定') as district, kind, value, unit from cell
    where indicator = $indicator and year = $year and is_chosen($areas, area, office)
        and ($kind::varchar is null or kind = $kind) and ($simulated or not simulated)
        and state in ('value', 'zero') and reason is null
),
many as (select count(distinct area) > 1 as areas, count(distinct kind) > 1 as kinds from known),
lane as (
    select '全部' as "group", null as field, null as key, value, unit from known
    union all
    select district, 'area', area, value, unit from known, many where many.areas
    union all
    select kind, 'kind', kind, value, unit from known, many where not many.areas and many.kinds
)
select "group", field, key, any_value(unit) as unit, count(*) as offices, min(value) as lowest, max(value) as highest,
    if(offices >= 3, quantile_cont(value, 0.25), null) as lower_quartile,
    if(offices >= 3, quantile_cont(value, 0.5), null) as median,
    if(offices >= 3, quantile_cont(value, 0.75), null) as upper_quartile
from lane
group by "group", field, key
order by field is not null, offices desc, key
limit $most;

-- name: densities
-- One row per office of the choice, as in figures, with base_value: what the same report states of $base for the same
-- period, null where it does not or where that is no comparable value itself; base_quote, base_report,
-- base_start, base_qualifier: of it.
select c.office, c.name, c.kind, c.district, c.simulated, c.state, c.value, c.qualifier, c.unit, c.quote,
    c.period_start, c.period_end, c.reason, c.state in ('value', 'zero') and c.reason is null as is_comparable,
    c.report, c.report_kind, c.report_kind_name, c."start", c.sentence_start, c.sentence, c.doubt, c.duty, c.target,
    c.damaged, c.derived_part, c.derived_whole, b.value as base_value, b.qualifier as base_qualifier, b.unit as base_unit,
    b.quote as base_quote, b.report as base_report, b."start" as base_start
from cell c
left join figure b on b.indicator = $base and b.office = c.office and b.year = c.year and b.report = c.report
    and b.period_start = c.period_start and b.period_end = c.period_end and b.reason is null and not b.is_conflict
where c.indicator = $indicator and c.year = $year and is_chosen($areas, c.area, c.office)
    and ($kind::varchar is null or c.kind = $kind) and ($simulated or not c.simulated)
order by c.area, c.office;

-- name: several
-- One row per office of the choice and asked indicator, stated or not; columns as in figures. Offices in the order of the
-- comparable values of the first indicator asked for, the highest first; indicators in the order asked for.
select c.office, c.name, c.kind, c.district, c.simulated, c.year, c.indicator, c.indicator_name, c.domain_name,
    better_end(c.indicator_kind, c.direction) as direction, c.state, c.value, c.qualifier, c.unit, c.quote,
    c.period_start, c.period_end, c.reason, c.state in ('value', 'zero') and c.reason is null as is_comparable,
    c.report, c.report_kind, c.report_kind_name, c."start", c.sentence_start, c.sentence, c.doubt, c.duty, c.target,
    c.damaged, c.derived_part, c.derived_whole
from cell c
where c.indicator in (select unnest($indicators)) and c.year = $year and is_chosen($areas, c.area, c.office)
    and ($kind::varchar is null or c.kind = $kind) and ($simulated or not c.simulated)
order by max(c.value) filter (where c.indicator = $indicators[1] and is_comparable) over (partition by c.office)
    desc nulls last, c.area, c.office, list_position($indicators, c.indicator);
