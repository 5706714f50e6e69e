"""Which counts a stated rate can come from: rounding read backwards, in exact fractions.

99.98 % of 8,518 is 8,516 and leaves exactly 2 (only 1, had the report cut its digits off); 98.5 % of 60 cannot be,
whatever the count and however it was rounded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

# What a report may have done to reach its last digit; `half` (四舍五入) is the rule, the others are seen.
ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "half": lambda number: floor(number + Fraction(1, 2)),
    "down": floor,
    "up": ceil,
}
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([%％‰]?)")


@dataclass(frozen=True, slots=True)
class Counts:
    """All whole numbers from lowest to highest that round to a stated rate of `whole`; both null where none does."""

    whole: int
    lowest: int | None
    highest: int | None
    is_certain: bool  # one number only, and the same one even if the report cut its digits off or rounded up

    @property
    def part(self) -> int | None:
        """The count, where there is one only under 四舍五入."""
        return self.lowest if self.lowest == self.highest else None

    @property
    def failures(self) -> int | None:
        """The rest of the whole, where the count is one only: a derived number, never a stated one."""
        return None if self.part is None else self.whole - self.part


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Whether a stated rate can come from stated counts, and by which roundings; in the rate's own unit (% or ‰)."""

    is_possible: bool
    roundings: tuple[str, ...]  # of ROUNDINGS, those that give the stated digits
    exact: float | None  # the unrounded rate, null without a part


def hidden_count(rate: float | Decimal, whole: int, decimals: int) -> Counts:
    """The counts, from 0 to whole, that round half up to `rate` % with that many decimals.

    Raises ValueError for a whole below 1, or decimals too few for the rate (99.98 has not one decimal).
    """
    stated = _steps(Decimal(str(rate)), decimals)
    lowest, highest = _parts(stated, whole, 100 * 10**decimals, "half")
    if lowest > highest:
        return Counts(whole, None, None, False)
    others = {_parts(stated, whole, 100 * 10**decimals, rounding) for rounding in ROUNDINGS}
    return Counts(whole, lowest, highest, lowest == highest and len(others) == 1)


def possible(rate_text: str, part: int | None, whole: int) -> Arithmetic | None:
    """Whether the rate as written (99%, 98.50％, 4.93‰, 99.1 for %) can be part of whole, or any part of it at all.

    null when it is not written as one number in digits. Raises ValueError for a whole below 1.
    """
    written = _RATE.fullmatch(rate_text.strip())
    if not written:
        return None
    decimals = len(written[1].partition(".")[2])
    stated, scale = _steps(Decimal(written[1]), decimals), (1000 if written[2] == "‰" else 100) * 10**decimals
    if part is None:
        fitting = [name for name in ROUNDINGS if (span := _parts(stated, whole, scale, name))[0] <= span[1]]
        return Arithmetic(bool(fitting), tuple(fitting), None)
    number = Fraction(part * scale, _whole(whole))
    fitting = [name for name, rounded in ROUNDINGS.items() if rounded(number) == stated]
    return Arithmetic(bool(fitting), tuple(fitting), float(number / 10**decimals))


def _steps(rate: Decimal, decimals: int) -> int:
    """The rate as a number of its last digits: 99.98 with two decimals is 9998."""
    steps = rate.scaleb(decimals)
    if steps != int(steps):
        raise ValueError(f"{rate} has more than {decimals} decimals")
    return int(steps)


def _parts(stated: int, whole: int, scale: int, rounding: str) -> tuple[int, int]:
    """Lowest and highest part, from 0 to whole, that rounds to `stated` of `scale`; crossed if there is none."""
    below = {"half": Fraction(1, 2), "down": Fraction(0), "up": Fraction(1)}[rounding]
    first = (stated - below) * Fraction(_whole(whole), scale)
    last = (stated - below + 1) * Fraction(whole, scale)
    if rounding == "up":  # the interval is open on the left and closed on the right; the others the other way round
        return max(floor(first) + 1, 0), min(floor(last), whole)
    return max(ceil(first), 0), min(ceil(last) - 1, whole)


def _whole(whole: int) -> int:
    if whole < 1:
        raise ValueError(f"there is no rate of {whole}")
    return whole
