"""画像: the columns and the sentence of the page on one office."""

import polars as pl

from pages.shared import comparison, words
from pages.shared.selection import Selection
from pages.shared.tables import PERIOD, SENTENCE, VALUE, Column, source, text, worded
from pages.shared.words import Row

TOPIC = [Column("领域", text("domain_name"), "name"), Column("指标", text("indicator_name"), "name")]


def beside(choice: Selection) -> list[Column]:
    """Of the numbers that stand beside those of others."""
    return [
        *TOPIC,
        VALUE,
        Column("上年", worded(words.before), "right"),
        Column("在其他街镇中", worded(comparison.quarter), "name"),
        Column("其他街镇", worded(comparison.others), "small"),
        Column("说明", worded(comparison.told), "small"),
        SENTENCE,
        Column("原文", source(choice)),
    ]


def apart(choice: Selection) -> list[Column]:
    """Of the numbers that stand alone, with the reason."""
    return [*TOPIC, VALUE, PERIOD, Column("为什么", worded(alone), "small"), SENTENCE, Column("原文", source(choice))]


def alone(row: Row) -> str:
    """Why a number is set beside no others."""
    few = f"其他街镇只有{row['others']}个可比，不足3个" if row["is_comparable"] else ""
    return "；".join(filter(None, (few, words.remark(row))))


def conclusion(lead: str, beside: pl.DataFrame, place: str) -> str:
    """The sentence on what is stated, and what may be said of it beside the others, which is often nothing."""
    if beside.is_empty():
        return lead
    rates = beside.filter(pl.col("low").is_not_null())
    claims = [
        f"{row['indicator_name']}{comparison.judged(row)}"
        for row in rates.filter(pl.col("verdict").is_in(comparison.CLAIMS)).iter_rows(named=True)
    ]
    head = f"{lead.removesuffix('。')}；{len(beside)}项可与{place}其他街镇相比"
    if not rates.height:
        return f"{head}，都没有件数可算区间，只说位置，不作判断。"
    if not claims:
        return f"{head}，其中{len(rates)}项比率有区间，都在偶然波动之内。"
    return f"{head}，其中{len(rates)}项比率有区间：{words.names(claims)}，其余不作判断或相近。"
