"""关系: its sentence and the words of its cells. Pure functions over rows of queries.relation."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.shared import words
from pages.shared.words import Row

Indicator = Mapping[str, Any]
DEFAULTS = ("mediation.handled", "enforcement.cases")  # what is set against the indicator unless the reader chooses
CLAIM = (
    "两项都可比的街镇满10个、且Spearman秩相关的置换检验（双侧5%）支持时，才说两项的位次有关系；并列取中间位次。"
    "有关系不等于谁引起谁：件数往往都随街镇大小增减，大的街镇两项都多。"
)
MARKS = "只画两项都可比的街镇；菱形表示其中有约数或以上、以内的数；名称放不下时，移动指针可见，表中都有。"


def usual(others: Mapping[str, Indicator]) -> str:
    """The name of the indicator to set against the first while the reader has chosen none; `others`: by their names."""
    ids = {row["id"]: name for name, row in others.items()}
    return next((ids[id] for id in DEFAULTS if id in ids), next(iter(others)))


def conclusion(place: str, year: int, first: Indicator, other: Indicator, rows: pl.DataFrame, found: Row) -> str:
    """How many offices can be set side by side, and whether a test carries anything about them."""
    named = f"“{first['name']}”和“{other['name']}”"
    lead = f"{year}年{place}{len(rows)}个街镇中{found['n']}个的{named}都可比"
    if not found["n"]:
        return f"{year}年{place}没有一个街镇的{named}都可比；没有写不等于零。"
    if found["method"] is None:
        return f"{lead}；{found['why']}，不谈两者有没有关系。"
    test = f"秩相关{words.number(round(found['rho'], 2))}，{probability(found['p_value'])}"
    if found["why"]:
        return f"{lead}；看不出两者的位次有关系（{test}）。"
    way = "一项高的街镇，另一项也往往高" if found["rho"] > 0 else "一项高的街镇，另一项往往低"
    return f"{lead}；{way}（{test}），但这不说明谁引起谁。"


def second(row: Row) -> Row:
    """The figure of the second indicator in the names of the first's own."""
    return {**row, **{name.removesuffix("_against"): row[name] for name in row if name.endswith("_against")}}


def probability(p_value: float) -> str:
    return "p＜0.001" if p_value < 0.001 else f"p＝{words.number(round(p_value, 3))}"


def why_no_pair(row: Row) -> str:
    """What is in the way, for each of both indicators: 调解成功率未提及；网格总数不可比：统计期为1—9月."""
    return "；".join(f"{one['indicator_name']}{_state(one)}" for one in (row, second(row)) if not one["is_comparable"])


def _state(row: Row) -> str:
    return f"不可比：{row['reason']}" if row["state"] in words.STATED else words.STATES[row["state"]]


def file(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows for a file: both indicators under headings of their own, and why a row is no pair."""
    why = [None if row["is_pair"] else why_no_pair(row) for row in rows.iter_rows(named=True)]
    return rows.drop("indicator", "indicator_against").with_columns(no_pair=pl.Series(why, dtype=pl.String))
