"""Backup, restore and rollback: what a server must be able to do on the day on which something went wrong.

A backup is one ZIP: the originals of the folder and those brought in on 导入, the store of what people wrote (SQLite's
own online copy, so the board goes on), the served snapshot, and a manifest with the SHA-256 of each. Restoring checks
all of it before it changes anything, and never overwrites what says something else. A store on a PostgreSQL server has
its own tools (pg_dump); it is left out.
"""

import argparse
import contextlib
import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import duckdb
from sqlalchemy import make_url

from pipeline import publish, seal, store
from pipeline.originals import find
from pipeline.screen import GOOD, NOTHING, say
from pipeline.store import received

MANIFEST, PEOPLE = "manifest.json", "people.sqlite"
REPORTS, SNAPSHOTS, ORIGINALS = "reports", "snapshots", "originals"  # folders inside a backup
BLOCK = 1 << 20


class BackupError(Exception):
    """Nothing was changed; the message says why in Chinese."""


def backup(options: argparse.Namespace) -> int:
    """Write a backup; the file is there whole or not at all."""
    try:
        held = write(options.file, options.reports, options.snapshots)
    except (BackupError, OSError, sqlite3.Error) as error:
        say(f"没有备份：{error}")
        return NOTHING
    kept = "含人工决定" if PEOPLE in held else "不含人工决定（存放在数据库服务器上，请用它自己的工具备份）"
    say(f"已备份 {len(held)} 个文件到 {options.file}，{kept}。")
    return GOOD


def restore(options: argparse.Namespace) -> int:
    """Bring back what a backup holds; the board should not run meanwhile."""
    try:
        snapshot = bring_back(options.file, options.reports, options.snapshots)
    except (BackupError, OSError, sqlite3.Error, zipfile.BadZipFile, zlib.error, KeyError, ValueError) as error:
        say(f"没有恢复：{error}")
        return NOTHING
    say(f"已恢复报告原件、人工决定和快照 {snapshot}，现在打开看板即可。")
    return GOOD


def rollback(options: argparse.Namespace) -> int:
    """Serve an older snapshot: the one named, else the one before the served one; its id goes to stdout."""
    try:
        chosen = older(options.snapshots, options.snapshot)
        publish.point(options.snapshots, chosen)
    except (BackupError, OSError) as error:
        say(f"没有退回，仍用原来的快照：{error}")
        return NOTHING
    say("已退回到较早的快照，打开的页面会提示更新；再运行 build 又会发布新的快照。")
    print(chosen)
    return GOOD


def older(snapshots: Path, wanted: str | None = None) -> str:
    """Id of the snapshot to go back to, read whole before it is named. Raises BackupError."""
    there = sorted(path.stem for path in snapshots.glob("*.duckdb"))
    served = publish.current(snapshots) or ""
    before = [id for id in there if id < served]
    if wanted is None and not before:
        raise BackupError("没有更早的快照")
    chosen = wanted or before[-1]
    if chosen not in there:
        raise BackupError(f"没有快照 {chosen}，现有：{'、'.join(there) or '无'}")
    try:
        publish.read_whole(snapshots / f"{chosen}.duckdb")
    except duckdb.Error as error:
        raise BackupError(f"快照 {chosen} 已损坏") from error
    if seal.is_broken(snapshots / f"{chosen}.duckdb"):
        raise BackupError(f"快照 {chosen} 与发布时不同，可能已损坏")
    return chosen


