"""Whether two numbers of the same offices go together in rank; a stated reason where nothing may be said.

Spearman's rank correlation (Amer. J. Psychol. 15, 1904, 72–101), ties in the middle of their places, with a permutation
test, two-sided at 5 %: how often the ranks of the one, dealt to the offices at random, lie as close to those of the
other. The same pairs give the same answer, in whatever order they come. It says nothing of causes: numbers that grow
with the size of an office go together for that alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from queries.statistics.verdicts import Method, Reason

ALPHA = 0.05
FEWEST_PAIRS = 10
DEALS = 9_999
MOST_DEALT = 300  # pairs; for more the t distribution is as good, and quick
SEED = 1904
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Association:
    """`rho`, `p_value` and `method` are null where no test could be made; `reason` says why there is no claim."""

    n: int
    rho: float | None
    p_value: float | None
    method: Method | None
    reason: Reason | None


def spearman(first: Sequence[float], second: Sequence[float]) -> Association:
    """The association of two columns of one length without nulls. Raises ValueError where the lengths differ."""
    both = sorted(zip(first, second, strict=True))
    n = len(both)
    if n < FEWEST_PAIRS:
        return Association(n, None, None, None, Reason.FEW_PAIRS)
    x, y = (stats.rankdata(column) for column in zip(*both, strict=True))
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return Association(n, None, None, None, Reason.ALL_ALIKE)
    rho = float(np.corrcoef(x, y)[0, 1])
    is_dealt = n <= MOST_DEALT
    p_value = dealt(x, y) if is_dealt else float(stats.spearmanr(x, y).pvalue)
    method = Method.SPEARMAN if is_dealt else Method.SPEARMAN_T
    return Association(n, rho, p_value, method, None if p_value <= ALPHA else Reason.NOT_SIGNIFICANT)


def dealt(x: Floats, y: Floats) -> float:
    """Two-sided p of the permutation test on two columns of ranks; the columns as they are count as one deal."""
    x, y = x - x.mean(), y - y.mean()
    deals = np.random.default_rng(SEED).permuted(np.tile(y, (DEALS, 1)), axis=1) @ x
    extreme = np.abs(deals) >= abs(float(x @ y)) - 1e-9
    return (1 + int(extreme.sum())) / (1 + DEALS)
