"""The seal of a snapshot: its SHA-256 in a small file beside it, by which a damaged one is known.

It is the line that `sha256sum` writes, so `sha256sum -c` reads it. The server has its own way to look at it (queries).
"""

import hashlib
from pathlib import Path


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


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
