"""The simulated country: repeatable, labelled, true where it says so, and read as it was written."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline import build, catalogue, simulate
from pipeline.offices import Offices

OFFICES, YEARS = 60, 2


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("country")
    assert len(list(simulate.write(folder, OFFICES, YEARS, seed=7))) > OFFICES
    return folder


def texts(seed: int) -> list[simulate.Text]:
    return [text for _, text in simulate.country(OFFICES, YEARS, seed)]


def test_the_same_seed_gives_the_same_reports_and_another_seed_others() -> None:
    assert [text.body for text in texts(7)] == [text.body for text in texts(7)]
    assert [text.body for text in texts(7)] != [text.body for text in texts(8)]


def test_every_true_number_stands_where_it_is_said_to_and_every_report_says_that_it_is_invented() -> None:
    for text in texts(7):
        assert "模拟文本" in text.body or "模擬文本" in text.body
        for row in text.truth:
            assert text.body[row["start"] : row["end"]] == row["quote"]
            assert "\ufffd" not in row["quote"]


def test_offices_are_spread_over_the_country_and_some_stay_silent() -> None:
    offices = {office.code for office, _ in simulate.country(OFFICES, YEARS, 7)}
    assert len({code[:2] for code in offices}) >= 20
    assert 0 < OFFICES * YEARS - len(texts(7)) < OFFICES


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    end = str(row["period_end"]) if row["status"] == "actual" else None
    return row["report"], row["indicator"], float(row["value"]), row["qualifier"], row["status"], row["scope"], end


def test_what_was_written_is_read_and_no_part_or_plan_becomes_a_whole(country: Path) -> None:
    documents, failures = build.load([country])
    results = list(build.extract_all(documents, catalogue.load(), Offices.load()))
    assert not failures
    named = {
        result.report.document.id: result.report.identity.office_code
        for result in results if not isinstance(result, build.Failure)
    }  # fmt: skip
    assert [report for report, code in named.items() if code not in (None, report.split("-")[1])] == []
    assert list(named.values()).count(None) <= 0.05 * len(named)  # names that are no words for an office (…开发区)
    rows = [
        {field: getattr(row, field) for field in ("report", "indicator", "value", "qualifier", "status", "scope", "period_end")}
        for result in results if not isinstance(result, build.Failure)
        for row in result.observations
    ]  # fmt: skip
    read, true = Counter(map(key, rows)), Counter({key(row): 1 for text in texts(7) for row in text.truth})
    assert sum((read & true).values()) >= 0.99 * sum(true.values()), list((true - read).elements())[:5]
    invented = [row for row in (read - true) if row[4:6] == ("actual", "street")]
    assert len(invented) <= 0.01 * sum(true.values()), invented[:5]
