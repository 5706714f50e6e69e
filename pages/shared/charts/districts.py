"""One line for each district: a dot for each office, their middle half, and the pooled rate with its interval."""

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from pages.shared import across, words
from pages.shared.charts.base import SYMBOLS, figure, pointed, ticks
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

LINE = 46  # pixels of one district
MOST = 60  # districts of one chart; the table below it goes on
ABOVE, BELOW = -0.2, 0.16  # of a line: where the pooled rate stands, and where the offices do
EM = 14  # pixels of a character


def districts(rows: pl.DataFrame, offices: pl.DataFrame, colours: Palette, *, looked: Sequence[str] = ()) -> go.Figure:
    """Rows of queries.districts.figures and offices; a district without a figure keeps its name and says why."""
    shown = pl.concat([rows.head(MOST), rows.slice(MOST).filter(pl.col("area").is_in(looked))])
    lines = shown.rows(named=True)
    places = {row["area"]: place for place, row in enumerate(lines)}
    dots = offices.filter(pl.col("area").is_in(list(places))).rows(named=True)
    ends = [across.end(row) for row in lines]
    fig = figure(colours, LINE * max(len(lines), 1) + 50, right=24 + EM * max(map(len, ends), default=0), bottom=36)
    for place, row in enumerate(lines):
        _line(fig, place, row, colours)
        fig.add_annotation(
            x=1, xref="paper", y=place, text=f"　{spelt(ends[place])}", xanchor="left", showarrow=False, align="left",
            font={"color": colours.ink if row["value"] is not None else colours.secondary},
        )  # fmt: skip
    fig.add_scatter(
        x=[dot["value"] for dot in dots], y=[places[dot["area"]] + BELOW for dot in dots], mode="markers",
        marker={
            "size": 9, "opacity": 0.7, "color": [_colour(dot, looked, colours) for dot in dots],
            "symbol": [SYMBOLS[dot["qualifier"]] for dot in dots],
        },
        hovertext=[pointed(dot, words.office(dot)) for dot in dots], hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )  # fmt: skip
    _pooled(fig, lines, colours, looked)
    _axes(fig, lines, dots, colours, looked)
    return fig


def _line(fig: go.Figure, place: int, row: Row, colours: Palette) -> None:
    """The middle half of the offices with their median."""
    fig.add_shape(
        type="line", x0=0, x1=1, xref="paper", y0=place + 0.5, y1=place + 0.5, line={"color": colours.hairline},
        layer="below",
    )  # fmt: skip
    if row["lower_quartile"] is None:
        return
    y = place + BELOW
    fig.add_shape(
        type="line", x0=row["lower_quartile"], x1=row["upper_quartile"], y0=y, y1=y, layer="below",
        line={"color": colours.hairline, "width": 14},
    )  # fmt: skip
    fig.add_shape(
        type="line", x0=row["middle"], x1=row["middle"], y0=y - 0.2, y1=y + 0.2, layer="below",
        line={"color": colours.benchmark, "width": 2.5},
    )  # fmt: skip


def _pooled(fig: go.Figure, lines: Sequence[Row], colours: Palette, looked: Sequence[str]) -> None:
    """The pooled rate of each district with its interval, above its offices."""
    known = [(place, row) for place, row in enumerate(lines) if row["low"] is not None]
    colour = [_colour(row, looked, colours, colours.primary) for _, row in known]
    fig.add_scatter(
        x=[row["value"] for _, row in known], y=[place + ABOVE for place, _ in known], mode="markers",
        marker={"symbol": "square", "size": 11, "color": colour},
        error_x={
            "type": "data", "symmetric": False, "color": colours.benchmark, "thickness": 1.5, "width": 5,
            "array": [row["high"] - row["value"] for _, row in known],
            "arrayminus": [row["value"] - row["low"] for _, row in known],
        },
        hovertext=[_hover(row) for _, row in known], hovertemplate="%{hovertext}<extra></extra>", cliponaxis=False,
    )  # fmt: skip


def _hover(row: Row) -> str:
    head = f"<b>{spelt(row['district'])}</b>　{words.pooled(row, row['unit'])}（推算）"
    return "<br>".join((head, f"95%区间{words.interval(row)}", words.district_counts(row), words.district_cover(row)))


def _colour(row: Row, looked: Sequence[str], colours: Palette, other: str = "") -> str:
    return colours.accent if row["area"] in looked and len(looked) == 1 else other or colours.quiet


def _axes(fig: go.Figure, lines: Sequence[Row], dots: Sequence[Row], colours: Palette, looked: Sequence[str]) -> None:
    """Values below with their unit, names of districts at the left."""
    values = [dot["value"] for dot in dots] + [
        row[end] for row in lines for end in ("low", "high") if row["low"] is not None
    ]
    unit = lines[0]["unit"] if lines else ""
    low, high = min(values, default=0), max(values, default=1)
    low = low if unit == "%" else 0  # dots have no length, so only numbers that are counted start at nothing
    room = (high - low) * 0.04 or 1
    marks = ticks(low, high)
    fig.update_xaxes(
        range=[low - room, high + room], tickvals=marks, showticklabels=True, showgrid=True, gridcolor=colours.hairline,
        ticktext=[words.measured(tick, unit, short=True) for tick in marks],
    )  # fmt: skip
    names = [_label(row, row["area"] in looked and len(looked) == 1, colours) for row in lines]
    fig.update_yaxes(
        tickvals=list(range(len(lines))), ticktext=names, range=[max(len(lines), 1) - 0.5, -0.5], showticklabels=True,
        automargin=True,
    )  # fmt: skip


def _label(row: Row, is_looked: bool, colours: Palette) -> str:
    several = row["city"] and row["city"] != row["district"]
    name = spelt(f"{row['city']} {row['district']}" if several else row["district"])
    return f'<span style="color:{colours.accent}"><b>{name}</b></span>　' if is_looked else f"{name}　"
