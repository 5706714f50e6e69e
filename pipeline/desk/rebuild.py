"""Applying decisions: a build in a process of its own, so that nobody waits for it; its progress is a small file.

Only one runs at a time, of whichever server it is the child: it holds the lock of a database file, which the system
lets go of when the process ends, however it ends. What is asked for meanwhile is a mark on the disk, which the next
build takes away as it begins; so nothing that people said before they asked is left out.
"""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from pipeline import build as flow
from pipeline import trouble
from pipeline.catalogue import CatalogueError
from pipeline.collection import collection
from pipeline.desk import disk
from pipeline.fill import PublishError
from pipeline.store import audit

_children: list["subprocess.Popen[bytes]"] = []  # asked now and then, so that none is left as a zombie
_counting = threading.Lock()  # visits ask in threads of their own
ROOT = Path(__file__).resolve().parent.parent.parent
TURN = 0.2  # seconds until a child looks again whether the build before it has ended


@dataclass(frozen=True, slots=True)
class State:
    """How far the running build is, or why the last one failed (Chinese)."""

    is_running: bool = False
    done: int = 0
    total: int = 0
    failure: str = ""


def start(person: str) -> None:
    """Have a build begun after this moment: by a process of its own, or by the one that builds now, when it is done."""
    if not _wanted().exists():
        audit.note(person, audit.Event.REBUILD, "重新生成数据")
    _wanted().parent.mkdir(parents=True, exist_ok=True)
    _wanted().touch()
    _begin()


def state() -> State:
    """What the file says; a build that was killed is not running, whatever it wrote last."""
    _begin()
    try:
        said = State(**json.loads(_file().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        said = State()
    if _wanted().exists():
        return said if said.is_running else State(is_running=True)
    if said.is_running and (lock := _lock()):
        lock.close()
        return State(failure="更新中途停止，原来的数据不变。")
    return said


def _begin() -> None:
    """A child for what is asked for, unless one of ours lives: it builds, or waits for the build of another server."""
    with _counting:
        _children[:] = [child for child in _children if child.poll() is None]
        if _children or not _wanted().exists():
            return
        command, null = [sys.executable, "-m", "pipeline.desk.rebuild"], subprocess.DEVNULL
        _children.append(subprocess.Popen(command, cwd=ROOT, stdin=null, stdout=null, stderr=null))


def main() -> int:
    """Run in the process of its own while a build is asked for: 1 when the last one that it made failed."""
    failure = ""
    while _wanted().exists():
        lock = _lock()
        if lock is None:  # if it is killed, this one takes its place
            time.sleep(TURN)
            continue
        _wanted().unlink(missing_ok=True)
        _write(State(is_running=True))
        failure = _build()
        _write(State(failure=failure))
        lock.close()
    return 1 if failure else 0


def _build() -> str:
    """Why it failed, empty when it did not."""
    originals = Path(os.environ.get("JIEDAO_REPORTS") or flow.REPORTS)
    snapshots = Path(os.environ.get("JIEDAO_SNAPSHOTS") or flow.SNAPSHOTS)
    try:
        summary = flow.build(collection(originals), snapshots, lambda done, total: _write(State(True, done, total)))
    except (CatalogueError, PublishError, OSError, duckdb.Error) as error:
        return trouble.words(error)
    return "" if summary.snapshot else "没有一份报告可用，原来的数据不变。"


def _file() -> Path:
    """Beside the snapshots that it makes."""
    return Path(os.environ.get("JIEDAO_SNAPSHOTS") or flow.SNAPSHOTS) / "rebuild.json"


def _wanted() -> Path:
    """There while a build is asked for that nobody has begun."""
    return _file().with_suffix(".wanted")


def _lock() -> sqlite3.Connection | None:
    """The lock, None while another process holds it."""
    return disk.lock(_file().with_suffix(".lock"))


def _write(said: State) -> None:
    aside = _file().with_suffix(".aside")
    aside.write_text(json.dumps(asdict(said)), encoding="utf-8")
    os.replace(aside, _file())  # noqa: PTH105 (the atomic one, named as what it is)


if __name__ == "__main__":
    sys.exit(main())
