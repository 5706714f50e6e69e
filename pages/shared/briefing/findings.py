"""Findings of a briefing in one line each, filled from the rows that its chart or table shows. Pure functions.

The full sentences are those of conclusions.py; nothing here says more than the rows carry.
"""

import polars as pl

from pages.shared import words
from pages.shared.words import Row

STATED = pl.col("state").is_in(words.STATED)
NO_JUDGEMENT = "增减和高低只说明数的大小，不等于好坏；只有写明件数的比率才判断变化是否超出偶然波动。"


def covered(cover: Row) -> str:
    """Who reported."""
    return f"{cover['offices']}个{cover['noun']}中{cover['reported']}个有报告"


def compared(indicator: Row, cover: Row, summary: Row) -> str:
    """How many state an indicator, and their middle or their pooled rate."""
    name, noun = indicator["name"], cover["noun"]
    lead = f"{name}：{cover['offices']}个{noun}中{summary['stated']}个写明"
    if summary["pooled"]:
        return f"{lead}，合并为{words.derived(summary['part'], summary['whole'])}"
    if summary["median"] is not None:
        return f"{lead}，中位数{words.measured(summary['median'], indicator['unit'])}"
    return f"{lead}，{summary['comparable']}个可比"


def missing(figures: pl.DataFrame) -> str:
    """Those without a value, all named, by reason."""
    groups = (
        (words.STATES[state], figures.filter(pl.col("state") == state).rows(named=True)) for state in words.ABSENT
    )
    return "；".join(f"{reason}：{'、'.join(map(words.office, rows))}" for reason, rows in groups if rows)


def topic(domain: str, rows: pl.DataFrame) -> str:
    """What an office states in a domain: its first two values, and how many there are."""
    stated = rows.filter(STATED)
    if stated.is_empty():
        return f"{domain}：{len(rows)}项待核"
    first = [f"{row['indicator_name']}{words.stated(row)}" for row in stated.head(2).iter_rows(named=True)]
    return f"{domain}：{'，'.join(first)}" + (f"，等{len(stated)}项" if len(stated) > 2 else "")


def core(figures: pl.DataFrame) -> str:
    """How much of the core catalogue an office states."""
    of_core = figures.filter(pl.col("tier") == "core")
    return f"{len(of_core)}项核心指标中写明{len(of_core.filter(STATED))}项"


def years(year: int, rows: pl.DataFrame) -> str:
    """How many of an office's figures rose and fell against the year before."""
    known = rows.drop_nulls("difference")["difference"]
    parts = ((known > 0).sum(), "项增加"), ((known < 0).sum(), "项减少"), ((known == 0).sum(), "项持平")
    moved = "、".join(f"{count}{word}" for count, word in parts if count)
    return f"与{year - 1}年都写明且可比的{len(rows)}项中，{moved or '没有可以算增减的确数'}"


def verdicts(rows: pl.DataFrame) -> str:
    """What the tests of rates say; empty where none could be made."""
    told = rows.drop_nulls("verdict")
    said = "；".join(f"{row['indicator_name']}{row['verdict']}" for row in told.iter_rows(named=True))
    return f"{said}。" if said else ""


def peers(rows: pl.DataFrame) -> str:
    """How many of an office's figures lie above and below the median of the others of its district."""
    gap = pl.col("value") - pl.col("peer_median")
    above, below = rows.filter(gap > 0).height, rows.filter(gap < 0).height
    return f"{len(rows)}项有同区可比数：{above}项高于、{below}项低于其他街镇的中位数"


def movements(rows: pl.DataFrame) -> str:
    """The largest change among the offices of a district."""
    first = rows.row(0, named=True)
    return f"变化最大的是{words.office(first)}的{first['indicator_name']}：{words.movement(first)}"


def movement(row: Row) -> str:
    """+143件（+10.2%）, for rates +1.2个百分点; empty where one of both values is no exact number."""
    if row["difference"] is None:
        return "含约数，不算增减"
    if not row["difference"]:
        return "持平"
    if row["change"] is not None:
        return words.movement(row)
    sign, unit = "+" if row["difference"] > 0 else "−", "个百分点" if row["kind"] == "rate" else row["unit"]
    return f"{sign}{words.measured(abs(round(row['difference'], 6)), unit)}"


def before(row: Row) -> str:
    """The value of the year before, with its qualifier."""
    return words.stated({"value": row["before"], "qualifier": row["qualifier_before"], "unit": row["unit"]})


def after(row: Row) -> str:
    """The value of the year itself, with its qualifier."""
    return words.stated({**row, "value": row["after"]})
