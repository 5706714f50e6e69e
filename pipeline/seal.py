"""Seals: the SHA-256 of a snapshot in a small file beside it, of a batch's files in one among them.

By them a damaged one is known. They are the lines that `sha256sum` writes, so `sha256sum -c` reads them. The server has
its own way to look at a snapshot's (queries).
"""

import hashlib
from pathlib import Path

SUMS = "SHA256SUMS"


def beside(snapshot: Path) -> Path:
    """Where the seal of a snapshot is."""
    return snapshot.with_suffix(".sha256")


def line(file: Path, name: str) -> str:
    """The seal of a file that will be called so."""
    return f"{_digest(file)}  {name}\n"


def is_broken(snapshot: Path) -> bool:
    """Whether a snapshot is not what was published; one from before there were seals has none to break."""
    seal = beside(snapshot)
    return seal.exists() and seal.read_bytes() != line(snapshot, snapshot.name).encode()


def close(folder: Path) -> None:
    """Seal the files of a batch, which are all there."""
    lines = [line(file, file.name) for file in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def is_part_broken(file: Path) -> bool:
    """Whether a file of a batch is not what was written; one from before there were seals has none to break."""
    sums = file.with_name(SUMS)
    return sums.exists() and line(file, file.name) not in sums.read_text(encoding="utf-8", errors="replace")


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
