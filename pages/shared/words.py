"""Numbers, periods and states in an official's plain Chinese. Pure functions; a row is a dict of a query's columns."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]

STATES = {
    "value": "有数",
    "zero": "写明为零",
    "review": "待核",
    "silent": "未提及",
    "missing": "报告缺",
    "exempt": "无此职能",  # decided by a person
}
STATED = ("value", "zero")
FEW = 4  # how wide an interval of hidden counts is still worth saying
ABSENT = ("review", "silent", "exempt", "missing")
QUALIFIERS = {"exact": "", "approx": "约", "at_least": "≥", "at_most": "≤"}
DISPOSITIONS = {
    "assigned": "已归入指标",
    "change": "增减变化",
    "unassigned": "未归入",
    "structural": "结构性数字",
    "damaged": "受损",
}
DECISIONS = {"accept": "采用", "correct": "改正", "reject": "不采用", "assign": "归入指标", "add": "补录"}
SEVERITIES = {"error": "须更正", "warning": "须核对", "note": "提示"}
DIRECTIONS = {"higher": "越高越好", "lower": "越低越好", "none": "不分好坏"}
KINDS = {"count": "件数类", "rate": "比率类", "amount": "金额类", "area": "面积类"}


def digits(value: float) -> str:
    """1543.0 → 1543 and 99.80 → 99.8: never more digits than there are."""
    return f"{Decimal(repr(round(value, 6))).normalize() + 0:f}"


def number(value: float) -> str:
    """The same with thousands separated."""
    return f"{Decimal(digits(value)):,f}"


def compact(value: float) -> str:
    """For charts: 95450000 → 9,545万, 12345 → 1.23万, at most two decimals."""
    for size, name in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{number(round(value / size, 2))}{name}"
    return number(value)


def measured(value: float, unit: str, *, short: bool = False) -> str:
    """A value with its unit. Money is cut to 万 and 亿 where nothing is lost by it, all else only when `short`."""
    loses_nothing = value % (1e6 if abs(value) >= 1e8 else 100) == 0
    return f"{compact(value) if short or (unit == '元' and loses_nothing) else number(value)}{unit}"


def stated(row: Row, *, short: bool = False) -> str:
    """The stated value as it may be quoted: 约3,200件, ≥98%, 1,543件. For states value and zero."""
    return QUALIFIERS[row["qualifier"]] + measured(row["value"], row["unit"], short=short)


def interval(row: Row) -> str:
    """The exact 95 % interval of a rate, empty where there is none: 97.5%—99.4%."""
    if row["low"] is None:
        return ""
    return f"{number(round(row['low'], 1))}%—{number(round(row['high'], 1))}%"


def derived(part: float, whole: float) -> str:
    """A rate computed from two stated counts, marked as such."""
    return f"{number(round(100 * part / whole, 1))}%（推算）"


def office(row: Row) -> str:
    """An office's name; an invented one says so."""
    return f"{row['name']}（模拟）" if row["simulated"] else str(row["name"])


def shown(row: Row) -> str:
    """What stands in a cell of a table: the value, or the name of its absence."""
    return stated(row) if row["state"] in ("value", "zero") else STATES[row["state"]]


def period(first: date | None, last: date | None) -> str:
    """2023年, 2023年1—9月 or 2020年1月1日—2023年5月22日."""
    if first is None or last is None:
        return "不明"
    if first.year == last.year and (first.month, first.day) == (1, 1):
        if (last.month, last.day) == (12, 31):
            return f"{last.year}年"
        if _is_month_end(last):
            return f"{last.year}年1—{last.month}月"
    return f"{_day(first)}—{_day(last)}"


def _is_month_end(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).month != day.month


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def remark(row: Row) -> str:
    """Why a value is not compared, or why there is none and what stands there instead; empty when all is plain."""
    if row["state"] in ("value", "zero"):
        zero = "原文写明没有" if row["state"] == "zero" and not any(c.isdigit() for c in row["quote"]) else None
        return "；".join(filter(None, (row["reason"] and f"不可比：{row['reason']}", zero, hidden(row), row["doubt"])))
    if row["state"] == "review":
        return row["doubt"] or "同一期间写有不同的数，核实前不采用"
    if row["state"] == "missing":
        return "没有这一年的报告"
    if row["state"] == "exempt":
        return row.get("duty") or "人工认定"
    return "；".join(filter(None, _silence(row)))


