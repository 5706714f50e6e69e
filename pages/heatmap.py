"""热力图: offices by the core indicators of one domain, tinted by the place among the comparable."""

import streamlit as st

from pages.shared import basis, frame, watch
from pages.shared.charts import heat
from pages.shared.data import ask
from pages.shared.tables import Column, by_office, linked, source, table, who
from pages.shared.theme import palette
from queries import heatmap, selection

choice = frame.selection()
domains = dict(ask(heatmap.domains).select("domain_name", "domain").iter_rows())
start = choice.indicator["domain_name"] if choice.indicator["domain_name"] in domains else next(iter(domains))
picked = st.selectbox(
    "领域", list(domains), index=None, key="topic", bind="query-params", filter_mode="contains", width=240,
    placeholder=start,
)  # fmt: skip
domain = picked or start
scope = {"year": choice.year, **choice.scope}
cover = ask(selection.coverage, **scope).row(0, named=True)
cells = ask(heatmap.cells, domain=domains[domain], **scope)

if cells.is_empty():
    frame.nothing("这个范围里没有街镇。", "可以换一个地区或类型。")
    st.stop()
frame.conclusion(watch.heatmap(choice.place, choice.year, domain, cover, cells))
frame.heading(f"{domain}：各街镇的核心指标", watch.TINTS)
frame.chart(
    heat.positions(cells, palette(), looked=choice.office),
    "heatmap",
    f"{choice.words}各街镇{domain}的核心指标，数值见下表",
)

columns = [
    *who(choice),
    *(
        Column(row["indicator_name"], linked(choice, row["indicator"]), "right")
        for row in cells.unique("indicator", keep="first", maintain_order=True).iter_rows(named=True)
    ),
    Column("报告", source(choice, whole=True)),
]
frame.section(
    f"{domain}，每个数都可以点开原文",
    table(by_office(cells, "indicator"), columns, lambda row: row["office"] == choice.office),
)
frame.notes(
    [
        f"有报告的在前，最多{heatmap.MOST}个街镇；位次按所选范围的全部街镇计算，不只看图中的。",
        watch.BRACKETS,
        "位置由程序推算：同一指标可比的数从低到高排列，最低为0，最高为1，并列的取中间；少于3个可比数的不上色。",
        "颜色只表示高低位次，不表示差别大小，也不表示差别可靠。",
        basis.SILENCE,
        basis.ZERO,
        basis.MACHINE,
    ]
)
what = f"上图的{len(cells)}格，一格一行，含原文句子与位置"
frame.download(cells, what, f"热力图_{domain}_{choice.words}")
