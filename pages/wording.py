"""对照: one indicator, every office of the choice, their sentences side by side."""

import streamlit as st

from pages.shared import basis, frame, wall
from pages.shared.data import ask
from pages.shared.tables import PERIOD, REMARK, VALUE, Column, absent, source, table, who, worded
from queries import selection, wording

choice = frame.selection()
indicator = choice.indicator
scope = {"year": choice.year, **choice.scope}
cover = ask(selection.coverage, **scope).row(0, named=True)
rows = ask(wording.figures, indicator=indicator["id"], **scope)
if rows.is_empty():
    frame.nothing("这个范围里没有街镇。", "可以换一个地区或类型。")
    st.stop()
said = rows.filter(rows["sentence"].is_not_null())

frame.conclusion(wall.conclusion(choice.place, choice.year, indicator, cover, rows))
if said.is_empty():
    frame.nothing(f"没有一个街镇写明“{indicator['name']}”。", "可以换一个指标、年份或地区；没有写不等于零。")
else:
    frame.heading(f"各街镇怎么写“{indicator['name']}”", wall.NOTE)
    st.html(wall.cards(rows, choice))
st.html(absent(rows) or "<p class='quiet'>每个街镇都写明了这一项。</p>")
columns = [
    *who(choice),
    VALUE,
    PERIOD,
    Column("范围", worded(wall.scope), "name"),
    Column("限定", worded(wall.qualifier), "name"),
    *([Column("分母", worded(wall.denominator))] if indicator["kind"] == "rate" else []),
    REMARK,
    Column("原文", source(choice)),
]
frame.section("口径对照", table(rows, columns, lambda row: row["office"] == choice.office))
cut = f"卡片最多{wall.MOST}张，其余见表。" if len(said) > wall.MOST else ""
frame.notes([*basis.indicator(indicator), cut, basis.outside(rows), basis.MACHINE])
frame.download(rows, f"全部{len(rows)}个街镇，含原句和没有写明的原因", f"原文对照_{indicator['name']}_{choice.words}")
