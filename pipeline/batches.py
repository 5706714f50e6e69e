"""A batch: what a handful of originals gives, kept as Parquet under the digest of all that it is a function of.

A build makes the batches that are not there yet, here or on other machines, and publishes all of them. So a build
that was killed goes on where it was, and a new report costs its own batch only. A batch is written aside and moved into
place whole: made twice, it is the same batch. Machines that share no folder bring theirs to a depot.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import joblib

from pipeline import seal
from pipeline.depot import Depot
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


Work = Callable[[Batch], tuple[Tables, list[Failure]]]  # a batch → its rows, and the files that failed


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
    batches: Collection[Batch], work: Work, folder: Path, engine: str | None, depot: Depot | None = None
) -> Iterator[Batch]:
    """Make the batches that are not there yet, or in which a file failed; each is yielded as soon as it is there.

    ``work`` gives the rows of a batch, and may run in another process or, with ``engine`` = dask://HOST:PORT, on
    another machine that sees the same originals, the same code, and the same folder or depot. Raises NoEngine, NoDepot.
    """
    if depot:
        _fetch(batches, folder, depot)
    whole = {batch.key for batch in batches if _is_whole(folder, batch)}
    yield from (batch for batch in batches if batch.key in whole)
    missing = [batch for batch in batches if batch.key not in whole]
    task = partial(_send, depot=depot) if depot else partial(_make, folder=folder)
    for batch in _map(partial(task, work=work), missing, engine):
        if depot:
            _receive(batch, folder, depot)
        yield batch


def _is_whole(folder: Path, batch: Batch) -> bool:
    """Whether a batch is there and no file failed in it; its rows are held against their seals when they are read."""
    try:
        return place(folder, batch).exists() and not failures(folder, [batch])
    except (OSError, ValueError, TypeError):
        return False


def _map(task: Callable[[Batch], Batch], batches: Collection[Batch], engine: str | None) -> Iterator[Batch]:
    if engine is None and sum(len(batch.originals) for batch in batches) <= FEW:
        yield from map(task, batches)
        return
    try:
        with joblib.parallel_config(**_machines(engine)):
            yield from joblib.Parallel(return_as="generator_unordered")(joblib.delayed(task)(one) for one in batches)
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


def _make(batch: Batch, work: Work, folder: Path) -> Batch:
    rows, failed = work(batch)
    with _aside(batch, folder) as aside:
        for table, lines in rows.items():
            if lines:
                frame(table, lines).write_parquet(made := io.BytesIO())
                (aside / f"{table}.parquet").write_bytes(made.getvalue())  # polars has no OSError for a full disk
        (aside / FAILURES).write_text(json.dumps([asdict(failure) for failure in failed]), encoding="utf-8")
        seal.close(aside)
    return batch


def _send(batch: Batch, work: Work, depot: Depot) -> Batch:
    """Make a batch where nobody else sees the folder, and bring it to the depot."""
    with tempfile.TemporaryDirectory(prefix="jiedao-") as folder:
        _make(batch, work, Path(folder))
        depot.put(batch.key, place(Path(folder), batch))
    return batch


def _receive(batch: Batch, folder: Path, depot: Depot) -> None:
    with _aside(batch, folder) as aside:
        depot.fetch(batch.key, aside)


def _fetch(batches: Iterable[Batch], folder: Path, depot: Depot) -> None:
    """What lies in the depot from a build before, perhaps on another machine."""
    there = depot.names()
    for batch in batches:
        if batch.key in there and not place(folder, batch).exists():
            with contextlib.suppress(zipfile.BadZipFile):  # one that broke off while it was brought is made anew
                _receive(batch, folder, depot)


@contextlib.contextmanager
def _aside(batch: Batch, folder: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of the batch when it is full."""
    target = place(folder, batch)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f"{batch.key[:8]}.", suffix=".tmp", dir=folder))
    try:
        yield aside
        shutil.rmtree(target, ignore_errors=True)  # one in which a file failed
        aside.rename(target)
    except OSError:
        if not target.exists():  # else another machine was quicker
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


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


def prune(folder: Path, batches: Collection[Batch], depot: Depot | None = None) -> None:
    """Drop what no build has used for a day; a batch in use is marked by the time of its folder."""
    now = time.time()
    for batch in batches:
        os.utime(place(folder, batch))
    for old in (*folder.glob("??/*"), *folder.glob("*.tmp")):
        if now - old.stat().st_mtime > KEPT:
            shutil.rmtree(old, ignore_errors=True)
    if depot:
        depot.prune({batch.key for batch in batches}, KEPT)
