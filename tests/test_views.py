"""热力图, 停报 and 质量: their statements against values worked out by hand on world.py, their charts, their pages."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest
import world
from conftest import words
from streamlit.testing.v1 import AppTest
from world import N

from pages.shared import export, theme, watch
from pages.shared.charts import gaps, heat, matrix, stacks
from queries import heatmap, quality, silence

A, B = "118801", "118802"
HERE = {"areas": [A], "kind": None, "simulated": False}
EVERYWHERE = {"areas": [A, B, ""], "kind": None, "simulated": True}
ANNUAL = ("annual", "法治政府建设年度报告", False)
NINE = (date(2023, 1, 1), date(2023, 9, 30))


def counted(id: str, office: int, year: int, *numbers: N, kind: tuple[str, str, bool] = ANNUAL) -> Any:
    return (id, f"{A}{office:03}", year, *kind, [(number, "。") for number in numbers])


def cases(value: int, **more: Any) -> N:
    return N(f"{value}件", "enforcement.cases", value, **more)


@pytest.fixture
def built(serve: Any, tmp_path: Path) -> Callable[..., str]:
    def make(*reports: Any) -> str:
        serve(tmp_path)
        return world.build(tmp_path, reports=reports)

    return make


def positions(rows: pl.DataFrame, indicator: str) -> dict[str, float | None]:
    return dict(rows.filter(indicator=indicator).select("name", "position").iter_rows())


# --- 热力图 ---


def test_a_position_is_the_place_among_the_comparable_only(snapshot: str) -> None:
    rows = heatmap.cells(snapshot, domain="enforcement", year=2023, **HERE)
    assert positions(rows, "enforcement.cases") == {
        "东街街道": 1, "西河街道": pytest.approx(2 / 3), "中山街道": pytest.approx(1 / 3), "山口镇": 0,
        "南门街道": None, "北桥街道": None, "湖滨街道": None,
    }  # fmt: skip
    assert rows["comparable"].unique().sort().to_list() == [0, 4]
    assert dict(rows.filter(indicator="enforcement.cases").select("name", "state").iter_rows())["北桥街道"] == "review"


def test_two_comparable_values_have_no_position(snapshot: str) -> None:
    rows = heatmap.cells(snapshot, domain="mediation", year=2023, **HERE)
    assert rows.filter(indicator="mediation.success_rate")["comparable"].unique().to_list() == [2]
    assert rows.filter(indicator="mediation.success_rate")["position"].null_count() == 7


def test_merit_turns_round_where_less_is_better_and_is_null_without_a_direction(built: Callable[..., str]) -> None:
    lost = [N(f"{value}件", "litigation.lost", value) for value in (1, 2, 4)]
    snapshot = built(*(counted(str(n), n, 2023, number) for n, number in enumerate(lost, 1)))
    rows = heatmap.cells(snapshot, domain="litigation", year=2023, **HERE)
    known = rows.filter(indicator="litigation.lost").drop_nulls("position").sort("value")
    assert known.select("position", "merit").rows() == [(0, 1), (0.5, 0.5), (1, 0)]
    assert heatmap.cells(snapshot, domain="enforcement", year=2023, **HERE)["merit"].null_count() == 14


def test_equal_values_stand_in_the_middle_of_their_places(built: Callable[..., str]) -> None:
    values = (5, 9, 9, 12)
    snapshot = built(*(counted(str(n), n, 2023, cases(value)) for n, value in enumerate(values, 1)))
    found = positions(heatmap.cells(snapshot, domain="enforcement", year=2023, **HERE), "enforcement.cases")
    assert [found[name] for name in ("东街街道", "西河街道", "南门街道", "北桥街道")] == [0, 0.5, 0.5, 1]
    snapshot = built_again(snapshot, built, *(counted(str(n), n, 2023, cases(7)) for n in (1, 2, 3)))
    found = positions(heatmap.cells(snapshot, domain="enforcement", year=2023, **HERE), "enforcement.cases")
    assert [found[name] for name in ("东街街道", "西河街道", "南门街道")] == [0.5, 0.5, 0.5]


def built_again(snapshot: str, built: Callable[..., str], *reports: Any) -> str:
    """A second world in the same folder needs a fresh file."""
    import queries

    queries.connect.cache_clear()
    (queries.SNAPSHOTS / f"{snapshot}.duckdb").unlink()
    return built(*reports)


def test_a_part_of_a_year_is_no_place_among_whole_years(built: Callable[..., str]) -> None:
    reports = [counted(str(n), n, 2023, cases(10 * n)) for n in (1, 2, 3)]
    snapshot = built(*reports, counted("4", 4, 2023, cases(99, period=NINE)))
    rows = heatmap.cells(snapshot, domain="enforcement", year=2023, **HERE)
    assert positions(rows, "enforcement.cases")["北桥街道"] is None
    assert positions(rows, "enforcement.cases")["南门街道"] == 1


def test_one_office_and_no_report_have_no_positions(built: Callable[..., str]) -> None:
    snapshot = built(counted("1", 1, 2023, cases(5)))
    rows = heatmap.cells(snapshot, domain="enforcement", year=2023, **HERE)
    assert rows["position"].null_count() == len(rows) == 7 * 2
    assert heatmap.cells(snapshot, domain="enforcement", year=2023, **HERE | {"kind": "乡"}).is_empty()
    assert silence.offices(snapshot, year=2023, **HERE).is_empty()


def test_domains_stand_in_the_order_of_the_catalogue(snapshot: str) -> None:
    rows = heatmap.domains(snapshot)
    assert rows["domain"].to_list()[:2] == ["mediation", "enforcement"]
    assert rows["core"].sum() == len(world.INDICATORS)


def plain(figure: go.Figure) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(figure.to_json())
    return content


def test_the_grid_says_every_absence_in_words_and_tints_comparable_values_only(snapshot: str) -> None:
    rows = heatmap.cells(snapshot, domain="enforcement", year=2023, **HERE)
    tint, said = plain(heat.positions(rows, theme.LIGHT))["data"]
    assert set(said["text"]) == {"1,543", "640", "205", "41", "[310]", "待核", "未提及", "报告缺"}
    assert sum(cell is not None for row in tint["z"] for cell in row) == 4


def test_only_a_rate_with_a_direction_has_two_hues_and_work_done_has_none(snapshot: str) -> None:
    rows = heatmap.cells(snapshot, domain="mediation", year=2023, **EVERYWHERE)
    assert rows.filter(pl.col("merit").is_not_null())["indicator"].unique().to_list() == ["mediation.success_rate"]
    neutral, judged, _ = plain(heat.positions(rows, theme.LIGHT))["data"]
    assert [colour for _, colour in judged["colorscale"]] == [
        theme.LIGHT.warm, theme.LIGHT.hairline, theme.LIGHT.full,
    ]  # fmt: skip
    assert len(neutral["colorscale"]) == 2
    assert not [1 for a, b in zip(neutral["z"], judged["z"], strict=True) for x, y in zip(a, b, strict=True)
                if x is not None and y is not None]  # fmt: skip


@pytest.mark.parametrize("offices", [2, 8, 20, 60])
def test_a_row_of_the_grid_keeps_its_height(snapshot: str, offices: int) -> None:
    row = heatmap.cells(snapshot, domain="enforcement", year=2023, **HERE).filter(name="东街街道")
    rows = pl.concat([row.with_columns(office=pl.lit(str(n))) for n in range(offices)])
    assert (heat.positions(rows, theme.LIGHT).layout.height or 0) >= 28 * offices


# --- 停报 ---


def test_what_was_stated_last_time_and_is_not_mentioned_has_stopped(snapshot: str) -> None:
    rows = silence.stopped(snapshot, year=2023, **HERE)
    told = rows.select("name", "indicator", "year_before", "value", "report", "report_now").rows()
    assert told == [("西河街道", "mediation.handled", 2021, 100, "西河2021", "西河2023")]
    offices = silence.offices(snapshot, year=2023, **HERE)
    assert offices.select("name", "year_before", "stated_before", "stopped").rows() == [
        ("西河街道", 2021, 3, 1), ("东街街道", 2022, 7, 0),
    ]  # fmt: skip
    indicators = silence.indicators(snapshot, year=2023, **HERE)
    assert indicators.select("indicator", "stated_before", "stopped").row(0) == ("mediation.handled", 2, 1)


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023])
def test_the_counts_of_silence_are_those_of_its_rows(snapshot: str, year: int) -> None:
    rows = silence.stopped(snapshot, year=year, **EVERYWHERE)
    assert silence.offices(snapshot, year=year, **EVERYWHERE)["stopped"].sum() == len(rows)
    assert silence.indicators(snapshot, year=year, **EVERYWHERE)["stopped"].sum() == len(rows)


def test_a_missing_report_is_not_called_silence(snapshot: str) -> None:
    offices = silence.offices(snapshot, year=2022, **HERE)
    missing = offices.filter(~pl.col("has_report"))
    assert missing["is_paired"].to_list() == [False]
    assert missing.select("name", "year_before", "stated_before", "stopped", "report").rows() == [
        ("西河街道", 2021, 3, None, "西河2021")
    ]
    assert "西河街道" not in silence.stopped(snapshot, year=2022, **HERE)["name"].to_list()
    assert watch.missing(offices, lambda report, at: report).count("西河街道（2021年有）") == 1


def test_a_stated_zero_may_stop_and_a_contradiction_a_part_and_a_zero_are_no_silence(built: Callable[..., str]) -> None:
    before = [world.zero("未发生行政复议", "litigation.reconsiderations"), cases(5), N("3个", "grid.total", 3)]
    snapshot = built(
        counted("a", 1, 2022, *before),
        counted("b", 1, 2023, cases(6), cases(7), N("2个", "grid.total", 2, scope="part", scope_name="甲村")),
        counted("c", 2, 2022, cases(5)),
        counted("d", 2, 2023, N("0件", "enforcement.cases", 0)),
    )
    rows = silence.stopped(snapshot, year=2023, **HERE)
    assert rows.select("name", "indicator", "state_before", "state").rows() == [
        ("东街街道", "litigation.reconsiderations", "zero", "silent")
    ]


def test_the_chart_is_hollow_where_the_year_has_no_annual_report(built: Callable[..., str]) -> None:
    news = ("news", "新闻稿", False)
    snapshot = built(
        counted("a", 1, 2022, cases(5), kind=news), counted("b", 1, 2023, N("3个", "grid.total", 3), kind=news)
    )
    drawn = plain(gaps.offices(silence.offices(snapshot, year=2023, **HERE), theme.LIGHT))
    assert drawn["data"][0]["marker"]["color"] == ["rgba(0,0,0,0)"]
    assert drawn["data"][1]["text"] == [" 1项（2022年写明1项）　该年只有新闻稿"]


def test_only_reports_of_one_kind_are_held_together(built: Callable[..., str]) -> None:
    news = ("news", "新闻稿", False)
    snapshot = built(
        counted("a", 1, 2022, cases(5)), counted("b", 1, 2023, N("3个", "grid.total", 3), kind=news),
        counted("c", 2, 2021, cases(5)), counted("d", 2, 2022, N("3个", "grid.total", 3), kind=news),
        counted("e", 2, 2023, N("3个", "grid.total", 3)),
    )  # fmt: skip
    offices = silence.offices(snapshot, year=2023, **HERE)
    assert offices.select("name", "year_before", "is_paired", "stopped").rows() == [
        ("西河街道", 2021, True, 1), ("东街街道", 2022, False, None),
    ]  # fmt: skip
    assert silence.stopped(snapshot, year=2023, **HERE)["report"].to_list() == ["c"]
    said = watch.missing(offices, lambda report, at: report)
    assert "东街街道（2022年为法治政府建设年度报告，本年只有新闻稿）" in said and "报告缺" not in said


# --- 质量 ---


def test_every_check_is_listed_also_without_a_finding(snapshot: str) -> None:
    rows = quality.checks(snapshot, year=2023, **HERE)
    assert rows.select("check", "severity", "findings", "offices").rows() == [
        ("conflict", "warning", 1, 1), ("damaged_numeral", "warning", 1, 1), ("dropped_indicator", "note", 1, 1),
        ("unresolved_office", None, 0, 0),
    ]  # fmt: skip
    assert quality.checks(snapshot, year=1990, **HERE)["findings"].sum() == 0


def test_the_matrix_counts_every_finding_once_and_names_the_offices_without_any(snapshot: str) -> None:
    rows = quality.matrix(snapshot, year=2023, **HERE)
    assert rows["findings"].sum() == quality.checks(snapshot, year=2023, **HERE)["findings"].sum() == 3
    north = rows.filter(name="北桥街道").select("title", "findings", "severity", "found").rows()
    assert north == [("前后矛盾", 1, "warning", 2), ("数字受损", 1, "warning", 2), ("停报", 0, None, 2)]
    assert rows.filter(found=0)["name"].n_unique() == 4  # with a report and without a finding
    assert "湖滨街道" not in rows["name"].to_list()  # without a report nothing was checked
    drawn = plain(matrix.findings(rows, theme.LIGHT))["data"][0]
    assert drawn["text"][0] == ["1", "1", ""] and drawn["z"][0] == [0.5, 0.5, None]


def test_without_a_finding_there_is_no_matrix(snapshot: str) -> None:
    assert quality.matrix(snapshot, year=2021, **HERE).is_empty()


def test_quality_gives_a_file_for_each_of_its_tables(snapshot: str, visit: Callable[..., AppTest]) -> None:
    buttons = visit("quality").get("download_button")
    labels = [button.label for button in buttons if button.label.startswith("导出")]
    assert [label for label in labels if not label.startswith("图片")] == ["导出表格", "导出各项检查", "导出街镇与检查"]
    grid = quality.matrix(snapshot, year=2023, **HERE).drop("offices")
    assert "发现数" in export.csv(grid, "范围", snapshot).decode("utf-8-sig").splitlines()[0]


def test_the_account_gives_the_share_of_what_nobody_could_assign_and_counts_findings(snapshot: str) -> None:
    rows = quality.account(snapshot, year=2023, **HERE)
    assert rows.select("name", "numerals", "unassigned", "share").row(0) == ("东街街道", 15, 1, 6.7)
    assert rows.filter(name="北桥街道").select("errors", "warnings", "notes").row(0) == (0, 2, 0)
    bars = plain(stacks.account(rows, theme.LIGHT))["data"][:-1]
    assert sum(bar["x"][0] for bar in bars) == 15
    assert rows["unassigned"].sum() == 1


def test_a_report_without_numbers_has_no_share(built: Callable[..., str]) -> None:
    snapshot = built(("空", f"{A}001", 2023, *ANNUAL, [("没有数字。",)]))
    row = quality.account(snapshot, year=2023, **HERE).row(0, named=True)
    assert (row["numerals"], row["share"]) == (0, None)
    assert watch.share(row) == ""


# --- pages ---


def test_the_domain_is_kept_in_the_address_and_follows_the_indicator(
    snapshot: str, visit: Callable[..., AppTest]
) -> None:
    assert "行政执法2项核心指标" in words(visit("heatmap", topic="行政执法"))
    assert "网格治理2项核心指标" in words(visit("heatmap", indicator="网格总数"))


def test_the_address_opens_the_account(snapshot: str, visit: Callable[..., AppTest]) -> None:
    assert "<h2>各项检查</h2>" in words(visit("quality"))
    at = visit("quality", view="数字总账")
    assert "<h2>数字总账</h2>" in words(at)
    assert "6.7%" in words(at)


def test_every_value_on_the_new_pages_leads_to_its_sentence(snapshot: str, visit: Callable[..., AppTest]) -> None:
    for page in ("heatmap", "silence", "quality"):
        assert "evidence?report=" in words(visit(page)), page


def test_the_files_carry_what_is_shown(snapshot: str) -> None:
    account = export.csv(watch.flat(quality.account(snapshot, year=2023, **HERE)), "范围", snapshot).decode("utf-8-sig")
    assert "增减变化" in account and "受损" in account and "未归入（%，推算）" in account
    cells = export.csv(heatmap.cells(snapshot, domain="grid", year=2023, **HERE), "范围", snapshot).decode("utf-8-sig")
    assert "组内位置（0最低—1最高，推算）" in cells and "报告缺" in cells and "未提及" in cells
    stopped = export.csv(silence.stopped(snapshot, year=2023, **HERE), "范围", snapshot).decode("utf-8-sig")
    assert "上次报告年份" in stopped and "100件" in stopped


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_ink_is_readable_on_every_tint_of_the_grid(colours: theme.Palette) -> None:
    for ground in (colours.warm, colours.tint, colours.full, colours.hairline):
        light, dark = sorted((_luminance(colours.ink), _luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, ground


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
