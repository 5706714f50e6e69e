"""One indicator and year across offices."""

from collections.abc import Sequence

import polars as pl

from queries import run


def figures(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office of the choice, whether it states the indicator or not; the comparable first, from the highest.

    state: value, zero, review, silent or missing; value in `unit`, null without one; place: rank among the comparable;
    reason: why it is not comparable. Sentence, report and start lead to the evidence.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "compare.figures", indicator=indicator, year=year, **scope)


def summary(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row: offices, reported, stated, comparable (numbers), median (null below three), lowest, highest of the
    comparable; pooled_rate in % = 100 · part / whole over `pooled` offices, null where it cannot be pooled."""
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "compare.summary", indicator=indicator, year=year, **scope)
