"""lines: characters on a page → its lines and drawn tables, from top to bottom.

Lengths are in points, y grows downwards.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from pipeline.readers import LOWERED, RAISED, table
from pipeline.readers.ruling import Grid, Stroke, grids

_LATIN = re.compile("[A-Za-z0-9]")
_CELLS_APART, _WORDS_APART, _LATIN_APART = 1.6, 0.8, 0.2  # sizes of a character


@dataclass(frozen=True, slots=True)
class Glyph:
    text: str
    x0: float
    x1: float
    base: float  # of the line that it stands on
    size: float  # of its font

    @property
    def top(self) -> float:
        return self.base - 0.88 * self.size

    @property
    def bottom(self) -> float:
        return self.base + 0.12 * self.size

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, self.base - 0.38 * self.size


@dataclass(slots=True)
class Page:
    width: float
    height: float
    glyphs: list[Glyph]
    strokes: list[Stroke] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A run of characters on one line, or a whole table."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    cells: list[list[table.Cell]] | None = None  # of a drawn table
    runs: "list[Line] | None" = None  # the cells, where it is a row of a table without drawn lines

    @property
    def size(self) -> float:
        return self.bottom - self.top


Row = list[Line]  # runs on one level, from left to right


def rows(page: Page) -> list[Row]:
    """All lines of a page from top to bottom; a table is one."""
    found: list[Row] = []
    rest = page.glyphs
    for grid in grids(page.strokes):
        inside = [(glyph, grid.find(*glyph.middle)) for glyph in rest]
        if any(number is not None for _, number in inside):
            found.append([_table(grid, [(glyph, number) for glyph, number in inside if number is not None])])
            rest = [glyph for glyph, number in inside if number is None]
    found += [_runs(level) for level in _levels(rest)]
    return sorted(found, key=lambda row: row[0].top)


def _levels(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters on one level; small ones raised or lowered stay with the large ones beside them."""
    levels: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.size, glyph.base)):
        middle = glyph.middle[1]
        home = next((level for level in reversed(levels) if level[0].top < middle < level[0].bottom), None)
        if home is None:
            levels.append([glyph])
        else:
            home.append(_shifted(glyph, home[0]))
    return levels


def _shifted(glyph: Glyph, main: Glyph) -> Glyph:
    """A small raised or lowered character as its own sign."""
    rise = (main.base - glyph.base) / main.size
    if glyph.size > 0.8 * main.size or abs(rise) < 0.1:
        return glyph
    return replace(glyph, text=glyph.text.translate(RAISED if rise > 0 else LOWERED))


def _runs(level: list[Glyph]) -> Row:
    """A level cut where the distance is a column's or a cell's; within a run blanks stand where there are some."""
    level = sorted(level, key=lambda glyph: glyph.x0)
    size = median(glyph.size for glyph in level)
    runs: list[list[Glyph]] = [[level[0]]]
    for before, glyph in pairwise(level):
        last = runs[-1][-1]
        if glyph.text == last.text and glyph.x0 - last.x0 < (last.x1 - last.x0) / 2:
            continue  # printed twice to look bold
        if glyph.x0 - before.x1 > _CELLS_APART * size:
            runs.append([glyph])
        else:
            runs[-1].append(glyph)
    return [_line(run, size) for run in runs]


def _line(glyphs: Sequence[Glyph], size: float) -> Line:
    words = [glyphs[0].text]
    for before, glyph in pairwise(glyphs):
        gap = glyph.x0 - before.x1
        is_latin = _LATIN.match(before.text) and _LATIN.match(glyph.text)
        words.append(" " if gap > (_LATIN_APART if is_latin else _WORDS_APART) * size else "")
        words.append(glyph.text)
    base = median(glyph.base for glyph in glyphs)
    return Line("".join(words), glyphs[0].x0, glyphs[-1].x1, base - 0.88 * size, base + 0.12 * size)


def _table(grid: Grid, glyphs: list[tuple[Glyph, int]]) -> Line:
    """A drawn table; lines within a cell are wrapped words, unless a sentence ends."""
    held: dict[int, list[Glyph]] = {}
    for glyph, number in glyphs:
        held.setdefault(number, []).append(glyph)
    cells: dict[int, table.Cell] = {}
    for number in {number for row in grid.cells for number in row}:
        text = ""
        for level in sorted(_levels(held.get(number, [])), key=lambda level: level[0].top):
            words = " ".join(run.text for run in _runs(level))
            text = f"{text}\n{words}" if text.endswith("。") else glued(text, words)
        cells[number] = table.Cell(text)
    ordered = [[cells[number] for number in row] for row in grid.cells]
    return Line("", grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1], ordered)


def glued(first: str, second: str) -> str:
    """Two lines as one: words of Latin letters keep a blank, everything else is joined as it was broken."""
    if first and re.search("[A-Za-z]$", first) and re.match("[A-Za-z]", second):
        return f"{first} {second}"
    return first + second
