"""关系 and 对照: a rank correlation against scipy and by hand, labels that do not touch, sentences side by side."""

import json
from collections.abc import Callable
from itertools import combinations
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

from pages.shared import export, related, theme, wall
from pages.shared.charts import scatter
from queries import relation, wording
from queries.statistics.association import DEALS, spearman
from queries.statistics.verdicts import Method, Reason

A, B = "118801", "118802"
HERE = {"areas": [A], "kind": None, "simulated": False}
RATE, HANDLED, CASES = "mediation.success_rate", "mediation.handled", "enforcement.cases"
ANNUAL = ("annual", "法治政府建设年度报告", False)
FIRST, OTHER = {"name": "行政执法案件"}, {"name": "网格总数"}


@pytest.fixture
def built(serve: Any, tmp_path: Path) -> Callable[..., str]:
    def make(*reports: Any) -> str:
        serve(tmp_path)
        return world.build(tmp_path, reports=reports)

    return make


# --- the test ---


@pytest.mark.parametrize("seed", range(6))
def test_the_correlation_is_that_of_scipy_and_its_p_that_of_its_permutation_test(seed: int) -> None:
    chance = np.random.default_rng(seed)
    n = int(chance.integers(10, 40))
    x = chance.integers(0, 12, n).astype(float)  # with ties
    y = x * (seed % 3) + chance.integers(0, 9, n)
    found = spearman(x.tolist(), y.tolist())
    oracle = stats.permutation_test(
        (x,), lambda column: stats.spearmanr(column, y).statistic, permutation_type="pairings", n_resamples=2000, rng=seed,
    )  # fmt: skip
    assert found.rho == pytest.approx(stats.spearmanr(x, y).statistic)
    spread = 4 * np.sqrt(max(oracle.pvalue * (1 - oracle.pvalue), 1e-4) / 2000)
    assert found.p_value == pytest.approx(oracle.pvalue, abs=spread)
    assert found.method == Method.SPEARMAN


@pytest.mark.parametrize(("rho", "is_claimed"), [(0.648, True), (0.624, False)])
def test_ten_pairs_agree_with_the_table_of_critical_values(rho: float, is_claimed: bool) -> None:
    """Zar's table: for n = 10 a coefficient of 0.648 is the first that is significant at 5 %, two-sided."""
    squares = round((1 - rho) * 10 * 99 / 6)  # Σd² that gives the coefficient
    second = _order(squares)
    found = spearman(list(range(10)), second)
    assert found.rho == pytest.approx(1 - 6 * squares / 990)
    assert (found.reason is None) == is_claimed


def _order(squares: int) -> list[int]:
    """An order of 0…9 with that sum of squared differences from 0…9."""
    chance = np.random.default_rng(1)
    while True:
        order = chance.permutation(10)
        if int(((order - np.arange(10)) ** 2).sum()) == squares:
            return [int(place) for place in order]


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        ([], [], Reason.FEW_PAIRS),
        ([1], [2], Reason.FEW_PAIRS),
        (list(range(9)), list(range(9)), Reason.FEW_PAIRS),
        ([5] * 10, list(range(10)), Reason.ALL_ALIKE),
        (list(range(10)), [0] * 10, Reason.ALL_ALIKE),
    ],
)
def test_too_few_or_equal_numbers_make_no_test_and_say_why(x: list[float], y: list[float], reason: Reason) -> None:
    found = spearman(x, y)
    assert (found.n, found.rho, found.p_value, found.reason) == (len(x), None, None, reason)


def test_perfect_order_has_the_least_p_and_its_sign_and_the_order_of_offices_does_not_matter() -> None:
    x = [3.0, 1, 4, 1.5, 9, 2, 6, 5, 3.5, 8]
    up, down = spearman(x, x), spearman(x, [-value for value in x])
    assert (up.rho, down.rho) == (pytest.approx(1), pytest.approx(-1))
    assert up.p_value == down.p_value == pytest.approx(1 / (1 + DEALS), abs=2 / DEALS)
    y = [2.0, 7, 1, 8, 2, 8, 1, 8, 2, 9]
    assert spearman(x, y) == spearman(x[::-1], y[::-1])


