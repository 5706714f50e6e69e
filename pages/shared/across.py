"""跨区: its sentence and the words of its cells. Pure functions over rows of queries.districts."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.shared import words
from pages.shared.words import Row

Indicator = Mapping[str, Any]
USUAL = (
    "mediation.success_rate", "enforcement.cases", "enforcement.penalties", "grid.total", "grid.workers",
    "hotline.cases",
)  # fmt: skip
LEADING = (
    "“领先，且可以肯定”指：考虑偶然波动后，领先各区县可能的最低位次仍在其余区县可能的最高位次之前；"
    "区间由件数按精确二项分布（Clopper–Pearson）算出。比率以外的指标不说领先：多少取决于街镇大小和写明的个数。"
)
COUNTS = "比率以外的指标列出可比街镇的四分位和中位数；合计只供参考，各区县写明此数的街镇个数不同，见“覆盖”。"
INEXACT = "菱形为约数，三角为“以上”“以内”的数。"
RATE_MARKS = "圆点为各街镇写明的比率，短竖线为其中位数，粗条为中间一半；方块为合并率，细线为它的95%区间。"
COUNT_MARKS = "圆点为各街镇写明的数，短竖线为其中位数，粗条为中间一半；不足3个街镇的不给中位数和粗条。"


def conclusion(year: int, indicator: Indicator, rows: pl.DataFrame) -> str:
    """Which district is where, and whether any is certainly ahead."""
    known = rows.drop_nulls("value")
    is_rate = indicator["kind"] == "rate"
    if known.is_empty():
        stated = rows["stated"].sum()
        few = (
            "个街镇写了比率，但件数不全，不能合并。"
            if is_rate
            else "个街镇写明，但没有一个区县有3个可比数，不给中位数。"
        )
        few = f"{stated}{few}" if stated else "没有写不等于零。"
        return f"{year}年没有一个区县能给出“{indicator['name']}”，{few}"
    what, unit = "合并率（推算）" if is_rate else "中位数", indicator["unit"]
    first, last = known.row(0, named=True), known.row(-1, named=True)
    lead = f"{year}年{len(rows)}个有报告的区县中{len(known)}个能给出“{indicator['name']}”"
    if len(known) == 1:
        return f"{lead}：{_name(first)}，{what}为{_measured(first, unit)}。"
    if words.pooled(first, unit) == words.pooled(last, unit):
        ends = f"{what}都为{words.pooled(first, unit)}"
    else:
        ends = f"{what}{_name(first)}最高，为{_measured(first, unit)}；{_name(last)}最低，为{_measured(last, unit)}"
    return f"{lead}：{ends}；{_leading(known)}。"


def _leading(known: pl.DataFrame) -> str:
    """Which districts are ahead for certain, or why none is called so."""
    ahead = known.filter(pl.col("leads"))
    if len(ahead):
        return f"领先且可以肯定的是{words.names([_name(row) for row in ahead.iter_rows(named=True)])}"
    if known["indicator_kind"][0] != "rate":
        return "多少取决于街镇大小，不说谁领先"
    if known["direction"][0] == "none":
        return "这一项不分好坏，不说谁领先"
    if len(known.drop_nulls("rank_low")) < 2:
        return "没有可排的位次，不说谁领先"
    return "区间重叠，不能肯定哪个区县领先"


def _name(row: Row) -> str:
    return f"{row['district']}（模拟）" if row["simulated"] else str(row["district"])


def _measured(row: Row, unit: str) -> str:
    """98.6%（95%区间97.8%—99.2%，4个街镇）."""
    bounds = words.interval(row)
    covered = f"{row['pooled'] or row['comparable']}个街镇"
    return f"{words.pooled(row, unit)}（{f'95%区间{bounds}，' if bounds else ''}{covered}）"


def quartiles(row: Row) -> str:
    """The middle half of the offices' own values, with the median: 98.3—98.9，中位98.7."""
    if row["lower_quartile"] is None:
        return f"可比街镇仅{row['comparable']}个" if row["comparable"] else ""
    low, middle, high = (words.compact(row[name]) for name in ("lower_quartile", "middle", "upper_quartile"))
    return f"{low}—{high}，中位数{middle}{row['unit']}"


def rank(row: Row) -> str:
    """How far the place is certain."""
    lead = "，领先" if row["leads"] else ""
    return f"{row['rank_words']}{lead}" if row["rank_words"] else ""


def end(row: Row) -> str:
    """What stands at the end of a district's line."""
    if row["value"] is None:
        return f"{words.district_value(row)}（{row['offices']}个街镇中{row['reported']}个有报告）"
    if row["whole"]:
        return f"{words.pooled(row, row['unit'])}（推算），{row['pooled']}个街镇合并"
    total = words.measured(row["total"], row["unit"], short=True)
    return f"中位数{words.pooled(row, row['unit'])}，{row['comparable']}个街镇合计{total}"
