"""总览: what was reported by whom, the key figures, what changed, and what needs attention."""

import polars as pl
import streamlit as st

from pages.shared import asked, basis, conclusions, frame, words
from pages.shared.charts import grid
from pages.shared.data import ask
from pages.shared.tables import Column, cards, source, table, text, who, worded
from pages.shared.theme import palette
from queries import overview, quality, selection

HEADLINES = (  # the first three that can be given
    "mediation.success_rate", "enforcement.cases", "grid.total", "enforcement.penalties", "mediation.handled",
    "hotline.cases", "grid.workers",
)  # fmt: skip
MOVEMENT = [
    Column("指标", text("indicator_name"), "name"),
    Column("上年", worded(words.before), "right"),
    Column("本年", worded(words.after), "right"),
    Column("增减（推算）", worded(words.movement), "right"),
]
FINDING = [
    Column("程度", worded(words.severity), "name"),
    Column("事项", text("title"), "name"),
    Column("内容", text("message")),
]

choice = frame.selection()
scope = {"year": choice.year, **choice.scope}
origin = Column("原文", source(choice))
cover = ask(selection.coverage, **scope).row(0, named=True)
topics = ask(overview.topics, **scope)
headlines = ask(overview.headlines, indicators=HEADLINES, **scope).filter(pl.col("offices") > 0).head(3)
movements = ask(overview.movements, **scope)
findings = ask(quality.findings, severities=("error", "warning"), **scope)

frame.conclusion(conclusions.overview(choice.place, choice.year, cover, ask(overview.shares, **scope)))
if topics.is_empty():
    frame.nothing("这个范围里没有街镇。", "可以换一个地区或类型。")
    st.stop()
st.html(cards([conclusions.covered(cover), *(conclusions.headline(row) for row in headlines.iter_rows(named=True))]))
st.html(asked.links(choice))
frame.heading(
    "谁写了什么", f"每格为该领域核心指标中写明的个数，越深写得越全；有报告的在前，最多{overview.MOST}个街镇。"
)
frame.chart(grid.topics(topics, palette()), "topics", "各街镇在各领域写明的核心指标个数")
if not movements.is_empty():
    frame.section(f"与{choice.year - 1}年相比变化最大的数", table(movements, [*who(choice), *MOVEMENT, origin]))
none = "<p class='quiet'>检查没有发现需要更正或核对的地方。</p>"
frame.section("需要关注", none if findings.is_empty() else table(findings, [*who(choice), *FINDING, origin]))
lines = [basis.MACHINE, basis.WHOLE_YEAR, basis.POOLED, basis.SILENCE]
frame.notes([*lines, "增减只比较两年都写明、都可比且不小于10的确数。"])
frame.download(topics, f"上图的{len(topics)}格", f"总览_{choice.words}")
