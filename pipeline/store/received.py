"""Originals that people brought in and confirmed: which there are, and which of them hold.

The files lie under their SHA-256 beside the store of reports (see pipeline.collection); here stands who brought in
what, when, under which name, and what it replaced. A file without a row here is nobody's.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from pipeline.store import audit, begin, decisions
from pipeline.store.decisions import Decision
from pipeline.store.schema import original as table

HOME = Path(__file__).resolve().parent.parent.parent / "data" / "originals"


@dataclass(frozen=True, slots=True)
class Received:
    """A confirmed original. `office`, `year`, `kind`: as they were when it was confirmed."""

    sha256: str
    name: str  # as shown: control characters are visible
    person: str
    batch: str
    office: str | None = None  # 9-digit code
    year: int | None = None
    kind: str = ""
    replaces: str | None = None  # SHA-256 of the version before it
    time: datetime = datetime.min  # noqa: DTZ901 (UTC without a zone; given when it is written)

    @property
    def same(self) -> tuple[str | None, int | None, str]:
        """What two versions of one report have in common."""
        return self.office, self.year, self.kind


class Outdated(Exception):
    """Somebody confirmed something meanwhile that makes this batch another one; the message is Chinese."""


def home() -> Path:
    """The folder of the originals: JIEDAO_ORIGINALS, else data/originals."""
    return Path(os.environ.get("JIEDAO_ORIGINALS") or HOME)


def files() -> list[Path]:
    """The files of all originals, those of older versions among them."""
    return sorted(path for path in home().glob("*") if len(path.name) == len(hashlib.sha256().hexdigest()))


def confirm(received: Sequence[Received], identities: Iterable[Decision]) -> None:
    """Write a batch, its identities and its line in the log: all of it or nothing. Raises Outdated, DBAPIError."""
    with begin() as connection:
        rows = _every(connection)
        if any(row.batch == received[0].batch for row in rows):
            raise Outdated("这一批已经确认过了。")
        now = audit.now()
        for one in received:
            _check(one, rows)
            connection.execute(insert(table).values(asdict(replace(one, time=now))))
        for said in identities:
            decisions.add(connection, replace(said, time=now))
        names = "、".join(one.name for one in received)
        audit.note(received[0].person, audit.Event.IMPORT, f"报告{len(received)}份：{names}", connection)


def _check(one: Received, rows: Sequence[Received]) -> None:
    used, replaced = in_use(rows)
    if one.sha256 in used:
        raise Outdated(f"“{one.name}”的内容刚刚已由{used[one.sha256].person}导入。")
    if one.replaces in replaced:
        raise Outdated(f"“{one.name}”要代替的一份刚刚已被别的一份代替。")


def every() -> list[Received]:
    """All confirmed originals in the order in which they were confirmed."""
    with begin() as connection:
        return _every(connection)


def in_use(rows: Iterable[Received]) -> tuple[dict[str, Received], set[str]]:
    """Those that hold, by SHA-256, and the SHA-256 of all that were replaced (brought in, or lying in the folder)."""
    used: dict[str, Received] = {}
    replaced: set[str] = set()
    for row in rows:
        if row.replaces:
            used.pop(row.replaces, None)
            replaced.add(row.replaces)
        used[row.sha256] = row
        replaced.discard(row.sha256)
    return used, replaced


def newer() -> dict[str, str]:
    """SHA-256 of a version that was replaced → that of the version that took its place."""
    return {row.replaces: row.sha256 for row in every() if row.replaces}


def _every(connection: Connection) -> list[Received]:
    columns = [table.c[field.name] for field in fields(Received)]
    return [Received(**row) for row in connection.execute(select(*columns).order_by(table.c.id)).mappings()]
