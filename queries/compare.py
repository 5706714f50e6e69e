"""One indicator and year across offices: side by side, against the middle of the others, per size, and with others."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from queries import run
from queries.statistics import density, intervals, peers, ranks, verdicts
from queries.statistics.verdicts import Direction

LANES = 13  # groups whose distributions are shown one below the other
RANKED = 1_000  # rates up to which the certainty of ranks is worked out
CROWD = f"超过{RANKED:,}个单位，不算位次区间"
BASES = {base.lead: base for base in (density.RESIDENTS, density.GRIDS, density.COMMUNITIES)}
BAND = ("others", "others_lower", "others_median", "others_upper")
RANKS = ("rank_low", "rank_high", "rank_words")
CERTAINTY = ("low", "high", *RANKS, "no_rank", "derived_rate", *BAND, "verdict", "no_verdict")


def figures(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office of the choice, whether it states the indicator or not; the comparable first, from the highest.

    state: value, zero, review, exempt, silent or missing; value in `unit`, null without one; place: rank among the
    comparable; reason: why it is not comparable. Sentence, report and start lead to the evidence. derived_rate: in %,
    of the stated counts. For comparable rates with stated counts, low and high: exact 95 % interval in %; rank_low,
    rank_high, rank_words: how far the rank among them is certain; no_rank: why these are null. others, others_lower,
    others_median, others_upper: number and quartiles of the other comparable offices; verdict (of verdicts.Verdict):
    better or worse than their median only where the interval excludes it; no_verdict: why there is no claim.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return _judged(run(snapshot, "compare.figures", indicator=indicator, year=year, **scope))


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the statement with everything that statistics say of them."""
    counts = (pl.when("is_comparable").then(pl.col(f"derived_{name}")).alias(name) for name in ("part", "whole"))
    direction: Direction = rows["direction"][0] if len(rows) else "none"
    ranked = _ranked(intervals.with_intervals(rows.with_columns(counts)), direction)
    among = ranked.with_columns(compared=pl.when("is_comparable").then("value"))
    certain = peers.with_verdicts(among, direction, "compared").with_columns(
        derived_rate=100 * pl.col("derived_part") / pl.col("derived_whole")
    )
    kept = certain.select(*rows.columns, *CERTAINTY)
    return kept.with_columns(pl.col("low", "high", "derived_rate", *BAND[1:]).round(2))


def _ranked(rows: pl.DataFrame, direction: Direction) -> pl.DataFrame:
    """With rank intervals, or with the reason why such a crowd has none."""
    if len(rows.drop_nulls("rate")) <= RANKED:
        return ranks.rank_intervals(rows, direction)
    none = (pl.lit(None, kind).alias(name) for name, kind in zip(RANKS, (pl.Int64, pl.Int64, pl.String), strict=True))
    reason = pl.when(pl.col("rate").is_null()).then("no_interval").otherwise(pl.lit(CROWD))
    return rows.with_columns(*none, no_rank=reason)


def summary(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row: offices, reported, stated, exempt, comparable (numbers), median (null below three), lowest and highest
    of the comparable; pooled_rate in % = 100 · part / whole over `pooled` offices, null where it cannot be pooled."""
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "compare.summary", indicator=indicator, year=year, **scope)


def boxes(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row for the whole choice, and one for each of its districts or kinds, at most LANES: lowest, lower_quartile,
    median, upper_quartile and highest of the `offices` comparable values; field and key tell the members."""
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "compare.boxes", indicator=indicator, year=year, most=LANES, **scope)


def ceilings(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """The rows of `figures` that are comparable rates with counts, from the fewest failures; of rates with a direction.

    failures (number), failures_rate, failures_low, failures_high: what was left undone, per 1,000 cases, with exact
    95 % bounds; possible: how low the rate may be in truth, in % (how high, where less is better); others_rate:
    failures per 1,000 of all the others together, null without others; all_rate: of all.
    """
    rows = figures(snapshot, indicator=indicator, year=year, areas=areas, kind=kind, simulated=simulated)
    rows = rows.filter(pl.col("low").is_not_null() & (pl.col("direction") != "none"))
    part, whole = pl.col("derived_part"), pl.col("derived_whole")
    done = pl.when(pl.col("direction") == "lower").then(whole - part).otherwise(part)
    told = intervals.with_ceilings(rows.with_columns(done=done).drop("low", "high"), "done", "derived_whole")
    left, cases = pl.col("failures").sum() - pl.col("failures"), whole.sum() - whole
    return told.with_columns(
        possible=pl.when(pl.col("direction") == "lower").then(100 - pl.col("low")).otherwise("low").round(1),
        others_rate=pl.when(cases > 0).then(1000 * left / cases),
        all_rate=1000 * pl.col("failures").sum() / whole.sum(),
    ).sort("failures_rate", "failures_high", "office")


def densities(
    snapshot: str, *, indicator: str, base: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """The rows of `figures`' statement set against the size of their office: `base` is one of BASES.

    per: value per 10,000 residents, grid or community as stated in the same report and period (base_value, with its own
    base_start), null where it cannot be given, for which no_per is the reason; highest first. rank_words, and others to
    others_upper, as in `figures`, are about `per`.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    size = BASES[base]
    rows = run(snapshot, "compare.densities", indicator=indicator, year=year, base=size.indicator, **scope)
    compared = rows.with_columns(compared=pl.when("is_comparable").then("value"))
    told = density.per(compared, size, "compared", "base_value").drop("compared")
    obstacle = pl.when(pl.col("reason").is_not_null()).then(pl.format("不可比：{}", "reason"))
    told = told.with_columns(no_per=pl.when(pl.col("per").is_null()).then(pl.coalesce(obstacle, "no_per")))
    return ranks.rank_ties(peers.with_others(told, "per"), "none", "per").sort(
        pl.col("per"), descending=True, nulls_last=True, maintain_order=True
    )


def several(
    snapshot: str, *, indicators: Sequence[str], year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office and asked indicator, stated or not; offices in the order of the first indicator's values."""
    scope: dict[str, Any] = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "compare.several", indicators=list(indicators), year=year, **scope)


def words(verdict: str | None) -> str:
    """The verdict of a row of `figures` in Chinese."""
    return verdicts.AGAINST_PEERS[verdicts.Verdict(verdict)] if verdict else ""
