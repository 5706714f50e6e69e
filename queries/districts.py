"""One indicator and year across districts."""

import polars as pl

from queries import run
from queries.statistics.intervals import with_intervals
from queries.statistics.ranks import rank_intervals
from queries.statistics.verdicts import Direction

CERTAINTY = ("low", "high", "rank_low", "rank_high", "rank_words", "leads")
RANKED = 400  # districts up to which rank intervals are computed


def figures(snapshot: str, *, indicator: str, year: int, kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per district with reports, highest value first: value (pooled rate in %, else the median of its offices),
    total (sum of the comparable counts), offices, reported, stated, comparable, pooled (numbers of offices).

    lower_quartile, middle, upper_quartile: of its offices' own values, null below three. Of pooled rates, low and high:
    exact 95 % interval in %; rank_low, rank_high, rank_words: how far the rank among districts is certain; leads: that
    it is certainly ahead of others, no rank of the rest meeting its own; null where nobody can lead.
    """
    rows = run(snapshot, "districts.figures", indicator=indicator, year=year, kind=kind, simulated=simulated)
    rows = with_intervals(rows).drop("rate", "is_wide", "no_interval")
    direction: Direction = rows["direction"][0] if len(rows) else "none"
    few = rows if len(rows.drop_nulls("low")) <= RANKED else rows.with_columns(pl.lit(None, pl.Float64).alias("whole"))
    ranked = rank_intervals(few, direction)
    ahead = (pl.col("band") == 1) & (pl.col("band").max() > 1)
    leads = ranked.with_columns(leads=ahead if direction != "none" else pl.lit(None, pl.Boolean))
    return rows.with_columns(pl.col("low", "high").round(3), *(leads[name] for name in CERTAINTY[2:]))


def offices(snapshot: str, *, indicator: str, year: int, kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per office with a comparable value, in the districts of figures; columns as in compare.figures."""
    return run(snapshot, "districts.offices", indicator=indicator, year=year, kind=kind, simulated=simulated)
