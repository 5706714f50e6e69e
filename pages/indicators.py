"""指标: what each indicator is, by which words it is found, and who states it."""

import polars as pl
import streamlit as st

from pages.shared import basis, conclusions, definition, frame, words
from pages.shared.charts import bars
from pages.shared.data import ask
from pages.shared.tables import SENTENCE, VALUE, Column, links, source, table, text, who, worded
from pages.shared.theme import palette
from queries import indicators

choice = frame.selection()
catalogue = ask(indicators.catalogue, year=choice.year, **choice.scope)
chosen = catalogue.row(by_predicate=pl.col("id") == choice.indicator["id"], named=True)
domain = catalogue.filter(pl.col("domain") == chosen["domain"])
sentences = ask(indicators.sentences, indicator=chosen["id"], **choice.scope)

frame.conclusion(conclusions.indicators(choice.place, choice.year, catalogue))
left, right = st.columns(2, gap="large")
with left:
    frame.section(chosen["name"], definition.card(chosen))
with right:
    frame.section(f"{chosen['domain_name']}：有报告的街镇中写明各指标的个数", "")
    drawn = bars.shares(domain, palette(), looked=chosen["id"])
    frame.chart(drawn, "shares", f"{chosen['domain_name']}各指标写明的街镇个数，数值见下表", domain)

columns = [
    *who(choice),
    Column("年份", text("year"), "name"),
    VALUE,
    SENTENCE,
    Column("原文", source(choice)),
]
none = f"<p class='quiet'>{choice.place}还没有报告写明这一项。</p>"
frame.section("原文对照：各街镇怎么写", none if sentences.is_empty() else table(sentences, columns))

columns = [
    Column("领域", text("domain_name"), "name"),
    Column("指标", lambda row: links("", "indicators", choice, [row["name"]]), "name"),
    Column("单位", text("unit"), "name"),
    Column("方向", worded(lambda row: words.DIRECTIONS[row["direction"]]), "name"),
    Column("覆盖", worded(lambda row: f"{row['reported']}份报告中{row['stated']}份"), "name"),
    Column("读对", worded(lambda row: f"{row['right']}/{row['taken']}" if row["taken"] else ""), "name"),
    Column("口径", text("definition"), "small"),
]
frame.section("全部指标", table(catalogue, columns, lambda row: row["id"] == chosen["id"]))
frame.notes([basis.ACCURACY, basis.SILENCE, basis.WHOLE_YEAR, basis.POOLED])
frame.download(definition.flat(catalogue), f"全部{len(catalogue)}个指标", "指标目录")
