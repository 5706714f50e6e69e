"""What a number of a sentence is a part of, where its own words do not say so: the narrowed or the total before it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.catalogue import Catalogue
from pipeline.cues import cue
from pipeline.model import Context, NormalizedText, Quantity, Reading, Taken

_GLUED = re.compile(r"(?:、[^,;。()]*)?")  # 信息公开引发行政复议3件、行政诉讼0件
_ADJOINING = re.compile(r"[^;。,]*,?[^;。,]*")
_END_OF_NARROW = cue("account.end_of_narrow")
_NAME = cue("parts.name")  # 其中国家平台8件
_LEADING = re.compile(r"^(?:其中|以及|包括|来自|[和及有含属为]){1,2}[:,、]?|[为有共达各的计约]+$")


@dataclass(slots=True)
class _Total:
    """A total of the sentence, and how much of it no part has claimed."""

    reading: Reading
    taken: Taken
    left: float


@dataclass(frozen=True, slots=True)
class _Narrowed:
    indicator: str
    domain: str
    words: str
    value: float
    end: int


@lru_cache(maxsize=2)
def _domains(catalogue: Catalogue) -> dict[str, str]:
    return {indicator.id: indicator.domain for indicator in catalogue.indicators}


@lru_cache(maxsize=2)
def _outcomes(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Of a rate: what counts only the narrowed number before it."""
    return {
        outcome: frozenset((*rate.denominator, rate.numerator))
        for rate in catalogue.indicators
        if rate.numerator
        for outcome in (rate.id, rate.numerator)
    }


class Parts:
    """Remembers the totals and the narrowed numbers of one sentence after another."""

    def __init__(self, normalized: NormalizedText, catalogue: Catalogue) -> None:
        self._text, self._lists = normalized.text, catalogue.narrow_lists
        self._domains, self._outcomes = _domains(catalogue), _outcomes(catalogue)
        self._totals = list[_Total]()
        self.open(is_continued=False)

    def open(self, *, is_continued: bool) -> None:
        """A sentence begins; one that opens with 其中 goes on with the totals of the one before."""
        self._totals = self._totals if is_continued else []
        self._narrowed: _Narrowed | None = None
        self._name = ""  # of the last part

    def narrow(self, quantity: Quantity, indicator: str, words: str) -> None:
        """A number whose words narrow its indicator: 农村低保873户."""
        self._narrowed = _Narrowed(indicator, self._domains[indicator], words, quantity.value or 0.0, quantity.end)

    def carried(self, quantity: Quantity, indicator: str) -> str | None:
        """What narrows the numbers that follow a narrowed one: 农村低保873户、低保对象1355人; 特邀调解74件,调成66件."""
        last = self._narrowed
        if last is None or last.domain != self._domains[indicator]:
            return None
        between = self._text[last.end : quantity.start]
        is_list = last.domain in self._lists and not _END_OF_NARROW.search(between)
        if is_list or _GLUED.fullmatch(between):
            return last.words
        is_outcome = last.indicator in self._outcomes.get(indicator, ()) and _ADJOINING.fullmatch(between)
        if is_outcome and (quantity.unit == "%" or (quantity.value or 0.0) <= last.value):
            return last.words
        return None

    def total(self, reading: Reading, taken: Taken) -> None:
        """A number that a rule took, outside 其中: what follows it may be its parts."""
        if not reading.context.of_which and reading.quantity.value:
            self._totals.append(_Total(reading, taken, reading.quantity.value))

    def of_which(self, reading: Reading, last: int) -> tuple[Taken, str] | None:
        """The total of which a number behind 其中 is a part that no rule knows, and the part's name (其中国家平台8件).

        `last`: where the number before it ended. Parts have the total's unit and period and do not exceed it together.
        """
        quantity, context = reading.quantity, reading.context
        total = next((one for one in reversed(self._totals) if one.reading.quantity.unit == quantity.unit), None)
        if total is None or not _is_plain(context) or quantity.value is None:
            return None
        name = _LEADING.sub("", self._text[last : quantity.start].strip("()、,:; ")) or self._name  # 青杠村2户10人
        is_same = total.reading.period == reading.period and total.reading.context.is_plan == context.is_plan
        if not (is_same and _NAME.search(name) and quantity.unit and quantity.value <= total.left):
            return None
        total.left, self._name = total.left - quantity.value, name
        return total.taken, name


def _is_plain(context: Context) -> bool:
    return context.of_which and not (context.is_per_unit or context.is_elsewhere)
