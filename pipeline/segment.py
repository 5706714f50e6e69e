"""Text → sentences with their headings, and which of them stand in a section on next year's work."""

import re

from pipeline import table
from pipeline.cues import cue
from pipeline.model import NormalizedText, Sentence

_CN = "一二三四五六七八九十"
# Levels of official documents: 一、 (一) 1. (1) 一是; `第一部分` is above them all.
_LEVEL = re.compile(
    rf"(?P<l0>第[{_CN}]+(?:部分|章))|(?P<l1>[{_CN}]{{1,3}}\s*[、.,])|(?P<l2>\([{_CN}]{{1,3}}\))|"
    rf"(?P<l3>\d{{1,2}}\s*[、.](?!\d)|第\d+[,、])|(?P<l4>\(\d{{1,2}}\)|[①-⑳])|"
    rf"(?P<l6>[{_CN}](?:是|要)(?=[^,。;、]{{2,}}))"
)
_PLAN = cue("segment.plan")
_NOT_PLAN = cue("segment.not_plan")
_ENUMERATOR = re.compile(rf"^(?:第?[{_CN}]+(?:部分|章|[、.,:])|\([{_CN}\d]+\)|\d+[、.]|[{_CN}][是要])\s*")
_BARE_PLAN = cue("segment.bare_plan")
_OPENING = cue("segment.opening")
_INTENDED = cue("segment.intended")
_BULLET = re.compile("[·•●◆■▪]")
_BULLETED = re.compile(rf"(?:^[ \t]*{_BULLET.pattern}[^\n]*\n?)+", re.M)
_SENTENCE = re.compile(r"[^。!\n]*[。!\n]?")
_ATTACHED = re.compile(r"附[件表录]?\s*\d*\s*[:：]")  # an annex ends the section before it


def _level(line: str) -> int | None:
    match = _LEVEL.match(line)
    return int(match.lastgroup[1:]) if match and match.lastgroup else None


def _is_plan_heading(heading: str) -> bool:
    name = re.split(r"[,。:;]", _ENUMERATOR.sub("", heading), maxsplit=1)[0].strip()
    return bool(_PLAN.search(name)) and not _NOT_PLAN.search(name)


class _Headings:
    """The stack of headings above the current line, as one text, and whether one of them opens next year's work."""

    def __init__(self) -> None:
        self._stack: dict[int, tuple[str, bool]] = {}
        self.text, self.is_outlook = "", False

    def push(self, level: int, heading: str) -> None:
        self._stack = {key: above for key, above in self._stack.items() if key < level}
        self._stack[level] = heading, _is_plan_heading(heading)
        self.text = " ".join(text for text, _ in self._stack.values())
        self.is_outlook = any(is_plan for _, is_plan in self._stack.values())


def _is_bare_heading(line: str) -> bool:
    """A short line of its own without closing punctuation."""
    return len(line) <= 30 and line[-1:] not in "。;!,、:)”" and not re.search(r"\d.*\d", line)


def _intended_lists(text: str) -> list[tuple[int, int]]:
    """Spans of the bulleted lists of which two items or more say that they are yet to be done."""
    lists = [found.span() for found in _BULLETED.finditer(text)] if _BULLET.search(text) else []
    return [
        (start, end)
        for start, end in lists
        if sum(bool(_INTENDED.match(text, item.end())) for item in _BULLET.finditer(text, start, end)) >= 2
    ]


def segment(normalized: NormalizedText) -> list[Sentence]:
    """Sentences in order; offsets into the normalized text. Furniture is left out."""
    text, reader = normalized.text, _Reader(normalized.text)
    rows = table.stroke_rows(text)
    skip = iter((*normalized.ignored, (len(text) + 1, len(text) + 1)))
    ignored = next(skip)
    start, next_row, table_end = 0, 0, -1
    for line in text.split("\n"):
        end = start + len(line)
        while ignored[1] <= start:
            ignored = next(skip)
        while next_row < len(rows) and rows[next_row].start < end:
            table_end = rows[next_row].end
            reader.read_row(rows[next_row])
            next_row += 1
        if line.strip() and start > table_end and not (ignored[0] <= start and end <= ignored[1]):
            reader.read(start, end)
        start = end + 1
    return reader.sentences


class _Reader:
    """Reads line after line, keeping the headings above. A list number opens a paragraph, also within a line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences: list[Sentence] = []
        self._headings = _Headings()
        self._paragraph = -1
        self._head: table.Row | None = None
        self._year_heads: tuple[str, ...] = ()
        self._intended = _intended_lists(text)

    def read_row(self, row: table.Row) -> None:
        if table.is_head(self.text, row):
            self._head = row
        self._paragraph += 1
        columns = table.headers(self.text, self._head, row)
        is_outlook = self._headings.is_outlook
        self.sentences.append(
            Sentence(row.start, row.end, self._headings.text, self._paragraph, is_outlook, len(row.cells) > 1, columns)
        )

    def read(self, start: int, end: int) -> None:
        line = self.text[start:end].strip()
        if _ATTACHED.match(line):
            self._headings.push(0, line[:60])
        is_table = table.is_row(line)
        if not (is_table and self._year_heads):  # a row of numbers below a head is none, whatever they are
            self._year_heads = table.year_heads(line)
        columns = table.below(self._year_heads, self.text, start, end) if is_table else ()
        if _level(line) is None and not is_table and _is_bare_heading(line):
            self._headings.push(1 if _BARE_PLAN.search(line) else 5, line)
        self._paragraph += 1
        is_opening = any(a <= start < b for a, b in self._intended)
        for match in _SENTENCE.finditer(self.text, start, end):
            a, b = match.span()
            while a < b and self.text[a].isspace():
                a += 1
            if a == b:
                continue
            level = None if is_table else _level(self.text[a : a + 12])
            if level is not None:
                self._headings.push(level, self.text[a:b].rstrip("。!\n").split(";", 1)[0][:60])
                self._paragraph += 1
                is_opening = False
            is_opening = is_opening or bool(_OPENING.match(self.text, a))
            is_outlook = is_opening or self._headings.is_outlook
            self.sentences.append(Sentence(a, b, self._headings.text, self._paragraph, is_outlook, is_table, columns))
