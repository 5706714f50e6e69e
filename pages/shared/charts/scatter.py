"""Offices as dots over two indicators, each with its name where there is room for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl

from pages.shared import related, words
from pages.shared.charts.base import figure, labels, pointed, ticks
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

HEIGHT = 560
WIDTH = 1100  # pixels of the plot on a narrow page; labels that do not touch there do not touch on a wider one
LINE, EM, GAP = 18, 14, 8  # pixels of a line, of a character, between a dot and its name
SIDES = {"middle right": (1, 0), "middle left": (-1, 0), "top center": (0, -1), "bottom center": (0, 1)}
MARGIN = 0.08  # of the span of an axis, left free at both ends


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        apart = (
            self.right <= other.left or other.right <= self.left or self.bottom <= other.top or other.bottom <= self.top
        )
        return not apart


def pairs(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """Rows of queries.relation.pairs that are pairs; a pair with a number that is not exact is a diamond."""
    points = rows.filter("is_pair").sort(pl.col("office").eq_missing(looked), descending=True).rows(named=True)
    names = labels(points)
    x, y = ([row[name] for row in points] for name in ("value", "value_against"))
    spans = _span(x), _span(y)
    sides = _sides(names, _pixels(x, spans[0], WIDTH), _pixels(y, spans[1], -HEIGHT))
    fig = figure(colours, HEIGHT + 80, left=20, right=40, top=20, bottom=60)
    fills = [colours.accent if row["office"] == looked else colours.quiet for row in points]
    fig.add_scatter(
        x=x, y=y, mode="markers+text",
        text=[spelt(name) if side else "" for name, side in zip(names, sides, strict=True)],
        textposition=[side or "middle right" for side in sides],
        textfont={"color": [colours.accent if row["office"] == looked else colours.ink for row in points]},
        marker={
            "size": 11, "color": fills, "line": {"color": fills, "width": 2},
            "symbol": ["circle" if _is_exact(row) else "diamond" for row in points],
        },
        hovertext=[_hover(row, name) for row, name in zip(points, names, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>", cliponaxis=False,
    )  # fmt: skip
    if points:
        fig.update_xaxes(**_axis(points[0]["indicator_name"], points[0]["unit"], spans[0], colours))
        fig.update_yaxes(**_axis(points[0]["indicator_name_against"], points[0]["unit_against"], spans[1], colours))
        fig.update_yaxes(automargin=True)
    return fig


def _is_exact(row: Row) -> bool:
    return bool(row["qualifier"] == row["qualifier_against"] == "exact")


def _hover(row: Row, name: str) -> str:
    both = (f"{spelt(one['indicator_name'])}<br>{pointed(one, name)}" for one in (row, related.second(row)))
    return "<br>".join(both)


def _span(values: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest of an axis, with room at both ends; it need not start at zero, for dots have no length."""
    low, high = min(values, default=0), max(values, default=1)
    room = (high - low) * MARGIN or abs(high) * MARGIN or 1
    return low - room, high + room


def _pixels(values: Sequence[float], span: tuple[float, float], size: int) -> list[float]:
    return [size * (value - span[0]) / (span[1] - span[0]) for value in values]


def _sides(names: Sequence[str], x: Sequence[float], y: Sequence[float]) -> list[str]:
    """On which side of its dot each name stands, empty where it would cover a dot or another name."""
    taken = [Box(a - GAP, a + GAP, b - GAP, b + GAP) for a, b in zip(x, y, strict=True)]
    chosen = []
    for name, a, b in zip(names, x, y, strict=True):
        boxes = {side: _box(name, a, b, side) for side in SIDES}
        inside = (side for side, box in boxes.items() if box.left >= -GAP and box.right <= WIDTH + 40)
        free = (side for side in inside if not any(boxes[side].meets(other) for other in taken))
        chosen.append(next(free, ""))
        taken += [boxes[chosen[-1]]] if chosen[-1] else []
    return chosen


def _box(name: str, x: float, y: float, side: str) -> Box:
    across, down = SIDES[side]
    long = EM * len(name)
    left = x + GAP if across > 0 else x - GAP - long if across < 0 else x - long / 2
    top = y + GAP if down > 0 else y - GAP - LINE if down < 0 else y - LINE / 2
    return Box(left, left + long, top, top + LINE)


def _axis(name: str, unit: str, span: tuple[float, float], colours: Palette) -> dict[str, object]:
    marks = ticks(*span)
    said = [words.measured(tick, unit, short=True) for tick in marks]
    return {
        "range": list(span), "tickvals": marks, "ticktext": said, "showticklabels": True, "showgrid": True,
        "gridcolor": colours.hairline, "title": {"text": f"{spelt(name)}（{unit}）", "font": {"size": 15}},
    }  # fmt: skip
