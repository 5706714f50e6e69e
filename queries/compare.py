"""One indicator and year across offices."""

from collections.abc import Sequence

import polars as pl

from queries import run
from queries.statistics.intervals import with_intervals
from queries.statistics.ranks import rank_intervals
from queries.statistics.verdicts import Direction

CERTAINTY = ("low", "high", "rank_low", "rank_high", "rank_words", "no_rank")


def figures(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office of the choice, whether it states the indicator or not; the comparable first, from the highest.

    state: value, zero, review, silent or missing; value in `unit`, null without one; place: rank among the comparable;
    reason: why it is not comparable. Sentence, report and start lead to the evidence. For comparable rates with stated
    counts, low and high: exact 95 % interval in %; rank_low, rank_high, rank_words: how far the rank among them is
    certain; no_rank: why these are null.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    rows = run(snapshot, "compare.figures", indicator=indicator, year=year, **scope)
    counts = (pl.when("is_comparable").then(pl.col(f"derived_{name}")).alias(name) for name in ("part", "whole"))
    direction: Direction = rows["direction"][0] if len(rows) else "none"
    certain = rank_intervals(with_intervals(rows.with_columns(counts)), direction)
    kept = certain.select(*(name for name in rows.columns if name != "direction"), *CERTAINTY)
    return kept.with_columns(pl.col("low", "high").round(2))


def summary(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row: offices, reported, stated, comparable (numbers), median (null below three), lowest, highest of the
    comparable; pooled_rate in % = 100 · part / whole over `pooled` offices, null where it cannot be pooled."""
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "compare.summary", indicator=indicator, year=year, **scope)
