"""The sixth state of absence, 无此职能: a person's decision, seen wherever a value is missing, and never called silence.

And what belongs to a choice: whole districts, or single offices chosen by hand.
"""

from pathlib import Path
from typing import Any

import pytest
import world

import queries
from pages.shared import export, tables, theme, words
from pages.shared.charts import grid, heat
from queries import compare, download, heatmap, office, overview, silence, trends

A = "118801"
HERE: dict[str, Any] = {"areas": [A], "kind": None, "simulated": False}
LAWSUITS, CASES = "litigation.lawsuits", "enforcement.cases"
DUTIES = (
    (f"{A}005", 2023, LAWSUITS, "区里统一应诉"),  # its report does not mention them
    (f"{A}006", 2023, LAWSUITS, "区里统一应诉"),  # it has no report
    (f"{A}001", 2023, LAWSUITS, "区里统一应诉"),  # it states a zero, and what is stated counts
    (f"{A}002", 2023, "mediation.handled", "由司法所办理"),  # it stated them two years before
)


@pytest.fixture
def snapshot(serve: Any, tmp_path: Path) -> str:
    serve(tmp_path)
    return world.build(tmp_path, duties=DUTIES)


def test_no_duty_is_neither_silence_nor_a_missing_report_but_gives_way_to_what_is_stated(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=LAWSUITS, year=2023, **HERE)
    states = dict(rows.select("name", "state").iter_rows())
    assert states == {
        "东街街道": "zero", "西河街道": "silent", "南门街道": "silent", "北桥街道": "silent", "山口镇": "silent",
        "中山街道": "exempt", "湖滨街道": "exempt",
    }  # fmt: skip
    summary = compare.summary(snapshot, indicator=LAWSUITS, year=2023, **HERE).row(0, named=True)
    assert (summary["offices"], summary["reported"], summary["stated"]) == (7, 6, 1)


def test_no_duty_is_said_with_its_reason_in_words_list_chart_and_file(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=LAWSUITS, year=2023, **HERE)
    row = next(row for row in rows.iter_rows(named=True) if row["name"] == "中山街道")
    assert (words.shown(row), words.remark(row)) == ("无此职能", "区里统一应诉")
    assert "<dt>无此职能</dt><dd>中山街道（区里统一应诉）、湖滨街道（区里统一应诉）</dd>" in tables.absent(rows)
    cells = heatmap.cells(snapshot, domain="litigation", year=2023, **HERE)
    assert "无此职能" in heat.positions(cells, theme.LIGHT).data[-1].text
    for shown in (rows, cells, download.figures(snapshot, years=[2023], states=download.STATES, **HERE)):
        text = export.csv(shown, "范围", snapshot).decode("utf-8-sig")
        assert "无此职能" in text and "区里统一应诉" in text


def test_every_question_on_single_values_knows_it(snapshot: str) -> None:
    assert "exempt" in trends.figures(snapshot, indicator=LAWSUITS, **HERE)["state"].to_list()
    asked = {"office": f"{A}005", "year": 2023, "simulated": False}
    assert office.figures(snapshot, **asked).filter(indicator=LAWSUITS)["state"].to_list() == ["exempt"]


def test_what_an_office_need_not_state_is_not_asked_of_it(snapshot: str) -> None:
    topics = overview.topics(snapshot, year=2023, **HERE).filter(domain="litigation")
    cores = dict(topics.select("name", "core").iter_rows())
    assert (cores["中山街道"], cores["东街街道"], cores["西河街道"]) == (2, 3, 3)
    shares = overview.shares(snapshot, year=2023, **HERE).filter(domain="litigation")
    assert shares["core"].to_list() == [3 * 6 - 1]


def test_a_topic_without_any_duty_is_left_bare(serve: Any, tmp_path: Path) -> None:
    serve(tmp_path)
    both = [(f"{A}004", 2023, indicator, "无") for indicator in ("grid.total", "grid.workers")]
    topics = overview.topics(world.build(tmp_path, duties=both), year=2023, **HERE)
    topics = topics.filter(name="北桥街道", domain="grid")
    assert topics["core"].to_list() == [0]
    assert list(grid.topics(topics, theme.LIGHT).data[0].z[0]) == [None]


def test_who_lost_a_duty_did_not_stop_reporting(snapshot: str) -> None:
    assert silence.stopped(snapshot, year=2023, **HERE).is_empty()
    assert silence.offices(snapshot, year=2023, **HERE)["stopped"].sum() == 0
    assert silence.indicators(snapshot, year=2023, **HERE).is_empty()


def test_single_offices_chosen_by_hand_are_a_choice_like_a_district(snapshot: str) -> None:
    picked = {**HERE, "areas": [f"{A}002", "118802001"]}
    rows = compare.figures(snapshot, indicator=CASES, year=2023, **picked)
    assert rows["name"].to_list() == ["北苑街道", "西河街道"]
    assert silence.offices(snapshot, year=2023, **picked)["name"].to_list() == ["西河街道"]
    assert (
        compare.figures(snapshot, indicator=CASES, year=2023, **{**HERE, "areas": [A, f"{A}002"]})["office"]
        .is_unique()
        .all()
    )


def test_no_statement_knows_districts_only() -> None:
    for file in Path(queries.__file__).parent.glob("*.sql"):
        for name, statement in queries.statements(file.stem).items():
            assert "unnest($areas)" not in statement, f"{file.stem}.{name} leaves out offices chosen by hand"
