-- Named checks, each with its Chinese title. Each returns its offenders with the columns of the table finding. Severity:
-- error = cannot be so, warning = hardly so, note = worth knowing. What stands before the first name is shared, temporary;
-- the macros stand in reckon.sql.

-- Whether two values differ by a factor of ten.
create or replace temp macro is_far(value, usual) as value >= 10 * usual or usual >= 10 * value;

-- A number without a needless fraction.
create or replace temp macro plainly(value) as if(value = round(value), value::bigint::varchar, round(value, 2)::varchar);

-- Whether a sentence speaks of all that there was.
create or replace temp macro adds_up(sentence) as regexp_matches(
    sentence, '(^|[^公])共([计有]|[^一-龥]|[受登接收排调化办开处查检发])|总[计数共]|累计|合计|全(年|街|镇|乡|辖区)'
);

-- One row per actual, street-wide observation, with its indicator and the range of values it stands for.
create or replace temp view stated as
select o.*, i.name, i.domain, i.kind, i.numerator, i.denominator, i.tier,
    step(o.value, o.quote) as step, low(o.value, o.qualifier, o.quote) as low, high(o.value, o.qualifier, o.quote) as high
from observation o join indicator i on i.id = o.indicator
where o.status = 'actual' and o.scope = 'street';

-- One row per pair of indicators of which the first is a part of the second.
create or replace temp view part_of as
select * from (values
    ('enforcement.simple_cases', 'enforcement.cases'),
    ('enforcement.ordinary_cases', 'enforcement.cases'),
    ('enforcement.new_officers', 'enforcement.officers'),
    ('grid.level1', 'grid.total'),
    ('grid.level2', 'grid.total'),
    ('grid.level3', 'grid.total'),
    ('grid.workers_full_time', 'grid.workers'),
    ('grid.workers_part_time', 'grid.workers'),
    ('grid.events_closed', 'grid.events_reported'),
    ('hotline.closed', 'hotline.cases'),
    ('corrections.received', 'corrections.received_cumulative'),
    ('corrections.released', 'corrections.released_cumulative'),
    ('safety.hazards_rectified', 'safety.hazards_found'),
    ('safety.major_hazards', 'safety.hazards_found'),
    ('housing.no_hazard', 'housing.surveyed'),
    ('housing.general_hazard', 'housing.surveyed'),
    ('housing.major_hazard', 'housing.surveyed')
) as pair (part, total);

-- One row per sentence of a report that tells of counted work, its words without white space.
create or replace temp view counted_sentence as
select distinct on (o.report, o.sentence_start)
    o.report, o.office, r.year, o.sentence_start, o.sentence_end, regexp_replace(o.sentence, '\s', '', 'g') as sentence
from observation o join indicator i on i.id = o.indicator join report r on r.report = o.report
where i.kind in ('count', 'amount') and o.value > 0 and i.domain not in ('profile', 'grid')
    and length(regexp_replace(o.sentence, '\s', '', 'g')) >= 20
order by o.report, o.sentence_start;

-- name: conflict 前后矛盾
-- One row per statement to which another one of the same indicator, period and scope is opposed. Unnamed parts are left
-- out: each may be another part.
with claim as (
    select o.*, i.name, low(o.value, o.qualifier, o.quote) as low, high(o.value, o.qualifier, o.quote) as high
    from observation o join indicator i on i.id = o.indicator
    where o.scope = 'street' or o.scope_name is not null
)
select 'conflict' as "check", if(a.scope = 'street', 'warning', 'note') as severity,
    a.report, a.office, a.year, a.indicator, a."start", a."end",
    format(
        '{}（{}{}）此处写「{}」，{}，两数不一致；可能是口径不同或分项所致，请对照原文核实。',
        a.name, period_name(a.period_start, a.period_end), if(a.scope = 'street', '', '，' || a.scope_name), a.quote,
        string_agg(
            format('{}写「{}」', if(a.report = b.report, '本报告另一处', '另一份报告《' || b.report || '》'), b.quote),
            '，' order by b.report, b."start"
        )
    ) as message
from claim a join claim b
    on b.office = a.office and b.indicator = a.indicator and b.status = a.status and b.scope = a.scope
    and b.scope_name is not distinct from a.scope_name
    and b.period_start is not distinct from a.period_start and b.period_end is not distinct from a.period_end
    and (a.low >= b.high or b.low >= a.high)
group by a.report, a.office, a.year, a.indicator, a."start", a."end", a.name, a.period_start, a.period_end, a.scope,
    a.scope_name, a.quote
order by a.office, a.indicator, a.report, a."start";

