"""Grids: what was reported by whom, and one office among its peers."""

import plotly.graph_objects as go
import polars as pl

from pages.shared import words
from pages.shared.charts.base import ROW, figure, labels
from pages.shared.foreign import spelt
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
        return f"<b>{spelt(name)}</b><br>没有这一年的报告"
    lines = (f"{cell['core']}个核心指标中写明{cell['stated']}个", spelt(cell["report_kind_name"]))
    return "<br>".join((f"<b>{spelt(name)}</b>　{cell['domain_name']}", *lines))
