"""原文: a report as it was read, every number of it marked, opened at the sentence that a link asks for."""

import polars as pl
import streamlit as st

from pages.shared import basis, conclusions, frame, marked
from pages.shared.data import ask
from pages.shared.tables import Column, source, table, worded
from queries import evidence, office

choice = frame.selection()
at = marked.offset(st.query_params.get("at"))
filed = ask(office.reports, office=choice.office)
of_year = filed.filter(pl.col("year") == choice.year)
wanted = st.query_params.get("report") or of_year["report"].first() or filed["report"].first()
found = ask(evidence.report, report=wanted or "")
if found.is_empty():
    frame.nothing("这里没有可以打开的报告。", "可以换一个街镇或年份；从别页的“原文”进来时，请确认链接完整。")
    st.stop()
report = found.row(0, named=True)
marks = ask(evidence.marks, report=wanted)

frame.conclusion(conclusions.evidence(report, marks))
st.html(marked.cited(report["text"], marks, at))
left, right = st.columns([3, 2], gap="medium")
with left:
    st.html(marked.legend(marks))
    st.html(marked.whole(report["text"], marks, at))
with right:
    columns = [
        Column("数字", marked.number),
        Column("归入或理由", worded(lambda row: "、".join(row["names"]) or row["why"]), "small"),
        Column("原文", source(choice)),
    ]
    st.html(table(marks.with_columns(report=pl.lit(wanted)), columns, lambda row: row["start"] == at))

frame.notes([*marked.about(report), basis.MACHINE, "原文照录，未作任何改动；提取只在副本上进行，位置指回原文。"])
title = f"数字总账_{report['name']}_{report['year']}年"
frame.download(marks.drop("names"), f"上表的{len(marks)}个数字，含位置", title, scope=report["report"])
