"""What a briefing says, whatever file it becomes: sections with finding, chart and table; places of the figures.

All words are ready for reading. They come from reports, so that `settled` takes out what no file can hold.
"""

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import groupby
from typing import Any, TypeVar

from pages.shared import script

BREAKS = re.compile(r"[\t\n\v\f\r\u2028\u2029]+")
# What XML forbids, other controls, lone surrogates, and marks that turn the direction of the words after them.
UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float
    text: str  # the value in words, at the end of the bar
    tone: str = "quiet"  # quiet, looked (the one that the briefing is about), benchmark
    hollow: bool = False  # not comparable


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars from top to bottom. Those without a value are no bars; `note` names them."""

    title: str  # what is drawn
    unit: str
    bars: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: int = 3  # share of the table's width
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One message. `group`: the chapter it stands in with its neighbours; empty: a chapter of its own."""

    name: str
    headline: str  # the finding, short
    text: tuple[str, ...]  # the finding in full sentences, and what is to be minded
    chart: Chart | None = None
    table: Table | None = None
    cites: tuple[int, ...] = ()  # numbers of the evidence
    group: str = ""
    note: str = ""  # for who presents

    @property
    def more(self) -> tuple[str, ...]:
        """What the text says beyond the headline above it."""
        return tuple(line for line in self.text if line != f"{self.headline}。")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure with its place. `start`, `end`: half-open, in characters of the report as it was read."""

    number: int
    office: str
    indicator: str
    value: str
    period: str
    remark: str
    sentence: str
    quote: str
    report: str
    start: int | None  # None where it was not kept
    end: int

    @property
    def what(self) -> str:
        """东街街道　调解成功率　97.6%（2023年）."""
        period = f"（{self.period}）" if self.period else ""
        return "　".join(filter(None, (self.office, self.indicator, self.value))) + period

    @property
    def place(self) -> str:
        """Report and place as people count: from 1, the last one included."""
        return self.report if self.start is None else f"{self.report}，第{self.start + 1}—{self.end}字"


@dataclass(frozen=True, slots=True)
class Briefing:
    title: str
    subject: str  # whom and when it is about
    dated: str  # when the data were made, and which version
    caution: str  # 含模拟数据，仅供演示; empty for real data
    conclusion: str
    sections: tuple[Section, ...]
    basis: tuple[str, ...]  # 口径
    evidence: tuple[Evidence, ...]

    @property
    def chapters(self) -> list[tuple[str, list[Section]]]:
        """Names of the chapters with their sections, in order."""
        groups = groupby(self.sections, key=lambda section: section.group or section.name)
        return [(name, list(sections)) for name, sections in groups]

    def cited(self, section: Section) -> list[Evidence]:
        """The evidence of a section, in the order of the appendix."""
        return [self.evidence[number - 1] for number in section.cites]


def lean(title: str, columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...]) -> Table:
    """A table without the columns in which nothing stands."""
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    return Table(
        title, tuple(columns[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows)
    )


def in_traditional(part: T) -> T:
    """The same in 繁體; sentences, quotes and names of reports stay as they were written."""
    if isinstance(part, str):
        return script.traditional(part)  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(in_traditional(one) for one in part)  # type: ignore[return-value]
    if is_dataclass(part) and not isinstance(part, type):
        kept = ("sentence", "quote", "report") if isinstance(part, Evidence) else ()
        names = (field.name for field in fields(part) if field.name not in kept)
        return replace(part, **{name: in_traditional(getattr(part, name)) for name in names})
    return part


def settled(part: T) -> T:
    """The same without characters that no file can hold; a break of lines or a tab becomes one space."""
    if isinstance(part, str):
        return UNWRITABLE.sub("", BREAKS.sub(" ", part))  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(settled(one) for one in part)  # type: ignore[return-value]
    if is_dataclass(part) and not isinstance(part, type):
        changes: dict[str, Any] = {field.name: settled(getattr(part, field.name)) for field in fields(part)}
        return replace(part, **changes)
    return part
