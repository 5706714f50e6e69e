"""Fills the tables of schema.sql with rows of batches and of the house, each text once."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipeline import seal
from pipeline.tables import Row, Tables

SCHEMA, TWICE, RECKON, DERIVED, COMMON, COMMENTS = (
    Path(__file__).with_name(f"{name}.sql") for name in ("schema", "twice", "reckon", "derived", "common", "comments")
)
ORDER = (
    *("build", "office", "indicator", "report", "evidence", "candidate", "observation", "change", "numeral"),
    *("decision", "returned", "duty"),
)
# How the rows of a table lie, so that equal inputs give equal tables: by all columns, but for what is asked for most.
_QUESTION = "indicator, year nulls first, office"
LYING = {
    "report": "office, year nulls first, report",
    "observation": f'{_QUESTION}, report, "start"',
    **dict.fromkeys(("every_figure", "doubt", "target", "hidden"), _QUESTION),
    "every_ratio": f"{_QUESTION}, place",
    "every_carried": "year, office, indicator",
    "filing": "year, office",
    "finding": 'year nulls first, office, "check", report, "start", message',
    "reconciliation": 'office, year, indicator, report, "start", told',
}
OFFLINE: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
SAME = r"md5(regexp_replace(text, '[\s\p{Z}]', '', 'g'))"

Files = Mapping[str, Sequence[Path]]  # Parquet files of batches with rows of each table


class PublishError(Exception):
    """The new snapshot is not fit to be served; the message says why in Chinese."""


class Spoilt(PublishError):
    """A batch was not what had been written, and was taken away: it has to be made anew."""


def fill(connection: duckdb.DuckDBPyConnection, tables: Tables, parts: Files) -> None:
    """Insert by name, each text once; the temporary table ``twice`` tells what was left out.

    A field that a table lacks, or one too few, is an error, so nouns and schema cannot drift apart.
    """
    for table in ORDER:
        gather(connection, table, tables.get(table, []), parts.get(table, ()))
    connection.execute(f"insert into origin select report, source, sha256, {SAME}, '' from given_report order by all")  # noqa: S608
    trace(connection, parts.get("report", ()))
    connection.execute(TWICE.read_text(encoding="utf-8"))
    for table in ORDER:
        connection.execute(  # of our own names only
            f'insert into "{table}" by name from incoming_{table} '  # noqa: S608
            f"where coalesce({key(connection, table)}, '') not in (select report from twice) "
            f"order by {LYING.get(table, 'all')}"
        )
    connection.execute("update build set reports = (select count(*) from report)")


def gather(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row], files: Iterable[Path]) -> None:
    """A temporary view on all rows of a table."""
    connection.register(f"given_{table}", frame(table, rows))
    names = _whole(files)
    more = f" union all by name from read_parquet({names!r})" if names else ""
    connection.execute(f"create or replace temp view incoming_{table} as from given_{table}{more}")


def trace(connection: duckdb.DuckDBPyConnection, files: Iterable[Path]) -> None:
    """Note which reports the batches hold; a batch's key is the name of its folder."""
    if names := _whole(files):
        connection.execute(
            f"insert into origin select report, source, sha256, {SAME}, parse_path(filename)[-2] "  # noqa: S608
            "from read_parquet(?, filename = true) order by all",
            [names],
        )


def _whole(files: Iterable[Path]) -> list[str]:
    """Names of files of batches, each what was written there. Raises Spoilt."""
    names = []
    for file in files:
        if seal.is_part_broken(file):
            shutil.rmtree(file.parent, ignore_errors=True)
            raise Spoilt("中间数据有损坏，已弃去，请检查磁盘后重新生成")
        names.append(str(file))
    return names


def key(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The report that a row of a table belongs to, in SQL; null for what belongs to none."""
    columns = [name for name, *_ in connection.execute(f'describe "{table}"').fetchall()]
    return "report" if "report" in columns else "ltrim(office, '~')" if table == "office" else "null"


@cache
def _schemas() -> Mapping[str, Mapping[str, pl.DataType]]:
    with duckdb.connect(config=OFFLINE) as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        return {table: connection.table(table).pl().schema for table in ORDER}


def frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """Rows with the columns and types of their table. Raises PublishError when a row has others."""
    schema = _schemas()[table]
    found = set().union(*rows) if rows else set(schema)
    if strange := found ^ set(schema):
        raise PublishError(f"表 {table} 缺少或多出字段：{'、'.join(sorted(strange))}")
    return pl.DataFrame(rows, schema=schema, infer_schema_length=None)
