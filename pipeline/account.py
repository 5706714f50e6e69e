"""What became of every numeral (数字总账), and from it the observations and changes of a report."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.assign import Taken
from pipeline.catalogue import Catalogue
from pipeline.change import Found
from pipeline.model import (
    Change, Disposition, Document, NormalizedText, Numeral, Observation, Period, Qualifier, Quantity, Scope, Sentence, Status,
)  # fmt: skip
from pipeline.scope import Context
from pipeline.zero import Zero

_NEVER = Period(date.max, date.max)
# 一 with these is a word more often than a count (一批, 一条): listed only where an indicator takes it.
_WEAK_UNITS = frozenset("个 批 条 次 套 期 位 种 级 类 道 步 格 支 项 大类 部 对 片".split())
_WEAKER_UNITS = frozenset("期 批 级".split())  # 香格里拉二期


@dataclass(slots=True)
class Account:
    observations: list[Observation] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    numerals: list[Numeral] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity with all that the stages say of it."""

    quantity: Quantity
    period: Period | None
    context: Context
    change: Found | None
    taken: tuple[Taken, ...]


def account(
    document: Document,
    normalized: NormalizedText,
    sentences: Sequence[Sentence],
    readings: Sequence[Reading],
    zeros: Sequence[Zero],
    own: Period | None,
    catalogue: Catalogue,
) -> Account:
    """Every numeral once; a repeated statement is one observation at its first place."""
    clerk = _Clerk(document, normalized, catalogue)
    index = 0
    for sentence in sentences:
        while index < len(readings) and readings[index].quantity.start < sentence.start:
            clerk.numeral(readings[index], sentence, outside=True)
            index += 1
        clerk.open(sentence)
        while index < len(readings) and readings[index].quantity.start < sentence.end:
            clerk.read(readings[index])
            index += 1
        for start, end, rule in zeros:
            if sentence.start <= start < sentence.end:
                clerk.zero(start, end, rule.indicator, rule.name, own)
    for reading in readings[index:]:
        clerk.numeral(reading, sentences[-1] if sentences else None, outside=True)
    return clerk.result()


