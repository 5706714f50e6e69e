"""街道: one office, every indicator, its sentence and its peers."""

import polars as pl
import streamlit as st

from pages.shared import basis, conclusions, frame, words
from pages.shared.charts import grid
from pages.shared.data import ask
from pages.shared.tables import PERIOD, REMARK, SENTENCE, VALUE, Column, absent, source, table, text, worded
from pages.shared.theme import palette
from queries import office, selection

choice = frame.selection()
code = choice.office
own = {"areas": (code,), "kind": None, "simulated": choice.simulated}
named = ask(selection.offices, year=choice.year, **own).row(0, named=True)
name = words.office(named)
figures = ask(office.figures, office=code, year=choice.year, simulated=choice.simulated)
stated = figures.filter(pl.col("state").is_in(["value", "zero", "review"]))
core = figures.filter(pl.col("tier") == "core")
beside = stated.filter(pl.col("is_comparable") & pl.col("peer_median").is_not_null())

frame.conclusion(conclusions.office(name, choice.year, figures))
if stated.is_empty():
    years = [str(row["year"]) for row in ask(office.reports, office=code).iter_rows(named=True)]
    frame.nothing(
        f"{name}没有{choice.year}年的数。", f"有报告的年份：{'、'.join(years) or '无'}；可以换一个年份或街镇。"
    )
    st.stop()
if beside.is_empty():
    st.html("<p class='quiet'>同区可比的街镇不足两个，暂不作图。</p>")
else:
    frame.heading(f"{name}在同区的位置", "横条为同区最低到最高，竖线为其他街镇的中位数，圆点为本街镇。")
    frame.chart(grid.peers(beside, palette()), "peers", f"{name}各指标在同区中的位置，数值见下表", beside)

columns = [
    Column("领域", text("domain_name"), "name"),
    Column("指标", text("indicator_name"), "name"),
    VALUE,
    PERIOD,
    Column("上年", worded(words.before), "right"),
    Column("同区中位数", worded(words.peers), "right"),
    REMARK,
    SENTENCE,
    Column("原文", source(choice)),
]
frame.section(f"{name}{choice.year}年写明的数", table(stated, columns))
frame.section(
    "没有写明的核心指标", absent(core, lambda row: row["indicator_name"]) or "<p class='quiet'>核心指标都已写明。</p>"
)
frame.notes([basis.WHOLE_YEAR, basis.ZERO, basis.SILENCE, basis.HIDDEN, basis.PEERS, basis.MACHINE])
frame.download(stated, f"上表的{len(stated)}行，含原文句子与位置", f"{name}_{choice.year}年")
