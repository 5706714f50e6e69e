"""自检: an office sees what the district will see of its report, before it hands it in. Nothing is kept."""

import polars as pl
import streamlit as st

from pages.shared import basis, draft, frame, inspection, marked, words
from pages.shared.data import ask, snapshot
from pipeline.desk import selfcheck
from pipeline.desk.drafts import Unreadable
from queries import path, selection

choice = frame.selection()
named = ask(selection.offices, year=choice.year, **choice.scope).row(
    by_predicate=pl.col("office") == choice.office, named=True
)
name = words.office(named)
conclusion = st.container()
given = draft.given("报告草稿")
if given is None:
    with conclusion:
        frame.conclusion(f"贴入{name}的报告草稿，先看区里会看到什么：前后矛盾、对不上的比率、受损的数字、漏写的指标。")
    frame.notes(["所查的单位在上面选；年份以稿子自己写的为准。", draft.KEPT])
    st.stop()
try:
    result = selfcheck.check(given, path(snapshot()), str(choice.office), choice.year)
except Unreadable as error:
    frame.nothing("这份稿子没能检查。", str(error))
    st.stop()

with conclusion:
    frame.conclusion(inspection.conclusion(result, name))
    if result.other:
        st.html("<p class='quiet'>稿中自称的单位与所选的不同，请核对上面的选择。</p>")
left, right = st.columns([2, 3], gap="medium")
with left:
    st.html(marked.legend(result.marks))
    st.html(marked.whole(given.text, result.marks, None))
with right:
    frame.section("检查发现", inspection.findings(result))
    frame.section("同区多数写明而本稿没有写的核心指标", inspection.absent(result))
    frame.section("写法建议", inspection.advice(result.advice))
frame.notes(
    [
        inspection.account(result),
        *given.notes,
        "检查与报送后所用的相同，旁边放的是本区已有的报告；库中同一单位同年同类的报告视为将被本稿代替，不参与比较。",
        "未归入的数字没有丢：它们没有与指标相配的写法，可对照写法建议改写。",
        basis.SILENCE,
        draft.KEPT,
    ]
)
