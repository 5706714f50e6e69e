"""The board's own address as others reach it: JIEDAO_ADDRESS where somebody set it, else as a reader asked for it."""

import os
from urllib.parse import urlsplit


def absolute(relative: str, seen: str | None) -> str:
    """The whole address of a page of the board; `seen`: any address of the board by which this reader reached it."""
    base = os.environ.get("JIEDAO_ADDRESS") or _root(seen or "http://localhost:8501")
    return f"{base.rstrip('/')}/{relative}"


def _root(seen: str) -> str:
    parts = urlsplit(seen)
    return f"{parts.scheme}://{parts.netloc}"


def is_only_here(whole: str) -> bool:
    """Whether the address is of use on this machine only."""
    return urlsplit(whole).hostname in ("localhost", "127.0.0.1", "::1")
