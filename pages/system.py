"""系统: what is served, what lies beside it, what waits, what failed, and a test of itself. For administrators."""

import streamlit as st

from pages.shared import frame, inner
from pages.shared.data import snapshot
from pages.shared.tables import Column, table, text

choice = frame.selection()
frame.conclusion(inner.conclusion(snapshot(), inner.waiting(choice)))

left, right = st.columns(2, gap="large")
with left:
    kept = inner.snapshots(snapshot())
    frame.section(
        f"数据版本（{len(kept)}个）",
        table(
            kept,
            [
                Column("生成时间", text("time"), "name"),
                Column("大小", text("size"), "name"),
                Column("状态", text("state"), "name"),
                Column("编号", text("id"), "small"),
            ],
        ),
    )
    frame.section("最近的出错", inner.faults())
with right:
    frame.section("这台机器", inner.machine())
    frame.section("自检", "<p class='quiet'>用已知答案的问题检验数据、计算、存储和磁盘，只读数据，约一秒。</p>")
    if st.button("开始自检", type="primary"):
        done = inner.tested(snapshot())
        frame.hint(inner.verdict(done))
        st.html(table(done, [Column("项目", text("what"), "name"), Column("结果", text("result"), "small wide")]))
frame.notes(
    [
        "退回到较早的数据版本、备份和恢复，在服务器上各用一条命令，见说明书“运行”一章；退回时可写上表的编号。",
        "出错只记编号和时间，不含报告文字；详细情况在服务器日志中按编号查找。程序重启后从头记起。",
        f"待核对的数按所选年份（{choice.year}年）和全部地区计。"
        if not choice.areas
        else f"待核对的数按{choice.words}计。",
    ]
)
