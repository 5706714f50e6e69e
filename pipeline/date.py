"""Which period each quantity covers: a period holds for the figures that follow until another one is stated."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from pipeline import numbers
from pipeline.model import Disposition, NormalizedText, Period, Quantity, Sentence

_CN = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12}
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_YEAR = r"(?:19|20)\d\d|二[〇零][一二三四五六七八九〇零]{2}"
# Each alternative's group name is the form; the order decides where several would match.
_FORMS = re.compile(
    rf"(?:(?P<year>{_YEAR})年?(?:度)?|(?P<last>上年度?|去年|上一年度?|前一年)|(?P<this>今年|本年度?|当年|年内))?[的,]?"
    rf"(?:(?P<days>(?P<m1>\d{{1,2}})月(?P<d1>\d{{1,2}})日?[-—~至到](?:(?P<m2>\d{{1,2}})月)?(?P<d2>\d{{1,2}})日)"
    rf"|(?P<day>(?P<dm>\d{{1,2}})月(?P<dd>\d{{1,2}})日(?!以来|起|前))"
    rf"|(?P<months>(?P<a>\d{{1,2}})月?(?:份)?[-—~至到](?P<b>\d{{1,2}})月(?:份|底|末)?(?!\d))"
    rf"|(?P<until>截(?:[至到]|止到?)(?:(?P<uy>20\d\d)年|今年|当年)?(?P<um>\d{{1,2}})月(?:份|底|末)?(?:(?P<ud>\d{{1,2}})日)?)"
    rf"|(?P<since>(?P<sm>\d{{1,2}})月(?:份)?以来|以来|至今)"
    rf"|(?P<part>上半年|下半年|前三季度|前三个季度|第?(?P<quarter>[一二三四1-4])季度)"
    rf"|(?P<same>同期)"
    rf"|(?P<month>(?<![\d月])(?P<mm>\d{{1,2}})月(?:份)?(?!\d|底|末|初|以)(?![-—~至到]))"
    rf"|(?P<whole>全年|整年|一年来|年底|半年(?!以来)))?"
)
_TRIGGER = re.compile(
    rf"(?:{_YEAR})(?:年|以来)|今年|本年|当年|年内|上年|去年|上一年|前一年|上半年|下半年|半年|前三|全年|整年|一年来|年底|同期|截[至止到]"
    rf"|(?<![\d.])\d{{1,2}}月?(?:份)?[-—~至到]\d{{1,2}}月|(?<![\d.年月])\d{{1,2}}月|第?[一二三四1-4]季度"
)
_YEARS = re.compile(r"(?<![一二三四五六七八九十\d])(?P<years>[两二三四五六七八九])年多?来")  # the last two years
_EVENT = re.compile(r"当晚|当天|当日|(?:此次|本次|这次)[^,;。\d]{0,8}?(?:行动|整治|检查|活动|清理|拆除|排查|共)|行动中|活动中|活动现场")
_STOCK = re.compile(r"截[至止到]目前|目前|现有|现在册|现在有|如今|现已|在册")
_DURATION = re.compile(rf"(?P<years>{_NUMBER})年(?:零(?P<months>{_NUMBER})个月)?(?=,|以来|来|间)")


class _Reach(IntEnum):
    """How far a stated period holds."""

    NEXT = 0  # the next figure only: 由2021年的239件增加到281件
    SENTENCE = 1  # an event: until the sentence or semicolon ends
    PARAGRAPH = 2


@dataclass(frozen=True, slots=True)
class _Stated:
    position: int
    period: Period | None  # None: back to the report's own
    reach: _Reach


def date_quantities(
    normalized: NormalizedText, sentences: list[Sentence], quantities: list[Quantity], own: Period | None
) -> list[Period | None]:
    """A period for each quantity, in order. ``own`` is the report's; None leaves all undated."""
    if own is None:
        return [None] * len(quantities)
    periods: list[Period | None] = [own] * len(quantities)
    index, carried, paragraph, event, last = 0, None, -1, None, None
    for sentence in sentences:
        base = _outlook_period(own) if sentence.is_outlook else own
        if sentence.paragraph != paragraph:
            paragraph, carried = sentence.paragraph, None
        while index < len(quantities) and quantities[index].start < sentence.start:
            index += 1
        stated = list(_stated(normalized.text, sentence, base, own))
        event = next((item.period for item in reversed(stated) if item.period and item.period.start == item.period.end), event)
        if event and (cue := _EVENT.search(normalized.text, sentence.start, sentence.end)):
            stated = sorted([*stated, _Stated(cue.start(), event, _Reach.SENTENCE)], key=lambda item: item.position)
        is_continued = normalized.text.startswith("其中", sentence.start) and not stated
        columns = _columns(normalized.text, sentence, quantities, index) if sentence.is_table else {}
        previous = sentence.start
        while index < len(quantities) and quantities[index].start < sentence.end:
            if is_continued:
                carried = last
            at = _at(normalized.text, quantities[index].start, previous, stated, carried)
            periods[index] = last = columns.get(index) or at or base
            if quantities[index].disposition is not Disposition.STRUCTURAL:
                previous = quantities[index].end
            index += 1
        lasting = [item for item in stated if item.reach is _Reach.PARAGRAPH]
        carried = lasting[-1].period if lasting else carried
    return periods


