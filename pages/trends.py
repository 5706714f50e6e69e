"""趋势: one indicator over the years, of offices or of districts; a gap is a gap."""

import streamlit as st

from pages.shared import basis, course, frame
from pages.shared.charts import lines
from pages.shared.data import ask
from pages.shared.overtime import changes_table, claims_table, years_table
from pages.shared.theme import palette
from queries import trends

choice = frame.selection()
indicator = choice.indicator
by = course.BY[
    st.segmented_control(
        "比较什么", list(course.BY), default="按街镇", required=True, key="by", bind="query-params",
        label_visibility="collapsed",
    )
]  # fmt: skip
asked = {"indicator": indicator["id"], **choice.scope}
figures = ask(trends.figures if by == "office" else trends.districts, **asked)
if figures.is_empty():
    frame.nothing("这个范围里没有街镇。", "可以换一个地区或类型。")
    st.stop()
claims = ask(trends.claims, by=by, **asked)
changes = ask(trends.changes, by=by, year=choice.year, **asked)
looked = choice.office if by == "office" else None

frame.conclusion(course.conclusion(choice.place, choice.year, indicator, by, figures, claims, changes, looked))
if figures["stated_years"].max():
    drawn = lines.trend(figures, palette(), looked=looked)
    frame.chart(drawn, "trends", f"{choice.place}{by}历年的{indicator['name']}，数值见下表")
else:
    frame.nothing(f"没有一个街镇写明过“{indicator['name']}”。", "可以换一个指标或地区；没有写不等于零。")
frame.section(f"{choice.year}年与{choice.year - 1}年相比（同比）", changes_table(choice, changes, by))
frame.section("能不能说有趋势", claims_table(choice, claims, by))
frame.section(indicator["name"], years_table(choice, figures, by))
frame.notes(
    [
        *basis.indicator(indicator),
        "只把相邻两年都可比的点连成线；空心点不可比，不连线；没有点的年份是未提及或报告缺。",
        course.PART_YEARS,
        course.DISTRICTS if by == "district" else "",
        course.CHANGES,
        course.METHODS,
        basis.CUT,
    ]
)
scope = f"{choice.place} {indicator['name']}"
name = f"{indicator['name']}_{choice.place}"
rows = course.file(figures, by)
frame.download(rows, f"历年数值，{len(rows)}格，一格一行", f"趋势_{name}", scope)
frame.download(course.file(changes, by), f"同比表的{len(changes)}行，含两年的原文句子", f"同比_{name}", scope, "同比表")
frame.download(course.file(claims, by), f"趋势检验的{len(claims)}行", f"趋势检验_{name}", scope, "趋势检验")
