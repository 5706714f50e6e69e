"""Exact intervals of rates, pooled rates, and failures per 1,000 where rates sit at the ceiling.

Method: Clopper–Pearson (Biometrika 26, 1934, 404–413), by quantiles of the beta distribution. It covers the true rate
with at least the stated probability for every n and k, also at k = 0 and k = n, where approximate ones shrink to
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy import special

from queries.statistics.verdicts import Reason

WIDE = 10.0  # percentage points; at 95 % every rate of fewer than 30 cases is wider, so that no second mark is needed
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate with its interval, all in %."""

    part: int
    whole: int
    rate: float
    low: float
    high: float
    level: float
    is_wide: bool  # wider than 10 percentage points: too few cases to say much


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What was left undone, per 1,000 cases, and how low the rate may be in truth."""

    failures: int
    per_thousand: float
    low: float  # per 1,000
    high: float  # per 1,000
    possible_rate: float  # %, the interval's lower end: 12 of 12 may be 73.5 %


def defect(part: float | None, whole: float | None) -> Reason | None:
    """Why two numbers are no part and whole of countable cases; None when they are."""
    if part is None or whole is None:
        return Reason.UNSTATED
    if part == whole == 0:
        return Reason.NO_CASES
    if not (0 <= part <= whole) or part % 1 or whole % 1:
        return Reason.NO_SHARE
    return None


def interval(part: float | None, whole: float | None, level: float = 0.95) -> Interval | None:
    """Clopper–Pearson interval; None when the counts have a `defect`. Raises ValueError for a level outside 0…1."""
    if part is None or whole is None or defect(part, whole):
        return None
    low, high = (float(bound) for bound in bounds(part, whole, level))
    return Interval(int(part), int(whole), 100 * part / whole, low, high, level, high - low > WIDE)


def ceiling(part: float | None, whole: float | None, level: float = 0.95) -> Ceiling | None:
    """Failures per 1,000 with their exact bounds; `part` counts the successes. None as for `interval`."""
    found = interval(part, whole, level)
    if found is None:
        return None
    failures = found.whole - found.part
    per_thousand = 1000 * failures / found.whole
    return Ceiling(failures, per_thousand, 10 * (100 - found.high), 10 * (100 - found.low), found.low)


def bounds(part: ArrayLike, whole: ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Lower and upper bounds in % of arrays of one shape; NaN where part or whole is."""
    if not 0 < level < 1:
        raise ValueError(f"level {level} is not between 0 and 1")
    k, n = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    tail = (1 - level) / 2
    low = np.where(k == 0, 0.0, special.betaincinv(k, n - k + 1, tail))
    high = np.where(k == n, 1.0, special.betaincinv(k + 1, n - k, 1 - tail))
    return 100 * low, 100 * high


def with_defects(
    rows: pl.DataFrame, part: str = "part", whole: str = "whole", name: str = "no_interval"
) -> pl.DataFrame:
    """The rows with `defect` of two columns as one more: Chinese, null where there is none."""
    k, n = pl.col(part).cast(pl.Float64), pl.col(whole).cast(pl.Float64)
    is_share = (k >= 0) & (k <= n) & (k % 1 == 0) & (n % 1 == 0)
    reason = (
        pl.when(k.is_null() | n.is_null())
        .then(pl.lit(Reason.UNSTATED.value))
        .when((k == 0) & (n == 0))
        .then(pl.lit(Reason.NO_CASES.value))
        .when(~is_share)
        .then(pl.lit(Reason.NO_SHARE.value))
    )
    return rows.with_columns(reason.alias(name))


def with_intervals(rows: pl.DataFrame, part: str = "part", whole: str = "whole", level: float = 0.95) -> pl.DataFrame:
    """The rows, in their order, with rate, low and high in %, is_wide, and no_interval: why these are null, else null.

    part, whole: names of the columns with the counts. Nothing is taken for zero: a missing count gives nulls.
    """
    rows = with_defects(rows, part, whole)
    sound = [pl.when(pl.col("no_interval").is_null()).then(pl.col(name)).cast(pl.Float64) for name in (part, whole)]
    k, n = (rows.select(column).to_series().to_numpy() for column in sound)
    low, high = bounds(k, n, level)
    return rows.with_columns(
        (100 * sound[0] / sound[1]).alias("rate"),
        pl.Series("low", low, pl.Float64).fill_nan(None),
        pl.Series("high", high, pl.Float64).fill_nan(None),
    ).with_columns((pl.col("high") - pl.col("low") > WIDE).alias("is_wide"))


def with_ceilings(rows: pl.DataFrame, part: str = "part", whole: str = "whole", level: float = 0.95) -> pl.DataFrame:
    """As with_intervals, and failures (number), failures_rate, failures_low, failures_high (per 1,000 cases)."""
    per_thousand = {"failures_rate": "rate", "failures_low": "high", "failures_high": "low"}
    return with_intervals(rows, part, whole, level).with_columns(
        pl.when(pl.col("no_interval").is_null()).then(pl.col(whole) - pl.col(part)).alias("failures"),
        *(((100 - pl.col(rate)) * 10).alias(name) for name, rate in per_thousand.items()),
    )


def pooled(
    rows: pl.DataFrame, by: Sequence[str] = (), part: str = "part", whole: str = "whole", level: float = 0.95
) -> pl.DataFrame:
    """The rate of each group: sum of parts over sum of wholes, never a mean of rates. One row per group (`by`), or one.

    Columns: `by`, part, whole (sums), used, left_out (numbers of rows), and those of with_intervals. A row with a
    defect is left out with both its counts. The interval is that of all cases; how far offices differ it does not say.
    """
    rows = with_defects(rows, part, whole)
    sound = pl.col("no_interval").is_null()
    sums = (
        *(pl.when(sound.any()).then(pl.col(name).filter(sound).sum()).alias(name) for name in (part, whole)),
        sound.sum().alias("used"),
        (~sound).sum().alias("left_out"),
    )
    groups = rows.group_by(*by, maintain_order=True).agg(*sums) if by else rows.select(*sums)
    return with_intervals(groups, part, whole, level)