-- name: impossible_rate 比率与件数对不上
-- One row per stated rate that none of the counts stated beside it can give. Without a stated numerator: no whole number
-- out of the denominator gives it.
with counts as (
    select * from stated where kind = 'count' and qualifier = 'exact' and step = 1 and value = round(value)
),
pairs as (
    select r.report, r.office, r.year, r.indicator, r."start", r."end", r.name, r.quote, r.value, r.qualifier,
        n.name as part_name, n.quote as part_quote, n.value as part,
        d.name as whole_name, d.quote as whole_quote, d.unit as whole_unit, d.value as whole
    from stated r
    join counts d on d.report = r.report and list_contains(r.denominator, d.indicator)
        and d.period_start is not distinct from r.period_start and d.period_end is not distinct from r.period_end
        and d.value > 0
    left join counts n on n.report = r.report and n.indicator = r.numerator
        and n.period_start is not distinct from r.period_start and n.period_end is not distinct from r.period_end
    where r.kind = 'rate' and r.qualifier <> 'approx'
),
tested as (
    select *, 100 * part / whole as computed, can_be(value, qualifier, quote, 100 * part / whole) as is_possible,
        format('{}「{}」÷{}「{}」为{}', part_name, part_quote, whole_name, whole_quote,
            percent(100 * part / whole, decimals(quote) + 1)) as words
    from pairs where part is not null
    union all by name
    select *, 100 * n / whole as computed,
        can_be(value, qualifier, quote, 100 * n / whole) or can_be(value, qualifier, quote, 100 * (n + 1) / whole)
            as is_possible,
        format(
            '以{}「{}」为分母，{}{}为{}，{}{}为{}，没有一个整数能得出（分母也可能另有所指，如只计回访件）',
            whole_name, whole_quote, n::bigint, whole_unit, percent(100 * n / whole, decimals(quote) + 1),
            n::bigint + 1, whole_unit, percent(100 * (n + 1) / whole, decimals(quote) + 1)
        ) as words
    from (select *, floor(value * whole / 100) as n from pairs where part is null and qualifier = 'exact' and value < 100)
)
select 'impossible_rate' as "check", if(bool_or(part is not null), 'error', 'warning') as severity,
    report, office, year, indicator, "start", "end",
    format('写明的{}为「{}」，但同一期间{}，对不上；请核对原文。', name, quote, arg_min(words, abs(computed - value))) as message
from tested
group by report, office, year, indicator, "start", "end", name, quote
having not bool_or(is_possible)
order by office, year, indicator, report, "start";

-- name: success_above_base 成功数大于总数
-- One row per numerator of a rate above every denominator stated for the same period (successes above accepted).
with ratio as (
    select distinct numerator, unnest(denominator) as denominator from indicator where numerator is not null
)
select 'success_above_base' as "check", 'error' as severity,
    n.report, n.office, n.year, n.indicator, n."start", n."end",
    format(
        '{}「{}」大于同一期间的{}「{}」，分子不应超过分母；请核对原文。',
        n.name, n.quote, arg_max(d.name, d.value), arg_max(d.quote, d.value)
    ) as message
from stated n join ratio on ratio.numerator = n.indicator
join stated d on d.report = n.report and d.indicator = ratio.denominator
    and d.period_start is not distinct from n.period_start and d.period_end is not distinct from n.period_end
group by n.report, n.office, n.year, n.indicator, n."start", n."end", n.name, n.quote, n.low
having n.low >= max(d.high)
order by n.office, n.year, n.indicator, n.report, n."start";

-- name: part_above_total 部分大于总数
-- One row per part greater than its total: a village's count above the street's, or an indicator above the one it is a
-- part of. Numerators of rates are the business of success_above_base. A place's count stands against what is said in the
-- same sentence or in one that adds up (共…, 累计…, 全街道…): 抽查企业256家 is one inspection, not the total of the year.
with part as (
    select o.*, i.name || if(o.scope_name is null, '（局部）', '（' || o.scope_name || '）') as name,
        low(o.value, o.qualifier, o.quote) as low, o.indicator as total
    from observation o join indicator i on i.id = o.indicator
    where o.status = 'actual' and o.scope = 'part' and i.kind <> 'rate'
    union all by name
    select stated.* exclude (domain, kind, numerator, denominator, tier, step, high), part_of.total
    from stated join part_of on part_of.part = stated.indicator
    where not exists (
        from indicator i where i.numerator = part_of.part and list_contains(i.denominator, part_of.total)
    )
)
select 'part_above_total' as "check", if(p.scope = 'part', 'warning', 'error') as severity,
    p.report, p.office, p.year, p.indicator, p."start", p."end",
    format(
        '{}「{}」大于同一期间的{}「{}」，部分不应超过总数{}；请核对原文。',
        p.name, p.quote, arg_max(t.name, t.value), arg_max(t.quote, t.value),
        if(p.scope = 'part', '，除非两处说的不是同一次工作', '')
    ) as message
