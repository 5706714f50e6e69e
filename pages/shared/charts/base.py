"""What all charts have in common: type, colours, no tools, and a box of words at the pointer."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

import plotly.graph_objects as go

from pages.shared import words
from pages.shared.theme import FONT, Palette
from pages.shared.words import Row

ROW = 28  # pixels of one office


def figure(
    colours: Palette, height: int, *, left: int = 10, right: int = 10, top: int = 10, bottom: int = 10
) -> go.Figure:
    """An empty figure in the house's look; axes are bare and cannot be zoomed."""
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "showticklabels": False, "ticks": ""}
    label = {"bgcolor": colours.panel, "bordercolor": colours.hairline, "font": {"color": colours.ink}, "align": "left"}
    return go.Figure(
        layout=go.Layout(
            height=height,
            margin={"l": left, "r": right, "t": top, "b": bottom},
            font={"family": FONT, "size": 14, "color": colours.ink},
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            showlegend=False,
            hoverlabel=label,
            dragmode=False,
            xaxis=axis,
            yaxis=axis,
            separators=".,",
        )
    )


def pointed(row: Row, name: str) -> str:
    """The words at the pointer: name, value, period, what to mind, sentence."""
    heading = f"<b>{escape(name)}</b>　{escape(words.shown(row))}"
    lines = [words.period(row["period_start"], row["period_end"]), words.remark(row), *_sentence(row["sentence"] or "")]
    return "<br>".join([heading, *(escape(line) for line in lines if line)])


def _sentence(sentence: str) -> list[str]:
    """At most three lines of it."""
    lines = wrap(sentence, 36)
    return lines if len(lines) <= 3 else [*lines[:3], "……"]


def labels(rows: Sequence[Row]) -> list[str]:
    """Names of offices, with their district where the choice has several."""
    several = len({row["district"] for row in rows}) > 1
    return [f"{row['district']} {words.office(row)}" if several else words.office(row) for row in rows]
