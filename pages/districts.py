"""跨区: one indicator across districts, rates pooled from counts."""

import streamlit as st

from pages.shared import basis, conclusions, frame, words
from pages.shared.charts import bars
from pages.shared.data import ask
from pages.shared.tables import Column, links, table, worded
from pages.shared.theme import palette
from queries import districts, selection

USUAL = (
    "mediation.success_rate",
    "enforcement.cases",
    "enforcement.penalties",
    "grid.total",
    "grid.workers",
    "hotline.cases",
)

choice = frame.selection()
indicator = choice.indicator
rows = ask(districts.figures, indicator=indicator["id"], year=choice.year, kind=choice.kind, simulated=choice.simulated)
usual = [row["name"] for row in ask(selection.indicators).iter_rows(named=True) if row["id"] in USUAL]

frame.conclusion(conclusions.districts(choice.year, indicator, rows))
st.html(links("常用", "districts", choice, usual))
if rows["value"].is_null().all():
    frame.nothing(f"没有区县能给出“{indicator['name']}”。", "可以换一个指标或年份，或点下表逐个看各街镇写明的数。")
else:
    drawn = bars.districts(rows, palette(), looked=choice.areas)
    frame.chart(drawn, "districts", f"{choice.year}年各区县的{indicator['name']}，数值见下表")

rates = [
    Column("合并率", worded(words.district_value), "right"),
    Column("件数", worded(words.district_counts), "right"),
]
counts = [
    Column("中位数", worded(words.district_value), "right"),
    Column("合计", worded(words.district_total), "right"),
]
measures = rates if indicator["kind"] == "rate" else counts
columns = [
    Column("区县", worded(words.district_name), "name"),
    *measures,
    Column("覆盖", worded(words.district_cover)),
    Column("各街镇", lambda row: links("", "compare", choice, [indicator["name"]], area=words.district_label(row))),
]
frame.section(indicator["name"], table(rows, columns, lambda row: row["area"] in choice.areas))
frame.notes(
    [
        *basis.indicator(indicator),
        "比率以外的指标以可比街镇的中位数比较，合计只供参考：各区县写明此数的街镇个数不同。",
        basis.CUT,
        basis.MACHINE,
    ]
)
frame.download(rows, f"上表的{len(rows)}行", f"跨区_{indicator['name']}_{choice.year}年")
