"""跨区 and the radar of 停报: pooled rates, certain leads and what the others still state, by hand and by scipy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import world
from conftest import words as shown
from scipy import stats
from streamlit.testing.v1 import AppTest
from world import N

from pages.shared import across, export, watch, words
from queries import districts, silence

A, B = "118801", "118802"
HERE = {"areas": [A], "kind": None, "simulated": False}
RATE, CASES, LOST = "mediation.success_rate", "enforcement.cases", "litigation.lost"
ANNUAL = ("annual", "法治政府建设年度报告", False)
NAMED = {"name": "调解成功率", "kind": "rate", "unit": "%"}


@pytest.fixture
def built(serve: Any, tmp_path: Path) -> Callable[..., str]:
    def make(*reports: Any) -> str:
        serve(tmp_path)
        return world.build(tmp_path, reports=reports)

    return make


def rated(area: str, office: int, part: int, whole: int) -> Any:
    rate = round(100 * part / whole, 1)
    numbers = (
        N(f"{whole}件", "mediation.handled", whole),
        N(f"{part}件", "mediation.succeeded", part),
        N(f"{rate}%", RATE, rate),
    )
    return (f"{area}{office}", f"{area}{office:03}", 2023, *ANNUAL, [(number, "。") for number in numbers])


def counted(area: str, office: int, value: int, indicator: str = CASES, year: int = 2023) -> Any:
    number = N(f"{value}件", indicator, value)
    return (f"{area}{office}-{year}-{indicator}", f"{area}{office:03}", year, *ANNUAL, [("办理", number, "。")])


def figures(snapshot: str, indicator: str = RATE) -> pl.DataFrame:
    return districts.figures(snapshot, indicator=indicator, year=2023, kind=None, simulated=False)


@pytest.mark.parametrize(
    ("first", "second", "leader"),
    [
        ((990, 1000), (900, 1000), "示例区"),
        ((900, 1000), (990, 1000), "对照区"),
        ((99, 100), (98, 100), None),
        ((12, 12), (9, 10), None),
        ((1, 1), (1, 1), None),
        ((0, 50), (50, 50), "对照区"),
    ],
)
def test_a_district_leads_only_where_chance_cannot_explain_it(
    built: Callable[..., str], first: tuple[int, int], second: tuple[int, int], leader: str | None
) -> None:
    rows = figures(built(rated(A, 1, *first), rated(B, 1, *second)))
    assert rows.filter("leads")["district"].to_list() == ([leader] if leader else [])
    said = across.conclusion(2023, NAMED, rows)
    assert (f"领先且可以肯定的是{leader}。" in said) == (leader is not None)
    assert ("不能肯定哪个区县领先" in said) == (leader is None)
    p_value = stats.fisher_exact([[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]).pvalue
    assert (p_value < 0.05) == (leader is not None)  # another way to the same answer


def test_a_district_alone_leads_nobody(built: Callable[..., str]) -> None:
    rows = figures(built(rated(A, 1, 99, 100)))
    assert not rows["leads"].any()
    assert across.conclusion(2023, NAMED, rows).endswith("示例区，合并率（推算）为99%（95%区间94.6%—100%，1个街镇）。")


def test_the_interval_is_that_of_all_cases_of_the_district(built: Callable[..., str]) -> None:
    rows = figures(built(rated(A, 1, 45, 50), rated(A, 2, 30, 30), rated(B, 1, 1, 1)))
    found = {row["district"]: row for row in rows.iter_rows(named=True)}
    oracle = stats.binomtest(75, 80).proportion_ci(method="exact")
    assert (found["示例区"]["low"], found["示例区"]["high"]) == (
        round(100 * oracle.low, 3),
        round(100 * oracle.high, 3),
    )
    assert rows["district"].to_list() == ["对照区", "示例区"]  # of one case of one; it leads nobody
    assert not rows["leads"].any()


@pytest.mark.parametrize("values", [[5, 1, 3], [1, 2, 3, 4], [7, 7, 7], [0, 10, 20, 30, 100]])
def test_quartiles_are_those_of_numpy_over_the_offices_own_values(built: Callable[..., str], values: list[int]) -> None:
    row = figures(built(*(counted(A, place + 1, value) for place, value in enumerate(values))), CASES).row(
        0, named=True
    )
    found = [row[name] for name in ("lower_quartile", "middle", "upper_quartile")]
    assert found == pytest.approx(np.quantile(values, (0.25, 0.5, 0.75)).tolist())
    assert (row["total"], row["comparable"]) == (sum(values), len(values))


COUNT = {"name": "行政执法案件", "kind": "count", "unit": "件"}


def test_two_offices_have_neither_quartiles_nor_a_median(built: Callable[..., str]) -> None:
    rows = figures(built(counted(A, 1, 100), counted(A, 2, 90), counted(B, 1, 1)), CASES)
    assert rows["lower_quartile"].null_count() == rows["value"].null_count() == 2
    assert not rows["leads"].any()
    assert across.conclusion(2023, COUNT, rows).endswith("3个街镇写明，但没有一个区县有3个可比数，不给中位数。")
    assert words.district_value(rows.filter(area=A).row(0, named=True)) == "仅2个可比，不给中位数"


def test_counts_have_a_median_from_three_offices_on_and_never_a_leader(built: Callable[..., str]) -> None:
    many = [counted(area, office, 10 * office) for area in (A, B) for office in (1, 2, 3)]
    rows = figures(built(*many), CASES)
    assert rows["value"].to_list() == [20, 20] and not rows["leads"].any()
    assert across.conclusion(2023, COUNT, rows).endswith("多少取决于街镇大小，不说谁领先。")


def test_the_offices_of_the_chart_are_those_that_are_comparable(snapshot: str) -> None:
    rows = districts.offices(snapshot, indicator=RATE, year=2023, kind=None, simulated=False)
    assert sorted(rows["name"]) == ["东街街道", "北桥街道", "北苑街道", "南苑街道"]


def test_the_page_gives_both_files_and_says_how_a_lead_is_certain(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("districts")
    assert "区间重叠，不能肯定哪个区县领先" in shown(at) and "第1–2名，共2" in shown(at)
    labels = [button.label for button in at.get("download_button") if button.label.startswith("导出")]
    assert labels == ["导出表格", "导出各街镇"]
    head = export.csv(figures(snapshot), "范围", snapshot).decode("utf-8-sig").splitlines()[0].split(",")
    assert {"95%区间下限", "位次区间", "是否可以肯定领先", "下四分位数", "合并数"} <= set(head)


# --- what the others still state ---


def radar(snapshot: str) -> dict[str, tuple[int, int, float | None]]:
    rows = silence.radar(snapshot, year=2023, **HERE)
    return {row["name"]: (row["beside"], row["stating"], row["still"]) for row in rows.iter_rows(named=True)}


def test_a_silence_is_seen_beside_what_the_others_do(built: Callable[..., str]) -> None:
    snapshot = built(
        counted(A, 1, 5, year=2022), counted(A, 1, 3, LOST), counted(A, 2, 6), counted(A, 3, 0), counted(A, 4, 4, LOST),
    )  # fmt: skip
    assert radar(snapshot) == {"东街街道": (3, 2, 66.7)}  # a stated zero is a statement
    (silent,) = silence.radar(snapshot, year=2023, **HERE).rows(named=True)
    assert watch.others(silent) == "3个中2个写明（66.7%）"
    (row,) = silence.indicators_radar(snapshot, year=2023, **HERE).rows(named=True)
    assert (row["stopped"], row["reported"], row["stating"], row["still"]) == (1, 4, 2, 50)
    assert watch.still(row) == "1个街镇停报；4个有报告的街镇中2个写明（50%）"


def test_an_office_alone_has_nobody_beside_it(built: Callable[..., str]) -> None:
    snapshot = built(counted(A, 1, 5, year=2022), counted(A, 1, 3, LOST))
    assert radar(snapshot) == {"东街街道": (0, 0, None)}
    (row,) = silence.radar(snapshot, year=2023, **HERE).rows(named=True)
    assert watch.others(row) == "没有其他街镇可看"


def test_the_radar_opens_by_indicator_from_its_address_with_a_file_for_each_table(
    snapshot: str, visit: Callable[..., AppTest]
) -> None:
    at = visit("silence", view="按指标")
    assert not at.exception
    assert "西河街道</a>" in shown(at) and "6个中4个（66.7%）" in shown(at)
    labels = [button.label for button in at.get("download_button") if button.label.startswith("导出")]
    assert labels == ["导出表格", "导出各街镇", "导出各指标"]
    lines = export.csv(silence.radar(snapshot, year=2023, **HERE), "范围", snapshot).decode("utf-8-sig").splitlines()
    assert "其中仍写明数" in lines[0]
