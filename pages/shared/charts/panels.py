"""Small multiples: several indicators of the same offices, a panel for each, the offices in one order down the side."""

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from pages.shared import words
from pages.shared.charts.base import CLEAR, ROW, figure, labels, named, pointed
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

MOST = 60  # offices of one chart; the table below it goes on
PANELS = 6  # indicators beside each other on a page of 1366 pixels
LINE = 17  # pixels of one line of a panel's title
GAP = 0.08  # of a panel's breadth, between it and the next
ACROSS = 9  # characters of one line of it


def several(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """Rows of queries.compare.several: a bar for each value, hollow where not comparable, words where there is none."""
    indicators = rows.unique("indicator", keep="first", maintain_order=True)["indicator"].to_list()[:PANELS]
    offices = rows["office"].unique(maintain_order=True).head(MOST)
    shown = rows.filter(pl.col("office").is_in(offices.to_list()))
    panels = [shown.filter(indicator=indicator).rows(named=True) for indicator in indicators]
    titles = [[*wrap(panel[0]["indicator_name"], ACROSS), f"（{panel[0]['unit']}）"] for panel in panels]
    top = LINE * max(len(title) for title in titles) + 12
    fig = figure(colours, ROW * len(offices) + top + 12, top=top)
    for column, (panel, title) in enumerate(zip(panels, titles, strict=True)):
        _panel(fig, panel, column, len(panels), colours, looked)
        fig.add_annotation(
            x=column / len(panels), xref="paper", y=1, yref="paper", xanchor="left", yanchor="bottom", align="left",
            text="<br>".join(spelt(line) for line in title), showarrow=False, font={"color": colours.secondary},
        )  # fmt: skip
    named(fig, labels(panels[0]), [row["office"] == looked for row in panels[0]], colours)
    return fig


def _panel(fig: go.Figure, panel: Sequence[Row], column: int, of: int, colours: Palette, looked: str | None) -> None:
    """One indicator on an axis of its own: bars from zero, the value behind each, the absence in grey."""
    stated = [row["state"] in words.STATED for row in panel]
    main = [colours.accent if row["office"] == looked else colours.quiet for row in panel]
    pointers = [pointed(row, name) for row, name in zip(panel, labels(panel), strict=True)]
    axis = f"x{column + 1}" if column else "x"
    common = {
        "y": list(range(len(panel))), "xaxis": axis, "hovertext": pointers,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip
    fig.add_bar(
        x=[row["value"] if known else None for row, known in zip(panel, stated, strict=True)],
        orientation="h", width=0.62, **common,
        marker={
            "color": [colour if row["is_comparable"] else CLEAR for row, colour in zip(panel, main, strict=True)],
            "line": {"color": main, "width": 1.5},
        },
    )  # fmt: skip
    fig.add_scatter(
        x=[row["value"] if known else 0 for row, known in zip(panel, stated, strict=True)], mode="text",
        text=[f" {_said(row)}" for row in panel], textposition="middle right", cliponaxis=False, **common,
        textfont={"size": 13, "color": [colours.ink if known else colours.secondary for known in stated]},
    )  # fmt: skip
    most = max((row["value"] for row, known in zip(panel, stated, strict=True) if known), default=1) or 1
    own = fig.layout.xaxis.to_plotly_json() | {"anchor": "y", "range": [0, most * 1.75]}
    share = {"domain": [column / of, (column + 1 - GAP) / of]}
    fig.update_layout({axis.replace("x", "xaxis"): own | share})


def _said(row: Row) -> str:
    """The value without its unit, which stands above; or why there is none."""
    if row["state"] not in words.STATED:
        return words.STATES[row["state"]]
    said = words.QUALIFIERS[row["qualifier"]] + words.compact(row["value"])
    return said if row["is_comparable"] else f"[{said}]"
