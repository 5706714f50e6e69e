"""一句话结论: one sentence per page, filled from the rows that the page shows. Pure functions."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.shared import words
from pages.shared.words import Row

Indicator = Mapping[str, Any]


def overview(place: str, year: int, cover: Row, shares: pl.DataFrame) -> str:
    """Who reported, and which topic is covered most and least."""
    if not cover["reported"]:
        return f"{place}{year}年还没有一份报告；没有报告不等于没有工作。"
    best, least = shares["domain_name"].gather([0, -1]).to_list()
    silent = cover["offices"] - cover["reported"]
    lacking = f"，{silent}个没有报告" if silent else ""
    return (
        f"{year}年{place}{cover['offices']}个{cover['noun']}中{cover['reported']}个有报告{lacking}；"
        f"已有报告中，{best}写得最全，{least}写得最少。"
    )


def lead(place: str, year: int, cover: Row) -> str:
    """The beginning of a sentence on offices: how many there are, and how many of them have a report."""
    return f"{year}年{place}{cover['offices']}个{cover['noun']}中{cover['reported']}个有报告"


def compare(place: str, year: int, indicator: Indicator, cover: Row, summary: Row, figures: pl.DataFrame) -> str:
    """How many state the indicator, the middle, and both ends."""
    known, name = lead(place, year, cover), indicator["name"]
    exempt = f"，{summary['exempt']}个无此职能" if summary["exempt"] else ""
    if not summary["stated"]:
        return f"{known}{exempt}，没有一个写明“{name}”；没有写不等于零。"
    known = f"{known}，{summary['stated']}个写明“{name}”{exempt}"
    if not summary["comparable"]:
        return f"{known}，但口径或统计期不一，无法排序。"
    ends = figures.filter(pl.col("is_comparable"))
    parts = (_pooled(summary), _middle(indicator, summary), _ends(indicator, ends), _uncertain(figures))
    return f"{known}：{'；'.join(filter(None, parts))}。"


def _pooled(summary: Row) -> str:
    """The rate of all together, from counts."""
    if not summary["pooled"]:
        return ""
    part, whole = words.number(summary["part"]), words.number(summary["whole"])
    return (
        f"按{summary['pooled']}个单位的件数合并为{words.derived(summary['part'], summary['whole'])}，即{part}÷{whole}"
    )


def _middle(indicator: Indicator, summary: Row) -> str:
    return "" if summary["median"] is None else f"中位数{words.measured(summary['median'], indicator['unit'])}"


def _ends(indicator: Indicator, ends: pl.DataFrame) -> str:
    """The highest and the lowest, in words that do not judge where there is no better or worse."""
    high, low = ("最高", "最低") if indicator["kind"] == "rate" else ("最多", "最少")
    first, last = ends.row(0, named=True), ends.row(-1, named=True)
    if first["value"] == last["value"]:
        return f"{words.names(_names(ends))}为{words.stated(first)}"
    tops = _names(ends.filter(pl.col("value") == first["value"]))
    lows = _names(ends.filter(pl.col("value") == last["value"]))
    return f"{words.names(tops)}{high}（{words.stated(first)}），{words.names(lows)}{low}（{words.stated(last)}）"


def _uncertain(figures: pl.DataFrame) -> str:
    """That the ranks of rates say nothing, where each office might as well be first or last."""
    ranked = figures.drop_nulls("rank_low")
    is_open = (pl.col("rank_low") == 1) & (pl.col("rank_high") == len(ranked))
    if len(ranked) < 2 or ranked.filter(~is_open).height:
        return ""
    whose = "这些" if len(ranked) == figures["is_comparable"].sum() else f"写明件数的{len(ranked)}个之间的"
    return f"按件数推算，{whose}差距都在偶然波动之内，分不出先后"


def _names(rows: pl.DataFrame) -> list[str]:
    return [words.office(row) for row in rows.iter_rows(named=True)]


def office(name: str, year: int, figures: pl.DataFrame) -> str:
    """How much of the core catalogue the office states, and whether any of it needs a second look."""
    core = figures.filter(pl.col("tier") == "core")
    stated = core.filter(pl.col("state").is_in(["value", "zero"]))
    if (figures["state"] == "missing").all():
        return f"{name}没有{year}年的报告；没有报告不等于没有工作。"
    zeros, doubts = (core["state"] == "zero").sum(), (figures["state"] == "review").sum()
    more = "".join((f"，其中{zeros}项写明为零" if zeros else "", f"；{doubts}项待核" if doubts else ""))
    return f"{name}{year}年写明{len(core)}项核心指标中的{len(stated)}项{more}；其余未提及，不等于零。"


def evidence(report: Row, marks: pl.DataFrame) -> str:
    """What became of all numbers of the report."""
    counts = dict(marks.group_by("disposition").len().iter_rows())
    parts = [f"{words.DISPOSITIONS[name]}{counts[name]}个" for name in words.DISPOSITIONS if name in counts]
    year = f"{report['year']}年" if report["year"] else "年份未定的"
    if not parts:
        return f"{report['name']}{year}{report['kind_name']}中没有数字。"
    return f"{words.office(report)}{year}{report['kind_name']}共有{len(marks)}处数字：{'、'.join(parts)}。"


def indicators(place: str, year: int, catalogue: pl.DataFrame) -> str:
    """How many indicators are stated at all."""
    stated = catalogue.filter(pl.col("stated") > 0)
    most = catalogue.sort("stated", descending=True, maintain_order=True).row(0, named=True)
    if stated.is_empty():
        return f"目录共有{len(catalogue)}个指标，{year}年{place}的报告还没有写明其中任何一个。"
    return (
        f"目录共有{len(catalogue)}个指标，{year}年{place}的报告写明其中{len(stated)}个；"
        f"写明最多的是“{most['name']}”（{most['reported']}份报告中{most['stated']}份）。"
    )


def download(words_of_choice: str, rows: int, *, is_wide: bool) -> str:
    """What the file will hold; nothing is ever cut."""
    if not rows:
        return f"{words_of_choice}没有可以导出的数。"
    each = "每行一个街镇一年，各指标的数、说明和原文句子并列" if is_wide else "每行一个数，附原文句子、位置和数据版本"
    return f"{words_of_choice}共{rows:,}行，{each}；全部写入文件，不截断。"


def covered(cover: Row) -> tuple[str, str, str]:
    """The key figure on coverage: title, value, line."""
    lacking = cover["offices"] - cover["reported"]
    return (
        "有报告",
        f"{cover['reported']}个",
        f"共{cover['offices']}个{cover['noun']}" + (f"，报告缺{lacking}个" if lacking else ""),
    )


def headline(row: Row) -> tuple[str, str, str]:
    """A key figure: title, value with unit, and a line on what it covers and the same offices' year before."""
    title = f"{row['name']}（合并，推算）" if row["kind"] == "rate" else f"{row['name']}合计"
    now, after, before = (
        "" if row[field] is None else words.measured(round(row[field], 1), row["unit"], short=True)
        for field in ("value", "after", "before")
    )
    same = f"；其中{row['paired']}个有上年数：{before}→{after}" if row["paired"] else "；没有可比的上年数"
    return title, now, f"{row['offices']}个街镇{same}"
