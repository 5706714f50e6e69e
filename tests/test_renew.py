"""A snapshot that is made out of the one before it equals one that is made of everything, whatever changed."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import build as flow
from pipeline import publish, simulate

LOST = "某街道2023年法治政府建设年度报告\n2023年全年调解矛盾纠纷{}件，走访企业37家。"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A country and its snapshot: reports of several districts, a twin, and two that nobody can place."""
    root = tmp_path_factory.mktemp("before")
    reports = sorted(simulate.write(root / "reports", 40, 2, seed=3))
    shutil.copy(reports[5], root / "reports" / "zz同文.txt")
    with (root / "reports" / "zz同文.txt").open("a") as twin:
        twin.write("\n")
    (root / "reports" / "无名.txt").write_text(LOST.format(12), encoding="utf-8")
    assert flow.build([root / "reports"], root / "snapshots").is_new
    return root


def _reports(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*.txt") if file.name[0] not in "z无")


def _new(folder: Path) -> None:
    _reports(folder)[7].with_name("新.txt").write_text(
        _reports(folder)[8].read_text(encoding="utf-8") + "\n走访企业38家。", encoding="utf-8"
    )


def _changed(folder: Path) -> None:
    file = _reports(folder)[3]
    file.write_text(file.read_text(encoding="utf-8").replace("1", "7") + "\n新来3名志愿人员。", encoding="utf-8")


def _twin(folder: Path) -> None:
    """One whose name comes first, so that the other one is left out."""
    text = _reports(folder)[11].read_text(encoding="utf-8")
    (folder / "00.txt").write_text(f"{text} ", encoding="utf-8")


def _lost(name: str, number: int) -> Callable[[Path], Any]:
    return lambda folder: (folder / name).write_text(LOST.format(number), encoding="utf-8")


CASES: dict[str, tuple[Callable[[Path], Any], ...]] = {
    "a report that says what another says, and one that nobody can place": (_new, _lost("无主.txt", 15)),
    "other numbers, and another report is gone": (_changed, lambda folder: _reports(folder)[9].unlink()),
    "the first of two with one text is gone": (lambda folder: _reports(folder)[5].unlink(), _lost("无名.txt", 16)),
    "the second of two is gone, and an earlier twin new": (lambda folder: (folder / "zz同文.txt").unlink(), _twin),
    "one that nobody can place is gone": (lambda folder: (folder / "无名.txt").unlink(),),
}


def content(snapshots: Path) -> dict[str, Counter[str]]:
    with publish.connect(snapshots / f"{publish.current(snapshots)}.duckdb") as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        rows = {name: connection.execute(f'from "{name}"').fetchall() for name in names}
        comments = connection.execute("select table_name, column_name, comment from duckdb_columns()").fetchall()
    rows["build"] = [row[2:] for row in rows["build"]]
    return {name: Counter(map(str, found)) for name, found in (rows | {"comments": comments}).items()}


@pytest.mark.parametrize("name", CASES)
def test_what_is_renewed_equals_what_is_made_of_everything(
    before: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(before, tmp_path / "x", copy_function=shutil.copy)
    folder, snapshots = tmp_path / "x" / "reports", tmp_path / "x" / "snapshots"
    for change in CASES[name]:
        change(folder)
    with monkeypatch.context() as patch:
        patch.setattr(publish, "fill", None)  # would fail
        assert flow.build([folder], snapshots).is_new
    (tmp_path / "whole").mkdir()
    (snapshots / flow.BATCHES).rename(tmp_path / "whole" / flow.BATCHES)
    assert flow.build([folder], tmp_path / "whole").is_new
    one, other = content(snapshots), content(tmp_path / "whole")
    assert {table for table in other if one[table] != other[table]} == set()
    assert one["finding"] and one["unread"]


def test_it_does_not_matter_how_many_districts_are_derived_together(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is in a slice, its findings and figures are those of its own district."""
    monkeypatch.setattr("pipeline.derive.SLICE", 1)  # each district by itself
    assert flow.build([before / "reports"], tmp_path).is_new
    one, other = content(before / "snapshots"), content(tmp_path)
    assert {table for table in other if one[table] != other[table]} == set()
