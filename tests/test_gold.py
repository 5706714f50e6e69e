"""Extraction against gold made by hand. The floors only rise; gold is never written by code."""

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import build, catalogue, read
from pipeline.model import Extraction
from pipeline.offices import Offices

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the texts and gold of ../shared are not on this machine")

# folder of texts, gold, meta, least precision, recall, qualifier, period, place
FLOORS = {
    "seeds": ("seeds", "gold/seeds.jsonl", None, 0.99, 0.985, 0.99, 0.98, 1.0),
    "dev": ("dev/texts", "dev/gold.jsonl", "dev/meta.csv", 0.985, 0.985, 0.99, 0.98, 0.99),
}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def extractions() -> dict[str, Extraction]:
    """Every report of both sets, by its name."""
    return {extraction.report.id: extraction for extraction in _extractions()}


def _extractions() -> Iterator[Extraction]:
    loaded, offices = catalogue.load(), Offices.load()
    for folder, _, meta, *_ in FLOORS.values():
        table = csv.DictReader((SHARED / meta).read_text(encoding="utf-8").splitlines()) if meta else ()
        overrides = {row["report"]: row for row in table}
        for file in sorted((SHARED / folder).glob("*.txt")):
            yield build.extract(read.read(file), loaded, offices, overrides.get(file.stem))


@pytest.mark.parametrize("name", FLOORS)
def test_scores_stay_above_the_floors(name: str, tmp_path: Path) -> None:
    folder, gold, meta, *floors = FLOORS[name]
    command = [sys.executable, "-m", "pipeline", "extract", str(SHARED / folder)]
    command += ["--meta", str(SHARED / meta)] if meta else []
    found = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8").stdout
    (tmp_path / "found.jsonl").write_text(found, encoding="utf-8")
    score = [
        sys.executable,
        str(SHARED / "tools/score.py"),
        str(SHARED / gold),
        str(tmp_path / "found.jsonl"),
        "--json",
    ]
    answer = json.loads(subprocess.run(score, capture_output=True, check=True, encoding="utf-8").stdout)
    for measure, floor in zip(("precision", "recall", "qualifier", "period", "place"), floors, strict=True):
        assert answer[measure] >= floor, f"{name}: {measure} is {answer[measure]:.4f}"


def test_numerals_of_the_five_reports_fall_into_the_classes_of_the_gold(extractions: dict[str, Extraction]) -> None:
    with (SHARED / "gold/seeds_numerals.csv").open(encoding="utf-8") as table:
        gold = list(csv.DictReader(table))
    wrong = []
    for row in gold:
        start, end = int(row["start"]), int(row["end"])
        found = [n for n in extractions[row["report"]].numerals if n.start < end and start < n.end]
        if not found or found[0].disposition != row["class"]:
            wrong.append((row["report"][:3], row["quote"], row["class"], found[0].disposition if found else None))
    assert len(wrong) <= 0.01 * len(gold), wrong


@pytest.mark.parametrize(("name", "missing"), [("gold/seeds_changes.jsonl", 0), ("dev/changes.jsonl", 0)])
def test_changes_are_those_of_the_gold(name: str, missing: int, extractions: dict[str, Extraction]) -> None:
    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(
            row[k] for k in ("report", "start", "indicator", "value", "unit", "direction", "period_start", "period_end")
        )

    gold = {key(row) for row in rows(SHARED / name)}
    reports = {row[0] for row in gold}
    found = {
        (c.report, c.start, c.indicator, c.value, c.unit, str(c.direction), str(c.period_start), str(c.period_end))
        for report in reports
        for c in extractions[report].changes
    }
    assert len(gold - found) <= missing, gold - found
    assert len(found - gold) <= missing, found - gold


@pytest.mark.parametrize("name", ["gold/seeds_damaged.jsonl", "dev/damaged.jsonl"])
def test_damaged_numbers_are_exactly_those_of_the_gold(name: str, extractions: dict[str, Extraction]) -> None:
    gold = {(row["report"], row["start"], row["end"]) for row in rows(SHARED / name)}
    prefix = "d" if name.startswith("dev") else "0"
    found = {
        (n.report, n.start, n.end)
        for extraction in extractions.values()
        for n in extraction.numerals
        if n.disposition == "damaged" and n.report.startswith(prefix)
    }
    assert found == gold


def test_no_plan_no_part_and_no_damaged_number_is_published_as_the_street_s(extractions: dict[str, Extraction]) -> None:
    counts = Counter[str]()
    for _, gold, *_ in FLOORS.values():
        for row in rows(SHARED / gold):
            if row.get("optional") or (row["status"], row["scope"]) == ("actual", "street") or row["scope"] == "any":
                continue
            for o in extractions[row["report"]].observations:
                same = o.indicator == row["indicator"] and o.start < row["end"] and row["start"] < o.end
                if same and (o.status, o.scope) == ("actual", "street"):
                    counts["plan" if row["status"] == "plan" else "part"] += 1
    assert counts["plan"] == 0
    assert counts["part"] <= 5, counts
