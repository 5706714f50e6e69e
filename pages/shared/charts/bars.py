"""Horizontal bars: offices, districts or indicators beside each other, one row of 28 pixels each, highest first."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl

from pages.shared import comparison, words
from pages.shared.charts.base import CLEAR, ROW, Rule, figure, first, halo, labels, named, pointed, ruled, width
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.unread import thing

PLOT = 1060  # pixels that bars and their words have at least
FEW = 20  # of a list whose end is of little weight


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float | None  # None: a name without a bar
    text: str  # at the end of the bar
    hover: str
    looked: bool = False
    hollow: bool = False  # not comparable
    hatched: bool = False  # about, at least, at most: no exact number


def offices(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None, rule: Rule | None = None) -> go.Figure:
    """Rows of queries.compare.figures that have a value: the comparable first, then hollow those that are not."""
    points = first(rows.filter(pl.col("state").is_in(words.STATED)), looked)
    bars = [
        Bar(
            label=name,
            value=row["value"],
            text=words.stated(row, short=True) + ("" if row["is_comparable"] else f"　{row['reason']}"),
            hover=pointed(row, name),
            looked=row["office"] == looked,
            hollow=not row["is_comparable"],
            hatched=row["qualifier"] != "exact",
        )
        for name, row in zip(labels(points), points, strict=True)
    ]
    return draw(bars, colours, rule=rule)


def sized(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None, rule: Rule | None = None) -> go.Figure:
    """Rows of queries.compare.densities that can be set against the size of their office."""
    points = first(rows.drop_nulls("per"), looked)
    bars = [
        Bar(
            label=name,
            value=row["per"],
            text=f"{comparison.per(row)}　{comparison.parts(row)}",
            hover=f"{pointed(row, name)}<br>{spelt(comparison.parts(row))}，推算为{spelt(comparison.per(row))}",
            looked=row["office"] == looked,
            hatched={row["qualifier"], row["base_qualifier"]} != {"exact"},
        )
        for name, row in zip(labels(points), points, strict=True)
    ]
    return draw(bars, colours, rule=rule)


def shares(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """Rows of queries.indicators.catalogue: how many of the offices with a report state each indicator."""
    bars = [
        Bar(
            label=row["name"],
            value=row["stated"],
            text=f"{row['stated']}个" if row["stated"] else "无",
            hover=f"<b>{spelt(row['name'])}</b><br>{row['reported']}份报告中{row['stated']}份写明",
            looked=row["id"] == looked,
        )
        for row in rows.iter_rows(named=True)
    ]
    return draw(bars, colours, most=max(rows["reported"].to_list(), default=1))


def unread(rows: pl.DataFrame, colours: Palette) -> go.Figure:
    """Rows of queries.unread.groups with a noun: by how many offices each is written."""
    named = rows.filter(pl.col("noun").is_not_null()).head(FEW)
    bars = [
        Bar(
            label=thing(row),
            value=row["offices"],
            text=f"{row['offices']}个街镇，{row['reports']}份报告",
            hover=f"<b>{spelt(thing(row))}</b><br>{row['numbers']}处，如{spelt(row['quote'])}",
        )
        for row in named.iter_rows(named=True)
    ]
    return draw(bars, colours)


def draw(bars: Sequence[Bar], colours: Palette, *, rule: Rule | None = None, most: float = 0) -> go.Figure:
    """The bars from top to bottom, from zero, with their words at the end; `rule`: a benchmark."""
    fig = figure(colours, ROW * max(len(bars), 1) + 34, top=28 if rule else 8)
    places = list(range(len(bars)))
    fig.add_bar(
        x=[bar.value for bar in bars],
        y=places,
        orientation="h",
        width=0.62,
        marker={
            "color": [CLEAR if bar.hollow else _main(bar, colours) for bar in bars],
            "line": {"color": [_main(bar, colours) for bar in bars], "width": 1.5},
            "pattern": {"shape": ["/" if bar.hatched else "" for bar in bars], "fgcolor": colours.page, "size": 6},
        },
        hovertext=[bar.hover for bar in bars],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    fig.add_scatter(
        x=[bar.value or 0 for bar in bars],
        y=places,
        mode="text",
        text=[f" {bar.text}" for bar in bars],
        textposition="middle right",
        textfont={
            "color": [colours.ink if bar.value is not None else colours.secondary for bar in bars],
            "shadow": halo(colours),
        },
        cliponaxis=False,
        hoverinfo="skip",
    )
    ends = (
        [bar.value for bar in bars if bar.value is not None] + [most] + ([rule.value, rule.high or 0] if rule else [])
    )
    fig.update_xaxes(range=[0, (max(ends) or 1) * _room(bars)])
    named(fig, [bar.label for bar in bars], [bar.looked for bar in bars], colours)
    fig.add_vline(x=0, line={"color": colours.hairline, "width": 1})
    ruled(fig, rule, colours)
    return fig


def _room(bars: Sequence[Bar]) -> float:
    """How far the axis goes beyond the longest bar, so that words at its end fit on a page of 1366 pixels."""
    widest = max((width(bar.text) for bar in bars), default=0)
    return 1 / max(1 - (widest + 24) / PLOT, 0.4)


def _main(bar: Bar, colours: Palette) -> str:
    return colours.accent if bar.looked else colours.quiet
