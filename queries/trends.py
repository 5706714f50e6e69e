"""One indicator over the years: of offices, and of districts pooled from their offices."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from queries import run
from queries.statistics import comparison, verdicts
from queries.statistics.intervals import pooled, with_intervals
from queries.statistics.trend import trend
from queries.statistics.verdicts import Reason, Verdict

Row = Mapping[str, Any]
WHO = ("office", "name", "area", "district", "simulated")
CARRIED = (
    "name",
    "kind",
    "area",
    "district",
    "simulated",
    "unit",
    "indicator_kind",
    "direction",
    "pooled_name",
    "paired",
)
DISTRICT = ("area", "province", "city", "district")
CHANGED = "写明此数的街镇与其他年份不同"
VARYING = "各年写明此数的街镇不同，同一批街镇的年份不足"
TRENDS = verdicts.OVER_TIME | {Verdict.NO_CLAIM: "不能说有趋势", Verdict.NOT_COMPARABLE: "不谈趋势"}
UNJUDGED = "只列增减"  # of numbers without a denominator
STATES = {"review": "待核", "silent": "未提及", "exempt": "无此职能", "missing": "报告缺"}


def figures(snapshot: str, *, indicator: str, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per office and year, no year left out; columns as in compare.figures, and stated_years (number).

    part, whole: stated counts of a rate for the whole year, null without; low, high: its exact 95 % interval in %, of
    comparable rates with counts only.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    rows = run(snapshot, "trends.figures", indicator=indicator, **scope)
    sure = (pl.when("is_comparable").then(name).alias(f"_{name}") for name in ("part", "whole"))
    bounded = with_intervals(rows.with_columns(sure), "_part", "_whole")
    return bounded.select(*rows.columns, pl.col("low", "high").round(3))


def years(snapshot: str, *, indicator: str, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per year: offices, reported, comparable (numbers), median of the comparable (null below three)."""
    return run(snapshot, "trends.years", indicator=indicator, areas=list(areas), kind=kind, simulated=simulated)


