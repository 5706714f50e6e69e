"""table: the cells of a table → lines in which every number stands beside the words that say what it is.

A row is one line, its cells parted by single blanks. Of several numbers side by side the row's name and the column's
head belong to each: they are written once for each number, each on a line of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

_HAN = "\u3000-\u303f㐀-\u9fff\uff00-\uffef"
_WIDENING = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_UNIT = "[万亿余]*(?:[人家户件场车]次|平方米|公里|百分点|[件起次场期人名个户家份条处宗项元张块套支册本篇间栋%％‰])"
_NUMBER = re.compile(rf"[-−－]?\d[\d,，.]*(?:{_UNIT})?")
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_ORDINAL = re.compile(r"序号|编号|排名|名次")
_HEAD = re.compile(
    rf"{_ORDINAL.pattern}|指标|项目|事项|名称|类别|类型|单位|内容|社区|村居|部门|地区|时间|年份|年度|月份"
)
# What says no more of a number than that it is one.
_HEAD_UNIT = re.compile(rf"[（(](?:单位[:：])?(万元|亿元|{_UNIT})[）)]$")
_PLAIN = re.compile(
    rf"{_YEAR.pattern}|(?:完成|实际|指标|统计)?(?:数量?|数值|数据|值|情况|结果)|本年|本期|全年|累计|合计"
)
_N_HEADS = 3  # rows at most
_LONGEST_HEAD = 30  # characters
_LONGEST = 60  # characters of a cell that stays in its row


@dataclass(eq=False, slots=True)
class Cell:
    """One cell; merged, the same object stands in every place that it covers."""

    text: str  # a paragraph is a line

    def __post_init__(self) -> None:
        tidy = (_WIDENING.sub("", " ".join(line.split())) for line in self.text.split("\n"))
        self.text = "\n".join(filter(None, tidy))

    @property
    def is_prose(self) -> bool:
        return "\n" in self.text or "。" in self.text or len(self.text) > _LONGEST

    @property
    def is_number(self) -> bool:
        return bool(_NUMBER.fullmatch(self.text)) and not _YEAR.fullmatch(self.text)


Row = Sequence[Cell]


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """Lines of a table from its rows, each from left to right; all rows are of one length or shorter."""
    rows = [row for row in rows if any(cell.text for cell in row)]
    first = list(takewhile(lambda row: not any(cell.is_number for cell in row), rows[:_N_HEADS]))
    heads = _heads(first) if len(first) < len(rows) else {}
    above: Row = ()
    for row in rows:
        yield from _row(row, above, heads)
        above = row


def _heads(rows: Sequence[Row]) -> dict[int, str]:
    """The words above each column; a row that is one merged cell is the table's title, and no head."""
    rows = [row for row in rows if len(set(row)) > 1]
    if not any(_HEAD.search(cell.text) for row in rows for cell in row[:2]):
        return {}
    heads: dict[int, str] = {}
    for row in rows:
        for column, cell in enumerate(row):
            words = cell.text.replace("\n", "")
            if len(words) <= _LONGEST_HEAD and words not in heads.get(column, ""):
                heads[column] = heads.get(column, "") + words
    return heads


def _row(row: Row, above: Row, heads: dict[int, str]) -> Iterator[str]:
    cells = list(_once(row, above))
    short = {column: cell.text for column, cell in cells if not cell.is_prose}
    numbers = [column for column, cell in cells if cell.is_number and not _is_ordinal(column, cell, heads)]
    if len(numbers) > 1 and heads and all(b - a == 1 for a, b in pairwise(numbers)):
        yield from _one_by_one(short, heads, numbers)
    else:
        head = heads.get(numbers[0], "") if len(numbers) == 1 else ""
        words = [text for column, text in short.items() for text in (*_said(head, column, numbers), text)]
        yield from _joined(words)
    for _, cell in cells:
        if cell.is_prose:
            yield from cell.text.split("\n")


def _said(head: str, column: int, numbers: list[int]) -> list[str]:
    """What stands before the number: its head where that says more than that there is a number, and the unit."""
    words, *unit = _parted(head) if column in numbers else [""]
    return unit if _PLAIN.fullmatch(words) else [words, *unit]


def _parted(head: str) -> list[str]:
    unit = _HEAD_UNIT.search(head)
    return [head[: unit.start()], unit[1]] if unit else [head]


def _once(row: Row, above: Row) -> Iterator[tuple[int, Cell]]:
    """Cells with their columns: one that spans columns once, one that spans rows in each of them if it is a name."""
    for column, cell in enumerate(row):
        is_wide = column > 0 and row[column - 1] is cell
        is_tall = column < len(above) and above[column] is cell
        if cell.text and not is_wide and not (is_tall and (cell.is_number or cell.is_prose)):
            yield column, cell


def _one_by_one(cells: dict[int, str], heads: dict[int, str], numbers: list[int]) -> Iterator[str]:
    """A line for each number: the row's name, the column's head, the unit, the number; remarks end the last."""
    name = {column: text for column, text in cells.items() if column < numbers[0] and not text.isdigit()}
    unit = [name.pop(column) for column in list(name) if heads.get(column, "").endswith("单位")]
    remarks = [text for column, text in cells.items() if column > numbers[-1]]
    for column in numbers:
        rest = remarks if column == numbers[-1] else []
        yield from _joined([*name.values(), *_parted(heads.get(column, "")), *unit, cells[column], *rest])


def _joined(words: Iterable[str]) -> Iterator[str]:
    line = " ".join(filter(None, words))
    if line:
        yield line


def _is_ordinal(column: int, cell: Cell, heads: dict[int, str]) -> bool:
    head = heads.get(column, "")
    return bool(_ORDINAL.search(head)) or (column == 0 and not head and cell.text.isdigit() and len(cell.text) < 3)
