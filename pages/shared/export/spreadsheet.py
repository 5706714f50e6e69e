"""An Excel workbook: typed cells, a heading that stays, filters, and a last sheet that explains all of it. No cell is a
formula or a link. Rows go to the disk as they come, so a long workbook needs little memory."""

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any, BinaryIO

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from pages.shared.export import about
from pages.shared.export.slices import Slice, Tell

SHEET_ROWS = 1_000_000  # of one sheet; Excel holds 1,048,576
LONGEST = 32_767  # characters of a cell
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
Row = Sequence[Any]


class TooLong(Exception):
    """A text is longer than a cell of a spreadsheet may be; nothing is cut silently."""


def write(chosen: Slice, sink: BinaryIO, tell: Tell) -> None:
    """The choice as a workbook. Raises TooLong, and Incomplete of slices."""
    with Workbook(sink, OPTIONS) as book:
        style = _Styles(book)
        pieces = chosen.pieces(tell)
        first = next(pieces)
        rows = chain(first.iter_rows(), chain.from_iterable(piece.iter_rows() for piece in pieces))
        number, left = 1, True
        while left:
            name = chosen.say("数据" if number == 1 else f"数据（续{number - 1}）")
            left = _data(book.add_worksheet(name), style, first.schema, rows, chosen.total - (number - 1) * SHEET_ROWS)
            number += 1
        _explain(book.add_worksheet(chosen.say("说明")), style, chosen)


class _Styles:
    def __init__(self, book: Workbook) -> None:
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F2F5F8"}
        )
        self.whole = book.add_format({"num_format": "#,##0"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})


def _data(sheet: Worksheet, style: _Styles, schema: pl.Schema, rows: Any, left: int) -> bool:
    """One sheet of rows; whether more are left for another."""
    for column, (heading, kind) in enumerate(schema.items()):
        sheet.set_column(column, column, _width(heading, kind))
    sheet.freeze_panes(1, 0)
    here = max(0, min(left, SHEET_ROWS))
    sheet.autofilter(0, 0, max(here, 1), len(schema) - 1)
    _line(sheet, style, 0, list(schema), style.head)
    for n in range(1, here + 1):
        _line(sheet, style, n, next(rows))
    return left > SHEET_ROWS


def _line(sheet: Worksheet, style: _Styles, n: int, cells: Row, given: Any = None) -> None:
    for column, value in enumerate(cells):
        if value is None:
            continue
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, str):
            if len(value) > LONGEST:
                raise TooLong(
                    f"第{n}行有{len(value):,}个字的文字，超过表格单元格的上限{LONGEST:,}个字，请改用 CSV 或 Parquet。"
                )
            sheet.write_string(n, column, value, given)
        elif isinstance(value, date):
            sheet.write_datetime(n, column, value, style.day)
        else:
            sheet.write_number(n, column, value, style.whole if _is_large(value) else given)


def _is_large(value: float) -> bool:
    """Whether thousands are set apart; years and places are not."""
    return abs(value) >= 10_000 and float(value).is_integer()


def _width(heading: str, kind: pl.DataType) -> int:
    if heading.endswith("原文句子"):
        return 60
    return 12 if kind.is_numeric() or kind == pl.Date else max(10, min(24, 2 * len(heading) + 2))


def _explain(sheet: Worksheet, style: _Styles, chosen: Slice) -> None:
    """说明: what the file is, what its columns mean, how its indicators are defined."""
    for column, width in enumerate((30, 60, 10, 16, 12, 60)):
        sheet.set_column(column, column, width, style.wrap)
    definitions = about.definitions(chosen)
    blocks: list[tuple[Row, Sequence[Row]]] = [
        (("这份文件", ""), about.facts(chosen)),
        (("列", "含义"), about.columns(chosen)),
        (definitions.columns, definitions.rows()),
    ]
    n = 0
    for head, lines in blocks:
        _line(sheet, style, n, _said(head, chosen), style.head)
        for n, line in enumerate(lines, start=n + 1):  # noqa: B020 (goes on from the block before)
            _line(sheet, style, n, _said(line, chosen), style.wrap)
        n += 2


def _said(cells: Row, chosen: Slice) -> Row:
    return [chosen.say(cell) if isinstance(cell, str) else cell for cell in cells]