from part p join stated t on t.report = p.report and t.indicator = p.total
    and t.period_start <= p.period_start and t.period_end >= p.period_end
    and (p.scope = 'street' or t.sentence_start = p.sentence_start or adds_up(t.sentence))
group by p.report, p.office, p.year, p.indicator, p.scope, p."start", p."end", p.name, p.quote, p.low
having p.low >= max(t.high)
order by p.office, p.year, p.indicator, p.report, p."start";

-- name: rate_over_100 比率超出范围
-- One row per stated rate above 100 or below 0.
select 'rate_over_100' as "check", 'error' as severity,
    o.report, o.office, o.year, o.indicator, o."start", o."end",
    format('{}写作「{}」，比率应在0与100%之间；请核对原文。', i.name, o.quote) as message
from observation o join indicator i on i.id = o.indicator
where i.kind = 'rate' and i.unit = '%' and not o.value between 0 and 100
order by o.office, o.year, o.indicator, o.report, o."start";

-- name: value_jump 与往年或同类相差十倍
-- One row per value ten times above or below what is usual in the office's other years (warning), or among at least four
-- offices of the same kind and district that state it for the same period in a report of the same kind (note: offices differ
-- in size). There it must also lie far outside the peers' own spread, on a scale of magnitudes, and the office's other years
-- must not be alike. Below 20 chance moves as much.
with counted as (
    select l.*, i.name, r.kind as report_kind, o.kind as office_kind, o.district_code
    from level l join indicator i on i.id = l.indicator join report r on r.report = l.report
    join office o on o.office = l.office
    where i.kind <> 'rate' and l.value > 0 and l.scope = 'street'
),
years as (
    select a.report, a.indicator, median(b.value) as usual,
        string_agg(format('{}年「{}」', b.year, b.quote), '、' order by b.year) as others
    from counted a join counted b on b.office = a.office and b.indicator = a.indicator and b.year <> a.year
    group by a.report, a.indicator, a.year
),
peers as (
    select a.report, a.indicator, count(*) as peers, median(b.value) as usual, min(b.value) as lowest,
        max(b.value) as highest, 1.4826 * mad(log10(b.value)) as spread
    from counted a join counted b on b.indicator = a.indicator and b.year = a.year and b.office <> a.office
        and b.district_code = a.district_code and b.office_kind = a.office_kind and b.report_kind = a.report_kind
        and b.period_start = a.period_start and b.period_end = a.period_end and not b.is_conflict
    group by a.report, a.indicator
    having count(*) >= 4
),
compared as (
    select a.*, y.others, p.peers, p.usual as common, p.lowest, p.highest,
        coalesce(greatest(value, y.usual) >= 20 and is_far(value, y.usual), false) as is_unlike_years,
        coalesce(greatest(value, p.usual) >= 20 and is_far(value, p.usual)
            and abs(log10(value) - log10(p.usual)) >= 3.5 * p.spread
            and not coalesce(value between y.usual / 3 and y.usual * 3, false), false) as is_unlike_peers
    from counted a left join years y on y.report = a.report and y.indicator = a.indicator
    left join peers p on p.report = a.report and p.indicator = a.indicator
)
select 'value_jump' as "check", if(is_unlike_years, 'warning', 'note') as severity, report, office, year, indicator,
    "start", "end",
    concat(
        format('{}：{}年写「{}」，', name, year, quote),
        if(is_unlike_years, format('其他年份写{}，', others), ''),
        if(is_unlike_peers, format(
            '同区同类{}个单位同期为{}至{}（中位数{}），', peers, plainly(lowest), plainly(highest), plainly(common)
        ), ''),
        '相差十倍以上；', if(is_unlike_years, '可能是单位、小数点或口径不同', '单位大小不同也可能如此，也可能是单位或小数点有误'),
        '，请核对原文。'
    ) as message
from compared
where is_unlike_years or is_unlike_peers
order by office, indicator, year;

-- name: damaged_numeral 数字损坏
-- One row per numeral whose characters are damaged; it has no value. Where its words say what it states, that indicator is to
-- be checked.
select 'damaged_numeral' as "check", 'warning' as severity,
    n.report, r.office, r.year, n.indicator, n."start", n."end",
    format('{}数字「{}」因字符损坏不可信，未取值（{}）；请对照原件。', coalesce('此处' || i.name || '的', '此处'), n.quote, n.why)
        as message
