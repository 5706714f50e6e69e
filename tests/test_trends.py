"""趋势 of offices and of districts: figures, claims and changes against values by hand and by scipy, its words, its page."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import world
from conftest import words as shown
from scipy import stats
from streamlit.testing.v1 import AppTest
from world import N

from pages.shared import course, export, theme
from pages.shared.charts import lines
from queries import trends

A, B = "118801", "118802"
HERE = {"areas": [A], "kind": None, "simulated": False}
BOTH = {"areas": [A, B], "kind": None, "simulated": False}
RATE, CASES, GRIDS = "mediation.success_rate", "enforcement.cases", "grid.total"
ANNUAL = ("annual", "法治政府建设年度报告", False)
NAMED = {"name": "调解成功率", "kind": "rate", "unit": "%"}


def rated(office: int, year: int, part: int, whole: int, area: str = A, rate: float | None = None) -> Any:
    """A report that states both counts and their rate, rounded to one decimal."""
    value = round(100 * part / whole, 1) if rate is None else rate
    numbers = (
        N(f"{whole}件", "mediation.handled", whole), N(f"{part}件", "mediation.succeeded", part), N(f"{value}%", RATE, value),
    )  # fmt: skip
    return (f"{area}{office}-{year}", f"{area}{office:03}", year, *ANNUAL, [(number, "。") for number in numbers])


def counted(office: int, year: int, value: float, quote: str = "", area: str = A, **more: Any) -> Any:
    number = N(quote or f"{value}件", CASES, value, **more)
    return (f"{area}{office}-{year}", f"{area}{office:03}", year, *ANNUAL, [("办理", number, "。")])


@pytest.fixture
def built(serve: Any, tmp_path: Path) -> Callable[..., str]:
    def make(*reports: Any) -> str:
        serve(tmp_path)
        return world.build(tmp_path, reports=reports)

    return make


# --- districts: pooled, never averaged ---


def test_a_district_is_pooled_from_counts_with_its_exact_interval(snapshot: str) -> None:
    rows = trends.districts(snapshot, indicator=RATE, **BOTH)
    row = rows.row(by_predicate=(pl.col("name") == "示例区") & (pl.col("year") == 2023), named=True)
    assert (row["part"], row["whole"], row["used"], row["offices"]) == (212, 217, 2, 7)
    assert row["value"] == round(100 * 212 / 217, 1) != round((97.6 + 100) / 2, 1)
    oracle = stats.binomtest(212, 217).proportion_ci(method="exact")
    assert (row["low"], row["high"]) == (round(100 * oracle.low, 3), round(100 * oracle.high, 3))


def test_a_district_without_a_statement_has_no_value_and_says_whether_there_was_a_report(snapshot: str) -> None:
    rows = trends.districts(snapshot, indicator=RATE, **BOTH)
    states = {
        (name, year): (state, value)
        for name, year, state, value in rows.select("name", "year", "state", "value").iter_rows()
    }
    assert states["示例区", 2020] == ("silent", None)
    assert states["对照区", 2022] == ("missing", None)
    assert len(rows) == 2 * 4


def test_totals_of_different_offices_are_not_joined(built: Callable[..., str]) -> None:
    snapshot = built(
        counted(1, 2021, 10), counted(2, 2021, 20), counted(1, 2022, 11),
        counted(1, 2023, 12), counted(2, 2023, 22),
    )  # fmt: skip
    rows = trends.districts(snapshot, indicator=CASES, **HERE)
    assert rows.select("year", "value", "used", "is_comparable", "reason").rows() == [
        (2021, 30, 2, True, None), (2022, 11, 1, False, trends.CHANGED), (2023, 34, 2, True, None),
    ]  # fmt: skip
    drawn = json.loads(lines.trend(rows, theme.LIGHT).to_json())["data"]
    solid, hollow = (trace["y"] for trace in drawn if trace.get("name"))
    assert (solid, hollow) == ([30, None, 34], [None, 11, None])


def test_a_report_that_nobody_could_place_is_of_no_district(snapshot: str) -> None:
    everywhere = {"areas": [A, B, ""], "kind": None, "simulated": True}
    assert set(trends.districts(snapshot, indicator=CASES, **everywhere)["name"]) == {"示例区", "对照区"}


# --- a year against the one before ---


def changes(
    snapshot: str, by: str = "office", indicator: str = RATE, year: int = 2023, **scope: Any
) -> list[dict[str, Any]]:
    return trends.changes(snapshot, by=by, year=year, indicator=indicator, **(scope or HERE)).rows(named=True)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((171, 180), (200, 205), "不能断定有变化"),
        ((900, 1000), (980, 1000), "有改善"),
        ((980, 1000), (900, 1000), "有退步"),
        ((12, 12), (12, 12), "不能断定有变化"),
        ((0, 5), (5, 5), "有改善"),
        ((1, 1), (0, 1), "不能断定有变化"),
    ],
)
def test_a_rise_is_claimed_only_where_fishers_test_carries_it(
    built: Callable[..., str], before: tuple[int, int], after: tuple[int, int], said: str
) -> None:
    (row,) = changes(built(rated(1, 2022, *before), rated(1, 2023, *after)))
    oracle = stats.fisher_exact([[before[0], before[1] - before[0]], [after[0], after[1] - after[0]]]).pvalue
    assert row["p_value"] == pytest.approx(oracle)
    assert row["said"] == said
    assert row["difference"] == pytest.approx(
        round(100 * after[0] / after[1], 1) - round(100 * before[0] / before[1], 1)
    )
    assert (row["said"] == "不能断定有变化") == (row["p_value"] > 0.05)
    assert row["difference_low"] <= 100 * after[0] / after[1] - 100 * before[0] / before[1] <= row["difference_high"]


@pytest.mark.parametrize(
    ("reports", "why"),
    [
        ([rated(1, 2023, 9, 10)], "2022年报告缺"),
        ([counted(1, 2022, 5), rated(1, 2023, 9, 10)], "2022年未提及"),
        ([rated(1, 2022, 9, 10), counted(1, 2023, 5)], "2023年未提及"),
        ([rated(1, 2022, 9, 10)], "2023年报告缺"),
    ],
)
def test_where_one_year_is_absent_the_reason_is_said(built: Callable[..., str], reports: list[Any], why: str) -> None:
    row = next(row for row in changes(built(*reports, counted(2, 2023, 1))) if row["name"] == "东街街道")
    assert (row["said"], row["why"], row["difference"], row["p_value"]) == ("不可比", why, None, None)


def test_part_years_and_other_denominators_are_never_compared_with_a_year(snapshot: str) -> None:
    south = next(row for row in changes(snapshot, indicator=CASES) if row["name"] == "南门街道")
    assert south["why"] == "2022年报告缺"
    west = next(row for row in changes(snapshot, year=2023) if row["name"] == "西河街道")
    assert west["difference"] is None
    assert changes(snapshot, year=2030, indicator=CASES) == []  # a year without any report compares nothing


def test_a_number_without_a_denominator_has_a_difference_but_no_verdict(built: Callable[..., str]) -> None:
    snapshot = built(counted(1, 2022, 100), counted(1, 2023, 110), counted(2, 2022, 0, "0件"), counted(2, 2023, 3))
    east, west = changes(snapshot, indicator=CASES)
    assert (east["difference"], east["change"], east["said"]) == (10, pytest.approx(10), "只列增减")
    assert (west["difference"], west["change"]) == (3, None)  # nothing can be divided by zero
    assert course.difference(east) == "+10件（+10%）"
    assert course.difference(west) == "+3件"


def test_an_approximate_number_has_no_exact_difference(built: Callable[..., str]) -> None:
    (row,) = changes(
        built(counted(1, 2022, 100, "约100件", qualifier="approx"), counted(1, 2023, 110)), indicator=CASES
    )
    assert (row["difference"], row["why"]) == (None, "约数或以上、以内的数，不算增减")


def test_a_rate_without_counts_has_a_difference_but_no_verdict(built: Callable[..., str]) -> None:
    reports = [
        (f"r{year}", f"{A}001", year, *ANNUAL, [(N(f"{rate}%", RATE, rate), "。")])
        for year, rate in ((2022, 95), (2023, 99))
    ]
    (row,) = changes(built(*reports))
    assert (row["difference"], row["said"], row["why"]) == (4, "不能断定有变化", "没有件数，算不出区间")


def test_districts_are_compared_over_the_offices_that_count_in_both_years(built: Callable[..., str]) -> None:
    snapshot = built(
        rated(1, 2022, 90, 100), rated(2, 2022, 45, 50), rated(1, 2023, 95, 100), rated(2, 2023, 49, 50), rated(3, 2023, 1, 100),
    )  # fmt: skip
    (row,) = changes(snapshot, by="district")
    assert (row["paired"], row["part_before"], row["whole_before"], row["part"], row["whole"]) == (
        2,
        135,
        150,
        144,
        150,
    )
    assert row["p_value"] == pytest.approx(stats.fisher_exact([[135, 15], [144, 6]]).pvalue)
    assert trends.changes(snapshot, by="district", year=2022, indicator=RATE, **HERE).is_empty()


def test_equal_years_are_called_so(built: Callable[..., str]) -> None:
    (row,) = changes(built(counted(1, 2022, 7), counted(1, 2023, 7)), indicator=CASES)
    assert course.difference(row) == "持平"


def test_an_approximate_year_has_a_mark_of_its_own(built: Callable[..., str]) -> None:
    snapshot = built(counted(1, 2022, 7, "约7件", qualifier="approx"), counted(1, 2023, 8))
    rows = trends.figures(snapshot, indicator=CASES, **HERE)
    drawn = json.loads(lines.trend(rows, theme.LIGHT).to_json())["data"]
    assert next(trace for trace in drawn if trace.get("name"))["marker"]["symbol"] == ["diamond", "circle"]


# --- trends ---


def test_a_trend_of_an_office_needs_four_years_and_its_named_test(built: Callable[..., str]) -> None:
    four = [rated(1, 2020 + n, part, 1000) for n, part in enumerate((900, 930, 950, 980))]
    flat = [rated(2, 2020 + n, part, 1000) for n, part in enumerate((950, 949, 951, 950))]
    three = [rated(3, 2021 + n, part, 1000) for n, part in enumerate((900, 930, 980))]
    rows = trends.claims(built(*four, *flat, *three), by="office", indicator=RATE, **HERE)
    found = {row["name"]: row for row in rows.iter_rows(named=True)}
    assert (found["东街街道"]["said"], found["东街街道"]["tested"]) == ("有改善", 4)
    assert "Cochran–Armitage" in found["东街街道"]["method"]
    assert (found["西河街道"]["said"], found["西河街道"]["why"]) == ("不能说有趋势", "检验不显著")
    assert (found["南门街道"]["method"], found["南门街道"]["why"]) == (None, "可比年份不足4年")
    assert course.span(found["南门街道"]) == "2021—2023年3个可比年份"
    assert course.tested(found["东街街道"]).endswith("p＜0.001")


def test_a_district_whose_offices_change_makes_no_trend(built: Callable[..., str]) -> None:
    years = [rated(1, 2020 + n, part, 1000) for n, part in enumerate((900, 930, 950, 980))]
    (same,) = trends.claims(built(*years), by="district", indicator=RATE, **HERE).rows(named=True)
    assert same["said"] == "有改善"


def test_a_district_with_a_new_office_says_why_there_is_no_trend(built: Callable[..., str]) -> None:
    years = [rated(1, 2020 + n, part, 1000) for n, part in enumerate((900, 930, 950, 980))]
    (row,) = trends.claims(built(*years, rated(2, 2023, 9, 10)), by="district", indicator=RATE, **HERE).rows(named=True)
    assert (row["tested"], row["method"], row["why"]) == (3, None, trends.VARYING)


def test_a_trend_of_counts_asks_for_five_years(built: Callable[..., str]) -> None:
    (row,) = trends.claims(
        built(*(counted(1, 2020 + n, 10 * n) for n in range(4))), by="office", indicator=CASES, **HERE
    ).rows(named=True)
    assert row["why"] == "没有分母时可比年份须满5年"


# --- words, page and files ---


def sentence(snapshot: str, by: str = "office", looked: str | None = None, **named: Any) -> str:
    asked = {"indicator": RATE, **HERE}
    rows = (trends.figures if by == "office" else trends.districts)(snapshot, **asked)
    told = trends.claims(snapshot, by=by, **asked), trends.changes(snapshot, by=by, year=2023, **asked)
    return course.conclusion("示例区", 2023, NAMED | named, by, rows, *told, looked)


def test_the_sentence_claims_only_what_the_tests_carry(built: Callable[..., str]) -> None:
    better = [rated(1, 2022, 900, 1000), rated(1, 2023, 980, 1000), rated(2, 2022, 9, 10), rated(2, 2023, 10, 10)]
    snapshot = built(*better)
    assert sentence(snapshot) == (
        "示例区7个街镇中2个有两年以上可比的“调解成功率”；2023年可与上年比较的2个中东街街道有改善，其余不能断定有变化；"
        "可比年份都不够检验，不谈趋势。"
    )
    looked = sentence(snapshot, looked=f"{A}002")
    assert (
        "西河街道由2022年的90%到2023年的100%，不能断定有变化（差别未超出偶然波动）；不谈趋势（可比年份不足4年）。"
        in looked
    )
    assert sentence(snapshot, by="district").startswith("示例区1个区县中1个有两年以上可比的")


def test_one_year_gives_no_course(built: Callable[..., str]) -> None:
    snapshot = built(rated(1, 2023, 9, 10))
    assert "暂时看不出变化" in sentence(snapshot)
    assert "东街街道2023年不能与上年比较（2022年报告缺）；不谈趋势（可比年份不足4年）。" in sentence(
        snapshot, looked=f"{A}001"
    )
    assert "西河街道2023年和上年都没有写明；没有写明，不谈趋势。" in sentence(snapshot, looked=f"{A}002")


def test_the_address_opens_districts(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("trends", by="按区县", area=["示例省 示例市 示例区", "示例省 示例市 对照区"])
    assert not at.exception
    assert "7个街镇中2个计入" in json.dumps(json.loads(at.get("plotly_chart")[0].proto.spec), ensure_ascii=False)
    assert "97.7%（2个）" in shown(at)
    labels = [button.label for button in at.get("download_button") if button.label.startswith("导出")]
    assert labels == ["导出表格", "导出同比表", "导出趋势检验"]


def test_both_sentences_stand_beside_both_values(snapshot: str, visit: Callable[..., AppTest]) -> None:
    html = shown(visit("trends"))
    row = next(line for line in html.split("<tr") if "97.6%" in line and "差别未超出偶然波动" in line)
    assert "<mark>95%</mark>" in row and "<mark>97.6%</mark>" in row
    assert row.count("evidence?report=") == 2


def test_the_files_say_all_that_is_shown(snapshot: str) -> None:
    rows = trends.changes(snapshot, by="office", year=2023, indicator=RATE, **HERE)
    head = export.csv(course.file(rows, "office"), "范围", snapshot).decode("utf-8-sig").splitlines()[0]
    assert {"上年数值", "上年原文句子", "数值", "原文句子", "增减", "结论", "理由", "p值"} <= set(head.split(","))
    pooled = course.file(trends.districts(snapshot, indicator=RATE, **BOTH), "district")
    head = export.csv(pooled, "范围", snapshot).decode("utf-8-sig").splitlines()[0]
    assert head.startswith("区县,") and "街道代码" not in head and "计入的街镇数" in head
