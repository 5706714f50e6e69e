"""flow: the lines of all pages → paragraphs and table rows in reading order.

What repeats at the edge of pages (running headers, page numbers) and tables of contents are left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from pipeline.readers import table
from pipeline.readers.lines import Line, Page, Row, glued

_CLOSED = re.compile("[。！？；：!?;:][”’）》]*$")
_OPENING = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)、]|第[一二三四五六七八九十]+[章节部条]|[（(]?\d{1,2}[）)、.．](?!\d)|[①-⑳]|附件"
)
_LISTED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]?|[①-⑳•●·■◆-]")
_PAGE_NUMBER = re.compile(r"[-—–－― ]*(?:第? ?[0-9ivx]{1,4} ?页?)(?: ?[/／,，共 ]+ ?\d{1,4} ?页?)?[-—–－― ]*")
_CONTENTS = re.compile(r"[.…·．]{4,} ?\d*$")  # a line of a table of contents
_MARGIN = 0.12  # of the page's height, where running lines stand

Block = list[Line]  # lines under each other


def flow(pages: Sequence[tuple[list[Row], Page]]) -> Iterator[str]:
    """Paragraphs and rows of tables, each one line, from the rows of each page."""
    running = _running(pages)
    blocks: list[Block] = []
    for found, page in pages:
        body = [row for row in found if _key(row, page) not in running and not _is_page_number(row, page)]
        blocks += _columns([row for row in body if not _CONTENTS.search(row[-1].text)], page.width)
    return _joined(blocks)


def _key(row: Row, page: Page) -> tuple[str, int] | None:
    """What a running line has in common on all pages: its place, and its words but for numbers."""
    is_edge = row[0].top < page.height * _MARGIN or row[-1].bottom > page.height * (1 - _MARGIN)
    if not is_edge or row[0].cells:
        return None
    return re.sub(r"\d+", "#", "".join(run.text for run in row)), round(row[0].top / 4)


def _running(pages: Sequence[tuple[list[Row], Page]]) -> set[tuple[str, int] | None]:
    """Keys on a third of the pages, at least two (left and right pages may differ)."""
    counts = Counter(key for found, page in pages for key in {_key(row, page) for row in found} if key)
    return {key for key, count in counts.items() if count >= max(2, len(pages) / 3)}


def _is_page_number(row: Row, page: Page) -> bool:
    is_edge = row[0].top < page.height * _MARGIN or row[-1].bottom > page.height * (1 - _MARGIN)
    return is_edge and len(row) == 1 and bool(_PAGE_NUMBER.fullmatch(row[0].text))


def _columns(found: list[Row], width: float) -> Iterator[Block]:
    """Blocks in reading order: where the page has two columns of prose, all of the left before the right."""
    middle = _gutter(found, width)
    block: Block = []
    side: list[Row] = []

    def settle() -> Iterator[Block]:
        nonlocal block, side
        left = [[run for run in row if run.x1 <= middle] for row in side]
        right = [[run for run in row if run.x0 >= middle] for row in side]
        if _is_prose(left, middle) and _is_prose(right, width - middle):
            yield from (block, _block(left), _block(right))
            block = []
        else:
            block += _block(side)
        side = []

    for row in found:
        if any(run.x0 < middle < run.x1 for run in row):
            yield from settle()
            block += _block([row])
        else:
            side.append(row)
    yield from settle()
    yield block


def _gutter(found: list[Row], width: float) -> float:
    """Where between a third and two thirds of the width the fewest lines pass."""
    places = [width * (0.33 + 0.01 * step) for step in range(35)]
    passing = [sum(any(run.x0 < x < run.x1 for run in row) for row in found) for x in places]
    best = [x for x, count in zip(places, passing, strict=True) if count == min(passing)]
    return best[len(best) // 2]


def _is_prose(side: list[Row], width: float) -> bool:
    """Whether one side is a column: lines that mostly fill it, so no cells of a table."""
    lines = [row for row in side if row]
    full = [row for row in lines if row[-1].x1 - row[0].x0 > 0.55 * width and len(row) == 1]
    return len(lines) >= 3 and len(full) >= 0.4 * len(lines)


def _block(found: list[Row]) -> Block:
    """Rows as lines: several runs on one level are cells, but for a list number before its words."""
    lines: Block = []
    for row in filter(None, found):
        if lines and lines[-1].runs and _is_wrapped(lines[-1].runs, row):
            lines[-1] = _cells(_filled(lines[-1].runs, row))
        elif row[0].cells or len(row) == 1:
            lines += row
        elif len(row) == 2 and _LISTED.fullmatch(row[0].text):
            lines.append(replace(_cells(row), runs=None))
        else:
            lines.append(_cells(row))
    return lines


def _cells(row: Row) -> Line:
    top, bottom = min(run.top for run in row), max(run.bottom for run in row)
    return Line(" ".join(run.text for run in row), row[0].x0, row[-1].x1, top, bottom, runs=row)


def _is_wrapped(cells: Row, row: Row) -> bool:
    """Whether a row is but the second line of cells above it, all but the first."""
    is_close = row[0].top - max(cell.top for cell in cells) < 2 * cells[0].size
    return is_close and not row[0].cells and all(_above(cells, run) in range(1, len(cells)) for run in row)


def _above(cells: Row, run: Line) -> int:
    """Which cell a run begins under; -1 for none."""
    return next((i for i, cell in enumerate(cells) if abs(cell.x0 - run.x0) < run.size / 2), -1)


def _filled(cells: Row, row: Row) -> Row:
    second = {_above(cells, run): run for run in row}
    return [
        replace(cell, text=glued(cell.text, second[i].text), top=second[i].top) if i in second else cell
        for i, cell in enumerate(cells)
    ]


def _joined(blocks: Iterable[Block]) -> Iterator[str]:
    """Lines joined to paragraphs, also from one block to the next; a table that goes on is one."""
    held, cells = "", list[list[table.Cell]]()
    last: Line | None = None
    for block in blocks:
        left, right, pitch = _measures(block)
        for line in block:
            if line.cells:
                yield from filter(None, [held])
                held, last = "", None
                if cells and len(cells[0]) != len(line.cells[0]):
                    yield from table.lines(cells)
                    cells = []
                cells += line.cells if not cells or _words(cells[0]) != _words(line.cells[0]) else line.cells[1:]
                continue
            yield from table.lines(cells)
            cells = []
            if last and _goes_on(last, line, left, right, pitch):
                held = glued(held, line.text)
            else:
                yield from filter(None, [held])
                held = line.text
            is_over = right - line.x1 > 4 * line.size or (
                right - line.x1 > 1.6 * line.size and _CLOSED.search(line.text)
            )
            last = None if is_over or line.runs else line
    yield from filter(None, [held])
    yield from table.lines(cells)


def _words(row: Sequence[table.Cell]) -> list[str]:
    return [cell.text for cell in row]


def _measures(block: Block) -> tuple[float, float, float]:
    """Left edge of most lines, right edge, distance from line to line."""
    lines = [line for line in block if not line.cells]
    if not lines:
        return 0, 0, 0
    edges = Counter(round(line.x0 / 3) * 3 for line in lines).most_common(2)
    left = min(edge for edge, _ in edges)
    steps = [b.top - a.top for a, b in pairwise(lines)]
    return left, max(line.x1 for line in lines), median(steps) if steps else 0


def _goes_on(last: Line, line: Line, left: float, right: float, pitch: float) -> bool:
    """Whether a line goes on with the paragraph of a line that did not end short of the edge."""
    if line.runs or not 0.85 < line.size / last.size < 1.18:
        return False
    if line.top > last.top and line.top - last.top > 1.6 * max(pitch, 1.2 * last.size):
        return False
    is_indented = line.x0 - left > 0.8 * line.size
    is_centred = abs((line.x0 - left) - (right - line.x1)) < line.size and not _CLOSED.search(line.text)
    if is_indented and (line.x0 - last.x0 > 0.8 * line.size or _CLOSED.search(last.text)):
        return is_centred and not _CLOSED.search(last.text)  # the rest of a long title
    return not (_CLOSED.search(last.text) and _OPENING.match(line.text))
