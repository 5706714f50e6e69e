"""One indicator and year in the words of every office."""

from collections.abc import Sequence

import polars as pl

from queries import run


def figures(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office of the choice, stated or not, the comparable first; columns as in compare.figures.

    scope, scope_name: what a part covers; derived_part, derived_whole, derived_name: counts and denominator of a rate.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "wording.figures", indicator=indicator, year=year, **scope)
