"""Writes a snapshot aside, checks it, and moves CURRENT to it; on any error the last good snapshot stays served.

A snapshot is one DuckDB file that never changes once it has its name, so readers of an older one are never disturbed.
Names sort by time; CURRENT is a one-line file, so going back to an older snapshot means editing that line.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import duckdb

from pipeline import seal, trouble
from pipeline.derive import follow, prepare
from pipeline.fill import OFFLINE, SCHEMA, Files, PublishError, fill
from pipeline.renew import is_worth_it, renew
from pipeline.tables import Row, Tables

KEPT = 3
ABANDONED = 3600  # seconds after which nobody is still writing a file
MEMORY = "2500MB"  # while writing; what does not fit goes to the disk


class Served(NamedTuple):
    """A snapshot, what it is a function of, and how many rows each of its tables has."""

    snapshot: str
    digest: str
    rows: dict[str, int]
    twice: tuple[tuple[str, str], ...] = ()  # of a publication: files left out, and the file with the same text


def current(snapshots: Path) -> str | None:
    """Id of the served snapshot, None before the first."""
    try:
        return (snapshots / "CURRENT").read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def noted(snapshots: Path) -> Iterator[None]:
    """What a build fails at, in the file FAILED beside the snapshots until one succeeds.

    The server tells its first line, the second is for who repairs it. On a full disk it may stay empty: that tells too.
    """
    note = snapshots / "FAILED"
    try:
        yield
    except Exception as error:
        with contextlib.suppress(OSError):
            said = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {trouble.words(error)}\n{type(error).__name__}: {error}\n"
            note.write_text(said, encoding="utf-8")
        raise
    _remove(note)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A snapshot to read. Raises duckdb.Error when it is missing or damaged."""
    return duckdb.connect(str(path), read_only=True, config=OFFLINE)


def served(snapshots: Path) -> "Served | None":
    """What CURRENT names, None when there is nothing or it cannot be read."""
    snapshot = current(snapshots)
    file = snapshots / f"{snapshot}.duckdb"
    try:
        if seal.is_broken(file):
            return None
        with connect(file) as connection:
            (digest,) = connection.execute("select digest from build").fetchall()[0]
            return Served(str(snapshot), digest, _counts(connection))
    except (duckdb.Error, OSError):
        return None


def publish(
    tables: Tables, digest: str, snapshots: Path, parts: Files = MappingProxyType({}), house: str = ""
) -> Served:
    """Publish ``tables`` (see pipeline.tables) as a new snapshot; ``parts``: Parquet files with more rows of each.

    ``house``: digest of what else the rows follow from beside the batches. While it is the same and few batches
    changed, only the districts concerned are derived again.

    Raises PublishError, OSError or duckdb.Error; CURRENT then still names the snapshot it named before.
    """
    created = datetime.now(UTC)
    snapshot = f"{created:%Y%m%dT%H%M%S}{created.microsecond // 1000:03d}Z-{digest[:8]}"
    build: Row = {
        "snapshot": snapshot,
        "created": created.replace(tzinfo=None),
        "digest": digest,
        "house": house,
        "reports": 0,  # counted when they are in
    }
    snapshots.mkdir(parents=True, exist_ok=True)
    target = snapshots / f"{snapshot}.duckdb"
    aside = target.with_name(f"{target.name}.tmp")
    try:
        rows, twice = _made(aside, tables | {"build": [build]}, parts, _before(snapshots, house, parts))
        _seal(aside, target)
        settle(aside, target)
        point(snapshots, snapshot)
    finally:
        for left in snapshots.glob(f"{aside.name}*"):
            _remove(left)
    _prune(snapshots, snapshot)
    return Served(snapshot, digest, rows, twice)