def districts(
    snapshot: str, *, indicator: str, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per district and year, no year left out: value is the rate in %, sum of parts over sum of wholes, or the
    total of the comparable numbers in `unit`; never a mean.

    office, name: the district, district: its city; offices, reported, used (numbers; used: those it is made of);
    part, whole; low, high: exact 95 % interval in %; members: codes of the offices used; is_same: whether these are the
    ones most often used; is_comparable, reason: a total of other offices must not be joined to the rest.
    """
    rows = figures(snapshot, indicator=indicator, areas=areas, kind=kind, simulated=simulated)
    rows = rows.filter(pl.col("area") != "").with_columns(used=_used())
    groups = rows.group_by(*DISTRICT, "year", "unit", "indicator_kind", "direction", "pooled_name").agg(
        pl.len().alias("offices"),
        pl.col("report_kind").count().alias("reported"),
        pl.col("used").sum(),
        pl.col("office").filter("used").sort().str.join("、").alias("members"),
        pl.col("value").filter("used").sum().alias("total"),
        pl.col("simulated").all(),
    )
    rates = pooled(rows.filter("used"), ("area", "year")).select("area", "year", "part", "whole", "low", "high")
    known = groups.join(rates, on=["area", "year"], how="left").with_columns(pl.col("low", "high").round(3))
    return _named(known.join(_usual(known), on="area", how="left"))


def claims(
    snapshot: str, *, by: str, indicator: str, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office, or district where `by` is district, that has any value: whether its years show a trend.

    verdict: word of verdicts.Verdict; said: the same in Chinese; why: reason for no claim, else null; method: the named
    test, null where none could be made; p_value; tested: number of years that were looked at, first and last: of these.
    """
    scope: dict[str, Any] = {"indicator": indicator, "areas": areas, "kind": kind, "simulated": simulated}
    rows = (districts if by == "district" else figures)(snapshot, **scope).filter(pl.col("stated_years") > 0)
    series = rows.partition_by("office", maintain_order=True)
    columns = ("tested", "first", "last", "verdict", "said", "why", "method", "p_value")
    found = [{name: one[name][0] for name in WHO} | dict(zip(columns, _claim(one), strict=True)) for one in series]
    kinds = {"tested": pl.Int64, "first": pl.Int64, "last": pl.Int64, "simulated": pl.Boolean, "p_value": pl.Float64}
    schema = {name: kinds.get(name, pl.String()) for name in (*WHO, *columns)}
    return pl.DataFrame(found, schema=schema)


def changes(
    snapshot: str, *, by: str, year: int, indicator: str, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office, or district where `by` is district, with a value of the year or of the year before (同比).

    Columns of figures for the year, and for the year before with the ending _before; of a district both are made of the
    `paired` offices that count in both years. difference: percentage points of a rate, else in `unit`; change: in % of
    the year before, null for rates; difference_low, difference_high: 95 % interval of a rate's; verdict, said, why,
    p_value as in claims: a rise or fall is claimed only for rates whose counts carry it.
    """
    scope: dict[str, Any] = {"indicator": indicator, "areas": areas, "kind": kind, "simulated": simulated}
    rows = figures(snapshot, **scope)
    before, after = rows.filter(year=year - 1), rows.filter(year=year)
    if by == "district":
        before, after = _paired(before, after)
    before = before.drop(CARRIED, strict=False)
    pairs = after.join(before, on="office", how="left", suffix="_before", maintain_order="left")
    pairs = pairs.with_columns(pl.col("state_before").fill_null("missing"))  # before the first year of all
    pairs = pairs.filter(pl.any_horizontal(pl.col("value", "value_before").is_not_null()))
    columns = ("difference", "change", "difference_low", "difference_high", "verdict", "said", "why", "p_value")
    kinds = {name: pl.String if name in ("verdict", "said", "why") else pl.Float64 for name in columns}
    told = pl.DataFrame([_change(row) for row in pairs.iter_rows(named=True)], schema=kinds, orient="row")
    return pl.concat([pairs, told], how="horizontal")


def _used() -> pl.Expr:
    """Whether an office's figure goes into that of its district: by its counts, or as a comparable number."""
    return pl.when(pl.col("indicator_kind") == "rate").then(pl.col("whole").is_not_null()).otherwise("is_comparable")


def _usual(known: pl.DataFrame) -> pl.DataFrame:
    """One row per district: the offices that its figure is made of most often, of equals the latest."""
    sets = known.filter(pl.col("used") > 0).group_by("area", "members").agg(pl.len().alias("n"), pl.col("year").max())
    last = sets.sort("n", "year").group_by("area", maintain_order=True).last()
    return last.select("area", pl.col("members").alias("usual"))


def _named(known: pl.DataFrame) -> pl.DataFrame:
    """Districts in the columns that charts and tables of offices know."""
    is_rate = pl.col("indicator_kind") == "rate"
    rate = (100 * pl.col("part") / pl.col("whole")).round(1)
    has = pl.col("used") > 0
    states = pl.when(has).then(pl.lit("value")).when(pl.col("reported") > 0).then(pl.lit("silent"))
    return (
        known.with_columns(
            is_same=pl.col("members").eq_missing(pl.col("usual")),
            value=pl.when(has).then(pl.when(is_rate).then(rate).otherwise("total")),
            state=states.otherwise(pl.lit("missing")),
            qualifier=pl.lit("exact"),
            office=pl.col("area"),
            name=pl.col("district"),
            district=pl.col("city"),
        )
        .with_columns(reason=pl.when(has & ~is_rate & ~pl.col("is_same")).then(pl.lit(CHANGED)))
        .with_columns(is_comparable=has & pl.col("reason").is_null(), stated_years=has.sum().over("area"))
        .sort("area", "year")
        .drop("usual", "total")
    )


def _paired(before: pl.DataFrame, after: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both years of each district, made of the offices that count in both."""
    used = [rows.filter(_used() & (pl.col("area") != "")) for rows in (before, after)]
    both = [rows.join(other, on="office", how="semi") for rows, other in (used, used[::-1])]
    return _summed(both[0]), _summed(both[1])


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    sums = rows.group_by(*DISTRICT, "year", "unit", "indicator_kind", "direction", maintain_order=True).agg(
        pl.len().alias("paired"), pl.col("part", "whole", "value").sum(), pl.col("simulated").all()
    )
    rate = (100 * pl.col("part") / pl.col("whole")).round(1)
    return sums.with_columns(
        pl.when(pl.col("indicator_kind") == "rate").then(rate).otherwise("value").alias("value"),
        pl.lit("value").alias("state"),
        pl.lit("exact").alias("qualifier"),
        pl.lit(None, pl.String).alias("reason"),
        office=pl.col("area"),
        name=pl.col("district"),
        district=pl.col("city"),
        is_comparable=pl.lit(True),
    ).sort("area")


def _claim(rows: pl.DataFrame) -> tuple[Any, ...]:
    """What the years of one series show, in the columns of claims."""
    same = rows["is_same"].to_list() if "is_same" in rows.columns else [True] * len(rows)
    lines = list(rows.iter_rows(named=True))
    found = trend(
        rows["year"].to_list(),
        values=[row["value"] for row in lines],
        parts=[row["part"] for row in lines],
        wholes=[row["whole"] for row in lines],
        obstacles=[None if row["is_comparable"] and ok else CHANGED for row, ok in zip(lines, same, strict=True)],
        direction=rows["direction"][0],
    )
    span = (min(found.years, default=None), max(found.years, default=None))
    method = None if found.method is None else str(found.method)
    why = None if found.reason is None else str(found.reason)
    if found.method is None and not all(ok for row, ok in zip(lines, same, strict=True) if row["value"] is not None):
        why = VARYING
    return (len(found.years), *span, str(found.verdict), TRENDS[found.verdict], why, method, found.p_value)


def _change(row: Row) -> tuple[Any, ...]:
    """Difference of two years, and what may be said of it, in the columns of changes."""
    obstacle = _obstacle(row, "_before") or _obstacle(row, "")
    if obstacle:
        return _told(Verdict.NOT_COMPARABLE, obstacle)
    if not row["qualifier"] == row["qualifier_before"] == "exact":
        return _told(Verdict.NO_CLAIM, Reason.APPROXIMATE)
    difference = row["value"] - row["value_before"]
    if row["indicator_kind"] != "rate":
        share = 100 * difference / row["value_before"] if row["value_before"] else None
        exact, *rest, why, p_value = _told(Verdict.NO_CLAIM, Reason.NO_DENOMINATOR, difference, share)
        return (exact, *rest[:-1], UNJUDGED, why, p_value)
    earlier, later = (row["part_before"], row["whole_before"]), (row["part"], row["whole"])
    found = comparison.compare(*earlier, *later, direction=row["direction"])
    if found.difference is None:
        return _told(Verdict.NO_CLAIM, Reason.NO_INTERVAL, difference)
    bounds = (round(found.low or 0, 2), round(found.high or 0, 2))
    return _told(found.verdict, found.reason, difference, None, *bounds, found.p_value)


def _told(
    verdict: Verdict,
    why: str | None,
    difference: float | None = None,
    change: float | None = None,
    low: float | None = None,
    high: float | None = None,
    p_value: float | None = None,
) -> tuple[Any, ...]:
    exact = None if difference is None else round(difference, 6)
    reason = None if why is None else str(why)
    return exact, change, low, high, str(verdict), verdicts.OVER_TIME[verdict], reason, p_value


def _obstacle(row: Row, ending: str) -> str | None:
    """Why the figure of one of both years cannot be compared, with its year."""
    if row[f"is_comparable{ending}"]:
        return None
    year = row["year"] - 1 if ending else row["year"]
    state = row[f"state{ending}"]
    return f"{year}年{row[f'reason{ending}'] or STATES.get(state, '报告缺')}"
