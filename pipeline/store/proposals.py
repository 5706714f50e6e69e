"""Proposals for the catalogue: who proposed which block of an indicator when and why, and what became of it.

The files of the catalogue are what holds; here stands only what people said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from pipeline.store import audit, begin
from pipeline.store.schema import proposal as table


class State(StrEnum):
    """What was said of a proposal last; the values are shown to people."""

    OPEN = "待处理"
    ACTIVE = "已启用"
    DECLINED = "不采纳"


class Answered(Exception):
    """Somebody answered the proposal meanwhile; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A block for the catalogue, and the one that stood there; an empty one means that there is none."""

    indicator: str  # domain.key
    name: str
    block: str
    before: str
    person: str
    reason: str
    id: int = 0
    time: datetime = datetime.min  # noqa: DTZ901 (UTC without a zone; given when it is written)
    state: State = State.OPEN
    by: str = ""  # who answered it


def propose(new: Proposal) -> int:
    """Write a proposal and its line in the log; its number."""
    said = {field: getattr(new, field) for field in ("indicator", "name", "block", "before", "person", "reason")}
    with begin() as connection:
        audit.note(new.person, audit.Event.PROPOSAL, f"提出：{new.name}", connection)
        row = said | {"time": audit.now(), "state": State.OPEN.value}
        return int(connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


def answer(connection: Connection, about: Proposal, state: State, person: str) -> None:
    """Say what becomes of a proposal, within the transaction that does it. Raises Answered."""
    now = next((one for one in _read(connection) if one.id == about.id), None)
    if now is None or now.state is not State.OPEN:
        raise Answered(f"{now.by}刚刚处理了这个提案（{now.state}）。" if now else "没有这个提案。")
    row = {"about": about.id, "indicator": about.indicator, "name": about.name, "block": "", "before": ""}
    said = {"person": person, "reason": "", "time": audit.now(), "state": state.value}
    connection.execute(insert(table).values(row | said))
    audit.note(person, audit.Event.PROPOSAL, f"{state}：{about.name}（第{about.id}号提案）", connection)


def every() -> list[Proposal]:
    """All proposals with what became of them, the newest first."""
    with begin() as connection:
        return _read(connection)


def _read(connection: Connection) -> list[Proposal]:
    rows = [dict(row) for row in connection.execute(select(table).order_by(table.c.id.desc())).mappings()]
    answers = {row["about"]: row for row in rows if row["about"] is not None}
    return [_proposal(row, answers.get(row["id"])) for row in rows if row["about"] is None]


def _proposal(row: Mapping[str, Any], answered: Mapping[str, Any] | None) -> Proposal:
    fields: Iterable[str] = ("indicator", "name", "block", "before", "person", "reason", "id", "time")
    said = {field: row[field] for field in fields}
    state = State((answered or row)["state"])
    return Proposal(**said, state=state, by=answered["person"] if answered else "")
