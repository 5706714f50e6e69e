"""The reports of the repository against what their authors know of them, so that a bare clone measures extraction."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline import build, catalogue, read
from pipeline.model import Extraction
from pipeline.offices import Offices

REPORTS = Path(__file__).parents[1] / "data" / "reports"
TRUTH = [json.loads(line) for line in (REPORTS / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("report", "indicator", "value", "status", "scope"))


@pytest.fixture(scope="module")
def extractions() -> list[Extraction]:
    loaded, offices = catalogue.load(), Offices.load()
    return [build.extract(read.read(file), loaded, offices) for file in sorted(REPORTS.glob("*.txt"))]


def test_reports_say_what_their_authors_know(extractions: list[Extraction]) -> None:
    written = {row["report"] for row in TRUTH}
    found = Counter(
        (row.report, row.indicator, row.value, row.status.value, row.scope.value)
        for extraction in extractions
        for row in extraction.observations
        if row.report in written
    )
    known = Counter(key(row) for row in TRUTH)
    right = (known & found).total()
    assert right / found.total() >= 0.97, sorted((found - known).elements())
    assert right / known.total() >= 0.93, sorted((known - found).elements())


def test_every_number_stands_where_it_says(extractions: list[Extraction]) -> None:
    for extraction in extractions:
        text = extraction.report.document.text
        rows = [*extraction.observations, *extraction.changes, *extraction.numerals]
        assert all(text[row.start : row.end] == row.quote for row in rows)
        assert all(row.sentence_start <= row.start < row.end <= row.sentence_end for row in rows)


def test_every_report_says_what_it_is() -> None:
    for file in REPORTS.glob("*.txt"):
        text = read.read(file).text
        assert "模拟文本" in text or "模擬文本" in text or "重述文本" in text, file.name