from numeral n join report r on r.report = n.report left join indicator i on i.id = n.indicator
where n.disposition = 'damaged'
order by n.report, n."start";

-- name: ocr_number 扫描识别
-- One row per observation of a report that was read from a picture and that nobody has seen; recognised digits may be wrong.
select 'ocr_number' as "check", 'error' as severity,
    o.report, r.office, r.year, o.indicator, o."start", o."end",
    format('此处数字「{}」由扫描件识别而来，可能认错，暂不参与比较；请对照原件。', o.quote) as message
from observation o join report r on r.report = o.report
where r.ocr and o.reviewer is null
order by o.report, o."start";

-- name: unresolved_office 单位待定
-- One row per report of which the office is not settled.
select 'unresolved_office' as "check", 'error' as severity,
    r.report, r.office, r.year, null::varchar as indicator, e."start", e."end",
    case count(c.office)
        when 0 then '不能确定本报告属于哪个街道（乡镇），未列入对比；请人工指定。'
        else format(
            '不能确定本报告属于哪个街道（乡镇），未列入对比；可能是：{}。请人工指定。',
            string_agg(concat_ws('', o.province, o.city, o.district, coalesce(o.name, c.office)), '、' order by c.office)
        )
    end as message
from report r
left join (from evidence where field = 'office' qualify row_number() over (partition by report order by "start") = 1) e
    on e.report = r.report
left join candidate c on c.report = r.report
left join office o on o.office = c.office
where r.office like '~%'
group by r.report, r.office, r.year, e."start", e."end"
order by r.report;

-- name: unknown_year 年度待定
-- One row per report of which the year is not settled.
select 'unknown_year' as "check", 'error' as severity,
    report, office, year, null::varchar as indicator, null::integer as "start", null::integer as "end",
    '不能确定本报告写的是哪一年，未列入对比；请人工指定。' as message
from report
where year is null
order by report;

-- name: change_contradicted 增减与上年报告不符
-- One row per stated change that the two years' exact values do not give. Rates may change in % or in percentage points.
select 'change_contradicted' as "check", 'warning' as severity, report, office, year, indicator, "start", "end",
    format(
        '写明{}{}「{}」，但{}年写「{}」，本年写「{}」，实为{}；请核对原文。',
        name, if(told < 0, '下降', '上升'), quote, year - 1, before_quote, now_quote,
        case when difference = 0 then '持平' else concat(
            if(difference < 0, '下降', '上升'),
            case when is_percent and not is_rate then coalesce(percent(abs(growth), 1), '')
                else concat(round(abs(difference), 4), if(is_rate, '个百分点', unit)) end
        ) end
    ) as message
from reconciliation
where kind = 'change' and outcome = 'differ'
order by office, indicator, report, "start";

-- name: restated_differs 重述的上年数不符
-- One row per value of last year that this year's report says again (由上年的64件) and last year's own report states otherwise.
select 'restated_differs' as "check", 'warning' as severity, report, office, year, indicator, "start", "end",
    format(
        '{}：本年报告写上年为「{}」，{}年的报告写「{}」，两数不一致；请核对原文。', name, quote, year - 1, before_quote
    ) as message
from reconciliation
where kind = 'restated' and outcome = 'differ'
order by office, indicator, report, "start";

-- name: decision_returned 决定失去依据
-- One row per decision of a person that could not be applied any more.
select 'decision_returned' as "check", 'warning' as severity,
    r.report, r.office, r.year, d.indicator, null::integer as "start", null::integer as "end",
    format('{}对「{}」的决定不再生效：{}；请重新核对。', d.person, d.quote, d.why) as message
from returned d join report r on r.report = d.report
order by r.report, d.subject;

-- name: dropped_indicator 停报
-- One row per core indicator that the office's last report of the same kind stated for the whole office, and that no report of
-- this year mentions (停报); a number in doubt by the checks above is no silence. Compared are reports of one kind only: news
-- say less than an annual report by their nature.
select 'dropped_indicator' as "check", 'note' as severity,
    s.report, s.office, s.year, l.indicator, null::integer as "start", null::integer as "end",
    format('{}：{}年写「{}」，{}年没有写（停报）。没有写不等于零。', i.name, l.year, l.quote, s.year) as message
from succession s
join level l on l.office = s.office and l.year = s.year_before and not l.is_conflict
join report before on before.report = l.report and before.kind = s.kind
    and (l.reviewer is not null or not before.ocr)
