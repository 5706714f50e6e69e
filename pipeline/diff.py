"""Rows gained, lost and changed between two snapshots: what a change of rules, code or originals does to the data."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline import publish

Row = dict[str, Any]
LABELS = {"gained": "新增", "lost": "消失", "changed": "改变"}
# What makes a row the same row, and which of its fields are compared.
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "report": (("report",), ("office", "year", "kind", "period_start", "period_end", "sha256")),
    "observation": (
        ("report", "start", "indicator", "ordinal"),
        ("value", "qualifier", "period_start", "period_end", "status", "scope", "scope_name", "end", "quote"),
    ),
    "change": (
        ("report", "start", "indicator", "ordinal"),
        ("value", "unit", "direction", "period_start", "period_end", "end", "quote"),
    ),
    "numeral": (("report", "start", "ordinal"), ("end", "disposition", "value", "unit")),
}


class Difference(NamedTuple):
    """One row that is not the same in both snapshots; what is absent from a snapshot is empty."""

    table: str
    what: str  # gained, lost, changed
    report: str
    indicator: str
    start: int | None
    old: str
    new: str


def diff(old: Path, new: Path) -> list[Difference]:
    """Differences between two snapshot files, by table, report and place. Raises duckdb.Error for an unreadable one."""
    found: list[Difference] = []
    for table, (key, fields) in TABLES.items():
        before, after = _rows(old, table, key), _rows(new, table, key)
        for place in sorted(before.keys() | after.keys(), key=str):
            found.extend(_compare(table, fields, before.get(place), after.get(place)))
    order = {table: i for i, table in enumerate(TABLES)}
    return sorted(found, key=lambda row: (order[row.table], row.report, row.start or 0, row.indicator, row.what))


def _rows(snapshot: Path, table: str, key: tuple[str, ...]) -> dict[tuple[Any, ...], Row]:
    """Rows by key; ``ordinal`` counts the rows of which all else in the key is the same."""
    with publish.connect(snapshot) as connection:
        frame = connection.table(table).pl()
    if "ordinal" in key:
        same = [field for field in key if field != "ordinal"]
        frame = frame.sort([*same, "end", "value"]).with_columns(pl.int_range(pl.len()).over(same).alias("ordinal"))
    return {tuple(row[field] for field in key): row for row in frame.iter_rows(named=True)}


def _compare(table: str, fields: tuple[str, ...], before: Row | None, after: Row | None) -> Iterator[Difference]:
    row = after or before or {}
    place = row["report"], row.get("indicator") or "", row.get("start")
    if before is None or after is None:
        shown = _told(row, fields)
        yield Difference(table, "gained" if after else "lost", *place, "" if after else shown, shown if after else "")
    elif moved := tuple(field for field in fields if before[field] != after[field]):
        yield Difference(table, "changed", *place, _told(before, moved), _told(after, moved))


def _told(row: Row, fields: tuple[str, ...]) -> str:
    """Fields that say something, as ``field=value``."""
    return " ".join(f"{field}={_shown(row[field])}" for field in fields if row[field] is not None)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)