def _columns(text: str, row: Sentence, quantities: list[Quantity], index: int) -> dict[int, Period | None]:
    """Periods of a table row's numbers, where a row above names as many years as this one has numbers."""
    numbers_ = []
    while index < len(quantities) and quantities[index].start < row.end:
        if quantities[index].disposition is not Disposition.STRUCTURAL:
            numbers_.append(index)
        index += 1
    for line in reversed(text[max(0, row.start - 600) : row.start].split("\n")):
        years = re.findall(r"(?<!\d)((?:19|20)\d\d)年?(?:度)?(?=\s|$)", line)
        if len(years) >= 2:
            return dict(zip(numbers_, (_months(int(year), 1, 12) for year in years), strict=False)) if len(years) == len(numbers_) else {}
    return {}


def _at(text: str, position: int, previous: int, stated: list[_Stated], carried: Period | None) -> Period | None:
    """The period in force at a figure; ``previous`` is where the figure before it ended."""
    current = carried
    for item in stated:
        if item.position > position:
            break
        if item.reach is _Reach.NEXT:
            if item.position >= previous:
                return item.period
        elif item.reach is _Reach.PARAGRAPH or ";" not in text[item.position : position]:
            current = item.period
    return current


def _outlook_period(own: Period) -> Period:
    """What a plan covers that names no period: next year, or the second half after a half-year report."""
    if (own.end.month, own.end.day) == (6, 30) and own.start.year == own.end.year:
        return Period(date(own.end.year, 7, 1), date(own.end.year, 12, 31))
    year = own.end.year + (1 if own.end.month >= 10 else 0)
    return Period(date(year, 1, 1), date(year, 12, 31))


def _stated(text: str, sentence: Sentence, base: Period, own: Period) -> Iterator[_Stated]:
    found = [*_TRIGGER.finditer(text, sentence.start, sentence.end)]
    items, end = list[_Stated](), 0
    for match in found:
        if match.start() >= end and (form := _FORMS.match(text, match.start())) and form.end() > form.start():
            end = form.end()
            if item := _form(form, base, own):
                items.append(item)
    items += [_Stated(match.start(), None, _Reach.PARAGRAPH) for match in _STOCK.finditer(text, sentence.start, sentence.end)]
    for match in _YEARS.finditer(text, sentence.start, sentence.end):
        period = Period(date(own.end.year - _number(match["years"]), 1, 1), own.end)
        items.append(_Stated(match.start(), period, _Reach.SENTENCE))
    for match in _DURATION.finditer(text, sentence.start, sentence.end):
        if text[match.start() - 2 : match.start()] in ("成立", "运行", "开展", "启用"):
            items.append(_Stated(match.start(), _back(own, match), _Reach.SENTENCE))
    return iter(sorted(items, key=lambda item: item.position))


