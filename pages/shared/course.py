"""趋势: its sentence, the words of its cells, and its files. Pure functions over rows of queries.trends."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from pages.shared import words
from pages.shared.words import Row

Indicator = Mapping[str, Any]
CLAIMED = ("better", "worse", "up", "down")
PLACES = {"office": "街镇", "district": "区县"}
BY = {"按街镇": "office", "按区县": "district"}
METHODS = (
    "比率有件数的，用Cochran–Armitage趋势检验（双侧5%，较少的一方不超过50件时精确计算），并要求去掉任何一年方向不变、"
    "各年起伏不大于偶然；至少4个可比年份。没有件数的数用Mann–Kendall检验（精确，双侧5%），至少5个可比年份。"
)
CHANGES = (
    "同比只比较两年都可比的数；比率有件数的用Fisher精确检验（双侧5%），增减的区间用Newcombe法；"
    "只有两年件数足以说明差别超出偶然时才说有改善或退步。没有分母的数只列增减，不作判断。"
)
DISTRICTS = (
    "区县的比率由各街镇写明的件数合并，分子之和除以分母之和（推算）；其余指标为合计，同时写明合计了几个街镇，从不取平均。"
    "写明此数的街镇各年不同时，合计以空心标出、不连线；同比只算两年都计入的同一批街镇。"
)
PART_YEARS = "统计期不满一年的数以空心标出，不连线，不折算成全年；菱形为约数，三角为“以上”“以内”的数。"


def conclusion(
    place: str,
    year: int,
    indicator: Indicator,
    by: str,
    rows: pl.DataFrame,
    claims: pl.DataFrame,
    changes: pl.DataFrame,
    looked: str | None,
) -> str:
    """How many can be followed, what the year did against the one before, and whether anything is a trend."""
    followed = rows.filter("is_comparable").group_by("office").len().filter(pl.col("len") > 1)
    noun, named = PLACES[by], f"两年以上可比的“{indicator['name']}”"
    lead = f"{place}{rows['office'].n_unique()}个{noun}中{len(followed)}个有{named}"
    lead = lead if len(followed) else f"{place}还没有一个{noun}有{named}"
    one = rows.filter(office=looked) if looked else rows.clear()
    if len(one):
        return f"{lead}；{words.office(one.row(0, named=True))}{_own(looked, year, claims, changes)}。"
    if followed.is_empty():
        return f"{lead}，暂时看不出变化。"
    return f"{lead}；{_all_changes(year, noun, changes)}；{_all_trends(noun, claims)}。"


def _own(looked: str | None, year: int, claims: pl.DataFrame, changes: pl.DataFrame) -> str:
    """What the one looked at did against the year before, and whether it shows a trend."""
    own, claim = (rows.filter(office=looked) for rows in (changes, claims))
    told = _change(own.row(0, named=True), year) if len(own) else f"{year}年和上年都没有写明"
    if claim.is_empty():
        return f"{told}；没有写明，不谈趋势"
    row = claim.row(0, named=True)
    return f"{told}；{span(row) + row['said'] if row['verdict'] in CLAIMED else outcome(row)}"


def _change(row: Row, year: int) -> str:
    """由2022年的98.2%到2023年的98.6%，差别未超出偶然波动，不能断定有变化."""
    if row["verdict"] == "not_comparable":
        return f"{year}年不能与上年比较（{row['why']}）"
    both = f"由{year - 1}年的{words.stated(earlier(row))}到{year}年的{words.stated(row)}"
    return f"{both}，{outcome(row)}"


def _all_changes(year: int, noun: str, changes: pl.DataFrame) -> str:
    """What the year did against the one before."""
    compared = changes.filter(pl.col("difference").is_not_null())
    if compared.is_empty():
        return f"没有一个{noun}的{year}年数可以与上年比较"
    lead = f"{year}年可与上年比较的{len(compared)}个"
    claimed = compared.filter(pl.col("verdict").is_in(CLAIMED))
    if len(claimed):
        return f"{lead}中{_listed(claimed)}，其余不能断定有变化" if len(claimed) < len(compared) else _listed(claimed)
    if compared["indicator_kind"][0] == "rate":
        return f"{lead}，没有一个的升降超出偶然波动"
    up, down = (len(compared.filter(way)) for way in (pl.col("difference") > 0, pl.col("difference") < 0))
    same = len(compared) - up - down
    counts = ((up, "增加"), (down, "减少"), (same, "相同"))
    return f"{lead}中{'、'.join(f'{n}个{what}' for n, what in counts if n)}，只列增减，不作判断"


def _all_trends(noun: str, claims: pl.DataFrame) -> str:
    """Whether anything is a trend, or why nothing is said."""
    claimed, tested = claims.filter(pl.col("verdict").is_in(CLAIMED)), claims.drop_nulls("method")
    if len(claimed):
        return f"检验支持的趋势：{_listed(claimed)}"
    if len(tested):
        return f"{len(tested)}个{noun}的可比年份够检验，都不能说有趋势"
    return "可比年份都不够检验，不谈趋势"


def _listed(rows: pl.DataFrame) -> str:
    """甲、乙有改善，丙有退步."""
    groups = [
        f"{words.names([words.office(row) for row in found.iter_rows(named=True)])}{found['said'][0]}"
        for found in rows.partition_by("said", maintain_order=True)
    ]
    return "，".join(groups)


def earlier(row: Row) -> Row:
    """The figure of the year before in the names of the year's own."""
    return {**row, **{name.removesuffix("_before"): row[name] for name in row if name.endswith("_before")}}


