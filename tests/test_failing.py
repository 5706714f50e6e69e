"""A call to the disk that fails, at every step of publishing: a good snapshot stays served, and people are told in Chinese.

The calls of the database itself fail too, because the C library's are replaced (failing.c): one that fails once, and a
disk that is full from there on. Some of the calls in each run; `make torture` takes every one, and a whole build too.
"""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from world import ROOT

import queries
from pages.shared import data, inner
from pipeline import publish

LONG = bool(os.environ.get("JIEDAO_TORTURE"))
HERE = Path(__file__).parent
FULL, BROKEN = "磁盘已满", "磁盘读写出错"

pytestmark = [
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="only Linux lets a test stand before the C library"
    ),
    pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler here"),
]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("shim") / "failing.so"
    command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(HERE / "failing.c"), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return library


Driver = Callable[..., tuple[str, int, str]]


@pytest.fixture
def attempt(shim: Path, tmp_path: Path) -> Iterator[Driver]:
    """A function that publishes with the nth call failing: how it ended, how many calls there were, which failed."""
    environment = os.environ | {"LD_PRELOAD": str(shim), "PYTHONPATH": f"{ROOT}:{HERE}"}
    command = [sys.executable, str(HERE / "failing.py"), str(shim)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        sink, source = process.stdin, process.stdout
        assert sink and source and source.readline() == "ready\n"

        def ask(value: int, nth: int = 0, error: int = 0, lasting: bool = False, is_whole: bool = False) -> Any:
            told = {"folder": str(tmp_path), "value": value, "nth": nth, "error": error, "lasting": lasting}
            sink.write(json.dumps(told | {"is_whole": is_whole}) + "\n")
            sink.flush()
            return tuple(json.loads(source.readline()))

        yield ask
        sink.close()


def stated(snapshot: Path) -> list[tuple[Any, ...]]:
    with publish.connect(snapshot) as connection:
        return connection.execute("select value from observation where indicator = 'mediation.accepted'").fetchall()


def write_reports(folder: Path, value: int) -> None:
    """Eight reports, of which one has another value each time."""
    (folder / "reports").mkdir(exist_ok=True)
    for n in range(8):
        text = f"示例街道{2015 + n}年法治政府建设年度报告\n全年受理矛盾纠纷{value if n == 0 else 1}件。"
        (folder / "reports" / f"{n}.txt").write_text(text, encoding="utf-8")


def places(calls: int, is_sampled: bool) -> list[int]:
    """Which calls fail, each in its turn: the last ones, where files get their names, and so many of those before."""
    step = max(1, calls // ((40 if is_sampled else calls) if LONG else 8))
    return sorted({*range(1, calls + 1, step), *range(calls - 14, calls + 1)})


@pytest.mark.slow
@pytest.mark.parametrize("is_whole", [False, *([True] if LONG else [])], ids=lambda one: "build" if one else "rows")
@pytest.mark.parametrize(("code", "lasting"), [(errno.EIO, False), (errno.ENOSPC, True)], ids=["broken", "full"])
def test_whatever_call_fails_a_good_snapshot_is_served_and_people_are_told(
    tmp_path: Path, attempt: Driver, serve: Callable[[Path], None], is_whole: bool, code: int, lasting: bool
) -> None:
    snapshots = tmp_path / "snapshots"
    write_reports(tmp_path, 1)
    assert attempt(1, is_whole=is_whole)[0] == "published"
    write_reports(tmp_path, 2)
    said, calls, _ = attempt(2, is_whole=is_whole)
    assert said == "published" and calls > 20
    last, ends, failed = 2, Counter[str](), Counter[str]()
    for nth in places(calls, is_whole or lasting):
        value = 1000 + nth
        write_reports(tmp_path, value)
        before = publish.current(snapshots)
        said, _, call = attempt(value, nth, code, lasting, is_whole)
        serve(snapshots)
        served = queries.current()
        assert served == publish.current(snapshots) and not queries.is_fallen_back()
        assert publish.read_whole(snapshots / f"{served}.duckdb")
        is_new = served != before
        assert max(stated(snapshots / f"{served}.duckdb")) == ((value if is_new else last),)
        last = value if is_new else last
        if said == "published":
            assert is_new and queries.failure() is None
            ends["published"] += 1
        else:
            ends["refused" if call else "ended"] += 1
            failed[call] += 1
            assert re.search(f"{FULL if lasting else BROKEN}|磁盘可能已满", queries.failure() or ""), said
            assert "没有成功" in data.stale()
            assert "失败" in inner.machine()
            assert not list(snapshots.glob("*.tmp*")) or lasting
    print(
        json.dumps(
            {
                "calls": calls,
                "failed_in_turn": ends.total(),
                "lasting": lasting,
                "is_whole": is_whole,
                **ends,
                "failed": failed,
            }
        )
    )
    assert ends["ended"] == 0
    assert attempt(3, is_whole=is_whole)[0] == "published"
    assert queries.failure() is None
