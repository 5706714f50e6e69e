"""A batch: what a handful of originals gives, kept as Parquet under the digest of all that it is a function of.

A build makes the batches that are not there yet, here or on other machines, and publishes all of them. So a build
that was killed goes on where it was, and a new report costs its own batch only. A batch is written aside and moved into
place whole: made twice, it is the same batch.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import joblib

from pipeline.fill import frame
from pipeline.model import Decision, Failure, Original
from pipeline.tables import Tables

SIZE, LEAST = 64, 32  # originals in a batch, about; batches of a small collection, for progress to be seen
FEW = 100  # originals that are quicker read here than by other processes, which have to start first
KEPT = 24 * 3600  # seconds that a batch is kept after a build had no use for it
FAILURES = "failures.json"


@dataclass(frozen=True, slots=True)
class Batch:
    """Originals that are read together, with what people decided on them."""

    key: str
    originals: tuple[Original, ...]
    decided: Mapping[str, Sequence[Decision]]  # by report
    circumstances: str  # digest of all else that it is a function of


class NoEngine(Exception):
    """The machines that were named cannot be reached; the message says so in Chinese."""


def divide(
    originals: Sequence[Original], decided: Mapping[str, Sequence[Decision]], circumstances: str
) -> Iterator[Batch]:
    """Every original in one batch, by its name, so that a new one changes no other batch."""
    buckets: dict[int, list[Original]] = {}
    number = 1 << max((len(originals) - 1) // SIZE, min(len(originals), LEAST) - 1, 0).bit_length()
    for original in originals:
        place = int(hashlib.sha256(original.source.encode()).hexdigest()[:8], 16) % number
        buckets.setdefault(place, []).append(original)
    for _, members in sorted(buckets.items()):
        said = {original.id: decided[original.id] for original in members if original.id in decided}
        what = [(original.id, original.source, original.sha256) for original in members]
        key = hashlib.sha256(f"{circumstances}{what}{said}".encode()).hexdigest()
        yield Batch(key, tuple(members), said, circumstances)


def make(
    batches: Collection[Batch], work: Callable[[Batch], tuple[Tables, list[Failure]]], folder: Path, engine: str | None
) -> Iterator[Batch]:
    """Make the batches that are not there yet, or in which a file failed; each is yielded as soon as it is there.

    ``work`` gives the rows of a batch, and may run in another process or, with ``engine`` = dask://HOST:PORT, on
    another machine that sees the same folder and the same code. Raises NoEngine.
    """
    whole = {batch.key for batch in batches if place(folder, batch).exists() and not failures(folder, [batch])}
    yield from (batch for batch in batches if batch.key in whole)
    missing = [batch for batch in batches if batch.key not in whole]
    if engine is None and sum(len(batch.originals) for batch in missing) <= FEW:
        for batch in missing:
            yield _make(batch, work, folder)
        return
    tasks = (joblib.delayed(_make)(batch, work, folder) for batch in missing)
    try:
        with joblib.parallel_config(**_machines(engine)):
            yield from joblib.Parallel(return_as="generator_unordered")(tasks)
    except ImportError as error:
        raise NoEngine("没有装 Dask：请先运行 pip install distributed，或去掉 --engine 在本机运行。") from error
    except (TimeoutError, OSError, ValueError) as error:
        if engine is None:
            raise
        raise NoEngine(f"{engine} 没有完成（{error}）。请确认调度器在运行，或去掉 --engine 在本机运行。") from error


def _machines(engine: str | None) -> dict[str, Any]:
    if engine is None:
        return {"backend": "loky", "n_jobs": -1}
    return {"backend": "dask", "scheduler_host": engine.replace("dask://", "tcp://"), "wait_for_workers_timeout": 30}


def _make(batch: Batch, work: Callable[[Batch], tuple[Tables, list[Failure]]], folder: Path) -> Batch:
    rows, failed = work(batch)
    target = place(folder, batch)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f"{batch.key[:8]}.", suffix=".tmp", dir=folder))
    try:
        for table, lines in rows.items():
            if lines:
                frame(table, lines).write_parquet(aside / f"{table}.parquet")
        (aside / FAILURES).write_text(json.dumps([asdict(failure) for failure in failed]), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)  # one in which a file failed
        aside.rename(target)
    except OSError:
        if not target.exists():  # else another machine was quicker
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return batch


def place(folder: Path, batch: Batch) -> Path:
    """The folder that a batch has or will have."""
    return folder / batch.key[:2] / batch.key


def files(folder: Path, batches: Iterable[Batch], table: str) -> list[Path]:
    """The files that hold the rows of a table."""
    found = (place(folder, batch) / f"{table}.parquet" for batch in batches)
    return [file for file in found if file.exists()]


def failures(folder: Path, batches: Iterable[Batch]) -> list[Failure]:
    """What could not be read or extracted, in order of the names."""
    found: list[Any] = []
    for batch in batches:
        found += json.loads((place(folder, batch) / FAILURES).read_text(encoding="utf-8"))
    return sorted((Failure(**one) for one in found), key=lambda failure: failure.source)


def prune(folder: Path, batches: Iterable[Batch]) -> None:
    """Drop what no build has used for a day; a batch in use is marked by the time of its folder."""
    now = time.time()
    for batch in batches:
        os.utime(place(folder, batch))
    for old in (*folder.glob("??/*"), *folder.glob("*.tmp")):
        if now - old.stat().st_mtime > KEPT:
            shutil.rmtree(old, ignore_errors=True)
