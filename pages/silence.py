"""停报: what offices stated last time and do not mention now, and whose report is missing."""

import polars as pl
import streamlit as st

from pages.shared import basis, frame, watch
from pages.shared.charts import gaps
from pages.shared.data import ask
from pages.shared.tables import SENTENCE, Column, source, table, text, who, worded
from pages.shared.theme import palette
from queries import silence

choice = frame.selection()
scope = {"year": choice.year, **choice.scope}
offices = ask(silence.offices, **scope)
stopped = ask(silence.stopped, **scope)
indicators = ask(silence.indicators, **scope)

frame.conclusion(watch.silence(choice.place, choice.year, offices, indicators))
if offices.is_empty():
    frame.nothing(
        f"这个范围里没有街镇在{choice.year}年以前有过报告，无从对照。", "可以换一个年份或地区；没有对照不等于没有停报。"
    )
    st.stop()
if offices["is_paired"].any():
    frame.heading("各街镇停报的核心指标个数", "上次的同类报告写明（含写明为零）、本年报告没有提到的核心指标。")
    drawn = gaps.offices(offices, palette(), looked=choice.office)
    frame.chart(drawn, "silence", f"{choice.words}各街镇停报的核心指标个数，明细见下表", offices)
if not offices["is_paired"].all():
    st.html(watch.missing(offices, choice.evidence))

if not indicators.is_empty():
    columns = [
        Column("指标", text("indicator_name"), "name"),
        Column("领域", text("domain_name"), "name"),
        Column("停报的街镇", text("stopped"), "right"),
        Column("上次写明的街镇", text("stated_before"), "right"),
    ]
    frame.section("哪些指标停报最多", table(indicators, columns))
said = "没有发现停报。" if offices["is_paired"].any() else f"没有{choice.year}年的同类报告可以对照。"
none = f"<p class='quiet'>{said}</p>"
columns = [
    *who(choice),
    Column("指标", text("indicator_name"), "name"),
    Column("上次写明", worded(watch.then), "right"),
    Column("上次的句子", SENTENCE.cell, SENTENCE.style),
    Column("本年", worded(watch.now), "small"),
    Column("本年报告", source(choice, "report_now", whole=True), "name"),
    Column("上次原文", source(choice), "name"),
]
frame.section(
    "停报了什么",
    none if stopped.is_empty() else table(stopped.drop("state"), columns, lambda row: row["office"] == choice.office),
)
frame.notes([*watch.SILENCES, basis.SILENCE, basis.ZERO, basis.CUT, basis.MACHINE])
lacking = offices.filter(~pl.col("is_paired")).with_columns(
    state=pl.when("has_report").then(None).otherwise(pl.lit("missing"))
)
rows = pl.concat([stopped, lacking], how="diagonal_relaxed")
frame.download(rows, f"上表的{len(stopped)}行和无从对照的{len(lacking)}个街镇", f"停报_{choice.words}")
