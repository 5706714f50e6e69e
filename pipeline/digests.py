"""SHA-256 of files, kept from one build to the next: a file that the system says is untouched is not read again.

Untouched means as git means it: same size, times and place on the disk, and last changed well before it was read, since
a change within the clock's tick leaves no trace. Notes that are lost or damaged cost time only: they
have a seal.
"""

import errno
import hashlib
import io
import os
import stat
import time
from pathlib import Path

import polars as pl

from pipeline import seal

FILE = "originals.parquet"  # beside the snapshots
TICK = 2_000_000_000  # nanoseconds that the coarsest clock of a file system needs for a tick (FAT)
SCHEMA = {
    "path": pl.String,
    "size": pl.Int64,
    "mtime": pl.Int64,
    "ctime": pl.Int64,
    "inode": pl.UInt64,
    "sha256": pl.String,
}
State = tuple[int, int, int, int]


class Digests:
    """What is known of the files of a collection, and what this build learns."""

    def __init__(self, folder: Path) -> None:
        self._file, self._now = folder / FILE, time.time_ns()
        self._known = _load(self._file)
        self._used: dict[str, tuple[State, str]] = {}

    def sha256(self, path: Path) -> str:
        """Of the file's bytes. Raises OSError, also for what is no file (a pipe would never end)."""
        name, found = str(path), path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "不是普通文件")
        state = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        known = self._known.get(name)
        digest = known[1] if known and known[0] == state else hashlib.sha256(path.read_bytes()).hexdigest()
        if max(state[1:3]) < self._now - TICK:
            self._used[name] = state, digest
        return digest

    def keep(self) -> None:
        """Note what this build used, for the next one; a folder that cannot be written to is no reason to stop."""
        if self._used == self._known:
            return
        rows = [(name, *state, digest) for name, (state, digest) in self._used.items()]
        aside = self._file.with_suffix(f".{os.getpid()}.tmp")
        try:
            aside.parent.mkdir(parents=True, exist_ok=True)
            pl.DataFrame(rows, schema=SCHEMA, orient="row").write_parquet(made := io.BytesIO())
            aside.write_bytes(made.getvalue())  # polars has no OSError for a full disk
            seal.beside(self._file).write_text(seal.line(aside, FILE), encoding="utf-8")
            aside.replace(self._file)
        except OSError:
            aside.unlink(missing_ok=True)


def _load(file: Path) -> dict[str, tuple[State, str]]:
    try:
        if not seal.beside(file).exists() or seal.is_broken(file):
            return {}
        rows = pl.read_parquet(file, columns=list(SCHEMA)).rows()
    except (OSError, pl.exceptions.PolarsError):
        return {}
    return {name: ((size, mtime, ctime, inode), digest) for name, size, mtime, ctime, inode, digest in rows}
