"""A batch of files that waits for a person: a folder on the disk, whole or not there, whatever is killed meanwhile.

waiting/<batch>/batch.json names the files; their bytes lie beside it under their SHA-256, what a person corrected in
<sha256>.said, what the program read in <sha256>.read. Everything but the bytes can be made again.
"""

import json
import os
import re
import secrets
import shutil
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.desk import disk
from pipeline.desk.upload import Sent
from pipeline.store import audit, received

NAMED = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")
ABANDONED = 3600  # seconds after which nobody is still writing a folder
TRIES = 2  # a file at which the program ended twice is not read again


@dataclass(frozen=True, slots=True)
class Named:
    """An office as a person knows it."""

    code: str
    title: str  # 省 市 区 街道


@dataclass(frozen=True, slots=True)
class Changed:
    """One row that the stored version and this one do not both have, or not alike; what is absent is empty."""

    what: str  # gained, lost, changed
    indicator: str  # its name
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the program read in a file, and how that stands to what is stored; or why it could not (`problem`)."""

    problem: str = ""
    same_as: str = ""  # name under which this content is stored already
    office: Named | None = None
    candidates: tuple[Named, ...] = ()
    year: int | None = None
    kind: str = ""
    kind_name: str = ""
    figures: int = 0  # numbers that an indicator takes
    numbers: int = 0  # all of them
    findings: int | None = None  # of the checks; None where nobody knows whose it is
    replaces: str | None = None  # SHA-256 of the stored report of the same office, year and kind
    replaced: str = ""  # its name
    changes: tuple[Changed, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """One file of a batch. `problem`: why it was refused before it was read; `seen`: None while it is not read."""

    name: str
    sha256: str
    problem: str
    seen: Seen | None


@dataclass(frozen=True, slots=True)
class Batch:
    id: str
    person: str
    files: tuple[File, ...]

    @property
    def began(self) -> datetime:
        """When it was brought, UTC without a zone."""
        return datetime.strptime(self.id[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007

    @property
    def unread(self) -> tuple[File, ...]:
        return tuple(file for file in self.files if not file.problem and file.seen is None)


def folder() -> Path:
    return received.home() / "waiting"


def reading() -> sqlite3.Connection | None:
    """The lock of whoever reads what waits, None while another process does."""
    return disk.lock(folder() / "reading.lock")


def create(files: Sequence[Sent], person: str) -> str:
    """Write a batch; it is on the disk, whole, when its id is returned. Raises OSError."""
    id = f"{audit.now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    aside = folder() / f"{id}.aside"
    aside.mkdir(parents=True)
    first: dict[str, str] = {}
    rows = []
    for one in files:
        problem = one.problem
        if not problem and one.sha256 in first:
            problem = f"内容与本批的“{first[one.sha256]}”相同，只收一份。"
        elif not problem:
            first[one.sha256] = one.name
            disk.put(aside / one.sha256, one.data)
        rows.append({"name": one.name, "sha256": one.sha256, "problem": problem})
    disk.put(aside / "batch.json", json.dumps({"person": person, "files": rows}).encode())
    os.replace(aside, folder() / id)  # noqa: PTH105 (the atomic one, named as what it is)
    disk.settle(folder())
    return id


def waiting() -> list[str]:
    """Ids of the batches that nobody confirmed yet, the oldest first; leavings of what was killed are cleared away."""
    if not folder().is_dir():
        return []
    confirmed = {row.batch for row in received.every()}
    for place in folder().iterdir():
        is_left = place.suffix == ".aside" and time.time() - place.stat().st_mtime > ABANDONED
        if place.name in confirmed or is_left:
            drop(place.name)
    return sorted(place.name for place in folder().iterdir() if NAMED.fullmatch(place.name))


def load(id: str) -> Batch | None:
    """A batch as it stands; None when it is not there (any more)."""
    place = folder() / id
    if not NAMED.fullmatch(id) or not place.is_dir():
        return None
    try:
        said = json.loads((place / "batch.json").read_bytes())
    except OSError:
        return None
    files = (File(**row, seen=None if row["problem"] else _seen(place, row["sha256"])) for row in said["files"])
    return Batch(id, said["person"], tuple(files))


def data(id: str, sha256: str) -> bytes:
    return (folder() / id / sha256).read_bytes()


def note(id: str, sha256: str, seen: Seen) -> None:
    """Keep what was read in a file."""
    if (folder() / id).is_dir():
        disk.put(folder() / id / f"{sha256}.read", json.dumps(asdict(seen)).encode())


def correction(id: str, sha256: str) -> dict[str, str]:
    """What a person said of a file, as a row of a meta file (office_code, year); empty where nothing was said."""
    try:
        said: dict[str, str] = json.loads((folder() / id / f"{sha256}.said").read_bytes())
    except OSError:
        return {}
    return said


def correct(id: str, sha256: str, office: str, year: int) -> None:
    """Keep what a person said of a file; it is read anew."""
    said = {"office_code": office, "year": str(year)}
    disk.put(folder() / id / f"{sha256}.said", json.dumps(said).encode())
    forget(id, [sha256])


def forget(id: str, files: Sequence[str]) -> None:
    """What was read in these files is not so any more."""
    for sha256 in files:
        for left in ("read", "tried"):
            (folder() / id / f"{sha256}.{left}").unlink(missing_ok=True)


def try_(id: str, sha256: str) -> bool:
    """Whether a file may be read (again); False when the program ended at it before, as often as may be."""
    mark = folder() / id / f"{sha256}.tried"
    tried = len(mark.read_bytes()) if mark.exists() else 0
    mark.write_bytes(b"." * (tried + 1))
    return tried < TRIES


def drop(id: str) -> None:
    """A batch goes, at once."""
    place = folder() / id
    gone = place.with_name(f"{id}.{secrets.token_hex(2)}.gone.aside")
    try:
        place.rename(gone)
    except OSError:
        return  # somebody else was quicker
    shutil.rmtree(gone, ignore_errors=True)


def _seen(place: Path, sha256: str) -> Seen | None:
    try:
        row: dict[str, Any] = json.loads((place / f"{sha256}.read").read_bytes())
    except (OSError, ValueError):
        return None
    row["office"] = Named(**row["office"]) if row["office"] else None
    row["candidates"] = tuple(Named(**one) for one in row["candidates"])
    row["changes"] = tuple(Changed(**one) for one in row["changes"])
    return Seen(**row | {"notes": tuple(row["notes"])})
