"""The server: `streamlit run app.py` finds `app` here. Routes and middleware have their place here, pages do not."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from pages.api.routes import ROUTES as API
from pages.projector.routes import ROUTES as PROJECTOR
from pages.shared import guard, journal, quota, script
from pages.shared.frame import NAME, ROOMS
from pipeline.store import UNREACHABLE
from pipeline.store.upgrade import Newer

FRESH = {"Cache-Control": "no-cache"}
COLLECT = 30  # seconds between garbage collections; Streamlit's own after every script run is switched off
SWEEP = 5  # seconds between looks for files of visits that are over
# Streamlit's page with its language named, by which browsers choose glyphs and voices; otherwise as it is.
INDEX = (
    (Path(st.__file__).parent / "static" / "index.html")
    .read_text(encoding="utf-8")
    .replace('<html lang="en">', '<html lang="zh-CN">')
    .replace("<title>Streamlit</title>", f"<title>{NAME}</title>")
)


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Log as lines for programs, and clear away what nobody needs while the server runs."""
    journal.begin()

    async def every(seconds: float, clear: Callable[[], object]) -> None:
        while True:
            await asyncio.sleep(seconds)
            clear()

    tasks = [asyncio.create_task(every(*one)) for one in ((COLLECT, gc.collect), (SWEEP, quota.sweep))]
    yield
    for task in tasks:
        task.cancel()


def index(request: Request) -> Response:
    """What a browser gets for the address of a room."""
    if script.is_traditional(request.cookies):
        return HTMLResponse(INDEX.replace("zh-CN", "zh-Hant"), headers=FRESH)
    if plain := script.plain(request):
        return RedirectResponse(plain)
    return HTMLResponse(INDEX, headers=FRESH)


def first_room(request: Request) -> RedirectResponse:
    """The first room answers at the root only; its name leads there with the same choice."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}")  # relative: a proxy may have cut a path off


def on_script_error(error: Exception) -> bool:
    """Tell the reader what happened in plain words with a number to quote, and the log the rest under that number."""
    if isinstance(error, Newer):
        st.error(str(error))
        return True
    number = journal.fault(error)
    if isinstance(error, UNREACHABLE):
        st.error(
            f"存放决定、会议和权限的数据库现在连不上，请稍后刷新；只看数据的各页照常可用。管理员请查编号 {number}。"
        )
        return True
    st.error(f"这一页没能显示出来，数据没有受损。请刷新重试；仍不行，请把编号 {number} 告诉管理员。")
    return True


app = st.App(
    "pages/shared/hall.py",
    lifespan=lifespan,
    routes=[
        Route(f"/{ROOMS[0].file}", first_room),
        Route("/script", script.switch),
        *API,
        *PROJECTOR,
        *(Route(path, index) for path in ("/", *(f"/{room.file}" for room in ROOMS[1:]))),
    ],
    middleware=[
        Middleware(journal.Journal),
        Middleware(guard.Guard, page=INDEX),
        Middleware(quota.Quota),
        Middleware(script.Script),
    ],
    on_script_error=on_script_error,
)
