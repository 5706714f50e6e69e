"""A grid of offices by indicators: words in every cell, a tint for the place of a value among the comparable ones."""

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from pages.shared import words
from pages.shared.charts.base import ROW, figure, labels, named, pointed
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

LINE = 17  # pixels of one line of an indicator's name
ARROWS = {"higher": "↑", "lower": "↓", "none": ""}
WIDE = 12  # columns up to which names and values have room for larger type


def positions(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """Rows of queries.heatmap.cells: blue to orange where there is a better end, one hue where there is none."""
    offices = [office.rows(named=True) for office in rows.partition_by("office", maintain_order=True)]
    names = labels([cells[0] for cells in offices])
    heads = [_head(cell, _across(len(offices[0]))) for cell in offices[0]]
    top = LINE * max(len(head) for head in heads) + 14
    size = 12 if len(heads) > WIDE else 14
    fig = figure(colours, ROW * len(offices) + top + 10, top=top)
    plain, judged = [[colours.tint, colours.full], [colours.warm, colours.hairline, colours.full]]
    _layer(fig, [[None if _is_judged(c) else c["position"] for c in cells] for cells in offices], plain)
    _layer(fig, [[c["merit"] for c in cells] for cells in offices], judged)
    _words(fig, offices, names, colours, size)
    fig.update_xaxes(
        tickvals=list(range(len(heads))), ticktext=["<br>".join(head) for head in heads], tickangle=0, side="top",
        showticklabels=True, range=[-0.5, len(heads) - 0.5], tickfont={"size": 12},
    )  # fmt: skip
    named(fig, names, [cells[0]["office"] == looked for cells in offices], colours)
    return fig


def _is_judged(cell: Row) -> bool:
    return cell["merit"] is not None


def _layer(fig: go.Figure, places: Sequence[Sequence[float | None]], scale: Sequence[str]) -> None:
    """The tinted cells of one kind of indicator; cells without a place stay bare."""
    if not any(place is not None for row in places for place in row):
        return
    fig.add_heatmap(
        z=places, zmin=0, zmax=1, colorscale=list(scale), showscale=False, xgap=2, ygap=2, hoverinfo="skip"
    )  # fmt: skip


def _words(fig: go.Figure, offices: Sequence[Sequence[Row]], names: Sequence[str], colours: Palette, size: int) -> None:
    """What stands in each cell, and at the pointer the whole statement; absences in grey."""
    cells = [(x, y, cell) for y, row in enumerate(offices) for x, cell in enumerate(row)]
    fig.add_scatter(
        x=[x for x, _, _ in cells],
        y=[y for _, y, _ in cells],
        mode="text",
        text=[_brief(cell) for _, _, cell in cells],
        textfont={
            "size": [size if _is_stated(cell) else size - 1 for _, _, cell in cells],
            "color": [colours.ink if _is_stated(cell) else colours.secondary for _, _, cell in cells],
        },
        hovertext=[_pointed(cell, names[y]) for _, y, cell in cells],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )


def _is_stated(cell: Row) -> bool:
    return cell["state"] in ("value", "zero")


def _pointed(cell: Row, name: str) -> str:
    return f"{spelt(cell['indicator_name'])}<br>{pointed(cell, name)}<br>{_place(cell)}"


def _brief(cell: Row) -> str:
    """The value without its unit, which stands above; in brackets where it is not compared; or its absence."""
    if not _is_stated(cell):
        return words.STATES[cell["state"]]
    said = words.QUALIFIERS[cell["qualifier"]] + words.compact(cell["value"])
    return f"[{said}]" if cell["reason"] else said


def _place(cell: Row) -> str:
    """Why a cell has a tint or none."""
    if not cell["is_comparable"]:
        return ""
    if cell["position"] is None:
        return f"只有{cell['comparable']}个可比数，不分位次"
    return f"{cell['comparable']}个可比数，{words.DIRECTIONS[cell['direction']]}"


def _across(columns: int) -> int:
    """Characters of an indicator's name on one line, for a page of 1366 pixels."""
    return 4 if columns > 14 else 6 if columns > 11 else 8


def _head(cell: Row, across: int) -> list[str]:
    """An indicator's name with its unit and the arrow of its better end, broken into short lines."""
    return [*wrap(cell["indicator_name"], across), f"（{cell['unit']}）{ARROWS[cell['direction']]}"]
