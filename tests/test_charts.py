"""Figures carry the right points: gaps are null, what may not be compared is hollow, nothing is drawn for silence."""

import json
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from pages.shared import theme
from pages.shared.charts import bars, base, grid, lines, spine
from pages.shared.charts import districts as strips
from pages.shared.charts.base import Rule
from queries import compare, districts, indicators, office, overview, trends

HERE = {"areas": ["118801"], "kind": None, "simulated": False}
RATE, CASES = "mediation.success_rate", "enforcement.cases"
CLEAR = "rgba(0,0,0,0)"


def plain(figure: go.Figure) -> dict[str, Any]:
    """The figure as a browser gets it."""
    content: dict[str, Any] = json.loads(figure.to_json())
    return content


def test_bars_are_sorted_from_zero_and_hollow_where_not_comparable(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=CASES, year=2023, **HERE)
    drawn = plain(bars.offices(rows, theme.LIGHT, looked="118801002", rule=Rule(422.5, "中位数422.5件", 164, 866)))
    bar = drawn["data"][0]
    assert bar["x"] == [1543, 640, 205, 41, 310]
    assert bar["marker"]["color"] == [
        theme.LIGHT.quiet,
        theme.LIGHT.accent,
        theme.LIGHT.quiet,
        theme.LIGHT.quiet,
        CLEAR,
    ]
    assert drawn["layout"]["xaxis"]["range"][0] == 0
    assert "中位数422.5件" in [note["text"] for note in drawn["layout"]["annotations"]]


def test_a_bar_ends_in_its_value_with_unit_and_reason(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=CASES, year=2023, **HERE)
    words = plain(bars.offices(rows, theme.LIGHT))["data"][1]["text"]
    assert words == [" 1,543件", " 640件", " 205件", " 41件", " 310件　统计期为1—9月"]


def test_offices_without_a_value_have_no_bar(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=CASES, year=2023, **HERE)
    ticks = " ".join(plain(bars.offices(rows, theme.LIGHT))["layout"]["yaxis"]["ticktext"])
    assert "湖滨街道" not in ticks
    assert "北桥街道" not in ticks


def test_an_office_takes_28_pixels(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=CASES, year=2023, **HERE)
    tall, short = bars.offices(rows, theme.LIGHT), bars.offices(rows.head(1), theme.LIGHT)
    assert tall.layout.height - short.layout.height == 4 * 28


def test_the_pointer_shows_value_period_and_sentence_with_foreign_words_escaped(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=CASES, year=2023, **HERE).with_columns(
        sentence=pl.lit("<img src=x onerror=alert(1)>"), name=pl.lit("<b>甲</b>")
    )
    hover = plain(bars.offices(rows, theme.LIGHT))["data"][0]["hovertext"]
    assert all("<img" not in words and "&lt;img" in words and "<b>甲" not in words for words in hover)
    assert "2023年1—9月" in hover[4]


def test_a_district_without_a_figure_keeps_its_name_and_says_why(snapshot: str) -> None:
    asked = {"indicator": "grid.workers", "year": 2023, "kind": None, "simulated": False}
    rows, dots = districts.figures(snapshot, **asked), districts.offices(snapshot, **asked)
    drawn = plain(strips.districts(rows, dots, theme.LIGHT, looked=["118801"]))
    assert drawn["data"][0]["x"] == [130]  # the office itself is drawn
    assert [note["text"] for note in drawn["layout"]["annotations"]] == [
        "　仅1个可比，不给中位数（7个街镇中6个有报告）", "　无可比数（3个街镇中2个有报告）",
    ]  # fmt: skip


def test_a_pooled_rate_stands_with_its_interval_above_the_dots_of_its_offices(snapshot: str) -> None:
    asked = {"indicator": RATE, "year": 2023, "kind": None, "simulated": False}
    rows, dots = districts.figures(snapshot, **asked), districts.offices(snapshot, **asked)
    offices, pooled = plain(strips.districts(rows, dots, theme.LIGHT))["data"]
    assert sorted(offices["x"]) == [97, 97.6, 99, 100]
    assert pooled["x"] == [pytest.approx(100 * 212 / 217), 97.5]
    assert pooled["x"][0] - pooled["error_x"]["arrayminus"][0] == pytest.approx(rows["low"][0])
    assert max(pooled["y"]) < max(offices["y"])


