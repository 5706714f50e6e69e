"""Whether several years show a trend; a stated reason where they do not.

Rates with counts: the Cochran–Armitage test (Biometrics 10, 1954, 417–451; 11, 1955, 375–386), two-sided at 5 %;
exact, given the totals, where the rarer outcome has at most 50 cases, else asymptotic. Two guards catch what it alone
would let through: leaving out any one year must not turn the sign; and where years scatter more than chance allows, the
trend must stand out of that scatter (F test with the dispersion around the line; McCullagh and Nelder, Generalized
Linear Models, 1989, §4.5). With 3,000 cases a year and true rates that wobble by one point, the test and the first
guard alone claim a trend in about 4 of 10 series that have none; all three together in about 1 of 20.

Other numbers: the Mann–Kendall test (Econometrica 13, 1945, 245–259), exact with ties, two-sided at 5 %, with the first
guard. Four years can never reach its 5 %, so it asks for five.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from queries.statistics.intervals import defect
from queries.statistics.verdicts import Direction, Method, Reason, Verdict, judged

ALPHA = 0.05
FEWEST_YEARS = 4
FEWEST_UNCOUNTED = 5
EXACT_UP_TO = 50  # cases of the rarer outcome
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trend:
    """What several years show. `method` and `p_value` are null where no test could be made."""

    verdict: Verdict
    reason: str | None  # Chinese: why there is no claim
    years: tuple[int, ...]  # those that were looked at
    method: Method | None
    p_value: float | None


def trend(
    years: Sequence[int],
    *,
    values: Sequence[float | None] | None = None,
    parts: Sequence[float | None] | None = None,
    wholes: Sequence[float | None] | None = None,
    obstacles: Sequence[str | None] | None = None,
    direction: Direction = "none",
) -> Trend:
    """The trend of one office's indicator; sequences run along `years`, in any order, null where nothing is stated.

    parts and wholes are taken where four years have both, else values. obstacles: why a year is not comparable, null
    where it is; such a year is left out, like one without a number. Raises ValueError for a year that comes twice.
    """
    if len(set(years)) < len(years):
        raise ValueError("a year comes twice")
    nothing: list[None] = [None] * len(years)
    columns = zip(years, values or nothing, parts or nothing, wholes or nothing, obstacles or nothing, strict=True)
    comparable = sorted((row[:4] for row in columns if not row[4]), key=lambda row: row[0])
    counted = [(year, int(k), int(n)) for year, _, k, n in comparable if k is not None and n and not defect(k, n)]
    if len(counted) >= FEWEST_YEARS:
        return _counted(np.array(counted), direction)
    return _uncounted([(year, value) for year, value, _, _ in comparable if value is not None], direction)


# --- rates with counts ---


def _counted(rows: Integers, direction: Direction) -> Trend:
    """rows: year, part, whole."""
    years = tuple(int(year) for year in rows[:, 0])
    if len(set(rows[:, 1] / rows[:, 2])) == 1:
        return Trend(Verdict.NO_CLAIM, Reason.UNCHANGED, years, None, None)
    failures = rows[:, 2] - rows[:, 1]
    rarer = min((rows[:, 1], failures), key=lambda counts: int(counts.sum()))
    is_exact = rarer.sum() <= EXACT_UP_TO
    p_value = exact(rows[:, 0], rarer, rows[:, 2]) if is_exact else asymptotic(*rows.T)
    reason = _objection(p_value, lambda kept: covariance(*rows[kept].T), len(rows))
    if reason is None and is_erratic(*rows.T):
        reason = Reason.ERRATIC
    verdict = Verdict.NO_CLAIM if reason else judged(covariance(*rows.T), direction)
    method = Method.COCHRAN_ARMITAGE_EXACT if is_exact else Method.COCHRAN_ARMITAGE
    return Trend(verdict, reason, years, method, p_value)


def covariance(years: Integers, parts: Integers, wholes: Integers) -> float:
    """Sum of (year - mean year of all cases) over the parts: its sign is that of the slope."""
    # Whole numbers until the last step, so that a flat series gives exactly zero.
    x = years - years.min()
    return int(wholes.sum() * (x * parts).sum() - parts.sum() * (x * wholes).sum()) / int(wholes.sum())


def asymptotic(years: Integers, parts: Integers, wholes: Integers) -> float:
    """Two-sided p of the Cochran–Armitage test with its binomial variance; needs both outcomes to occur."""
    return float(stats.chi2.sf(_chi_squares(years, parts, wholes)[0], 1))


def is_erratic(years: Integers, parts: Integers, wholes: Integers) -> bool:
    """Whether the trend drowns in a scatter of the years around it that is larger than chance makes it."""
    slope, scatter = _chi_squares(years, parts, wholes)
    dispersion = scatter / (len(years) - 2)
    return dispersion > 1 and float(stats.f.sf(slope / dispersion, 1, len(years) - 2)) > ALPHA


def _chi_squares(years: Integers, parts: Integers, wholes: Integers) -> tuple[float, float]:
    """Pearson's χ² of the parts, split into that of the slope (1 degree of freedom) and of the scatter around it."""
    rate = parts.sum() / wholes.sum()
    spread = (wholes * (years - (years * wholes).sum() / wholes.sum()) ** 2).sum()
    slope = covariance(years, parts, wholes) ** 2 / (rate * (1 - rate) * spread)
    total = ((parts - wholes * rate) ** 2 / (wholes * rate * (1 - rate))).sum()
    return float(slope), max(float(total - slope), 0.0)


