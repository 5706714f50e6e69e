"""Rows as files. `columns` says what may stand in a file, this module how a row is worded; `slices` asks for a choice
piece by piece, `wide` turns it, `files` writes it in one of the formats, `address` is how programs ask for it."""

from collections.abc import Collection, Sequence

import polars as pl

from pages.shared import script, words
from pages.shared.export.columns import AS_WRITTEN, HEADINGS, WORDS

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # first characters that a spreadsheet acts on
ESCAPED = (*FORMULA, "'")  # get an apostrophe before them, so that taking one away always gives the words back
BOM = "\ufeff"


def worded(rows: pl.DataFrame, choice: str, snapshot: str, fields: Collection[str] = ()) -> pl.DataFrame:
    """The columns that have a heading, in their order, with words for codes; then the choice in words and the snapshot.

    Numbers stay numbers, days days and texts as they are. `fields`: of these columns only; empty for all.
    """
    known = [column for column in rows.columns if column in HEADINGS and (not fields or column in fields)]
    told = rows.select(_cell(column, rows.schema[column]) for column in known)
    return told.with_columns(choice=pl.lit(choice), snapshot=pl.lit(snapshot)).rename(HEADINGS, strict=False)


def csv(rows: pl.DataFrame, choice: str, snapshot: str, *, traditional: bool = False) -> bytes:
    """A whole file that Excel opens right: UTF-8 with a byte order mark, Chinese headings, no formulas."""
    told = worded(rows, choice, snapshot)
    return (BOM + lines(in_traditional(told) if traditional else told, heading=True)).encode("utf-8")


def in_traditional(told: pl.DataFrame) -> pl.DataFrame:
    """The same in 繁體, but for what reports say and by which names they are found again."""
    kept = tuple(HEADINGS[field] for field in AS_WRITTEN)
    words = [column for column, kind in told.schema.items() if kind == pl.String and not column.endswith(kept)]
    return told.with_columns(
        pl.col(column).map_elements(script.traditional, return_dtype=pl.String) for column in words
    ).rename(script.traditional)


def plain(rows: pl.DataFrame, names: Sequence[str], numeric: Sequence[bool], snapshot: str) -> bytes:
    """A table of texts that is none of ours, under its own `names`; columns that are `numeric` stay as they are."""
    cells = [
        column if is_number else _safe(pl.col(column.name)).alias(column.name)
        for column, is_number in zip(rows, numeric, strict=True)
    ]
    told = rows.select(*cells, _safe(pl.lit(snapshot)).alias("数据版本"))
    head = pl.DataFrame([[*names, "数据版本"]], schema=told.columns, orient="row").with_columns(
        _safe(pl.col(column)).alias(column) for column in told.columns
    )
    written = pl.concat([head, told]).write_csv(include_header=False, include_bom=True, line_terminator="\r\n")
    return written.encode("utf-8")


def lines(told: pl.DataFrame, *, heading: bool) -> str:
    """Lines of a CSV file, each ended by CR LF; exact digits, 是 and 否, no text that a spreadsheet runs."""
    cells = told.select(_written(column, kind) for column, kind in told.schema.items())
    headings = {column: column if column[:1] not in ESCAPED else f"'{column}" for column in told.columns}
    return cells.rename(headings).write_csv(include_header=heading, line_terminator="\r\n")


def _cell(column: str, kind: pl.DataType) -> pl.Expr:
    cell = pl.col(column)
    if column in WORDS:
        return cell.replace_strict(WORDS[column], default=cell, return_dtype=pl.String)
    if kind == pl.Float64:  # Python rounds decimally; a multiplication would bring binary dust back
        return cell.map_elements(lambda value: round(value, 6), return_dtype=pl.Float64)
    return cell


def _written(column: str, kind: pl.DataType) -> pl.Expr:
    cell = pl.col(column)
    if kind == pl.Boolean:
        return pl.when(cell).then(pl.lit("是")).when(~cell).then(pl.lit("否")).alias(column)
    if kind == pl.Float64:
        return cell.map_elements(words.digits, return_dtype=pl.String)
    if kind == pl.String:
        return _safe(cell).alias(column)
    return cell


def _safe(cell: pl.Expr) -> pl.Expr:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return pl.when(cell.str.slice(0, 1).is_in(ESCAPED)).then(pl.lit("'") + cell).otherwise(cell)
