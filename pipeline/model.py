"""The nouns: frozen dataclasses and enums, nothing else.

Offsets are half-open and, unless a field says otherwise, point into ``Report.text``, the original as it was read.
The fields of Observation are those of the specification of observations; tables of schema.sql have the same columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What a report is; from its own words, never from an upload date."""

    ANNUAL = "annual"  # 法治政府建设年度报告, 年度总结
    HALF_YEAR = "half_year"  # 半年总结
    NEWS = "news"  # 新闻稿
    PLAN = "plan"  # only a plan
    OTHER = "other"


class Qualifier(StrEnum):
    EXACT = "exact"
    APPROX = "approx"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Status(StrEnum):
    ACTUAL = "actual"
    PLAN = "plan"


class Scope(StrEnum):
    STREET = "street"
    PART = "part"


class Disposition(StrEnum):
    """What became of a numeral; every numeral of a report has exactly one."""

    ASSIGNED = "assigned"
    CHANGE = "change"
    UNASSIGNED = "unassigned"
    STRUCTURAL = "structural"
    DAMAGED = "damaged"


class Direction(StrEnum):
    """Direction of a change."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Period:
    """Closed interval of days that a number covers."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Original:
    """A file that holds a report, as it was received."""

    id: str  # file name without its ending
    source: str  # path below the folder of originals
    path: str  # where it lies on this machine
    sha256: str  # of the bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave nothing, and why, in Chinese."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """What `read` gives: the original as text, and how it was read."""

    id: str  # file name without its ending
    source: str  # path or upload name
    sha256: str  # of the bytes
    format: str  # txt, docx, pdf, html …
    encoding: str  # utf-8, gb18030 …
    text: str
    notes: tuple[str, ...] = ()  # Chinese remarks on the reading (e.g. 双重编码已还原)
    is_ocr: bool = False  # recognised from a picture: every number needs a person

    @property
    def is_legacy(self) -> bool:
        """Whether a lost byte may have invented digits further on (decoded from a legacy multi-byte encoding)."""
        return self.encoding in {"gb18030", "big5", "utf-16"}


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """Simplified, half-width, junk-free text, with the place in the original of each kept character."""

    text: str
    origin: Sequence[int]  # origin[i] = index in the original of text[i]; one entry more, the original's length
    ignored: tuple[tuple[int, int], ...] = ()  # spans of `text` that are scraper furniture: shown, never read

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open span in the original of text[start:end]; the only converter there is."""
        return self.origin[start], self.origin[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of the report that say who and when it is about."""

    field: str  # office, district, city, province, year, kind, issued, uploaded
    value: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Which office, year and kind a report is of."""

    office_code: str | None  # 9 digits; None while a person has to settle it
    office: str | None
    district: str | None
    city: str | None
    province: str | None
    year: int | None
    kind: Kind
    kind_name: str  # in the report's own terms, e.g. 法治政府建设年度报告
    title: str | None
    issued: date | None  # a date that the text itself gives for its writing; never an upload date
    period: Period | None
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()  # office codes to choose from when unresolved


@dataclass(frozen=True, slots=True)
class Report:
    document: Document
    identity: Identity

    @property
    def id(self) -> str:
        return self.document.id

    @property
    def text(self) -> str:
        return self.document.text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the normalized text (offsets into it), with what holds for the whole of it."""

    start: int
    end: int
    heading: str  # nearest heading path, joined by a space
    paragraph: int  # ordinal of its paragraph
    is_outlook: bool  # stands in a section on next year's work
    is_table: bool = False
    columns: tuple[tuple[int, str], ...] = ()  # a table row's numbers: their places and the words above them


@dataclass(frozen=True, slots=True)
class Quantity:
    """One numeral of a report with its unit; `value` is in `unit`, and None when the numeral is damaged."""

    start: int  # into the normalized text
    end: int
    value: float | None
    unit: str  # canonical surface ("件", "%", "元", "平方米"), empty when there is none
    qualifier: Qualifier
    disposition: Disposition
    why: str  # Chinese, shown to people
    upper: float | None = None  # second value of a range (10—20件)


