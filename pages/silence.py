"""停报: what offices stated last time and do not mention now, who still does, and whose report is missing."""

import polars as pl
import streamlit as st

from pages.shared import basis, frame, silent, watch
from pages.shared.data import ask
from queries import silence

VIEWS = ("按街镇", "按指标")

choice = frame.selection()
scope = {"year": choice.year, **choice.scope}
offices = ask(silence.offices, **scope)
stopped = ask(silence.radar, **scope)
indicators = ask(silence.indicators_radar, **scope)

frame.conclusion(watch.silence(choice.place, choice.year, offices, indicators.sort("stopped", descending=True)))
if offices.is_empty():
    frame.nothing(
        f"这个范围里没有街镇在{choice.year}年以前有过报告，无从对照。", "可以换一个年份或地区；没有对照不等于没有停报。"
    )
    st.stop()
view = st.segmented_control(
    "怎么看", VIEWS, default=VIEWS[0], required=True, key="view", bind="query-params", label_visibility="collapsed"
)
if view == VIEWS[0]:
    stopped = silent.by_office(choice, offices, stopped)
else:
    indicators = silent.by_indicator(choice, indicators, stopped)
if not offices["is_paired"].all():
    st.html(watch.missing(offices, choice.evidence))
frame.notes([*watch.SILENCES, watch.STILL, basis.SILENCE, basis.ZERO, basis.CUT, basis.MACHINE])
lacking = offices.filter(~pl.col("is_paired")).with_columns(
    state=pl.when("has_report").then(None).otherwise(pl.lit("missing"))
)
rows = pl.concat([stopped, lacking], how="diagonal_relaxed")
frame.download(rows, f"停报的{len(stopped)}处和无从对照的{len(lacking)}个街镇", f"停报_{choice.words}")
frame.download(offices, f"各街镇的{len(offices)}行", f"停报_各街镇_{choice.words}", title="各街镇")
frame.download(indicators, f"各指标的{len(indicators)}行", f"停报_各指标_{choice.words}", title="各指标")
