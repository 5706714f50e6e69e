"""Whether a pack of figures still says what the originals say: every row unchanged, every quote and sentence in its
place, every value the one that is written there. Needs the pack and the originals, no snapshot and no network.

A pack is the ZIP that the page 下载 writes: 清单.json names its files and the SHA-256 of the originals; 行校验.txt has
one digest for each row of the data.
"""

import argparse
import csv
import hashlib
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pipeline import read
from pipeline.normalize import normalize
from pipeline.quantify import quantify
from pipeline.screen import GOOD, NOTHING, PARTLY, say, table
from pipeline.store import received

FORMAT = 1
MANIFEST = "清单.json"
LARGEST = 256 * 2**20  # bytes of the manifest
LONGEST = 2**27  # characters of a cell
NEEDED = ("report", "start", "end", "quote", "sentence_start", "sentence_end", "sentence", "value")


class NoPack(Exception):
    """The file is no pack that can be checked; the message says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs: the row as a spreadsheet numbers it (1 is the heading; None: the whole pack), of what, how."""

    row: int | None
    what: str
    how: str


@dataclass(slots=True)
class Result:
    """What was checked, and what differs."""

    snapshot: str
    rows: int = 0
    proven: int = 0  # rows with a number whose quote, sentence and value stand in the original
    decided: int = 0  # rows whose value a person has set; their words stand in the original
    silent: int = 0  # rows without a number: nothing to find
    differences: list[Difference] = field(default_factory=list)


def check(pack: Path, *originals: Path) -> Result:
    """Check a pack against the originals in folders. Raises NoPack."""
    csv.field_size_limit(LONGEST)
    try:
        with ZipFile(pack) as folder:
            manifest = _manifest(folder)
            result = Result(str(manifest["snapshot"]))
            result.differences += _changed_files(folder, manifest)
            archive = Archive(originals, manifest["sources"])
            _rows(folder, manifest, archive, result)
            result.differences += archive.missing()
    except (BadZipFile, zlib.error, OSError, LookupError, ValueError, TypeError, AttributeError, csv.Error) as error:
        raise NoPack(f"“{pack}”不是可核对的压缩包，或已损坏（{error}）。") from error
    return result


def _manifest(folder: ZipFile) -> dict[str, Any]:
    if folder.getinfo(MANIFEST).file_size > LARGEST:
        raise ValueError(f"{MANIFEST} 过大")
    manifest: dict[str, Any] = json.loads(folder.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise ValueError(f"格式版本为 {manifest['format']}，本程序只认 {FORMAT}")
    return manifest


def _changed_files(folder: ZipFile, manifest: dict[str, Any]) -> Iterator[Difference]:
    """Files whose bytes are not those that were written; of the data the rows are named instead."""
    for name, told in manifest["files"].items():
        digest = hashlib.sha256()
        with folder.open(name) as file:
            while name != manifest["data"] and (chunk := file.read(2**20)):
                digest.update(chunk)
        if name != manifest["data"] and digest.hexdigest() != told["sha256"]:
            yield Difference(None, name, "这个文件被改动过")


def _rows(folder: ZipFile, manifest: dict[str, Any], archive: "Archive", result: Result) -> None:
    """Row after row: its digest, then its words in the original."""
    left = Counter(folder.read(manifest["digests"]).split())
    with folder.open(manifest["data"]) as file:
        reader = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""), strict=True)
        heading = next(reader)
        fields = {heading: field for field, heading in manifest["columns"].items()}
        if [fields.get(name) for name in heading] != list(manifest["columns"]):
            result.differences.append(Difference(None, manifest["data"], "表头与清单不符，无法逐行核对"))
            return
        changed = 0
        for number, cells in enumerate(reader, start=2):
            digest = hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16].encode()
            is_same = left[digest] > 0
            left[digest] -= is_same
            changed += not is_same
            told = zip(manifest["columns"], cells, strict=False)
            _judge(number, {name: cell.removeprefix("'") for name, cell in told}, is_same, archive, result)
    if (gone := left.total() - changed) > 0:
        result.differences.append(Difference(None, manifest["data"], f"少了{gone}行"))


def _judge(number: int, row: dict[str, str], is_same: bool, archive: "Archive", result: Result) -> None:
    """Book one row; a row that differs gets its number, what it is of, and all that is known against it."""
    result.rows += 1
    against = [] if is_same else ["与导出时不同"]
    if any(name not in row for name in NEEDED):
        against.append("列数不对")
    elif row["start"] or row["quote"] or row["value"]:
        against += archive.against(row)
    elif is_same:
        result.silent += 1
        return
    if against:
        parts = (row.get("name"), f"{row.get('year')}年", row.get("indicator_name"))
        result.differences.append(Difference(number, " ".join(filter(None, parts)), "；".join(against)))
    elif row.get("decision"):
        result.decided += 1
    else:
        result.proven += row["report"] not in archive.unread


