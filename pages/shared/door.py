"""What stands at the door: who is not known logs in, who may not enter is told so, who is in can leave."""

from dataclasses import replace

import streamlit as st

from pages.shared import access
from pages.shared.access import Right, Visitor
from pages.shared.data import ask
from pages.shared.foreign import escape
from pages.shared.selection import Selection
from queries import evidence, selection


def closed(visitor: Visitor | None) -> None:
    """In place of all rooms, for somebody who is not known or has no role."""
    if visitor:
        _told(f"{visitor.person}还没有使用权限。", "请管理员在“权限”页授予角色，之后刷新本页。")
        _leave()
    elif access.mode() == "oidc":
        _told("请先登录。", "登录由本单位的统一身份认证完成，看板不保存密码。")
        st.button("登录", on_click=st.login, type="primary")
    else:
        _told("没有认出您的身份。", "请从本单位的统一入口打开看板；仍不行，请联系管理员。")


def locked(visitor: Visitor) -> None:
    """In place of a room that the role does not open."""
    _told("您的角色不能打开这一页。", f"您的角色是“{visitor.role}”。需要更多权限，请联系管理员。")


def badge(visitor: Visitor | None) -> None:
    """Beside the rooms: who is here, and the way out; nothing where nobody logs in."""
    if visitor and access.mode() != "off":
        st.html(f'<span class="group">{escape(visitor.person)}（{visitor.role}）</span>', width="content")
        _leave()


def person() -> str:
    """Who decides: whoever logged in, else the name that is asked for and kept for this visit."""
    visitor = access.here()
    if access.mode() != "off":
        return visitor.person
    st.session_state.setdefault("named_person", visitor.person)
    typed = st.text_input("您的姓名", key="named_person", max_chars=30, width=150, placeholder="决定以此署名")
    st.session_state["person"] = typed.strip()
    return typed.strip()


def may_enter(visitor: Visitor | None) -> bool:
    """Whether there is any room for a person."""
    return visitor is not None and visitor.may(Right.OWN)


def keep_to_own_reports(visitor: Visitor) -> None:
    """A link to a report of another office is no link for a person of one office."""
    named = st.query_params.get("report")
    if visitor.office and named:
        found = ask(evidence.report, report=named)
        if found.is_empty() or found["office"][0] != visitor.office:
            del st.query_params["report"]


def keep_to_own_office(choice: Selection, visitor: Visitor) -> Selection:
    """The choice of a person of one office: that office, whatever was chosen or stands in the address."""
    if not visitor.office:
        return choice
    hidden = ",".join(f".st-key-{key}" for key in ("area", "office", "kind", "group", "picked", "hand"))
    st.html(f"<style>{hidden}{{display:none}}</style>")
    own = ask(selection.offices, year=choice.year, areas=(visitor.office,), kind=None, simulated=True)
    name = own["name"][0] if len(own) else visitor.office
    kept = ("year", "indicator", "simulated")
    chosen, pinned = (tuple(pair for pair in pairs if pair[0] in kept) for pairs in (choice.chosen, choice.pinned))
    return replace(
        choice,
        areas=(visitor.office,),
        office=visitor.office,
        place=name,
        kind=None,
        chosen=chosen,
        pinned=pinned,
        hint="",
    )


def _leave() -> None:
    if access.mode() == "oidc":
        st.button("退出", on_click=st.logout, key="logout", type="tertiary")


def _told(what: str, advice: str) -> None:
    st.html(f'<div class="nothing"><p>{escape(what)}</p><p>{escape(advice)}</p></div>')
