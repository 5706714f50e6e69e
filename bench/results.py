"""What a benchmark found, on the screen and at the end of RESULTS.md with the machine it ran on; nothing is overwritten."""

import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

FILE = Path(__file__).with_name("RESULTS.md")
PACKAGES = ("duckdb", "polars", "streamlit", "plotly", "joblib")


def record(title: str, head: Sequence[str], rows: Iterable[Sequence[object]], notes: Iterable[str] = ()) -> None:
    """Add a chapter: when, by which command, on what and how busy a machine, a table and remarks."""
    lines = [f"\n## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {title}\n", f"`{_command()}`\n", f"{_machine()}\n"]
    lines += [_line(head), _line("---" for _ in head), *(_line(map(_plain, row)) for row in rows)]
    lines += ["", *(f"- {note}" for note in notes)]
    text = "\n".join(lines).rstrip() + "\n"
    print(text)
    with FILE.open("a", encoding="utf-8") as file:
        file.write(text)


def interleaved(
    works: Mapping[str, Callable[[], object]], rounds: int = 5, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """Median seconds of each work by a clock; all of them in every round, so that a busy minute strikes all alike."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            started = clock()
            work()
            taken[name].append(clock() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _command() -> str:
    module = sys.modules["__main__"].__spec__
    return " ".join(["python -m", module.name if module else sys.argv[0], *sys.argv[1:]])


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    memory = psutil.virtual_memory().total / 2**30
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}; "
        f"load over 1, 5, 15 minutes: {load}"
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(cell: object) -> str:
    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.3g}"
