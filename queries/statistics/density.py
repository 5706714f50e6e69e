"""Numbers set against the size of their office: per 10,000 residents, per grid, per community.

A derived value, never a stated one, and a statement of size only: it has no better and no worse.
"""

from dataclasses import dataclass

import polars as pl

from queries.statistics.verdicts import Reason


@dataclass(frozen=True, slots=True)
class Base:
    """What a number is divided by: an indicator of the catalogue, and how many of it make one."""

    indicator: str
    size: int
    lead: str  # Chinese, before the number's own name
    absent: str  # Chinese, where the office does not state it


RESIDENTS = Base("profile.population", 10_000, "每万常住人口", "未写明常住人口")
GRIDS = Base("grid.total", 1, "每个网格", "未写明网格总数")
COMMUNITIES = Base("profile.communities", 1, "每个社区（村）", "未写明社区（村）数")


def per(rows: pl.DataFrame, base: Base, value: str = "value", denominator: str = "base") -> pl.DataFrame:
    """The rows with per: value · size / denominator, and no_per: why it is null, else null.

    value: column in the indicator's unit; denominator: column with the office's stated number of `base.indicator`.
    """
    number, divisor = pl.col(value).cast(pl.Float64), pl.col(denominator).cast(pl.Float64)
    reason = (
        pl.when(number.is_null())
        .then(pl.lit(Reason.NO_VALUE.value))
        .when(divisor.is_null())
        .then(pl.lit(base.absent))
        .when(divisor <= 0)
        .then(pl.lit(Reason.NO_CASES.value))
    )
    rows = rows.with_columns(reason.alias("no_per"))
    return rows.with_columns(pl.when(pl.col("no_per").is_null()).then(number * base.size / divisor).alias("per"))
