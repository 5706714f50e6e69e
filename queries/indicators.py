"""The catalogue, and how much of it the reports state."""

from collections.abc import Sequence

import polars as pl

from queries import run


def catalogue(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per indicator in the order of the catalogue, with its definition and its rules in words.

    stated: how many offices of the choice state it; reported: how many have a report on the year.
    """
    return run(snapshot, "indicators.catalogue", year=year, areas=list(areas), kind=kind, simulated=simulated)


def sentences(
    snapshot: str, *, indicator: str, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office and year that states the indicator, newest first, at most 200: value, quote, sentence."""
    return run(snapshot, "indicators.sentences", indicator=indicator, areas=list(areas), kind=kind, simulated=simulated)
