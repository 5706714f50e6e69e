"""对照: one card for each office with its sentence, and what the sentences count differently. Pure functions."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.shared import words
from pages.shared.foreign import escape
from pages.shared.selection import Selection
from pages.shared.tables import sentence
from pages.shared.words import Row

Indicator = Mapping[str, Any]
MOST = 60  # cards of one page; the table below goes on
AROUND = 160  # characters of a sentence on each side of its number
NOTE = (
    "同一个指标名下，各家数的可能不是同一回事：先看分母、统计期、范围和限定是否一致，再看数。"
    "左边虚线的口径不同，不能与其余的直接比较。原句照录，只标出数字。"
)


def conclusion(place: str, year: int, indicator: Indicator, cover: Row, rows: pl.DataFrame) -> str:
    """How many say it, whether they count the same thing, and who says nothing."""
    lead = f"{year}年{place}{cover['offices']}个{cover['noun']}中{cover['reported']}个有报告"
    stated = rows.filter(pl.col("state").is_in(words.STATED))
    if stated.is_empty():
        return f"{lead}，没有一个写明“{indicator['name']}”；没有写不等于零。"
    parts = (_bases(stated), _denominators(stated), _doubted(rows), _silent(rows))
    return f"{lead}，{len(stated)}个写明“{indicator['name']}”：{'；'.join(filter(None, parts))}。"


def _bases(stated: pl.DataFrame) -> str:
    """Whether all can be compared, and who counts otherwise."""
    apart = stated.filter(~pl.col("is_comparable"))
    if apart.is_empty():
        return "统计期、范围和分母都一致" if len(stated) > 1 else "只有这一个，无从对照"
    named = [f"{words.office(row)}{row['reason']}" for row in apart.iter_rows(named=True)]
    few = "，".join(named[:3]) + (f"等{len(named)}个" if len(named) > 3 else "")
    return f"{len(stated) - len(apart)}个可比，{len(apart)}个口径不同（{few}）"


def _denominators(stated: pl.DataFrame) -> str:
    """Which denominators stand behind a rate, where there are several."""
    counts = (
        Counter(stated["derived_name"].drop_nulls().to_list()) if stated["indicator_kind"][0] == "rate" else Counter()
    )
    unknown = len(stated) - counts.total()
    if len(counts) < 2:
        return ""
    named = "、".join(f"{name}{n}个" for name, n in counts.most_common())
    return f"分母有{len(counts)}种：{named}" + (f"，{unknown}个没有写明" if unknown else "")


def _doubted(rows: pl.DataFrame) -> str:
    doubted = rows.filter(pl.col("state") == "review")
    return f"{_names(doubted)}待核" if len(doubted) else ""


def _silent(rows: pl.DataFrame) -> str:
    silent, missing = (rows.filter(pl.col("state") == state) for state in ("silent", "missing"))
    said = ((silent, "未提及"), (missing, "报告缺"))
    return "，".join(f"{_names(found)}{what}" for found, what in said if len(found))


def _names(rows: pl.DataFrame) -> str:
    return words.names([words.office(row) for row in rows.iter_rows(named=True)])


def denominator(row: Row) -> str:
    """The counts behind a rate: 分母为调解矛盾纠纷：361÷366＝98.6%（推算）; empty for what is no rate."""
    if row["indicator_kind"] != "rate" or (row["value"] is None and not row["derived_whole"]):
        return ""
    if not row["derived_whole"]:
        return "没有写明件数"
    part, whole = row["derived_part"], row["derived_whole"]
    return f"分母为{row['derived_name']}：{words.number(part)}÷{words.number(whole)}＝{words.derived(part, whole)}"


def scope(row: Row) -> str:
    """全街镇, or the part that the number covers."""
    if row["scope"] is None:
        return ""
    return "全街镇" if row["scope"] == "street" else f"只含{row['scope_name'] or '一部分'}"


def qualifier(row: Row) -> str:
    """How exact the number is said to be."""
    named = {"exact": "确数", "approx": "约数", "at_least": "以上", "at_most": "以内"}
    return named.get(row["qualifier"], "")


def cards(rows: pl.DataFrame, choice: Selection) -> str:
    """The offices that say something, as cards; every foreign word is escaped."""
    said = rows.filter(pl.col("state").is_in([*words.STATED, "review"])).head(MOST)
    return f'<div class="sentences">{"".join(_card(row, choice) for row in said.iter_rows(named=True))}</div>'


def _card(row: Row, choice: Selection) -> str:
    apart = "" if row["is_comparable"] else "apart"
    looked = "looked" if row["office"] == choice.office else ""
    name = f"{row['district']} {words.office(row)}" if len(choice.areas) > 1 and row["district"] else words.office(row)
    period = words.period(row["period_start"], row["period_end"]) if row["value"] is not None else ""
    how = "，".join(filter(None, (period, scope(row), qualifier(row), denominator(row))))
    why = f'<p class="why">{escape(words.remark(row))}</p>' if words.remark(row) else ""
    link = escape(choice.evidence(row["report"], row["start"]))
    said = f'<p class="said">{sentence(row, AROUND)}　<a href="{link}">原文</a></p>'
    value = f'<p class="how"><strong>{escape(words.shown(row))}</strong>{escape(how)}</p>'
    return f'<article class="{apart} {looked}"><h3>{escape(name)}</h3>{value}{why}{said}</article>'
