"""The catalogue, and how much of it the reports state."""

from collections.abc import Sequence

import polars as pl

from queries import run
from queries.statistics.intervals import with_intervals


def catalogue(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per indicator in the order of the catalogue, with its definition and its rules in words.

    stated: how many offices of the choice state it; reported: how many have a report on the year. From what people
    decided in all reports: taken, truly, right (numbers), precision = right / taken and recall = right / truly in %,
    each with _low and _high, its exact 95 % interval; null where nothing was decided.
    """
    rows = run(snapshot, "indicators.catalogue", year=year, areas=list(areas), kind=kind, simulated=simulated)
    for name, whole in (("precision", "taken"), ("recall", "truly")):
        measured = with_intervals(rows.select("right", whole), "right", whole).select("low", "high")
        share = (100 * pl.col("right") / pl.when(pl.col(whole) > 0).then(pl.col(whole))).alias(name)
        rows = rows.with_columns(share, measured["low"].alias(f"{name}_low"), measured["high"].alias(f"{name}_high"))
    return rows.with_columns(pl.col("^(precision|recall).*$").round(1))


def sentences(
    snapshot: str, *, indicator: str, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office and year that states the indicator, newest first, at most 200: value, quote, sentence."""
    return run(snapshot, "indicators.sentences", indicator=indicator, areas=list(areas), kind=kind, simulated=simulated)
