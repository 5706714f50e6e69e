"""The only door between stored data and screens.

Each topic is a pair: ``<topic>.sql`` holds named statements (``-- name: x``, next comment lines: what one row means and
its columns), ``<topic>.py`` one typed, documented function for each. Values are bound by DuckDB as ``$name``.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

SNAPSHOTS = Path(os.environ.get("JIEDAO_SNAPSHOTS") or Path(__file__).resolve().parent.parent / "data" / "snapshots")


Damaged = duckdb.Error  # what reading a damaged snapshot raises


class NoSnapshot(Exception):
    """There is no published snapshot yet."""


def current() -> str:
    """Id of the published snapshot. Raises NoSnapshot."""
    try:
        return (SNAPSHOTS / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise NoSnapshot from error


def failure() -> str | None:
    """When and at what the last build failed, in Chinese; None when it did not."""
    try:
        return (SNAPSHOTS / "FAILED").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


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
