"""Parts of the page 权限: giving a role, the roles there are, the log in Chinese time."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from pages.shared.foreign import escape
from pages.shared.tables import Column, table, text
from pipeline.store import accounts
from pipeline.store.accounts import Account, Role

MODES = {
    "off": "本机没有启用登录：打开看板的人都可以使用全部功能，决定和导出以自报的姓名记录。",
    "oidc": "已启用本单位的统一登录：没有授予角色的人不能打开任何页面。",
    "proxy": "由本单位的代理服务器确认身份：没有授予角色的人不能打开任何页面。",
}
MEANING = {
    Role.OFFICE: "只看本街镇的数和报告，可自检本街镇的稿子",
    Role.READER: "看全部数据页面和会议材料",
    Role.ANALYST: "另可查询、整批下载、提出指标改动",
    Role.REVIEWER: "另可导入报告、核对数字、应用决定",
    Role.ADMIN: "另可授予角色、看操作记录、启用指标改动",
    Role.NONE: "不能打开任何页面",
}
RIGHTS = "<dl class='card'>" + "".join(f"<dt>{role}</dt><dd>{words}</dd>" for role, words in MEANING.items()) + "</dl>"


def conclusion(mode: str, known: Sequence[Account]) -> str:
    """How people are known, and how many have a role."""
    return f"{MODES[mode]}已授予{len(known)}人角色。"


def form(granted_by: str) -> None:
    """Give a person a role; what is wrong is said below."""
    with st.form("grant", border=False, clear_on_submit=True):
        person = st.text_input("人员（登录名或邮箱）", max_chars=200)
        role = st.selectbox("角色", list(MEANING))
        office = st.text_input("街镇代码（九位，只用于街镇角色）", max_chars=9)
        sent = st.form_submit_button("授予")
    if sent and not person.strip():
        st.html("<p class='quiet'>请填写人员。</p>")
    elif sent:
        try:
            accounts.grant(person.strip(), role, office.strip() or None, granted_by)
            st.rerun()
        except ValueError as error:
            st.html(f"<p class='quiet'>{escape(str(error))}。</p>")


def listed(known: Sequence[Account]) -> str:
    """Who has which role."""
    columns = [
        Column("人员", text("person"), "name"),
        Column("角色", text("role"), "name"),
        Column("街镇代码", text("office"), "name"),
    ]
    rows = [account._asdict() for account in known]
    return table(rows, columns) if rows else "<p class='quiet'>还没有授予任何角色。</p>"


def timed(log: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines of the log with their time in China."""
    return [{"when": china(line["time"])} | {key: line[key] for key in ("person", "event", "detail")} for line in log]


def china(moment: datetime) -> str:
    """A UTC moment in China's time: 2024-06-01 15:30."""
    return f"{moment + timedelta(hours=8):%Y-%m-%d %H:%M}"