def series(figure: go.Figure, name: str) -> list[dict[str, Any]]:
    return [trace for trace in plain(figure)["data"] if trace.get("name") == name]


def test_a_year_without_a_statement_is_null_and_no_line_crosses_it(snapshot: str) -> None:
    rows = trends.figures(snapshot, indicator=RATE, **HERE)
    solid, hollow = series(lines.trend(rows, theme.LIGHT), "西河街道")
    assert solid["x"] == [2020, 2021, 2022, 2023]
    assert solid["y"] == [None, 95, None, None]
    assert hollow["y"] == [None, None, None, 98.3]
    assert solid["connectgaps"] is False
    assert hollow["mode"] == "markers"
    assert hollow["marker"]["color"] == theme.LIGHT.page


def test_a_stated_zero_is_a_point(snapshot: str) -> None:
    rows = trends.figures(snapshot, indicator="litigation.lawsuits", **HERE)
    assert series(lines.trend(rows, theme.LIGHT), "东街街道")[0]["y"] == [None, None, 2, 0]


def test_an_office_that_never_states_it_has_no_line(snapshot: str) -> None:
    rows = trends.figures(snapshot, indicator=RATE, **HERE)
    assert not series(lines.trend(rows, theme.LIGHT), "湖滨街道")


def test_more_than_six_series_become_small_multiples_with_names(snapshot: str) -> None:
    rows = trends.figures(snapshot, indicator=CASES, **HERE)
    assert rows.filter(pl.col("stated_years") > 0)["office"].n_unique() == 5
    assert "xaxis2" not in plain(lines.trend(rows, theme.LIGHT))["layout"]
    everywhere = {"areas": ["118801", "118802", ""], "kind": None, "simulated": True}
    drawn = plain(lines.trend(trends.figures(snapshot, indicator=CASES, **everywhere), theme.LIGHT))["layout"]
    assert {"示例区 东街街道", "示例区 西河街道", "对照区 北苑街道"} <= {note["text"] for note in drawn["annotations"]}
    assert "xaxis8" in drawn


def test_names_that_reach_the_top_are_pushed_down_again() -> None:
    ends = [{"x": 2023, "y": y} for y in (99.0, 99.5, 99.6, 99.7)]
    placed = [label["y"] for label in lines._spread(ends, 0.5, 100.0)]
    assert placed == [98.5, 99.0, 99.5, 100.0]


def test_names_at_the_ends_of_lines_do_not_cover_each_other(snapshot: str) -> None:
    rows = trends.figures(snapshot, indicator="grid.total", **HERE)
    notes = plain(lines.trend(rows, theme.LIGHT))["layout"]["annotations"]
    last = sorted(note["y"] for note in notes if note["x"] == 2023)
    assert len(last) == 3
    assert all(b - a >= 40 * lines.LINE / lines.HEIGHT - 1e-9 for a, b in pairwise(last))


@pytest.mark.parametrize(
    ("values", "unit", "span"),
    [([97.4, 99], "%", (95, 100)), ([94.5], "%", (90, 100)), ([99.2], "%", (99, 100)), ([41, 1543], "件", (0, 2000)), ([0], "件", (0, 1)), ([12.0, 30], "%", (0, 30))],
)  # fmt: skip
def test_counts_start_at_zero_and_rates_near_their_ceiling_do_not(
    values: list[float], unit: str, span: tuple[float, float]
) -> None:
    assert lines._span(values, unit) == span


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (97.83, 100, [98, 98.5, 99, 99.5, 100]), (0, 521, [0, 100, 200, 300, 400, 500]), (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (5, 5, [5]), (0, 95_450_000, [0, 20_000_000, 40_000_000, 60_000_000, 80_000_000]), (-1, 1, [-1, -0.5, 0, 0.5, 1]),
    ],
)  # fmt: skip
def test_an_axis_is_marked_at_round_numbers(low: float, high: float, marks: list[float]) -> None:
    assert base.ticks(low, high) == marks


