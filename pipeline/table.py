"""Rows of flattened tables: cells between blanks, or between the strokes that saved web pages leave (规章 | 0 | 0)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CELL = re.compile(r"[^|\n]*[^|\s][^|\n]*")
_NUMBER = re.compile(r"-?[\d,.]+[%‰]?")
_HEAD_CELL = re.compile(r"(?:19|20)\d\d年?(?:度)?|[^\s\d|]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BARE_YEAR = re.compile(r"20[0-3]\d")
_LONGEST_CELL = 30  # characters; a longer line without a stroke is no cell


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as (start, end) without blanks around them."""

    cells: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.cells[0][0]

    @property
    def end(self) -> int:
        return self.cells[-1][1]


def is_row(line: str) -> bool:
    """Whether a line is cells between blanks, at least one of them a bare number, and no sentence."""
    cells = line.split()
    return len(cells) >= 3 and not re.search(r"[。,;](?!\d)", line) and any(map(_NUMBER.fullmatch, cells))


def stroke_rows(text: str) -> list[Row]:
    """Rows of all tables drawn with strokes, in order: on one line each, or a cell a line."""
    return [row for start, end in _blocks(text) for row in _rows(text, start, end)]


def headers(text: str, head: Row | None, row: Row) -> tuple[tuple[int, str], ...]:
    """For each number cell of a row its place and the words above it."""
    if head is None:
        return ()
    return _paired([text[slice(*cell)] for cell in head.cells], [(a, text[a:b]) for a, b in row.cells])


def is_head(text: str, row: Row) -> bool:
    """Whether a row names columns: several cells and no number, but for years."""
    words = [text[slice(*cell)] for cell in row.cells]
    years = sum(bool(_BARE_YEAR.fullmatch(word)) for word in words)
    return len(words) > 1 and sum(bool(_NUMBER.fullmatch(word)) for word in words) == (years if years > 1 else 0)


def year_heads(line: str) -> tuple[str, ...]:
    """Words of a line that names columns between blanks, two years or more among them (指标 2022年 2023年 增幅)."""
    cells = tuple(_HEAD_CELL.findall(line))
    is_head = sum(map(bool, map(_YEAR.match, cells))) >= 2 and not re.search("[。,;:]", line)
    return cells if is_head and not re.search(r"\d", _HEAD_CELL.sub("", line)) else ()


def below(heads: tuple[str, ...], text: str, start: int, end: int) -> tuple[tuple[int, str], ...]:
    """For each number cell of a row between blanks its place and the word above it; none where that is not sure."""
    return _paired(heads, [(cell.start(), cell[0]) for cell in re.compile(r"[^\s|]+").finditer(text, start, end)])


def _paired(heads: Sequence[str], cells: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """What stands before the years may be split otherwise in the row than in its head (a unit in a cell of its own)."""
    if len(cells) != len(heads):
        first = next((place for place, head in enumerate(heads) if _YEAR.match(head)), len(heads))
        numbers = sum(bool(_NUMBER.fullmatch(words)) for _, words in cells)
        heads, cells = heads[first:], cells[len(cells) - numbers :]
    if len(cells) != len(heads):
        return ()
    pairs = zip(heads, cells, strict=True)
    return tuple((at + words.startswith("-"), head) for head, (at, words) in pairs if _NUMBER.fullmatch(words))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of lines with strokes and of short lines between such lines."""
    if "|" not in text:
        return
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line), "|" in line, len(line) <= _LONGEST_CELL and "。" not in line))
        at += len(line) + 1
    start = None
    for number, (begin, end, has_stroke, is_short) in enumerate(lines):
        between = is_short and 0 < number < len(lines) - 1 and lines[number - 1][2] and lines[number + 1][2]
        if has_stroke or between:
            start = begin if start is None else start
            last = end
        elif start is not None:
            yield start, last
            start = None
    if start is not None:
        yield start, last


def _rows(text: str, start: int, end: int) -> Iterator[Row]:
    cells: list[tuple[int, int]] = []
    for match in _CELL.finditer(text, start, end):
        cell = match.start() + len(match[0]) - len(match[0].lstrip()), match.start() + len(match[0].rstrip())
        if cells:
            between = text[cells[-1][1] : cell[0]]
            many = len(cells) > 1 and "\n" not in text[cells[0][0] : cells[-1][1]]
            line_end = text.find("\n", cell[0], end)
            follows = _CELL.search(text, cell[1], end if line_end < 0 else line_end)  # more cells on the new line
            if between.count("|") != 1 or ("\n" in between and (many or follows)):
                yield Row(tuple(cells))
                cells = []
        cells.append(cell)
    if cells:
        yield Row(tuple(cells))
