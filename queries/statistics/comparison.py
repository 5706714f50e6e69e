"""Whether a difference may be called one: two rates of one office, and an office against its peers.

Two rates: Fisher's exact test, two-sided at 5 %, given the totals (Boschloo's finds a little more, but its table of
all outcomes does not fit thousands of cases). The difference carries Newcombe's hybrid score interval (Statist. Med.
17, 1998, 873–890, method 10). A claim needs both: no claim beside an interval that holds zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from queries.statistics.intervals import Interval, defect, interval
from queries.statistics.verdicts import Direction, Reason, Verdict, judged

ALPHA = 0.05
FEWEST_PEERS = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rates and what may be said of their difference, in percentage points; nulls where they are not comparable."""

    verdict: Verdict
    reason: str | None  # Chinese: why there is no claim
    before: Interval | None
    after: Interval | None
    difference: float | None  # after - before
    low: float | None
    high: float | None
    p_value: float | None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The middle of the peers, in their unit, and where the office stands; quartiles as QUARTILE.INC of Excel."""

    verdict: Verdict
    reason: str | None  # Chinese: why there is no verdict
    peers: int
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


def compare(
    part_before: float | None,
    whole_before: float | None,
    part_after: float | None,
    whole_after: float | None,
    direction: Direction = "none",
    obstacles: Sequence[str | None] = (),
) -> Comparison:
    """Whether a rate rose or fell by more than chance moves it. It says nothing of a trend: that takes more years.

    obstacles: why either figure is not comparable (`reason` of a figure, e.g. 统计期为1—9月); the first one ends it.
    """
    before, after = interval(part_before, whole_before), interval(part_after, whole_after)
    found = (*obstacles, defect(part_before, whole_before), defect(part_after, whole_after))
    if before is None or after is None or any(found):
        obstacle = next(str(reason) for reason in found if reason)
        return Comparison(Verdict.NOT_COMPARABLE, obstacle, before, after, None, None, None, None)
    table = np.array([[rate.part, rate.whole - rate.part] for rate in (before, after)])
    p_value = float(stats.fisher_exact(table).pvalue)
    difference, low, high = _difference(before, after)
    is_claim = p_value <= ALPHA and not low <= 0 <= high
    verdict = judged(difference, direction) if is_claim else Verdict.NO_CLAIM
    reason = None if is_claim else Reason.NOT_BEYOND_CHANCE
    return Comparison(verdict, reason, before, after, difference, low, high, p_value)


def _difference(before: Interval, after: Interval) -> tuple[float, float, float]:
    """after - before with Newcombe's 95 % interval, in percentage points."""
    (p, p_low, p_high), (q, q_low, q_high) = (_wilson(rate) for rate in (before, after))
    gap = q - p
    return gap, gap - float(np.hypot(q - q_low, p_high - p)), gap + float(np.hypot(q_high - q, p - p_low))


def _wilson(rate: Interval) -> tuple[float, float, float]:
    """The rate with Wilson's score interval, in %."""
    score = stats.binomtest(rate.part, rate.whole).proportion_ci(1 - ALPHA, method="wilson")
    return rate.rate, 100 * float(score.low), 100 * float(score.high)


def benchmark(
    values: Mapping[str, float | None], office: str, own: Interval | None = None, direction: Direction = "none"
) -> Benchmark:
    """An office against the median of the others; `values`: the comparable value of each office, its own left out here.

    A verdict needs the office's interval (`own`, rates only): better, worse, up or down only where it excludes the
    median, else similar. Without one there are quartiles, but no verdict; with fewer than three peers neither.
    """
    peers = [value for name, value in values.items() if name != office and value is not None]
    if len(peers) < FEWEST_PEERS:
        return Benchmark(Verdict.NOT_COMPARABLE, Reason.FEW_PEERS, len(peers), None, None, None)
    lower, median, upper = (float(cut) for cut in np.quantile(peers, (0.25, 0.5, 0.75)))
    verdict: Verdict = Verdict.SIMILAR
    reason: Reason | None = None
    if values.get(office) is None:
        verdict, reason = Verdict.NOT_COMPARABLE, Reason.NO_VALUE
    elif own is None:
        verdict, reason = Verdict.NO_CLAIM, Reason.NO_INTERVAL
    elif not own.low <= median <= own.high:
        verdict = judged(own.rate - median, direction)
    return Benchmark(verdict, reason, len(peers), lower, median, upper)