def test_the_grid_leaves_a_missing_report_empty(snapshot: str) -> None:
    drawn = plain(grid.topics(overview.topics(snapshot, year=2023, **HERE), theme.LIGHT))
    heat = drawn["data"][0]
    assert heat["z"][-1] == [None] * 6
    assert heat["text"][0][0] == "5/5"
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["报告缺"]


def test_an_office_stands_on_the_spine_at_its_distance_from_the_median_of_the_others(snapshot: str) -> None:
    both = {**HERE, "areas": ["118801", "118802"]}
    rows = office.beside(snapshot, office="118801002", year=2023, **both)
    rows = rows.filter(pl.col("is_comparable") & pl.col("others_median").is_not_null())
    drawn = plain(spine.office(rows, theme.LIGHT))
    own = dict(zip(rows["indicator"], drawn["data"][0]["x"], strict=True))
    others = [1543, 800, 205, 41]
    middle = (800 + 205) / 2
    assert own[CASES] == pytest.approx((640 - middle) / (1543 - middle))
    assert rows.filter(indicator=CASES).select("others", "others_median").row(0) == (len(others), middle)
    ticks = drawn["layout"]["yaxis"]["ticktext"]
    assert ticks.index("<b>行政执法</b>　") == ticks.index("行政执法案件　") - 1


def test_shares_count_offices(snapshot: str) -> None:
    rows = indicators.catalogue(snapshot, year=2023, **HERE).filter(domain="litigation")
    assert plain(bars.shares(rows, theme.LIGHT))["data"][0]["x"] == [2, 1, 0]


@pytest.mark.parametrize("draw", [bars.offices, lines.trend])
def test_nothing_to_draw_is_an_empty_figure_and_no_error(snapshot: str, draw: Any) -> None:
    asked = {"indicator": "litigation.lost", **HERE}
    rows = trends.figures(snapshot, **asked) if draw is lines.trend else compare.figures(snapshot, year=2023, **asked)
    assert draw(rows, theme.LIGHT).layout.height


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return sum(
        w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
        for w, c in zip((0.2126, 0.7152, 0.0722), channels, strict=True)
    )


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_words_and_marks_stand_out_from_their_ground(colours: theme.Palette) -> None:
    for words in (colours.ink, colours.secondary, colours.primary, colours.accent, colours.benchmark):
        assert contrast(words, colours.page) >= 4.5
        assert contrast(words, colours.panel) >= 4.5
    assert contrast(colours.quiet, colours.page) >= 3
    assert contrast(colours.ink, colours.tint) >= 4.5
    assert contrast(colours.ink, colours.full) >= 4.5


SIGHT = {  # what colours become for each kind of sight (linear RGB, Machado 2009, full severity)
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    rgb = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    r, g, b = (min(1, max(0, sum(w * c for w, c in zip(row, linear, strict=True)))) for row in SIGHT[sight])
    x, y, z = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


PALETTES = {"light": theme.LIGHT, "dark": theme.DARK, "day": theme.DAY, "night": theme.NIGHT}
APART = [
    ("accent", "quiet"),
    ("accent", "benchmark"),
    ("accent", "primary"),
    ("warm", "full"),
]  # that must not be confused


def distance(one: str, other: str, sight: str) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(lab(one, sight), lab(other, sight), strict=True)) ** 0.5)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", PALETTES)
def test_colours_that_mean_different_things_are_told_apart_by_every_kind_of_sight(name: str, sight: str) -> None:
    colours = PALETTES[name]
    for one, other in APART:
        assert distance(getattr(colours, one), getattr(colours, other), sight) >= 20, (one, other)


@pytest.mark.parametrize("name", PALETTES)
def test_marks_stand_out_from_the_page_and_words_can_be_read_on_every_tint(name: str) -> None:
    colours = PALETTES[name]
    for mark in (colours.accent, colours.quiet, colours.benchmark, colours.primary):
        assert contrast(mark, colours.page) >= 3
    for ground in (colours.page, colours.panel, colours.tint, colours.full, colours.warm, colours.hairline):
        assert contrast(colours.ink, ground) >= 4.5
