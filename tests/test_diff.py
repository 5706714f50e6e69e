"""The rows that two snapshots do not share."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from handmade import extraction, tables

from pipeline.diff import Difference, diff
from pipeline.model import Change, Direction, Disposition, Extraction, Numeral
from pipeline.publish import publish

TEXT = "2023年共受理纠纷446件,调解成功442件,比上年上升5.6%。"
BASE = replace(
    extraction("a", TEXT, [("mediation.accepted", "446件", 446.0), ("mediation.succeeded", "442件", 442.0)]),
    changes=(Change("a", "mediation.accepted", 5.6, "%", Direction.UP, "5.6%", 29, 33, None, None),),
    numerals=(Numeral("a", 10, 14, "446件", Disposition.ASSIGNED, "", 446.0, "件"),),
)
Compare = Callable[[list[Extraction], list[Extraction]], list[Difference]]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    def compared(*sides: list[Extraction]) -> list[Difference]:
        paths = []
        for n, side in enumerate(sides):
            served = publish(tables(side), str(n) * 64, tmp_path)
            paths.append(tmp_path / f"{served.snapshot}.duckdb")
        return diff(*paths)

    return compared


def test_two_snapshots_of_the_same_extractions_do_not_differ(compare: Compare) -> None:
    assert compare([BASE], [BASE]) == []


def test_a_value_read_anew_is_one_changed_row_that_names_only_what_moved(compare: Compare) -> None:
    first, second = BASE.observations
    after = replace(BASE, observations=(replace(first, value=1446.5, period_end=date(2023, 9, 30)), second))
    assert compare([BASE], [after]) == [
        Difference(
            "observation", "changed", "a", "mediation.accepted", first.start,
            "value=446 period_end=2023-12-31", "value=1446.5 period_end=2023-09-30",
        )
    ]  # fmt: skip


def test_a_number_that_moves_to_another_indicator_is_lost_here_and_gained_there(compare: Compare) -> None:
    first, second = BASE.observations
    after = replace(BASE, observations=(replace(first, indicator="mediation.handled"), second))
    found = compare([BASE], [after])
    assert [(row.what, row.indicator, row.start) for row in found] == [
        ("lost", "mediation.accepted", first.start),
        ("gained", "mediation.handled", first.start),
    ]
    assert "value=446" in found[0].old
    assert found[0].new == ""


def test_two_equal_statements_at_one_place_are_told_apart(compare: Compare) -> None:
    first, second = BASE.observations
    doubled = replace(BASE, observations=(first, replace(first, value=20.0), second))
    assert [(row.what, row.table) for row in compare([BASE], [doubled])] == [
        ("changed", "observation"),
        ("gained", "observation"),
    ]


def test_a_report_that_is_gone_takes_its_rows_along(compare: Compare) -> None:
    other = extraction("b", f"{TEXT}另。", [("mediation.accepted", "446件", 446.0)], office="110101002")
    found = compare([BASE, other], [BASE])
    assert [(row.table, row.what, row.report) for row in found] == [
        ("report", "lost", "b"),
        ("observation", "lost", "b"),
    ]


def test_changes_and_dispositions_are_compared_too(compare: Compare) -> None:
    (numeral,) = BASE.numerals
    after = replace(BASE, changes=(), numerals=(replace(numeral, disposition=Disposition.DAMAGED, value=None),))
    assert [(row.table, row.what, row.old, row.new) for row in compare([BASE], [after])] == [
        ("change", "lost", "value=5.6 unit=% direction=up end=33 quote=5.6%", ""),
        ("numeral", "changed", "disposition=assigned value=446", "disposition=damaged"),
    ]
