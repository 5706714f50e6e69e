"""One indicator over the years."""

from collections.abc import Sequence

import polars as pl

from queries import run


def figures(snapshot: str, *, indicator: str, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per office and year, no year left out; columns as in compare.figures, and stated_years (number)."""
    return run(snapshot, "trends.figures", indicator=indicator, areas=list(areas), kind=kind, simulated=simulated)


def years(snapshot: str, *, indicator: str, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per year: offices, reported, comparable (numbers), median of the comparable (null below three)."""
    return run(snapshot, "trends.years", indicator=indicator, areas=list(areas), kind=kind, simulated=simulated)
