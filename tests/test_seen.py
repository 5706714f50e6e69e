"""仅已核对: with it on, a number that nobody saw is named as such and enters nothing; how much was seen stands on the page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import world
from conftest import words
from scipy import stats
from streamlit.testing.v1 import AppTest
from test_queries import GRAINS

import queries
from pages.shared import frame
from queries import compare, download, indicators, selection

AREA = ("118801",)
SEEN = ("东街2023", "mediation.success_rate"), ("东街2023", "mediation.succeeded"), ("东街2023", "mediation.handled")


@pytest.fixture
def half(tmp_path: Path, serve: Any) -> Iterator[str]:
    """The invented world, of which a person has seen three numbers of one report, and decided four."""
    snapshot = world.build(tmp_path)
    path = tmp_path / f"{snapshot}.duckdb"
    with duckdb.connect(str(path)) as connection:
        for report, indicator in SEEN:
            for table in ("observation", "every_figure"):
                connection.execute(
                    f"update {table} set reviewer = '王核对', reviewed = date '2024-05-01', decision = 'accept' "  # noqa: S608
                    "where report = ? and indicator = ?", [report, indicator],
                )  # fmt: skip
        connection.execute("update every_ratio set is_seen = report = '东街2023'")
        connection.execute("insert into accuracy values ('mediation.success_rate', 9, 10, 8)")
    serve(tmp_path)
    yield snapshot


def rates(snapshot: str, seen: bool) -> dict[str, tuple[str, float | None]]:
    with queries.only_seen(seen):
        rows = compare.figures(
            snapshot, indicator="mediation.success_rate", year=2023, areas=AREA, kind=None, simulated=False
        )
    return {row["name"]: (row["state"], row["value"]) for row in rows.iter_rows(named=True)}


def test_an_unseen_number_is_to_be_checked_and_neither_silent_nor_zero(half: str) -> None:
    every, seen = rates(half, False), rates(half, True)
    assert seen["东街街道"] == every["东街街道"] == ("value", 97.6)
    assert every["西河街道"][0] == "value"
    assert seen["西河街道"] == ("review", None)
    assert seen["湖滨街道"] == every["湖滨街道"] == ("missing", None)
    assert not queries.ONLY_SEEN.get()


# Topics that are about the reading itself or hold a draft against everything stated: 仅已核对 is no question to them.
RAW = {"speech", "evidence", "quality", "unread", "review", "console"}
FIGURES = {
    "value", "quote", "sentence", "part", "whole", "derived_part", "derived_whole", "derived_rate", "hidden_whole", "total",
    "median", "middle", "lowest", "highest", "lower_quartile", "upper_quartile", "pooled", "pooled_rate", "comparable",
    "stated", "before", "after", "difference", "change", "per", "base_value", "base_quote", "others_median", "stated_before",
    "stopped", "stating", "place",
}  # fmt: skip
DATA = [(question, filters) for question, filters, _ in GRAINS if question.__module__.split(".")[1] not in RAW]


@pytest.mark.parametrize(("question", "filters"), DATA, ids=lambda value: getattr(value, "__qualname__", ""))
def test_no_question_of_a_page_of_figures_answers_from_numbers_that_nobody_saw(
    snapshot: str, question: Any, filters: dict[str, Any]
) -> None:
    with queries.only_seen(True):
        rows = question(snapshot, **filters)
    told = {name: rows[name].drop_nulls().to_list() for name in FIGURES & set(rows.columns)}
    assert not {name: values for name, values in told.items() if any(values)}


def test_what_is_pooled_comes_from_seen_counts_alone(half: str) -> None:
    asked = {"indicator": "mediation.success_rate", "year": 2023, "areas": AREA, "kind": None, "simulated": False}
    assert compare.summary(half, **asked)["pooled"][0] > 1
    with queries.only_seen(True):
        row = compare.summary(half, **asked).row(0, named=True)
    assert (row["pooled"], row["part"], row["whole"]) == (1, 200, 205)


def test_how_much_was_seen_is_counted(half: str) -> None:
    scope = {"areas": AREA, "kind": None, "simulated": False}
    row = selection.seen(half, year=2023, indicator="mediation.success_rate", office=None, **scope).row(0)
    assert row == (4, 1, 9, 8)
    assert selection.seen(half, year=2023, indicator=None, office="118801001", **scope).row(0)[1] == 3
    assert selection.seen(half, year=2020, indicator=None, office=None, **scope).row(0) == (1, 0, None, None)


def test_a_file_says_what_was_seen_and_how_often_the_program_is_right(half: str) -> None:
    rows = download.figures(half, years=(2023,), areas=AREA, indicators=("mediation.success_rate",))
    row = next(row for row in rows.iter_rows(named=True) if row["name"] == "东街街道")
    assert (str(row["reviewed"]), row["decision"], row["taken"], row["precision"]) == ("2024-05-01", "accept", 9, 88.9)
    rows = download.figures(half, years=(2023,), areas=AREA, indicators=("mediation.success_rate",), reviewed=True)
    assert rows["name"].to_list() == ["东街街道"]


def test_precision_and_recall_are_measured_from_decisions_with_exact_intervals(half: str) -> None:
    rows = indicators.catalogue(half, year=2023, areas=AREA, kind=None, simulated=False)
    row = rows.row(by_predicate=pl.col("id") == "mediation.success_rate", named=True)
    assert (row["taken"], row["truly"], row["right"]) == (9, 10, 8)
    low, high = stats.binomtest(8, 9).proportion_ci(0.95, "exact")
    assert (row["precision"], row["precision_low"], row["precision_high"]) == (
        88.9,
        round(100 * low, 1),
        round(100 * high, 1),
    )
    low, high = stats.binomtest(8, 10).proportion_ci(0.95, "exact")
    assert (row["recall"], row["recall_low"], row["recall_high"]) == (80.0, round(100 * low, 1), round(100 * high, 1))
    other = rows.row(by_predicate=pl.col("id") == "grid.total", named=True)
    assert (other["taken"], other["precision"], other["recall_low"]) == (0, None, None)


def test_the_page_of_an_indicator_tells_how_often_the_program_is_right(
    half: str, visit: Callable[..., AppTest]
) -> None:
    shown = words(visit("indicators", indicator="调解成功率"))
    assert "88.9%（推算；程序读出并经人核对9处，读对8处；95%区间51.8%—99.7%）" in shown
    assert "80%（推算；经人认定10处，程序读对8处" in shown
    assert "还没有人核对过，无法计算" in words(visit("indicators", indicator="网格总数"))
    assert "本指标读对8/9</span>" in words(visit("compare", indicator="调解成功率"))


WITH = sorted(room.file for room in frame.ROOMS if "seen" in room.filters)


@pytest.mark.parametrize("page", WITH)
def test_every_page_of_figures_can_keep_back_what_nobody_saw(
    page: str, half: str, visit: Callable[..., AppTest]
) -> None:
    at = visit(page, seen="true")
    assert not at.exception
    assert at.toggle(key="seen").value
    assert not [quote for quote in ("98.3%", "640件", "1,543件", "205件（3个）") if quote in words(at)]


def test_the_page_says_how_much_of_it_a_person_has_seen(half: str, visit: Callable[..., AppTest]) -> None:
    assert "已核对1/4 · 本指标读对8/9</span>" in words(visit("compare"))
    assert "只看经人核对的数：2023年" in words(visit("compare", seen="true", indicator="网格总数"))
    assert "只看经人核对的数：没有一个街镇写明“网格总数”" in words(visit("compare", seen="true", indicator="网格总数"))
    assert "已核对1/1 · " in words(visit("compare", seen="true"))
    assert "已核对3/13</span>" in words(visit("office"))
    assert "已核对" not in words(visit("evidence", seen="true")).replace("仅已核对", "")