class Action(StrEnum):
    """What a person decides."""

    ACCEPT = "accept"  # as the program read it
    CORRECT = "correct"  # another value, indicator, period, scope or status
    REJECT = "reject"  # states no indicator
    ASSIGN = "assign"  # a number that the program left unassigned
    ADD = "add"  # words that the program did not take for a number
    EXEMPT = "exempt"  # 无此职能: the office has nothing to do with the indicator
    IDENTIFY = "identify"  # whose report it is, and on which year
    UNDO = "undo"  # the last word on the subject


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word, with all that it says, so that it holds whatever the rules become.

    Quote and sentence are the guard: where they do not stand any more, the decision is not applied but decided anew.
    """

    subject: str  # what it is about, see store.decisions
    turn: int
    action: Action
    person: str
    time: datetime = datetime.min  # noqa: DTZ901 (UTC without a zone; given when it is written)
    second: bool = False
    reason: str = ""
    occasion: str = ""
    report: str | None = None
    sha256: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    sentence_start: int | None = None
    sentence: str | None = None
    about: str | None = None
    indicator: str | None = None
    value: float | None = None
    unit: str | None = None
    qualifier: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    status: str | None = None
    scope: str | None = None
    scope_name: str | None = None
    office: str | None = None
    year: int | None = None

    @property
    def day(self) -> date:
        """The day in China on which it was made."""
        return (self.time + timedelta(hours=8)).date()


@dataclass(frozen=True, slots=True)
class Observation:
    report: str
    indicator: str
    value: float
    qualifier: Qualifier
    period_start: date | None
    period_end: date | None
    status: Status
    scope: Scope
    scope_name: str | None
    start: int
    end: int
    quote: str
    unit: str  # of the indicator
    rule: str  # which rule of the catalogue took it
    sentence_start: int = 0
    sentence_end: int = 0
    reviewer: str | None = None  # who saw it, None: nobody
    reviewed: date | None = None  # on which day in China
    decision: Action | None = None


@dataclass(frozen=True, slots=True)
class Change:
    report: str
    indicator: str | None
    value: float
    unit: str
    direction: Direction
    quote: str
    start: int
    end: int
    period_start: date | None
    period_end: date | None
    sentence_start: int = 0
    sentence_end: int = 0


@dataclass(frozen=True, slots=True)
class Numeral:
    """The account of one numeral (数字总账), offsets into the original."""

    report: str
    start: int
    end: int
    quote: str
    disposition: Disposition
    why: str
    value: float | None
    unit: str
    sentence_start: int = 0
    sentence_end: int = 0
    indicator: str | None = None  # of a damaged one: what its words state, so that its value is known to be missing


@dataclass(frozen=True, slots=True)
class Rule:
    """One way an indicator is worded around the number; the line's grammar stands in catalogue.py."""

    name: str  # indicator#ordinal
    indicator: str
    before: tuple[tuple[str, ...], ...]  # groups left of the number, in order; the last is the nearest
    after: tuple[tuple[str, ...], ...]  # groups right of the number, in order
    topic: tuple[tuple[str, ...], ...]  # one word of each in the wider context
    unless: tuple[str, ...]  # none of these among the number's own words
    shadow: tuple[str, ...]  # none of these between the topic and the number
    units: frozenset[str]
    text: str  # the line as written


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    name: str
    domain: str
    unit: str
    kind: str  # count, rate, amount, area
    direction: str  # higher, lower, none
    numerator: str | None
    denominator: tuple[str, ...]
    tier: str
    definition: str
    rules: tuple[Rule, ...]
    zero: tuple[Rule, ...] = ()  # words of which a stated nothing (未发生…) is a zero
    narrow: tuple[str, ...] = ()  # words before the anchor that narrow the topic to a part, beyond those of the domain
    part_after: tuple[
        str, ...
    ] = ()  # right after exactly one of these counts it covers only that count (罚款 of 简易程序)
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What holds at one number beyond its own words."""

    part: str | None = None  # name of the community, campaign or group that it is limited to
    operation: str | None = None  # name of the operation (“清雷”行动) that it counts
    of_which: bool = False  # stands after 其中
    is_plan: bool = False
    is_per_unit: bool = False  # 每个网格3名, 月均128件: no total
    is_elsewhere: bool = False  # the whole district's or city's


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """That a quantity is a change, where its words begin, and how many more changes follow it under one 分别."""

    direction: Direction
    start: int  # into the normalized text
    left: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A rule that takes a number."""

    rule: Rule
    key: tuple[int, ...]  # level, gap, side, -length, distance and -length of the topic: the least wins
    slot: int  # where the words begin that belong to this number
    narrow: str | None = None  # words that narrow the indicator's topic (疫情纠纷)


@dataclass(frozen=True, slots=True)
class StatedNothing:
    """Words that deny an indicator's thing: 未发生行政复议. Offsets into the normalized text."""

    start: int
    end: int
    rule: Rule
    part: str | None = None  # words that narrow it


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity with all that the stages say of it."""

    quantity: Quantity
    period: Period | None
    context: Context
    change: ChangeMark | None
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision applied: where its number stands now, and what the program by itself read there. Places are None for a
    decision on the whole report."""

    decision: Decision
    start: int | None
    end: int | None
    before: Observation | None


@dataclass(frozen=True, slots=True)
class Returned:
    """A decision that could not be applied, and why, in Chinese."""

    decision: Decision
    why: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one report states."""

    report: Report
    observations: tuple[Observation, ...] = ()
    changes: tuple[Change, ...] = ()
    numerals: tuple[Numeral, ...] = ()
    normalized: NormalizedText = field(default_factory=lambda: NormalizedText("", (0,)))
    decided: tuple[Decided, ...] = ()
    returned: tuple[Returned, ...] = ()
