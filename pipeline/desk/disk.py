"""What the desk does with files: writing that survives a power cut, and a lock that ends with whoever holds it."""

import os
import secrets
import sqlite3
from pathlib import Path


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; it is on the disk when this returns. Raises OSError."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.aside")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)  # noqa: PTH105 (the atomic one, named as what it is)
    finally:
        aside.unlink(missing_ok=True)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Make renames in a folder last through a power cut; Windows cannot open a folder, and journals renames itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def lock(path: Path) -> sqlite3.Connection | None:
    """The lock of that name, None while another process holds it; the system lets go of it when the process ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("begin exclusive")
    except sqlite3.OperationalError:
        connection.close()
        return None
    return connection
