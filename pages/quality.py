"""质量: what the checks found, and what became of every number of the reports."""

import streamlit as st

from pages.shared import basis, frame, watch, words
from pages.shared.charts import stacks
from pages.shared.data import ask
from pages.shared.tables import Column, source, table, text, who, worded
from pages.shared.theme import palette
from queries import quality

VIEWS = ("检查发现", "数字总账")
CHECK = [
    Column("检查", text("title"), "name"),
    Column("最重程度", worded(watch.gravest), "name"),
    Column("发现", text("findings"), "right"),
    Column("涉及街镇", text("offices"), "right"),
]
FINDING = [
    Column("程度", worded(words.severity), "name"),
    Column("事项", text("title"), "name"),
    Column("指标", text("indicator_name"), "name"),
    Column("内容", text("message")),
]
COUNTS = [
    Column(title, text(field), "right")
    for field, title in (("numerals", "数字"), *words.DISPOSITIONS.items(), *watch.FOUND.items())
]

choice = frame.selection()
scope = {"year": choice.year, **choice.scope}
findings, account = ask(quality.findings, **scope), ask(quality.account, **scope)
origin = Column("原文", source(choice))

frame.conclusion(watch.quality(choice.place, choice.year, account, findings))
if account.is_empty() and findings.is_empty():
    frame.nothing(f"这个范围里没有{choice.year}年的报告，无从检查。", "可以换一个年份、地区或类型。")
    st.stop()
view = (
    st.segmented_control("内容", VIEWS, default=VIEWS[0], key="view", bind="query-params", label_visibility="collapsed")
    or VIEWS[0]
)
if account.is_empty():
    st.html(f"<p class='quiet'>这个范围里没有{choice.year}年的报告。</p>")
else:
    frame.heading("数字总账：每份报告的数字归到了哪里", "条末为数字总数和未归入任何指标的比例，未归入比例高的在前。")
    frame.chart(stacks.account(account, palette()), "account", "各份报告的数字按去向的个数，数值见“数字总账”表")
if view == VIEWS[0]:
    frame.section("各项检查", table(ask(quality.checks, **scope), CHECK))
    none = "<p class='quiet'>检查没有发现需要更正或核对的地方。</p>"
    by_office = findings.sort(watch.GRAVEST, "office", maintain_order=True)
    frame.section("检查发现", none if findings.is_empty() else table(by_office, [*who(choice), *FINDING, origin]))
else:
    kind = Column("报告类型", text("kind_name"), "name")
    share = Column("未归入比例（推算）", worded(watch.share), "right")
    frame.section("数字总账", table(account, [*who(choice), kind, *COUNTS, share, origin]))
frame.notes([*watch.QUALITIES, basis.MACHINE])
rows = findings if view == VIEWS[0] else watch.flat(account)
frame.download(rows, f"上表“{view}”的{len(rows)}行", f"质量_{view}_{choice.words}")
