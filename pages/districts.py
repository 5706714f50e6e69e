"""跨区: one indicator across districts, rates pooled from counts, and the offices of each district on one line."""

import streamlit as st

from pages.shared import across, basis, frame, words
from pages.shared.charts import districts as chart
from pages.shared.data import ask
from pages.shared.sorting import sorted_by
from pages.shared.tables import Column, links, table, worded
from pages.shared.theme import palette
from queries import districts, selection

RATES = [
    Column("合并率", worded(words.district_value), "right", "value"),
    Column("95%区间（推算）", worded(words.interval), "right"),
    Column("件数", worded(words.district_counts), "right"),
    Column("位次区间", worded(across.rank), "name", "rank_low"),
]
COUNTS = [
    Column("中位数", worded(words.district_value), "right", "value"),
    Column("合计", worded(words.district_total), "right", "total"),
]

choice = frame.selection()
indicator = choice.indicator
asked = {"indicator": indicator["id"], "year": choice.year, "kind": choice.kind, "simulated": choice.simulated}
rows, offices = ask(districts.figures, **asked), ask(districts.offices, **asked)
usual = [row["name"] for row in ask(selection.indicators).iter_rows(named=True) if row["id"] in across.USUAL]
is_rate = indicator["kind"] == "rate"

frame.conclusion(across.conclusion(choice.year, indicator, rows))
st.html(links("常用", "districts", choice, usual))
if rows["value"].is_null().all():
    frame.nothing(f"没有区县能给出“{indicator['name']}”。", "可以换一个指标或年份，或点下表逐个看各街镇写明的数。")
else:
    frame.heading(f"各区县的{indicator['name']}", across.RATE_MARKS if is_rate else across.COUNT_MARKS)
    drawn = chart.districts(rows, offices, palette(), looked=choice.areas)
    frame.chart(drawn, "districts", f"{choice.year}年各区县的{indicator['name']}，数值见下表", rows)
columns = [
    Column("区县", worded(words.district_name), "name", "district"),
    *(RATES if is_rate else COUNTS),
    Column("各街镇的中间一半", worded(across.quartiles), "name"),
    Column("覆盖", worded(words.district_cover), by="stated"),
    Column("各街镇", lambda row: links("", "compare", choice, [indicator["name"]], area=words.district_label(row))),
]
rows, columns = sorted_by("districts", rows, columns)
frame.section(indicator["name"], table(rows, columns, lambda row: row["area"] in choice.areas))
frame.notes(
    [
        *basis.indicator(indicator),
        across.LEADING if is_rate else across.COUNTS,
        across.INEXACT,
        basis.CUT,
        basis.MACHINE,
    ]
)
name = f"{indicator['name']}_{choice.year}年"
scope = f"{choice.year}年各区县 {indicator['name']}"
frame.download(rows, f"上表的{len(rows)}行", f"跨区_{name}", scope)
frame.download(offices, f"图中各街镇的{len(offices)}个数，含原句", f"跨区各街镇_{name}", scope, "各街镇")
