"""Sentences and words of the pages on gaps and doubts: 热力图, 停报, 质量. Pure functions."""

from collections.abc import Callable

import polars as pl

from pages.shared import words
from pages.shared.foreign import escape, spelt
from pages.shared.words import Row

NAMED = 60  # names of one list
FOUND = {"errors": "须更正", "warnings": "须核对", "notes": "提示"}
GRAVEST = pl.col("severity").replace_strict({"error": 0, "warning": 1, "note": 2}, return_dtype=pl.Int8)
TINTS = (
    "颜色为该数在可比数中的位次，越深越高；只有名称后带箭头的（↑越高越好的比率，↓越少越好的数）分好坏：蓝为较好的一端，"
    "橙为较差的一端。件数、场次等工作量不分好坏。没有颜色的不可比、可比数不足3个或没有数。"
)
BRACKETS = (
    "只有统计期为1月到12月、范围为整个街镇、分母一致的数才排位次；其余加方括号、不上色，原因见指针所指或导出的文件。"
)
SILENCES = (
    "“上次”指本年以前最近一个有同类报告的年份（年度报告对年度报告，新闻稿对新闻稿），不一定是上一年；类型不同的不对照。"
    "“质量”页的停报检查用同一个口径。",
    "只看核心指标和全街道的数，写明为零也算写明；只写了局部的上次不算写明，本年只写了局部的不算停报。",
    "停报只说明本年报告没有提到，不说明工作停了；不是年度报告的以空心标出，本来就可能写得少。",
    "本年待核的数不算停报，人工认定无此职能的也不算；本年只写了计划数的，在“本年”一栏写明。",
)
STILL = "“其他有报告的街镇”只看所选范围内有本年报告的街镇；它们仍写明而这里没有提，才更值得问一问。"
QUALITIES = (
    "须更正：数字不可能如此；须核对：两处对不上或受损；提示：值得留意，不一定有错。同一指标前后矛盾的只列一处。",
    "“增减与上年报告不符”“重述的上年数不符”是本年写的话与上年报告自己写的数对照，每一处的结果见“与上年核对”。",
    "“与往年或同类相差十倍”：与本单位其他年份的中位数相差十倍以上为须核对；与同区同类至少4个单位同期的中位数相差十倍以上、"
    "且远在它们的离散范围之外的为提示（单位大小不同也可能如此），本单位历年都相近的不提示。",
    "结构性数字是年份、序号、文号等，本来就不是指标；未归入的数字没有丢，可在原文中逐个看到。",
)


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
    compared, lacking = offices.filter("is_paired"), offices.filter(~pl.col("has_report"))
    missing = f"；{len(lacking)}个以前有报告而{year}年报告缺" if len(lacking) else ""
    if compared.is_empty():
        return f"{place}没有一个街镇既有{year}年的报告又有更早的同类报告，无法看停报{missing}。"
    lead = f"{place}{len(compared)}个街镇有{year}年和更早的报告"
    silent = compared.filter(pl.col("stopped") > 0)
    if silent.is_empty():
        return f"{lead}，上次写明的核心指标{year}年都还有交代{missing}。"
    most = indicators.filter(pl.col("stopped") == pl.col("stopped").max())
    named, times = words.names(most["indicator_name"].to_list()), most["stopped"][0]
    what = f"停报最多的是{named}（{times}个街镇）" if times > 1 else f"涉及{named}"
    return (
        f"{lead}，其中{len(silent)}个没有再提上次写明的部分核心指标，共{silent['stopped'].sum()}处；"
        f"{what}{missing}。没有写不等于零。"
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


def still(row: Row) -> str:
    """Of an indicator: 2个街镇停报；12个有报告的街镇中11个写明（91.7%）."""
    share = "" if row["still"] is None else f"（{words.number(row['still'])}%）"
    return f"{row['stopped']}个街镇停报；{row['reported']}个有报告的街镇中{row['stating']}个写明{share}"


def others(row: Row) -> str:
    """Of an office and indicator: 其他11个中11个写明（100%）; that there is nobody to look at."""
    if not row["beside"]:
        return "没有其他街镇可看"
    return f"{row['beside']}个中{row['stating']}个写明（{words.number(row['still'])}%）"


def matrix(grid: pl.DataFrame) -> str:
    """How to read the grid of findings, and how much of it is shown."""
    offices, shown = grid["offices"][0], grid["office"].n_unique()
    cut = f"；共{offices}个街镇，图中为发现最多的{shown}个" if shown < offices else ""
    return f"格中为发现的处数，橙为有须更正的，深蓝为有须核对的，浅蓝只有提示，空白为没有发现{cut}。"


def now(row: Row) -> str:
    """What the silent report has instead of the value, or of what kind it is."""
    more = words.remark({**row, "state": "silent"})
    return f"未提及；{more}" if more else "未提及"


def then(row: Row) -> str:
    """The value stated last time, with its year."""
    return f"{words.stated(row)}（{row['year_before']}年）"


def missing(offices: pl.DataFrame, address: Callable[[str, int | None], str]) -> str:
    """Those that cannot be held against an earlier report, each as a link, below the axis; empty when there are none.

    `address`: of a report at a place of its text.
    """
    groups = {
        "报告缺": offices.filter(~pl.col("has_report")),
        "类型不同": offices.filter(pl.col("has_report") & ~pl.col("is_paired")),
    }
    lines = ""
    for reason, rows in groups.items():
        links = [
            f'<a href="{spelt(address(row["report"], None))}">{escape(words.office(row))}（{escape(_last(row))}）</a>'
            for row in rows.iter_rows(named=True)
        ]
        lines += f"<dt>{reason}</dt><dd>{words.names(links, NAMED)}</dd>" if links else ""
    return f'<dl class="absent">{lines}</dl>' if lines else ""


def _last(row: Row) -> str:
    """What there is of an office whose reports cannot be held together."""
    if not row["has_report"]:
        return f"{row['year_before']}年有"
    return f"{row['year_before']}年为{row['kind_before']}，本年只有{row['report_kind_name']}"


def gravest(row: Row) -> str:
    """The gravest finding of a check, or that there is none."""
    return words.SEVERITIES.get(row["severity"], "没有发现")


def share(row: Row) -> str:
    """How much of a report's numbers belongs to no indicator."""
    return "" if row["share"] is None else f"{words.number(row['share'])}%"


def flat(account: pl.DataFrame) -> pl.DataFrame:
    """The account of numerals for a file, without columns whose names mean something else there."""
    return account.drop("title", "start").rename(
        {"change": "changes", "damaged": "spoilt", "kind_name": "report_kind_name"}
    )
