"""趋势: one indicator over the years; a gap is a gap."""

import streamlit as st

from pages.shared import basis, conclusions, frame
from pages.shared.charts import lines
from pages.shared.data import ask
from pages.shared.tables import Column, by_office, linked, table, who
from pages.shared.theme import palette
from queries import trends

choice = frame.selection()
indicator = choice.indicator
figures = ask(trends.figures, indicator=indicator["id"], **choice.scope)
if figures.is_empty():
    frame.nothing("这个范围里没有街镇。", "可以换一个地区或类型。")
    st.stop()

frame.conclusion(conclusions.trends(choice.place, indicator, figures, choice.office))
if figures["stated_years"].max():
    drawn = lines.trend(figures, palette(), looked=choice.office)
    frame.chart(drawn, "trends", f"{choice.place}各街镇历年的{indicator['name']}，数值见下表")
else:
    frame.nothing(f"没有一个街镇写明过“{indicator['name']}”。", "可以换一个指标或地区；没有写不等于零。")

years = figures["year"].unique().sort().to_list()
columns = [*who(choice), *(Column(f"{year}年", linked(choice, year), "right") for year in years)]
frame.section(indicator["name"], table(by_office(figures), columns, lambda row: row["office"] == choice.office))
frame.notes(
    [
        *basis.indicator(indicator),
        "只把相邻两年都可比的点连成线；空心点的统计期或范围不同，不连线；没有点的年份是未提及或报告缺。",
        "表中每个数都可以点开原文；加方括号的不可比。",
        basis.CUT,
        basis.MACHINE,
    ]
)
name = f"趋势_{indicator['name']}_{choice.place}"
frame.download(figures, f"上表的{len(figures)}格，一格一行，含原文句子与位置", name, scope=choice.place)
