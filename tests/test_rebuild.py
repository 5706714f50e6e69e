"""Builds that people ask for: never two at once, never a pile of them, and none that leaves out what was said before."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from people import own_board
from world import ROOT

from pipeline.desk import rebuild
from pipeline.store import audit

REPORT = {"望湖.txt": "澄江区望湖街道2023年法治政府建设年度报告\n全年调解矛盾纠纷205件。\n".encode()}
# What a process of the board does in which many press the button at once; it tells how many children it has.
SERVER = """
import time
from concurrent.futures import ThreadPoolExecutor
from pipeline.desk import rebuild
with ThreadPoolExecutor(8) as visits:
    list(visits.map(lambda n: rebuild.start(f"核对员{n}"), range(24)))
    for _ in range(10):
        list(visits.map(lambda _: rebuild.state(), range(24)))
        time.sleep(0.1)
print(len(rebuild._children), flush=True)
while rebuild.state().is_running:
    time.sleep(0.1)
"""


def server() -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", SERVER]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ.copy(), stdout=subprocess.PIPE, text=True)


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A folder of its own, and builds that only count themselves."""
    monkeypatch.setenv("JIEDAO_SNAPSHOTS", str(tmp_path))
    made = list[int]()
    monkeypatch.setattr(rebuild, "_build", lambda: made.append(1) or "")
    return made


def test_of_many_who_ask_in_two_servers_at_once_each_server_has_one_child_and_the_data_are_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_board(tmp_path, monkeypatch, REPORT):
        held = rebuild._lock()
        assert held
        with contextlib.ExitStack() as stack:
            servers = [stack.enter_context(server()) for _ in range(2)]
            assert [one.stdout.readline() for one in servers if one.stdout] == ["1\n", "1\n"]
            held.close()
            assert [one.wait(60) for one in servers] == [0, 0]
        assert rebuild.state() == rebuild.State()
        assert not rebuild._wanted().exists()
        assert any(line["event"] == audit.Event.REBUILD for line in audit.entries())


def test_what_is_asked_for_during_a_build_is_built_after_it(
    counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def build() -> str:
        if not counted:
            rebuild._wanted().touch()
        counted.append(1)
        return ""

    monkeypatch.setattr(rebuild, "_build", build)
    rebuild._wanted().touch()
    assert rebuild.main() == 0
    assert len(counted) == 2
    assert not rebuild._wanted().exists()


def test_nothing_is_built_that_nobody_asked_for(counted: list[int]) -> None:
    assert rebuild.main() == 0
    assert counted == []


ENDS: list[tuple[str, Callable[[], None], int]] = [
    ("the other took it up", lambda: rebuild._wanted().unlink(), 0),
    ("the other was killed before", lambda: None, 1),
]


@pytest.mark.parametrize(("how", "end", "builds"), ENDS, ids=[how for how, _, _ in ENDS])
def test_a_child_waits_for_the_build_of_another_server(
    how: str, end: Callable[[], None], builds: int, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild._wanted().touch()
    held = rebuild._lock()
    assert held

    def pause(_seconds: float) -> None:
        assert rebuild.state().is_running, "what is asked for counts as running until it is built"
        end()
        held.close()

    monkeypatch.setattr(rebuild, "_begin", lambda: None)
    monkeypatch.setattr(time, "sleep", pause)
    assert rebuild.main() == 0
    assert len(counted) == builds
