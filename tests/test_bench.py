"""Each benchmark at toy size: it runs by its command line, and its chapter has the table that it promises."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bench import results, synthetic
from pipeline.offices import Offices

DISTRICT = "440103"


@pytest.fixture
def chapter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """Run a benchmark with its options; what it adds to its file of results, which here is one of the test's own."""
    monkeypatch.setattr(results, "FILE", tmp_path / "RESULTS.md")

    def run(module: Any, *options: str) -> str:
        monkeypatch.setattr(sys, "argv", [module.__name__, *options])
        module.main()
        return results.FILE.read_text(encoding="utf-8")

    return run


def table(text: str, title: str) -> dict[str, list[str]]:
    """First cell → other cells of the table under a title, head and all."""
    (found,) = [part for part in text.split("\n## ") if title in part.partition("\n")[0]]
    lines = [line for line in found.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert set(map(len, cells)) == {len(cells[0])}, "a row is shorter or longer than the head"
    return {first: rest for first, *rest in cells}


def number(cell: str) -> float:
    return float(cell.replace(",", ""))


# --- what a result is ---


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([3, 1, 2], 0.5, 2), ([1, 2, 3, 4], 0.95, 4), ([1, 2, 3, 4], 0.0, 1), ([7], 1.0, 7), (list(range(100)), 0.95, 95)],
)
def test_a_percentile_is_a_value_that_was_measured(values: list[float], share: float, expected: float) -> None:
    assert results.percentile(values, share) == expected


def test_every_work_is_timed_in_every_round_and_its_middle_is_told() -> None:
    order, moments = list[str](), iter([0.0, 1.0, 0.0, 5.0, 0.0, 9.0, 0.0, 6.0, 0.0, 2.0, 0.0, 70.0])
    works = {"a": lambda: order.append("a"), "b": lambda: order.append("b")}
    assert results.interleaved(works, rounds=3, clock=lambda: next(moments)) == {"a": 2.0, "b": 6.0}
    assert order == ["a", "b"] * 3


@pytest.mark.parametrize(
    ("cell", "shown"), [(1234.5, "1,234"), (0.01234, "0.0123"), (99.96, "100"), (12, "12"), ("12 ×", "12 ×")]
)
def test_a_number_is_shown_with_the_digits_it_deserves(cell: object, shown: str) -> None:
    assert results._plain(cell) == shown


def test_results_are_added_and_nothing_is_overwritten(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(results, "FILE", tmp_path / "RESULTS.md")
    results.record("one", ("work", "seconds"), [("all", 1.5)], ["a remark"])
    first = results.FILE.read_text(encoding="utf-8")
    results.record("two", ("work", "seconds"), [("all", 2.5)])
    text = results.FILE.read_text(encoding="utf-8")
    assert text.startswith(first) and capsys.readouterr().out.replace("\n\n\n", "\n\n").count("## ") == 2
    assert (table(text, "one")["all"], table(text, "two")["all"]) == (["1.5"], ["2.5"])
    assert "- a remark" in first and "cores" in first and "load over" in first


# --- the commands ---


def test_the_benchmark_of_extraction_tells_its_speed_beside_bare_passes(chapter: Callable[..., str]) -> None:
    from bench import text

    found = table(chapter(text, "--reports", "1"), "text: 1 reports")
    extraction = next(name for name in found if name.startswith("extraction, all"))
    assert {"re [0-9]+", "OpenCC t2s"} <= set(found)
    assert found[extraction][1] == "1"
    assert number(found["re [0-9]+"][1]) > 1  # finding digits alone is quicker than reading


@pytest.mark.skipif(not os.environ.get("JIEDAO_TORTURE"), reason="builds four times; JIEDAO_TORTURE=1 runs it")
def test_the_benchmark_of_a_build_is_whole_again_after_a_kill(chapter: Callable[..., str]) -> None:
    from bench import build

    text = chapter(build, "--offices", "1", "--years", "1")
    found = table(text, "build: 1 reports")
    assert "numbers of rows equal: yes" in found["killed at two fifths, then built on"][1]
    assert all(number(row[0]) > 0 for name, row in found.items() if name not in ("work", "---"))
    assert "% found with value and place" in text


def test_the_benchmark_of_queries_asks_everything_and_times_the_peers(
    chapter: Callable[..., str], serve: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from bench import queries

    here = Offices(Offices.load().frame.filter(pl.col("office_code").str.starts_with(DISTRICT)))
    monkeypatch.setattr(synthetic, "YEARS", (2022, 2024))
    monkeypatch.setattr(Offices, "load", lambda: here)
    monkeypatch.setenv("JIEDAO_SNAPSHOTS", "")  # given back when the benchmark has set it
    serve(tmp_path / "snapshots")
    text = chapter(queries, "--rows", "500", "--folder", str(tmp_path / "snapshots"), "--rounds", "1")
    asked = table(text, "observations of all offices")
    assert {"compare.figures", "trends.figures", "silence.offices", "quality.matrix"} <= set(asked)
    beside = table(text, "stored in other ways")
    assert set(beside) == {"question, ms", "---", "one district's ranking", "national top 100", "trend of one office"}
    assert all("(1.0 ×)" in row[0] for name, row in beside.items() if name not in ("question, ms", "---"))
