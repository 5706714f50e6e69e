"""系统: what an administrator sees of the server, and a test of itself that can fail."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import words
from streamlit.testing.v1 import AppTest
from world import SNAPSHOT

from pages.shared import inner, journal
from pipeline import seal


def test_the_page_says_what_is_served_what_waits_and_how_much_room_is_left(
    snapshot: str, visit: Callable[..., AppTest]
) -> None:
    at = visit("system")
    assert not at.exception
    for expected in ("正在使用2024-06-01 08:00生成的数据", "磁盘可用", "待核对", "正在使用", SNAPSHOT, "Python-3."):
        assert expected in words(at)


def test_the_self_test_passes_on_good_data(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("system")
    next(button for button in at.button if button.label == "开始自检").click().run()
    assert not at.exception
    assert "6项全部通过" in words(at)


def test_the_self_test_tells_what_it_finds_and_raises_nothing(snapshot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_snapshot: str) -> bool:
        raise OSError("secret")

    monkeypatch.setitem(inner.TESTS, "数据完整，报告份数与生成时相同", lambda _: False)
    monkeypatch.setitem(inner.TESTS, "人工决定可读，条数相符", broken)
    journal.FAULTS.clear()
    done = inner.tested(snapshot)
    assert inner.verdict(done) == "6项中4项通过，请查看下表。"
    assert [row["is_good"] for row in done].count(False) == 2
    (fault,) = journal.FAULTS
    assert fault[1] in done[-1]["result"] and fault[1] in inner.faults()
    assert "secret" not in str(done) + inner.faults()


def test_errors_are_listed_by_number_only_and_the_last_twenty_are_kept() -> None:
    journal.FAULTS.clear()
    assert "没有出错" in inner.faults()
    numbers = [journal.fault(ValueError("受理矛盾纠纷210件")) for _ in range(25)]
    shown = inner.faults()
    assert all(number in shown for number in numbers[5:]) and numbers[4] not in shown
    assert "210件" not in shown
    journal.FAULTS.clear()


def test_older_snapshots_can_be_told_from_the_served_one(tmp_path: Path, serve: Callable[[Path], None]) -> None:
    serve(tmp_path)
    for month in range(4):
        file = tmp_path / f"2024{month + 1:02}01T000000000Z-00000000.duckdb"
        file.write_bytes(b"0" * 1_500_000)
        seal.beside(file).write_text(seal.line(file, file.name), encoding="utf-8")
    file.with_name("20240101T000000000Z-00000000.duckdb").write_bytes(b"1" * 1_500_000)
    kept = inner.snapshots("20240301T000000000Z-00000000")
    assert [row["state"] for row in kept] == ["较新，未使用", "正在使用", "可退回", "已损坏"]
    assert kept[0] == {"time": "2024-04-01 08:00", "size": "1.4MB", "state": "较新，未使用", "id": "20240401T000000000Z-00000000"}  # fmt: skip
