"""Writes a snapshot aside, checks it, and moves CURRENT to it; on any error the last good snapshot stays served.

A snapshot is one DuckDB file that never changes once it has its name, so readers of an older one are never disturbed.
Names sort by time; CURRENT is a one-line file, so going back to an older snapshot means editing that line.
"""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import duckdb
import polars as pl

from pipeline import checks
from pipeline.tables import Row, Tables

SCHEMA, TWICE, RECKON, DERIVED, COMMENTS = (
    Path(__file__).with_name(f"{name}.sql") for name in ("schema", "twice", "reckon", "derived", "comments")
)
KEPT = 3
ABANDONED = 3600  # seconds after which nobody is still writing a file
ORDER = (
    *("build", "office", "indicator", "report", "evidence", "candidate", "observation", "change", "numeral"),
    *("decision", "returned", "duty"),
)
# How the rows of a table lie, so that equal inputs give equal tables: by all columns, but for what is asked for most.
LYING = {"observation": 'indicator, year nulls first, office, report, "start"'}
OFFLINE: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
MEMORY = "2500MB"  # while writing; what does not fit goes to the disk


class Served(NamedTuple):
    """A snapshot, what it is a function of, and how many rows each of its tables has."""

    snapshot: str
    digest: str
    rows: dict[str, int]
    twice: tuple[tuple[str, str], ...] = ()  # of a publication: files left out, and the file with the same text


class PublishError(Exception):
    """The new snapshot is not fit to be served; the message says why in Chinese."""


def current(snapshots: Path) -> str | None:
    """Id of the served snapshot, None before the first."""
    try:
        return (snapshots / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def noted(snapshots: Path) -> Iterator[None]:
    """What a build fails at, in the file FAILED beside the snapshots until one succeeds; the server tells it."""
    note = snapshots / "FAILED"
    try:
        yield
    except Exception as error:
        with contextlib.suppress(OSError):
            note.write_text(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {error}\n", encoding="utf-8")
        raise
    _remove(note)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A snapshot to read. Raises duckdb.Error when it is missing or damaged."""
    return duckdb.connect(str(path), read_only=True, config=OFFLINE)


def served(snapshots: Path) -> "Served | None":
    """What CURRENT names, None when there is nothing or it cannot be read."""
    snapshot = current(snapshots)
    try:
        with connect(snapshots / f"{snapshot}.duckdb") as connection:
            (digest,) = connection.execute("select digest from build").fetchall()[0]
            return Served(str(snapshot), digest, _counts(connection))
    except duckdb.Error:
        return None


def publish(
    tables: Tables, digest: str, snapshots: Path, parts: Mapping[str, Sequence[Path]] = MappingProxyType({})
) -> Served:
    """Publish ``tables`` (see pipeline.tables) as a new snapshot; ``parts``: Parquet files with more rows of each.

    Raises PublishError, OSError or duckdb.Error; CURRENT then still names the snapshot it named before.
    """
    created = datetime.now(UTC)
    snapshot = f"{created:%Y%m%dT%H%M%S}{created.microsecond // 1000:03d}Z-{digest[:8]}"
    build: Row = {
        "snapshot": snapshot,
        "created": created.replace(tzinfo=None),
        "digest": digest,
        "reports": 0,  # counted when they are in
    }
    snapshots.mkdir(parents=True, exist_ok=True)
    target = snapshots / f"{snapshot}.duckdb"
    aside = target.with_name(f"{target.name}.tmp")
    try:
        rows, twice = _write(aside, tables | {"build": [build]}, parts)
        settle(aside, target)
        point(snapshots, snapshot)
    finally:
        for left in snapshots.glob(f"{aside.name}*"):
            _remove(left)
    _prune(snapshots, snapshot)
    return Served(snapshot, digest, rows, twice)


def _write(
    path: Path, tables: Tables, parts: Mapping[str, Sequence[Path]]
) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
    """Write all tables, run the checks, add what is derived, and read the file back; the rows of each table, and which
    files were left out for which."""
    with duckdb.connect(str(path), config=OFFLINE | {"memory_limit": MEMORY}) as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        twice = _fill(connection, tables, parts)
        connection.execute(RECKON.read_text(encoding="utf-8"))
        checks.run(connection)
        connection.execute(DERIVED.read_text(encoding="utf-8"))
        connection.execute(COMMENTS.read_text(encoding="utf-8"))
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


def _fill(
    connection: duckdb.DuckDBPyConnection, tables: Tables, parts: Mapping[str, Sequence[Path]]
) -> tuple[tuple[str, str], ...]:
    """Insert by name, each text once; what was left out.

    A field that a table lacks, or one too few, is an error, so nouns and schema cannot drift apart.
    """
    for table in ORDER:
        _gather(connection, table, tables.get(table, []), parts.get(table, ()))
    connection.execute(TWICE.read_text(encoding="utf-8"))
    for table in ORDER:
        columns = [name for name, *_ in connection.execute(f'describe "{table}"').fetchall()]
        key = "report" if "report" in columns else "ltrim(office, '~')" if table == "office" else "null"
        connection.execute(  # of our own names only
            f'insert into "{table}" by name from incoming_{table} '  # noqa: S608
            f"where coalesce({key}, '') not in (select report from twice) order by {LYING.get(table, 'all')}"
        )
    connection.execute("update build set reports = (select count(*) from report)")
    return tuple(connection.execute("select source, first from twice order by source").fetchall())


def _gather(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row], files: Sequence[Path]) -> None:
    """A temporary view on all rows of a table."""
    connection.register(f"given_{table}", frame(table, rows))
    more = f" union all by name from read_parquet({[str(file) for file in files]!r})" if files else ""
    connection.execute(f"create temp view incoming_{table} as from given_{table}{more}")


@cache
def _schemas() -> Mapping[str, Mapping[str, pl.DataType]]:
    with duckdb.connect(config=OFFLINE) as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        return {table: connection.table(table).pl().schema for table in ORDER}


def frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """Rows with the columns and types of their table. Raises PublishError when a row has others."""
    schema = _schemas()[table]
    found = set().union(*rows) if rows else set(schema)
    if strange := found ^ set(schema):
        raise PublishError(f"表 {table} 缺少或多出字段：{'、'.join(sorted(strange))}")
    return pl.DataFrame(rows, schema=schema, infer_schema_length=None)


def settle(aside: Path, target: Path) -> None:
    """Give a finished file its name, so that it lasts through a power cut."""
    _sync(aside)
    os.replace(aside, target)  # noqa: PTH105 (the atomic one, named as what it is)
    _sync_folder(target.parent)


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
    for path in snapshots.glob("*.tmp*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()


def _remove(path: Path) -> None:
    """Delete if possible: Windows refuses while a reader has the file open, and the next build tries again."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
