"""Bars of what offices no longer report, and of who still does."""

import plotly.graph_objects as go
import polars as pl

from pages.shared import watch
from pages.shared.charts.bars import Bar, draw
from pages.shared.charts.base import MOST, labels
from pages.shared.foreign import spelt
from pages.shared.theme import Palette
from pages.shared.words import Row

FEW = 5  # where the axis ends at least, so that one indicator does not fill the page


def offices(rows: pl.DataFrame, colours: Palette, *, looked: str | None = None) -> go.Figure:
    """Rows of queries.silence.offices with reports of one kind; hollow where that is no annual report."""
    points = rows.filter("is_paired").head(MOST).rows(named=True)
    return draw(
        [
            Bar(
                label=name,
                value=row["stopped"],
                text=_end(row),
                hover=f"<b>{spelt(name)}</b>　{spelt(_end(row))}",
                looked=row["office"] == looked,
                hollow=row["report_kind"] != "annual",
            )
            for name, row in zip(labels(points), points, strict=True)
        ],
        colours,
        most=FEW,
    )


def indicators(rows: pl.DataFrame, colours: Palette) -> go.Figure:
    """Rows of queries.silence.indicators_radar: the share of all offices with a report that still state each."""
    return draw(
        [
            Bar(
                label=row["indicator_name"],
                value=row["still"],
                text=watch.still(row),
                hover=f"<b>{spelt(row['indicator_name'])}</b><br>{watch.still(row)}",
            )
            for row in rows.head(MOST).iter_rows(named=True)
        ],
        colours,
        most=100,
    )


def _end(row: Row) -> str:
    kind = "" if row["report_kind"] == "annual" else f"　该年只有{row['report_kind_name']}"
    return f"{row['stopped']}项（{row['year_before']}年写明{row['stated_before']}项）{kind}"