def test_very_many_pairs_take_the_t_distribution() -> None:
    chance = np.random.default_rng(0)
    x, y = chance.normal(size=(2, 400))
    found = spearman(x.tolist(), y.tolist())
    assert found.method == Method.SPEARMAN_T
    assert found.p_value == pytest.approx(stats.spearmanr(x, y).pvalue)


# --- pairs ---


def test_only_what_is_comparable_in_both_is_a_pair_and_the_others_say_why(snapshot: str) -> None:
    rows = relation.pairs(snapshot, indicator=CASES, against="grid.total", year=2023, **HERE)
    assert rows.filter("is_pair")["name"].to_list() == ["东街街道", "西河街道", "中山街道"]
    why = {row["name"]: related.why_no_pair(row) for row in rows.filter(~pl.col("is_pair")).iter_rows(named=True)}
    assert why["南门街道"] == "行政执法案件不可比：统计期为1—9月；网格总数未提及"
    assert why["湖滨街道"] == "行政执法案件报告缺；网格总数报告缺"
    assert why["北桥街道"].startswith("行政执法案件待核")
    assert len(rows) == 7


def sentence(snapshot: str, **scope: Any) -> str:
    asked = {"indicator": CASES, "against": "grid.total", "year": 2023, **HERE, **scope}
    found = relation.association(snapshot, **asked).row(0, named=True)
    return related.conclusion("示例区", 2023, FIRST, OTHER, relation.pairs(snapshot, **asked), found)


def both(place: int, cases: int, grids: int) -> Any:
    numbers = (N(f"{cases}件", CASES, cases), N(f"{grids}个", "grid.total", grids))
    office = world.OFFICES[place][0]
    return (f"r{place}", office, 2023, *ANNUAL, [("办理", number, "。") for number in numbers])


def test_below_ten_pairs_nothing_is_said_of_a_relation(snapshot: str) -> None:
    assert sentence(snapshot) == (
        "2023年示例区7个街镇中3个的“行政执法案件”和“网格总数”都可比；两项都可比的街镇不足10个，不谈两者有没有关系。"
    )


def test_a_relation_is_said_in_words_that_name_no_cause(built: Callable[..., str]) -> None:
    scope = {"areas": [A, B], "simulated": True}
    rising = sentence(built(*(both(place, 100 + 10 * place, 10 + place) for place in range(11))), **scope)
    assert "一项高的街镇，另一项也往往高（秩相关1，p＜0.001），但这不说明谁引起谁。" in rising


def test_no_relation_is_said_where_the_test_carries_none(built: Callable[..., str]) -> None:
    scattered = [4, 9, 2, 7, 5, 8, 3, 6, 10, 1, 5]
    said = sentence(
        built(*(both(place, 100 + place, n) for place, n in enumerate(scattered))), areas=[A, B], simulated=True
    )
    assert "看不出两者的位次有关系（秩相关" in said


# --- the chart ---


