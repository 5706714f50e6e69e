"""Stacked bars: what became of the numerals of each report."""

import plotly.graph_objects as go
import polars as pl

from pages.shared import words
from pages.shared.charts.base import ROW, figure, labels
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

MOST = 60  # reports of one chart; the table below it goes on
PARTS = ("assigned", "change", "unassigned", "damaged", "structural")


def account(rows: pl.DataFrame, colours: Palette) -> go.Figure:
    """Rows of queries.quality.account: a bar for each report, its share of unassigned at the end."""
    reports = rows.head(MOST).rows(named=True)
    places = list(range(len(reports)))
    names = [f"{name}（{row['kind_name']}）" for name, row in zip(labels(reports), reports, strict=True)]
    fills = dict(
        zip(PARTS, (colours.primary, colours.quiet, colours.accent, colours.ink, colours.hairline), strict=True)
    )
    fig = figure(colours, ROW * max(len(reports), 1) + 50, top=40)
    edges = dict.fromkeys(PARTS, colours.page) | {"structural": colours.benchmark}
    for part in PARTS:
        fig.add_bar(
            x=[row[part] for row in reports], y=places, orientation="h", width=0.62, name=words.DISPOSITIONS[part],
            marker={"color": fills[part], "line": {"color": edges[part], "width": 1}},
            hovertext=[_hover(name, row) for name, row in zip(names, reports, strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip
    fig.add_scatter(
        x=[row["numerals"] for row in reports], y=places, mode="text", text=[f" {_end(row)}" for row in reports],
        textposition="middle right", cliponaxis=False, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    most = max((row["numerals"] for row in reports), default=1)
    fig.update_xaxes(range=[0, (most or 1) * 1.3])
    fig.update_yaxes(
        tickvals=places, ticktext=[f"{spelt(name)}　" for name in names], range=[len(names) - 0.5, -0.5],
        showticklabels=True, automargin=True,
    )  # fmt: skip
    legend = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False}
    fig.update_layout(barmode="stack", showlegend=True, legend=legend | {"traceorder": "normal"})
    return fig


def _end(row: Row) -> str:
    """What stands at the end of a bar."""
    share = "" if row["share"] is None else f"，未归入{words.number(row['share'])}%"
    return f"{row['numerals']}处{share}"


def _hover(name: str, row: Row) -> str:
    parts = (f"{words.DISPOSITIONS[part]} {row[part]}" for part in PARTS)
    return f"<b>{spelt(name)}</b>　{_end(row)}<br>{'<br>'.join(parts)}"
