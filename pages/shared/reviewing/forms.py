"""The fields and buttons by which a person decides. What a button does is bound to the state that was seen with it."""

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from pages.shared.data import ask
from pages.shared.foreign import visible
from pages.shared.reviewing import saying
from pages.shared.reviewing.card import SCOPES, STATUSES
from pages.shared.reviewing.queue import EVERY, Case, Queue, load, seconds
from pages.shared.reviewing.queue import kinds as named_kinds
from pages.shared.selection import Selection
from pages.shared.words import QUALIFIERS
from pipeline.store.decisions import Action, Decision
from queries import review, selection

SHARES = (5, 10, 20, 50, 100)
SIZES = {"": 1.0, "万": 1e4, "亿": 1e8}
QUALIFIED = {name: sign or "正好" for name, sign in QUALIFIERS.items()}


def which(mode: str, choice: Selection) -> Callable[[str], Queue]:
    """Draw the choice of cases that the mode has; gives the queue of a person."""
    if mode == "复核":
        share = st.selectbox("抽取比例（%）", SHARES, index=1, key="share", bind="query-params", width=160)
        return lambda person: seconds(choice, person, share or SHARES[1])
    if mode != "待核":
        return lambda person: Queue([], 0)
    kinds = named_kinds()
    picked = st.selectbox(
        "事项", [*kinds][1:], index=None, key="check", bind="query-params", placeholder=EVERY, width=220
    )
    return lambda person: load(choice, kinds[picked or EVERY])


def decide(case: Case, queue: Queue, person: str) -> None:
    """Everything by which the case can be decided."""
    buttons(case, queue, person)
    st.text_input("理由", key="reason", max_chars=200, placeholder="理由（可不填）", label_visibility="collapsed")
    if case["what"] == "report":
        identify(case, person)
    elif case["what"] == "number" and st.session_state.get("correcting"):
        correct(case, person, Action.CORRECT if case["indicator"] else Action.ASSIGN)
    if not person:
        st.html("<p class='quiet'>请先在上面填写您的姓名，决定以此署名。</p>")


def buttons(case: Case, queue: Queue, person: str) -> None:
    """The row of buttons, each with its key."""
    can, is_number = bool(person), case["what"] == "number"
    with st.container(horizontal=True, key="deciding"):
        if is_number:
            _button("采用", "1", can and bool(case["indicator"]), _say, case, Action.ACCEPT, person, primary=True)
            _button("改正" if case["indicator"] else "归入指标", "2", can, _open)
            _button("不采用", "3", can, _say, case, Action.REJECT, person)
        if case["what"] == "returned":
            _button("撤销原来的决定", "3", can, _withdraw, case, person)
        _button("上一个", "Left", queue.beside(case, -1) is not None, _go, queue.beside(case, -1))
        _button("下一个", "Right", queue.beside(case, 1) is not None, _go, queue.beside(case, 1))


def told(person: str) -> None:
    """What came of the last decision, and the way to take it back."""
    words, one = st.session_state.get("told", ("", None))
    if words:
        with st.container(horizontal=True, vertical_alignment="center", key="told"):
            st.text(visible(words))
            if one:
                _button("撤销", "0", True, _undo, one, person)


def correct(case: Case, person: str, action: Action) -> None:
    """The fields of a correction, filled with what the program reads."""
    catalogue = {row["name"]: row for row in ask(selection.indicators).iter_rows(named=True)}
    names = list(catalogue)
    with st.form("correct"):
        one, two, three, four = st.columns([4, 2, 2, 2])
        at = names.index(case["indicator_name"]) if case.get("indicator_name") in names else None
        picked = one.selectbox("指标", names, index=at, placeholder="请选择指标", filter_mode="contains")
        value = two.number_input(
            "数值", value=case.get("value") or case.get("written") or 0.0, step=None, format="%.12g"
        )
        size = three.selectbox("数值的倍数", list(SIZES), format_func=lambda unit: f"×{unit}" if unit else "不乘")
        qualifier = four.selectbox("限定", list(QUALIFIED), format_func=QUALIFIED.__getitem__)
        one, two, three, four = st.columns([2, 2, 2, 4])
        first, last = saying.whole_year(case["year"])
        start = one.date_input("统计期起", case.get("period_start") or first, format="YYYY-MM-DD")
        end = two.date_input("统计期止", case.get("period_end") or last, format="YYYY-MM-DD")
        status = three.selectbox(
            "状态", [*STATUSES], _at(STATUSES, case.get("status")), format_func=STATUSES.__getitem__
        )
        scope = four.selectbox("范围", [*SCOPES], _at(SCOPES, case.get("scope")), format_func=SCOPES.__getitem__)
        part = st.text_input("只是一部分时，写明哪一部分", case.get("scope_name") or "", max_chars=60)
        sent = st.form_submit_button("保存", type="primary", disabled=not person)
    if not sent:
        return
    if picked is None:
        st.html("<p class='quiet'>请先选择指标；这个数不是任何指标时，请按“不采用”。</p>")
        return
    indicator = catalogue[picked]
    said: dict[str, Any] = {
        "indicator": indicator["id"], "unit": indicator["unit"], "value": float(value) * SIZES[size], "status": status,
        "qualifier": qualifier, "period_start": start, "period_end": end, "scope": scope,
        "scope_name": (part.strip() or None) if scope == "part" else None, "reason": reason(),
    }  # fmt: skip
    if saying.say(saying.of_number(case, action, person, **said)):
        st.rerun()