def _form(match: re.Match[str], base: Period, own: Period) -> _Stated | None:
    start, year = match.start(), base.end.year
    before = match.string[max(0, start - 1) : start]
    if match["year"]:
        year = int(match["year"]) if match["year"].isdigit() else int(numbers.chinese(match["year"]) or year)
        if not 1990 <= year <= own.end.year + 6:
            return None
    elif match["last"]:
        year = base.end.year - 1
    elif match["this"]:
        year = own.end.year
    period, reach = _period(match, year, base, own)
    if before in ("较", "比", "与", "同"):  # 较上年增加31件 states no period; 较2024年的43件减少 does for the 43件
        if not match.string[match.end() : match.end() + 1].isdigit():
            return None
        reach = _Reach.NEXT
    if before in ("由", "从"):
        reach = _Reach.NEXT
    return _Stated(start, period, reach) if reach is not None else None


def _period(match: re.Match[str], year: int, base: Period, own: Period) -> tuple[Period | None, _Reach | None]:
    """Period and reach of one stated form; reach None where it states no period."""
    if match["days"]:
        first, last = int(match["m1"]), int(match["m2"] or match["m1"])
        return _safe(year, first, int(match["d1"]), year, last, int(match["d2"])), _Reach.SENTENCE
    if match["day"]:
        month, day = int(match["dm"]), int(match["dd"])
        return _safe(year, month, day, year, month, day), _Reach.SENTENCE
    if match["months"]:
        return _months(year, int(match["a"]), int(match["b"])), _Reach.PARAGRAPH
    if match["until"]:
        month, year = int(match["um"]), int(match["uy"] or year)
        day = int(match["ud"] or 0)
        return _safe(year, 1, 1, year, month, day), _Reach.PARAGRAPH
    if match["since"]:
        if match["sm"]:
            return _safe(year, int(match["sm"]), 1, own.end.year, own.end.month, own.end.day), _Reach.SENTENCE
        if match["year"] and year < own.start.year:
            return Period(date(year, 1, 1), own.end), _Reach.PARAGRAPH
        return (None, _Reach.PARAGRAPH) if match["year"] or match["this"] else (None, None)
    if match["part"]:
        return _part(match, year), _Reach.PARAGRAPH
    if match["same"]:
        return (Period(own.start.replace(year=year), own.end.replace(year=year)), _Reach.NEXT) if match["last"] else (None, None)
    if match["month"]:
        month = int(match["mm"])
        return _months(year, month, month), _Reach.SENTENCE
    if match["last"]:
        return _months(year, 1, 12), _Reach.NEXT
    if match["year"] and year != base.end.year:
        if year == own.end.year and base is own:
            return None, _Reach.PARAGRAPH
        return _months(year, 1, 12), (_Reach.PARAGRAPH if base is not own else _Reach.SENTENCE)
    if match["whole"] == "年底" and base is own:
        return (_months(year, 1, 12), _Reach.SENTENCE) if match.string[max(0, match.start() - 1) : match.start()] in ("到", "至") else (None, None)
    if match["whole"] and base is not own:
        return _months(own.end.year if own.end.month <= 9 else year, 1, 12), _Reach.SENTENCE
    return None, _Reach.PARAGRAPH


def _part(match: re.Match[str], year: int) -> Period | None:
    words = match["part"]
    if words in ("上半年", "下半年"):
        return _months(year, 1, 6) if words[0] == "上" else _months(year, 7, 12)
    if words.startswith("前三"):
        return _months(year, 1, 9)
    quarter = _CN.get(match["quarter"]) or int(match["quarter"])
    return _months(year, 3 * quarter - 2, 3 * quarter)


def _months(year: int, first: int, last: int) -> Period | None:
    return _safe(year, first, 1, year, last, 0)


def _safe(year: int, month: int, day: int, end_year: int, end_month: int, end_day: int) -> Period | None:
    """Period from its parts (end_day 0: the month's last), None where there is no such day."""
    try:
        last = end_day or monthrange(end_year, end_month)[1]
        period = Period(date(year, month, day), date(end_year, end_month, last))
    except ValueError:
        return None
    return period if period.start <= period.end else None


def _back(own: Period, match: re.Match[str]) -> Period:
    """The stretch of years and months before the report's end."""
    years, months = (_number(match[name]) for name in ("years", "months"))
    total = own.end.year * 12 + own.end.month - 1 - (years * 12 + months) + 1
    return Period(date(total // 12, total % 12 + 1, 1), own.end)


def _number(text: str | None) -> int:
    return 0 if not text else int(text) if text.isdigit() else int(numbers.chinese(text) or 0)