def difference(row: Row) -> str:
    """+0.4个百分点（95%区间−1.6至+2.6） or +25件（+7.3%）; empty where nothing can be compared."""
    if row["difference"] is None:
        return ""
    is_rate = row["indicator_kind"] == "rate"
    size = (
        f"{words.number(abs(row['difference']))}个百分点"
        if is_rate
        else words.measured(abs(row["difference"]), row["unit"])
    )
    if row["difference"] == 0 and row["difference_low"] is None:
        return "持平"
    said = f"{_sign(row['difference'])}{size}" if row["difference"] else "持平"
    if row["difference_low"] is not None:
        low, high = (f"{_sign(end)}{words.number(round(abs(end), 1))}" for end in _ends(row))
        return f"{said}（95%区间{low}至{high}）"
    return (
        said
        if row["change"] is None
        else f"{said}（{_sign(row['change'])}{words.number(round(abs(row['change']), 1))}%）"
    )


def _ends(row: Row) -> tuple[float, float]:
    return row["difference_low"], row["difference_high"]


def _sign(value: float) -> str:
    return "+" if value > 0 else "−" if value < 0 else ""


def outcome(row: Row) -> str:
    """What may be said, with its reason: 不能断定有变化（差别未超出偶然波动）."""
    return f"{row['said']}（{row['why']}）" if row["why"] else str(row["said"])


def span(row: Row) -> str:
    """2020—2023年4个可比年份; empty without any."""
    if not row["tested"]:
        return ""
    years = f"{row['first']}—{row['last']}年" if row["last"] > row["first"] else f"{row['first']}年"
    return f"{years}{row['tested']}个可比年份"


def tested(row: Row) -> str:
    """The named test with its p-value; empty where none could be made."""
    if row["method"] is None:
        return ""
    p_value = "p＜0.001" if row["p_value"] < 0.001 else f"p＝{words.number(round(row['p_value'], 3))}"
    return f"{row['method']}，{p_value}"


def made_of(row: Row) -> str:
    """What the figure of a district is made of: 1,234÷1,251，8个街镇中4个计入."""
    counts = f"{words.number(row['part'])}÷{words.number(row['whole'])}，" if row["whole"] else ""
    return f"{counts}{row['offices']}个街镇中{row['used']}个计入"


def district_cell(year: int) -> Any:
    """The figure of a district in one year with the number of its offices; in brackets where not comparable."""

    def cell(row: Row) -> str:
        figure = row["cells"][year]
        if figure["state"] != "value":
            return f'<span class="grey">{"报告缺" if figure["state"] == "missing" else "无可比数"}</span>'
        said = words.stated(figure)
        return f"{f'[{said}]' if figure['reason'] else said}（{figure['used']}个）"

    return cell


def file(rows: pl.DataFrame, by: str, kept: Iterable[str] = ()) -> pl.DataFrame:
    """Rows for a file: those of districts under the heading of districts."""
    if by == "office":
        return rows
    rows = rows.drop("office", "kind", strict=False).with_columns(district=pl.col("name")).drop("name")
    return rows.select("district", pl.exclude("district"))
