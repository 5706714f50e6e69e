"""A grid of offices by checks: how many findings, tinted by the gravest of them."""

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from pages.shared import words
from pages.shared.charts.base import ROW, figure, labels
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

LINE = 17  # pixels of one line of a check's name
WEIGHTS = {"note": 0.0, "warning": 0.5, "error": 1.0}  # places on the scale of tints


def findings(rows: pl.DataFrame, colours: Palette) -> go.Figure:
    """Rows of queries.quality.matrix: every office with every check that found something."""
    offices = [office.rows(named=True) for office in rows.partition_by("office", maintain_order=True)]
    names = labels([cells[0] for cells in offices])
    heads = [wrap(cell["title"], 6) for cell in offices[0]]
    top = LINE * max(len(head) for head in heads) + 14
    fig = figure(colours, ROW * len(offices) + top + 10, top=top)
    fig.add_heatmap(
        z=[[WEIGHTS.get(cell["severity"]) for cell in cells] for cells in offices],
        text=[[str(cell["findings"] or "") for cell in cells] for cells in offices],
        texttemplate="%{text}",
        hovertext=[[_hover(cell, name) for cell in cells] for name, cells in zip(names, offices, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
        colorscale=[[0, colours.tint], [0.5, colours.full], [1, colours.warm]],
        textfont={"color": colours.ink}, zmin=0, zmax=1, showscale=False, xgap=2, ygap=2,
    )  # fmt: skip
    fig.update_xaxes(
        tickvals=list(range(len(heads))), ticktext=["<br>".join(map(spelt, head)) for head in heads], tickangle=0,
        side="top", showticklabels=True, range=[-0.5, len(heads) - 0.5], tickfont={"size": 13},
    )  # fmt: skip
    fig.update_yaxes(
        tickvals=list(range(len(names))), ticktext=_ticks(names, offices), range=[len(names) - 0.5, -0.5],
        showticklabels=True, automargin=True,
    )  # fmt: skip
    return fig


def _ticks(names: Sequence[str], offices: Sequence[Sequence[Row]]) -> list[str]:
    return [f"{spelt(name)}　{cells[0]['found']}处　" for name, cells in zip(names, offices, strict=True)]


def _hover(cell: Row, name: str) -> str:
    found = f"{cell['findings']}处，最重为{words.severity(cell)}" if cell["findings"] else "没有发现"
    return f"<b>{spelt(name)}</b>　{spelt(cell['title'])}<br>{found}"
