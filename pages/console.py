"""查询: read-only statements of an analyst, run in a limited child process; off unless it was switched on."""

from functools import partial

import streamlit as st

from pages.shared import access, console, frame
from pages.shared.data import ask, snapshot
from pages.shared.foreign import visible
from queries import console as questions
from queries.confined import Limits

if not console.is_on():
    frame.nothing(
        "查询台没有打开。",
        f"它供分析人员用查询语句（SQL）查询数据，默认关闭。需要时请管理员设置环境变量 {console.SWITCH}=on 后重新启动。",
    )
    st.stop()

limits = Limits()
conclusion = st.container()
left, right = st.columns([3, 2], gap="medium")
with left:
    st.html(console.links(console.EXAMPLES))
    statement = st.text_area(
        "查询语句（SQL，只读）", key="sql", bind="query-params", height=220, max_chars=20_000,
        placeholder="写一条 SELECT 语句，按 Ctrl+Enter 执行；地址栏里带着语句，可以转发给同事。",
    )  # fmt: skip
    st.button("执行", type="primary")
with right:
    st.html("<h2>可查的表</h2>" + console.schema(ask(questions.columns)))

found = console.answer(snapshot(), statement) if statement and statement.strip() else None
with conclusion:
    frame.conclusion(console.said(found, limits.rows) if found else "选一个示例，或写一条查询语句。")
if found and found.detail:
    st.html("<p class='quiet'>数据库引擎的原话（英文）：</p>")
    st.text(visible(found.detail))
if found and found.rows:
    frame.section("结果", console.grid(found))
    st.download_button(
        "导出结果",
        access.logged(partial(console.csv, found, snapshot()), "查询结果.csv"),
        "查询结果.csv",
        "text/csv",
        key="export",
        on_click="ignore",
    )
frame.notes(
    [
        f"每条语句在单独的进程里执行，最多{limits.seconds}秒、{limits.engine >> 20} MB内存、{limits.rows:,}行，"
        f"超过即停；单元格超过{limits.cell:,}个字的截断。",
        "只能查询，不能改动数据、读写文件、联网或改设置。语句和结果不写入日志。",
        "模拟（虚构）的单位也在表里，正式使用请加条件 not simulated。",
        "cell 里没有写的数是空，不是零：合计前先看 state 和 reason，count(value) 说明有几个单位写明。",
    ]
)
