"""Where a report says what it is (title, opening, headings), and which kind that makes it."""

import re
from collections.abc import Sequence
from functools import cache

from pipeline.model import Kind
from pipeline.naming import Found, Parts
from pipeline.offices import vocabulary

Span = tuple[int, int]
_CN = "一二三四五六七八九十"
_HEADING = re.compile(rf"第?[{_CN}]{{1,3}}(?:部分|[、.,:])|\([{_CN}]{{1,3}}\)")
_FIRST_LEVEL = re.compile(rf"^[ \t]*[{_CN}]{{1,3}}[、.,][^\n。]{{2,50}}", re.M)
_NO_TITLE = re.compile(
    r"[|>]|[:,;、]$|^[(【\[]?(?:索引号|当前位置|首页|发布|时间|来源|字体|打印|关注|文号|主题|各社区|各科室)"
    r"|〔20\d\d〕第?\d*号?\)?$|^[(]?(?:20\d\d|二[〇零○]..)[年\-.][\d月日\-.: 一二三四五六七八九十]*\)?(?: |$)"
)
_REPORTING = re.compile(r"(?:现将|现就|(?:报告|汇报|总结|公布|情况)如下)[^。\n]{0,60}")
_LONGEST_TITLE, _TITLE_LINES, _OPENING, _SIGNATURE = 80, 10, 160, 90


def lines_of(text: str) -> list[Span]:
    """Spans of the lines that hold words, without the blanks around them."""
    return [(m.start(), m.end()) for m in re.finditer(r"[^\s][^\n]*[^\s]|[^\s]", text)]


def parts_of(text: str, lines: Sequence[Span]) -> Parts:
    """Title, opening and signature of a text."""
    start, end = _title(text, lines[:_TITLE_LINES])
    body = next((line[0] for line in lines if line[0] >= end), 0)
    closing = [line[0] for line in lines[-6:] if line[1] - line[0] <= 45 and not re.search("[。;]", text[slice(*line)])]
    closing = [start for start in closing if start > max(body, len(text) - 6 * _SIGNATURE)]
    return Parts((start, end), body + _OPENING, min(closing, default=len(text)))


def _title(text: str, lines: Sequence[Span]) -> Span:
    """Span of the title, over up to three lines; empty when the text begins with its body."""
    for index, (start, end) in enumerate(lines):
        line = text[start:end]
        if end - start > _LONGEST_TITLE or "。" in line or _HEADING.match(line):
            break
        if end - start < 6 or _NO_TITLE.search(line):
            continue
        for more in lines[index + 1 : index + 3]:
            if not _continues(text[start:end], text[slice(*more)]):
                break
            end = more[1]
        return start, end
    return 0, 0


def _continues(title: str, line: str) -> bool:
    """Whether a line goes on with the title: a subtitle after a dash, or the words that say what it is."""
    if len(line) > 50 or re.search("[。,;]", line) or _NO_TITLE.search(line) or _HEADING.match(line):
        return False
    return line.startswith(("—", "-")) or (_by_words(title) is None and _by_words(title + line) is not None)


def leads_of(text: str, parts: Parts) -> list[Span]:
    """Where a report says what it is on, clearest first: title, reporting sentence, opening, headings."""
    opening = (parts.title[1], min(parts.opening - 60, len(text)))
    headings = [m.span() for m in _FIRST_LEVEL.finditer(text)]
    spans = (parts.title, reporting_of(text, parts), *headings[:1], opening, *headings[1:])
    return [span for span in spans if span[0] < span[1]]


def reporting_of(text: str, parts: Parts) -> Span:
    """Span of the sentence that says what is reported (现将2023年法治建设情况报告如下), empty without one."""
    match = _REPORTING.search(text, parts.title[1], parts.opening + 600)
    if not match:
        return 0, 0
    return 1 + max(text.rfind(mark, parts.title[1], match.start()) for mark in ",。\n"), match.end()


@cache
def _kinds() -> list[tuple[str, Kind, re.Pattern[str]]]:
    return [
        (kind["name"], Kind(kind["kind"]), re.compile(".*?".join(f"(?:{group})" for group in kind["words"]), re.S))
        for kind in vocabulary()["kind"]
    ]


def _by_words(text: str) -> tuple[str, Kind, Span] | None:
    for name, kind, pattern in _kinds():
        if match := pattern.search(text):
            return name, kind, match.span()
    return None


def kind_of(text: str, whole: str, leads: Sequence[Span], parts: Parts) -> tuple[Kind, Found]:
    """Kind of a report with its name in Chinese and the words that say so. `whole`: the text with its furniture."""
    clear = {parts.title, reporting_of(text, parts)}
    said = [(found, lead) for lead in leads if (found := _by_words(text[slice(*lead)]))]
    news = _news(text, whole, parts)
    for (name, kind, (start, end)), lead in said:
        if lead in clear or not news:
            return kind, Found("kind", name, lead[0] + start, lead[0] + end)
    return (Kind.NEWS, news) if news else (Kind.OTHER, Found("kind", "其他", 0, 0))


def _news(text: str, whole: str, parts: Parts) -> Found | None:
    """News is told by the marks of a newsroom around it; its topic is the first that its text names."""
    marks = re.compile(vocabulary()["news"]["marks"])
    mark = marks.search(whole, 0, parts.opening) or marks.search(whole, max(0, len(whole) - 200))
    if not mark:
        return None
    name = next(topic["name"] for topic in vocabulary()["news"]["topic"] if re.search(topic["words"], text))
    return Found("kind", name, *mark.span())


def kind_named(name: str) -> Kind:
    """Kind of a report of which a meta file gives the kind's name."""
    found = _by_words(name)
    return Kind.NEWS if "新闻" in name else found[1] if found else Kind.OTHER