join indicator i on i.id = l.indicator
where i.tier = 'core' and not exists (
    from observation o
    where o.office = s.office and o.year = s.year and o.indicator = l.indicator and o.status = 'actual'
) and not exists (
    from finding f
    where f.office = s.office and f.year = s.year and f.indicator = l.indicator and f.severity in ('error', 'warning')
) and not exists (from duty d where d.office = s.office and d.year = s.year and d.indicator = l.indicator)
order by s.office, s.year, i.ordinal;

-- name: copied_sentence 整句沿用
-- One row per sentence with counted work that stands word for word, numbers included, in an earlier report or in another
-- office's. Standing facts (area, population, grids), rates and zeros may well repeat. Named are the three earliest: in a
-- country a short sentence stands in hundreds of reports, and pairs of them would be without number.
with said as (
    select c.*, o.name from counted_sentence c join office o on o.office = c.office where c.year is not null
),
shared as (
    select sentence, min({'year': year, 'report': report, 'office': office, 'name': name}, 12) as earliest
    from said
    group by sentence
    having count(*) > 1
),
counted as (
    select said.*, shared.earliest,
        count(*) over (partition by sentence order by year range between unbounded preceding and current row)
            - count(*) over (partition by sentence, year, office) as others
    from said join shared using (sentence)
),
named as (
    select *, [one for one in earliest if one.year < year or one.year = year and one.office <> office][:3] as told
    from counted
    where others > 0
)
select 'copied_sentence' as "check", 'warning' as severity,
    report, office, year, null::varchar as indicator, sentence_start as "start", sentence_end as "end",
    format(
        '此句连同数字与{}{}逐字相同；可能沿用旧稿，请核实。',
        array_to_string(
            [format('{}{}年报告《{}》', if(one.office = office, '本单位', one.name), one.year, one.report) for one in told],
            '、'
        ),
        if(others > len(told), format('等{}处', others), '')
    ) as message
from named
order by office, year, report, sentence_start;

-- name: missing_core 多数同区单位写明而本报告没有写
-- One row per core indicator that most offices of the district state in a report of the same year and kind, and this one
-- does not. Fewer than three others are no yardstick.
with filed as (
    select r.office, r.year, r.kind, o.district_code, min(r.report) as report
    from report r join office o on o.office = r.office
    where r.year is not null and o.district_code is not null
    group by r.office, r.year, r.kind, o.district_code
),
sized as (                                  -- how many others each of them has
    select year, kind, district_code, count(*) - 1 as peers from filed group by year, kind, district_code having peers >= 3
),
usual as (                                  -- what most state; one that does not state it is not among them
    select f.year, f.kind, f.district_code, o.indicator, any_value(s.peers) as peers, count(*) as stating
    from (select distinct office, year, indicator from observation) o
    join filed f on f.office = o.office and f.year = o.year
    join sized s on s.year = f.year and s.kind = f.kind and s.district_code = f.district_code
    group by f.year, f.kind, f.district_code, o.indicator
    having stating * 2 > any_value(s.peers)
),
shares as (
    select f.report, f.office, f.year, i.id as indicator, i.ordinal, i.name, u.peers, u.stating
    from filed f join usual u on u.year = f.year and u.kind = f.kind and u.district_code = f.district_code
    join indicator i on i.id = u.indicator and i.tier = 'core'
)
select 'missing_core' as "check", 'note' as severity,
    report, office, year, indicator, null::integer as "start", null::integer as "end",
    format('同区其他{}个单位中有{}个写明{}，本报告没有写。没有写不等于零。', peers, stating, name) as message
from shares
where not exists (
    from observation o where o.office = shares.office and o.year = shares.year and o.indicator = shares.indicator
) and not exists (                          -- a damaged number is no silence
    from numeral n where n.report = shares.report and n.indicator = shares.indicator
)
order by office, year, ordinal;

-- name: hidden_counts 只写比率不写件数
-- One row per stated rate whose report states neither its numerator nor any of its denominators.
select 'hidden_counts' as "check", 'note' as severity,
    r.report, r.office, r.year, r.indicator, r."start", r."end",
    format('{}只写比率「{}」，没有写件数，无从核对。', r.name, r.quote) as message
from stated r
where r.kind = 'rate' and (r.numerator is not null or len(r.denominator) > 0) and not exists (
    from stated c where c.report = r.report
        and (c.indicator = r.numerator or list_contains(r.denominator, c.indicator))
)
order by r.office, r.year, r.indicator, r.report, r."start";
