"""How much of the server's memory the files may take that browsers send: of one visit, and of all visits at once.

Streamlit keeps in memory whatever a browser sends, asked for by a field or not. It lets go of the files of a visit that
is over only when some later visit ends, so after a flood it may hold them for a night: here they go after the grace.
"""

import re
import time
from collections import Counter
from collections.abc import Iterable
from http import HTTPStatus

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pipeline.desk.upload import MB, MOST_BYTES, MOST_FILES, MOST_OF_FILE

UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")
FILES, BYTES = (
    2 * MOST_FILES,
    MOST_BYTES + MOST_OF_FILE,
)  # of one visit: a batch that is too large is still told by its page
ALL = 5 * BYTES  # of all visits
FULL = f"一次访问最多放入{BYTES // MB} MB、{FILES}个文件，这个文件没有收下。请先读取或移除已放入的。"
OVER: dict[str, float] = {}  # visit that is over, with files still in memory → when that was first seen
BUSY = "现在放入文件的人太多，这个文件没有收下。请稍后再放入。"


class Quota:
    """Middleware: refuses a file that would be too much, before any of it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.coming: Counter[str] = Counter()  # bytes on their way, by visit
        self.files: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = UPLOAD.search(scope.get("path", ""))
        if not found or scope.get("method") != "PUT":
            await self.app(scope, receive, send)
            return
        visit, size = found[1], _announced(scope)
        if refusal := self._refusal(visit, size):
            await PlainTextResponse(refusal, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)
            return
        self.coming[visit] += size
        self.files[visit] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.coming[visit] -= size
            self.files[visit] -= 1
            self.coming, self.files = +self.coming, +self.files

    def _refusal(self, visit: str, size: int) -> str:
        """Why a file is not taken, empty when it is."""
        held = _held()
        own = held.get(visit, [])
        if len(own) + self.files[visit] >= FILES or sum(own) + self.coming[visit] + size > BYTES:
            return FULL
        return BUSY if sum(map(sum, held.values())) + self.coming.total() + size > ALL else ""


def _announced(scope: Scope) -> int:
    """Bytes that a request says it brings; the most that a file may have where it does not say."""
    said = Headers(scope=scope).get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() else MOST_OF_FILE


def _held() -> dict[str, list[int]]:
    """Visit → sizes of its files in memory."""
    memory = _memory()
    kept = memory.file_storage if memory else {}
    return {visit: [len(file.data) for file in list(kept[visit].values())] for visit in list(kept)}


def _memory() -> MemoryUploadedFileManager | None:
    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    return manager if isinstance(manager, MemoryUploadedFileManager) else None


def sweep() -> None:
    """Files of visits that were over for longer than a lost one is kept leave the memory. To be called now and then."""
    memory, now = _memory(), time.monotonic()
    held = list(memory.file_storage) if memory else []
    over = {visit: OVER.get(visit, now) for visit in held if not runtime.get_instance().is_active_session(visit)}
    OVER.clear()
    OVER.update(over)
    for visit, since in over.items():
        if memory and now - since >= config.get_option("server.disconnectedSessionTTL"):
            memory.remove_session_files(visit)


def release(files: Iterable[str]) -> None:
    """Files of this visit, by their ids, leave the memory: they are kept elsewhere by now."""
    context, memory = get_script_run_ctx(), _memory()
    if context and memory:
        for file in files:
            memory.remove_file(context.session_id, file)


def leave(room: str) -> None:
    """What was put into the fields of another room is of no use any more: a field is empty when one comes back."""
    context = get_script_run_ctx()
    if context and st.session_state.get("upload_room", room) != room:
        context.uploaded_file_mgr.remove_session_files(context.session_id)
    st.session_state["upload_room"] = room