class _Clerk:
    def __init__(self, document: Document, normalized: NormalizedText, catalogue: Catalogue) -> None:
        self._report, self._text, self._normalized = document.id, document.text, normalized
        self._indicators = {indicator.id: indicator for indicator in catalogue.indicators}
        self._by_operation = catalogue.by_operation
        self._account = Account()
        self._seen: set[tuple[object, ...]] = set()

    def open(self, sentence: Sentence) -> None:
        self._sentence = sentence
        if self._normalized.text.startswith("其中", sentence.start):
            return  # parts of what the sentence before has stated
        self._levels: list[str] = []  # indicators of the sentence's numbers so far
        self._units: list[str] = []  # their units
        self._subject: str | None = None  # what the last level or change was of
        self._periods: dict[str, Period | None] = {}  # the period of each indicator's first number

    def read(self, reading: Reading) -> None:
        quantity = reading.quantity
        if quantity.disposition is not Disposition.UNASSIGNED:
            self.numeral(reading, self._sentence)
        elif reading.change:
            self._change(reading)
        elif reading.context.is_per_unit:
            self.numeral(reading, self._sentence, why="按单位计或平均数,不是总数")
            self._level(reading)
        elif quantity.upper is not None:
            self.numeral(reading, self._sentence, why="区间,没有单一数值")
        elif reading.taken:
            self._observe(reading)
        else:
            self.numeral(reading, self._sentence, why=quantity.why or "没有指标的词与它相配")

    def _observe(self, reading: Reading) -> None:
        names = []
        for taken in reading.taken:
            indicator = self._indicators[taken.rule.indicator]
            scope, scope_name = self._scope(reading, taken)
            status = Status.PLAN if reading.context.is_plan else Status.ACTUAL
            value = reading.quantity.value or 0.0
            if reading.quantity.unit == "‰" and indicator.unit == "%":
                value /= 10
            self._add(
                reading.quantity.start, reading.quantity.end, indicator.id, value, reading.quantity.qualifier,
                reading.period, status, scope, scope_name, taken.rule.name,
            )  # fmt: skip
            names.append(indicator.name)
            self._periods.setdefault(indicator.id, reading.period)
        self._level(reading)
        why = f"{'、'.join(names)}:{reading.taken[0].rule.text}"
        self.numeral(reading, self._sentence, Disposition.ASSIGNED, why)

    def _level(self, reading: Reading) -> None:
        for taken in reading.taken[:1]:
            self._levels.append(taken.rule.indicator)
            self._units.append(reading.quantity.unit)
            self._subject = taken.rule.indicator

    def _scope(self, reading: Reading, taken: Taken) -> tuple[Scope, str | None]:
        if reading.context.part:
            return Scope.PART, reading.context.part
        operation = reading.context.operation
        if operation and self._indicators[taken.rule.indicator].domain in self._by_operation:
            return Scope.PART, operation
        if taken.narrow:
            return Scope.PART, taken.narrow
        after = self._indicators[taken.rule.indicator].part_after
        if self._levels and self._levels[-1] in after and (len(self._levels) < 2 or self._levels[-2] not in after):
            return Scope.PART, self._indicators[self._levels[-1]].name
        if reading.period and reading.period.start.day != 1:
            return Scope.PART, f"{reading.period.start:%m月%d日}起"  # a campaign's days
        if reading.context.of_which and self._periods.get(taken.rule.indicator, _NEVER) == reading.period:
            return Scope.PART, self._normalized.text[taken.slot : reading.quantity.start].strip("其中,:的") or None
        return Scope.STREET, None

    def _change(self, reading: Reading) -> None:
        assert reading.change
        quantity = reading.quantity
        indicator = self._changed(reading)
        value, unit = abs(quantity.value or 0.0), quantity.unit
        if unit == "成":
            value, unit = value * 10, "%"
        start, end = self._normalized.span(quantity.start, quantity.end)
        text = self._original(start, end)
        self._account.changes.append(
            Change(
                self._report, indicator, value, unit.removeprefix("个") if "百分点" in unit else unit,
                reading.change.direction, text, start, end, *_bounds(reading.period), *self._place(self._sentence),
            )  # fmt: skip
        )
        self._subject = indicator
        self.numeral(reading, self._sentence, Disposition.CHANGE, "增减变化,不是数值本身")

    def _changed(self, reading: Reading) -> str | None:
        """The indicator that changed: the change's own subject, else the level before it with the same unit."""
        assert reading.change
        if reading.taken:
            return reading.taken[0].rule.indicator or None
        if reading.change.left:
            return self._levels[-1 - reading.change.left] if reading.change.left < len(self._levels) else None
        unit = "%" if "百分点" in reading.quantity.unit else reading.quantity.unit
        same = [indicator for indicator, level in zip(self._levels, self._units, strict=True) if level == unit]
        if same and (unit != "%" or reading.quantity.unit != "%"):
            return same[-1]
        return self._subject

    def zero(self, start: int, end: int, indicator: str, rule: str, own: Period | None) -> None:
        if self._sentence.is_outlook:
            return
        self._add(start, end, indicator, 0.0, Qualifier.EXACT, own, Status.ACTUAL, Scope.STREET, None, rule)

    def _add(
        self, start: int, end: int, indicator: str, value: float, qualifier: Qualifier, period: Period | None,
        status: Status, scope: Scope, scope_name: str | None, rule: str,
    ) -> None:  # fmt: skip
        key = (indicator, value, period, status, scope, scope_name if scope is Scope.PART else None)
        if key in self._seen:
            return
        self._seen.add(key)
        start, end = self._normalized.span(start, end)
        self._account.observations.append(
            Observation(
                self._report, indicator, value, qualifier, *_bounds(period), status, scope, scope_name, start, end,
                self._original(start, end), self._indicators[indicator].unit, rule, *self._place(self._sentence),
            )  # fmt: skip
        )

    def numeral(
        self,
        reading: Reading,
        sentence: Sentence | None,
        disposition: Disposition | None = None,
        why: str = "",
        outside: bool = False,
    ) -> None:
        quantity = reading.quantity
        disposition = disposition or quantity.disposition
        if disposition is Disposition.UNASSIGNED and self._is_word(quantity):
            return
        if outside and disposition is Disposition.UNASSIGNED:
            disposition, why = Disposition.STRUCTURAL, "页面附加信息"
        start, end = self._normalized.span(quantity.start, quantity.end)
        place = (start, end) if outside or sentence is None else self._place(sentence)
        self._account.numerals.append(
            Numeral(
                self._report, start, end, self._original(start, end), disposition, why or quantity.why,
                None if disposition is Disposition.DAMAGED else quantity.value, quantity.unit, *place,
            )  # fmt: skip
        )

    def _is_word(self, quantity: Quantity) -> bool:
        text = self._normalized.text[quantity.start : quantity.end]
        if any(char.isdigit() for char in text):
            return False
        units = _WEAK_UNITS if text[:1] in "一第" else _WEAKER_UNITS
        return text[:1] in "一二三第" and (text[:1] == "第" or (quantity.value or 0) <= 3) and quantity.unit in units

    def _original(self, start: int, end: int) -> str:
        return self._text[start:end]

    def _place(self, sentence: Sentence) -> tuple[int, int]:
        return self._normalized.span(sentence.start, sentence.end)

    def result(self) -> Account:
        self._account.observations.sort(key=lambda row: (row.start, row.end, row.indicator))
        return self._account


def _bounds(period: Period | None) -> tuple[date, date] | tuple[None, None]:
    return (period.start, period.end) if period else (None, None)
