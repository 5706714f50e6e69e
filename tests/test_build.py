"""From files to a snapshot: which files count, what a bad one does, and that nothing but the content decides."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from handmade import CATALOGUE, extract, stand_in

from pipeline import build as flow
from pipeline import publish
from pipeline.build import build

Write = Callable[..., Path]
TEXT = "2023年甲街道共受理纠纷446件。"


@pytest.fixture(autouse=True)
def stages(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, text: str = TEXT, encoding: str = "utf-8") -> Path:
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(encoding))
        return tmp_path / "reports"

    return written


@pytest.fixture
def snapshots(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


def content(snapshots: Path) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    with publish.connect(snapshots / f"{publish.current(snapshots)}.duckdb") as connection:
        for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall():
            if name != "build":
                yield name, connection.execute(f'from "{name}"').fetchall()


def reports(snapshots: Path) -> list[tuple[Any, ...]]:
    return [(row[0], row[1]) for row in dict(content(snapshots))["report"]]


def test_all_files_of_a_folder_and_its_folders_are_published_under_their_names(write: Write, snapshots: Path) -> None:
    write("b.txt", "2023年。")
    folder = write("2023/甲街道.txt")
    summary = build([folder], snapshots)
    assert summary.is_new
    assert (summary.failures, summary.notices) == ((), ())
    assert summary.rows["report"] == 2
    assert summary.rows["observation"] == 1
    assert reports(snapshots) == [("b", "b.txt"), ("甲街道", "2023/甲街道.txt")]


def test_a_bad_file_is_listed_with_its_reason_and_stops_no_other(write: Write, snapshots: Path) -> None:
    write("a.txt")
    write("empty.txt", "")
    write("picture.xyz", "x")
    folder = write("broken.txt", "这份会让程序出错：坏。")
    summary = build([folder], snapshots)
    assert [failure.source for failure in summary.failures] == ["broken.txt", "empty.txt", "picture.xyz"]
    assert "ZeroDivisionError" in summary.failures[0].reason
    assert "空" in summary.failures[1].reason
    assert ".xyz" in summary.failures[2].reason
    assert reports(snapshots) == [("a", "a.txt")]


@pytest.mark.parametrize(
    "name", [".hidden.txt", ".git/a.txt", "~$a.txt", "Thumbs.db", "sub/desktop.ini", "README.md", "meta.csv"]
)
def test_what_else_lies_in_a_folder_is_no_report(write: Write, snapshots: Path, name: str) -> None:
    write(name)
    folder = write("b.txt")
    summary = build([folder], snapshots)
    assert summary.failures == ()
    assert reports(snapshots) == [("b", "b.txt")]


@pytest.mark.parametrize("names", [[], ["empty.txt"]])
def test_without_one_good_file_nothing_is_published(write: Write, snapshots: Path, names: list[str]) -> None:
    folder = write(".keep").parent / "reports"
    for name in names:
        write(name, "")
    summary = build([folder], snapshots)
    assert summary.snapshot is None
    assert len(summary.failures) == len(names)
    assert publish.current(snapshots) is None


def test_a_missing_folder_is_a_failure_with_a_reason(tmp_path: Path, snapshots: Path) -> None:
    summary = build([tmp_path / "nowhere.txt"], snapshots)
    assert summary.snapshot is None
    assert "找不到" in summary.failures[0].reason


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(TEXT, "utf-8"), (f"{TEXT}\r\n", "utf-8"), (TEXT, "gb18030")],
    ids=["same bytes", "other line end", "other encoding"],
)
def test_of_the_same_text_twice_one_is_used_and_the_other_named(
    write: Write, snapshots: Path, text: str, encoding: str
) -> None:
    write("a.txt")
    folder = write("copy/b.txt", text, encoding)
    summary = build([folder], snapshots)
    assert reports(snapshots) == [("a", "a.txt")]
    assert summary.notices == ("copy/b.txt：内容与 a.txt 相同，只采用后者。",)
    assert summary.failures == ()


def test_of_two_texts_under_one_name_both_are_kept_and_the_later_renamed(write: Write, snapshots: Path) -> None:
    write("2022/甲街道.txt", "2022年。")
    folder = write("2023/甲街道.txt", "2023年。")
    summary = build([folder], snapshots)
    (first, second) = sorted(reports(snapshots), key=lambda row: row[1])
    assert first == ("甲街道", "2022/甲街道.txt")
    assert second[0].startswith("甲街道~")
    assert second[1] == "2023/甲街道.txt"
    assert len(summary.notices) == 1
    assert f"在系统中改称“{second[0]}”" in summary.notices[0]


def test_the_order_of_files_and_the_place_of_the_folder_do_not_matter(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        write(f"{n % 2}/r{n}.txt", f"202{n}年甲街道共受理纠纷446件。")
    folder = write("0/r1.txt", "2021年。")
    build([folder], tmp_path / "one")
    folder = folder.rename(tmp_path / "moved")
    real = Path.rglob
    monkeypatch.setattr(Path, "rglob", lambda path, pattern: reversed(list(real(path, pattern))))
    build([folder], tmp_path / "two")
    assert list(content(tmp_path / "one")) == list(content(tmp_path / "two"))


def test_several_folders_are_one_collection_in_any_order(write: Write, tmp_path: Path) -> None:
    write("x/a.txt", "2021年。")
    folder = write("y/b.txt", "2022年。")
    build([folder / "x", folder / "y"], tmp_path / "one")
    build([folder / "y", folder / "x"], tmp_path / "two")
    assert list(content(tmp_path / "one")) == list(content(tmp_path / "two"))
    assert reports(tmp_path / "one") == [("a", "a.txt"), ("b", "b.txt")]


def test_an_unchanged_build_is_skipped(write: Write, snapshots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write("a.txt")
    first = build([folder], snapshots)
    monkeypatch.setattr(flow, "extract", None)  # would fail
    again = build([folder], snapshots)
    assert not again.is_new
    assert (again.snapshot, again.rows) == (first.snapshot, first.rows)
    assert len(list(snapshots.glob("*.duckdb"))) == 1


def test_a_build_in_which_a_report_failed_is_tried_again(
    write: Write, snapshots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.txt")
    folder = write("b.txt", "坏。")
    first = build([folder], snapshots)
    assert len(first.failures) == 1
    again = build([folder], snapshots)
    assert (again.is_new, again.failures) == (False, first.failures)
    monkeypatch.setattr(flow, "extract", lambda document, *_: extract(replace(document, text=document.id), *_))
    mended = build([folder], snapshots)
    assert (mended.is_new, mended.failures, mended.rows["report"]) == (True, (), 2)


@pytest.mark.parametrize("what", ["content", "name", "catalogue", "decision", "code"])
def test_any_input_that_changes_makes_a_new_snapshot(
    write: Write, snapshots: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str
) -> None:
    folder = write("a.txt")
    first = build([folder], snapshots)
    if what == "content":
        write("a.txt", "2023年甲街道共受理纠纷446件!")
    elif what == "name":
        (folder / "a.txt").rename(folder / "c.txt")
    elif what == "catalogue":
        monkeypatch.setattr(flow.catalogues, "load", lambda: replace(CATALOGUE, digest="other"))
    elif what == "decision":
        decision = flow.review.Decision("elsewhere", 0, 1, "1")
        monkeypatch.setattr(flow.review, "decisions", lambda: (decision,))
    else:
        (tmp_path / "code").mkdir()
        monkeypatch.setattr(flow, "__file__", str(tmp_path / "code" / "build.py"))
    second = build([folder], snapshots)
    assert second.is_new
    assert second.snapshot and first.snapshot
    assert second.snapshot[-8:] != first.snapshot[-8:]


def test_a_damaged_snapshot_is_built_anew(write: Write, snapshots: Path) -> None:
    folder = write("a.txt")
    first = build([folder], snapshots)
    (snapshots / f"{first.snapshot}.duckdb").write_bytes(b"nothing")
    assert build([folder], snapshots).is_new
    assert reports(snapshots) == [("a", "a.txt")]


def test_progress_counts_every_report(write: Write, snapshots: Path) -> None:
    write("a.txt")
    folder = write("b.txt", "坏。")
    told: list[tuple[int, int]] = []
    build([folder], snapshots, lambda done, total: told.append((done, total)))
    assert told == sorted(told) and told[-1] == (2, 2)
