"""Reading what waits: a process of its own goes through all batches, so that no visit and no page is needed for it.

Only one runs at a time; what it read of a file it writes beside the file, so that a killed one goes on where it was.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import duckdb
import polars as pl

from pipeline import build, publish, read
from pipeline.desk import batch, drafts, selfcheck
from pipeline.desk.batch import Changed, Named, Seen
from pipeline.model import Extraction
from pipeline.store import received

TROUBLE = "程序处理这份文件时出错（{}），请转交维护人员。"
ENDED = "程序处理这份文件时两次中断，没有读取。请转交维护人员。"
Row = dict[str, Any]
SAME = ("indicator", "period_start", "period_end", "status", "scope", "scope_name")  # what makes a row the same row


class Stored(NamedTuple):
    """A report that is stored: its row, and its observations."""

    sha256: str
    name: str
    observations: list[Row]


def main() -> int:
    """Read until nothing waits; 1 when another process is at it."""
    lock = batch.reading()
    if lock is None:
        return 1
    while todo := [(found.id, file) for id in batch.waiting() if (found := batch.load(id)) for file in found.unread]:
        id, file = todo[0]
        before = batch.correction(id, file.sha256)
        seen = _look(id, file) if batch.try_(id, file.sha256) else Seen(problem=ENDED)
        if batch.correction(id, file.sha256) == before:  # else it is read again, as corrected meanwhile
            batch.note(id, file.sha256, seen)
    lock.close()
    return 0


def snapshots() -> Path:
    return Path(os.environ.get("JIEDAO_SNAPSHOTS") or build.SNAPSHOTS)


def _look(id: str, file: batch.File) -> Seen:
    try:
        return look(file.name, batch.data(id, file.sha256), batch.correction(id, file.sha256))
    except read.Unreadable as error:
        return Seen(problem=str(error))
    except Exception as error:  # whatever one file brings to light must not take the others along
        return Seen(problem=TROUBLE.format(type(error).__name__))


def look(name: str, data: bytes, said: Mapping[str, str]) -> Seen:
    """What a file states, whose it is, and what the store has of the same. Raises Unreadable."""
    document = read.read_bytes(PurePath(name), data)
    used, _ = received.in_use(received.every())
    if same := used.get(document.sha256):
        return Seen(same_as=same.name)
    document = replace(document, id=document.sha256)
    extraction = build.extract(document, drafts.known(), selfcheck.register(), said)
    identity, database = extraction.report.identity, snapshots() / f"{publish.current(snapshots())}.duckdb"
    code = identity.office_code
    seen = Seen(
        office=_named(code) if code else None,
        candidates=tuple(_named(candidate) for candidate in identity.candidates),
        year=identity.year,
        kind=str(identity.kind),
        kind_name=identity.kind_name,
        figures=len(extraction.observations),
        numbers=len(extraction.numerals),
        notes=document.notes,
    )
    newer = next((one for one in used.values() if code and one.same == (code, identity.year, seen.kind)), None)
    if not database.exists():
        return _beside(seen, newer, None, extraction)
    with publish.connect(database) as connection:
        if same_content := _first(connection, sha256=document.sha256):
            return replace(seen, same_as=same_content.name)
        is_known = bool(code and identity.year)
        stored = _first(connection, office=code, year=identity.year, kind=seen.kind) if is_known else None
    findings = len(selfcheck.judge(extraction, database, code).findings) if code else None
    return _beside(replace(seen, findings=findings), newer, stored, extraction)


def _beside(seen: Seen, newer: received.Received | None, stored: Stored | None, extraction: Extraction) -> Seen:
    """With the version before it: that of the snapshot, or one confirmed since, whose rows nobody has yet."""
    if newer and (stored is None or stored.sha256 != newer.sha256):
        return replace(seen, replaces=newer.sha256, replaced=newer.name)
    if stored is None:
        return seen
    changes = tuple(_changes(stored.observations, [_row(one) for one in extraction.observations]))
    return replace(seen, replaces=stored.sha256, replaced=stored.name, changes=changes)


def _first(connection: duckdb.DuckDBPyConnection, **where: Any) -> Stored | None:
    """The first stored report of which these fields are so."""
    found = connection.table("report").select("report", "source", "sha256", "office", "year", "kind").pl()
    rows = found.filter(*(pl.col(field) == value for field, value in where.items())).sort("report").to_dicts()
    if not rows:
        return None
    of_it = duckdb.ColumnExpression("report") == duckdb.ConstantExpression(rows[0]["report"])
    return Stored(rows[0]["sha256"], rows[0]["source"], connection.table("observation").filter(of_it).pl().to_dicts())


def _row(observation: Any) -> Row:
    return {field: getattr(observation, field) for field in (*SAME, "value", "qualifier", "quote")}


def _changes(old: Iterable[Row], new: Iterable[Row]) -> Iterable[Changed]:
    """Rows gained, lost and changed between two versions; places in the text do not count, they move."""
    before, after = _keyed(old), _keyed(new)
    names = {indicator.id: indicator.name for indicator in drafts.known().indicators}
    for key in sorted(before.keys() | after.keys(), key=str):
        name, was, now = names.get(key[0], key[0]), before.get(key), after.get(key)
        if was is None or now is None:
            yield Changed("gained" if now else "lost", name, was["quote"] if was else "", now["quote"] if now else "")
        elif (was["value"], str(was["qualifier"])) != (now["value"], str(now["qualifier"])):
            yield Changed("changed", name, was["quote"], now["quote"])


def _keyed(rows: Iterable[Row]) -> dict[tuple[Any, ...], Row]:
    counts, keyed = Counter[tuple[str, ...]](), {}
    for row in rows:
        same = tuple(str(row[field]) for field in SAME)
        counts[same] += 1
        keyed[(*same, counts[same])] = row
    return keyed


def _named(code: str) -> Named:
    office = selfcheck.register().by_code.get(code)
    if office is None:
        return Named(code, code)
    parts = dict.fromkeys((office.province, office.city, office.district, office.name))
    return Named(code, " ".join(parts))


if __name__ == "__main__":
    sys.exit(main())
