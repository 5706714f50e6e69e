"""Rows as an HTML table in which every foreign word is escaped; each row can end in 原文, the way to its sentence."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from pages.shared import words
from pages.shared.foreign import escape, spelt
from pages.shared.selection import Selection
from pages.shared.words import Row

Cell = Callable[[Row], str]  # returns ready HTML
MOST = 300  # rows of one table; more are for a file
NAMED = 60  # names of one list
CONTEXT = 40  # characters of a sentence shown on each side of its number, cut between clauses and never inside a number
FIRST, LAST = re.compile(r"^[^，,；;。：:、]*[，,；;。：:、]?"), re.compile(r"[^，,；;。：:、]*$")


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    cell: Cell
    style: str = ""  # right, name, small: see style.css
    by: str = ""  # field by which a click on the heading sorts
    heading: str = ""  # ready HTML instead of the title


def text(field: str) -> Cell:
    """The words of a field, escaped."""
    return lambda row: escape("" if row[field] is None else str(row[field]))


def worded(say: Callable[[Row], str]) -> Cell:
    """What a function of words.py says of a row, escaped."""
    return lambda row: escape(say(row))


def sentence(row: Row, context: int = CONTEXT) -> str:
    """The sentence around the number, with the number marked; at most so many characters on each side of it."""
    if not row["sentence"] or not row["quote"]:
        return ""
    place = row["start"] - row["sentence_start"]
    before, quote, after = row["sentence"][:place], row["quote"], row["sentence"][place + len(row["quote"]) :]
    before = before if len(before) <= context else "…" + FIRST.sub("", before[-context:])
    after = after if len(after) <= context else LAST.sub("", after[:context]) + "…"
    return f"<q>{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}</q>"


def source(choice: Selection, report: str = "report", *, start: str = "start", whole: bool = False) -> Cell:
    """The link to the sentence, or to the report that says nothing of it; empty where there is no report.

    `report`, `start`: the fields that name it and the place; `whole`: the report is meant, not a place in its text.
    """

    def cell(row: Row) -> str:
        at = None if whole else row[start]
        return f'<a href="{spelt(choice.evidence(row[report], at))}">原文</a>' if row[report] else ""

    return cell


DISTRICT = Column("区县", text("district"), "name", "district")
NAME = Column("街镇", worded(words.office), "name", "name")
VALUE = Column("数值", worded(words.shown), "right", "value")
PERIOD = Column(
    "统计期",
    worded(lambda row: words.period(row["period_start"], row["period_end"]) if row["value"] is not None else ""),
    "period",
)
REMARK = Column("说明", worded(words.remark), "small")
SENTENCE = Column("原文句子", sentence, "small wide")


def links(lead: str, page: str, choice: Selection, names: Iterable[str], **more: str) -> str:
    """Links to a page, one for each indicator named, with the rest of the choice kept."""
    items = "　".join(
        f'<a href="{spelt(choice.address(page, indicator=name, **more))}">{escape(name)}</a>' for name in names
    )
    return f'<p class="links">{escape(lead)}　{items}</p>' if lead else items


def by_office(figures: pl.DataFrame, across: str = "year") -> list[Row]:
    """Rows of one office and year each, or of whatever goes `across`, as one row per office with these in `cells`.

    One office more than a table shows. A row as such has no state: each of its cells has its own.
    """
    first = figures["office"].unique(maintain_order=True).head(MOST + 1)
    series = figures.filter(pl.col("office").is_in(first.to_list())).partition_by("office", maintain_order=True)
    return [
        rows.row(0, named=True) | {"cells": {row[across]: row for row in rows.iter_rows(named=True)}, "state": "value"}
        for rows in series
    ]


def linked(choice: Selection, key: int | str) -> Cell:
    """The value of one of the `cells` as the link to its sentence, in brackets where not comparable; or its absence."""

    def cell(row: Row) -> str:
        figure = row["cells"][key]
        if figure["state"] not in ("value", "zero", "review"):
            return f'<span class="grey">{words.shown(figure)}</span>'
        said = escape(words.shown(figure))
        address = choice.evidence(figure["report"], figure["start"])
        title = escape(words.remark(figure))
        return f'<a href="{spelt(address)}" title="{title}">{f"[{said}]" if figure["reason"] else said}</a>'

    return cell


def who(choice: Selection) -> list[Column]:
    """The columns that name an office: with its district where the choice has several."""
    return [DISTRICT, NAME] if len(choice.areas) > 1 else [NAME]


def table(
    rows: pl.DataFrame | Iterable[Row], columns: Sequence[Column], looked: Callable[[Row], bool] = lambda row: False
) -> str:
    """The rows as HTML; those that are `looked` at stand out."""
    lines = list(rows.iter_rows(named=True) if isinstance(rows, pl.DataFrame) else rows)
    head = "".join(
        f'<th scope="col" class="{column.style}">{column.heading or escape(column.title)}</th>' for column in columns
    )
    body = "".join(_line(row, columns, looked(row)) for row in lines[:MOST])
    cut = f'<p class="quiet">只显示前{MOST}行，全部行见导出的文件。</p>' if len(lines) > MOST else ""
    rows_html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="rows" tabindex="0" role="region" aria-label="表格">{rows_html}</div>{cut}'


def _line(row: Row, columns: Iterable[Column], looked: bool) -> str:
    grey = "" if row.get("state", "value") in ("value", "zero") else "grey"
    cells = "".join(f'<td class="{column.style} {grey}">{column.cell(row)}</td>' for column in columns)
    return f"<tr{' class=looked' if looked else ''}>{cells}</tr>"


def absent(rows: pl.DataFrame, name: Callable[[Row], str] = words.office) -> str:
    """Those without a value, named under their reason; empty when all have one."""
    missing = rows.filter(~pl.col("state").is_in(["value", "zero"]))
    groups: dict[str, list[str]] = {}
    for state in words.ABSENT:
        groups[words.STATES[state]] = [
            _named(row, name) for row in missing.filter(pl.col("state") == state).iter_rows(named=True)
        ]
    lines = "".join(
        f"<dt>{reason}</dt><dd>{escape(words.names(found, NAMED))}</dd>" for reason, found in groups.items() if found
    )
    return f'<dl class="absent">{lines}</dl>' if lines else ""


def _named(row: Row, name: Callable[[Row], str]) -> str:
    why = words.remark(row) if row["state"] in ("silent", "exempt") else ""
    return f"{name(row)}（{why}）" if why else name(row)


def cards(figures: Iterable[tuple[str, str, str]]) -> str:
    """Key figures: title, value with unit, and a line on period, coverage and comparison. At most four on a page."""
    items = (
        f"<div><h3>{escape(title)}</h3><strong>{escape(value)}</strong><p>{escape(line)}</p></div>"
        for title, value, line in figures
    )
    return f'<div class="figures">{"".join(items)}</div>'
