"""What the server answers for a deck, and the files that its page runs."""

from functools import cache
from hashlib import sha256
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pages.projector import page
from pages.shared import access, address, script
from pipeline.store import decks

HERE = Path(__file__).parent
FILES = {
    "projector.js": (HERE / "projector.js", "text/javascript"),
    "projector.css": (HERE / "projector.css", "text/css"),
    "plotly.js": (Path(plotly.__file__).parent / "package_data" / "plotly.min.js", "text/javascript"),
}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}  # the address of a file changes with its content
FRESH = {"Cache-Control": "no-store"}


def show(request: Request) -> Response:
    """The newest version of a deck as a page; in plain words when there is none, or for whom it is not."""
    found = decks.versions(request.path_params["deck"]) if _may(request) else []
    if not found or found[0].is_deleted:
        return HTMLResponse(page.missing(marks()), 404, headers=FRESH)
    deck = found[0]
    seen = str(request.url)
    said = page.Said(
        deck, decks.contents([slide.screen for slide in deck.slides]), lambda relative: address.absolute(relative, seen)
    )
    text = page.write(said, request.query_params.get("theme", ""), marks(), script.is_traditional(request.cookies))
    return HTMLResponse(text, headers=FRESH)


def file(request: Request) -> Response:
    """A file of the page."""
    found = FILES.get(request.path_params["name"])
    return Response(_content(found[0]), media_type=found[1], headers=FOREVER) if found else Response(status_code=404)


def _may(request: Request) -> bool:
    visitor = access.behind(request)
    return visitor is not None and visitor.may(access.Right.READ)


@cache
def marks() -> dict[str, str]:
    """File → a mark of its content, which stands in its address."""
    return {name: sha256(_content(path)).hexdigest()[:12] for name, (path, _) in FILES.items()}


@cache
def _content(path: Path) -> bytes:
    content = path.read_bytes()
    return page.tokens().encode("utf-8") + content if path.suffix == ".css" else content


ROUTES = [Route("/projector/{deck}", show), Route("/projector-files/{name}", file)]
