"""Rows as an HTML table in which every foreign word is escaped; each row can end in 原文, the way to its sentence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import polars as pl

from pages.shared import words
from pages.shared.selection import Selection
from pages.shared.words import Row

Cell = Callable[[Row], str]  # returns ready HTML
CONTEXT = 46  # characters of a sentence shown on each side of its number


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    cell: Cell
    style: str = ""  # right, name, small: see style.css


def text(field: str) -> Cell:
    """The words of a field, escaped."""
    return lambda row: escape("" if row[field] is None else str(row[field]))


def worded(say: Callable[[Row], str]) -> Cell:
    """What a function of words.py says of a row, escaped."""
    return lambda row: escape(say(row))


def sentence(row: Row) -> str:
    """The sentence around the number, with the number marked."""
    if not row["sentence"] or not row["quote"]:
        return ""
    place = row["start"] - row["sentence_start"]
    before, quote, after = row["sentence"][:place], row["quote"], row["sentence"][place + len(row["quote"]) :]
    before = before if len(before) <= CONTEXT else f"…{before[-CONTEXT:]}"
    after = after if len(after) <= CONTEXT else f"{after[:CONTEXT]}…"
    return f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}"


def source(choice: Selection) -> Cell:
    """The link to the sentence, or to the report that says nothing of it; empty where there is no report."""

    def cell(row: Row) -> str:
        if not row["report"]:
            return ""
        at = {} if row["start"] is None else {"at": row["start"]}
        return f'<a href="{escape(choice.address("evidence", report=row["report"], **at))}">原文</a>'

    return cell


VALUE = Column("数值", worded(words.shown), "right")
PERIOD = Column("统计期", worded(lambda row: words.period(row["period_start"], row["period_end"]) if row["value"] is not None else ""), "name")
REMARK = Column("说明", worded(words.remark), "small")
SENTENCE = Column("原文句子", sentence, "small")


def table(rows: pl.DataFrame, columns: Sequence[Column], looked: Callable[[Row], bool] = lambda row: False) -> str:
    """The rows as HTML; those that are `looked` at stand out."""
    head = "".join(f'<th scope="col" class="{column.style}">{escape(column.title)}</th>' for column in columns)
    body = "".join(_line(row, columns, looked(row)) for row in rows.iter_rows(named=True))
    return f'<div class="rows" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _line(row: Row, columns: Iterable[Column], looked: bool) -> str:
    grey = "" if row.get("state", "value") in ("value", "zero") else "grey"
    cells = "".join(f'<td class="{column.style} {grey}">{column.cell(row)}</td>' for column in columns)
    return f'<tr{" class=looked" if looked else ""}>{cells}</tr>'


def absent(rows: pl.DataFrame) -> str:
    """Those without a value, named under their reason; empty when all have one."""
    missing = rows.filter(~pl.col("state").is_in(["value", "zero"]))
    groups: dict[str, list[str]] = {}
    for state in ("review", "silent", "missing"):
        groups[words.STATES[state]] = [_named(row) for row in missing.filter(pl.col("state") == state).iter_rows(named=True)]
    lines = "".join(f"<dt>{reason}</dt><dd>{escape('、'.join(found))}</dd>" for reason, found in groups.items() if found)
    return f'<dl class="absent">{lines}</dl>' if lines else ""


def _named(row: Row) -> str:
    why = words.remark(row) if row["state"] == "silent" else ""
    return f"{row['name']}（{why}）" if why else str(row["name"])


def cards(figures: Iterable[tuple[str, str, str]]) -> str:
    """Key figures: title, value with unit, and a line on period, coverage and comparison. At most four on a page."""
    items = (f"<div><h3>{escape(title)}</h3><strong>{escape(value)}</strong><p>{escape(line)}</p></div>" for title, value, line in figures)
    return f'<div class="figures">{"".join(items)}</div>'
