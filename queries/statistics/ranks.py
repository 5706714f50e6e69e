"""Ranks that say how certain they are: 第3–11名，共20 instead of a bare league table.

Method: the rank of each office in draws from the posterior of all rates, as Goldstein and Spiegelhalter did for schools
and hospitals (J. R. Statist. Soc. A 159, 1996, 385–443). The offices' rates are taken to scatter around the pooled rate
by a beta distribution whose spread is learnt from the group itself (uniform prior on the standard deviation; Gelman,
Bayesian Analysis 1, 2006, 515–534). Learning it matters: with Jeffreys' prior for each office alone, the 95 % interval
held the true rank of only 3 in 4 of 60 offices that work about equally well, and of 1 in 2 at the ends of the table,
where everybody looks. Learnt, it held 95 % or more in all simulated worlds.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from queries.statistics import verdicts
from queries.statistics.intervals import with_defects
from queries.statistics.verdicts import Direction, Reason

DRAWS = 4000
SEED = 1934
SPREADS = np.linspace(0.002, 0.998, 499)  # standard deviation of the offices' rates, as a share of the largest possible
Floats = NDArray[np.float64]


def rank_intervals(
    rows: pl.DataFrame,
    direction: Direction,
    part: str = "part",
    whole: str = "whole",
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pl.DataFrame:
    """One indicator's offices, one a row, in their order, each with its rank and how far that rank is certain.

    rank: 1 is the best (the lowest where `direction` is lower; the highest where it is none); equal rates share one.
    tied: how many share it. of: how many are ranked, namely those with counts. rank_low, rank_high: the interval; it
    holds every rank that the rate shares. band: 1 comes first; intervals of different bands do not meet. rank_words: in
    Chinese. no_rank: why these are null; an office that states a rate without counts has no known uncertainty.

    The same counts give the same answer, in whatever order the offices come. Up to about 1,000 offices at once.
    """
    rows = with_defects(rows, part, whole, "no_rank").with_row_index("_row")
    counts = {"k": pl.col(part).cast(pl.Float64), "n": pl.col(whole).cast(pl.Float64)}
    known = rows.filter(pl.col("no_rank").is_null()).select("_row", **counts)
    ranked = with_ranks(known.with_columns(rate=pl.col("k") / pl.col("n")), direction, "rate")
    if len(ranked) == 1:
        rows = rows.with_columns(pl.coalesce("no_rank", pl.lit(Reason.ALONE.value)).alias("no_rank"))
        ranked = ranked.clear()
    ranked = _bounded(ranked.sort("k", "n"), direction, level, draws, seed)
    places = ranked.select("rank_low", "rank_high", "of").iter_rows()
    words = [verdicts.place(low, high, of, direction) for low, high, of in places]
    ranked = ranked.with_columns(pl.Series("rank_words", words, pl.String)).drop("k", "n", "rate")
    return rows.join(ranked, on="_row", how="left", maintain_order="left").drop("_row")


def rank_ties(rows: pl.DataFrame, direction: Direction, value: str = "value") -> pl.DataFrame:
    """Rows with a number that has no denominator: rank, tied, of, and rank_words in Chinese; null where the value is.

    There is no interval: how far chance moves such a number cannot be known from it.
    """
    rows = with_ranks(rows, direction, value)
    places = rows.select("rank", "tied", "of").iter_rows()
    words = [verdicts.tied_place(rank, tied, of, direction) if rank else None for rank, tied, of in places]
    return rows.with_columns(pl.Series("rank_words", words, pl.String))


def with_ranks(rows: pl.DataFrame, direction: Direction, value: str) -> pl.DataFrame:
    """rank: 1 + how many come strictly before (1, 2, 2, 4); tied: how many share it; of: how many have a value."""
    number = pl.col(value).cast(pl.Float64)
    counted = pl.when(number.is_not_null())
    return rows.with_columns(
        number.rank("min", descending=direction != "lower").cast(pl.Int64).alias("rank"),
        counted.then(pl.len().over(number)).cast(pl.Int64).alias("tied"),
        counted.then(number.count()).cast(pl.Int64).alias("of"),
    )


def _bounded(rows: pl.DataFrame, direction: Direction, level: float, draws: int, seed: int) -> pl.DataFrame:
    """rank_low, rank_high and band of rows sorted by their counts, so that a draw does not depend on their order."""
    rates = _drawn(rows["k"].to_numpy(), rows["n"].to_numpy(), draws, seed)
    places = (rates if direction == "lower" else -rates).argsort(axis=1).argsort(axis=1) + 1
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = np.quantile(places, tails, axis=0, method="inverted_cdf")
    alike = ("k", "n")  # offices with the same counts differ by the luck of the draw only
    last = pl.col("rank") + pl.col("tied") - 1
    rows = rows.with_columns(pl.Series("rank_low", low, pl.Int64), pl.Series("rank_high", high, pl.Int64))
    rows = rows.with_columns(
        rank_low=pl.min_horizontal(pl.col("rank_low").min().over(alike), "rank"),
        rank_high=pl.max_horizontal(pl.col("rank_high").max().over(alike), last),
    ).sort("rank_low", "rank_high")
    apart = pl.col("rank_low") > pl.col("rank_high").cum_max().shift(1)
    return rows.with_columns((apart.fill_null(False).cum_sum() + 1).cast(pl.Int64).alias("band"))


def _drawn(k: Floats, n: Floats, draws: int, seed: int) -> Floats:
    """draws × offices: rates from their joint posterior; each draw has a spread of its own, by how likely it is."""
    chance = np.random.default_rng(seed)
    pooled = (k.sum() + 0.5) / (n.sum() + 1)  # never quite 0 or 1
    cases = 1 / SPREADS**2 - 1  # the prior weighs as much as so many cases
    a, b = pooled * cases, (1 - pooled) * cases
    likelihood = special.betaln(k[:, None] + a, (n - k)[:, None] + b) - special.betaln(a, b)
    weights = special.softmax(likelihood.sum(axis=0))
    spread = chance.choice(len(SPREADS), (draws, 1), p=weights)
    rates: Floats = chance.beta(k + a[spread], n - k + b[spread])
    return rates
