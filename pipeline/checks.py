"""Runs the named checks of checks.sql over a snapshot that is being written and keeps the offenders as findings."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb

CHECKS = Path(__file__).with_name("checks.sql")


class Check(NamedTuple):
    name: str
    title: str  # Chinese
    statement: str


@cache
def load() -> tuple[str, tuple[Check, ...]]:
    """What all checks share (temporary macros and views), and the checks in the order of the file."""
    shared, *parts = CHECKS.read_text(encoding="utf-8").split("-- name: ")
    checks = []
    for part in parts:
        head, statement = part.split("\n", 1)
        name, title = head.split()
        checks.append(Check(name, title, statement))
    return shared, tuple(checks)


def run(connection: duckdb.DuckDBPyConnection, without: str | None = None) -> None:
    """Fill the tables check_kind and finding; one check can be left out of the latter."""
    shared, checks = load()
    connection.execute(shared)
    for ordinal, check in enumerate(checks):
        connection.execute("insert into check_kind values (?, ?, ?)", [check.name, ordinal, check.title])
        if check.name != without:
            note(connection, check)


def note(connection: duckdb.DuckDBPyConnection, check: Check) -> None:
    """Add the offenders of a check to the findings."""
    connection.register("offenders", connection.sql(check.statement).pl())
    connection.execute("insert into finding by name select * from offenders")
    connection.unregister("offenders")
