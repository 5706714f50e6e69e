"""Lines over years: a dot for each statement, a real gap where there is none, hollow where it may not be compared."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from pages.shared import course, words
from pages.shared.charts.base import SYMBOLS, figure, labels, pointed
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

TOGETHER = 6  # series that still share one chart with room for their names; more become small multiples
CROWD = 3  # series up to which every unbroken run bears its name; in a crowd names would cover lines
MOST = 24  # small ones of one chart; the table below it goes on
ACROSS = 4
HEIGHT, PANEL = 420, 170  # pixels of a shared chart and of a small one
LINE = 20  # pixels between two labels
TICKS = 5


def trend(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """Rows of queries.trends.figures or districts, each with all its years; those without any value are left out."""
    rows = rows.filter(pl.col("stated_years") > 0)
    first = rows["office"].unique(maintain_order=True).head(MOST)
    series = rows.filter(pl.col("office").is_in([*first, looked])).partition_by("office", maintain_order=True)
    if len(series) <= TOGETHER:
        return _together(series, colours, looked)
    return _multiples(series, colours, looked)


def _together(series: Sequence[pl.DataFrame], colours: Palette, looked: str | None) -> go.Figure:
    names = _names(series)
    fig = figure(colours, HEIGHT, right=30 + 15 * max(map(len, names), default=0), bottom=30)
    low, high = _axes(fig, series, colours)
    ends: list[dict[str, Any]] = []
    for place, (name, rows) in enumerate(zip(names, series, strict=True)):
        colour = colours.accent if rows["office"][0] == looked else colours.quiet
        fig.add_traces([*_bounds(rows, place, len(series), colours), *_traces(rows, name, colour, colours)])
        ends += _ends(rows, name, colour, len(series) > CROWD)
    for label in _spread(ends, (high - low) * LINE / HEIGHT, high):
        fig.add_annotation(label)
    return fig


def _multiples(series: Sequence[pl.DataFrame], colours: Palette, looked: str | None) -> go.Figure:
    down = -(-len(series) // ACROSS)
    grid = make_subplots(
        down,
        ACROSS,
        subplot_titles=_names(series),
        shared_yaxes="all",
        shared_xaxes="all",
        vertical_spacing=0.35 / down,
        horizontal_spacing=0.03,
    )
    faint = [
        go.Scatter(x=r["year"], y=_solid(r), mode="lines", line={"color": colours.hairline}, hoverinfo="skip")
        for r in series
    ]
    base = figure(colours, PANEL * down + 40, top=30, bottom=30)
    grid.update_layout(
        {key: value for key, value in base.layout.to_plotly_json().items() if key not in ("xaxis", "yaxis")}
    )
    for place, (name, rows) in enumerate(zip(_names(series), series, strict=True)):
        colour = colours.accent if rows["office"][0] == looked else colours.quiet
        for trace in (*faint, *_traces(rows, name, colour, colours)):
            grid.add_trace(trace, row=place // ACROSS + 1, col=place % ACROSS + 1)
    _axes(grid, series, colours)
    grid.update_yaxes(showticklabels=False)
    grid.update_yaxes(showticklabels=True, col=1)
    grid.update_annotations(font_size=14, font_color=colours.ink)
    return grid


def _names(series: Sequence[pl.DataFrame]) -> list[str]:
    return labels([rows.row(0, named=True) for rows in series])


def _traces(rows: pl.DataFrame, name: str, colour: str, colours: Palette) -> list[go.Scatter]:
    """The comparable points joined within unbroken years, and the others hollow and alone."""
    years = rows["year"].to_list()
    points = list(rows.iter_rows(named=True))
    hover = [_pointed(row, f"{name} {row['year']}年") for row in points]
    symbols = [SYMBOLS.get(row["qualifier"], "circle") for row in points]
    open_ = [row["value"] if row["state"] in ("value", "zero") and not row["is_comparable"] else None for row in points]
    common = {
        "x": years,
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": name,
        "cliponaxis": False,
    }
    return [
        go.Scatter(
            y=_solid(rows), mode="lines+markers", connectgaps=False, line={"color": colour, "width": 2},
            marker={"color": colour, "size": 8, "symbol": symbols}, **common,
        ),
        go.Scatter(
            y=open_, mode="markers",
            marker={"color": colours.page, "size": 9, "symbol": symbols, "line": {"color": colour, "width": 2}},
            **common,
        ),
    ]  # fmt: skip


def _bounds(rows: pl.DataFrame, place: int, of: int, colours: Palette) -> list[go.Scatter]:
    """The intervals of pooled rates as thin strokes beside each other, where two series share a year."""
    known = rows.drop_nulls("low") if "members" in rows.columns else rows.clear()
    beside = (place - (of - 1) / 2) * 0.02
    return [
        go.Scatter(
            x=[row["year"] + beside] * 2, y=[row["low"], row["high"]], mode="lines", hoverinfo="skip", cliponaxis=False,
            line={"color": colours.benchmark, "width": 1},
        )
        for row in known.iter_rows(named=True)
    ]  # fmt: skip


def _pointed(row: Row, name: str) -> str:
    """The words at the pointer: of an office its sentence, of a district what its figure is made of."""
    if "sentence" in row:
        return pointed(row, name)
    lines = (_interval(row), course.made_of(row), row["reason"] or "")
    return "<br>".join([f"<b>{spelt(name)}</b>　{words.shown(row)}（推算）", *filter(None, lines)])


def _interval(row: Row) -> str:
    return "" if row["low"] is None else f"95%区间{words.interval(row)}"


def _solid(rows: pl.DataFrame) -> list[float | None]:
    """The comparable values; None where a line must break."""
    return [row["value"] if row["is_comparable"] else None for row in rows.iter_rows(named=True)]


def _ends(rows: pl.DataFrame, name: str, colour: str, once: bool) -> list[dict[str, Any]]:
    """The name at the last point of each unbroken run, so that no point is without one; `once`: only once."""
    points = list(rows.iter_rows(named=True))
    last = [
        point
        for point, after in zip(points, [*points[1:], None], strict=True)
        if point["state"] in ("value", "zero") and not (after and point["is_comparable"] and after["is_comparable"])
    ]
    return [
        {
            "x": point["year"],
            "y": point["value"],
            "text": f"　{name}",
            "xanchor": "left",
            "showarrow": False,
            "font": {"color": colour},
        }
        for point in (last[-1:] if once else last)
    ]


def _spread(ends: Sequence[dict[str, Any]], gap: float, top: float) -> list[dict[str, Any]]:
    """Labels of one year pushed apart until none covers another: upwards, and down again where they reach the top."""
    placed: list[dict[str, Any]] = []
    for _, group in groupby(sorted(ends, key=lambda label: (label["x"], label["y"])), key=lambda label: label["x"]):
        year: list[dict[str, Any]] = []
        for label in group:
            year.append(label | {"y": max(label["y"], year[-1]["y"] + gap if year else label["y"])})
        for place, label in enumerate(reversed(year)):
            label["y"] = min(label["y"], top - place * gap)
        placed += year
    return placed


def _axes(fig: go.Figure, series: Sequence[pl.DataFrame], colours: Palette) -> tuple[float, float]:
    """Years below, values with their unit at the left; returns the lowest and highest value of the scale."""
    years = sorted({year for rows in series for year in rows["year"]})
    values = [value for rows in series for value in rows.filter(pl.col("state").is_in(["value", "zero"]))["value"]]
    values += [low for rows in series if "members" in rows.columns for low in rows["low"].drop_nulls()]
    unit = series[0]["unit"][0] if series else ""
    low, high = _span(values, unit)
    ticks = [low + (high - low) * part / TICKS for part in range(TICKS + 1)]
    fig.update_xaxes(
        tickvals=years, ticktext=[f"{year}年" for year in years], showticklabels=True, showgrid=False, zeroline=False,
        fixedrange=True, range=[min(years, default=0) - 0.2, max(years, default=0) + 0.2], showline=True,
        linecolor=colours.hairline,
    )  # fmt: skip
    fig.update_yaxes(
        tickvals=ticks, ticktext=[f"{words.measured(tick, unit, short=True)}　" for tick in ticks], showticklabels=True,
        range=[low - (high - low) * 0.04, high + (high - low) * 0.06], showgrid=True, gridcolor=colours.hairline,
        zeroline=False,         fixedrange=True, automargin=True,
    )  # fmt: skip
    return low, high


def _span(values: Sequence[float], unit: str) -> tuple[float, float]:
    """Lowest and highest of the scale. Counts start at zero; rates near their ceiling do not, they would lie flat."""
    high = max(values, default=1) or 1
    if unit == "%" and 80 <= high <= 100:
        return 100 - next(room for room in (1, 2, 5, 10, 20, 50, 100) if room >= 100 - min(values)), 100
    step = 10 ** (len(str(int(high))) - 1)
    return 0, -(-high // step) * step
