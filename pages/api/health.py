"""What machines ask: is the process alive, can it serve, and what does it serve."""

from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pages.api.doors import FORMAT, data
from queries import Damaged, NoSnapshot, current, download, failure, is_fallen_back, published, selection

PARTS = ("streamlit", "duckdb", "polars")


def healthz(_request: Request) -> Response:
    """200 while the process lives, whatever it serves; with the snapshot, the one it stands in for where that is
    damaged, and what the last build failed at."""
    try:
        snapshot: str | None = current()
        damaged = published() if is_fallen_back() else None
    except NoSnapshot:
        snapshot = damaged = None
    return data({"status": "ok", "snapshot": snapshot, "damaged": damaged, "build_error": failure()})


def readyz(_request: Request) -> Response:
    """200 if the served snapshot opens, holds the reports it was built from and answers; else 503 with the reason."""
    try:
        told = _served()
    except NoSnapshot:
        return data({"ready": False, "reason": "还没有快照"}, 503)
    except Damaged:
        return data({"ready": False, "reason": "快照打不开，或与程序版本不符"}, 503)
    return data({"ready": True, **told}) if told["whole"] else data({"ready": False, "reason": "快照不全"}, 503)


def version_(_request: Request) -> Response:
    """What serves what: format of the answers, snapshot, libraries."""
    try:
        snapshot: str | None = current()
    except NoSnapshot:
        snapshot = None
    return data({"api": FORMAT, "snapshot": snapshot, "libraries": {name: version(name) for name in PARTS}})


def _served() -> dict[str, Any]:
    snapshot = current()
    row = selection.snapshot(snapshot).row(0, named=True)
    download.figures(snapshot, most=0)  # a snapshot of an older program may lack what the statements use
    return {"snapshot": snapshot, "reports": row["reports"], "whole": row["reports"] == row["held"]}
