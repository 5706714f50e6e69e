"""When a report was written, which year it is on, and which days that makes.

A date that a web site puts over a text is when it was put up: it is remembered, and never used for year or period.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from pipeline import numbers
from pipeline.model import Kind, Period
from pipeline.naming import Found
from pipeline.offices import vocabulary

Span = tuple[int, int]
HEAD, TAIL = 10, 10  # lines in which a date line may stand
_LONGEST_SIGNATURE, _LONGEST_DATELINE = 45, 100  # characters
_ZERO = "0〇零○O"
_YEAR_DIGITS = rf"(?:20\d\d|二[{_ZERO}][{_ZERO}一二三四五][{_ZERO}一二三四五六七八九])"
_SMALL = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
YEAR = re.compile(rf"(?<![\d\-—~至])({_YEAR_DIGITS})\s*年(?!以来|[\-—~至]|\s*{_SMALL}\s*月\s*{_SMALL}\s*日)")
_DATE = re.compile(rf"(?<!\d)({_YEAR_DIGITS})\s*[年\-./—]\s*{_SMALL}\s*[月\-./—]\s*{_SMALL}(?!\d)\s*日?")
_CLAUSE = re.compile(r"[^,;:。、和及暨与\d\s]{0,24}")
_PAST = re.compile(r"总结|完成|情况|报告|回顾|成效")
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2})\s*[-—~至]\s*(\d{1,2})月")
_SLIP = 3  # a yearly report dated January to March of its own year has a slip of the pen in its date


def written(text: str, lines: Sequence[Span], is_news: bool) -> tuple[Found | None, Found | None]:
    """The text's own date and the date of its upload (ISO), where it has them. `lines`: spans of lines with words."""
    signature = [found for line in lines[-TAIL:] if (found := _signature(text, line))]
    head = [found for line in lines[:HEAD] for found in _dates(text, line, is_news)]
    issued = signature[-1:] + [found for found in head if found.field == "issued"]
    if is_news:
        issued.reverse()
    return next(iter(issued), None), next((found for found in head if found.field == "uploaded"), None)


def _signature(text: str, line: Span) -> Found | None:
    """A closing line that is a date, or ends in one after the office's name."""
    if line[1] - line[0] > _LONGEST_SIGNATURE or re.search("[。,;]", text[slice(*line)]):
        return None
    matches = [m for m in _DATE.finditer(text, *line) if not text[m.end() : line[1]].strip(") ")]
    return _found("issued", matches[0]) if matches and _label(text, matches[0].start()) != "uploaded" else None


def _dates(text: str, line: Span, is_news: bool) -> Iterable[Found]:
    """Dates of a line over the text: the text's own where it says so or is nothing but the date."""
    if line[1] - line[0] > _LONGEST_DATELINE or "。" in text[slice(*line)]:
        return
    for match in _DATE.finditer(text, *line):
        alone = text[slice(*line)].strip("() ") == match[0].strip() and "年" in match[0]
        is_own = is_news or alone or _label(text, match.start()) == "issued"
        if found := _found("issued" if is_own else "uploaded", match):
            yield found


def _label(text: str, start: int) -> str | None:
    words = vocabulary()["date"]
    before = text[max(0, start - 8) : start].rstrip(": ")
    if before.endswith(tuple(words["written"].split("|"))):
        return "issued"
    return "uploaded" if before.endswith(tuple(words["uploaded"].split("|"))) else None


def _found(field: str, match: re.Match[str]) -> Found | None:
    year, month, day = _year(match[1]), _number(match[2]), _number(match[3])
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return Found(field, date(year, month, day).isoformat(), match.start(), match.start() + len(match[0].rstrip()))


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() else int(numbers.chinese(digits) or 0)


def _year(digits: str) -> int:
    for zero in _ZERO:
        digits = digits.replace(zero, "0")
    return int("".join(str(_number(char)) for char in digits))


@cache
def _outlook() -> re.Pattern[str]:
    return re.compile(vocabulary()["date"]["outlook"])


def year_on(text: str, leads: Iterable[Span], kind: Kind, issued: Found | None) -> Found | None:
    """The year that the report is on: news of its date; else as title, opening, headings say; else by its own date."""
    if kind is Kind.NEWS and issued:
        return issued._replace(field="year", value=issued.value[:4])
    for lead in leads:
        for match in YEAR.finditer(text, *lead):
            clause = _CLAUSE.match(text, match.end())
            said = clause[0] if clause else ""
            if kind is Kind.PLAN or _PAST.search(said) or not _outlook().search(said):
                return Found("year", str(_year(match[1])), match.start(), match.end() + len(said))
    if issued:
        dated = date.fromisoformat(issued.value)
        return issued._replace(field="year", value=str(dated.year - (dated.month <= _SLIP)))
    return _commonest(text)


def _commonest(text: str) -> Found | None:
    """The year that the text names most, when it names one at least twice."""
    found = list(re.finditer(rf"(?<![\d\-—~至])({_YEAR_DIGITS})年", text))
    counts = Counter(_year(match[1]) for match in found).most_common(2)
    if not counts or counts[0][1] < 2 or (len(counts) > 1 and counts[1][1] == counts[0][1]):
        return None
    first = next(match for match in found if _year(match[1]) == counts[0][0])
    return Found("year", str(counts[0][0]), *first.span())


def period_of(kind: Kind, year: int | None, issued: date | None, title: str) -> Period | None:
    """Days that the report covers; a text dated within them ends on its date. A plan covers the whole of its year."""
    if year is None:
        return None
    first, last = _months(kind, title)
    start, end = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    slip = kind is Kind.ANNUAL and issued is not None and issued.month <= _SLIP
    if issued and start <= issued < end and kind is not Kind.PLAN and not slip:
        end = issued
    return Period(start, end)


def _months(kind: Kind, title: str) -> tuple[int, int]:
    if kind is Kind.HALF_YEAR:
        return (7, 12) if "上半年" not in title and "下半年" in title else (1, 6)
    if kind in (Kind.OTHER, Kind.ANNUAL) and (quarter := _QUARTER.search(title)):
        last = 3 * _number(quarter[1])
        return last - 2, last
    if (months := _MONTHS.search(title)) and 1 <= int(months[1]) <= int(months[2]) <= 12:
        return int(months[1]), int(months[2])
    return 1, 12
