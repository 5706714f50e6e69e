"""The distribution of a group: a dot for each office, the box of its quartiles, the office looked at by its name."""

from collections import Counter
from collections.abc import Sequence
from itertools import cycle

import plotly.graph_objects as go
import polars as pl

from pages.shared import comparison, words
from pages.shared.charts.base import SYMBOLS, figure, labels, named, pointed, width
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

LANE = 72  # pixels of one group
CROWD = 400  # offices of one lane beyond which only its box and the office looked at are drawn
BINS = 150  # dots nearer to each other than a part of the axis are moved apart
STEPS = (0.0, 0.1, -0.1, 0.2, -0.2)


def groups(rows: pl.DataFrame, boxes: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """One lane for each row of queries.compare.boxes, with the offices of rows of queries.compare.figures in it."""
    lanes = boxes.rows(named=True)
    texts = [comparison.box(box) for box in lanes]
    right = max((width(text) for text in texts), default=0) + 24
    fig = figure(colours, LANE * max(len(lanes), 1) + 40, top=32, right=right)
    known = rows.filter("is_comparable")
    for place, (box, text) in enumerate(zip(lanes, texts, strict=True)):
        _box(fig, box, place, colours)
        fig.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=12, y=place, text=spelt(text), showarrow=False, align="left",
            font={"color": colours.ink},
        )  # fmt: skip
        members = known if box["field"] is None else known.filter(pl.col(box["field"]) == box["key"])
        if len(members) > CROWD:
            members = members.filter(office=looked or "")
        _dots(fig, members.rows(named=True), place, colours, looked, _span(known))
    unit = known["unit"][0] if len(known) else ""
    low, high = _span(known)
    room = (high - low) * 0.04 or 1
    fig.update_xaxes(
        range=[low - room, high + room], side="top", showticklabels=True, nticks=8, ticksuffix=unit, showgrid=True,
        gridcolor=colours.hairline, tickfont={"color": colours.secondary, "size": 13}, separatethousands=True,
    )  # fmt: skip
    named(fig, [box["group"] for box in lanes], [False] * len(lanes), colours)
    return fig


def _span(known: pl.DataFrame) -> tuple[float, float]:
    values = known["value"].to_list()
    return min(values, default=0), max(values, default=1)


def _box(fig: go.Figure, box: Row, place: int, colours: Palette) -> None:
    """From the lowest to the highest a line, between the quartiles a box, at the median a stroke."""
    if box["lowest"] is None:
        return
    thin = {"color": colours.benchmark, "width": 1}
    fig.add_shape(type="line", x0=box["lowest"], x1=box["highest"], y0=place, y1=place, line=thin, layer="below")
    if box["median"] is None:
        return
    fig.add_shape(
        type="rect", x0=box["lower_quartile"], x1=box["upper_quartile"], y0=place - 0.22, y1=place + 0.22,
        fillcolor=colours.tint, line=thin, layer="below",
    )  # fmt: skip
    fig.add_shape(
        type="line", x0=box["median"], x1=box["median"], y0=place - 0.22, y1=place + 0.22,
        line={"color": colours.benchmark, "width": 3}, layer="below",
    )  # fmt: skip


def _dots(
    fig: go.Figure, members: Sequence[Row], place: int, colours: Palette, looked: str | None, span: tuple[float, float]
) -> None:
    size = (span[1] - span[0]) / BINS or 1
    seen: Counter[int] = Counter()
    heights = []
    for row in members:
        bin_ = round((row["value"] - span[0]) / size)
        heights.append(place + STEPS[seen[bin_] % len(STEPS)])
        seen[bin_] += 1
    ours = [row["office"] == looked for row in members]
    names = labels(members)
    fig.add_scatter(
        x=[row["value"] for row in members], y=heights, mode="markers", cliponaxis=False,
        marker={
            "size": [14 if own else 9 for own in ours], "symbol": [SYMBOLS[row["qualifier"]] for row in members],
            "color": [colours.accent if own else colours.quiet for own in ours],
            "line": {"color": colours.page, "width": 1},
        },
        hovertext=[pointed(row, name) for name, row in zip(names, members, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    _names(fig, members, place, colours, looked)


def _names(fig: go.Figure, members: Sequence[Row], place: int, colours: Palette, looked: str | None) -> None:
    """The office looked at by its name; where none is, both ends of the whole group."""
    own = [row for row in members if row["office"] == looked]
    ends = [members[-1], members[0]] if len(members) > 1 else members
    ends = ends if looked is None and place == 0 else []
    sides = cycle(["left", "right"] if len(members) > 1 and not own else ["center"])
    for row, side in zip(own or ends, sides, strict=False):
        fig.add_annotation(
            x=row["value"], y=place - 0.38, text=spelt(words.office(row)), showarrow=False, xanchor=side,
            font={"color": colours.accent if own else colours.secondary, "size": 13},
        )  # fmt: skip
