"""What is in doubt (存疑) is neither ranked nor summed: a stated rate that its counts contradict takes the counts along."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from world import ROOT

from pages.shared import basis, words
from pipeline import build
from queries import compare, districts, trends

RATE = "mediation.success_rate"
OFFICES = ("东渡街道", "青石街道", "望湖街道")  # 东渡 says 98.6% of 298 of 312
SCOPE: dict[str, Any] = {"kind": None, "simulated": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sample reports of 2021, built as any report is."""
    originals, folder = tmp_path_factory.mktemp("originals"), tmp_path_factory.mktemp("doubt")
    for name in OFFICES:
        shutil.copy(ROOT / f"data/reports/模拟-澄江区-{name}-2021.txt", originals)
    build.build((originals,), folder)
    return folder


@pytest.fixture
def snapshot(serve: Any, folder: Path) -> str:
    serve(folder)
    return (folder / "CURRENT").read_text(encoding="utf-8").strip()


def rows(snapshot: str) -> dict[str, words.Row]:
    areas = districts.figures(snapshot, indicator=RATE, year=2021, **SCOPE)["area"].to_list()
    found = compare.figures(snapshot, indicator=RATE, year=2021, areas=areas, **SCOPE)
    return {row["name"]: row for row in found.iter_rows(named=True) if row["name"] in OFFICES}


def test_counts_that_contradict_their_stated_rate_are_not_pooled(snapshot: str) -> None:
    mine = rows(snapshot)
    kept = [row for row in mine.values() if row["derived_whole"]]
    assert {row["name"] for row in kept} == {"青石街道", "望湖街道"}
    part, whole = (sum(row[f"derived_{name}"] for row in kept) for name in ("part", "whole"))
    areas = [row["area"] for row in kept][:1]
    told = compare.summary(snapshot, indicator=RATE, year=2021, areas=areas, **SCOPE).row(0, named=True)
    assert (told["pooled"], told["part"], told["whole"]) == (2, part, whole)
    district = districts.figures(snapshot, indicator=RATE, year=2021, **SCOPE).filter(area=areas[0]).row(0, named=True)
    assert (district["pooled"], district["part"], district["whole"]) == (2, part, whole)
    series = trends.figures(snapshot, indicator=RATE, areas=areas, **SCOPE).filter(year=2021)
    assert set(series.drop_nulls("whole")["name"]) == {"青石街道", "望湖街道"}


def test_who_is_left_out_is_told_with_the_reason_where_it_is_listed(snapshot: str) -> None:
    row = rows(snapshot)["东渡街道"]
    assert row["reason"] == "存疑（比率与件数对不上）" and not row["is_comparable"]
    assert "不可比：存疑（比率与件数对不上）" in words.remark(row)
    assert "298" in words.remark(row) and "312" in words.remark(row)
    assert "存疑" in basis.POOLED
