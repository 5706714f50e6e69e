"""对比 in its five views: sentences, charts and tables on the invented world, and how they bear 2, 8, 20 and 60 offices."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
import world
from conftest import words
from streamlit.testing.v1 import AppTest
from world import N

from pages.shared import comparison, export, theme, views
from pages.shared.charts import bars, dots, lanes, panels
from pages.shared.charts.base import Rule, width
from queries import compare

HERE: dict[str, Any] = {"areas": ["118801"], "kind": None, "simulated": False}
BOTH: dict[str, Any] = {**HERE, "areas": ["118801", "118802"]}
RATE, CASES = "mediation.success_rate", "enforcement.cases"
AREAS = ["示例省 示例市 示例区", "示例省 示例市 对照区"]


def plain(figure: go.Figure) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(figure.to_json())
    return content


SAID = {  # view → indicator and words that its page must show
    "条形": ("调解成功率", ["合并为97.7%（推算），即212÷217", "97.6%（200÷205）", "写明的率", "分母为受理矛盾纠纷"]),
    "分布": ("行政执法案件", ["可比的4个中间一半在164件到865.8件之间，中位数422.5件", "下四分之一", "统计期为1—9月"]),
    "千件未成": ("调解成功率", ["合计217件中5件未成，每千件23件（推算）", "北桥街道12件中0件未成，真实比率可能低至73.5%"]),
    "多指标": ("调解成功率", ["各指标写明的街镇：调解成功率4个、受理矛盾纠纷2个", "[98.3%]", "报告缺", "<h2>各指标</h2>"]),
    "归一": ("行政执法案件", ["3个可以推算每个网格的行政执法案件", "多少不等于好坏", "1,543件÷24个", "未写明网格总数"]),
}  # fmt: skip


@pytest.mark.parametrize("view", views.VIEWS)
def test_a_view_opens_by_its_address_and_says_its_sentence(
    view: str, snapshot: str, visit: Callable[..., AppTest]
) -> None:
    indicator, expected = SAID[view]
    at = visit("compare", view=view, indicator=indicator, per="每个网格")
    assert not at.exception
    for said in expected:
        assert said in words(at)
    assert len(at.get("plotly_chart")) == 1
    assert "原文</a>" in words(at)
    assert at.get("download_button")[0].label == "导出表格"


NOTHING = {
    "条形": ("败诉纠错", "没有一个街镇写明“败诉纠错”"),
    "分布": ("败诉纠错", "不足3个，看不出分布"),
    "千件未成": ("行政执法案件", "没有一个可比又写明件数"),
    "归一": ("调解成功率", "是比率，本来就可以比大小，不再归一"),
}


@pytest.mark.parametrize("view", NOTHING)
def test_a_view_that_has_nothing_says_why_and_what_to_do(
    view: str, snapshot: str, visit: Callable[..., AppTest]
) -> None:
    indicator, expected = NOTHING[view]
    at = visit("compare", view=view, indicator=indicator)
    assert not at.exception
    assert expected in words(at)
    assert '<div class="nothing">' in words(at)


@pytest.mark.parametrize("view", views.VIEWS)
def test_one_office_gives_a_sensible_screen_in_every_view(
    view: str, snapshot: str, visit: Callable[..., AppTest]
) -> None:
    for indicator in ("调解成功率", "行政执法案件"):
        at = visit("compare", view=view, indicator=indicator, office="山口镇", group="同区同类")
        assert not at.exception
        assert "1个镇中1个有报告" in words(at)


def test_the_indicators_side_by_side_are_chosen_in_the_address(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("compare", view="多指标", more=["网格总数", "行政执法案件"])
    assert "各指标写明的街镇：网格总数3个、行政执法案件5个。" in words(at)


def test_a_table_is_sorted_by_a_link_on_its_heading_and_turned_by_a_second(
    snapshot: str, visit: Callable[..., AppTest]
) -> None:
    def names(**address: str) -> list[str]:
        table = words(visit("compare", indicator="行政执法案件", **address)).split("<h2>行政执法案件</h2>")[1]
        return [name for name in ("中山街道", "东街街道", "西河街道") if name in table.split("</table>")[0]] and [
            line.split("</td>")[0] for line in table.split("</table>")[0].split('<td class="name ">')[1:]
        ]

    assert names()[:3] == ["东街街道", "西河街道", "中山街道"]
    assert names(sort="数值")[:2] == ["山口镇", "中山街道"]
    assert names(sort="-数值")[0] == "东街街道"
    assert names(sort="没有的列") == names()
    at = visit("compare", sort="-数值")
    assert "sort=%E5%86%99%E6%98%8E%E7%9A%84%E7%8E%87" in words(at) or "sort=-" in words(at)
    assert "sort=%E6%95%B0%E5%80%BC" in words(visit("compare", indicator="行政执法案件", sort="-数值"))


def test_the_place_of_an_office_is_told_for_every_group_around_it(snapshot: str, visit: Callable[..., AppTest]) -> None:
    shown = words(visit("compare", indicator="行政执法案件", office="东街街道"))
    table = shown.split("在不同同组中的位次</h2>")[1]
    assert table.count("<tr") == 1 + 6
    assert "从高到低第1位，共4" in table and "从高到低第1位，共5" in table
    assert "3个：中位数205件" in table
    assert "在不同同组中的位次" not in words(visit("compare"))


def test_dots_carry_the_exact_interval_and_the_hollow_have_none(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=RATE, year=2023, **BOTH)
    drawn = plain(dots.rates(rows, theme.LIGHT, looked="118801001", rule=Rule(98, "中位数", 97, 99)))
    lines = [shape for shape in drawn["layout"]["shapes"] if shape["type"] == "line" and "yref" not in shape]
    spans = {(line["x0"], line["x1"]) for line in lines}
    comparable = rows.filter("is_comparable")
    assert spans == set(comparable.select("low", "high").iter_rows())
    assert drawn["data"][0]["marker"]["color"].count(theme.LIGHT.page) == 2  # 西河, 南门
    assert drawn["data"][0]["marker"]["color"].count(theme.LIGHT.accent) == 1
    assert drawn["layout"]["xaxis"]["range"][0] <= comparable["low"].min()  # type: ignore[operator]


def test_a_qualifier_shows_in_the_mark(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator="hotline.satisfaction_rate", year=2023, **HERE)
    assert plain(dots.rates(rows, theme.LIGHT))["data"][0]["marker"]["symbol"] == ["triangle-right"]
    rows = compare.figures(snapshot, indicator="hotline.cases", year=2023, **HERE)
    assert plain(bars.offices(rows, theme.LIGHT))["data"][0]["marker"]["pattern"]["shape"] == ["/"]


def test_the_lane_of_a_group_holds_its_offices_and_names_the_one_looked_at(snapshot: str) -> None:
    asked = {"indicator": CASES, "year": 2023, **BOTH}
    rows, boxes = compare.figures(snapshot, **asked), compare.boxes(snapshot, **asked)
    assert boxes.select("group", "offices").rows() == [("全部", 5), ("示例区", 4), ("对照区", 1)]
    drawn = plain(lanes.groups(rows, boxes, theme.LIGHT, looked="118801001"))
    assert [len(trace["x"]) for trace in drawn["data"]] == [5, 4, 1]
    said = [note["text"] for note in drawn["layout"]["annotations"]]
    assert said.count("东街街道") == 2 and "1个，不足3个不算中位数" in said
    assert "5个：中位数640件（四分位205件—800件）" in said


def test_boxes_of_one_district_are_those_of_its_kinds(snapshot: str) -> None:
    boxes = compare.boxes(snapshot, indicator=CASES, year=2023, **HERE)
    assert boxes.select("group", "offices", "lowest", "highest").rows() == [
        ("全部", 4, 41, 1543), ("街道", 3, 205, 1543), ("镇", 1, 41, 41),
    ]  # fmt: skip


def test_panels_say_absences_in_words_and_draw_no_bar_for_them(snapshot: str) -> None:
    rows = compare.several(snapshot, indicators=[RATE, CASES], year=2023, **HERE)
    drawn = plain(panels.several(rows, theme.LIGHT, looked="118801001"))
    bar, said = drawn["data"][2], drawn["data"][3]
    assert bar["x"].count(None) == 2
    assert {"　".join(said["text"]).count(word) for word in ("待核", "报告缺")} == {1}
    assert " [310]" in said["text"]
    assert "yaxis2" not in drawn["layout"]  # one axis of rows, that a hall can wind through
    assert drawn["layout"]["xaxis2"]["domain"][0] > drawn["layout"]["xaxis"]["domain"][1]


def test_the_file_of_each_view_has_chinese_headings_for_what_it_shows(snapshot: str) -> None:
    asked = {"year": 2023, **HERE}
    files = {
        compare.figures: ("按件数推算的率（%）", "与其他街镇相比", "其他街镇中位数"),
        compare.ceilings: ("每千件未成（推算）", "每千件未成上限", "真实比率可能至（%）"),
        compare.densities: ("归一（推算）", "不能推算的原因", "归一分母的原文写法"),
    }
    for question, headings in files.items():
        more = {"base": "每个网格"} if question is compare.densities else {}
        text = export.csv(question(snapshot, indicator=RATE, **more, **asked), "范围", snapshot).decode("utf-8-sig")
        assert set(headings) <= set(text.splitlines()[0].split(",")), question
        assert "similar" not in text and "no_claim" not in text


@pytest.mark.parametrize(
    ("value", "quarter"),
    [(1, "下四分之一"), (2, "中间一半偏下"), (3, "中间一半"), (4, "中间一半偏上"), (5, "上四分之一")],
)
def test_the_quarter_of_a_value_is_that_among_the_others(value: float, quarter: str) -> None:
    row = {"value": value, "others_lower": 2, "others_median": 3, "others_upper": 4}
    assert comparison.quarter(row) == quarter
    assert comparison.quarter(dict.fromkeys(row)) == ""


def test_a_rate_below_the_middle_is_called_worse_only_where_the_interval_says_so() -> None:
    row = {"is_comparable": True, "indicator_kind": "rate", "no_verdict": None}
    assert comparison.judged({**row, "verdict": "worse"}) == "差于同类"
    assert comparison.judged({**row, "verdict": "similar"}) == "与同类相近"
    assert comparison.judged({**row, "verdict": "no_claim", "no_verdict": "没有件数，算不出区间"}) == (
        "不作判断（没有件数，算不出区间）"
    )
    assert comparison.judged({**row, "verdict": "worse", "indicator_kind": "count"}) == ""
    assert comparison.judged({**row, "verdict": "worse", "is_comparable": False}) == ""


def crowd(offices: int) -> list[Any]:
    """So many offices, all with a rate and a count."""
    return [
        (
            f"r{n}", f"118801{n:03}", 2023, "annual", "年度报告", False,
            [("调解", N(f"{50 + n}件", "mediation.handled", 50 + n), "，成功", N(f"{49 + n}件", "mediation.succeeded", 49 + n),
              "，成功率", N(f"{100 * (49 + n) / (50 + n):.1f}%", RATE, round(100 * (49 + n) / (50 + n), 1)), "，执法",
              N(f"{n}件", CASES, n), "，网格", N(f"{9 + n}个", "grid.total", 9 + n), "。")],
        )
        for n in range(1, offices + 1)
    ]  # fmt: skip


@pytest.fixture
def crowded(serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], str]:
    """A function that builds a district of so many offices with long names."""

    def make(offices: int) -> str:
        names = [
            (f"118801{n:03}", f"第{n}号新城开发街道", "街道", "118801", "示例区", False) for n in range(1, offices + 1)
        ]
        monkeypatch.setattr(world, "OFFICES", names)
        monkeypatch.setattr(world, "FINDINGS", [])
        serve(tmp_path)
        return world.build(tmp_path, reports=crowd(offices))

    return make


@pytest.mark.parametrize("offices", [2, 8, 20, 60])
def test_no_label_is_cut_and_none_covers_another(crowded: Callable[[int], str], offices: int) -> None:
    snapshot = crowded(offices)
    asked: dict[str, Any] = {"indicator": RATE, "year": 2023, **HERE}
    figures, ceilings = compare.figures(snapshot, **asked), compare.ceilings(snapshot, **asked)
    cases = compare.figures(snapshot, **{**asked, "indicator": CASES})
    several = compare.several(snapshot, indicators=[RATE, CASES], year=2023, **HERE)
    for drawn in (
        dots.rates(figures, theme.LIGHT), dots.failures(ceilings, theme.LIGHT), bars.offices(cases, theme.LIGHT),
        panels.several(several, theme.LIGHT),
    ):  # fmt: skip
        layout = plain(drawn)["layout"]
        assert layout["height"] - layout["margin"]["t"] - layout["margin"]["b"] >= 28 * offices - 10
        assert len(layout["yaxis"]["ticktext"]) == offices
        assert layout["yaxis"]["automargin"]
        beside = [
            note["text"] for note in layout.get("annotations", ()) if note.get("xref") == "paper" and note["x"] == 1
        ]
        assert all(width(text) <= layout["margin"]["r"] for text in beside)
    boxes = compare.boxes(snapshot, **asked)
    assert plain(lanes.groups(figures, boxes, theme.LIGHT))["layout"]["height"] >= lanes.LANE


def test_more_offices_than_a_table_holds_are_cut_loudly(
    crowded: Callable[[int], str], visit: Callable[..., AppTest]
) -> None:
    crowded(320)
    shown = words(visit("compare", indicator="行政执法案件"))
    assert "320个街道中320个有报告" in shown
    assert "只显示前300行" in shown
    assert "街镇很多时，图和表只列前面的部分" in shown
