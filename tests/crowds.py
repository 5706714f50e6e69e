"""Four districts of 2, 8, 20 and 60 offices whose names, indicators and figures are as awkward as real ones, as a snapshot."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import world
from world import N

SIZES = (2, 8, 20, 60)
DISTRICTS = {size: (f"1188{place:02}", f"示例新区第{size}街区") for place, size in enumerate(SIZES, 1)}
RATE, CASES = "调解成功率", "行政执法案件"
LONG = {  # indicator → a name as long as the longest of the catalogue
    "education.campaigns": "面向居民和企业职工的法治宣传教育活动",
    "grid.workers": "专职和兼职网格员总数（含社区工作者）",
}


def area(size: int) -> str:
    """The district as the filter names it."""
    return f"示例省 示例市 {DISTRICTS[size][1]}"


def build(folder: Path) -> str:
    """Write the snapshot into a folder; its id."""
    every = [(code, size, n) for size, (code, _) in DISTRICTS.items() for n in range(1, size + 1)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "OFFICES", [_office(*one) for one in every])
        patch.setattr(world, "INDICATORS", [(row[0], LONG.get(row[0], row[1]), *row[2:]) for row in world.INDICATORS])
        patch.setattr(world, "FINDINGS", [_finding(code, size, n) for code, size, n in every if n % 3 == 1])
        reports = [
            _report(code, size, n, year) for code, size, n in every for year in (2021, 2022, 2023) if _has(n, year)
        ]
        return world.build(folder, reports=reports)


def _office(code: str, size: int, n: int) -> tuple[Any, ...]:
    kind = "镇" if n % 7 == 5 else "街道"
    name = f"经济技术开发区第{n}工业园{kind}" if n % 4 == 1 else f"新城第{n}{kind}"
    return f"{code}{n:03}", name, kind, code, DISTRICTS[size][1], False


def _finding(code: str, size: int, n: int) -> tuple[Any, ...]:
    message = "同一指标写有两个不同的数，请对照原文核实后取舍；可能是口径不同或分项所致。"
    return "conflict", "warning", f"{code}-{n}-2023", f"{code}{n:03}", 2023, "enforcement.cases", message


def _has(n: int, year: int) -> bool:
    """Every eighth office has no report of the last year."""
    return year < 2023 or n % 8 != 6


def _report(code: str, size: int, n: int, year: int) -> tuple[Any, ...]:
    months = (date(year, 1, 1), date(year, 9, 30)) if n % 8 == 4 else None
    handled = 12 if n % 8 in (1, 2) else 40 + 13 * n % 311 + year % 10
    done = handled if n % 8 in (1, 2) else handled - n % 5 - 1  # several at 100 %
    rate = round(100 * done / handled, 1)
    about = {3: "approx", 0: "at_least"}.get(n % 8, "exact")
    village: dict[str, Any] = {"scope": "part", "scope_name": "高新技术产业园区管委会片区"} if n % 8 == 5 else {}
    pieces = [
        ("全年调解矛盾纠纷", N(f"{handled}件", "mediation.handled", handled, period=months, **village), "，成功",
         N(f"{done}件", "mediation.succeeded", done, period=months, **village), "，调解成功率",
         N(f"{rate}%", "mediation.success_rate", rate, about, period=months, **village), "。"),
        ("办理行政执法案件", N(f"{n * n * 31}件", "enforcement.cases", n * n * 31, about), "，划分网格",
         N(f"{9 + n}个", "grid.total", 9 + n), "，配备网格员", N(f"{70 + 3 * n}人", "grid.workers", 70 + 3 * n), "。"),
        ("涉及金额", N(f"{n}.5亿元", "mediation.amount", n * 1e8 + 5e7), "，走访商户", N(f"{n}家", disposition="unassigned"), "。"),
        (world.zero("未发生行政复议", "litigation.reconsiderations"), "。"),
    ]  # fmt: skip
    if year < 2023 or n % 2:
        pieces.append(("开展普法活动", N(f"{30 + n}场", "education.campaigns", 30 + n), "。"))
    if n % 8 == 7:
        pieces = pieces[1:]  # silent on mediation
    return f"{code}-{n}-{year}", f"{code}{n:03}", year, "annual", "法治政府建设年度报告", False, pieces
