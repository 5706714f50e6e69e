"""街道: one office, every indicator, its sentence, and the group it is set beside."""

import polars as pl
import streamlit as st

from pages.shared import basis, comparison, conclusions, frame, profile, words
from pages.shared.charts import spine
from pages.shared.data import ask
from pages.shared.tables import absent, table
from pages.shared.theme import palette
from queries import office, selection

choice = frame.selection()
code = choice.office
own = {"areas": (code,), "kind": None, "simulated": choice.simulated}
named = ask(selection.offices, year=choice.year, **own).row(0, named=True)
name = words.office(named)
rows = ask(office.beside, office=code, year=choice.year, **choice.scope)
stated = rows.filter(pl.col("state").is_in([*words.STATED, "review"]))
is_beside = pl.col("is_comparable") & pl.col("others_median").is_not_null()
beside, apart = stated.filter(is_beside), stated.filter(~is_beside)

frame.conclusion(profile.conclusion(conclusions.office(name, choice.year, rows), beside, choice.place))
if stated.is_empty():
    years = [str(row["year"]) for row in ask(office.reports, office=code).iter_rows(named=True)]
    frame.nothing(
        f"{name}没有{choice.year}年的数。", f"有报告的年份：{'、'.join(years) or '无'}；可以换一个年份或街镇。"
    )
    st.stop()
if beside.is_empty():
    st.html("<p class='quiet'>同组有可比数的其他街镇不足三个，暂不作图；可以换一个同组。</p>")
else:
    frame.heading(f"{name}在{choice.place}{choice.kind or ''}中的位置", comparison.SPINE)
    frame.chart(spine.office(beside, palette()), "peers", f"{name}各指标在同组中的位置，数值见下表", beside)
    frame.section(f"{name}{choice.year}年可比的数", table(beside, profile.beside(choice)))
if not apart.is_empty():
    frame.section("写明而没有可比的数", table(apart, profile.apart(choice)))
core = rows.filter(pl.col("tier") == "core")
frame.section(
    "没有写明的核心指标", absent(core, lambda row: row["indicator_name"]) or "<p class='quiet'>核心指标都已写明。</p>"
)
lines = [basis.WHOLE_YEAR, comparison.VERDICT, comparison.QUARTILES, basis.ZERO, basis.SILENCE]
frame.notes([*lines, basis.HIDDEN, basis.MACHINE])
shown = pl.concat([beside, apart])
frame.download(shown, f"上面两张表的{len(shown)}行，含原文句子与位置", f"{name}_{choice.year}年")
