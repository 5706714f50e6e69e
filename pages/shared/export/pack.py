"""A file that proves itself: figures, what they mean, and a manifest by which `python -m pipeline verify` finds every
quote again in the originals, without us and without a network.

数据.csv holds all columns of the choice, one figure a line; 宽表.csv the same turned, where that was asked for;
行校验.txt one digest a line of 数据.csv, so that a changed row is named; 清单.json what all of it is, FORMAT being
its version.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from pages.shared.export import BOM, about, lines
from pages.shared.export.columns import HEADINGS
from pages.shared.export.slices import Slice, Tell
from queries import download

FORMAT = 1
DATA, TURNED, DIGESTS, DEFINITIONS, ABOUT, MANIFEST = (
    "数据.csv", "宽表.csv", "行校验.txt", "指标.csv", "说明.txt", "清单.json",
)  # fmt: skip
HOW = (
    "在本系统的文件夹里运行 python -m pipeline verify 本压缩包.zip --originals 存放报告原件的文件夹。"
    "不需要网络；改动过的行、与原件不符的数会逐行列出。用表格软件另存过的文件，格式会变，请核对未动过的压缩包。"
)


def write(chosen: Slice, sink: BinaryIO, tell: Tell) -> None:
    """The choice as a ZIP. Raises Incomplete of slices."""
    chosen = replace(chosen, traditional=False)  # what is to be proved stands as it does in the snapshot
    long = replace(chosen, fields=(), is_wide=False)
    with ZipFile(sink, "w", ZIP_DEFLATED) as folder:
        files, digests, reports = {}, list[bytes](), set[str]()
        files[DATA] = _add(folder, DATA, _rows(long, tell, digests, reports))
        if chosen.is_wide:
            files[TURNED] = _add(folder, TURNED, (part.encode() for part in chosen.text()))
        files[DIGESTS] = _add(folder, DIGESTS, digests)
        files[DEFINITIONS] = _add(folder, DEFINITIONS, [(BOM + lines(about.definitions(long), heading=True)).encode()])
        files[ABOUT] = _add(folder, ABOUT, [_about(long)])
        folder.writestr(MANIFEST, json.dumps(_manifest(long, files, reports), ensure_ascii=False, indent=1))


def _rows(chosen: Slice, tell: Tell, digests: list[bytes], reports: set[str]) -> Iterator[bytes]:
    """The lines of 数据.csv; on the way the digest of each row and the reports that are quoted are noted."""
    report = chosen.empty.columns.index(HEADINGS["report"])
    for n, part in enumerate(chosen.text(tell)):
        rows = csv.reader(io.StringIO(part, newline=""))
        if n == 0:
            next(rows)
        told = list(rows)
        digests.append("".join(f"{_digest(cells)}\n" for cells in told).encode())
        reports.update(cells[report].removeprefix("'") for cells in told)
        yield part.encode()


def _digest(cells: Iterable[str]) -> str:
    """Sixteen hexadecimal digits for the cells of one row, as a reader of CSV gives them."""
    return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16]


def _add(folder: ZipFile, name: str, chunks: Iterable[bytes]) -> dict[str, Any]:
    """Write one file; its digest and size."""
    digest, size = hashlib.sha256(), 0
    with folder.open(name, "w", force_zip64=True) as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return {"sha256": digest.hexdigest(), "bytes": size}


def _about(chosen: Slice) -> bytes:
    told = [*about.facts(chosen), ("怎样核对", HOW), ("数据.csv 各列", ""), *about.columns(chosen)]
    return (BOM + "\r\n".join(f"{name}：{value}" for name, value in told)).encode()


def _manifest(chosen: Slice, files: dict[str, dict[str, Any]], reports: set[str]) -> dict[str, Any]:
    offices, years = chosen.counts["office"].to_list(), chosen.filters.get("years", ())
    sources = download.sources(chosen.snapshot, offices=offices, years=years)
    return {
        "format": FORMAT,
        "snapshot": chosen.snapshot,
        "about": dict(about.facts(chosen)),
        "filters": dict(chosen.filters),
        "rows": chosen.total,
        "data": DATA,
        "digests": DIGESTS,
        "columns": {field: HEADINGS[field] for field in (*download.FIELDS, "choice", "snapshot")},
        "files": files,
        "sources": [row for row in sources.iter_rows(named=True) if row["report"] in reports],
    }
