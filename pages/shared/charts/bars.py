"""Horizontal bars: offices, districts or indicators beside each other, one row of 28 pixels each, highest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go
import polars as pl

from pages.shared import words
from pages.shared.charts.base import ROW, figure, labels, pointed
from pages.shared.theme import Palette
from pages.shared.unread import thing

MOST = 100  # bars of one chart; the table below it goes on
FEW = 20  # of a list whose end is of little weight


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float | None  # None: a name without a bar
    text: str  # at the end of the bar
    hover: str
    looked: bool = False
    hollow: bool = False  # not comparable


def offices(
    rows: pl.DataFrame, colours: Palette, *, looked: str | None = None, median: float | None = None
) -> go.Figure:
    """Rows of queries.compare.figures that have a value: the comparable first, then hollow those that are not."""
    points = rows.filter(pl.col("state").is_in(["value", "zero"])).head(MOST).rows(named=True)
    bars = [
        Bar(
            label=name,
            value=row["value"],
            text=words.stated(row, short=True) + ("" if row["is_comparable"] else f"　{row['reason']}"),
            hover=pointed(row, name),
            looked=row["office"] == looked,
            hollow=not row["is_comparable"],
        )
        for name, row in zip(labels(points), points, strict=True)
    ]
    unit = points[0]["unit"] if points else ""
    return draw(
        bars, colours, rule=None if median is None else (median, f"中位数 {words.measured(median, unit, short=True)}")
    )


def districts(rows: pl.DataFrame, colours: Palette, *, looked: Sequence[str]) -> go.Figure:
    """Rows of queries.districts.figures; a district that nothing can be said of keeps its name and says why."""
    bars = [
        Bar(
            label=f"{row['city']} {row['district']}" if row["city"] != row["district"] else row["district"],
            value=row["value"],
            text=words.district(row),
            hover=f"<b>{escape(row['district'])}</b><br>{words.district_cover(row)}",
            looked=row["area"] in looked,
        )
        for row in pl.concat([rows.head(MOST), rows.slice(MOST).filter(pl.col("area").is_in(looked))]).iter_rows(
            named=True
        )
    ]
    return draw(bars, colours)


def shares(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """Rows of queries.indicators.catalogue: how many of the offices with a report state each indicator."""
    bars = [
        Bar(
            label=row["name"],
            value=row["stated"],
            text=f"{row['stated']}个" if row["stated"] else "无",
            hover=f"<b>{escape(row['name'])}</b><br>{row['reported']}份报告中{row['stated']}份写明",
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
            hover=f"<b>{escape(thing(row))}</b><br>{row['numbers']}处，如{escape(row['quote'])}",
        )
        for row in named.iter_rows(named=True)
    ]
    return draw(bars, colours)


def draw(bars: Sequence[Bar], colours: Palette, *, rule: tuple[float, str] | None = None, most: float = 0) -> go.Figure:
    """The bars from top to bottom, from zero, with their words at the end; `rule`: value and words of a benchmark."""
    fig = figure(colours, ROW * max(len(bars), 1) + 34, top=28 if rule else 8)
    places = list(range(len(bars)))
    fig.add_bar(
        x=[bar.value for bar in bars],
        y=places,
        orientation="h",
        width=0.62,
        marker={"color": _fills(bars, colours), "line": {"color": _lines(bars, colours), "width": 1.5}},
        hovertext=[bar.hover for bar in bars],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    fig.add_scatter(
        x=[bar.value or 0 for bar in bars],
        y=places,
        mode="text",
        text=[f" {bar.text}" for bar in bars],
        textposition="middle right",
        textfont={"color": [colours.ink if bar.value is not None else colours.secondary for bar in bars]},
        cliponaxis=False,
        hoverinfo="skip",
    )
    ends = [bar.value for bar in bars if bar.value is not None] + [most] + ([rule[0]] if rule else [])
    fig.update_xaxes(range=[0, (max(ends) or 1) * (1.18 + 0.008 * max((len(bar.text) for bar in bars), default=0))])
    fig.update_yaxes(
        range=[len(bars) - 0.5, -0.5],
        tickvals=places,
        ticktext=_ticks(bars, colours),
        showticklabels=True,
        automargin=True,
    )
    fig.add_vline(x=0, line={"color": colours.hairline, "width": 1})
    if rule:
        fig.add_vline(x=rule[0], line={"color": colours.benchmark, "width": 1.5, "dash": "dot"}, layer="below")
        fig.add_annotation(
            x=rule[0],
            y=1,
            yref="paper",
            yanchor="bottom",
            text=rule[1],
            showarrow=False,
            font={"color": colours.benchmark},
        )
    return fig


def _main(bar: Bar, colours: Palette) -> str:
    return colours.accent if bar.looked else colours.quiet


def _fills(bars: Iterable[Bar], colours: Palette) -> list[str]:
    return ["rgba(0,0,0,0)" if bar.hollow else _main(bar, colours) for bar in bars]


def _lines(bars: Iterable[Bar], colours: Palette) -> list[str]:
    return [_main(bar, colours) for bar in bars]


def _ticks(bars: Iterable[Bar], colours: Palette) -> list[str]:
    looked = f'<span style="color:{colours.accent}"><b>%s</b></span>　'
    return [(looked if bar.looked else "%s　") % escape(bar.label) for bar in bars]