def identify(case: Case, person: str) -> None:
    """Whose report it is, and on which year."""
    one, two, three = st.columns([2, 4, 1], vertical_alignment="bottom")
    typed = one.text_input("街镇名称（至少两个字）", key="named", max_chars=30)
    found = dict(ask(review.named, words=typed.strip(), report=case["report"]).select("title", "office").iter_rows())
    hint = "先在左边写名称" if not found else f"{len(found)}个可选"
    title = two.selectbox("单位", list(found), index=None, placeholder=hint, filter_mode="contains")
    year = three.number_input("年份", 2000, 2100, case["year"] or saying.whole_year(None)[0].year, step=1, format="%d")
    ready = bool(person and title)
    # Not a callback: its arguments would be those of the run before, and a year typed just now would be missed.
    asked = st.button("认定", key="identify", disabled=not ready, type="primary")
    if asked and title and saying.say(saying.of_report(case, person, found[title], int(year))):
        st.rerun()


def reason() -> str:
    """The reason as it stands in its field."""
    return str(st.session_state.get("reason", "")).strip()


def exempt(choice: Selection, person: str, said: dict[str, int]) -> None:
    """无此职能: an office has nothing to do with an indicator in a year."""
    offices = dict(ask(selection.offices, year=choice.year, **choice.scope).select("name", "office").iter_rows())
    catalogue = dict(ask(selection.indicators).select("name", "id").iter_rows())
    with st.form("exempt", border=False, clear_on_submit=True):
        one, two, three = st.columns([2, 3, 4])
        office = one.selectbox("街镇", list(offices), index=None, placeholder="请选择", filter_mode="contains")
        indicator = two.selectbox("指标", list(catalogue), index=None, placeholder="请选择", filter_mode="contains")
        why = three.text_input("理由", max_chars=200)
        sent = st.form_submit_button(f"认定{choice.year}年无此职能", disabled=not person)
    if sent and office and indicator and why.strip():
        code, id = offices[office], catalogue[indicator]
        seen = said.get(f"duty:{code}:{choice.year}:{id}", 0)
        if saying.say(saying.of_duty(code, choice.year, id, person, seen, why.strip())):
            st.rerun()
    elif sent:
        st.html("<p class='quiet'>请选择街镇和指标，并写明理由。</p>")


def _at(options: dict[str, str], value: str | None) -> int:
    return list(options).index(value) if value in options else 0


def _button(label: str, key: str, can: bool, act: Any, *args: Any, primary: bool = False) -> None:
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.button(label, shortcut=key, disabled=not can, on_click=act, args=args, type=kind)


def _say(case: Case, action: Action, person: str) -> None:
    saying.say(saying.of_number(case, action, person, reason=reason()))


def _withdraw(case: Case, person: str) -> None:
    saying.say(
        Decision(case["subject"], case["seen"] + 1, Action.UNDO, person, report=case["report"], quote=case["quote"])
    )


def _undo(one: Decision, person: str) -> None:
    if saying.say(saying.taken_back(one, one.turn, person)):
        st.session_state["told"] = ("已撤销。", None)


def _open() -> None:
    st.session_state["correcting"] = not st.session_state.get("correcting", False)


def _go(place: str | None) -> None:
    st.session_state.pop("correcting", None)
    st.query_params["case"] = place or ""
