-- One office in one year.

-- name: figures
-- One row per indicator, in the order of the catalogue. Columns as in compare.figures; before: the comparable value of the
-- year before; peers: number of other offices of the same district with a comparable value, peer_median (null below two),
-- peer_lowest, peer_highest: of theirs.
with peers as (
    select indicator, count(*) as peers, if(peers >= 2, round(median(value), 1), null) as peer_median,
        min(value) as peer_lowest, max(value) as peer_highest
    from cell
    where year = $year and office <> $office and state in ('value', 'zero') and reason is null
        and area = (select area from place where office = $office) and ($simulated or not simulated)
    group by indicator
),
earlier as (
    select indicator, value as before from cell
    where year = $year - 1 and office = $office and state in ('value', 'zero') and reason is null
)
select c.indicator, c.ordinal, c.indicator_name, c.domain, c.domain_name, c.tier, c.indicator_kind, c.direction, c.unit,
    c.state, c.value, c.qualifier, c.quote, c.period_start, c.period_end, c.reason,
    c.state in ('value', 'zero') and c.reason is null as is_comparable, c.report, c.report_kind, c.report_kind_name,
    c."start", c.sentence_start, c.sentence, c.doubt, c.duty, c.target, c.damaged,
    c.derived_part, c.derived_whole, e.before, coalesce(p.peers, 0) as peers, p.peer_median, p.peer_lowest, p.peer_highest,
    c.hidden_whole, c.hidden_low, c.hidden_high, c.hidden_cut_low, c.hidden_cut_high
from cell c left join earlier e using (indicator) left join peers p using (indicator)
where c.office = $office and c.year = $year
order by c.ordinal;

-- name: beside
-- One row per indicator that offices of the group other than this one state comparably. others: number of them; others_lower,
-- others_median, others_upper: quartiles of their values, null below three; others_lowest, others_highest; better: the
-- direction by which it may be judged.
with near as (from filed($year, $areas, $kind::varchar, $simulated) where office <> $office)
select f.indicator, better_end(any_value(i.kind), any_value(i.direction)) as better, count(*) as others,
    if(others >= 3, quantile_cont(f.value, 0.25), null) as others_lower,
    if(others >= 3, quantile_cont(f.value, 0.5), null) as others_median,
    if(others >= 3, quantile_cont(f.value, 0.75), null) as others_upper,
    min(f.value) as others_lowest, max(f.value) as others_highest
from figure f semi join near using (office) join indicator i on i.id = f.indicator
where f.year = $year and f.reason is null and not f.is_conflict
group by f.indicator
order by f.indicator;

-- name: reports
-- One row per report of the office, newest first. numbers: how many numerals it holds.
select r.report, r.title, r.year, r.kind, r.kind_name, r.issued, r.simulated, count(n.report) as numbers
from report r left join numeral n on n.report = r.report
where r.office = $office
group by r.report, r.title, r.year, r.kind, r.kind_name, r.issued, r.simulated
order by r.year desc nulls last, r.kind <> 'annual', r.report;
