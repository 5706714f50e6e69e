"""Decisions of people on what reports state: added one at a time, each naming the state that it saw.

What a decision is about is its `subject`: a place of an original, an original as a whole, or a duty of an office in a
year. Its `turn` counts the words on that subject. Two people who saw the same state would add the same turn, which the
database allows once only; the later one is told what the earlier one said.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any, get_type_hints

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from pipeline.model import Action as Action
from pipeline.model import Decision as Decision
from pipeline.store import audit, begin
from pipeline.store.schema import decision as table

COLUMNS = [table.c[field.name] for field in fields(Decision)]
TITLES = {
    Action.ACCEPT: "采用",
    Action.CORRECT: "改正",
    Action.REJECT: "不采用",
    Action.ASSIGN: "归入指标",
    Action.ADD: "补录",
    Action.EXEMPT: "无此职能",
    Action.IDENTIFY: "认定单位和年份",
    Action.UNDO: "撤销",
}


class Conflict(Exception):
    """Somebody decided on the same subject meanwhile. `latest`: what was said last; the message is Chinese."""

    def __init__(self, latest: Decision | None) -> None:
        self.latest = latest
        who = f"{latest.person}刚刚对此作了决定（{TITLES[latest.action]}）" if latest else "您看到的情况已经改变"
        super().__init__(f"{who}，您的决定没有保存。请看过最新情况后再决定。")


def place(sha256: str, start: int, end: int, quote: str, about: str | None = None) -> str:
    """Subject of a decision on a number. `about`: the indicator, where words state several nothings at once."""
    return ":".join([sha256[:16], f"{start}-{end}", quote, *([about] if about else [])])


def original(sha256: str) -> str:
    """Subject of a decision on whose report an original is."""
    return f"{sha256[:16]}:report"


def duty(office: str, year: int, indicator: str) -> str:
    """Subject of a decision that an office has nothing to do with an indicator in a year."""
    return f"duty:{office}:{year}:{indicator}"


def record(new: Decision) -> Decision:
    """Write a decision and its line in the log; it is on the disk when this returns.

    `new.turn` must be one more than the turn that the person saw (1 where there was none). Raises Conflict.
    """
    new = replace(new, time=audit.now())
    try:
        with begin() as connection:
            latest = _latest(connection, new)
            if new.turn != (latest.turn if latest else 0) + 1:
                raise Conflict(latest)
            connection.execute(insert(table).values(_row(new)))
            audit.note(new.person, audit.Event.DECISION, described(new), connection)
    except IntegrityError as error:
        with begin() as connection:
            raise Conflict(_latest(connection, new)) from error
    return new


def add(connection: Connection, new: Decision) -> None:
    """The same within a transaction that does more, after whatever was said on the subject; its line in the log too."""
    latest = _latest(connection, new)
    new = replace(new, turn=(latest.turn if latest else 0) + 1)
    connection.execute(insert(table).values(_row(new)))
    audit.note(new.person, audit.Event.DECISION, described(new), connection)


def history(subject: str | None = None, second: bool | None = None) -> list[Decision]:
    """All decisions, or those on one subject, in the order in which they were made."""
    chosen = select(*COLUMNS).order_by(table.c.id)
    if subject is not None:
        chosen = chosen.where(table.c.subject == subject)
    if second is not None:
        chosen = chosen.where(table.c.second == second)
    with begin() as connection:
        return [_decision(row) for row in connection.execute(chosen).mappings()]


def in_force(said: Iterable[Decision]) -> dict[str, Decision]:
    """What holds after all that was said: the last word on each subject, an undone one giving way to the one before."""
    words: dict[str, list[Decision]] = {}
    for one in said:
        pile = words.setdefault(one.subject, [])
        if one.action is not Action.UNDO:
            pile.append(one)
        elif pile:
            pile.pop()
    return {subject: pile[-1] for subject, pile in words.items() if pile}


def turns(second: bool = False) -> dict[str, int]:
    """Subject → how many words were said about it; what a person must name who adds one."""
    chosen = select(table.c.subject, func.max(table.c.turn)).where(table.c.second == second).group_by(table.c.subject)
    with begin() as connection:
        return {subject: turn for subject, turn in connection.execute(chosen)}


def last() -> int:
    """How many decisions there are; by it one sees whether anything was added."""
    with begin() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def agrees(one: Decision, other: Decision) -> bool:
    """Whether two people say the same of a number: that it states nothing, or the same indicator, value and scope."""
    if Action.REJECT in (one.action, other.action):
        return one.action is other.action
    said = ("indicator", "value", "status", "scope")
    return all(getattr(one, field) == getattr(other, field) for field in said)


def checked_twice(said: Iterable[Decision]) -> list[tuple[Decision, Decision]]:
    """What holds beside the last word of the second person on it, for each subject that has both."""
    said = list(said)
    firsts, seconds = (in_force(one for one in said if one.second is which) for which in (False, True))
    return [(firsts[subject], second) for subject, second in seconds.items() if subject in firsts]


def described(one: Decision) -> str:
    """A decision in a few Chinese words, for the log."""
    what = "、".join(
        str(part)
        for part in (one.report, one.quote, one.indicator, one.value, one.office, one.year)
        if part is not None
    )
    return f"{'复核' if one.second else ''}{TITLES[one.action]}：{what}"


def export() -> Iterator[str]:
    """The whole history as JSON, one line for each decision."""
    for one in history():
        yield json.dumps(asdict(one), ensure_ascii=False, default=lambda value: value.isoformat())


def restore(lines: Iterable[str], person: str) -> int:
    """Add what another store exported; what is known already is passed over. How many were added.

    All or nothing. Raises Conflict where the two histories contradict each other, ValueError for a line that is none.
    """
    added = 0
    with begin() as connection:
        for number, line in enumerate(lines, start=1):
            added += _restore(connection, _parsed(line, number)) if line.strip() else 0
        audit.note(person, audit.Event.IMPORT, f"决定{added}条", connection)
    return added


def _restore(connection: Connection, one: Decision) -> bool:
    latest = _latest(connection, one)
    seen = latest.turn if latest else 0
    if one.turn == seen + 1:
        connection.execute(insert(table).values(_row(one)))
        return True
    if one.turn > seen or _same(connection, one) != one:
        raise Conflict(latest)
    return False


def _parsed(line: str, number: int) -> Decision:
    kinds = get_type_hints(Decision)
    try:
        row = json.loads(line)
        for name in ("period_start", "period_end"):
            row[name] = date.fromisoformat(row[name]) if row[name] else None
        row["time"] = datetime.fromisoformat(row["time"])
        if row.keys() != kinds.keys():
            raise ValueError(sorted(row.keys() ^ kinds.keys()))
        return _decision(row)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"第{number}行不是导出的决定：{error}") from error


def _latest(connection: Connection, like: Decision) -> Decision | None:
    same = (table.c.subject == like.subject) & (table.c.second == like.second)
    row = connection.execute(select(*COLUMNS).where(same).order_by(table.c.turn.desc()).limit(1)).mappings().first()
    return _decision(row) if row else None


def _same(connection: Connection, like: Decision) -> Decision | None:
    same = (table.c.subject == like.subject) & (table.c.second == like.second) & (table.c.turn == like.turn)
    row = connection.execute(select(*COLUMNS).where(same)).mappings().first()
    return _decision(row) if row else None


def _decision(row: Any) -> Decision:
    return Decision(**dict(row) | {"action": Action(row["action"])})


def _row(one: Decision) -> dict[str, Any]:
    return asdict(one) | {"action": one.action.value}
