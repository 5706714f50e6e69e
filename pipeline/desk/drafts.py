"""A draft, read but not kept: its numbers as the extractor sees them, each with the office or district that it is of.

Drafts are not reports: they name several offices and speak of the whole district. So the names are blanked and 全区 is
read as the whole office before the ordinary stages run (same length, so every place stays); whom a number is of is
told apart from that (`whom`). Nothing is written anywhere, and no error carries words of the draft.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePath
from typing import Any

from pipeline import build, catalogue, read
from pipeline.catalogue import Catalogue
from pipeline.desk import standing
from pipeline.desk.claim import Number, bound
from pipeline.desk.phrasing import as_report
from pipeline.desk.whom import Subject, Unit, Whom
from pipeline.model import Change, Disposition, Document, Extraction, NormalizedText, Numeral, Observation
from pipeline.normalize import normalize
from pipeline.offices import Offices
from pipeline.read import Unreadable

__all__ = ["ENDINGS", "Document", "Number", "Subject", "Unit", "Unreadable", "numbers", "opened", "typed"]

ENDINGS = tuple(read.READERS)

NAME = "草稿"
KIND = "法治政府建设年度报告"  # so that no part of a draft is taken for the news of one event
SPANS = ("年", "个月", "月", "周", "天", "日", "小时", "年来")  # 过去一年
TROUBLE = "程序处理这份稿子时出错，没有结果；稿子没有保存。请另存为 .docx 或粘贴文字后重试。"
_MOVED = re.compile(r"(?<=[,;、])(?:比上年|较上年|同比)?(?:增加|减少|上升|下降|提高|降低|增长|多|少)了?$")
_AHEAD = re.compile(
    r"(?:今年|明年|新的一年|下一步)[^。\n]{0,40}?(?:(?<![重主需必])要(?=[把在确坚继进完实力达使让])|力争|确保|争取|目标)"
)


def opened(name: str, data: bytes) -> Document:
    """A file as text. Raises Unreadable."""
    return replace(read.read_bytes(PurePath(name), data), id=NAME, source=NAME)


def typed(text: str) -> Document:
    """What was pasted, as text."""
    return Document(NAME, NAME, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), "txt", "utf-8", text)


def numbers(
    document: Document, year: int, units: Sequence[Unit], areas: Sequence[tuple[str, str]]
) -> tuple[Number, ...]:
    """Every number of a draft, and the ranks it claims, in order. Raises Unreadable.

    `year`: on which a number is that names none. `units`: the offices it may name; `areas`: code and name of districts.
    """
    try:
        return _numbers(document, year, units, areas)
    except Exception:  # whatever it is, its message may hold words of the draft
        raise Unreadable(TROUBLE) from None


def _numbers(
    document: Document, year: int, units: Sequence[Unit], areas: Sequence[tuple[str, str]]
) -> tuple[Number, ...]:
    normalized = normalize(document.text)
    whom = Whom(normalized.text, units, areas)
    masked = as_report(normalized.text, whom.mentions)
    own = replace(document, text=_years(masked.text, year), encoding="utf-8")
    meta = {"year": str(year), "report_kind": KIND}
    extraction = build.extract(own, known(), _nowhere(), meta)
    found = _Reader(normalized.text, whom, _back(extraction, masked)).numbers()
    return tuple(_placed(number, document.text, normalized) for number in found)


@cache
def known() -> Catalogue:
    """The catalogue, as the files say it; read once."""
    return catalogue.load()


@cache
def _nowhere() -> Offices:
    """A register without offices: whom a draft is of is not for the extractor to find out."""
    return Offices(Offices.load().frame.clear())


def _years(text: str, year: int) -> str:
    """A speech held after the year it tells of calls that year 去年; its 今年 is still to come."""
    if f"{year + 1}年" in text[:200] or ("去年" in text and _AHEAD.search(text)):
        return text.replace("去年", "全年").replace("今年", "明年")
    return _AHEAD.sub(lambda match: match[0].replace("今年", "明年"), text)


def _placed(number: Number, text: str, normalized: NormalizedText) -> Number:
    """The same with places and words of the draft as it was given."""
    start, end = normalized.span(number.start, number.end)
    first, last = number.sentence
    sentence = normalized.span(first, last) if first < last else (start, end)
    return replace(number, start=start, end=end, quote=text[start:end], sentence=sentence)


def _back(extraction: Extraction, masked: NormalizedText) -> Extraction:
    """The same with all places in the text that was masked."""

    def placed(row: Any) -> Any:
        start, end = masked.span(row.start, row.end)
        sentence = masked.span(row.sentence_start, row.sentence_end) if row.sentence_end else (start, end)
        return replace(row, start=start, end=end, sentence_start=sentence[0], sentence_end=sentence[1])

    rows = (
        [placed(row) for row in part] for part in (extraction.observations, extraction.changes, extraction.numerals)
    )
    observations, changes, numerals = map(tuple, rows)
    return replace(extraction, observations=observations, changes=changes, numerals=numerals)


class _Reader:
    """Goes through the numerals of a draft in order."""

    def __init__(self, text: str, whom: Whom, extraction: Extraction) -> None:
        self._text, self._whom, self._extraction = text, whom, extraction
        self._levels: dict[tuple[int, int], Observation] = {}
        for observation in extraction.observations:
            self._levels.setdefault((observation.start, observation.end), observation)
        self._changes = {(change.start, change.end): change for change in extraction.changes}

    def numbers(self) -> list[Number]:
        found = [self._number(numeral) for numeral in self._extraction.numerals]
        found += [self._level(row, self._levels[place]) for place, row in self._denied()]
        found.sort(key=lambda number: number.start)
        found = self._shared_out(found)
        return standing.with_claims(found, self._text, self._whom)

    def _denied(self) -> list[tuple[tuple[int, int], Numeral]]:
        """Words that state a nothing, as numerals."""
        told = {(numeral.start, numeral.end) for numeral in self._extraction.numerals}
        return [
            (
                place,
                Numeral("", *place, row.quote, Disposition.ASSIGNED, "", 0.0, "", row.sentence_start, row.sentence_end),
            )
            for place, row in self._levels.items()
            if place not in told
        ]

    def _number(self, numeral: Numeral) -> Number:
        place = (numeral.start, numeral.end)
        if change := self._changes.get(place):
            return self._change(numeral, change)
        level = self._levels.get(place) or self._again(numeral)
        if level and not standing.counts_offices(self._text, numeral.end):
            return self._level(numeral, level)
        if numeral.disposition is Disposition.UNASSIGNED and numeral.unit in SPANS:
            return self._plain(numeral, "structural")
        kinds = {Disposition.STRUCTURAL: "structural", Disposition.DAMAGED: "damaged"}
        return self._plain(numeral, kinds.get(numeral.disposition, "other"))

    def _again(self, numeral: Numeral) -> Observation | None:
        """What a report states twice is one observation; in a draft the second time may be of another office."""
        if numeral.disposition is not Disposition.ASSIGNED:
            return None
        names = numeral.why.partition(":")[0].split("、")
        by_name = {indicator.name: indicator.id for indicator in known().indicators}
        same = (
            row
            for row in self._levels.values()
            if row.indicator == by_name.get(names[0]) and row.value == numeral.value
        )
        return next(same, None)

    def _plain(self, numeral: Numeral, kind: str) -> Number:
        subject = self._whom.at(numeral.start, numeral.end)
        return Number(
            numeral.start, numeral.end, numeral.quote, kind, subject, None, numeral.value, numeral.unit,
            bound(self._text, numeral.start, numeral.end), why=numeral.why,
            sentence=(numeral.sentence_start, numeral.sentence_end),
        )  # fmt: skip

    def _level(self, numeral: Numeral, row: Observation) -> Number:
        period = (row.period_start, row.period_end) if row.period_start and row.period_end else None
        if moved := _MOVED.search(self._text, 0, numeral.start):  # 审查77件,增加9件
            return replace(
                self._plain(numeral, "change"), indicator=row.indicator, value=row.value, unit=row.unit, period=period,
                rises=moved[0][0] not in "减下降少",
            )  # fmt: skip
        return replace(
            self._plain(numeral, "level"), indicator=row.indicator, value=row.value, unit=row.unit, period=period,
            status=str(row.status), scope_name=row.scope_name,
        )  # fmt: skip

    def _change(self, numeral: Numeral, row: Change) -> Number:
        period = (row.period_start, row.period_end) if row.period_start and row.period_end else None
        return replace(
            self._plain(numeral, "change"), indicator=row.indicator, value=row.value, unit=row.unit, period=period,
            rises=row.direction == "up",
        )  # fmt: skip

    def _shared_out(self, found: Sequence[Number]) -> list[Number]:
        """青石、望湖分别调解366件和289件: the numbers after 分别 are of the offices in their order."""
        shared = list(found)
        for match in re.finditer("分别", self._text):
            sentence = max(self._text.rfind(stop, 0, match.start()) for stop in "。\n") + 1
            group = self._whom.group(match.start(), sentence)
            if group is None:
                continue
            stop = next(
                (m.start for m in self._whom.mentions if m.start > match.end() and not m.compares), len(self._text)
            )
            end = min([stop, *(at for s in "。\n" if (at := self._text.find(s, match.end())) >= 0)])
            following = [i for i, n in enumerate(shared) if match.end() <= n.start < end and n.kind != "structural"]
            for index, code in zip(following, group.subject.offices, strict=False):
                shared[index] = replace(shared[index], subject=Subject((code,)))
        return shared
