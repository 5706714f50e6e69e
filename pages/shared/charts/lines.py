"""Lines over years: a dot for each statement, a real gap where there is none, hollow where it may not be compared."""

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from pages.shared import words
from pages.shared.charts.base import figure, labels, pointed
from pages.shared.theme import Palette

TOGETHER = 6  # series that still share one chart; more become small multiples
ACROSS = 4
PANEL = 150  # pixels of a small one


def trend(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """Rows of queries.trends.figures, every office with all years; offices without any value are left out."""
    rows = rows.filter(pl.col("stated_years") > 0)
    series = rows.partition_by("office", maintain_order=True)
    if len(series) <= TOGETHER:
        return _together(series, colours, looked)
    return _multiples(series, colours, looked)


def _together(series: Sequence[pl.DataFrame], colours: Palette, looked: str | None) -> go.Figure:
    fig = figure(colours, 420, right=140, bottom=30)
    names = labels([s["name"][0] for s in series], [s["district"][0] for s in series])
    for name, rows in zip(names, series, strict=True):
        colour = colours.accent if rows["office"][0] == looked else colours.quiet
        for trace in _traces(rows, name, colour, colours):
            fig.add_trace(trace)
        fig.add_annotation(**_end(rows, name, colour))
    _axes(fig, series, colours)
    return fig


def _multiples(series: Sequence[pl.DataFrame], colours: Palette, looked: str | None) -> go.Figure:
    names = labels([s["name"][0] for s in series], [s["district"][0] for s in series])
    down = -(-len(series) // ACROSS)
    grid = make_subplots(down, ACROSS, subplot_titles=names, shared_yaxes="all", shared_xaxes="all", vertical_spacing=0.35 / down)
    base = figure(colours, PANEL * down + 40, top=30, bottom=30)
    grid.update_layout(base.layout.to_plotly_json() | {"xaxis": None, "yaxis": None})
    for place, (name, rows) in enumerate(zip(names, series, strict=True)):
        colour = colours.accent if rows["office"][0] == looked else colours.quiet
        for trace in _traces(rows, name, colour, colours):
            grid.add_trace(trace, row=place // ACROSS + 1, col=place % ACROSS + 1)
    _axes(grid, series, colours)
    grid.update_annotations(font_size=14, font_color=colours.ink)
    return grid


def _traces(rows: pl.DataFrame, name: str, colour: str, colours: Palette) -> list[go.Scatter]:
    """The comparable points joined within unbroken years, and the others hollow and alone."""
    years = rows["year"].to_list()
    points = list(rows.iter_rows(named=True))
    hover = [pointed(row, f"{name} {row['year']}年") for row in points]
    solid = [row["value"] if row["is_comparable"] else None for row in points]
    open_ = [row["value"] if row["state"] in ("value", "zero") and not row["is_comparable"] else None for row in points]
    common = {"x": years, "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>", "name": name, "cliponaxis": False}
    return [
        go.Scatter(
            y=solid, mode="lines+markers", connectgaps=False, line={"color": colour, "width": 2},
            marker={"color": colour, "size": 8}, **common,
        ),
        go.Scatter(
            y=open_, mode="markers",
            marker={"color": colours.page, "size": 9, "line": {"color": colour, "width": 2}}, **common,
        ),
    ]  # fmt: skip


def _end(rows: pl.DataFrame, name: str, colour: str) -> dict[str, object]:
    """The office's name at its last point."""
    last = rows.filter(pl.col("state").is_in(["value", "zero"])).tail(1)
    return {
        "x": last["year"][0], "y": last["value"][0], "text": f"　{name}", "xanchor": "left", "showarrow": False,
        "font": {"color": colour},
    }  # fmt: skip


def _axes(fig: go.Figure, series: Sequence[pl.DataFrame], colours: Palette) -> None:
    years = sorted({year for rows in series for year in rows["year"]})
    values = [value for rows in series for value in rows.filter(pl.col("state").is_in(["value", "zero"]))["value"]]
    unit = series[0]["unit"][0] if series else ""
    low, high = _span(values, unit)
    ticks = [low + (high - low) * part / 4 for part in range(5)]
    fig.update_xaxes(
        tickvals=years, ticktext=[f"{year}年" for year in years], showticklabels=True, showgrid=False, zeroline=False,
        fixedrange=True, range=[min(years, default=0) - 0.2, max(years, default=0) + 0.2], linecolor=colours.hairline, showline=True,
    )  # fmt: skip
    fig.update_yaxes(
        tickvals=ticks, ticktext=[words.measured(tick, unit, short=True) for tick in ticks], showticklabels=True,
        range=[low - (high - low) * 0.04, high + (high - low) * 0.06], gridcolor=colours.hairline, showgrid=True, zeroline=False,
        fixedrange=True,
    )  # fmt: skip


def _span(values: Sequence[float], unit: str) -> tuple[float, float]:
    """Counts start at zero; rates near their ceiling would lie flat there, so they start at the ten below the lowest."""
    high = max(values, default=1) or 1
    if unit == "%" and high <= 100:
        return max(0, (min(values, default=0) - 1) // 10 * 10), 100
    step = 10 ** (len(str(int(high))) - 1)
    return 0, -(-high // step) * step
