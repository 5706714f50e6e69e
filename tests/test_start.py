"""start.py: what it does of itself, what it leaves alone, and what it says when something is in the way."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from world import ROOT

import start


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Commands that would have been run; all of them succeed. The environment is an empty one that works."""
    commands: list[list[str]] = []

    def run(*command: object) -> int:
        commands.append([str(word) for word in command])
        return 0

    monkeypatch.setattr(start, "_run", run)
    monkeypatch.setattr(start, "_works", lambda: True)
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "SNAPSHOTS", tmp_path / "snapshots")
    return commands


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text("streamlit==1.67.0\n")
    return path


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which something listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_requirements_are_installed_once_and_again_when_they_change(ran: list[list[str]], requirements: Path) -> None:
    start.install(requirements)
    start.install(requirements)
    assert len(ran) == 1
    requirements.write_text("streamlit==1.68.0\n")
    start.install(requirements)
    assert len(ran) == 2
    assert all(command[-2:] == ["-r", str(requirements)] for command in ran)


def test_a_failed_installation_is_told_in_chinese_and_tried_again(
    ran: list[list[str]], requirements: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "NEEDED", requirements)
    monkeypatch.setattr(start, "_run", lambda *_: 1)
    assert start.main(["--port", "1"]) == 2
    assert "软件包没有装上" in capsys.readouterr().err
    monkeypatch.setattr(start, "_run", lambda *command: bool(ran.append(list(command))))
    start.install(requirements)
    assert ran


def test_an_environment_that_does_not_work_is_made_anew(
    ran: list[list[str]], requirements: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "_works", lambda: False)
    start.install(requirements)
    assert ran[0] == [sys.executable, "-m", "venv", "--clear", str(start.VENV)]


def test_data_are_built_only_where_there_are_none(ran: list[list[str]]) -> None:
    start.SNAPSHOTS.mkdir()
    (start.SNAPSHOTS / "CURRENT").write_text("20240101T000000000Z-00000000")
    start.build()
    assert ran == []


def test_a_build_without_a_result_opens_no_board(ran: list[list[str]]) -> None:
    with pytest.raises(start.Trouble, match="数据没有生成"):
        start.build()
    assert ran[0][1:4] == ["-m", "pipeline", "build"]


def test_a_taken_port_is_told_before_anything_is_installed(
    ran: list[list[str]], taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.main(["--port", str(taken)]) == 2
    assert ran == []
    said = capsys.readouterr().err
    assert f"端口 {taken} 已被占用" in said
    assert f"--port {taken + 1}" in said


def test_an_old_python_is_told_which_one_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "OLDEST", (99, 0))
    assert start.main([]) == 2
    assert "需要 Python 3.11" in capsys.readouterr().err


def test_the_test_command_ends_with_pytest_and_its_exit_status(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "_browser", lambda: None)
    monkeypatch.setattr(start, "_fetch_browser", lambda: None)
    assert start.main(["test"]) == 0
    assert ran[-1][1:] == ["-m", "pytest", "-n", "2"]


@pytest.mark.parametrize(("debian", "user", "fetched"), [(True, 0, True), (True, 1000, False), (False, 0, False)])
def test_chromium_is_fetched_by_root_on_debian_only(
    debian: bool, user: int, fetched: bool, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get" if debian and name == "apt-get" else None)
    monkeypatch.setattr("os.geteuid", lambda: user)
    assert start.main(["test"]) == 0
    assert ["apt-get" in command for command in ran] == [False, False, *[True, True] * fetched, False]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to catch")
def test_the_board_answers_says_where_and_stops_when_told_to(world_folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = f"""
        import pathlib, sys, start
        start.install = lambda requirements: None
        start.PYTHON = pathlib.Path(sys.executable)
        sys.exit(start.main(["--no-browser", "--port", "{port}"]))
    """
    environment = os.environ | {"JIEDAO_SNAPSHOTS": str(world_folder), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as board:
        assert board.stdout is not None
        for line in board.stdout:
            if "看板已打开" in line:
                break
        assert f"http://localhost:{port}" in line
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=10) as page:
            assert page.status == 200
        board.send_signal(signal.SIGTERM)
        assert board.wait(timeout=30) == 0
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.1", port), timeout=2):
        pass
