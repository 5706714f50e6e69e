"""对比: one indicator, every office of the choice, whether it states it or not."""

import streamlit as st

from pages.shared import basis, conclusions, frame, words
from pages.shared.charts import bars
from pages.shared.data import ask
from pages.shared.tables import PERIOD, REMARK, SENTENCE, VALUE, Column, absent, source, table, text, who, worded
from pages.shared.theme import palette
from queries import compare, selection

CERTAINTY = (
    Column("95%区间（推算）", worded(words.interval), "right"),
    Column("位次区间（推算）", text("rank_words"), "name"),
)

choice = frame.selection()
indicator = choice.indicator
asked = {"indicator": indicator["id"], "year": choice.year, **choice.scope}
cover = ask(selection.coverage, year=choice.year, **choice.scope).row(0, named=True)
figures = ask(compare.figures, **asked)
if figures.is_empty():
    frame.nothing("这个范围里没有街镇。", "可以换一个地区或类型。")
    st.stop()
summary = ask(compare.summary, **asked).row(0, named=True)

frame.conclusion(conclusions.compare(choice.place, choice.year, indicator, cover, summary, figures))
if summary["stated"]:
    drawn = bars.offices(figures, palette(), looked=choice.office, median=summary["median"])
    frame.chart(drawn, "compare", f"{choice.words}各街镇的{indicator['name']}，数值见下表")
else:
    frame.nothing(f"没有一个街镇写明“{indicator['name']}”。", "可以换一个指标、年份或地区；没有写不等于零。")
st.html(absent(figures) or "<p class='quiet'>每个街镇都写明了这一项。</p>")

columns = [
    Column("序", text("place"), "right"),
    *who(choice),
    VALUE,
    PERIOD,
    *(CERTAINTY if indicator["kind"] == "rate" else ()),
    REMARK,
    SENTENCE,
    Column("原文", source(choice)),
]
frame.section(indicator["name"], table(figures, columns, lambda row: row["office"] == choice.office))
frame.notes(
    [
        *basis.indicator(indicator),
        basis.MEDIAN,
        basis.CERTAIN if indicator["kind"] == "rate" else "",
        basis.outside(figures),
        basis.CUT,
        basis.MACHINE,
    ]
)
name = f"{indicator['name']}_{choice.words}"
frame.download(figures, f"上表的{len(figures)}行，含原文句子与位置", name)