def write(file: Path, reports: Path, snapshots: Path) -> dict[str, str]:
    """Write a backup; name inside it → SHA-256. Raises BackupError, OSError or sqlite3.Error."""
    snapshot = publish.current(snapshots)
    if snapshot is None:
        raise BackupError("还没有快照，请先运行 python -m pipeline build")
    files = {f"{REPORTS}/{name}": path for name, path in find([reports])} if reports.is_dir() else {}
    files[f"{SNAPSHOTS}/{snapshot}.duckdb"] = served = snapshots / f"{snapshot}.duckdb"
    if (sealed := seal.beside(served)).exists():
        files[f"{SNAPSHOTS}/{sealed.name}"] = sealed
    aside = file.with_name(f"{file.name}.tmp")
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as clean:
        clean.callback(aside.unlink, missing_ok=True)
        if (people := _store()) and people.exists():
            files[PEOPLE] = _copy(people, Path(folder) / PEOPLE)
        files |= {f"{ORIGINALS}/{path.name}": path for path in received.files()}  # after the rows that name them
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
            held = {name: _put(archive, name, path) for name, path in files.items()}
            archive.writestr(MANIFEST, json.dumps({"snapshot": snapshot, "sha256": held}, ensure_ascii=False))
        publish.settle(aside, file)
    return held


def bring_back(file: Path, reports: Path, snapshots: Path) -> str:
    """Restore a backup; the id of its snapshot. Raises BackupError and what reading a ZIP raises."""
    snapshots.mkdir(parents=True, exist_ok=True)
    people = _store()
    with tempfile.TemporaryDirectory(dir=snapshots, prefix="restore.tmp.") as folder:
        aside = Path(folder)
        snapshot, names = _unpack(file, aside)
        targets = {name: _target(name, reports, snapshots, people) for name in names}
        for name, target in targets.items():
            if target and target.exists() and not _is_same(name, aside / name, target):
                raise BackupError(f"{target} 已存在，内容与备份不同。请先移开它再恢复")
        for name, target in targets.items():
            if target and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(aside / name, near := target.with_name(f"{target.name}.tmp"))
                publish.settle(near, target)
    publish.point(snapshots, snapshot)
    return snapshot


def _target(name: str, reports: Path, snapshots: Path, people: Path | None) -> Path | None:
    """Where a file of a backup belongs; None for the store, where this machine keeps it on a server."""
    if name == PEOPLE:
        return people
    folder, _, rest = name.partition("/")
    return {REPORTS: reports, SNAPSHOTS: snapshots, ORIGINALS: received.home()}[folder] / rest


def _unpack(file: Path, aside: Path) -> tuple[str, list[str]]:
    """The snapshot and all names of a backup, whose files now lie aside and are what the manifest says."""
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read(MANIFEST))
        for name, digest in told["sha256"].items():
            parts = PurePosixPath(name)
            if parts.is_absolute() or ".." in parts.parts or "\\" in name or parts.parts[0] not in _PLACES:
                raise BackupError(f"备份中的文件名 {name} 不是本系统写的")
            target = aside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink, BLOCK)
            if _digest(target) != digest:
                raise BackupError(f"备份中的 {name} 已损坏")
    return told["snapshot"], list(told["sha256"])


_PLACES = (REPORTS, SNAPSHOTS, ORIGINALS, PEOPLE)


def _store() -> Path | None:
    """The file of the store, None where a database server holds it."""
    address = make_url(store.url())
    is_file = address.get_backend_name() == "sqlite" and address.database
    return Path(str(address.database)) if is_file else None


def _copy(people: Path, target: Path) -> Path:
    """SQLite's own copy of a store that may be written meanwhile, as one file."""
    with contextlib.closing(sqlite3.connect(people)) as one, contextlib.closing(sqlite3.connect(target)) as other:
        one.backup(other)
        other.execute("pragma journal_mode = delete")
    return target


def _put(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    """Add a file; the digest of what was added, also if the file changed since."""
    seen = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as sink:
        while block := source.read(BLOCK):
            seen.update(block)
            sink.write(block)
    return seen.hexdigest()


def _is_same(name: str, one: Path, other: Path) -> bool:
    """Whether two files say the same; of two stores, all rows of all tables."""
    if name != PEOPLE:
        return _digest(one) == _digest(other)
    return list(_rows(one)) == list(_rows(other))


def _rows(people: Path) -> Iterator[str]:
    with contextlib.closing(sqlite3.connect(people)) as connection:
        yield from connection.iterdump()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
