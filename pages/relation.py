"""关系: two indicators of the same offices as dots with names; only what is comparable in both."""

import streamlit as st

from pages.shared import basis, frame, related, words
from pages.shared.charts import scatter
from pages.shared.data import ask
from pages.shared.sorting import sorted_by
from pages.shared.tables import SENTENCE, Column, source, table, who, worded
from pages.shared.theme import palette
from queries import relation, selection

choice = frame.selection()
first = choice.indicator
others = {row["name"]: row for row in ask(selection.indicators).iter_rows(named=True) if row["id"] != first["id"]}
usual = related.usual(others)
picked = st.selectbox(
    "与哪个指标相比", list(others), index=None, key="against", bind="query-params", filter_mode="contains", width=240,
    placeholder=usual,
)  # fmt: skip
other = others[picked or usual]
asked = {"indicator": first["id"], "against": other["id"], "year": choice.year, **choice.scope}
rows = ask(relation.pairs, **asked)
if rows.is_empty():
    frame.nothing("这个范围里没有街镇。", "可以换一个地区或类型。")
    st.stop()
found = ask(relation.association, **asked).row(0, named=True)

frame.conclusion(related.conclusion(choice.place, choice.year, first, other, rows, found))
pairs, rest = rows.filter("is_pair"), rows.filter(~rows["is_pair"])
named = f"{first['name']}与{other['name']}"
if pairs.is_empty():
    frame.nothing(f"没有一个街镇的{named}都可比。", "可以换一个指标、年份或地区；不可比的和没有写的列在下面。")
else:
    drawn = scatter.pairs(rows, palette(), looked=choice.office)
    frame.chart(drawn, "relation", f"{choice.words}各街镇的{named}，数值见下表", pairs)
    columns = [
        *who(choice),
        Column(first["name"], worded(words.shown), "right", "value"),
        Column(other["name"], worded(lambda row: words.shown(related.second(row))), "right", "value_against"),
        Column(f"{first['name']}原文句子", SENTENCE.cell, "small wide"),
        Column("原文", source(choice), "name"),
        Column(f"{other['name']}原文句子", lambda row: SENTENCE.cell(related.second(row)), "small wide"),
        Column("原文", lambda row: source(choice)(related.second(row))),
    ]
    rows, columns = sorted_by("relation", rows, columns)
    frame.section(
        "两项都可比的街镇", table(rows.filter("is_pair"), columns, lambda row: row["office"] == choice.office)
    )
if not rest.is_empty():
    columns = [
        *who(choice),
        Column("为什么不在图上", worded(related.why_no_pair)),
        Column("报告", source(choice, whole=True)),
    ]
    frame.section("不在图上的街镇", table(rest, columns))
lines = [*basis.indicator(first)[:1], *basis.indicator(other)[:1], basis.WHOLE_YEAR, basis.SILENCE]
frame.notes([*lines, related.MARKS, related.CLAIM, basis.MACHINE])
file = related.file(rows)
frame.download(file, f"全部{len(file)}个街镇，含不在图上的及原因，和两项的原文句子", f"{named}_{choice.words}")
