"""The day on which something went wrong: a backup brings everything back, and an older snapshot is one command away."""

import contextlib
import json
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import extraction, tables
from test_decisions import NUMBER

from pipeline import publish, store
from pipeline.__main__ import main
from pipeline.store import accounts, decisions
from pipeline.store.accounts import Role

TEXT = "2023年共受理纠纷446件。"


class House:
    """A server's folders, with a report, a snapshot and a store of their own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reports, self.snapshots = folder / "reports", folder / "snapshots"
        self.people = folder / "store" / "people.sqlite"
        self.enter = lambda: monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{self.people}")
        self.enter()

    def publish(self, digit: str = "0") -> str:
        made = tables([extraction("甲", TEXT, [("mediation.accepted", "446件", 446.0)])])
        return publish.publish(made, digit * 64, self.snapshots).snapshot

    def run(self, command: str, file: Path) -> int:
        return main([command, str(file), "--reports", str(self.reports), "--snapshots", str(self.snapshots)])

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        with publish.connect(self.snapshots / f"{publish.current(self.snapshots)}.duckdb") as connection:
            names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
            return {name: connection.execute(f'from "{name}" order by all').fetchall() for name in names}

    def written(self) -> list[str]:
        with contextlib.closing(sqlite3.connect(self.people)) as connection:
            return list(connection.iterdump())


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    house = House(tmp_path / "old", monkeypatch)
    (house.reports / "甲区").mkdir(parents=True)
    (house.reports / "甲区" / "甲街道2023.txt").write_text(TEXT, encoding="utf-8")
    house.publish()
    decisions.record(NUMBER)
    decisions.record(replace(NUMBER, turn=2, person="乙", reason="原件如此"))
    accounts.grant("甲", Role.ADMIN, None, "部署人员")
    return house


def test_a_lost_server_comes_back_with_equal_rows_and_equal_decisions(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, said, written, file = house.rows(), decisions.history(), house.written(), tmp_path / "备份.zip"
    assert house.run("backup", file) == 0
    new = House(tmp_path / "new", monkeypatch)
    assert new.run("restore", file) == 0
    assert (new.rows(), new.written()) == (rows, written)
    assert decisions.history() == said
    assert (new.reports / "甲区" / "甲街道2023.txt").read_text(encoding="utf-8") == TEXT
    assert publish.served(new.snapshots) == publish.served(house.snapshots)
    assert new.run("restore", file) == 0, "restoring again changes nothing"
    decisions.record(replace(NUMBER, turn=3))
    assert len(decisions.history()) == 3, "the restored store takes further decisions"
    assert not list(new.snapshots.glob("*tmp*"))


def test_a_backup_while_people_decide_holds_whole_decisions_only(house: House, tmp_path: Path) -> None:
    with store.begin():  # somebody is about to write
        assert house.run("backup", tmp_path / "b.zip") == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        (tmp_path / "copy.sqlite").write_bytes(archive.read("people.sqlite"))
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.sqlite")) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert connection.execute("select count(*) from decision").fetchone() == (2,)


def test_restoring_never_overwrites_what_says_something_else(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert house.run("backup", tmp_path / "b.zip") == 0
    decisions.record(replace(NUMBER, turn=3, person="丙"))
    assert house.run("restore", tmp_path / "b.zip") == 2
    assert "内容与备份不同" in capsys.readouterr().err
    assert len(decisions.history()) == 3


@pytest.mark.parametrize("name", ["reports/../../evil.txt", "/evil.txt", "elsewhere/evil.txt", "reports/a\\evil.txt"])
def test_a_backup_cannot_write_outside_its_folders(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = tmp_path / "evil.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
        archive.writestr("manifest.json", json.dumps({"snapshot": "x", "sha256": {name: "0" * 64}}))
    new = House(tmp_path / "new", monkeypatch)
    assert new.run("restore", file) == 2
    assert publish.current(new.snapshots) is None
    assert not list(tmp_path.rglob("evil.txt"))


def test_a_damaged_backup_changes_nothing(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "b.zip"
    assert house.run("backup", file) == 0
    whole = file.read_bytes()
    for place in range(200, len(whole), len(whole) // 7):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        new = House(tmp_path / f"new{place}", monkeypatch)
        if new.run("restore", file) == 0:  # the byte meant nothing
            assert new.rows() == house.rows()
        else:
            assert publish.current(new.snapshots) is None


def test_no_snapshot_gives_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(tmp_path, monkeypatch)
    assert house.run("backup", tmp_path / "b.zip") == 2
    assert not list(tmp_path.glob("b.zip*"))


def test_an_older_snapshot_is_one_command_away(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--snapshots", str(house.snapshots)]
    first = str(publish.current(house.snapshots))
    assert main(["rollback", *where]) == 2, "there is none before the first"
    second, third = house.publish("1"), house.publish("2")
    assert main(["rollback", *where]) == 0
    assert publish.current(house.snapshots) == second
    assert main(["rollback", first, *where]) == 0
    assert main(["rollback", third, *where]) == 0, "and back again"
    assert publish.current(house.snapshots) == third
    capsys.readouterr()
    assert main(["rollback", "20000101T000000000Z-00000000", *where]) == 2
    assert first in capsys.readouterr().err
    damaged = house.snapshots / f"{second}.duckdb"
    damaged.write_bytes(damaged.read_bytes()[:5000])
    assert main(["rollback", second, *where]) == 2
    assert publish.current(house.snapshots) == third
