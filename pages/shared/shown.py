"""What the page of this run has shown so far, for what a reader takes away from it: a picture, a screen of a deck."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pages.shared import words
from pages.shared.words import Row

NOUNS = {
    "office": "个街镇",
    "area": "个区县",
    "id": "个指标",
}  # what rows without a state count, the first that they have


@dataclass(slots=True)
class Shown:
    """`view`: the room and its choice in words; `covered`: how much of it has reports; `day`: of the snapshot, in
    words; `address`: of the view, with every choice in it, relative to the board; `asked`: indicator and year that rows
    without these columns are about."""

    view: str
    covered: str
    day: str
    snapshot: str
    simulated: bool
    kind: str | None
    address: str
    asked: dict[str, Any]
    sentence: str = ""
    figure: go.Figure | None = None
    rows: pl.DataFrame | None = None  # those the figure was drawn from


def begin(shown: Shown) -> None:
    """A page begins: nothing of it is shown yet."""
    st.session_state["shown"] = shown


def current() -> Shown:
    """What this run has shown."""
    shown: Shown = st.session_state["shown"]
    return shown


def basis(shown: Shown) -> tuple[str, ...]:
    """Lines that must go wherever the chart goes: n, period, coverage, what is not comparable and why, snapshot.

    Of columns that the rows of the chart lack nothing is said.
    """
    rows = pl.DataFrame() if shown.rows is None else shown.rows
    return tuple(
        filter(
            None,
            (
                "含模拟数据，仅供演示。" if shown.simulated else "",
                f"n：{_counted(rows)}。{_periods(rows)}",
                f"覆盖：{shown.covered}。",
                _outside(rows),
                f"数据版本{shown.snapshot}，{shown.day}。",
            ),
        )
    )


def _counted(rows: pl.DataFrame) -> str:
    """写明4个，其中可比3个；未提及1个；报告缺1个."""
    if "state" not in rows.columns:
        field, noun = next(((field, noun) for field, noun in NOUNS.items() if field in rows.columns), ("", "行"))
        return f"{rows[field].n_unique() if field else len(rows):,}{noun}"
    counts = dict(rows.group_by("state").len().iter_rows())
    stated = sum(counts.get(state, 0) for state in words.STATED)
    comparable = f"，其中可比{rows['is_comparable'].sum():,}个" if "is_comparable" in rows.columns else ""
    absent = "".join(f"；{words.STATES[state]}{counts[state]:,}个" for state in words.ABSENT if counts.get(state))
    return f"写明{stated:,}个{comparable}{absent}"


def _periods(rows: pl.DataFrame, most: int = 3) -> str:
    if not {"period_start", "period_end", "value"} <= set(rows.columns):
        return ""
    spans = rows.drop_nulls("value").group_by("period_start", "period_end").len().sort("len", descending=True)
    said = [f"{words.period(first, last)}（{n}个）" for first, last, n in spans.iter_rows()]
    if len(said) == 1:
        said = [words.period(*spans.row(0)[:2])]
    return f"统计期：{words.names(said, most)}。" if said else ""


def _outside(rows: pl.DataFrame) -> str:
    """Who stands there hollow, and why."""
    if "reason" not in rows.columns:
        return ""
    named = [f"{_name(row)}（{row['reason']}）" for row in rows.drop_nulls("reason").iter_rows(named=True)]
    return f"不可比：{words.names(named)}。" if named else ""


def _name(row: Row) -> str:
    years = f"{row['year']}年" if "year" in row else ""
    return "".join((row.get("name") or "", years, row.get("indicator_name") or ""))
