"""Decisions of people: nothing is lost, nothing is overwritten, nothing is changed. On a file and on a real server."""

import contextlib
import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import people
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from world import ROOT

from pipeline import store
from pipeline.__main__ import main
from pipeline.model import Action, Decision
from pipeline.store import accounts, audit, decisions, upgrade
from pipeline.store.accounts import Role
from pipeline.store.schema import metadata

KILLS = int(os.environ.get("JIEDAO_KILLS", "20"))
NUMBER = Decision(
    "0123:10-14:205件", 1, Action.ACCEPT, "甲", report="东街2023", sha256="0" * 64, start=10, end=14, quote="205件",
    sentence_start=0, sentence="调解205件。", indicator="mediation.handled", value=205, unit="件", qualifier="exact",
    period_start=date(2023, 1, 1), period_end=date(2023, 12, 31), status="actual", scope="street",
)  # fmt: skip


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with people.cluster() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def filed(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty store, once as a file, once on a server; its address."""
    if request.param == "postgresql" and people.PG_CTL is None:
        pytest.skip(people.MISSING)
    address = f"sqlite:///{tmp_path / 'people.sqlite'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("server")
        engine = store._engine(address)
        with engine.begin() as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
            metadata.create_all(connection)
    monkeypatch.setenv("JIEDAO_STORE", address)
    yield address
    store._engine(address).dispose()


def test_what_was_decided_is_read_as_it_was_written(filed: str) -> None:
    written = decisions.record(NUMBER)
    assert decisions.history() == [written]
    assert written == replace(NUMBER, time=written.time)
    assert decisions.in_force(decisions.history()) == {NUMBER.subject: written}


def test_the_second_of_two_who_saw_the_same_is_told_what_the_first_decided(filed: str) -> None:
    first = decisions.record(NUMBER)
    with pytest.raises(decisions.Conflict, match="甲刚刚对此作了决定（采用），您的决定没有保存") as conflict:
        decisions.record(replace(NUMBER, person="乙", action=Action.REJECT))
    assert conflict.value.latest == first
    decisions.record(replace(NUMBER, person="乙", action=Action.REJECT, turn=2))
    assert [one.person for one in decisions.history(NUMBER.subject)] == ["甲", "乙"]


def test_of_many_who_decide_at_the_same_moment_exactly_one_is_heard(filed: str) -> None:
    ready = threading.Barrier(6)

    def decide(person: int) -> bool:
        ready.wait()
        try:
            decisions.record(replace(NUMBER, person=f"核对员{person}"))
        except decisions.Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        heard = list(threads.map(decide, range(6)))
    assert sum(heard) == 1
    assert len(decisions.history()) == 1
    assert len(audit.entries()) == 1


def again(address: str) -> None:
    """As if the program were started anew."""
    with contextlib.suppress(DBAPIError):
        store._engine(address).dispose()
    store._engine.cache_clear()


def test_a_store_of_an_older_program_is_upgraded_whole_and_one_of_a_newer_program_is_refused(
    filed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.record(NUMBER)
    with store.begin() as connection:
        connection.execute(text("delete from version"))  # as it was before versions were written
    again(filed)
    monkeypatch.setattr(upgrade, "STEPS", (("create table extra (words text)", "no statement at all"),))
    with pytest.raises(DBAPIError):
        decisions.history()
    monkeypatch.setattr(upgrade, "STEPS", (("create table extra (words text)", "insert into extra values ('x')"),))
    for _ in range(2):  # the second start finds nothing to do
        with store.begin() as connection:
            assert connection.execute(text("select words from extra")).all() == [("x",)]
            assert connection.execute(text("select max(version) from version")).scalar() == 2
        again(filed)
    monkeypatch.setattr(upgrade, "STEPS", ())
    with pytest.raises(upgrade.Newer, match="由更新的程序写成（第2版，本程序只认识到第1版）"):
        decisions.history()
    monkeypatch.setattr(upgrade, "STEPS", ((),))
    assert [one.quote for one in decisions.history()] == ["205件"]


UNDOING = [  # what was said, and what holds then
    ([Action.ACCEPT], Action.ACCEPT),
    ([Action.ACCEPT, Action.UNDO], None),
    ([Action.ACCEPT, Action.REJECT, Action.UNDO], Action.ACCEPT),
    ([Action.ACCEPT, Action.UNDO, Action.REJECT], Action.REJECT),
    ([Action.ACCEPT, Action.UNDO, Action.UNDO, Action.CORRECT], Action.CORRECT),
]


@pytest.mark.parametrize(("said", "holds"), UNDOING)
def test_an_undone_word_gives_way_to_the_one_before(said: list[Action], holds: Action | None) -> None:
    words = [replace(NUMBER, action=action, turn=turn) for turn, action in enumerate(said, start=1)]
    standing = decisions.in_force(words)
    assert (standing[NUMBER.subject].action if standing else None) == holds


@pytest.mark.parametrize("table", ["decision", "audit", "account"])
@pytest.mark.parametrize("verb", ["update {} set person = '别人'", "delete from {}"])
def test_the_database_itself_refuses_to_change_what_was_written(filed: str, table: str, verb: str) -> None:
    decisions.record(NUMBER)
    accounts.grant("甲", Role.ADMIN, None, "部署人员")
    with pytest.raises(DBAPIError, match="rows are only added"), store.begin() as connection:
        connection.execute(text(verb.format(table)))
    assert decisions.history()[0].person == "甲"


def test_every_decision_has_its_line_in_the_log(filed: str) -> None:
    decisions.record(NUMBER)
    decisions.record(replace(NUMBER, action=Action.UNDO, turn=2, person="乙"))
    lines = [(line["person"], line["event"], line["detail"]) for line in audit.entries()]
    assert lines == [
        ("乙", "决定", "撤销：东街2023、205件、mediation.handled、205"),
        ("甲", "决定", "采用：东街2023、205件、mediation.handled、205"),
    ]


def test_a_history_moves_whole_to_another_store_and_only_once(
    filed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.record(NUMBER)
    decisions.record(replace(NUMBER, turn=2, action=Action.CORRECT, value=206.5, person="乙", reason="原件为206.5"))
    decisions.record(replace(NUMBER, second=True, person="丙"))
    lines, said = list(decisions.export()), decisions.history()
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert decisions.restore(lines, "管理员") == 3
    assert decisions.history() == said
    assert decisions.restore(lines, "管理员") == 0
    changed = [lines[0].replace('"甲"', '"丁"')]
    with pytest.raises(decisions.Conflict):
        decisions.restore(changed, "管理员")
    with pytest.raises(ValueError, match="第2行不是导出的决定"):
        decisions.restore([lines[0], "{}"], "管理员")


def test_the_command_line_writes_and_reads_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'one.sqlite'}")
    decisions.record(NUMBER)
    assert main(["decisions", "export"]) == 0
    (tmp_path / "history.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert main(["decisions", "import", str(tmp_path / "history.jsonl")]) == 0
    assert [one.quote for one in decisions.history()] == ["205件"]
    (tmp_path / "history.jsonl").write_text("不是决定", encoding="utf-8")
    assert main(["decisions", "import", str(tmp_path / "history.jsonl")]) == 2
    assert "没有导入任何决定：第1行" in capsys.readouterr().err
    for file in tmp_path.glob("*.sqlite"):
        store._engine(f"sqlite:///{file}").dispose()


def test_the_last_word_on_a_person_is_their_role(filed: str) -> None:
    accounts.grant("甲", Role.REVIEWER, None, "管理员")
    accounts.grant("乙", Role.OFFICE, "118801001", "管理员")
    accounts.grant("甲", Role.NONE, None, "管理员")
    assert accounts.find("甲") == accounts.Account("甲", Role.NONE, None)
    assert accounts.find("乙") == accounts.Account("乙", Role.OFFICE, "118801001")
    assert accounts.find("丙") is None
    for role, office in ((Role.OFFICE, None), (Role.READER, "118801001")):
        with pytest.raises(ValueError, match="街镇"):
            accounts.grant("丙", role, office, "管理员")


WRITER = """
import itertools, sys
from dataclasses import replace
from test_decisions import NUMBER
from pipeline.store import decisions
for n in itertools.count():
    decisions.record(replace(NUMBER, subject=f"{sys.argv[1]}:{n}"))
    print(n, flush=True)
"""


def test_a_process_killed_while_deciding_loses_no_decision_that_it_confirmed(filed: str) -> None:
    """kill -9 at arbitrary moments; more of them with JIEDAO_KILLS=200."""
    confirmed = set()
    kills = KILLS if filed.startswith("sqlite") else KILLS // 4  # a server's own files are its own business
    for run in range(kills):
        environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        command = [sys.executable, "-c", WRITER, str(run)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as writer:
            assert writer.stdout
            told = list(itertools.islice(writer.stdout, 2))
            time.sleep(0.003 * (run % 7))
            writer.kill()
            told += writer.stdout.readlines()
        confirmed |= {f"{run}:{line.strip()}" for line in told if line.endswith("\n")}
    kept = {one.subject for one in decisions.history()}
    assert len(confirmed) >= 2 * kills
    assert confirmed <= kept
    assert len(audit.entries(100_000)) == len(kept)
    if filed.startswith("sqlite"):
        with store.begin() as connection:
            assert connection.execute(text("pragma integrity_check")).scalar() == "ok"
