"""Which values a number as written stands for: 9.8万 is anything from 97,500 to 98,500, 300余件 from 300 to 399."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

LOOSE = 1e-9
_DIGITS = re.compile(r"[0-9][0-9,，]*(?:[.．][0-9]+)?")
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


@dataclass(frozen=True, slots=True)
class Reach:
    """From lowest to highest, both included."""

    low: float
    high: float

    def meets(self, other: "Reach") -> bool:
        """Whether one true value can be behind both."""
        return self.low <= other.high + LOOSE and other.low <= self.high + LOOSE

    def __add__(self, other: "Reach") -> "Reach":
        return Reach(self.low + other.low, self.high + other.high)


NOTHING = Reach(0.0, 0.0)


def together(parts: Iterable[Reach]) -> Reach:
    """All of them added."""
    return sum(parts, NOTHING)


def exactly(value: float) -> Reach:
    return Reach(value, value)


def step(value: float, quote: str) -> float:
    """Worth of the last digit as written, in the unit of the value: 1 for 12件, 0.1 for 98.5%, 1,000 for 9.8万."""
    found = _DIGITS.search(quote.translate(_WIDE))
    if not found:
        return 1.0  # 四万二千 is written in full
    digits = found[0].replace(",", "")
    decimals = len(digits.partition(".")[2])
    plain = float(digits)
    scale = abs(value) / plain if plain and value else 1.0
    return float(f"{scale * 10.0**-decimals:.12g}")


def written(value: float, quote: str, bound: str) -> Reach:
    """What a number means to its reader. `bound`: as pipeline.desk.claim, or a qualifier of the library."""
    last = step(value, quote)
    loose = max(_round_step(value, last), abs(value) / 20)
    spans = {
        "more": Reach(value, value + _round_step(value, last) - last / 2),
        "under": Reach(value - loose, value + last / 2),
        "about": Reach(value - loose, value + loose),
        "approx": Reach(value - loose, value + loose),
        "above": Reach(value, math.inf),
        "at_least": Reach(value - last / 2, math.inf),
        "below": Reach(-math.inf, value),
        "at_most": Reach(-math.inf, value + last / 2),
    }
    if bound in spans:
        return spans[bound]
    if value == 0 or (value == 100 and "%" in quote):
        return exactly(value)  # 100% says all of them, not 99.6%
    half = last / 2 if _is_rounded(quote) else 0.0
    return Reach(value - half, value + half)


def _is_rounded(quote: str) -> bool:
    """Whether digits may have been left off: counts are written in full, rates and 万 are not."""
    return bool(re.search(r"[万亿千%％‰.．]|百(?!分)", quote))


def _round_step(value: float, last: float) -> float:
    """Worth of the last digit that is not 0: 100 for 300, 10 for 120."""
    if not value:
        return last
    worth = last
    while abs(value) >= worth * 10 and round(value / (worth * 10), 6) == round(value / (worth * 10)):
        worth *= 10
    return worth
