"""The formats of a file, each written piece by piece: what a spreadsheet, a program or a proof needs."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pages.shared.export import pack, spreadsheet
from pages.shared.export.slices import Slice, Tell, quiet


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what people call it, its media type, and who writes it."""

    name: str
    media: str
    write: Callable[[Slice, BinaryIO, Tell], None]


def json_(chosen: Slice, more: str | None = None, tell: Tell = quiet) -> Iterator[bytes]:
    """A JSON object in chunks. total: rows of the whole choice; next: address of the rows after these, or null; rows:
    one object each, by heading; days as 2023-12-31."""
    head = {"snapshot": chosen.snapshot, "total": chosen.whole, "offset": chosen.first, "next": more}
    yield (json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [').encode()
    is_first = True
    for piece in chosen.pieces(tell):
        rows = [json.dumps(_plain(row), ensure_ascii=False) for row in piece.iter_rows(named=True)]
        if rows:
            yield ("\n" if is_first else ",\n").encode() + ",\n".join(rows).encode()
            is_first = False
    yield b"\n]}\n"


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Days as text, whole numbers without a fraction."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else int(value)
        if isinstance(value, float) and value.is_integer()
        else value
        for name, value in row.items()
    }


def _csv(chosen: Slice, sink: BinaryIO, tell: Tell) -> None:
    for part in chosen.text(tell):
        sink.write(part.encode())


def _json(chosen: Slice, sink: BinaryIO, tell: Tell) -> None:
    for chunk in json_(chosen, tell=tell):
        sink.write(chunk)


def _parquet(chosen: Slice, sink: BinaryIO, tell: Tell) -> None:
    """Typed columns under the same headings; one group of rows for each piece."""
    writer = None
    for piece in chosen.pieces(tell):
        rows = piece.to_arrow(compat_level=None)
        if writer is None:
            about = {"jiedao.snapshot": chosen.snapshot, "jiedao.choice": chosen.words}
            schema = pa.schema([_text(field) for field in rows.schema], about)
            writer = pq.ParquetWriter(sink, schema, compression="zstd")
        writer.write_table(rows.cast(writer.schema))
    if writer:
        writer.close()


def _text(field: pa.Field) -> pa.Field:
    """Text as plain strings, which every reader knows."""
    is_text = pa.types.is_large_string(field.type) or pa.types.is_string_view(field.type)
    return pa.field(field.name, pa.string()) if is_text or pa.types.is_null(field.type) else field


FORMATS = {
    "csv": Format("表格（CSV）", "text/csv; charset=utf-8", _csv),
    "xlsx": Format(
        "工作簿（Excel）", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", spreadsheet.write
    ),
    "parquet": Format("列存文件（Parquet）", "application/vnd.apache.parquet", _parquet),
    "json": Format("数据（JSON）", "application/json", _json),
    "zip": Format("可核对的压缩包", "application/zip", pack.write),
}
