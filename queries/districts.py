"""One indicator and year across districts."""

import polars as pl

from queries import run


def figures(snapshot: str, *, indicator: str, year: int, kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per district with reports, highest value first: value (pooled rate in %, else the median of its offices),
    total (sum of the comparable counts), offices, reported, stated, comparable, pooled (numbers of offices)."""
    return run(snapshot, "districts.figures", indicator=indicator, year=year, kind=kind, simulated=simulated)