def _before(snapshots: Path, house: str, parts: Files) -> Path | None:
    """The served snapshot, where a new one is made out of it more quickly than of everything."""
    before = snapshots / f"{current(snapshots)}.duckdb"
    with contextlib.suppress(duckdb.Error), connect(before) as connection:
        if connection.execute("select house from build").fetchall() == [(house,)] and is_worth_it(connection, parts):
            return before
    return None


def _made(
    path: Path, tables: Tables, parts: Files, before: Path | None
) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
    """As _write; of everything, where the snapshot before turns out to be damaged."""
    if before:
        with contextlib.suppress(duckdb.Error):
            return _write(path, tables, parts, before)
        for left in path.parent.glob(f"{path.name}*"):
            _remove(left)
    return _write(path, tables, parts, None)


def _write(
    path: Path, tables: Tables, parts: Files, before: Path | None
) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
    """Write all tables, run the checks, add what is derived, and read the file back; the rows of each table, and which
    files were left out for which."""
    if before:
        shutil.copyfile(before, path)
    with duckdb.connect(str(path), config=OFFLINE | {"memory_limit": MEMORY}) as connection:
        if before:
            renew(connection, tables, parts)
        else:
            connection.execute(SCHEMA.read_text(encoding="utf-8"))
            prepare(connection)
            fill(connection, tables, parts)
            follow(connection)
        twice = tuple(connection.execute("select source, first from twice order by source").fetchall())
        connection.execute("checkpoint")
        written = _counts(connection)
    if path.with_name(f"{path.name}.wal").exists():
        raise PublishError("新快照旁留有未合并的日志文件（.wal），内容可能不全，未发布")
    if (read_back := read_whole(path)) != written:
        raise PublishError(f"新快照写入 {written} 行，读回 {read_back} 行，未发布")
    return written, twice


def read_whole(path: Path) -> dict[str, int]:
    """Rows of each table of a snapshot; every block is read, which verifies its checksum. Raises duckdb.Error."""
    with connect(path) as connection:
        rows = _counts(connection)
        for table in rows:
            connection.execute(f'select bit_xor(hash(whole)) from "{table}" whole').fetchall()  # noqa: S608
    return rows


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = connection.execute("select table_name from duckdb_tables() where not temporary order by 1").fetchall()
    return {table: connection.table(table).shape[0] for (table,) in tables}


def settle(aside: Path, target: Path) -> None:
    """Give a finished file its name, so that it lasts through a power cut."""
    _sync(aside)
    os.replace(aside, target)  # noqa: PTH105 (the atomic one, named as what it is)
    _sync_folder(target.parent)


def _seal(aside: Path, target: Path) -> None:
    """Before the snapshot itself: one that has its name has its seal."""
    written = seal.beside(target).with_name(f"{aside.name}.seal")
    written.write_text(seal.line(aside, target.name), encoding="utf-8")
    settle(written, seal.beside(target))


def point(snapshots: Path, snapshot: str) -> None:
    """Serve a snapshot from now on."""
    aside = snapshots / f"CURRENT.{snapshot}.tmp"
    try:
        aside.write_text(f"{snapshot}\n", encoding="utf-8")
        _sync(aside)
        os.replace(aside, snapshots / "CURRENT")  # noqa: PTH105
    finally:
        _remove(aside)
    _sync_folder(snapshots)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:  # Windows syncs only what is open for writing
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; Windows cannot open a folder, and its file system journals renames."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prune(snapshots: Path, snapshot: str) -> None:
    """Keep the newest snapshots and the served one; drop the leavings of builds that were killed."""
    published = sorted(snapshots.glob("*.duckdb"), reverse=True)
    for path in published[KEPT:]:
        if path.stem != snapshot:
            _remove(path)
    for path in snapshots.glob("*.sha256"):
        if not path.with_suffix(".duckdb").exists():
            _remove(path)
    for path in snapshots.glob("*.tmp*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()


def _remove(path: Path) -> None:
    """Delete if possible: Windows refuses while a reader has the file open, and the next build tries again."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
