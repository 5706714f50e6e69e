"""Every office against the others of its group: quartiles, verdicts and failures, against other ways of working them out."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from queries import compare
from queries.statistics.comparison import benchmark
from queries.statistics.intervals import Interval
from queries.statistics.peers import with_others, with_verdicts

HERE: dict[str, Any] = {"areas": ["118801", "118802"], "kind": None, "simulated": False}
RATE, CASES = "mediation.success_rate", "enforcement.cases"
CUTS = ("others_lower", "others_median", "others_upper")


def column(*values: float | None) -> pl.DataFrame:
    return pl.DataFrame({"value": values}, schema={"value": pl.Float64})


@pytest.mark.parametrize(
    ("values", "cuts"),
    [
        ((), []),
        ((5.0,), [(None, None, None)]),
        ((1.0, 2.0, 3.0), [(None, None, None)] * 3),  # two others are too few
        ((1.0, 2.0, 3.0, 4.0), [(2.5, 3, 3.5), (2, 3, 3.5), (1.5, 2, 3), (1.5, 2, 2.5)]),
        ((7.0, 7.0, 7.0, 7.0, None), [(7, 7, 7)] * 5),
        ((None, 1.0, 2.0, 4.0), [(1.5, 2, 3)] + [(None, None, None)] * 3),  # who states nothing sees all three
    ],
)
def test_quartiles_of_the_others_are_those_worked_out_by_hand(values: Any, cuts: Any) -> None:
    assert with_others(column(*values)).select(CUTS).rows() == cuts


@settings(deadline=None, max_examples=80)
@given(some.lists(some.one_of(some.none(), some.integers(0, 12), some.floats(0, 100)), max_size=25))
def test_quartiles_of_the_others_are_those_of_numpy_with_one_left_out(values: list[float | None]) -> None:
    rows = with_others(column(*(None if value is None else float(value) for value in values)))
    for place, row in enumerate(rows.iter_rows(named=True)):
        others = [value for other, value in enumerate(values) if other != place and value is not None]
        assert row["others"] == len(others)
        expected = np.quantile(others, (0.25, 0.5, 0.75)) if len(others) >= 3 else (None, None, None)
        for name, cut in zip(CUTS, expected, strict=True):
            assert row[name] == (None if cut is None else pytest.approx(cut))


@settings(deadline=None, max_examples=60)
@given(
    rates=some.lists(some.tuples(some.floats(0, 100), some.floats(0, 20)), min_size=1, max_size=12),
    direction=some.sampled_from(["higher", "lower", "none"]),
)
def test_the_verdict_on_all_at_once_is_that_on_each_in_turn(rates: list[tuple[float, float]], direction: Any) -> None:
    rows = pl.DataFrame([{"value": rate, "low": rate - room, "high": rate + room} for rate, room in rates])
    told = with_verdicts(rows, direction)
    values = {str(place): rate for place, (rate, _) in enumerate(rates)}
    for place, row in enumerate(told.iter_rows(named=True)):
        own = Interval(1, 1, row["value"], row["low"], row["high"], 0.95, False)
        one = benchmark(values, str(place), own, direction)
        assert (row["verdict"], row["no_verdict"]) == (one.verdict, one.reason)
        assert (row["others"], row["others_median"]) == (one.peers, pytest.approx(one.median))


def test_a_number_without_an_interval_is_not_called_better_or_worse(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=CASES, year=2023, **HERE).filter("is_comparable")
    assert rows["verdict"].unique().to_list() == ["no_claim"]
    assert rows["no_verdict"].unique().to_list() == ["没有件数，算不出区间"]
    assert rows["others"].to_list() == [4] * 5
    east = rows.filter(name="东街街道")
    assert east.select(CUTS).row(0) == tuple(np.quantile([800, 640, 205, 41], (0.25, 0.5, 0.75)))


def test_an_office_is_never_compared_with_itself(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=RATE, year=2023, **HERE).filter("is_comparable")
    values = dict(rows.select("name", "value").iter_rows())
    for row in rows.iter_rows(named=True):
        others = [value for name, value in values.items() if name != row["name"]]
        assert row["others_median"] == np.median(others)


def test_stated_and_derived_rates_stand_side_by_side(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=RATE, year=2023, **HERE)
    assert rows.filter(name="东街街道").select("value", "derived_rate").row(0) == (97.6, round(100 * 200 / 205, 2))


def test_failures_per_thousand_carry_the_bounds_of_the_exact_interval(snapshot: str) -> None:
    rows = compare.ceilings(snapshot, indicator=RATE, year=2023, **HERE)
    assert rows.select("name", "failures").rows() == [
        ("北桥街道", 0),
        ("南苑街道", 1),
        ("东街街道", 5),
        ("北苑街道", 9),
    ]
    for row in rows.iter_rows(named=True):
        exact = stats.binomtest(int(row["failures"]), int(row["derived_whole"])).proportion_ci(method="exact")
        assert row["failures_low"] == pytest.approx(1000 * exact.low)
        assert row["failures_high"] == pytest.approx(1000 * exact.high)
    north = rows.row(0, named=True)
    assert (north["failures_rate"], north["possible"]) == (0, 73.5)  # 12 of 12 may be 73.5 %
    assert north["others_rate"] == pytest.approx(1000 * (1 + 5 + 9) / (100 + 205 + 300))


def test_only_a_rate_with_a_direction_has_failures(snapshot: str) -> None:
    assert compare.ceilings(snapshot, indicator=CASES, year=2023, **HERE).is_empty()
    assert compare.ceilings(snapshot, indicator=RATE, year=2020, **HERE).is_empty()


def test_numbers_per_grid_need_the_grids_of_the_same_report(snapshot: str) -> None:
    rows = compare.densities(snapshot, indicator=CASES, base="每个网格", year=2023, **HERE)
    told = {row["name"]: (row["per"], row["no_per"]) for row in rows.iter_rows(named=True)}
    assert told["东街街道"] == (pytest.approx(1543 / 24), None)
    assert told["山口镇"] == (None, "未写明网格总数")
    assert told["南门街道"] == (None, "不可比：统计期为1—9月")
    assert told["湖滨街道"] == (None, "未写明此数")
    assert rows["name"].to_list()[:4] == ["东街街道", "西河街道", "北苑街道", "中山街道"]
    assert rows["rank_words"].to_list()[:4] == [f"从高到低第{place}位，共4" for place in (1, 2, 3, 4)]
    assert rows["others_median"][0] == pytest.approx(np.median([640 / 18, 800 / 30, 205 / 31]))


def test_several_indicators_keep_the_order_of_the_first(snapshot: str) -> None:
    rows = compare.several(snapshot, indicators=[CASES, "grid.total"], year=2023, **HERE)
    assert rows["indicator"].to_list()[:2] == [CASES, "grid.total"]
    assert rows.filter(indicator=CASES)["name"].to_list()[:5] == [
        "东街街道",
        "北苑街道",
        "西河街道",
        "中山街道",
        "山口镇",
    ]
    assert len(rows) == 2 * 10


def test_a_crowd_has_intervals_but_no_simulated_ranks(snapshot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "RANKED", 3)
    rows = compare.figures(snapshot, indicator=RATE, year=2023, **HERE).filter("is_comparable")
    assert rows["low"].null_count() == 0
    assert rows["rank_words"].null_count() == len(rows)
    assert rows["no_rank"].unique().to_list() == [compare.CROWD]
