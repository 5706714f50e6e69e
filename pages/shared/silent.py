"""What 停报 shows, one function for each view: by office, and by indicator. Rows of queries.silence."""

import polars as pl

from pages.shared import frame, watch, words
from pages.shared.charts import gaps
from pages.shared.foreign import escape, spelt
from pages.shared.selection import Selection
from pages.shared.sorting import sorted_by
from pages.shared.tables import SENTENCE, Cell, Column, source, table, text, who, worded
from pages.shared.theme import palette
from pages.shared.words import Row


def by_office(choice: Selection, offices: pl.DataFrame, stopped: pl.DataFrame) -> pl.DataFrame:
    """How many indicators each office stopped reporting, and each with its last sentence, which is given back."""
    if offices["is_paired"].any():
        frame.heading("各街镇停报的核心指标个数", "上次的同类报告写明（含写明为零）、本年报告没有提到的核心指标。")
        drawn = gaps.offices(offices, palette(), looked=choice.office)
        frame.chart(drawn, "silence", f"{choice.words}各街镇停报的核心指标个数，明细见下表", offices)
    said = "没有发现停报。" if offices["is_paired"].any() else f"没有{choice.year}年的同类报告可以对照。"
    columns = [
        *who(choice),
        Column("指标", text("indicator_name"), "name", "ordinal"),
        Column("上次写明", worded(watch.then), "right"),
        Column("上次的句子", SENTENCE.cell, SENTENCE.style),
        Column("本年", worded(watch.now), "small"),
        Column("其他有报告的街镇", worded(watch.others), "name", "still"),
        Column("本年报告", source(choice, "report_now", whole=True), "name"),
        Column("上次原文", source(choice), "name"),
    ]
    stopped, columns = sorted_by("silence", stopped, columns)
    rows = table(stopped.drop("state"), columns, lambda row: row["office"] == choice.office)
    frame.section("停报了什么", f"<p class='quiet'>{said}</p>" if stopped.is_empty() else rows)
    return stopped


def by_indicator(choice: Selection, indicators: pl.DataFrame, stopped: pl.DataFrame) -> pl.DataFrame:
    """Which indicators were stopped, by whom, and how many still state them; given back in the table's order."""
    if indicators.is_empty():
        frame.nothing("没有发现停报的核心指标。", "可以换一个年份或地区；没有对照不等于没有停报。")
        return indicators
    frame.heading("停报的指标，还有多少街镇在写", "横条为有本年报告的街镇中写明此项的比例；比例越高，停报越显眼。")
    drawn = gaps.indicators(indicators, palette())
    frame.chart(drawn, "radar", f"{choice.words}停报的指标和仍写明的比例，数值见下表", indicators)
    columns = [
        Column("指标", text("indicator_name"), "name", "ordinal"),
        Column("领域", text("domain_name"), "name", "domain_name"),
        Column("上次写明", text("stated_before"), "right", "stated_before"),
        Column("停报", text("stopped"), "right", "stopped"),
        Column("本年写明", worded(_stating), "name", "still"),
        Column("停报的街镇（点开为上次原文）", _who(choice, stopped)),
    ]
    indicators, columns = sorted_by("silence", indicators, columns)
    frame.section("哪些指标停报", table(indicators, columns))
    return indicators


def _stating(row: Row) -> str:
    share = "" if row["still"] is None else f"（{words.number(row['still'])}%）"
    return f"{row['reported']}个中{row['stating']}个{share}"


def _who(choice: Selection, stopped: pl.DataFrame) -> Cell:
    """The offices that stopped reporting an indicator, each as the link to its last sentence."""
    by_id = {rows["indicator"][0]: rows.rows(named=True) for rows in stopped.partition_by("indicator")}

    def cell(row: Row) -> str:
        links = [
            f'<a href="{spelt(choice.evidence(one["report"], one["start"]))}">{escape(words.office(one))}</a>'
            for one in by_id.get(row["indicator"], [])
        ]
        return words.names(links, watch.NAMED)

    return cell
