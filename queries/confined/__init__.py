"""Statements that a person types, run on a snapshot where they can do no harm: one child process for each, with limits.

Inside one process DuckDB cannot be held (a `repeat` takes gigabytes, a `levenshtein` ignores the interrupt), so the
child is ended from outside. It shares nothing with pipeline.sandbox, which keeps one child for many documents: here
each statement has a fresh one, so that nothing a statement leaves behind meets the next.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import queries

MB = 1 << 20
CHILD = Path(__file__).with_name("child.py")
LONGEST = 20_000  # characters of a statement
LARGEST = 16 * MB  # bytes of an answer
AT_ONCE = 2  # children; each may take its whole memory
PATIENCE = 10  # seconds that a statement waits for its turn
DIED = "查询中途被停下：占用的内存或计算量超过上限。数据不受影响，请缩小范围（加条件、先汇总）后重试。"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one statement may cost. Memory, processor and disk hold where the system has such limits (not on Windows);
    the clock, the rows and the engine's own memory limit hold everywhere."""

    seconds: int = 3  # on the wall clock, then the child is killed
    cpu: int = 6  # seconds on all cores
    memory: int = 1536 * MB  # bytes of address space
    engine: int = 512 * MB  # bytes that the engine grants itself
    rows: int = 1_000
    cell: int = 5_000  # characters


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a statement: rows, or the reason why there are none, in Chinese."""

    columns: tuple[str, ...] = ()
    numeric: tuple[bool, ...] = ()  # whether a column holds numbers
    rows: tuple[tuple[str | None, ...], ...] = ()
    is_cut: bool = False  # there were more rows
    reason: str = ""
    detail: str = ""  # the engine's own words on it


_turns = threading.BoundedSemaphore(AT_ONCE)


def run(snapshot: str, statement: str, limits: Limits = Limits()) -> Answer:
    """Rows of one SELECT or EXPLAIN on a snapshot; never raises for what the statement does."""
    if len(statement) > LONGEST:
        return Answer(reason=f"语句太长（超过{LONGEST:,}个字符），没有执行。")
    if not _turns.acquire(timeout=PATIENCE):
        return Answer(reason="同时查询的人较多，没有轮到；请稍后再试。")
    try:
        return _ask(snapshot, statement, limits)
    finally:
        _turns.release()


def _ask(snapshot: str, statement: str, limits: Limits) -> Answer:
    request = json.dumps({"database": f"{snapshot}.duckdb", "statement": statement, **asdict(limits)})
    process, is_late = _start(), threading.Event()
    clock = threading.Timer(limits.seconds, _end, [process, is_late])
    clock.start()
    try:
        answer = _exchange(process, request.encode())
    except (OSError, ValueError):  # no answer, or none that can be read
        late = f"查询超过{limits.seconds}秒，已停下。数据不受影响，请缩小范围（加条件、先汇总）后重试。"
        return Answer(reason=late if is_late.is_set() else DIED)
    finally:
        clock.cancel()
        _kill(process)
        process.wait()
    rows = tuple(tuple(row) for row in answer.pop("rows", ()))
    columns, numeric = tuple(answer.pop("columns", ())), tuple(answer.pop("numeric", ()))
    return Answer(columns, numeric, rows, **answer)


def _start() -> subprocess.Popen[bytes]:
    """A child that inherits no environment and stands in the folder of snapshots."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ and os.name == "nt"}
    return subprocess.Popen(
        [sys.executable, "-I", "-B", str(CHILD)],
        cwd=queries.SNAPSHOTS,
        env=kept | {"HOME": os.sep},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _exchange(process: subprocess.Popen[bytes], request: bytes) -> dict[str, Any]:
    """The child's answer, which is only parsed as JSON. Raises OSError, ValueError."""
    stdin, stdout = process.stdin, process.stdout
    if not stdin or not stdout:
        raise OSError
    with stdin, stdout:
        stdin.write(request)
        stdin.close()
        answer = stdout.read(LARGEST + 1)
    if len(answer) > LARGEST:
        raise ValueError
    loaded: dict[str, Any] = json.loads(answer)
    return loaded


def _end(process: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
