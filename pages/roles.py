"""权限: who may do what, and the log of what was done. For administrators."""

import polars as pl
import streamlit as st

from pages.shared import access, frame, granting
from pages.shared.tables import Column, table, text
from pipeline.store import accounts, audit

visitor = st.session_state["visitor"]
known, log = accounts.every(), audit.entries()

frame.conclusion(granting.conclusion(access.mode(), known))
left, right = st.columns([2, 3], gap="large")
with left:
    granting.form(visitor.person or "本机使用者")
    frame.section("角色", granting.RIGHTS)
with right:
    frame.section("已授予的角色", granting.listed(known))
columns = [
    Column("时间", text("when"), "name"),
    Column("人员", text("person"), "name"),
    Column("事项", text("event"), "name"),
    Column("内容", text("detail"), "small wide"),
]
frame.section(f"操作记录（最近{len(log)}条）", table(granting.timed(log), columns))
frame.notes(["操作记录只能增加，不能在看板中修改或删除；数据库也拒绝修改。", "时间为北京时间。"])
rows = pl.DataFrame(granting.timed(log), schema=dict.fromkeys(("when", "person", "event", "detail"), pl.String))
frame.download(rows, f"最近{len(log)}条操作记录", "操作记录", scope="全部")
