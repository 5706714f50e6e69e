"""How much room words need, before any program lays them out, and tables cut where a page ends. In points."""

import math
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from pages.shared.briefing.content import Table

LEADING = 1.35  # line over type size
NARROW = 0.6  # width of a Latin letter or a digit over type size, rather too much than too little
WIDE = ("W", "F", "A")


def width(text: str, size: float) -> float:
    """Of one line."""
    return sum(size * (1 if east_asian_width(letter) in WIDE else NARROW) for letter in text)


def lines(text: str, size: float, room: float) -> int:
    """How many lines a paragraph takes in a box `room` wide; breaks between words cost up to a letter a line."""
    needed = width(text, size)
    return 1 if needed <= room else math.ceil(needed / max(room - size, size))


def height(texts: Sequence[str], size: float, room: float) -> float:
    """Of paragraphs below each other."""
    return sum(lines(text, size, room) for text in texts) * size * LEADING


def shares(table: Table, room: float) -> list[float]:
    """Widths of the columns."""
    whole = sum(column.width for column in table.columns)
    return [room * column.width / whole for column in table.columns]


def rows_of(table: Table, size: float, room: float, padding: float) -> list[float]:
    """Heights of the rows, that of the headings first."""
    widths = [share - 2 * padding for share in shares(table, room)]
    titles = tuple(column.title for column in table.columns)
    return [
        max(lines(cell, size, share) for cell, share in zip(row, widths, strict=True)) * size * LEADING + padding
        for row in (titles, *table.rows)
    ]


def pages(table: Table, size: float, room: float, most: float, padding: float) -> Iterator[Table]:
    """The table in parts at most `most` high, each with its headings. A row higher than that is cut in several."""
    table = Table(table.title, table.columns, tuple(_cut(table, size, room, most, padding)))
    head, *heights = rows_of(table, size, room, padding)
    part: list[tuple[str, ...]] = []
    used = head
    for row, needed in zip(table.rows, heights, strict=True):
        if part and used + needed > most:
            yield Table(table.title, table.columns, tuple(part))
            part, used = [], head
        part.append(row)
        used += needed
    yield Table(table.title, table.columns, tuple(part))


def _cut(table: Table, size: float, room: float, most: float, padding: float) -> Iterator[tuple[str, ...]]:
    """Rows of which each has room on one page: of one that has not, the rest of its cells goes on below."""
    head = rows_of(table, size, room, padding)[0]
    fit = max(1, int((most - head - padding) / (size * LEADING)))
    widths = [share - 2 * padding for share in shares(table, room)]
    for row in table.rows:
        rest = list(row)
        while True:
            ends = [_end(cell, size, share, fit) for cell, share in zip(rest, widths, strict=True)]
            yield tuple(cell[:end] for cell, end in zip(rest, ends, strict=True))
            rest = [cell[end:] for cell, end in zip(rest, ends, strict=True)]
            if not any(rest):
                break


def _end(cell: str, size: float, room: float, most: int) -> int:
    """How many characters of a cell have room in `most` lines."""
    if lines(cell, size, room) <= most:
        return len(cell)
    budget, end = most * max(room - size, size), 0
    while end < len(cell) and budget > 0:
        budget -= width(cell[end], size)
        end += 1
    return max(1, end - 1)
