"""What all routes have in common: who may ask, what has not changed since, and how a mistake is told."""

import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from pages.shared import access, journal
from pages.shared.access import Right
from pages.shared.export.address import Mistake
from pipeline.store import audit
from queries import Damaged, NoSnapshot, current

FORMAT = 1  # of the answers; a change that a program would notice makes it 2
WHOLE = ("/observations.", "/files/")  # in the path of what gives whole choices of figures
Endpoint = Callable[[Request], Response]
Answer = Callable[[Request, str], Response]


class Missing(Exception):
    """What is asked for is not there; the message says what in Chinese."""


def allowed(request: Request, right: str) -> bool:
    """Whether the person behind a request has a right. The one place that decides it for routes."""
    visitor = access.behind(request)
    return visitor is not None and visitor.may(right)


def data(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON with Chinese as it is written; days and times as text."""
    body = json.dumps(content, ensure_ascii=False, default=str)
    return Response(body, status, headers, "application/json; charset=utf-8")


def refusal(status: int, words: str) -> Response:
    """What went wrong, in plain Chinese."""
    return data({"error": words}, status)


def door(answer: Answer) -> Endpoint:
    """An endpoint of `answer(request, snapshot)`: asks for the right, spares what the asker has, tells mistakes."""

    @functools.wraps(answer)
    def endpoint(request: Request) -> Response:
        if not is_host_allowed(request.headers.get("host")):
            return refusal(403, "不接受用这个主机名访问，请管理员把它加入 server.allowedHosts。")
        is_file = any(part in request.url.path for part in WHOLE)
        if not allowed(request, Right.ANALYSE if is_file else Right.READ):
            return refusal(403, "没有读取数据的权限，请向管理员申请。")
        try:
            snapshot = current()
            tag = _tag(request, snapshot)
            if tag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
                return Response(None, 304, {"ETag": tag})
            response = answer(request, snapshot)
            if is_file:
                _log(request)
        except Mistake as mistake:
            return refusal(400, str(mistake))
        except Missing as missing:
            return refusal(404, str(missing))
        except NoSnapshot:
            return refusal(503, "还没有可以展示的数据，请先运行“python -m pipeline build”。")
        except Damaged as error:
            return _broken(error)
        response.headers.update({"ETag": tag, "Cache-Control": "private, no-cache", "X-Snapshot": snapshot})
        return response

    return endpoint


def _log(request: Request) -> None:
    """A line in the log for each file that a program fetched."""
    visitor = access.behind(request)
    person = (visitor.person if visitor else "") or access.UNNAMED
    audit.note(person, audit.Event.EXPORT, f"{request.url.path.rpartition('/')[2]}?{request.url.query}"[:500])


def _tag(request: Request, snapshot: str) -> str:
    """The same as long as snapshot, question and format are: a snapshot never changes."""
    asked = sorted(request.query_params.multi_items())
    digest = hashlib.sha256(repr((FORMAT, snapshot, request.url.path, asked)).encode()).hexdigest()
    return f'"{digest[:32]}"'


def _broken(error: Exception) -> Response:
    number = journal.fault(error)
    return refusal(500, f"读取数据时出错，数据没有受损。请稍后重试；仍不行，请把编号 {number} 告诉管理员。")
