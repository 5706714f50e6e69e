"""质量: what the checks found, and what became of every number of the reports."""

import streamlit as st

from pages.shared import frame, inspected, lastyear, watch
from pages.shared.data import ask
from queries import quality

VIEWS = ("检查发现", "数字总账", "与上年核对")

choice = frame.selection()
scope = {"year": choice.year, **choice.scope}
findings, account = ask(quality.findings, **scope), ask(quality.account, **scope)

frame.conclusion(watch.quality(choice.place, choice.year, account, findings))
if account.is_empty() and findings.is_empty():
    frame.nothing(f"这个范围里没有{choice.year}年的报告，无从检查。", "可以换一个年份、地区或类型。")
    st.stop()
view = (
    st.segmented_control("内容", VIEWS, default=VIEWS[0], key="view", bind="query-params", label_visibility="collapsed")
    or VIEWS[0]
)
if view == "检查发现":
    inspected.findings(choice, findings, ask(quality.matrix, **scope), ask(quality.checks, **scope))
if view == "数字总账":
    inspected.account(choice, account)
if view == "与上年核对":
    lastyear.show(choice, ask(quality.reconciled, **scope))
