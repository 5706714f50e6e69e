"""What follows from the reports of some districts, reckoned in memory beside the snapshot that they are of.

Every row that follows is of one district, but for what common.sql and the check copied_sentence say of all. So a
snapshot is derived some districts after others: a country needs the memory of its largest slice, a new report that of
its own district.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from pipeline import checks
from pipeline.fill import COMMENTS, COMMON, DERIVED, LYING, ORDER, RECKON, SCHEMA, key

Connection = duckdb.DuckDBPyConnection

SLICE = 250_000  # observations that are derived together, about
COPIED = "copied_sentence"
# Districts in order of their codes, in slices of about so many observations; offices of no district are one district.
SLICED = """
create or replace temp table sliced as
select o.office, (sum(count(n.office)) over (
    order by coalesce(o.district_code, '') range between unbounded preceding and current row
) - 1) // {size} as slice
from office o left join observation n on n.office = o.office
group by o.office, o.district_code
"""

AROUND = "create or replace temp table around as select report from report where office in (from scope)"


def prepare(connection: Connection) -> None:
    """Views, macros and empty tables of what follows, and the kinds of checks, while there are no rows yet."""
    connection.execute(RECKON.read_text(encoding="utf-8"))
    checks.run(connection)
    connection.execute(DERIVED.read_text(encoding="utf-8"))


def follow(connection: Connection) -> None:
    """Add all that follows, slice by slice, when all rows of schema.sql are in."""
    connection.execute(SLICED.format(size=SLICE))
    staged = {table: f"create temp table staged_{table} as" for table in follows(connection)}
    for (number,) in connection.execute("select distinct slice from sliced order by 1").fetchall():
        connection.execute("create or replace temp table scope as select office from sliced where slice = ?", [number])
        connection.execute(AROUND)
        with derived(connection, _slice(connection)):
            for table, into in staged.items():
                connection.execute(f'{into} from slice."{table}"')
                staged[table] = f"insert into staged_{table}"
    for table in staged:
        connection.execute(f'insert into "{table}" by name from staged_{table} order by {LYING.get(table, "all")}')
        connection.execute(f"drop table staged_{table}")
    connection.execute(checks.load()[0])
    checks.note(connection, copied())
    together(connection)


def together(connection: Connection) -> None:
    """What is said of all districts at once."""
    for file in (COMMON, COMMENTS):
        connection.execute(file.read_text(encoding="utf-8"))


@contextmanager
def derived(connection: Connection, rows: Callable[[str], str]) -> Iterator[None]:
    """The database ``slice`` beside the snapshot: of each table the rows that a query gives, and what follows."""
    (snapshot,) = connection.execute("select current_database()").fetchall()[0]
    connection.execute("attach ':memory:' as slice")
    try:
        connection.execute("use slice")
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        connection.execute(f'use "{snapshot}"')
        for table in ORDER[1:]:
            connection.execute(f'insert into slice."{table}" by name {rows(table)}')
        connection.execute("use slice")
        connection.execute(RECKON.read_text(encoding="utf-8"))
        checks.run(connection, without=COPIED)
        connection.execute(DERIVED.read_text(encoding="utf-8"))
        connection.execute(f'use "{snapshot}"')
        yield
    finally:
        connection.execute(f'use "{snapshot}"')
        connection.execute("detach slice")


def follows(connection: Connection) -> list[str]:
    """Tables that follow from the others, for each district by itself."""
    named = (
        "select table_name from duckdb_tables() where not temporary and database_name = current_database() order by 1"
    )
    own = {*ORDER, "origin", "check_kind", "unread", "accuracy"}
    return [table for (table,) in connection.execute(named).fetchall() if table not in own]


def copied() -> checks.Check:
    """The check that holds sentences of all districts against each other."""
    return next(check for check in checks.load()[1] if check.name == COPIED)


def _slice(connection: Connection) -> Callable[[str], str]:
    """Queries for the rows of the offices of ``scope``; the catalogue is everybody's."""

    def rows(table: str) -> str:
        if table in ("office", "duty"):
            return f'from "{table}" where office in (from scope)'
        own = key(connection, table)
        return f'from "{table}"' if own == "null" else f'from "{table}" where {own} in (from around)'

    return rows