def scattered(n: int) -> pl.DataFrame:
    chance = np.random.default_rng(n)
    columns = {"value": chance.integers(90, 400, n), "value_against": chance.integers(5, 60, n)}
    place = {
        "period_start": None,
        "period_end": None,
        "sentence": None,
        "reason": None,
        "doubt": None,
        "state": "value",
        "quote": "1",
    }
    rows = [
        {
            "office": str(i), "name": f"第{i}街道", "district": "某区", "simulated": False, "is_pair": True,
            "value": float(columns["value"][i]), "unit": "件", "qualifier": "exact", "indicator_name": "甲",
            "value_against": float(columns["value_against"][i]), "unit_against": "个", "qualifier_against": "exact",
            "indicator_name_against": "乙", **place, **{f"{name}_against": value for name, value in place.items()},
        }
        for i in range(n)
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


@pytest.mark.parametrize("n", [1, 2, 8, 20, 60])
def test_names_cover_neither_each_other_nor_a_dot(n: int) -> None:
    rows = scattered(n).rows(named=True)
    names = [row["name"] for row in rows]
    spans = [scatter._span([row[name] for row in rows]) for name in ("value", "value_against")]
    x = scatter._pixels([row["value"] for row in rows], spans[0], scatter.WIDTH)
    y = scatter._pixels([row["value_against"] for row in rows], spans[1], -scatter.HEIGHT)
    sides = scatter._sides(names, x, y)
    boxes = [scatter._box(*told) for told in zip(names, x, y, sides, strict=True) if told[3]]
    assert len(boxes) >= min(n, 8)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


def test_the_chart_has_a_dot_for_every_pair_and_says_both_numbers_at_the_pointer(snapshot: str) -> None:
    rows = relation.pairs(snapshot, indicator=CASES, against="grid.total", year=2023, **HERE)
    drawn = json.loads(scatter.pairs(rows, theme.LIGHT, looked=f"{A}002").to_json())["data"][0]
    assert sorted(zip(drawn["x"], drawn["y"], strict=True)) == [(205, 31), (640, 18), (1543, 24)]
    assert drawn["marker"]["color"][0] == theme.LIGHT.accent
    assert "640件" in drawn["hovertext"][0] and "18个" in drawn["hovertext"][0]


def test_a_number_that_is_not_exact_has_a_mark_of_its_own(snapshot: str) -> None:
    rows = relation.pairs(snapshot, indicator="hotline.cases", against=CASES, year=2023, **HERE)
    assert json.loads(scatter.pairs(rows, theme.LIGHT).to_json())["data"][0]["marker"]["symbol"] == ["diamond"]


def test_both_indicators_are_in_the_address_and_in_the_file(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("relation", indicator="行政执法案件", against="网格总数")
    assert "3个的“行政执法案件”和“网格总数”都可比" in shown(at)
    rows = related.file(relation.pairs(snapshot, indicator=CASES, against="grid.total", year=2023, **HERE))
    lines = export.csv(rows, "范围", snapshot).decode("utf-8-sig").splitlines()
    assert {"数值", "第二项数值", "第二项原文句子", "两项都可比", "不在图上的原因"} <= set(lines[0].split(","))
    assert len(lines) == 1 + 7


def test_an_indicator_against_itself_is_not_offered(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("relation", indicator="调解矛盾纠纷")
    assert "“调解矛盾纠纷”和“行政执法案件”" in shown(at)
    assert "调解矛盾纠纷" not in at.selectbox(key="against").options


# --- 对照 ---


def test_the_wall_says_at_once_that_offices_count_different_things(snapshot: str) -> None:
    rows = wording.figures(snapshot, indicator=RATE, year=2023, **HERE)
    cover = {"offices": 7, "reported": 6, "noun": "街镇"}
    assert wall.conclusion("示例区", 2023, {"name": "调解成功率"}, cover, rows) == (
        "2023年示例区7个街镇中6个有报告，4个写明“调解成功率”：2个可比，2个口径不同（西河街道分母为受理矛盾纠纷，"
        "南门街道统计期为1—9月）；分母有2种：调解矛盾纠纷3个、受理矛盾纠纷1个；中山街道、山口镇未提及，湖滨街道报告缺。"
    )


def test_one_office_alone_is_not_called_alike(built: Callable[..., str]) -> None:
    rows = wording.figures(built(both(0, 5, 3)), indicator=CASES, year=2023, **HERE)
    said = wall.conclusion("示例区", 2023, FIRST, {"offices": 7, "reported": 1, "noun": "街镇"}, rows)
    assert "1个写明“行政执法案件”：只有这一个，无从对照；" in said


@pytest.mark.parametrize("foreign", ["<img src=x onerror=alert(1)>", "</article><script>1</script>"])
def test_foreign_words_on_a_card_stay_words(snapshot: str, visit: Callable[..., AppTest], foreign: str) -> None:
    from pages.shared.selection import Selection

    choice = Selection(2023, (A,), "示例区", None, False, {}, None, ())
    rows = wording.figures(snapshot, indicator=RATE, year=2023, **HERE).with_columns(
        name=pl.lit(foreign),
        sentence=foreign + pl.col("quote") + foreign,
        sentence_start=pl.col("start") - len(foreign),
    )
    html = wall.cards(rows, choice)
    assert foreign not in html and "&lt;" in html


def test_every_card_leads_to_its_sentence_and_marks_its_number(snapshot: str, visit: Callable[..., AppTest]) -> None:
    html = shown(visit("wording"))
    cards = html.split("<article")[1:]
    assert len(cards) == 4
    assert all("evidence?report=" in card and "<mark>" in card for card in cards)
    assert sum('class="apart' in card.split(">")[0] for card in cards) == 2
