"""The order of a table, chosen by a click on a heading: a link, so that the address holds it and the file follows."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from pages.shared.foreign import escape, spelt
from pages.shared.tables import Column

FALLING = "-"


def sorted_by(page: str, rows: pl.DataFrame, columns: Sequence[Column]) -> tuple[pl.DataFrame, list[Column]]:
    """The rows in the order that the address asks for, and the columns with headings that lead to their own order.

    A column can be sorted by where it names a field that the rows have; those without a value stay at the end.
    """
    asked = st.query_params.get("sort", "")
    title, falling = asked.removeprefix(FALLING), asked.startswith(FALLING)
    fields = {column.title: column.by for column in columns if column.by in rows.columns}
    if title in fields:
        rows = rows.sort(fields[title], descending=falling, nulls_last=True, maintain_order=True)
    return rows, [_linked(page, column, title, falling) if column.title in fields else column for column in columns]


def _linked(page: str, column: Column, title: str, falling: bool) -> Column:
    """Numbers fall first, words rise first; a second click turns them round."""
    is_asked = column.title == title
    turned = not falling if is_asked else column.style == "right"
    order = f"{FALLING if turned else ''}{column.title}"
    kept = [(key, one) for key in st.query_params if key != "sort" for one in st.query_params.get_all(key)]
    arrow = ("↓" if falling else "↑") if is_asked else ""
    address = urlencode([*kept, ("sort", order)])
    link = f'<a target="_self" href="{spelt(f"{page}?{address}")}">'
    return replace(column, heading=f"{link}{escape(column.title)}{arrow}</a>")
