"""口径: what a figure means, what is not compared and why. Lines of plain Chinese for the foot of a page."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.shared import words

Indicator = Mapping[str, Any]
SILENCE = (
    "“未提及”指有报告但没有写这一项，“报告缺”指没有这一年的报告，“待核”指数字受损或前后矛盾，"
    "“无此职能”由人工认定；都不是零，也不参与计算。"
)
ZERO = "“写明为零”指原文明确写了没有（如“未发生行政复议”）。"
WHOLE_YEAR = "只有统计期为1月到12月、范围为整个街镇、分母一致的数才排序和计算；其余以空心标出并写明原因。"
POOLED = (
    "合并率由各单位写明的分子之和除以分母之和得到（推算），不取各单位比率的平均；没有写明件数的，和比率或件数存疑、"
    "待核的，不进入合并。"
)
MEDIAN = "中位数至少有3个可比数才给出。"
CERTAIN = (
    "95%区间由写明的件数按精确二项分布（Clopper–Pearson）算出；位次区间说明位次有多确定：区间重叠的街镇分不出先后。"
)
HIDDEN = (
    "只写了比率和总数、没有写件数的，由总数倒推能得出该比率的件数（推算）：四舍五入与截去尾数都得同一个数才算确定，"
    "否则两种都写出；不参与比较。"
)
ACCURACY = (
    "准确率和查全率由全部报告中的人工核对算出，读对指指标、数值、状态和范围都与人工一致；先核对的多为有疑点的数，"
    "所以偏低；区间按精确二项分布（Clopper–Pearson）算出。"
)
MACHINE = "数字由程序从报告原文中摘出，每个数都可以点“原文”核对。"
NAMED = 60  # offices of one list
CUT = "街镇很多时，图和表只列前面的部分，导出的文件是全部。"


def indicator(chosen: Indicator) -> list[str]:
    """What the chosen indicator is."""
    return [
        f"{chosen['name']}：{chosen['definition']}。单位：{chosen['unit']}；{words.DIRECTIONS[chosen['direction']]}。",
        WHOLE_YEAR,
        POOLED if chosen["kind"] == "rate" else "",
        SILENCE,
    ]


def outside(figures: pl.DataFrame) -> str:
    """Who is not compared, and why; empty when all are."""
    rows = figures.filter(pl.col("reason").is_not_null()).iter_rows(named=True)
    named = [f"{row['name']}（{row['reason']}）" for row in rows]
    return f"不可比：{words.names(named, NAMED)}。" if named else ""
