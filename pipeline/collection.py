"""The collection: the reports of a folder and the originals that people brought in, the newest version of each."""

import hashlib
from pathlib import Path

from pipeline.originals import Named, find
from pipeline.store import received


def collection(folder: Path) -> list[Named]:
    """The files of a folder that nobody replaced, and the confirmed originals that hold, under the names people know.

    Without the folder (a container brings none) there are the latter only. A confirmed original whose file is gone
    stays in the list: the build then names it.
    """
    used, replaced = received.in_use(received.every())
    files = find([folder]) if folder.is_dir() else []
    if replaced:
        files = [(source, path) for source, path in files if _digest(path) not in replaced]
    return files + [(one.name, received.home() / sha256) for sha256, one in used.items()]


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""  # the build says why it cannot be opened
