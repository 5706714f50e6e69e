"""The only door between stored data and screens.

Each topic is a pair: ``<topic>.sql`` holds named statements (``-- name: x``, next comment lines: what one row means and
its columns), ``<topic>.py`` one typed, documented function for each. Values are bound by DuckDB as ``$name``.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import polars as pl

SNAPSHOTS = Path(os.environ.get("JIEDAO_SNAPSHOTS") or Path(__file__).resolve().parent.parent / "data" / "snapshots")


Damaged = duckdb.Error  # what reading a damaged snapshot raises


class NoSnapshot(Exception):
    """There is no published snapshot yet."""


def published() -> str:
    """Id of the published snapshot. Raises NoSnapshot."""
    try:
        return (SNAPSHOTS / "CURRENT").read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError as error:
        raise NoSnapshot from error


def current() -> str:
    """Id of the snapshot to read: the published one or, where it is damaged, the last good one before it.

    Raises NoSnapshot. Where there is no good one, it is the damaged one, which cannot be connected to.
    """
    named = published()
    if is_whole(named):
        return named
    there = sorted((file.stem for file in SNAPSHOTS.glob("*.duckdb")), reverse=True)
    before = (one for one in there if one < named or named not in there)
    return next(filter(is_whole, before), named)


def is_whole(snapshot: str) -> bool:
    """Whether a snapshot is what was published, by its seal (see pipeline.seal); one without a seal need only open.

    Looked at when a file is met first, for about half a second a gigabyte; whatever is read later, DuckDB checks.
    """
    try:
        state = path(snapshot).stat()
    except (OSError, ValueError):
        return False
    with _looking:
        return _is_as_sealed(path(snapshot), state.st_mtime_ns, state.st_size)


_looking = Lock()  # many may ask at once when there is a new one


@lru_cache(maxsize=8)
def _is_as_sealed(file: Path, _changed: int, _size: int) -> bool:
    seal = file.with_suffix(".sha256")
    try:
        if not seal.exists():
            _open(file).close()
            return True
        with file.open("rb") as source:
            return seal.read_bytes()[:64] == hashlib.file_digest(source, "sha256").hexdigest().encode()
    except (Damaged, OSError):
        return False


def failure() -> str | None:
    """When and at what the last build failed, in Chinese; None when it did not."""
    try:
        said = (SNAPSHOTS / "FAILED").read_text(encoding="utf-8", errors="replace").partition("\n")[0].strip()
    except FileNotFoundError:
        return None
    return said or "原因没有能记下，磁盘可能已满"


def is_fallen_back() -> bool:
    """Whether the published snapshot is damaged and an older one stands in for it."""
    return current() != published()


def path(snapshot: str) -> Path:
    """Where a snapshot is, for what reads it as a whole."""
    return SNAPSHOTS / f"{snapshot}.duckdb"


@lru_cache(maxsize=2)  # the one served and the one before it, which a page may still be reading
def connect(snapshot: str) -> duckdb.DuckDBPyConnection:
    """One read-only connection per snapshot; a snapshot is immutable, so its path never changes its meaning.

    Raises NoSnapshot when the file is gone and duckdb.Error when it is damaged.
    """
    file = path(snapshot)
    if not file.exists():
        raise NoSnapshot(snapshot)
    return _open(file)


def _open(file: Path) -> duckdb.DuckDBPyConnection:
    off = ("autoinstall_known_extensions", "autoload_known_extensions", "python_enable_replacements")
    config: dict[str, Any] = dict.fromkeys(off, "false")
    return duckdb.connect(str(file), read_only=True, config=config)


@cache
def statements(topic: str) -> dict[str, str]:
    """Named statements of ``<topic>.sql``."""
    text = (Path(__file__).parent / f"{topic}.sql").read_text(encoding="utf-8")
    parts = (part.split("\n", 1) for part in text.split("-- name: ")[1:])
    return {name.strip(): statement.strip() for name, statement in parts}


ONLY_SEEN: ContextVar[bool] = ContextVar("only_seen", default=False)  # 仅已核对: numbers that nobody saw are kept back


@contextmanager
def only_seen(asked: bool) -> Iterator[None]:
    """Whether the questions within this block are answered from numbers alone that a person has seen."""
    token = ONLY_SEEN.set(asked)
    try:
        yield
    finally:
        ONLY_SEEN.reset(token)


def run(snapshot: str, statement: str, **parameters: Any) -> pl.DataFrame:
    """Rows of ``topic.name`` on one snapshot. A cursor per call: threads sharing a connection get wrong answers."""
    topic, name = statement.split(".")
    with connect(snapshot).cursor() as cursor:
        if ONLY_SEEN.get():
            cursor.execute("set variable only_seen = true")
        rows: pl.DataFrame = cursor.sql(statements(topic)[name], params=parameters).pl()
    return rows
