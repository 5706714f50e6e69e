"""What became of every numeral (数字总账), and from it the observations and changes of a report."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.catalogue import Catalogue
from pipeline.cues import cue
from pipeline.model import (
    Change,
    ChangeMark,
    Disposition,
    Document,
    NormalizedText,
    Numeral,
    Observation,
    Period,
    Qualifier,
    Quantity,
    Reading,
    Rule,
    Scope,
    Sentence,
    StatedNothing,
    Status,
    Taken,
)
from pipeline.parts import Parts

_WORD = cue("account.word")
_NEVER = Period(date.max, date.max)


@dataclass(slots=True)
class Account:
    observations: list[Observation] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    numerals: list[Numeral] = field(default_factory=list)


def account(
    document: Document,
    normalized: NormalizedText,
    sentences: Sequence[Sentence],
    readings: Sequence[Reading],
    nothing: Sequence[StatedNothing],
    own: Period | None,
    catalogue: Catalogue,
) -> Account:
    """Every numeral once; a repeated statement is one observation at its first place."""
    clerk = _Clerk(document, normalized, own, catalogue)
    index = 0
    for sentence in sentences:
        while index < len(readings) and readings[index].quantity.start < sentence.start:
            clerk.outside(readings[index])
            index += 1
        clerk.open(sentence)
        while index < len(readings) and readings[index].quantity.start < sentence.end:
            clerk.read(readings[index])
            index += 1
        for stated in nothing:
            if sentence.start <= stated.start < sentence.end:
                clerk.zero(stated)
    for reading in readings[index:]:
        clerk.outside(reading)
    clerk.account.observations.sort(key=lambda row: (row.start, row.end, row.indicator))
    return clerk.account


class _Clerk:
    """Books sentence after sentence."""

    def __init__(self, document: Document, normalized: NormalizedText, own: Period | None, known: Catalogue) -> None:
        self.account = Account()
        self._own = own  # the report's period
        self._report, self._text, self._normalized = document.id, document.text, normalized
        self._indicators = {indicator.id: indicator for indicator in known.indicators}
        self._by_operation, self._parts = known.by_operation, Parts(normalized, known)
        self._seen = set[tuple[object, ...]]()
        self._levels: list[tuple[str, str]] = []  # indicator and unit of the sentence's numbers so far
        self._subject: str | None = None  # what the last level or change was of
        self._periods: dict[str, Period | None] = {}  # the period of each indicator's first number in the sentence

    def open(self, sentence: Sentence) -> None:
        self._sentence = sentence
        self._place = self._normalized.span(sentence.start, sentence.end)
        # A sentence that opens with 其中 speaks of parts of what the one before states.
        is_continued = self._normalized.text.startswith("其中", sentence.start)
        self._parts.open(is_continued=is_continued)
        if not is_continued:
            self._levels, self._subject, self._periods = [], None, {}
        self._last = sentence.start  # where the number before ended

    def read(self, reading: Reading) -> None:
        self._read(reading)
        self._last = reading.quantity.end

    def _read(self, reading: Reading) -> None:
        quantity = reading.quantity
        if quantity.disposition is not Disposition.UNASSIGNED:
            self._book(quantity, quantity.disposition, quantity.why, self._missing(reading))
        elif reading.change:
            self._change(reading, reading.change)
        elif reading.context.is_elsewhere:
            self._book(quantity, Disposition.UNASSIGNED, "不是本街道的数(全区、全市等)")
        elif reading.context.is_per_unit:
            self._book(quantity, Disposition.UNASSIGNED, "按单位计或平均数,不是总数")
            self._remember(reading)
        elif quantity.upper is not None:
            self._book(quantity, Disposition.UNASSIGNED, "区间,没有单一数值")
        elif reading.taken and self._is_other_column(reading):
            self._book(quantity, Disposition.UNASSIGNED, "表格中同一行的其他列")
        elif reading.taken:
            self._observe(reading)
        elif part := self._parts.of_which(reading, self._last):
            self._add_part(reading, *part)
        elif not _WORD.search(self._normalized.text, quantity.start, quantity.end):
            self._book(quantity, Disposition.UNASSIGNED, quantity.why or "没有指标的词与它相配")

    def outside(self, reading: Reading) -> None:
        """A numeral of the page's furniture, in no sentence."""
        quantity = reading.quantity
        self._place = self._normalized.span(quantity.start, quantity.end)
        is_counted = quantity.disposition is Disposition.UNASSIGNED
        disposition = Disposition.STRUCTURAL if is_counted else quantity.disposition
        self._book(quantity, disposition, "页面附加信息" if is_counted else quantity.why)

    def zero(self, stated: StatedNothing) -> None:
        if not self._sentence.is_outlook:
            scope = (Scope.PART, stated.part) if stated.part else (Scope.STREET, None)
            self._add((stated.start, stated.end), stated.rule, 0.0, Qualifier.EXACT, self._own, Status.ACTUAL, scope)

    def _observe(self, reading: Reading) -> None:
        for taken in reading.taken:
            self._state(reading, taken, self._scope(reading, taken))
            self._periods.setdefault(taken.rule.indicator, reading.period)
            self._parts.total(reading, taken)
        self._remember(reading)
        names = "、".join(self._indicators[taken.rule.indicator].name for taken in reading.taken)
        self._book(reading.quantity, Disposition.ASSIGNED, f"{names}:{reading.taken[0].rule.text}")

    def _state(self, reading: Reading, taken: Taken, scope: tuple[Scope, str | None]) -> None:
        """An observation of the number, in the indicator's unit."""
        quantity, status = reading.quantity, Status.PLAN if reading.context.is_plan else Status.ACTUAL
        is_permille = quantity.unit == "‰" and self._indicators[taken.rule.indicator].unit == "%"
        value = (quantity.value or 0.0) / (10 if is_permille else 1)
        place = (quantity.start, quantity.end)
        self._add(place, taken.rule, value, quantity.qualifier, reading.period, status, scope)

    def _add_part(self, reading: Reading, total: Taken, name: str) -> None:
        """A number behind 其中 that no rule knows, as a part of the total before it."""
        self._state(reading, total, (Scope.PART, name))
        indicator = self._indicators[total.rule.indicator].name
        self._book(reading.quantity, Disposition.ASSIGNED, f"{indicator}:“其中”之后的{name}")

    def _missing(self, reading: Reading) -> str | None:
        """The indicator whose value is lost with a damaged number, by its words of the whole office and year."""
        context, (year, own) = reading.context, (period and period.end.year for period in (reading.period, self._own))
        is_no_level = reading.change or context.is_plan or context.is_elsewhere or context.is_per_unit
        if reading.quantity.disposition is not Disposition.DAMAGED or is_no_level or year != own:
            return None
        street = (taken for taken in reading.taken if self._scope(reading, taken)[0] is Scope.STREET)
        return next((taken.rule.indicator for taken in street), None)

    def _is_other_column(self, reading: Reading) -> bool:
        """In a row of bare numbers the first of an indicator and period is its value, the others are its classes."""
        indicator, quantity = reading.taken[0].rule.indicator, reading.quantity
        in_row = self._sentence.is_table or not self._normalized.text[self._last : quantity.start].strip()
        return in_row and not quantity.unit and self._periods.get(indicator, _NEVER) == reading.period

    def _remember(self, reading: Reading) -> None:
        for taken in reading.taken[:1]:
            self._levels.append((taken.rule.indicator, reading.quantity.unit))
            self._subject = taken.rule.indicator

    def _scope(self, reading: Reading, taken: Taken) -> tuple[Scope, str | None]:
        """Whether the number is the whole office's; the name of the part it is of."""
        indicator, context = self._indicators[taken.rule.indicator], reading.context
        before = [level for level, _ in self._levels[-2:]]
        if context.part:
            return Scope.PART, context.part
        if context.operation and indicator.domain in self._by_operation:
            return Scope.PART, context.operation
        if narrow := taken.narrow or self._parts.carried(reading.quantity, indicator.id):
            self._parts.narrow(reading.quantity, indicator.id, narrow)
            return Scope.PART, narrow
        is_last_of_one = [level in indicator.part_after for level in before] in ([True], [False, True])
        if is_last_of_one and (context.of_which or indicator.id in self._periods):
            return Scope.PART, self._indicators[before[-1]].name
        if reading.period and reading.period.start.day != 1:
            return Scope.PART, f"{reading.period.start.month}月{reading.period.start.day}日起"  # a campaign's days
        if context.of_which and self._periods.get(indicator.id, _NEVER) == reading.period:
            return Scope.PART, self._normalized.text[taken.slot : reading.quantity.start].strip("其中,:的") or None
        return Scope.STREET, None

    def _change(self, reading: Reading, mark: ChangeMark) -> None:
        quantity = reading.quantity
        self._subject = self._changed(reading, mark)
        value, unit = abs(quantity.value or 0.0), quantity.unit.replace("个百分点", "百分点")
        if unit == "成":
            value, unit = value * 10, "%"
        start, end = self._normalized.span(quantity.start, quantity.end)
        quote, (first, last) = self._text[start:end], _bounds(reading.period)
        where = (quote, start, end, first, last, *self._place)
        self.account.changes.append(Change(self._report, self._subject, value, unit, mark.direction, *where))
        self._book(quantity, Disposition.CHANGE, "增减变化,不是数值本身")

    def _changed(self, reading: Reading, mark: ChangeMark) -> str | None:
        """The indicator that changed: the change's own subject, else the level before it with the same unit."""
        if reading.taken:
            return reading.taken[0].rule.indicator or None
        if mark.left:
            return self._levels[-1 - mark.left][0] if mark.left < len(self._levels) else None
        unit = "%" if "百分点" in reading.quantity.unit else reading.quantity.unit
        same = [indicator for indicator, level in self._levels if level == unit]
        if same and reading.quantity.unit != "%":
            return same[-1]
        return self._levels[-1][0] if self._levels else self._subject

    def _add(
        self,
        place: tuple[int, int],
        rule: Rule,
        value: float,
        qualifier: Qualifier,
        period: Period | None,
        status: Status,
        scope: tuple[Scope, str | None],
    ) -> None:
        key = (rule.indicator, value, period, status, scope)
        if key in self._seen:
            return
        self._seen.add(key)
        start, end = self._normalized.span(*place)
        where = (start, end, self._text[start:end])
        what = (rule.indicator, value, qualifier, *_bounds(period), status, *scope)
        unit = self._indicators[rule.indicator].unit
        row = Observation(self._report, *what, *where, unit, rule.name, *self._place)
        self.account.observations.append(row)

    def _book(self, quantity: Quantity, disposition: Disposition, why: str, lost: str | None = None) -> None:
        start, end = self._normalized.span(quantity.start, quantity.end)
        value = None if disposition is Disposition.DAMAGED else quantity.value
        quote, unit = self._text[start:end], quantity.unit
        row = Numeral(self._report, start, end, quote, disposition, why, value, unit, *self._place, lost)
        self.account.numerals.append(row)


def _bounds(period: Period | None) -> tuple[date | None, date | None]:
    return (period.start, period.end) if period else (None, None)
