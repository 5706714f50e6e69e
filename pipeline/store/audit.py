"""The log of what was done by whom. Written here, read by administrators, changed by nobody."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from pipeline.store import begin
from pipeline.store.schema import audit


class Event(StrEnum):
    """What can be done; the values are shown to people."""

    DECISION = "决定"
    IMPORT = "导入"
    EXPORT = "导出"
    LOGIN = "登录"
    ACCOUNT = "授权"
    REBUILD = "应用决定"
    PROPOSAL = "指标提案"


def now() -> datetime:
    """The time of a row: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def note(person: str, event: Event, detail: str, connection: Connection | None = None) -> None:
    """Add a line to the log, within the transaction that does the thing where there is one. Raises DBAPIError."""
    if connection is None:
        with begin() as own:
            return note(person, event, detail, own)
    row = {"time": now(), "person": person, "event": event.value, "detail": detail}
    connection.execute(insert(audit).values(row))
    return None


def entries(most: int = 1_000) -> list[dict[str, Any]]:
    """The newest lines of the log, the last first: time (UTC), person, event, detail."""
    with begin() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(most)).mappings()
        return [dict(row) for row in rows]
