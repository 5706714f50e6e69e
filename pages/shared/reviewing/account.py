"""What was decided: the history with names, how far two people agree, and applying it all to the data."""

import polars as pl
import streamlit as st

from pages.shared.data import ask
from pages.shared.granting import china
from pages.shared.reviewing import saying
from pages.shared.reviewing.queue import history
from pages.shared.tables import Column, table, text
from pages.shared.words import QUALIFIERS
from pipeline.desk import rebuild
from pipeline.store import decisions
from pipeline.store.decisions import TITLES, Decision
from queries import selection

SHOWN = 200
HISTORY = (
    Column("时间", text("when"), "name"),
    Column("人员", text("person"), "name"),
    Column("决定", text("action"), "name"),
    Column("原文写法", text("quote"), "name"),
    Column("指标", text("indicator_name"), "name"),
    Column("数值", text("value"), "right"),
    Column("理由", text("reason"), "small"),
    Column("起因", text("occasion"), "name"),
    Column("报告", text("report"), "small"),
)
AGREEMENT = (
    Column("指标", text("indicator_name"), "name"),
    Column("两人都看过", text("twice"), "right"),
    Column("意见相同", text("same"), "right"),
)


def listed() -> pl.DataFrame:
    """All decisions, the newest first, in words."""
    names = _names()
    rows = [_worded(one, names) for one in reversed(history())]
    return pl.DataFrame(rows, schema={**dict.fromkeys(_FIELDS, pl.String)})


def agreement() -> list[dict[str, str]]:
    """How often two people said the same, by indicator; those who were seen most often first."""
    names, counts = _names(), dict[str, list[int]]()
    for first, second in decisions.checked_twice(history()):
        count = counts.setdefault(first.indicator or first.about or "", [0, 0])
        count[0] += 1
        count[1] += decisions.agrees(first, second)
    return [
        {
            "indicator_name": names.get(id, "不是指标的数"),
            "twice": f"{twice}",
            "same": f"{same}（{100 * same / twice:.0f}%）",
        }
        for id, (twice, same) in sorted(counts.items(), key=lambda item: -item[1][0])
    ]


def shown(rows: pl.DataFrame) -> str:
    """The newest of them as a table."""
    return table(rows.head(SHOWN), HISTORY) if len(rows) else "<p class='quiet'>还没有任何决定。</p>"


@st.fragment(run_every=2)
def applying(person: str) -> None:
    """How many decisions are not in the data yet, and the button that puts them there."""
    built = ask(selection.snapshot)["created"][0]
    waiting = sum(one.time > built and not one.second for one in history())
    state = rebuild.state()
    with st.container(horizontal=True, vertical_alignment="center", key="applying"):
        can = bool(person) and waiting > 0 and not state.is_running
        st.button("应用决定", disabled=not can, on_click=saying.apply, args=(person,), key="apply")
        st.text(_told(waiting, state))


def _told(waiting: int, state: rebuild.State) -> str:
    if state.is_running:
        return (
            f"正在更新数据：{state.done}/{state.total}份报告，可以继续核对。" if state.total else "正在准备更新数据……"
        )
    failed = f"上次更新没有成功：{state.failure}" if state.failure else ""
    return failed + (f"{waiting}个决定还没有用到数据里。" if waiting else "所有决定都已用到数据里。")


def _names() -> dict[str, str]:
    return dict(ask(selection.indicators).select("id", "name").iter_rows())


_FIELDS = ("when", "person", "action", "quote", "indicator_name", "value", "reason", "occasion", "report")


def _worded(one: Decision, names: dict[str, str]) -> dict[str, str]:
    value = "" if one.value is None else f"{QUALIFIERS[one.qualifier or 'exact']}{one.value:.12g}{one.unit}"
    second = "复核：" if one.second else ""
    told = (one.quote, names.get(one.indicator or one.about or ""), value, one.reason, one.occasion, one.report)
    row = (china(one.time), one.person, second + TITLES[one.action], *told)
    return {field: part or "" for field, part in zip(_FIELDS, row, strict=True)}
