"""Which counts a stated rate can come from: rounding read backwards, in exact fractions.

99.98 % of 8,518 is 8,516 and leaves exactly 2 (only 1, had the report cut its digits off); 98.5 % of 60 cannot be,
whatever the count and however it was rounded.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

# How far below the stated digits the exact rate may lie, in steps of the last one. half (四舍五入) is the rule, cutting
# digits off (down) and rounding up are seen. Each covers one step; all but up include its lower end.
ROUNDINGS = {"half": Fraction(1, 2), "down": Fraction(0), "up": Fraction(1)}
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([%％‰]?)")


@dataclass(frozen=True, slots=True)
class Counts:
    """All whole numbers from lowest to highest that round to a stated rate of `whole`; both null where none does."""

    whole: int
    lowest: int | None
    highest: int | None
    is_certain: bool  # one number only, and the same one had the report cut its digits off or rounded up

    @property
    def part(self) -> int | None:
        """The count where 四舍五入 allows one only: a derived number, never a stated one."""
        return self.lowest if self.lowest == self.highest else None

    @property
    def failures(self) -> int | None:
        """The rest of the whole, likewise."""
        return None if self.part is None else self.whole - self.part


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Whether a stated rate can come from stated counts."""

    is_possible: bool
    roundings: tuple[str, ...]  # of ROUNDINGS, those that give the stated digits
    exact: float | None  # the unrounded rate in the stated unit (% or ‰), null without a part


def hidden_count(rate: float | Decimal, whole: float, decimals: int) -> Counts:
    """The counts, from 0 to whole, that round half up to `rate` % with that many decimals.

    Raises ValueError for a whole that is no positive whole number, or fewer decimals than the rate has.
    """
    stated, of = _steps(Decimal(str(rate)), decimals), _cases(whole)
    spans = {name: _shares(_parts(stated, of, 100 * 10**decimals, name), of) for name in ROUNDINGS}
    found = spans["half"]
    if not found:
        return Counts(of, None, None, False)
    return Counts(of, found[0], found[-1], len(found) == 1 and len(set(spans.values())) == 1)


def possible(rate_text: str, part: int | None, whole: float) -> Arithmetic | None:
    """Whether the rate as written (99%, 98.50％, 4.93‰, 99.1 for %) can be part of whole, or any share of it at all.

    null when it is not written as one number in digits. Raises ValueError for a whole that is no positive whole number.
    """
    written = _RATE.fullmatch(rate_text.strip())
    if not written:
        return None
    of, decimals = _cases(whole), len(written[1].partition(".")[2])
    scale = (1000 if written[2] == "‰" else 100) * 10**decimals
    spans = {name: _parts(_steps(Decimal(written[1]), decimals), of, scale, name) for name in ROUNDINGS}
    fitting = tuple(name for name, span in spans.items() if (_shares(span, of) if part is None else part in span))
    exact = None if part is None else float(Fraction(part * scale, of) / 10**decimals)
    return Arithmetic(bool(fitting), fitting, exact)


def _steps(rate: Decimal, decimals: int) -> int:
    """The rate as a number of its last digits: 99.98 with two decimals is 9998."""
    steps = rate.scaleb(decimals)
    if steps != int(steps):
        raise ValueError(f"{rate} has more than {decimals} decimals")
    return int(steps)


def _parts(stated: int, whole: int, scale: int, rounding: str) -> range:
    """The parts with part · scale / whole rounding to `stated`; above the whole too (a task done to 118 %)."""
    lower = (stated - ROUNDINGS[rounding]) * Fraction(whole, scale)
    upper = lower + Fraction(whole, scale)
    return range(floor(lower) + 1, floor(upper) + 1) if rounding == "up" else range(ceil(lower), ceil(upper))


def _shares(parts: range, whole: int) -> range:
    """Those from 0 to the whole."""
    return range(max(parts.start, 0), min(parts.stop, whole + 1))


def _cases(whole: float) -> int:
    if whole < 1 or whole % 1:
        raise ValueError(f"there is no rate of {whole}")
    return int(whole)
