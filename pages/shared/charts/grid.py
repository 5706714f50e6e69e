"""Grids: what was reported by whom, and one office among its peers."""

from html import escape

import plotly.graph_objects as go
import polars as pl

from pages.shared import words
from pages.shared.charts.base import ROW, figure, labels, pointed
from pages.shared.theme import Palette


def topics(rows: pl.DataFrame, colours: Palette) -> go.Figure:
    """Rows of queries.overview.topics: offices by topics, the darker the more of its core indicators are stated."""
    topic_names = rows.unique("domain", keep="first", maintain_order=True).sort("ordinal")["domain_name"].to_list()
    offices = rows.partition_by("office", maintain_order=True)
    names = labels([office.row(0, named=True) for office in offices])
    reported = [office["has_report"][0] for office in offices]
    by_topic = [{row["domain_name"]: row for row in office.iter_rows(named=True)} for office in offices]
    cells = [[row[name] for name in topic_names] for row in by_topic]
    fig = figure(colours, ROW * len(offices) + 60, top=50)
    fig.add_heatmap(
        x=list(range(len(topic_names))),
        y=list(range(len(offices))),
        z=[[_share(cell) for cell in row] for row in cells],
        text=[
            [f"{cell['stated']}/{cell['core']}" if cell["has_report"] and cell["core"] else "" for cell in row]
            for row in cells
        ],
        texttemplate="%{text}",
        hovertext=[[_topic(cell, name) for cell in row] for name, row in zip(names, cells, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
        colorscale=[[0, colours.panel], [1, colours.full]],
        textfont={"color": colours.ink},
        zmin=0,
        zmax=1,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    for place in (place for place, has_report in enumerate(reported) if not has_report):
        fig.add_annotation(
            x=-0.45,
            y=place,
            text=words.STATES["missing"],
            showarrow=False,
            xanchor="left",
            font={"color": colours.secondary},
        )
    fig.update_xaxes(
        tickvals=list(range(len(topic_names))),
        ticktext=[_two_lines(name) for name in topic_names],
        tickangle=0,
        side="top",
        showticklabels=True,
    )
    fig.update_yaxes(
        tickvals=list(range(len(names))), ticktext=[f"{name}　" for name in names], range=[len(names) - 0.5, -0.5],
        showticklabels=True, automargin=True,
    )  # fmt: skip
    return fig


def _share(cell: words.Row) -> float | None:
    """How dark a cell is; bare without a report, or where the office has none of these duties."""
    return cell["stated"] / cell["core"] if cell["has_report"] and cell["core"] else None


def _two_lines(name: str) -> str:
    """A long name broken in its middle, for a narrow column."""
    middle = -(-len(name) // 2)
    return name if len(name) <= 4 else f"{name[:middle]}<br>{name[middle:]}"


def _topic(cell: words.Row, name: str) -> str:
    if not cell["has_report"]:
        return f"<b>{escape(name)}</b><br>没有这一年的报告"
    lines = (f"{cell['core']}个核心指标中写明{cell['stated']}个", escape(cell["report_kind_name"]))
    return "<br>".join((f"<b>{escape(name)}</b>　{cell['domain_name']}", *lines))


def peers(rows: pl.DataFrame, colours: Palette) -> go.Figure:
    """Rows of queries.office.figures with at least two peers: the office's dot on the span of its district.

    Each row has its own scale from the lowest to the highest, with the peers' median as a stroke.
    """
    points = list(rows.iter_rows(named=True))
    places = list(range(len(points)))
    fig = figure(colours, ROW * max(len(points), 1) + 20, right=120)
    for place in places:
        fig.add_shape(
            type="line", x0=0, x1=1, y0=place, y1=place, line={"color": colours.hairline, "width": 6}, layer="below"
        )
    fig.add_scatter(
        x=[_scaled(row, row["peer_median"]) for row in points], y=places, mode="markers", hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 2.5, "color": colours.benchmark}},
    )  # fmt: skip
    fig.add_scatter(
        x=[_scaled(row, row["value"]) for row in points], y=places, mode="markers", cliponaxis=False,
        marker={"size": 12, "color": colours.accent}, hovertemplate="%{hovertext}<extra></extra>",
        hovertext=[f"{pointed(row, row['indicator_name'])}<br>其他街镇中位数{words.peers(row)}" for row in points],
    )  # fmt: skip
    for place, row in zip(places, points, strict=True):
        fig.add_annotation(
            x=1, y=place, text=f"　{words.stated(row, short=True)}", xanchor="left", showarrow=False, xshift=8,
            font={"color": colours.accent},
        )  # fmt: skip
    fig.update_xaxes(range=[-0.02, 1.02])
    fig.update_yaxes(
        tickvals=places, ticktext=[f"{row['indicator_name']}　" for row in points], range=[len(points) - 0.5, -0.5],
        showticklabels=True, automargin=True,
    )  # fmt: skip
    return fig


def _scaled(row: words.Row, value: float) -> float:
    low, high = min(row["peer_lowest"], row["value"]), max(row["peer_highest"], row["value"])
    return (value - low) / (high - low) if high > low else 0.5
