"""The real server with doors for a test, behind which stand the functions that its pages call: uvicorn driven:app."""

import base64
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app import app as board
from pipeline.desk import intake, rebuild
from pipeline.desk.intake import Outdated, Way
from pipeline.model import Action, Decision
from pipeline.store import decisions, received


async def bring(request: Request) -> JSONResponse:
    files = [(name, base64.b64decode(data)) for name, data in await request.json()]
    return JSONResponse(intake.bring(files, "李导入"))


def waiting(_request: Request) -> JSONResponse:
    """Batch → how many of its files are not read yet, and how many would be taken in; looking begins the reading again."""
    return JSONResponse({one.id: [len(one.unread), len(_taken(one))] for one in intake.waiting()})


def _taken(batch: intake.Batch) -> list[str]:
    return [sha256 for sha256, ways in intake.default(batch).items() if ways[0] is not Way.LEAVE]


def confirm(request: Request) -> JSONResponse:
    """What was taken in, by SHA-256."""
    id = request.path_params["id"]
    batch = intake.find(id)
    chosen = {sha256: ways[0] for sha256, ways in intake.default(batch).items()} if batch else {}
    try:
        intake.confirm(id, "李导入", chosen)
    except Outdated as error:
        return JSONResponse(str(error), 409)
    return JSONResponse(_taken(batch) if batch else [])


async def decide(request: Request) -> JSONResponse:
    said = await request.json()
    try:
        decisions.record(Decision(**said | {"action": Action(said["action"])}))
    except decisions.Conflict as error:
        return JSONResponse(str(error), 409)
    return JSONResponse([said["subject"], said["turn"]])


def renew(_request: Request) -> JSONResponse:
    """Begin the build that was broken off, as 更新数据 does; how it stands, and what is in."""
    rebuild.start("李导入")
    return JSONResponse([asdict(rebuild.state()), len(received.every())])


doors = Starlette(
    routes=[
        Route("/test/bring", bring, methods=["POST"]),
        Route("/test/waiting", waiting),
        Route("/test/confirm/{id}", confirm, methods=["POST"]),
        Route("/test/decide", decide, methods=["POST"]),
        Route("/test/renew", renew, methods=["POST"]),
    ]
)


async def app(scope: Any, receive: Any, send: Any) -> None:
    is_door = scope["type"] == "http" and scope["path"].startswith("/test/")
    await (doors if is_door else board)(scope, receive, send)
