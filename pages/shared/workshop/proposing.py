"""Proposals: the list, one of them with what it changes, and what an administrator answers."""

import streamlit as st

from pages.shared import access, frame, words
from pages.shared.access import Right
from pages.shared.foreign import escape, visible
from pages.shared.granting import china
from pages.shared.tables import Column, table, text
from pages.shared.workshop.form import TIERS, TITLES
from pipeline.desk import rebuild, workshop
from pipeline.desk.workshop import NotWritable, Wrong
from pipeline.store import proposals
from pipeline.store.proposals import Answered, Proposal, State

COLUMNS = [
    Column("号", text("id"), "right"),
    Column("指标", text("name"), "name"),
    Column("提出人", text("person"), "name"),
    Column("时间", text("when"), "name"),
    Column("理由", text("reason"), "small wide"),
    Column("状态", text("state"), "name"),
    Column("处理人", text("by"), "name"),
]


def pick(known: list[Proposal]) -> Proposal | None:
    """One of them, as the address says; the newest that nobody answered, else the newest."""
    titles = {f"第{one.id}号 {one.name}": one for one in known}
    waiting = next((i for i, one in enumerate(known) if one.state is State.OPEN), 0)
    picked = st.selectbox("提案", list(titles), waiting, key="proposal", bind="query-params", width=320)
    return titles.get(picked or "")


def listed(known: list[Proposal]) -> str:
    rows = [{"when": china(one.time)} | {c: getattr(one, c) for c in _SHOWN} for one in known]
    return table(rows, COLUMNS)


def difference(one: Proposal) -> str:
    """What the proposal takes out and puts in, field by field."""
    rows = [
        {"field": TITLES[field], "what": "去掉" if is_out else "加上", "line": _WORDS.get(field, {}).get(line, line)}
        for field, is_out, line in workshop.differences(one)
    ]
    columns = [
        Column("栏目", text("field"), "name"),
        Column("改动", text("what"), "name"),
        Column("内容", text("line")),
    ]
    return table(rows, columns)


def answer(one: Proposal, person: str, can_manage: bool, passes: bool) -> None:
    """Buttons of an administrator; of what was activated, the way back for everybody who may propose."""
    with st.container(horizontal=True, vertical_alignment="center", key="answering"):
        if one.state is State.OPEN:
            can = bool(can_manage and person)
            args = (one, person)
            st.button("启用", type="primary", disabled=not (can and passes), on_click=_activate, args=args)
            st.button("不采纳", disabled=not can, on_click=_decline, args=args)
        elif one.state is State.ACTIVE:
            st.button("提出恢复原样", disabled=not person, on_click=_back, args=(one, person))
        if one.state is State.OPEN and (why := _shut(person, can_manage, passes)):
            st.html(f'<p class="quiet">{why}</p>', width="content")
    if told := st.session_state.pop("answered", None):
        st.html(f'<p class="conclusion">{escape(told)}</p>')
    if st.session_state.pop("by_hand", None) == one.id:
        st.code(visible(one.block), language="toml")
    _building()


def _shut(person: str, can_manage: bool, passes: bool) -> str:
    """Why it cannot be activated by whoever looks at it, empty when it can."""
    if not can_manage:
        return "由管理员启用。"
    return "" if passes and person else "先填写您的姓名。" if passes else "例句没有全部通过，不能启用。"


def whole(one: Proposal) -> None:
    """The block to read or to copy."""
    with st.expander("提案全文"):
        st.code(visible(one.block) or "（去掉这个指标）", language="toml")
        frame.hint(f"启用后写入 {workshop.file_name(one.indicator)}。")


@st.fragment(run_every=2)
def _building() -> None:
    state = rebuild.state()
    if state.is_running:
        st.text(f"正在更新数据：{state.done}/{state.total}份报告。" if state.total else "正在准备更新数据……")
    elif state.failure:
        st.text(f"上次更新没有成功：{state.failure}")


_WORDS = {"kind": words.KINDS, "direction": words.DIRECTIONS, "tier": TIERS}
_SHOWN = ("id", "name", "person", "reason", "state", "by")


def _may() -> bool:
    """Asked again where it is done: a button that is shut in the browser is no guard."""
    visitor = access.visitor()
    return visitor is not None and visitor.may(Right.MANAGE)


def _activate(one: Proposal, person: str) -> None:
    if not _may():
        return
    try:
        workshop.activate(one, person)
        told = f"“{one.name}”已写入指标目录，正在按新目录更新数据。"
    except (Wrong, Answered) as error:
        told = f"没有启用：{error}"
    except NotWritable as error:
        told, st.session_state["by_hand"] = str(error), one.id
    st.session_state["answered"] = told


def _decline(one: Proposal, person: str) -> None:
    if not _may():
        return
    try:
        workshop.decline(one, person)
    except Answered as error:
        st.session_state["answered"] = str(error)


def _back(one: Proposal, person: str) -> None:
    new = Proposal(one.indicator, one.name, one.before, workshop.block(one.indicator), person, f"撤回第{one.id}号提案")
    st.session_state["answered"] = f"已保存为第{proposals.propose(new)}号提案，等待管理员启用。"
