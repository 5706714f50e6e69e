"""The server killed with all its children at random moments, while forty files come in and two people decide."""

import base64
import contextlib
import hashlib
import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import forty
import pytest
from people import own_board
from test_e2e import _wait
from test_people_e2e import free_port
from world import ROOT

from pipeline.store import decisions, received

LONG = bool(os.environ.get("JIEDAO_TORTURE"))
KILLS = int(os.environ.get("JIEDAO_KILLS", "50"))
MOST = 6  # times that the forty files come in, each time as new versions
LONGEST = 24  # seconds that a server lives at most, from the moment that it answers
GONE = (OSError, ValueError, http.client.HTTPException)  # what one meets where a server was killed
PAUSE = 0.1  # seconds between two decisions of a person
AGAIN = 12  # turns on a number before the next one is taken


class Told:
    """What the server acknowledged; only this may be asked for afterwards."""

    def __init__(self) -> None:
        self.decided: set[tuple[str, int]] = set()
        self.originals: set[str] = set()
        self.batches: set[str] = set()
        self.confirmed: set[str] = set()
        self.taken: dict[str, int] = {}  # batch → how many of its files were asked to be taken in
        self.made = [_files(turn) for turn in range(MOST)]  # before anything is killed: making them takes a while


def _files(turn: int) -> list[tuple[str, str]]:
    files = [*forty.good(turn), *((name, data) for name, data, _ in forty.BAD)]
    return [(name, base64.b64encode(data).decode()) for name, data in files]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with own_board(tmp_path, monkeypatch, {"龙津2019.txt": forty.report("龙津镇", 2019, 205).encode()}):
        yield tmp_path


@contextlib.contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server in a process group of its own, which the test kills; whatever happens, nothing of it stays."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    command = [sys.executable, "-m", "uvicorn", "driven:app", "--port", str(port), "--log-level", "critical"]
    null = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=null, stderr=null, start_new_session=True
    ) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/healthz")
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def ask(port: int, path: str, content: Any = None) -> Any:
    """The answer of the server, None when it was refused; raises OSError when the server is gone."""
    data = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (the same)
            return json.load(answer)
    except urllib.error.HTTPError as error:
        assert error.code == 409, error.read().decode()
        return None


def review(port: int, person: str, run: int, told: Told) -> None:
    """Decide one after the other, both people on the same numbers, so that they meet."""
    with contextlib.suppress(*GONE):
        for n in range(100_000):
            subject, turn = f"{run}:{n // AGAIN}", n % AGAIN + 1
            said = {"subject": subject, "turn": turn, "person": person, "sha256": "0" * 64, "report": "龙津2019"}
            action = "undo" if turn % 4 == 0 else ("accept", "correct", "reject")[turn % 3]
            if ask(port, "/test/decide", {"action": action, "quote": "205件", **said}):
                told.decided.add((subject, turn))
            time.sleep(PAUSE)


def bring(port: int, told: Told) -> None:
    """Bring forty files in, wait until they are read, confirm, wait until the data are new, and again."""
    with contextlib.suppress(*GONE):
        while True:
            found = ask(port, "/test/waiting")
            if not found and told.made:
                told.batches.add(ask(port, "/test/bring", told.made.pop(0)))
            confirm(port, told, found)
            time.sleep(0.2)


def confirm(port: int, told: Told, found: dict[str, list[int]]) -> None:
    """Take in what is read."""
    for id, (unread, many) in found.items():
        if not unread:
            told.taken[id] = many
            if taken := ask(port, f"/test/confirm/{id}", {}):
                told.originals.update(taken)
                told.confirmed.add(id)


def check(home: Path, told: Told) -> None:
    """What was acknowledged is there and whole, with nobody alive to help."""
    with contextlib.closing(sqlite3.connect(home / "people.sqlite")) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    kept = {(one.subject, one.turn) for one in decisions.history()}
    assert told.decided <= kept, "a confirmed decision is lost"
    rows = received.every()
    assert told.originals <= {row.sha256 for row in rows}, "a confirmed original is lost"
    for row in rows:
        assert hashlib.sha256((home / "originals" / row.sha256).read_bytes()).hexdigest() == row.sha256
    entered, waiting = {row.batch for row in rows}, {path.name for path in (home / "originals" / "waiting").glob("*")}
    assert told.confirmed <= entered
    assert told.batches - entered <= waiting, "a batch that was brought is gone"
    assert all(sum(row.batch == id for row in rows) == told.taken[id] for id in entered), "a batch entered by halves"
    served = (home / "snapshots" / "CURRENT").read_text(encoding="utf-8").strip()
    with duckdb.connect(str(home / "snapshots" / f"{served}.duckdb"), read_only=True) as snapshot:
        assert snapshot.execute("select count(*) from report").fetchone() != (0,)


@pytest.mark.skipif(not LONG, reason="takes a quarter of an hour: JIEDAO_TORTURE=1")
def test_a_server_killed_at_any_moment_loses_no_decision_and_no_original_and_starts_clean(home: Path) -> None:
    told, chance = Told(), random.Random(5)
    for run in range(KILLS):
        port = free_port()
        with serving(port) as server:
            assert ask(port, "/healthz")["status"] == "ok" and ask(port, "/readyz")["ready"]
            threads = [threading.Thread(target=review, args=(port, person, run, told)) for person in ("甲", "乙")]
            threads.append(threading.Thread(target=bring, args=(port, told)))
            for thread in threads:
                thread.start()
            time.sleep(chance.random() * LONGEST)
            os.killpg(server.pid, signal.SIGKILL)
            for thread in threads:
                thread.join()
        check(home, told)
        print(run + 1, len(told.decided), len(told.batches), len(told.originals), flush=True)
    figures = finish(home, told)
    print({"kills": KILLS, "decisions_confirmed": len(told.decided), "lost": 0, **figures})


def finish(home: Path, told: Told) -> dict[str, int]:
    """A server that nobody kills goes on with what waits, and serves all of it."""
    port = free_port()
    with serving(port):
        end = time.monotonic() + 600
        while time.monotonic() < end:
            confirm(port, told, ask(port, "/test/waiting"))
            state, rows = ask(port, "/test/renew", {})
            if not state["is_running"] and not ask(port, "/test/waiting") and rows and _is_served(home):
                break
            time.sleep(0.5)
        else:
            pytest.fail("the server did not come to an end with what waited")
        assert ask(port, "/readyz")["whole"]
    check(home, told)
    left = [
        path.name for path in (home / "originals" / "waiting").iterdir() if not path.name.startswith("reading.lock")
    ]
    assert not [name for name in left if not name.endswith(".aside")], left
    return {"originals_confirmed": len(told.originals), "batches": len(told.confirmed)}


def _is_served(home: Path) -> bool:
    """Whether the snapshot holds the versions that hold."""
    used, _ = received.in_use(received.every())
    served = (home / "snapshots" / "CURRENT").read_text(encoding="utf-8").strip()
    with duckdb.connect(str(home / "snapshots" / f"{served}.duckdb"), read_only=True) as snapshot:
        return set(used) <= {sha256 for (sha256,) in snapshot.execute("select sha256 from report").fetchall()}
