"""自检: what the district will see of a report before it is handed in.

The draft is read like any report, its rows stand beside the stored ones in a database in memory, and the ordinary
checks run there. Nothing is written anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipeline import build, checks, fill
from pipeline.desk import drafts
from pipeline.desk.advice import Advice, advise
from pipeline.desk.drafts import TROUBLE, Document, Unreadable
from pipeline.identify import identify
from pipeline.model import Extraction
from pipeline.normalize import normalize
from pipeline.offices import Offices
from pipeline.tables import Row, of_reports

STATED = ("observation", "change", "numeral")


@dataclass(frozen=True, slots=True)
class Result:
    """What there is to say of a draft. `findings`, `dropped`, `omitted`: rows of selfcheck.sql; `marks`: columns of
    queries.evidence.marks; `report`: its row of the table report; `other`: another office that it calls its own."""

    report: Row
    other: str | None
    findings: tuple[Row, ...]
    dropped: tuple[Row, ...]
    omitted: tuple[Row, ...]
    advice: tuple[Advice, ...]
    marks: pl.DataFrame


def check(document: Document, snapshot: Path, office: str, year: int) -> Result:
    """The draft as the district will see it. Raises Unreadable.

    `snapshot`: the database of what is stored; `office`: code of whose draft it is; `year`: where the draft names none.
    """
    try:
        return _check(document, snapshot, office, year)
    except Exception:  # whatever it is, its message may hold words of the draft
        raise Unreadable(TROUBLE) from None


def _check(document: Document, snapshot: Path, office: str, year: int) -> Result:
    known, told = drafts.known(), identify(document, normalize(document.text), register())
    extraction = build.extract(document, known, register(), {"office_code": office, "year": str(told.year or year)})
    return judge(extraction, snapshot, office, told.office if told.office_code not in (None, office) else None)


def judge(extraction: Extraction, snapshot: Path, office: str, other: str | None = None) -> Result:
    """What there is to say of a report that was read and is not stored. Raises duckdb.Error."""
    rows, known = of_reports([extraction]), drafts.known()
    draft = rows["report"][0]
    asked = {"report": draft["report"], "office": office, "year": draft["year"], "kind": str(draft["kind"])}
    with duckdb.connect(config=fill.OFFLINE) as memory:
        memory.execute(fill.SCHEMA.read_text(encoding="utf-8"))
        _copy(memory, snapshot, asked)
        for table in ("report", *STATED):
            schema = memory.table(table).pl().schema
            own = [row | {"office": office} if "office" in row else row for row in rows[table]]
            if own:
                _take(memory, table, pl.DataFrame(own, schema_overrides=schema, infer_schema_length=None))
        memory.execute(fill.RECKON.read_text(encoding="utf-8"))
        checks.run(memory)
        found = {name: tuple(_rows(memory, name, asked).to_dicts()) for name in ("findings", "dropped", "omitted")}
    names = {indicator.id: indicator.name for indicator in known.indicators}
    return Result(draft, other, **found, advice=tuple(advise(extraction, known)), marks=marks(extraction, names))


@cache
def register() -> Offices:
    return Offices.load()


@cache
def _statements() -> Mapping[str, str]:
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    parts = (part.split("\n", 1) for part in text.split("-- name: ")[1:])
    return {name.strip(): statement for name, statement in parts}


def _rows(connection: duckdb.DuckDBPyConnection, name: str, asked: Mapping[str, Any]) -> pl.DataFrame:
    statement = _statements()[name]
    used = {key: value for key, value in asked.items() if f"${key}" in statement}
    rows: pl.DataFrame = connection.sql(statement, params=used).pl()
    return rows


def _copy(memory: duckdb.DuckDBPyConnection, snapshot: Path, asked: Mapping[str, Any]) -> None:
    """What the checks compare with, from the snapshot into the memory. Attached, for the board has it open already."""
    memory.execute(f"attach '{str(snapshot).replace(chr(39), chr(39) * 2)}' as stored (read_only)")
    _take(memory, "indicator", memory.table("stored.indicator").pl())
    _take(memory, "office", _rows(memory, "neighbours", asked))
    _take(memory, "report", _rows(memory, "beside", asked))
    for table in STATED:
        statement = f'from stored."{table}" where report in (select report from report)'  # noqa: S608 (own names)
        _take(memory, table, memory.sql(statement).pl())
    memory.execute("detach stored")


def _take(memory: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    memory.register("incoming", frame)
    memory.execute(f'insert into "{table}" by name select * from incoming')  # noqa: S608 (own names)
    memory.unregister("incoming")


def marks(extraction: Extraction, names: Mapping[str, str]) -> pl.DataFrame:
    """Every number of the draft, and words that state a nothing: columns of queries.evidence.marks."""
    said: dict[tuple[int, int], list[str]] = {}
    for row in extraction.observations:
        remark = "（计划）" * (row.status == "plan") + "（局部）" * (row.scope == "part")
        said.setdefault((row.start, row.end), []).append(names[row.indicator] + remark)
    places = {(row.start, row.end): asdict(row) for row in extraction.numerals}
    for row in extraction.observations:
        nothing = {"disposition": "assigned", "why": "原文写明没有，记为零"}
        places.setdefault((row.start, row.end), asdict(row) | nothing)
    columns = ("start", "end", "quote", "disposition", "why", "sentence_start", "sentence_end")
    rows: Sequence[dict[str, Any]] = [
        {column: place[column] for column in columns} | {"names": said.get(at, [])}
        for at, place in sorted(places.items())
    ]
    whole = dict.fromkeys(("start", "end", "sentence_start", "sentence_end"), pl.Int64())
    texts = dict.fromkeys(("quote", "disposition", "why"), pl.String())
    return pl.DataFrame(rows, schema={**whole, **texts, "names": pl.List(pl.String)})