def exact(years: Integers, parts: Integers, wholes: Integers) -> float:
    """Two-sided p of the same test, exact given the totals; takes time with the square of the parts.

    It is how often the parts, dealt to the years at random, lie on average at least as far from the middle as they do.
    """
    x = years - years.min()
    most, cases = int(parts.sum()), int(wholes.sum())
    table = np.zeros((most + 1, most * int(x.max()) + 1))  # parts still to deal × sum of x of those dealt
    table[most, 0] = 1.0
    counts = np.arange(most + 1)
    for step, n in zip(x, wholes, strict=True):
        chances = stats.hypergeom.pmf(counts[None, :], cases, counts[:, None], n)
        chances = np.nan_to_num(chances)  # more parts left than cases: cannot happen
        table, cases = _dealt(table, chances, int(step)), cases - int(n)
    distance = np.abs(np.arange(table.shape[1]) - most * float((x * wholes).sum()) / float(wholes.sum()))
    observed = distance[int((x * parts).sum())]
    return min(float(table[0, distance >= observed - 1e-9].sum()), 1.0)


def _dealt(table: NDArray[np.float64], chances: NDArray[np.float64], step: int) -> NDArray[np.float64]:
    """The table after one year; chances[left, dealt]: that it takes `dealt` of the `left` parts."""
    after = np.zeros_like(table)
    for left, dealt in zip(*np.nonzero(np.tril(chances)), strict=True):
        shift = int(dealt) * step
        after[left - dealt, shift:] += chances[left, dealt] * table[left, : table.shape[1] - shift]
    return after


# --- other numbers ---


def _uncounted(rows: list[tuple[int, float]], direction: Direction) -> Trend:
    years = tuple(year for year, _ in rows)
    if len(rows) < FEWEST_UNCOUNTED:
        few = Reason.FEW_YEARS if len(rows) < FEWEST_YEARS else Reason.FEW_YEARS_UNCOUNTED
        return Trend(Verdict.NOT_COMPARABLE, few, years, None, None)
    values = np.array([value for _, value in rows])
    if len(set(values)) == 1:
        return Trend(Verdict.NO_CLAIM, Reason.UNCHANGED, years, None, None)
    p_value = mann_kendall(values)
    reason = _objection(p_value, lambda kept: kendall(values[kept]), len(values))
    verdict = Verdict.NO_CLAIM if reason else judged(kendall(values), direction)
    return Trend(verdict, reason, years, Method.MANN_KENDALL, p_value)


def kendall(values: NDArray[np.float64]) -> int:
    """Kendall's S: pairs that rise less pairs that fall."""
    return int(np.triu(np.sign(values[None, :] - values[:, None]), 1).sum())


def mann_kendall(values: NDArray[np.float64]) -> float:
    """Two-sided p of S, exact over all orders of the values, ties included.

    Gaussian multinomial coefficients of the sizes of the ties count the orders with each number of falling pairs.
    """
    ties = [int(size) for size in np.unique(values, return_counts=True)[1]]
    placed = accumulate(ties)
    orders = reduce(np.convolve, (gaussian(n, size) for n, size in zip(placed, ties, strict=True)))
    s = np.arange(len(orders) - 1, -len(orders), -2)  # pairs that differ, less twice those that fall
    return float(orders[np.abs(s) >= abs(kendall(values))].sum() / orders.sum())


@cache
def gaussian(n: int, k: int) -> NDArray[np.float64]:
    """Coefficients of the Gaussian binomial [n over k]: orders of k and n - k like things by their inversions."""
    if k in (0, n):
        return np.ones(1)
    total = np.zeros(k * (n - k) + 1)
    total[: (k - 1) * (n - k) + 1] += gaussian(n - 1, k - 1)
    total[k:] += gaussian(n - 1, k)
    return total


def _objection(p_value: float, slope: Callable[[NDArray[np.bool_]], float], n: int) -> Reason | None:
    """Why a trend is not claimed: the test, or a year without which it would not run the same way."""
    if p_value > ALPHA:
        return Reason.NOT_SIGNIFICANT
    sign = np.sign(slope(np.ones(n, dtype=bool)))
    leaving_out = ~np.eye(n, dtype=bool)
    return None if all(np.sign(slope(kept)) == sign for kept in leaving_out) else Reason.ONE_YEAR
