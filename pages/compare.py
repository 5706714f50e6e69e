"""对比: one indicator, every office of the choice, in five views."""

import streamlit as st

from pages.shared import basis, conclusions, frame, standing, views
from pages.shared.data import ask
from pages.shared.sorting import sorted_by
from pages.shared.tables import by_office, table
from queries import compare, selection

choice = frame.selection()
indicator = choice.indicator
scope = {"year": choice.year, **choice.scope}
filters = {"indicator": indicator["id"], **scope}
cover = ask(selection.coverage, **scope).row(0, named=True)
figures = ask(compare.figures, **filters)
if figures.is_empty():
    frame.nothing("这个范围里没有街镇。", "可以换一个地区、类型或同组。")
    st.stop()

name = frame.tabs(list(views.VIEWS))
lead = conclusions.lead(choice.place, choice.year, cover)
view = views.VIEWS[name](views.Asked(choice, filters, lead, cover, figures))
rows, columns = sorted_by("compare", view.rows, view.columns)
if len(columns):
    lines = by_office(rows, view.across) if view.across else rows
    title = "各指标" if view.across else indicator["name"]
    frame.section(title, table(lines, columns, lambda row: row["office"] == choice.office))
if name == "条形" and choice.office:
    frame.section("在不同同组中的位次", standing.table(choice, filters))
counts = basis.HIDDEN if indicator["kind"] == "rate" else ""
frame.notes([*basis.indicator(indicator), *view.notes, counts, basis.CUT, basis.MACHINE])
what = f"上表“{name}”的{len(rows)}{'格，一格一行' if view.across else '行'}，含原文句子与位置"
said = "" if name == "条形" else f"{name}_"
frame.download(rows, what, f"{indicator['name']}_{said}{choice.words}")
