"""The spine: one office in all its indicators, each on a scale of its own around the median of the others.

The median stands in the middle of every row, so that the rows together show where the office lies above and below.
"""

from collections.abc import Iterator

import plotly.graph_objects as go
import polars as pl

from pages.shared import comparison
from pages.shared.charts.base import ROW, SYMBOLS, figure, pointed, width
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

ARROWS = {"higher": "↑", "lower": "↓", "none": ""}
OTHERS = "其他街镇：最低｜中位数｜最高"
TOP = 26  # pixels of the words above the rows


def office(rows: pl.DataFrame, colours: Palette) -> go.Figure:
    """Rows of queries.office.beside with at least three others, in the order of the catalogue, by domain."""
    lanes = list(_lanes(rows))
    points = [(place, row) for place, row in enumerate(lanes) if isinstance(row, dict)]
    said = {place: comparison.beside(row) for place, row in points}
    among = {place: comparison.range_(row) for place, row in points}
    own = max((width(text) for text in said.values()), default=0) + 20
    right = own + max(width(text) for text in (OTHERS, *among.values())) + 20
    fig = figure(colours, ROW * max(len(lanes), 1) + TOP + 12, top=TOP, right=right)
    for place, row in points:
        _span(fig, row, place, colours)
        for shift, text, colour in ((12, said[place], colours.accent), (own + 12, among[place], colours.secondary)):
            fig.add_annotation(
                x=1, xref="paper", xanchor="left", xshift=shift, y=place, text=spelt(text), showarrow=False,
                font={"color": colour},
            )  # fmt: skip
    fig.add_scatter(
        x=[scaled(row, row["value"]) for _, row in points], y=[place for place, _ in points], mode="markers",
        marker={
            "size": 12, "color": colours.accent, "symbol": [SYMBOLS[row["qualifier"]] for _, row in points],
            "line": {"color": colours.page, "width": 1},
        },
        cliponaxis=False, hovertemplate="%{hovertext}<extra></extra>",
        hovertext=[_hover(row) for _, row in points],
    )  # fmt: skip
    fig.add_vline(x=0, line={"color": colours.benchmark, "width": 2}, layer="below")
    _heads(fig, colours, own)
    fig.update_xaxes(range=[-1.04, 1.04])
    fig.update_yaxes(
        tickvals=list(range(len(lanes))), ticktext=[_name(row) for row in lanes], range=[len(lanes) - 0.5, -0.5],
        showticklabels=True, automargin=True,
    )  # fmt: skip
    return fig


def _lanes(rows: pl.DataFrame) -> Iterator[Row | str]:
    """The name of each domain, and below it its indicators."""
    for (domain,), part in rows.group_by("domain_name", maintain_order=True):
        yield str(domain)
        yield from part.iter_rows(named=True)


def _hover(row: Row) -> str:
    return f"{pointed(row, row['indicator_name'])}<br>其他{spelt(comparison.others(row))}"


def _name(lane: Row | str) -> str:
    if isinstance(lane, str):
        return f"<b>{spelt(lane)}</b>　"
    return f"{spelt(lane['indicator_name'])}{ARROWS[lane['better']]}　"


def scaled(row: Row, value: float) -> float:
    """Where a value stands: 0 the median of the others, -1 or 1 whatever lies farthest from it, the own value too."""
    ends = (row["others_lowest"], row["others_highest"], row["value"])
    room = max(abs(end - row["others_median"]) for end in ends)
    return float((value - row["others_median"]) / room) if room else 0.0


def _span(fig: go.Figure, row: Row, place: int, colours: Palette) -> None:
    """From the lowest to the highest of the others a band, between their quartiles a darker one."""
    for low, high, colour, edge in (
        ("others_lowest", "others_highest", colours.hairline, 0),
        ("others_lower", "others_upper", colours.full, 1),
    ):
        fig.add_shape(
            type="rect", x0=scaled(row, row[low]), x1=scaled(row, row[high]), y0=place - 0.26, y1=place + 0.26,
            fillcolor=colour, line={"color": colours.benchmark, "width": edge}, layer="below",
        )  # fmt: skip


def _heads(fig: go.Figure, colours: Palette, own: int) -> None:
    """What the middle and the columns of words are."""
    for x, anchor, shift, text in (
        (0.0, "center", 0, "其他街镇的中位数"), (-1.0, "left", 0, "低"), (1.0, "right", 0, "高"),
        (1.04, "left", 12, "本街镇"), (1.04, "left", own + 12, OTHERS),
    ):  # fmt: skip
        fig.add_annotation(
            x=x, xanchor=anchor, xshift=shift, y=1, yref="paper", yanchor="bottom", yshift=2, text=text,
            showarrow=False, font={"color": colours.secondary, "size": 13},
        )  # fmt: skip
