"""未归入: the numbers that no indicator takes, by what they count: which indicator is missing next."""

import streamlit as st

from pages.shared import basis, frame
from pages.shared import unread as said
from pages.shared.charts import bars
from pages.shared.data import ask
from pages.shared.tables import SENTENCE, Column, source, table, text, who, worded
from pages.shared.theme import palette
from queries import unread

choice = frame.selection()
asked = st.text_input(
    "数字旁边的词", key="words", bind="query-params", placeholder="如“走访 商户”，空格隔开的词都要有", width=420
)
words = said.asked(asked)
groups = ask(unread.groups, words=words, **choice.scope)
numbers = ask(unread.numbers, words=words, **choice.scope)

frame.conclusion(said.conclusion(choice.place, words, groups, numbers))
if numbers.is_empty():
    frame.nothing("没有这样的未归入数字。", "可以换一个词或地区；每份报告的总账见“质量”页。")
    st.stop()
if not groups.is_empty():
    frame.heading("还没有指标的数字数的是什么", "按有这种数字的街镇个数排列，多的在前；可作为下一个指标的线索。")
    frame.chart(
        bars.unread(groups, palette()), "unread", f"{choice.place}未归入数字按所数事物的街镇个数，明细见下表", groups
    )

columns = [
    Column("所数的事物", lambda row: said.link(choice, row), "name"),
    Column("街镇", text("offices"), "right"),
    Column("报告", text("reports"), "right"),
    Column("数字", text("numbers"), "right"),
    Column("例句", SENTENCE.cell, SENTENCE.style),
    Column("原文", source(choice)),
]
if not groups.is_empty():
    frame.section("按所数的事物", table(groups, columns))
columns = [
    *who(choice),
    Column("年份", text("year"), "name"),
    Column("数字", text("quote"), "right"),
    Column("未归入的原因", worded(said.why), "small"),
    SENTENCE,
    Column("原文", source(choice)),
]
frame.section("每一个未归入的数字", table(numbers, columns))
frame.notes([*said.NOTES, basis.CUT, basis.MACHINE])
name = f"未归入_{'_'.join(words) or '全部'}_{choice.place}"
frame.download(numbers, f"上面“每一个未归入的数字”的{len(numbers)}行", name, scope=choice.place)
