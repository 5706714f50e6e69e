"""The log of the server: a JSON object a line on standard error, with request and person, no words of reports.

What readers ask stands in the query of an address, and what a report says may stand in an error's message. So a line
has the path without its query, and of an error its kind and places in the code.
"""

import json
import logging
import secrets
import time
import traceback
from collections import deque
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.shared import access

REQUEST: ContextVar[str] = ContextVar("request", default="")
PERSON: ContextVar[str] = ContextVar("person", default="")
QUIET = ("/static/", "/_stcore/health", "/_stcore/host-config", "/favicon")  # asked all the time, saying nothing
FIELDS = ("path", "status", "ms", "number", "page")  # what a line may have beside the usual
OWN = ("pages", "app", "jiedao", "__main__")  # whose messages are constants of this house
LOG = logging.getLogger("jiedao")
FAULTS: deque[tuple[datetime, str]] = deque(maxlen=20)  # when (UTC) and the number that was told


class Lines(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Of foreign libraries only the unfilled message: what is filled in may be anything."""
        is_own = record.name.split(".")[0] in OWN
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "source": record.name,
            "message": record.getMessage() if is_own else str(record.msg)[:200] if record.args else _known(record),
            "request": getattr(record, "request", REQUEST.get()),
            "person": getattr(record, "person", PERSON.get()),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = _told(record.exc_info[1])
        return json.dumps({key: value for key, value in line.items() if value != ""}, ensure_ascii=False)


def _known(record: logging.LogRecord) -> str:
    """A foreign message that is already filled in: where it was said, not what."""
    return f"{record.module}:{record.lineno}"


def _told(error: BaseException) -> list[str]:
    """Kind of an error and of what caused it, each with the places that it passed; not its message."""
    told = [type(error).__name__]
    told += [f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(error.__traceback__)]
    cause = error.__cause__ or error.__context__
    return told + (_told(cause) if cause else [])


def begin() -> None:
    """Write all that is logged from now on as such lines."""
    handler = logging.StreamHandler()
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    named = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    for one in (*logging.root.handlers, *(own for logger in named for own in logger.handlers)):
        one.setFormatter(Lines())


def fault(error: BaseException) -> str:
    """Log an error; the number under which it stands there, for whoever met it to quote."""
    number = secrets.token_hex(3)
    FAULTS.append((datetime.now(UTC), number))
    LOG.error("error", exc_info=error, extra={"number": number})
    return number


class Journal:
    """Middleware: a number for each request, told to the asker, and a line when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] not in ("http", "websocket") or any(quiet in path for quiet in QUIET):
            await self.app(scope, receive, send)
            return
        number, start, status = secrets.token_hex(6), time.monotonic(), [0]
        REQUEST.set(number)
        PERSON.set(_person(scope))

        async def out(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = number
            await send(message)

        try:
            await self.app(scope, receive, out)
        finally:
            spent = round((time.monotonic() - start) * 1000)
            LOG.info(scope["type"], extra={"path": path, "status": status[0], "ms": spent})


def _person(scope: Scope) -> str:
    if access.mode() == "off":
        return ""
    visitor = access.behind(HTTPConnection(scope))  # type: ignore[arg-type]
    return visitor.person if visitor else ""
