"""A new snapshot out of the one before it, when few batches changed.

Only the districts of the changed reports are derived again, and take the place of their old rows. The result equals a
snapshot made of everything, but for how its rows lie.
"""

import duckdb

from pipeline import checks
from pipeline.derive import AROUND, COPIED, copied, derived, follows, together
from pipeline.fill import LYING, ORDER, TWICE, Files, frame, gather, key, trace
from pipeline.tables import Tables

Connection = duckdb.DuckDBPyConnection

SHARE = 4  # with more than a batch in so many changed, all is derived
BATCHED = ("office", *ORDER[ORDER.index("report") : ORDER.index("duty")])  # tables that batches fill
SAID = "select sentence from counted_sentence where report in (from changed)"
# Offices of all districts with a changed report, before or now; AROUND: the reports that they had.
SCOPE = """
create temp table scope as
with touched as (
    select office from report where report in (from changed)
    union select office from new_report where report in (from changed)
)
select office from office where office in (from touched)
    or district_code in (select district_code from office where office in (from touched))
union select office from new_office where office in (from touched);
"""


def is_worth_it(connection: Connection, parts: Files) -> bool:
    """Whether few enough batches differ from those that a snapshot was made of."""
    before, now = _batches(connection, parts)
    return bool(before & now) and len(before ^ now) * SHARE <= len(now)


def renew(connection: Connection, tables: Tables, parts: Files) -> None:
    """Bring a copy of the snapshot before up to ``parts``; of ``tables`` only the row of build is looked at."""
    _ask(connection, parts)
    _compare(connection, parts)
    connection.execute(SCOPE)
    connection.execute(AROUND)
    with derived(connection, lambda table: _now(connection, table)):
        _take_over(connection)
    connection.register("given", frame("build", tables["build"]))
    connection.execute("delete from build")
    connection.execute("insert into build by name from given")
    connection.execute("update build set reports = (select count(*) from report)")
    together(connection)


def _batches(connection: Connection, parts: Files) -> tuple[set[str], set[str]]:
    """Keys of the batches that the snapshot was made of, and of those it is to be made of."""
    before = connection.execute("select distinct batch from origin").fetchall()
    return {batch for (batch,) in before}, {file.parent.name for file in parts.get("report", ())}


def _ask(connection: Connection, parts: Files) -> None:
    """The temporary table ``asked``: reports of other batches than before, and those that lost or found a twin."""
    before, now = _batches(connection, parts)
    inside, run = "batch in (select unnest(?))", connection.execute
    run(f"create temp table asked as select report from origin where {inside}", [sorted(before - now)])  # noqa: S608
    run(f"delete from origin where {inside}", [sorted(before - now)])  # noqa: S608
    trace(connection, [file for file in parts["report"] if file.parent.name not in before])
    run(TWICE.read_text(encoding="utf-8"))
    run(f"insert into asked select report from origin where {inside}", [sorted(now - before)])  # noqa: S608
    run("create temp table wanted as select report from origin where report not in (select report from twice)")
    run("insert into asked (from wanted except select report from report)")
    run("insert into asked (select report from report except from wanted)")


def _compare(connection: Connection, parts: Files) -> None:
    """The temporary table ``changed``: reports of which any row is not as it was. Views new_… show the rows now."""
    run = connection.execute
    batches = run("select distinct batch from origin where report in (from asked)").fetchall()
    run("create temp table changed (report varchar)")
    for table in BATCHED:
        own, columns = key(connection, table), ", ".join(f'"{name}"' for name in connection.table(table).columns)
        gather(connection, table, [], [file for file in parts.get(table, ()) if (file.parent.name,) in batches])
        run(
            f"create temp view new_{table} as select {columns} from incoming_{table} "  # noqa: S608
            f"where {own} in (from asked) and {own} in (from wanted)"
        )
        old, new = f'(select * from "{table}" where {own} in (from asked))', f"(from new_{table})"  # noqa: S608
        for one, other in ((old, new), (new, old)):
            run(f"insert into changed select distinct {own} from ({one} except all {other})")  # noqa: S608


def _now(connection: Connection, table: str) -> str:
    """The query for the rows of a table in the districts: those that stay, and those of changed reports."""
    if table not in BATCHED:
        return f'from "{table}"'
    own = key(connection, table)
    near = "" if table == "office" else f"and {own} in (from around)"
    return (
        f'select * from "{table}" where {own} not in (from changed) {near} '  # noqa: S608
        f"union all by name from new_{table} where {own} in (from changed)"
    )


def _take_over(connection: Connection) -> None:
    """Put the rows of the districts in the place of the old ones."""
    connection.execute(checks.load()[0])
    connection.execute(f"create temp table said as {SAID}")
    _forget_copies(connection)
    for table in reversed(BATCHED):
        connection.execute(f'delete from "{table}" where {key(connection, table)} in (from changed)')  # noqa: S608
    for table in BATCHED:
        _insert(connection, table, f"{key(connection, table)} in (from changed)")
    for table in follows(connection):
        is_near = "report in (from around)" if "report" in connection.table(table).columns else "office in (from scope)"
        kept = f" and \"check\" <> '{COPIED}'" if table == "finding" else ""
        connection.execute(f'delete from "{table}" where {is_near}{kept}')  # noqa: S608
        _insert(connection, table)
    connection.execute(f"insert into said {SAID}")
    _forget_copies(connection)
    connection.execute("create temp table shared as select * from counted_sentence where sentence in (from said)")
    connection.execute("create or replace temp view counted_sentence as from shared")
    checks.note(connection, copied())


def _forget_copies(connection: Connection) -> None:
    """Drop what is noted of sentences that a changed report has or had: their copies are looked for again."""
    connection.execute(
        'delete from finding where "check" = ? and (report, "start") in '
        "(select (report, sentence_start) from counted_sentence where sentence in (from said))",
        [COPIED],
    )


def _insert(connection: Connection, table: str, where: str = "true") -> None:
    order = LYING.get(table, "all")
    connection.execute(f'insert into "{table}" by name from slice."{table}" where {where} order by {order}')
