"""Small multiples: several indicators of the same offices, a panel for each, the offices in one order down the side."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from pages.shared import words
from pages.shared.charts.base import CLEAR, ROW, figure, labels, named, pointed
from pages.shared.theme import Palette
from pages.shared.words import Row

MOST = 60  # offices of one chart; the table below it goes on
PANELS = 6  # indicators beside each other on a page of 1366 pixels
LINE = 17  # pixels of one line of a panel's title
ACROSS = 9  # characters of one line of it


def several(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """Rows of queries.compare.several: a bar for each value, hollow where not comparable, words where there is none."""
    indicators = rows.unique("indicator", keep="first", maintain_order=True)["indicator"].to_list()[:PANELS]
    offices = rows["office"].unique(maintain_order=True).head(MOST)
    shown = rows.filter(pl.col("office").is_in(offices.to_list()))
    panels = [shown.filter(indicator=indicator).rows(named=True) for indicator in indicators]
    titles = [[*wrap(panel[0]["indicator_name"], ACROSS), f"（{panel[0]['unit']}）"] for panel in panels]
    top = LINE * max(len(title) for title in titles) + 12
    grid = make_subplots(1, len(panels), shared_yaxes="all", horizontal_spacing=0.018)
    base = figure(colours, ROW * len(offices) + top + 12, top=top)
    grid.update_layout(base.layout)
    grid.update_xaxes(base.layout.xaxis)
    grid.update_yaxes(base.layout.yaxis)
    for column, (panel, title) in enumerate(zip(panels, titles, strict=True), 1):
        _panel(grid, panel, column, colours, looked)
        axis = f"x{column if column > 1 else ''} domain"
        grid.add_annotation(
            x=0, xref=axis, y=1, yref="paper", xanchor="left", yanchor="bottom", align="left",
            text="<br>".join(escape(line) for line in title), showarrow=False, font={"color": colours.secondary},
        )  # fmt: skip
    named(grid, labels(panels[0]), [row["office"] == looked for row in panels[0]], colours)
    grid.update_yaxes(showticklabels=False, col=None)
    grid.update_yaxes(showticklabels=True, col=1)
    return grid


def _panel(grid: go.Figure, panel: Sequence[Row], column: int, colours: Palette, looked: str | None) -> None:
    """One indicator: bars from zero, the value with its unit behind each, the absence in grey."""
    stated = [row["state"] in words.STATED for row in panel]
    main = [colours.accent if row["office"] == looked else colours.quiet for row in panel]
    places = list(range(len(panel)))
    names = labels(panel)
    grid.add_bar(
        x=[row["value"] if known else None for row, known in zip(panel, stated, strict=True)], y=places,
        orientation="h", width=0.62, row=1, col=column, hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "color": [colour if row["is_comparable"] else CLEAR for row, colour in zip(panel, main, strict=True)],
            "line": {"color": main, "width": 1.5},
        },
        hovertext=[pointed(row, name) for row, name in zip(panel, names, strict=True)],
    )  # fmt: skip
    grid.add_scatter(
        x=[row["value"] if known else 0 for row, known in zip(panel, stated, strict=True)], y=places, mode="text",
        text=[f" {_said(row)}" for row in panel], textposition="middle right", cliponaxis=False, row=1, col=column,
        textfont={"size": 13, "color": [colours.ink if known else colours.secondary for known in stated]},
        hovertext=[pointed(row, name) for row, name in zip(panel, names, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    most = max((row["value"] for row, known in zip(panel, stated, strict=True) if known), default=1) or 1
    grid.update_xaxes(range=[0, most * 1.75], row=1, col=column)


def _said(row: Row) -> str:
    """The value without its unit, which stands above; or why there is none."""
    if row["state"] not in words.STATED:
        return words.STATES[row["state"]]
    said = words.QUALIFIERS[row["qualifier"]] + words.compact(row["value"])
    return said if row["is_comparable"] else f"[{said}]"