def verify(options: argparse.Namespace) -> int:
    """The command: rows that differ, and what was checked; 0 all proven, 1 something differs, 2 no pack or folder."""
    if not options.originals.is_dir():
        say(f"没有“{options.originals}”这个文件夹，请用 --originals 写明原件在哪里。")
        return NOTHING
    try:
        result = check(options.pack, options.originals, received.home())
    except NoPack as error:
        say(str(error))
        return NOTHING
    rows = [
        ("整体" if found.row is None else f"第{found.row}行", found.what, found.how) for found in result.differences
    ]
    table(("行", "内容", "不符之处"), rows)
    counted = (
        f"共 {result.rows} 行",
        f"{result.proven} 行逐字对上原件",
        f"{result.decided} 行的数由人工认定、句子对上原件",
        f"{result.silent} 行没有数",
        f"{len(rows)} 处不符",
    )
    say(f"快照 {result.snapshot}：{'，'.join(counted)}")
    return PARTLY if rows else GOOD


class Archive:
    """The originals of folders, found by the SHA-256 of their bytes, whatever they are called."""

    def __init__(self, folders: Iterable[Path], sources: list[dict[str, Any]]) -> None:
        self._sources = {source["report"]: source for source in sources}
        asked = {source["sha256"] for source in sources}
        files = (path for path in sorted(path for folder in folders for path in folder.rglob("*")) if path.is_file())
        found = {digest: path for path in files if (digest := _digest(path)) in asked}
        self._paths = {name: found.get(source["sha256"]) for name, source in self._sources.items()}
        self.unread = Counter[str]()  # rows of reports that are not there or cannot be read
        self._report = lru_cache(maxsize=4)(self._open)  # rows of one report follow each other

    def against(self, row: dict[str, str]) -> list[str]:
        """What in a row is not as the original has it."""
        if row["report"] not in self._sources:
            return ["清单里没有这份报告"]
        opened = self._report(row["report"])
        if opened is None:
            self.unread[row["report"]] += 1
            return []
        text, values = opened
        places = [row[name] for name in ("start", "end", "sentence_start", "sentence_end")]
        if not all(place.isascii() and place.isdigit() for place in places):
            return ["位置不是数字"]
        start, end, first, last = map(int, places)
        wrong = []
        if text[start:end] != row["quote"]:
            wrong.append(f"原文此处是“{text[start:end][:40]}”，表中写“{row['quote'][:40]}”")
        if text[first:last] != row["sentence"] or not first <= start < end <= last:
            wrong.append("原文句子与原件不符")
        stated = values.get((start, end), (0.0,))  # words without a number state a nothing
        if not row.get("decision") and not any(_is(row["value"], value) for value in stated):
            wrong.append(f"原文写“{text[start:end][:40]}”，表中数值为{row['value'] or '空'}")
        return wrong

    def missing(self) -> Iterator[Difference]:
        """Reports whose original is not in the folder or cannot be read, with the rows that are not proven for it."""
        for report, rows in self.unread.items():
            why = "读不出来" if self._paths[report] else "不在文件夹里"
            yield Difference(None, str(self._sources[report]["source"]), f"原件{why}，{rows}行没有核对")

    def _open(self, report: str) -> tuple[str, dict[tuple[int, int], tuple[float, ...]]] | None:
        """Text of a report and the values of the numbers in it by place; shares in ‰ also in %."""
        path = self._paths[report]
        try:
            # One that was brought in lies under its SHA-256 alone; its name tells how to read it.
            name = str(self._sources[report]["source"]) if path and not path.suffix else ""
            document = read.read(path, name) if path else None
        except read.Unreadable:
            document = None
        if document is None:
            return None
        normalized = normalize(document.text)
        return document.text, {
            normalized.span(quantity.start, quantity.end): (quantity.value, quantity.value / 10)
            if quantity.unit == "‰"
            else (quantity.value,)
            for quantity in quantify(normalized, document.is_legacy)
            if quantity.value is not None
        }


def _is(cell: str, value: float) -> bool:
    """Whether a cell holds the value, to the six decimals that are written."""
    try:
        return abs(float(cell) - value) <= 1e-6
    except ValueError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
