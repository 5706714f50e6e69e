"""What all charts have in common: type, colours, no tools, and a box of words at the pointer."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from pages.shared import words
from pages.shared.foreign import spelt
from pages.shared.theme import FONT, Palette
from pages.shared.words import Row

ROW = 28  # pixels of one office
MOST = 100  # offices of one chart; the table below it goes on
CLEAR = "rgba(0,0,0,0)"
SYMBOLS = {"exact": "circle", "approx": "diamond", "at_least": "triangle-right", "at_most": "triangle-left"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A benchmark: its value, its words, and the quartiles around it where there are enough to have any."""

    value: float
    words: str
    low: float | None = None
    high: float | None = None


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
    heading = f"<b>{spelt(name)}</b>　{spelt(words.shown(row))}"
    lines = [words.period(row["period_start"], row["period_end"]), words.remark(row), *_sentence(row["sentence"] or "")]
    return "<br>".join([heading, *(spelt(line) for line in lines if line)])


def _sentence(sentence: str) -> list[str]:
    """At most three lines of it."""
    lines = wrap(sentence, 36)
    return lines if len(lines) <= 3 else [*lines[:3], "……"]


def first(rows: pl.DataFrame, looked: str | None, most: int = MOST) -> list[Row]:
    """As many rows as one chart shows, and the office looked at wherever it stands."""
    own = rows.slice(most).filter(office=looked or "")
    return [*rows.head(most).iter_rows(named=True), *own.iter_rows(named=True)]


def width(text: str) -> int:
    """Pixels that words of 14 take at most."""
    return sum(14 if ord(letter) > 0x2000 else 8 for letter in text)


def ruled(fig: go.Figure, rule: Rule | None, colours: Palette, lift: int = 0) -> None:
    """The benchmark as a labelled rule over the whole height, its quartiles as a band behind everything.

    `lift`: pixels between the top of the plot and the words.
    """
    if rule is None:
        return
    if rule.low is not None and rule.high is not None:
        edge = {"color": colours.benchmark, "width": 1}
        fig.add_vrect(x0=rule.low, x1=rule.high, fillcolor=colours.hairline, opacity=0.55, line=edge, layer="below")
    fig.add_vline(x=rule.value, line={"color": colours.benchmark, "width": 1.5, "dash": "dot"}, layer="below")
    fig.add_annotation(
        x=rule.value, y=1, yref="paper", yanchor="bottom", yshift=lift, text=rule.words, showarrow=False,
        font={"color": colours.benchmark},
    )  # fmt: skip


def halo(colours: Palette) -> str:
    """A shadow in the colour of the page, so that words can be read where a rule or a band runs behind them."""
    return ", ".join(f"{x}px {y}px 2px {colours.page}" for x in (-2, 0, 2) for y in (-2, 0, 2))


def named(fig: go.Figure, names: Sequence[str], looked: Sequence[bool], colours: Palette) -> None:
    """The names down the left side, from top to bottom; those looked at stand out."""
    strong = f'<span style="color:{colours.accent}"><b>%s</b></span>　'
    texts = [(strong if is_looked else "%s　") % spelt(name) for name, is_looked in zip(names, looked, strict=True)]
    fig.update_yaxes(
        range=[len(names) - 0.5, -0.5], tickvals=list(range(len(names))), ticktext=texts, showticklabels=True,
        automargin=True,
    )  # fmt: skip


def labels(rows: Sequence[Row]) -> list[str]:
    """Names of offices, with their district where the choice has several."""
    several = len({row["district"] for row in rows}) > 1
    return [f"{row['district'] or '未认定'} {words.office(row)}" if several else words.office(row) for row in rows]


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from low to high, at most so many, in steps of 1, 2 or 5 and their tenfolds."""
    if high <= low:
        return [low]
    steps = (factor * 10.0**power for power in range(-2, 13) for factor in (1, 2, 5))
    step = next(step for step in steps if (high - low) / step < most)
    return [round(step * place, 6) for place in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
