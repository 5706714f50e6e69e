"""Words of fair comparison, and the sentence of each view of 对比. Pure functions on rows of queries.compare."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.shared import words
from pages.shared.words import Row
from queries.compare import words as verdict

Indicator = Mapping[str, Any]
CLAIMS = ("better", "worse", "up", "down")  # verdicts that say that there is a difference
SYMBOLS = (
    "菱形或斜纹为约数，三角为“以上”“以内”的数，空心为不可比；细线为95%区间，竖虚线为中位数，"
    "浅色带为四分位（中间一半）。"
)
VERDICT = (
    "“好于同类”“差于同类”“高于同类”“低于同类”只在该街镇的95%区间不含其他街镇的中位数时才说，否则为“相近”；街镇不和自己比。"
    "街镇多时，二十个里约有一个会偶然越出。件数没有区间，不作判断。"
)
SPINE = (
    "每行一个指标，各用各的刻度：中间竖线为其他街镇的中位数，深色带为四分位，浅色带为最低到最高，圆点为本街镇；"
    "名称后的箭头指好的一端，没有箭头的不分好坏。"
)
CEILING = (
    "千件未成：每1,000件中没有办成的件数，附精确的95%界限。比率贴近100%时看不出差别，没办成的件数看得出；"
    "12件全成，真实比率仍可能只有73.5%。"
)
SIZE = (
    "归一的数由程序推算：本数除以同一报告、同一统计期写明的常住人口、网格数或社区（村）数；没有写明的不推算。"
    "它只说多少，不说好坏。"
)
QUARTILES = "四分位按Excel的QUARTILE.INC计算，至少有3个可比数才给出；一组超过400个街镇时只画四分位和突出显示的街镇。"


def certainty(row: Row) -> str:
    """At the pointer: the interval, the rank and the verdict."""
    parts = (
        f"95%区间{words.interval(row)}" if words.interval(row) else "",
        row["rank_words"] or "",
        verdict(row["verdict"]) if row["is_comparable"] and row["others_median"] is not None else "",
    )
    return "，".join(part for part in parts if part)


def told(row: Row) -> str:
    """What may be said of an office beside the others, or why it is not compared, or why there is no value."""
    return "；".join(filter(None, (judged(row), words.remark(row))))


def judged(row: Row) -> str:
    """What may be said of a rate beside the others; of those not compared, and of numbers without a whole, nothing."""
    if not row["is_comparable"] or row["indicator_kind"] != "rate":
        return ""
    why = f"（{row['no_verdict']}）" if row["no_verdict"] else ""
    return f"{verdict(row['verdict'])}{why}"


def derived(row: Row) -> str:
    """The rate of the stated counts, with these and the exact interval."""
    if row["derived_rate"] is None:
        return ""
    counts = f"{words.number(row['derived_part'])}÷{words.number(row['derived_whole'])}"
    ends = f"，{words.interval(row)}" if words.interval(row) else ""
    return f"{words.number(round(row['derived_rate'], 1))}%（{counts}）{ends}"


def band(low: float | None, middle: float | None, high: float | None, unit: str) -> str:
    """中位数98.5%（四分位98.3%—98.7%）; empty where there are too few."""
    if low is None or middle is None or high is None:
        return ""
    ends = "—".join(words.measured(round(end, 1), unit, short=True) for end in (low, high))
    return f"中位数{words.measured(round(middle, 1), unit, short=True)}（四分位{ends}）"


def others(row: Row) -> str:
    """The middle of the others, and of how many."""
    told = band(row["others_lower"], row["others_median"], row["others_upper"], row["unit"])
    return f"{row['others']}个：{told}" if told else f"{row['others']}个可比，不足3个"


def beside(row: Row) -> str:
    """The own value in a profile, and what it is beside the others where that can be said."""
    claim = verdict(row["verdict"]) if row["verdict"] in CLAIMS else ""
    return "　".join(filter(None, (words.stated(row, short=True), claim)))


def range_(row: Row) -> str:
    """Lowest, median and highest of the others."""
    ends = (row["others_lowest"], round(row["others_median"], 1), row["others_highest"])
    return "｜".join(words.measured(end, row["unit"], short=True) for end in ends)


def ranked(row: Row) -> str:
    """The place within a group, of rates with how far it is certain; numbers have no better end to count from."""
    if row["rank_words"] or row["place"] is None:
        return str(row["rank_words"] or "未排位次")
    return f"从高到低第{row['place']}位，共{row['others'] + 1}"


def box(row: Row) -> str:
    """Beside the lane of a group."""
    told = band(row["lower_quartile"], row["median"], row["upper_quartile"], row["unit"])
    return f"{row['offices']}个：{told}" if told else f"{row['offices']}个，不足3个不算中位数"


def per(row: Row) -> str:
    """A number set against a size, no more exact than the two it comes from, with two figures behind the point."""
    about = "" if row["qualifier"] == row["base_qualifier"] == "exact" else "约"
    return f"{about}{words.number(round(row['per'], 2))}{row['unit']}"


def parts(row: Row) -> str:
    """The two stated numbers of which `per` consists."""
    size = words.stated({"qualifier": row["base_qualifier"], "value": row["base_value"], "unit": row["base_unit"]})
    return f"{words.stated(row)}÷{size}"


def absence(row: Row) -> str:
    """Why a number cannot be set against a size."""
    why: str = row["no_per"] if row["state"] in words.STATED else words.shown(row)
    return why


def failures(row: Row) -> str:
    """10.4件（2.1—30.1），289件中3件."""
    rate, low, high = (words.number(round(row[f"failures_{name}"], 1)) for name in ("rate", "low", "high"))
    return f"{rate}件（{low}—{high}），{words.number(row['derived_whole'])}件中{words.number(row['failures'])}件"


def ceiling(row: Row) -> str:
    """What the bounds mean for the rate."""
    end = "可能高至" if row["direction"] == "lower" else "可能低至"
    return f"真实比率{end}{words.number(row['possible'])}%"


# --- sentences ---


def spread(lead: str, indicator: Indicator, figures: pl.DataFrame, boxes: pl.DataFrame, looked: str | None) -> str:
    """Where the middle half of the group lies, and where the office looked at stands."""
    whole: Row = boxes.row(0, named=True) if len(boxes) else {"median": None, "offices": 0}
    if whole["median"] is None:
        return f"{lead}，可比的只有{whole['offices']}个，不足3个，看不出分布。"
    low, high = (words.measured(round(whole[f"{end}_quartile"], 1), indicator["unit"]) for end in ("lower", "upper"))
    middle = words.measured(round(whole["median"], 1), indicator["unit"])
    own = figures.filter((pl.col("office").eq_missing(looked)) & pl.col("is_comparable")).rows(named=True)
    where = f"，在其他街镇的{quarter(own[0])}" if own and quarter(own[0]) else ""
    said = f"；{words.office(own[0])}为{words.stated(own[0])}{where}" if own else ""
    return f"{lead}，可比的{whole['offices']}个中间一半在{low}到{high}之间，中位数{middle}{said}。"


def quarter(row: Row) -> str:
    """Between which quartiles of the others a value lies."""
    low, middle, high = row["others_lower"], row["others_median"], row["others_upper"]
    if low is None:
        return ""
    if row["value"] < low:
        return "下四分之一"
    if row["value"] > high:
        return "上四分之一"
    return "中间一半" if row["value"] == middle else "中间一半偏上" if row["value"] > middle else "中间一半偏下"


def undone(lead: str, rows: pl.DataFrame) -> str:
    """How many failures there were in all, and how little few cases prove."""
    if rows.is_empty():
        return f"{lead}，没有一个可比又写明件数，算不出千件未成。"
    cases, left = (words.number(float(rows[name].sum())) for name in ("derived_whole", "failures"))
    least = rows.sort("derived_whole", "office").row(0, named=True)
    total = words.number(round(float(least["all_rate"]), 1))
    return (
        f"{lead}，{len(rows)}个可比并写明件数：合计{cases}件中{left}件未成，"
        f"每千件{total}件（推算）；件数最少的{words.office(least)}{words.number(least['derived_whole'])}件中"
        f"{words.number(least['failures'])}件未成，{ceiling(least)}。"
    )


def sized(lead: str, base: str, indicator: Indicator, rows: pl.DataFrame) -> str:
    """Who has most per size, and how many can be set against it at all."""
    known = rows.drop_nulls("per")
    if known.is_empty():
        return f"{lead}，没有一个在同一报告中写明可以相除的数，不能按“{base}”推算。"
    first, last = known.row(0, named=True), known.row(-1, named=True)
    head = f"{lead}，{len(known)}个可以推算{base}的{indicator['name']}"
    if first["per"] == last["per"]:
        return f"{head}：{words.names([words.office(row) for row in known.iter_rows(named=True)])}为{per(first)}。"
    return (
        f"{head}：{words.office(first)}最多（{per(first)}），{words.office(last)}最少（{per(last)}）；多少不等于好坏。"
    )


def together(lead: str, rows: pl.DataFrame) -> str:
    """How many of the indicators chosen are stated how widely."""
    counts = [
        (name, stated)
        for name, stated in rows.group_by("indicator_name", maintain_order=True)
        .agg(pl.col("state").is_in(words.STATED).sum())
        .iter_rows()
    ]
    told = "、".join(f"{name}{stated}个" for name, stated in counts)
    return f"{lead}，各指标写明的街镇：{told}。"
