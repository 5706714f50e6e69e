"""Parts of the page 系统: snapshots on the disk, the machine, errors by number, and a test of itself."""

import os
import platform
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pages.shared import journal
from pages.shared.foreign import escape
from pages.shared.granting import china
from pages.shared.reviewing import queue
from pages.shared.selection import Selection
from pipeline.store import UNREACHABLE, decisions
from queries import download, evidence, failure, is_fallen_back, is_whole, path, selection
from queries.statistics.intervals import interval

LIBRARIES = ("streamlit", "duckdb", "polars", "plotly")
SCARCE = 2 << 30  # bytes of the disk below which a build may fail


def waiting(choice: Selection) -> int | None:
    """Cases that wait for a person; None while the store of decisions is out of reach."""
    try:
        return len(queue.load(choice, None).cases)
    except UNREACHABLE:
        return None


def conclusion(snapshot: str, waiting: int | None) -> str:
    """What an administrator has to know, in one sentence."""
    free = _free()
    disk = f"磁盘可用{_size(free)}" + ("，已不多，请清理" if free < SCARCE else "")
    kept = "存放决定、会议和权限的数据库连不上" if waiting is None else f"待核对{waiting:,}处"
    build = "失败" if failure() else "成功"
    build = "当前的数据文件已损坏，请重新生成" if is_fallen_back() else f"最近一次生成{build}"
    return f"正在使用{_time(snapshot)}生成的数据，{build}；{disk}；{kept}，出错{len(journal.FAULTS)}次。"


def snapshots(served: str) -> list[dict[str, str]]:
    """One row per snapshot, the newest first: time, size, state, id."""
    files = sorted(path(served).parent.glob("*.duckdb"), reverse=True)
    return [
        {
            "time": _time(file.stem),
            "size": _size(file.stat().st_size),
            "state": _state(file.stem, served),
            "id": file.stem,
        }
        for file in files
    ]


def _state(snapshot: str, served: str) -> str:
    if snapshot == served:
        return "正在使用"
    if not is_whole(snapshot):
        return "已损坏"
    return "可退回" if snapshot < served else "较新，未使用"


def faults() -> str:
    """The last errors that readers or programs were told, by the number they may quote."""
    if not journal.FAULTS:
        return "<p class='quiet'>启动以来没有出错。</p>"
    rows = "".join(f"<li>{china(when)}，编号{escape(number)}</li>" for when, number in reversed(journal.FAULTS))
    return f"<ul class='notes'>{rows}</ul>"


def machine() -> str:
    """Disk, processors and versions as a list."""
    when, _, why = (failure() or "").partition(" ")
    told = {
        "磁盘可用": _size(_free()),
        "处理器": f"{os.cpu_count()}个",
        "上次生成": f"{_moment(when)}失败：{why or when}" if when else "成功",
        "操作系统": f"{platform.system()}-{platform.release()}",
        "程序": f"Python-{platform.python_version()}、SQLite-{sqlite3.sqlite_version}",
        "程序库": "、".join(f"{name}-{version(name)}" for name in LIBRARIES),
    }
    return "<dl class='card'>" + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in told.items()) + "</dl>"


def tested(snapshot: str) -> list[dict[str, Any]]:
    """One row per test: what, is_good, result (Chinese). A test that fails in any way is told, not raised."""
    rows = []
    for what, test in TESTS.items():
        try:
            is_good = test(snapshot)
            rows.append(
                {"what": what, "is_good": is_good, "result": "通过" if is_good else "没有通过：结果与已知答案不同"}
            )
        except Exception as error:
            number = journal.fault(error)
            rows.append({"what": what, "is_good": False, "result": f"没有通过：出错，编号{number}"})
    return rows


def verdict(done: list[dict[str, Any]]) -> str:
    """How many tests were passed."""
    good = sum(row["is_good"] for row in done)
    return f"{len(done)}项全部通过。" if good == len(done) else f"{len(done)}项中{good}项通过，请查看下表。"


def _is_whole(snapshot: str) -> bool:
    row = selection.snapshot(snapshot).row(0, named=True)
    return bool(row["reports"] == row["held"])


def _stand_quotes(snapshot: str) -> bool:
    """Every number of one report stands at its place."""
    report = _some_report(snapshot)
    text = evidence.report(snapshot, report=report).row(0, named=True)["text"]
    return all(
        text[row["start"] : row["end"]] == row["quote"] for row in evidence.marks(snapshot, report=report).to_dicts()
    )


def _agree_threads(snapshot: str) -> bool:
    report = _some_report(snapshot)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: evidence.marks(snapshot, report=report), range(64)))
    return all(answer.equals(answers[0]) for answer in answers)


def _some_report(snapshot: str) -> str:
    return str(download.figures(snapshot, most=100, simulated=True)["report"].drop_nulls()[0])


def _is_exact(_snapshot: str) -> bool:
    """Clopper and Pearson's interval of 8 in 10, as textbooks print it."""
    found = interval(8, 10)
    return found is not None and (round(found.low, 2), round(found.high, 2)) == (44.39, 97.48)


def _is_writable(snapshot: str) -> bool:
    with tempfile.TemporaryDirectory(dir=path(snapshot).parent, prefix="selftest.tmp.") as folder:
        file = Path(folder) / "x"
        with file.open("wb") as sink:
            sink.write(b"\0" * (1 << 20))
            sink.flush()
            os.fsync(sink.fileno())
        return file.stat().st_size == 1 << 20


def _is_history_whole(_snapshot: str) -> bool:
    return len(decisions.history()) == decisions.last()


TESTS: dict[str, Callable[[str], bool]] = {
    "数据完整，报告份数与生成时相同": _is_whole,
    "一份报告的每个数都在原文原处": _stand_quotes,
    "8路同时提问，64个答案相同": _agree_threads,
    "10件中8件的精确区间为44.4%至97.5%": _is_exact,
    "数据文件夹可写入、可落盘": _is_writable,
    "人工决定可读，条数相符": _is_history_whole,
}


def _free() -> int:
    return shutil.disk_usage(path("").parent).free


def _moment(said: str) -> str:
    """A moment of the note on a failed build in China's time; nothing where the note could not be written whole."""
    try:
        return china(datetime.fromisoformat(said))
    except ValueError:
        return ""


def _size(size: int) -> str:
    return f"{size / (1 << 30):.1f}GB" if size >= 1 << 30 else f"{size / (1 << 20):.1f}MB"


def _time(snapshot: str) -> str:
    """When a snapshot was made, by its id, in China's time."""
    return china(datetime.strptime(snapshot[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC))
