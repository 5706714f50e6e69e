"""The forms in which a report states a period (2022年上半年, 较上年, 6月28日), and how far each of them holds."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from pipeline import numbers
from pipeline.cues import cue
from pipeline.model import Period, Sentence

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
# Each alternative's group name is the form; the order decides where several would match.
_FORM = cue("date.form")
_TRIGGER = cue("date.trigger")
_YEARS = cue("date.years")  # the last two years
_STOCK = cue("date.stock")
_DURATION = cue("date.duration")
_COMPARED = cue("date.compared")
_FROM = cue("date.from")
_UNTIL = cue("date.until")


class Reach(IntEnum):
    """How far a stated period holds."""

    NEXT = 0  # the next figure only: 由2021年的239件增加到281件
    SENTENCE = 1  # an event: until the sentence or semicolon ends
    PARAGRAPH = 2


@dataclass(frozen=True, slots=True)
class Stated:
    """A period stated at a place of the text."""

    position: int
    period: Period | None  # None: back to the report's own
    reach: Reach


def stated_periods(text: str, sentence: Sentence, base: Period, own: Period) -> list[Stated]:
    """All that a sentence states, in order. ``base`` is what it speaks of by itself, ``own`` the report's period."""
    items, end = list[Stated](), 0
    for match in _TRIGGER.finditer(text, sentence.start, sentence.end):
        if match.start() >= end and (form := _FORM.match(text, match.start())) and form.end() > form.start():
            end = form.end()
            if item := _form(form, base, own):
                items.append(item)
    items += [
        Stated(match.start(), None, Reach.PARAGRAPH) for match in _STOCK.finditer(text, sentence.start, sentence.end)
    ]
    for match in _YEARS.finditer(text, sentence.start, sentence.end):
        period = Period(date(own.end.year - _number(match["years"]), 1, 1), own.end)
        items.append(Stated(match.start(), period, Reach.SENTENCE))
    for match in _DURATION.finditer(text, sentence.start, sentence.end):
        items.append(Stated(match.start("years"), _back(own, match), Reach.SENTENCE))
    return sorted(items, key=lambda item: item.position)


def _form(match: re.Match[str], base: Period, own: Period) -> Stated | None:
    text, start, year = match.string, match.start(), base.end.year
    if match["year"]:
        year = int(match["year"]) if match["year"].isdigit() else int(numbers.chinese(match["year"]) or year)
        if not 1990 <= year <= own.end.year + 6:
            return None
    elif match["last"]:
        year = base.end.year - 1
    elif match["this"]:
        year = own.end.year
    period, reach = _period(match, year, base, own)
    if _COMPARED.match(text, start - 1, start):  # 较上年增加31件 states no period; 较2024年的43件减少 does for the 43件
        if not text[match.end() : match.end() + 1].isdigit():
            return None
        reach = Reach.NEXT
    if _FROM.match(text, start - 1, start):
        reach = Reach.NEXT
    return Stated(start, period, reach) if reach is not None else None


def _period(match: re.Match[str], year: int, base: Period, own: Period) -> tuple[Period | None, Reach | None]:
    """Period and reach of one stated form; reach None where it states no period."""
    if match["days"]:
        first, last = int(match["m1"]), int(match["m2"] or match["m1"])
        return _safe(year, first, int(match["d1"]), year, last, int(match["d2"])), Reach.SENTENCE
    if match["day"]:
        month, day = int(match["dm"]), int(match["dd"])
        return _safe(year, month, day, year, month, day), Reach.SENTENCE
    if match["months"]:
        return months(year, int(match["a"]), int(match["b"])), Reach.PARAGRAPH
    if match["until"]:
        month, year = int(match["um"]), int(match["uy"] or year)
        day = int(match["ud"] or 0)
        return _safe(year, 1, 1, year, month, day), Reach.PARAGRAPH
    if match["since"]:
        if match["sm"]:
            return _safe(year, int(match["sm"]), 1, own.end.year, own.end.month, own.end.day), Reach.SENTENCE
        if match["year"] and year < own.start.year:
            return Period(date(year, 1, 1), own.end), Reach.PARAGRAPH
        return (None, Reach.PARAGRAPH) if match["year"] or match["this"] else (None, None)
    if match["part"]:
        return _part(match, year), Reach.PARAGRAPH
    if match["same"]:
        return (
            (Period(own.start.replace(year=year), own.end.replace(year=year)), Reach.NEXT)
            if match["last"]
            else (None, None)
        )
    if match["month"]:
        month = int(match["mm"])
        return months(year, month, month), Reach.SENTENCE
    if match["last"]:
        is_early = (own.end.month, own.end.day) != (12, 31)  # news in March tells of the whole year before
        opened = Reach.PARAGRAPH if is_early else Reach.SENTENCE
        return months(year, 1, 12), opened if _opens(match) else Reach.NEXT
    if match["year"] and year != base.end.year:
        if year == own.end.year and base is own:
            return None, Reach.PARAGRAPH
        return months(year, 1, 12), (Reach.PARAGRAPH if base is not own else Reach.SENTENCE)
    if match["whole"] == "年底" and base is own:
        return (
            (months(year, 1, 12), Reach.SENTENCE)
            if _UNTIL.match(match.string, match.start() - 1, match.start())
            else (None, None)
        )
    if match["whole"] and base is not own:
        return months(own.end.year if own.end.month <= 9 else year, 1, 12), Reach.SENTENCE
    return None, Reach.PARAGRAPH


def _opens(match: re.Match[str]) -> bool:
    """Whether 去年 stands by itself before all that follows (去年,街道受理90件), and not beside one number."""
    return match.string[match.start() - 1 : match.start()] in ("", "。", "\n", " ") and match[0].endswith(",")


def _part(match: re.Match[str], year: int) -> Period | None:
    words = match["part"]
    if words in ("上半年", "下半年"):
        return months(year, 1, 6) if words[0] == "上" else months(year, 7, 12)
    if words.startswith("前三"):
        return months(year, 1, 9)
    quarter = _QUARTERS.get(match["quarter"]) or int(match["quarter"])
    return months(year, 3 * quarter - 2, 3 * quarter)


def months(year: int, first: int, last: int) -> Period | None:
    """Whole months of a year."""
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
