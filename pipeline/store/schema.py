"""The tables of what people write. Rows are added, never changed or deleted: what was said last about a thing holds.

Times are UTC without a zone. Identifiers of reports, indicators and offices are those of a snapshot.
The database itself refuses to change a row of the tables named in LASTING, whoever asks.
"""

from typing import Any

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

metadata = MetaData()

decision = Table(  # one row per word of a person; columns are those of model.Decision
    "decision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # the order in which they were written
    Column("subject", Text, nullable=False, index=True),  # what it is about
    Column("turn", Integer, nullable=False),  # 1, 2, 3 … on one subject: two who saw the same state cannot both add
    Column("second", Boolean, nullable=False),  # a blind second check: compared, never in force
    Column("action", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("time", DateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("occasion", Text, nullable=False),  # what brought the case up: a check, 抽查, …
    Column("report", Text),
    Column("sha256", Text),  # of the original
    Column("start", Integer),
    Column("end", Integer),
    Column("quote", Text),
    Column("sentence_start", Integer),
    Column("sentence", Text),
    Column("about", Text),  # the indicator that the program gave the number, null when it gave none
    Column("indicator", Text),
    Column("value", Float),
    Column("unit", Text),
    Column("qualifier", Text),
    Column("period_start", Date),
    Column("period_end", Date),
    Column("status", Text),
    Column("scope", Text),
    Column("scope_name", Text),
    Column("office", Text),
    Column("year", Integer),
    UniqueConstraint("subject", "second", "turn"),
)

audit = Table(  # one row per thing that was done
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("time", DateTime, nullable=False),
    Column("person", Text, nullable=False),
    Column("event", Text, nullable=False),  # see audit.Event
    Column("detail", Text, nullable=False),  # Chinese
)

account = Table(  # one row per word of an administrator on what a person may do; the last one holds
    "account",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),  # see accounts.Role
    Column("office", Text),  # of a person of a street office: its 9-digit code
    Column("granted_by", Text, nullable=False),
    Column("time", DateTime, nullable=False),
)

screen = Table(  # one row per view that somebody took into a meeting, as it was seen
    "screen",
    metadata,
    Column("screen", Text, primary_key=True),  # digest of its content
    Column("content", Text, nullable=False),  # JSON, see pages/shared/screens.py
    Column("taken", DateTime, nullable=False),
)

deck = Table(  # one row per version of a deck of screens; the newest holds
    "deck",
    metadata,
    Column("deck", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("slides", Text, nullable=False),  # JSON: a list of decks.Slide
    Column("saved", DateTime, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
)

proposal = Table(  # one row per proposal for the catalogue, and one per answer to it; see proposals.Proposal
    "proposal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("about", Integer, unique=True),  # of an answer: the proposal, which is answered once only
    Column("indicator", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("block", Text, nullable=False),  # TOML, empty: the indicator is to go
    Column("before", Text, nullable=False),  # what stood in the catalogue when it was proposed, empty: nothing
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("time", DateTime, nullable=False),
    Column("state", Text, nullable=False),  # see proposals.State
)

original = Table(  # one row per original that somebody brought in and confirmed; columns are those of received.Received
    "original",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # the order in which they were confirmed
    Column("sha256", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("office", Text),
    Column("year", Integer),
    Column("kind", Text, nullable=False),
    Column("replaces", Text),  # sha256 of the version before it
    Column("time", DateTime, nullable=False),
    UniqueConstraint("batch", "sha256"),
)

version = Table(  # one row per version of these tables that this store has had; the highest holds, see upgrade.py
    "version",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
)

LASTING = (decision, audit, account, screen, deck, proposal, original)


def _make_lasting(table: Table) -> None:
    """Triggers by which the database refuses to change or delete a row."""
    for verb in ("update", "delete"):
        words = f"create trigger {table.name}_no_{verb} before {verb} on {table.name} "
        raise_ = "begin select raise(abort, 'rows are only added'); end"
        event.listen(table, "after_create", _only(words + raise_, "sqlite"))
    for statement in (
        "create or replace function rows_are_only_added() returns trigger language plpgsql as "
        "$$ begin raise exception 'rows are only added'; end $$",
        f"create trigger {table.name}_lasts before update or delete or truncate on {table.name} "
        "for each statement execute function rows_are_only_added()",
    ):
        event.listen(table, "after_create", _only(statement, "postgresql"))


def _only(statement: str, dialect: str) -> Any:
    return DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]


for _table in LASTING:
    _make_lasting(_table)
