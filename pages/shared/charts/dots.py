"""Dots with their exact interval as a thin line: rates, and failures per 1,000. A row of 28 pixels for each office."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl

from pages.shared import comparison, words
from pages.shared.charts.base import ROW, SYMBOLS, Rule, figure, first, labels, named, pointed, ruled, width
from pages.shared.foreign import spelt
from pages.shared.theme import Palette

ROOMS = (1, 2, 5, 10, 20, 30, 50, 100)  # % below the ceiling at which a scale of rates may start
AXIS = 22  # pixels of the numbers above the plot


@dataclass(frozen=True, slots=True)
class Dot:
    label: str
    value: float
    low: float | None
    high: float | None
    text: str  # at the right, one below the other
    hover: str
    looked: bool = False
    hollow: bool = False  # not comparable
    symbol: str = "circle"


def rates(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None, rule: Rule | None = None) -> go.Figure:
    """Rows of queries.compare.figures that state a rate: the comparable first, then hollow those that are not."""
    points = first(rows.filter(pl.col("state").is_in(words.STATED)), looked)
    dots = [
        Dot(
            label=name,
            value=row["value"],
            low=row["low"],
            high=row["high"],
            text=words.stated(row) + _beside(row),
            hover="<br>".join(filter(None, (pointed(row, name), spelt(comparison.certainty(row))))),
            looked=row["office"] == looked,
            hollow=not row["is_comparable"],
            symbol=SYMBOLS[row["qualifier"]],
        )
        for name, row in zip(labels(points), points, strict=True)
    ]
    return draw(dots, colours, scale=_of_rates(_ends(dots, rule)), suffix="%", rule=rule)


def failures(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None, rule: Rule | None = None) -> go.Figure:
    """Rows of queries.compare.ceilings: failures per 1,000 cases, from zero, the fewest first."""
    points = first(rows, looked)
    dots = [
        Dot(
            label=name,
            value=row["failures_rate"],
            low=row["failures_low"],
            high=row["failures_high"],
            text=comparison.failures(row),
            hover=f"{pointed(row, name)}<br>{spelt(comparison.ceiling(row))}",
            looked=row["office"] == looked,
        )
        for name, row in zip(labels(points), points, strict=True)
    ]
    most = max(_ends(dots, rule), default=1) or 1
    return draw(dots, colours, scale=(0, most * 1.02), suffix="件", rule=rule)


def draw(
    dots: Sequence[Dot], colours: Palette, *, scale: tuple[float, float], suffix: str, rule: Rule | None = None
) -> go.Figure:
    """The dots from top to bottom on one scale, whose numbers stand above; words at the right."""
    right = max((width(dot.text) for dot in dots), default=0) + 24
    fig = figure(colours, ROW * max(len(dots), 1) + AXIS + 34, top=AXIS + (26 if rule else 8), right=right)
    for place, dot in enumerate(dots):
        if dot.low is not None and dot.high is not None:
            thin = {"color": _main(dot, colours), "width": 2}
            fig.add_shape(type="line", x0=dot.low, x1=dot.high, y0=place, y1=place, line=thin)
        fig.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=12, y=place, text=spelt(dot.text), showarrow=False,
            font={"color": colours.accent if dot.looked else colours.ink},
        )  # fmt: skip
    fig.add_scatter(
        x=[dot.value for dot in dots], y=list(range(len(dots))), mode="markers", cliponaxis=False,
        marker={
            "size": 11, "symbol": [dot.symbol for dot in dots],
            "color": [colours.page if dot.hollow else _main(dot, colours) for dot in dots],
            "line": {"color": [_main(dot, colours) for dot in dots], "width": 2},
        },
        hovertext=[dot.hover for dot in dots], hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    fig.update_xaxes(
        range=list(scale), side="top", showticklabels=True, nticks=8, ticksuffix=suffix, showgrid=True,
        gridcolor=colours.hairline, tickfont={"color": colours.secondary, "size": 13},
    )  # fmt: skip
    named(fig, [dot.label for dot in dots], [dot.looked for dot in dots], colours)
    ruled(fig, rule, colours, lift=AXIS)
    return fig


def _beside(row: words.Row) -> str:
    """The interval of a rate, or why it is not compared."""
    return f"（{words.interval(row)}）" if words.interval(row) else f"　{row['reason'] or ''}"


def _ends(dots: Sequence[Dot], rule: Rule | None) -> list[float]:
    """All that the scale must hold."""
    marks = [rule.value, rule.low, rule.high] if rule else []
    return [
        end for end in (*marks, *(end for dot in dots for end in (dot.value, dot.low, dot.high))) if end is not None
    ]


def _of_rates(ends: Sequence[float]) -> tuple[float, float]:
    """Where a scale of rates starts and ends: from the ceiling down as far as needed; from zero all would lie flat."""
    low, high = min(ends, default=0), max(ends, default=100)
    if high <= 50:
        return 0, high * 1.05 or 1
    room = next((room for room in ROOMS if room >= 100 - low), 100)
    return 100 - room, max(100 + room * 0.01, high)


def _main(dot: Dot, colours: Palette) -> str:
    return colours.accent if dot.looked else colours.quiet
