"""简体 or 繁體: the reader's choice, kept in a cookie. The house writes 简体, and words change on their way out.

What goes to a browser passes one door, the messages of its connection, and so does what comes back: choices and address
arrive in 简体, whatever the reader sees. Words of a report stand in <q> and are never touched: they are evidence.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import opencc
import streamlit as st
from starlette.datastructures import URL, Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

COOKIE, TRADITIONAL = "script", "traditional"
KEPT = 365 * 24 * 3600  # seconds that a browser remembers the choice
SHORT = 100  # characters of a text that comes again: a label, an option
AMENDED = {"複議": "復議", "澂江": "澄江"}  # what the converter's word list has wrong in this field
TYPED = {"q", "sql"}  # parts of an address that a reader has typed, in whatever script
ESCAPED = re.compile(r"\\u([3-9][0-9a-f]{3})")  # as a chart's figure has them
HAN = re.compile(rf"[㐀-鿿]|{ESCAPED.pattern}")
SAID = re.compile(r"(<q\b.*?</q>)", re.S)
# Not words: names by which browser and server refer to elements, pages and addresses.
NAMES = {"id", "url", "url_path", "url_pathname", "query_string", "query_param_key", "element_id", "main_script_path"}
BACK = re.compile(r"[a-z]*(?:\?[^\s\\]*)?")


@cache
def _converter(table: str) -> opencc.OpenCC:
    return opencc.OpenCC(table)


def traditional(text: str) -> str:
    """The text in 繁體, but for what stands in <q>."""
    return _short(text) if len(text) <= SHORT else _said(text)


@lru_cache(maxsize=20_000)
def _short(text: str) -> str:
    return _said(text)


def _said(text: str) -> str:
    text = ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    return "".join(part if part.startswith("<q") else _convert(part) for part in SAID.split(text))


def _convert(text: str) -> str:
    words: str = _converter("s2tw").convert(text)
    for wrong, right in AMENDED.items():
        words = words.replace(wrong, right)
    return words


def simplified(text: str) -> str:
    """A choice or address in 简体."""
    return str(_converter("tw2s").convert(text))


def is_traditional(cookies: Any) -> bool:
    """Whether the reader has chosen 繁體. `cookies`: of a request or of st.context."""
    return bool(cookies.get(COOKIE) == TRADITIONAL)


def chosen() -> bool:
    """Whether the reader has chosen 繁體; asked while the page runs, for files that are written later."""
    return is_traditional(st.context.cookies)


def link(back: str) -> tuple[str, str]:
    """Name and relative address of the switch to the other script; `back` is the relative address to return to."""
    other = "" if chosen() else TRADITIONAL
    return ("繁體" if other else "简体"), f"script?{urlencode({'to': other, 'back': back})}"


def switch(request: Request) -> RedirectResponse:
    """Remember the choice and go back; an address outside this board leads to its first page."""
    back = request.query_params.get("back", "")
    answer = RedirectResponse(back if BACK.fullmatch(back) and back else "./", status_code=303)
    answer.set_cookie(COOKIE, request.query_params.get("to", ""), KEPT, httponly=True, samesite="lax")
    return answer


def plain(request: HTTPConnection) -> str | None:
    """The address in 简体 where it is written in 繁體, else None; links may be passed on between readers of both."""
    old = request.url.query
    new = _plain_query(old)
    here = URL(scope=request.scope).path.rpartition("/")[2]
    return None if new == old else f"./{here}?{new}"  # relative: a proxy may have cut a path off


def _plain_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(HAN.search(value) for _, value in pairs):
        return query
    words = [(key, value if key in TYPED else simplified(value)) for key, value in pairs]
    return query if words == pairs else urlencode(words, quote_via=quote)


class Script:
    """Middleware: the messages of a connection whose reader has chosen 繁體."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or not _chose(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        shown: dict[str, str] = {}  # words that a choice may come back as → the words of this house

        async def out(message: Message) -> None:
            if message["type"] == "websocket.send" and message.get("bytes"):
                message["bytes"] = _outgoing(message["bytes"], shown)
            await send(message)

        async def back() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and message.get("bytes"):
                message["bytes"] = _incoming(message["bytes"], shown)
            return message

        await self.app(scope, back, out)


def _chose(headers: Headers) -> bool:
    cookies = SimpleCookie(headers.get("cookie", ""))
    return COOKIE in cookies and cookies[COOKIE].value == TRADITIONAL


def _outgoing(data: bytes, shown: dict[str, str]) -> bytes:
    message: Any = ForwardMsg.FromString(data)
    for owner, name, old in list(_words(message)):
        if isinstance(old, str):
            setattr(owner, name, traditional(old))
            continue
        options = list(old)
        old[:] = [traditional(option) for option in options]
        shown.update(zip(old, options, strict=True))
    return bytes(message.SerializeToString())


def _words(message: Any) -> Iterator[tuple[Any, str, Any]]:
    """Every field of a message that holds Chinese words: its owner, its name, and the text or list of texts."""
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            if not field.message_type.GetOptions().map_entry:
                for inner in value if field.is_repeated else (value,):
                    yield from _words(inner)
        elif field.type == field.TYPE_STRING and field.name not in NAMES and HAN.search("".join(value)):
            yield message, field.name, value


def _incoming(data: bytes, shown: dict[str, str]) -> bytes:
    message: Any = BackMsg.FromString(data)
    if message.WhichOneof("type") != "rerun_script":
        return data
    state = message.rerun_script
    state.query_string = _plain_query(state.query_string)
    for widget in state.widget_states.widgets:
        if widget.WhichOneof("value") == "string_value":
            widget.string_value = shown.get(widget.string_value, widget.string_value)
        elif widget.WhichOneof("value") == "string_array_value":
            chosen = widget.string_array_value.data
            chosen[:] = [shown.get(one, one) for one in chosen]
    return bytes(message.SerializeToString())
