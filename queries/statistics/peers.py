"""Every office of a group against the others of it, never against itself, all at once.

The same as `comparison.benchmark` for each office in turn; that would sort the group as often as it has offices.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.statistics.comparison import FEWEST_PEERS
from queries.statistics.verdicts import Direction, Reason, Verdict, judged

QUARTILES = {"others_lower": 0.25, "others_median": 0.5, "others_upper": 0.75}
Floats = NDArray[np.float64]


def with_others(rows: pl.DataFrame, value: str = "value") -> pl.DataFrame:
    """The rows, in their order, with others: how many other rows have a value, and others_lower, others_median,
    others_upper: quartiles of these (QUARTILE.INC of Excel), null below three.

    A row without a value is outside the group: for it, the others are all that have one.
    """
    known = rows[value].drop_nulls().cast(pl.Float64).sort().to_numpy()
    own = rows[value].cast(pl.Float64).to_numpy()
    others = len(known) - ~np.isnan(own)
    found = {name: _without(known, own, others, share) for name, share in QUARTILES.items()}
    return rows.with_columns(
        pl.Series("others", others, pl.Int64),
        *(pl.Series(name, cuts, pl.Float64).fill_nan(None) for name, cuts in found.items()),
    )


def _without(known: Floats, own: Floats, others: NDArray[np.int64], share: float) -> Floats:
    """The quantile of the sorted `known` for each of `own`, one value equal to it left out; NaN below three others."""
    cuts = np.full(len(own), np.nan)
    enough = others >= FEWEST_PEERS
    if not enough.any():
        return cuts
    left_out = np.where(np.isnan(own), len(known), np.searchsorted(known, own))[enough]
    place = (others[enough] - 1) * share
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, others[enough] - 1)
    low, high = (known[index + (index >= left_out)] for index in (below, above))
    cuts[enough] = low + (place - below) * (high - low)
    return cuts


def with_verdicts(rows: pl.DataFrame, direction: Direction, value: str = "value") -> pl.DataFrame:
    """The rows with the columns of with_others, verdict (of verdicts.Verdict) and no_verdict: why there is no claim.

    better, worse, up, down: the exact interval of the rate (low, high) excludes the median of the others; else similar.
    """
    rows = with_others(rows, value)
    asked = rows.select(value, "low", "high", "others_median").iter_rows()
    told = [verdict(own, low, high, middle, direction) for own, low, high, middle in asked]
    return rows.with_columns(
        pl.Series("verdict", [found.value for found, _ in told], pl.String),
        pl.Series("no_verdict", [reason and reason.value for _, reason in told], pl.String),
    )


def verdict(
    value: float | None, low: float | None, high: float | None, median: float | None, direction: Direction
) -> tuple[Verdict, Reason | None]:
    """What may be said of a value with its exact interval (low, high) beside the median of the others, or why not."""
    if value is None:
        return Verdict.NOT_COMPARABLE, Reason.NO_VALUE
    if median is None:
        return Verdict.NOT_COMPARABLE, Reason.FEW_PEERS
    if low is None or high is None:
        return Verdict.NO_CLAIM, Reason.NO_INTERVAL
    if low <= median <= high:
        return Verdict.SIMILAR, None
    return judged(low - median, direction), None
