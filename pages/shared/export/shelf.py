"""Where long files lie until they are fetched: a folder of this process's own, emptied as it ends. A file is put there
whole or not at all, under a name that cannot be guessed, and is taken away after an hour."""

import atexit
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

KEPT = 3600  # seconds
TOKEN = re.compile(r"[\w-]{22}", re.ASCII)


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="jiedao-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def put(name: str, write: Callable[[BinaryIO], None]) -> Path:
    """Write a file; its path. What `write` raises leaves nothing behind."""
    clear()
    place = _folder() / secrets.token_urlsafe(16)
    place.mkdir()
    try:
        with (place / name).open("wb") as sink:
            write(sink)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return place / name


def address(path: Path) -> str:
    """Relative address of a file of the shelf."""
    return f"api/v1/files/{path.parent.name}/{quote(path.name)}"


def find(token: str) -> Path | None:
    """The file under an unguessable name, None when there is none (any more)."""
    if not TOKEN.fullmatch(token):
        return None
    return next((file for file in (_folder() / token).glob("*")), None)


def clear() -> None:
    """Take away what has lain long enough."""
    for place in _folder().iterdir():
        if time.time() - place.stat().st_mtime > KEPT:
            shutil.rmtree(place, ignore_errors=True)
