"""下载: the whole choice as one long table, every number with its provenance."""

import streamlit as st

from pages.shared import basis, conclusions, frame
from pages.shared.data import ask
from pages.shared.tables import DISTRICT, NAME, PERIOD, SENTENCE, VALUE, Column, source, table, text
from queries import download, indicators, selection

PREVIEW = 50

choice = frame.selection()
topics = dict(
    ask(indicators.catalogue, year=choice.year, **choice.scope)
    .select("domain_name", "domain")
    .unique(maintain_order=True)
    .iter_rows()
)
with st.container(horizontal=True, vertical_alignment="bottom"):
    all_years = ask(selection.years, simulated=choice.simulated)["year"].to_list()
    years = st.multiselect(
        "更多年份", all_years, key="years", bind="query-params", placeholder=f"只有{choice.year}年", select_all=False
    )
    domains = st.multiselect(
        "领域", list(topics), key="topics", bind="query-params", placeholder="全部领域", select_all=False
    )
    absent = st.toggle("也导出没有写明的", key="absent", bind="query-params")

wanted = sorted(years) or [choice.year]
chosen = [topics[name] for name in domains]
rows = ask(download.figures, years=wanted, domains=chosen, absent=absent, **choice.scope)
scope = f"{'、'.join(f'{year}年' for year in wanted)}{choice.place}{choice.kind or ''}"

frame.conclusion(conclusions.download(scope, rows, download.MOST))
if rows.is_empty():
    frame.nothing("这个范围里没有写明的数。", "可以换一个地区、年份或领域，或勾选“也导出没有写明的”。")
    st.stop()
columns = [
    DISTRICT,
    NAME,
    Column("年份", text("year"), "name"),
    Column("指标", text("indicator_name"), "name"),
    VALUE,
    PERIOD,
    SENTENCE,
    Column("原文", source(choice)),
]
st.html(table(rows.head(PREVIEW), columns))
frame.notes(
    [
        f"上表只预览前{PREVIEW}行。" if len(rows) > PREVIEW else "",
        basis.WHOLE_YEAR,
        basis.SILENCE,
        basis.MACHINE,
        "位置按字符计，左闭右开，指报告读入时的原文。",
    ]
)
file = rows.head(download.MOST)
frame.download(file, f"{len(file):,}行，一行一个数，含原文句子与位置", f"全部数据_{scope}", scope=scope)