def hidden(row: Row) -> str:
    """The count behind a stated rate and a stated whole, where it is one number or a few; empty where it is no news."""
    whole, low, high = (row.get(f"hidden_{name}") for name in ("whole", "low", "high"))
    if not whole or low is None or high is None or row["value"] == 100 or high - low > FEW:
        return ""
    cut_low, cut_high = row["hidden_cut_low"], row["hidden_cut_high"]
    if (cut_low, cut_high) == (low, high):
        return f"推算：{number(whole)}中{_count(whole, low, high)}"
    cut = "不可能" if cut_low is None else f"为{_count(whole, cut_low, cut_high)}"
    return f"推算：{number(whole)}中，按四舍五入为{_count(whole, low, high)}，按截去尾数{cut}"


def _count(whole: float, low: float, high: float) -> str:
    """8,516（余2）, or an interval of both."""
    if low == high:
        return f"{number(low)}（余{number(whole - low)}）"
    return f"{number(low)}—{number(high)}（余{number(whole - high)}—{number(whole - low)}）"


def _silence(row: Row) -> tuple[str | None, ...]:
    """What a report says instead of the value that it does not state."""
    whole = row.get("derived_whole")
    return (
        f"按所列件数为{derived(row['derived_part'], whole)}" if whole else None,
        f"只写了计划数“{row['target']}”" if row["target"] else None,
        f"报告中有{row['damaged']}处数字受损，可能与此有关" if row["damaged"] else None,
        f"该年只有{row['report_kind_name']}" if row["report_kind"] != "annual" else None,
    )


def names(words: list[str], most: int = 3) -> str:
    """甲、乙、丙 or 甲、乙、丙等8个."""
    return "、".join(words) if len(words) <= most else f"{'、'.join(words[:most])}等{len(words)}个"


def pooled(row: Row, unit: str) -> str:
    """The figure of a district: its pooled rate to one decimal, or the median of its offices."""
    return measured(round(row["value"], 1), unit, short=True)


def district_value(row: Row) -> str:
    """The same, marked where it is derived; named where there is none."""
    if row["value"] is None:
        few = "件数不全" if row["indicator_kind"] == "rate" else f"仅{row['comparable']}个可比，不给中位数"
        return few if row["comparable"] else "无可比数"
    return pooled(row, row["unit"]) + ("（推算）" if row["whole"] else "")


def district(row: Row) -> str:
    """What stands at the end of a district's bar."""
    if row["value"] is None:
        return f"{district_value(row)}（{row['offices']}个街镇中{row['reported']}个有报告）"
    if row["whole"]:
        return f"{district_value(row)}　{row['pooled']}个街镇合并"
    return f"{district_value(row)}　{row['comparable']}个街镇，合计{measured(row['total'], row['unit'], short=True)}"


def district_cover(row: Row) -> str:
    """How much of a district its figure covers."""
    return f"{row['offices']}个街镇中{row['reported']}个有报告，{row['stated']}个写明此数，{row['comparable']}个可比"


def peers(row: Row) -> str:
    """The median of the other offices of the district, and of how many."""
    if row["peer_median"] is None:
        return "仅1个可比" if row["peers"] else ""
    return f"{measured(row['peer_median'], row['unit'])}（{row['peers']}个）"


def district_name(row: Row) -> str:
    return district_label(row).replace(" ", "")


def district_label(row: Row) -> str:
    """A district as the filter names it."""
    return " ".join(name for name in dict.fromkeys((row["province"], row["city"], row["district"])) if name)


def district_total(row: Row) -> str:
    return "" if row["total"] is None else measured(row["total"], row["unit"])


def district_counts(row: Row) -> str:
    """The counts of which a pooled rate consists."""
    return f"{number(row['part'])}÷{number(row['whole'])}" if row["whole"] else ""


def before(row: Row) -> str:
    """The comparable value of the year before."""
    return "" if row["before"] is None else measured(row["before"], row["unit"])


def movement(row: Row) -> str:
    """+143件（+10.2%): a difference, and what it is of the year before."""
    sign = "+" if row["difference"] > 0 else "−"
    size = measured(abs(row["difference"]), row["unit"])
    return f"{sign}{size}（{sign}{number(round(abs(row['change']), 1))}%）"


def after(row: Row) -> str:
    """The comparable value of the year itself."""
    return measured(row["after"], row["unit"])


def severity(row: Row) -> str:
    """How grave a finding is."""
    return SEVERITIES[row["severity"]]
