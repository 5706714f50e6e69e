"""一句话结论 of the pages that look at gaps and doubts: 热力图, 停报, 质量. Pure functions like those of conclusions."""

import polars as pl

from pages.shared import words
from pages.shared.words import Row


def heatmap(place: str, year: int, domain: str, cover: Row, cells: pl.DataFrame) -> str:
    """How full the grid is, and how much of it can be compared at all."""
    if not cover["reported"]:
        return f"{place}{year}年还没有一份报告；没有报告不等于没有工作。"
    core, offices = cells["indicator"].n_unique(), cells["office"].n_unique()
    stated = cells.filter(pl.col("state").is_in(["value", "zero"]))
    ranked = cells.filter(pl.col("position").is_not_null())["indicator"].n_unique()
    lead = f"{year}年{place}{cover['offices']}个{cover['noun']}中{cover['reported']}个有报告"
    shown = f"（图中{offices}个）" if offices < cover["offices"] else ""
    if stated.is_empty():
        return f"{lead}，没有一个写明{domain}的核心指标{shown}；没有写不等于零。"
    few = "没有一项有三个以上可比数，不分位次" if not ranked else f"其中{ranked}项有三个以上可比数，可以看位次"
    named = stated["indicator"].n_unique()
    return f"{lead}；{domain}{core}项核心指标中{named}项至少有一个街镇写明{shown}，{few}。"


def silence(place: str, year: int, offices: pl.DataFrame, indicators: pl.DataFrame) -> str:
    """How many offices stopped reporting something, what most of them stopped, and whose report is missing."""
    compared, lacking = offices.filter("has_report"), offices.filter(~pl.col("has_report"))
    missing = f"；{len(lacking)}个以前有报告而{year}年报告缺" if len(lacking) else ""
    if compared.is_empty():
        return f"{place}没有一个街镇既有{year}年的报告又有更早的报告，无法看停报{missing}。"
    lead = f"{place}{len(compared)}个街镇有{year}年和更早的报告"
    silent = compared.filter(pl.col("stopped") > 0)
    if silent.is_empty():
        return f"{lead}，上次写明的核心指标{year}年都还有交代{missing}。"
    most = indicators.filter(pl.col("stopped") == pl.col("stopped").max())
    each = f"（{most['stopped'][0]}个）" if most["stopped"][0] > 1 else "（各1个）"
    return (
        f"{lead}，其中{len(silent)}个没有再提上次写明的部分核心指标，共{silent['stopped'].sum()}项；"
        f"停报最多的是{words.names(most['indicator_name'].to_list())}{each}{missing}。没有写不等于零。"
    )


def quality(place: str, year: int, account: pl.DataFrame, findings: pl.DataFrame) -> str:
    """How many findings of which kind, and how many numbers nobody could assign."""
    if account.is_empty() and findings.is_empty():
        return f"{place}{year}年还没有报告，也没有检查结果。"
    counts = dict(findings.group_by("severity").len().iter_rows())
    found = "、".join(f"{title}{counts[name]}处" for name, title in words.SEVERITIES.items() if name in counts)
    told = f"检查发现{found}" if found else "检查没有发现问题"
    numerals, unread = account["numerals"].sum(), account["unassigned"].sum()
    return f"{place}{year}年{len(account)}份报告，{told}；{numerals:,}处数字中{unread:,}处未归入任何指标。"


def stopped(row: Row) -> str:
    """What stands at the end of an office's bar."""
    kind = "" if row["report_kind"] == "annual" else f"　{row['report_kind_name']}，不是年度报告"
    return f"{row['stopped']}项（{row['year_before']}年写明{row['stated_before']}项）{kind}"


def lacking(offices: pl.DataFrame) -> list[str]:
    """Offices without a report of the year, with their last year that has one."""
    rows = offices.filter(~pl.col("has_report")).iter_rows(named=True)
    return [f"{words.office(row)}（{row['year_before']}年有）" for row in rows]
