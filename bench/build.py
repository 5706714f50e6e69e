"""A simulated country from files to a published snapshot: speed, memory, one more report, and a build that was killed."""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import psutil
from joblib import Parallel, delayed

from bench.results import record
from pipeline import publish, simulate

COUNTRY = 400_000  # reports of all offices over ten years


class Memory:
    """The most that a process and its children held together, sampled; shared pages count once for each."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.peak, self._root = 0, psutil.Process(process.pid)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while self._root.is_running() and self._root.status() != psutil.STATUS_ZOMBIE:
            held = 0
            for process in (self._root, *self._children()):
                try:
                    held += process.memory_info().rss
                except psutil.Error:
                    continue
            self.peak = max(self.peak, held)
            time.sleep(0.2)

    def _children(self) -> list[psutil.Process]:
        try:
            return self._root.children(recursive=True)
        except psutil.Error:
            return []


@contextmanager
def building(folder: Path, snapshots: Path) -> Iterator[tuple[subprocess.Popen[bytes], Memory]]:
    """The command that builds, in a process group of its own."""
    command = [sys.executable, "-m", "pipeline", "build", str(folder), "--snapshots", str(snapshots)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    yield process, Memory(process)
    process.wait()


def build(folder: Path, snapshots: Path) -> tuple[float, float]:
    """Seconds that a build took, and the most memory in GB."""
    started = time.perf_counter()
    with building(folder, snapshots) as (process, memory):
        process.wait()
    return time.perf_counter() - started, memory.peak / 2**30


def kill(folder: Path, snapshots: Path, batches: int) -> float:
    """Seconds until a build had made so many batches, when it was killed with all its children."""
    started = time.perf_counter()
    with building(folder, snapshots) as (process, _):
        while process.poll() is None and made(snapshots) < batches:
            time.sleep(0.5)
        os.killpg(process.pid, signal.SIGKILL)
    return time.perf_counter() - started


def made(snapshots: Path) -> int:
    """Number of batches that are there."""
    return sum(1 for _ in (snapshots / "batches").glob("??/*/failures.json"))


def peer(folder: Path) -> tuple[float, int]:
    """Seconds that both cores need to read all files and find their digits, and the characters read."""
    files = sorted(folder.rglob("*.txt"))
    started = time.perf_counter()
    parts = Parallel(n_jobs=2)(delayed(digits)(files[at : at + 500]) for at in range(0, len(files), 500))
    return time.perf_counter() - started, sum(parts)


def digits(files: list[Path]) -> int:
    """Characters of some files, whose digits were found."""
    texts = [file.read_text(encoding="utf-8") for file in files]
    for text in texts:
        re.findall("[0-9]+", text)
    return sum(map(len, texts))


def recall(folder: Path, snapshots: Path) -> tuple[int, float, float]:
    """Stated numbers of the truth, the share in % that was found with value and place, and how much of what was found
    is in the truth."""
    snapshot = snapshots / f"{publish.current(snapshots)}.duckdb"
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        same = "using (report, indicator, value, start, status, scope)"
        truth = f"read_json('{folder / 'truth.jsonl'}')"
        (stated,) = connection.execute(f"select count(*) from {truth}").fetchall()[0]
        (found,) = connection.execute(f"select count(*) from {truth} t semi join observation o {same}").fetchall()[0]
        (taken,) = connection.execute("select count(*) from observation").fetchall()[0]
        return stated, 100 * found / stated, 100 * found / taken


def main() -> None:
    """Run all of it; with --keep the country and its snapshot stay for other benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=4_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="folder for the country and its snapshot")
    parser.add_argument("--no-kill", action="store_true", help="leave out the build that is killed: half of the time")
    options = parser.parse_args()
    root = options.keep or Path(tempfile.mkdtemp())
    folder, snapshots, killed = root / "reports", root / "snapshots", root / "killed"
    reports = sum(1 for _ in simulate.write(folder, options.offices, options.years, 7))
    read, characters = peer(folder)
    whole, memory = build(folder, snapshots)
    again, _ = build(folder, snapshots)
    batches = made(snapshots)
    stated, found, right = recall(folder, snapshots)
    resumed = [] if options.no_kill else [_resumed(folder, snapshots, killed, 2 * batches // 5)]
    for new in simulate.write(root / "new", 1, options.years + 1, 7):
        shutil.copy(new, folder / new.name)
        break
    one, _ = build(folder, snapshots)
    size = (snapshots / f"{publish.current(snapshots)}.duckdb").stat().st_size / 2**30
    speed = reports / whole
    record(
        f"build: {reports:,} reports, {characters / 1e6:.0f} M characters",
        ("work", "seconds", "note"),
        [
            ("peer: read all files and find digits, 2 cores", read, "1 ×"),
            (
                "build from empty",
                whole,
                f"{whole / read:.0f} ×, {speed:.0f} reports/s, peak {memory:.2f} GB, snapshot {size:.2f} GB",
            ),
            ("build again, nothing new", again, ""),
            ("one new report until visible", one, "target 5 s with the whole country; its district is derived again"),
            *resumed,
        ],
        [
            f"{COUNTRY:,} reports of {characters / reports:.0f} characters by proportion: {COUNTRY / speed / 60:.0f} "
            f"minutes (target 40, below 4 GB).",
            f"Against the truth of {stated:,} stated numbers: {found:.2f} % found with value and place; {right:.2f} % of what was found is true.",
        ],
    )
    if not options.keep:
        shutil.rmtree(root)


def _resumed(folder: Path, snapshots: Path, killed: Path, batches: int) -> tuple[str, float, str]:
    """The row of a build that was killed when it had made so many batches, and of the one that went on."""
    until = kill(folder, killed, batches)
    rest, _ = build(folder, killed)
    equal = "yes" if _rows(snapshots) == _rows(killed) else "NO"
    shutil.rmtree(killed)
    return (
        "killed at two fifths, then built on",
        until + rest,
        f"{until:.0f} + {rest:.0f} s; numbers of rows equal: {equal}",
    )


def _rows(snapshots: Path) -> str:
    served = publish.served(snapshots)
    return json.dumps(served.rows if served else None, sort_keys=True)


if __name__ == "__main__":
    main()
