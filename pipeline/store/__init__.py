"""What people write: their decisions, decks, accounts and the log. Reports and snapshots are not here.

One transactional store: a SQLite file on this machine, PostgreSQL where JIEDAO_STORE names one. Its tables are in
`schema`, each topic has a module of functions. What was written is on the disk when the function returns.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import InterfaceError, OperationalError

from pipeline.store import upgrade

HOME = Path(__file__).resolve().parent.parent.parent / "data" / "store" / "people.sqlite"
PATIENCE = 30  # seconds that a writer waits for another
NEAR = 5  # seconds in which a server has to answer
UNREACHABLE = (OperationalError, InterfaceError)  # what is raised while the store cannot be opened or written


def url() -> str:
    """Where the store is: JIEDAO_STORE, a database URL, else a file below data/."""
    return os.environ.get("JIEDAO_STORE") or f"sqlite:///{HOME}"


@contextmanager
def begin() -> Iterator[Connection]:
    """A transaction: committed at the end of the block, undone by an exception. Raises
    sqlalchemy.exc.DBAPIError, upgrade.Newer."""
    with _engine(url()).begin() as connection:
        yield connection


@cache
def _engine(url: str) -> Engine:
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite"
    if is_file and address.database:
        with suppress(OSError):  # opening it then says so
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    patience = {"timeout": PATIENCE} if is_file else {"connect_timeout": NEAR}
    engine = create_engine(address, pool_pre_ping=True, connect_args=patience)
    if is_file:
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", _take_turn)
    try:
        with engine.begin() as connection:
            if not is_file:
                connection.execute(select(func.pg_advisory_xact_lock(len("jiedao"))))  # two servers may start at once
            upgrade.settle(connection)
    except Exception:
        engine.dispose()
        raise
    return engine


def _settle(connection: Any, _record: Any) -> None:
    """Readers beside one writer, every commit on the disk before it is told, and no transaction of the driver's own."""
    connection.isolation_level = None
    for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        connection.execute(f"pragma {setting}")


def _take_turn(connection: Connection) -> None:
    """Writers queue at the beginning; else two that have read could each wait for the other."""
    connection.exec_driver_sql("begin immediate")
