"""The table of who may open and do what: every room, every route and every act, for every role. What is new must enter."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import app
from pages.shared import access, arranged, bringing, frame, screens, shown, takeaway
from pages.shared.access import Visitor
from pages.shared.reviewing import saying
from pages.shared.workshop import proposing
from pipeline import store
from pipeline.desk import intake, rebuild
from pipeline.model import Action, Decision
from pipeline.store import accounts, decisions, decks
from pipeline.store.accounts import Role

ALL = ("街镇", "浏览", "分析", "核对", "管理")
READERS, ANALYSTS, REVIEWERS, ADMINS = ALL[1:], ALL[2:], ALL[3:], ALL[4:]
ROOMS = {  # by file; written out here and not derived, so that a right changed by mistake is seen
    **dict.fromkeys(("office", "evidence", "selfcheck"), ALL),
    **dict.fromkeys(
        ("overview", "compare", "heatmap", "districts", "relation", "wording", "trends", "silence"), READERS
    ),
    **dict.fromkeys(("indicators", "quality", "unread", "meeting", "speech", "briefing"), READERS),
    **dict.fromkeys(("download", "console", "workshop"), ANALYSTS),
    **dict.fromkeys(("intake", "review"), REVIEWERS),
    **dict.fromkeys(("roles", "system"), ADMINS),
}
DATA = {  # path of a route → an address below it, and the roles that get an answer; all others are refused
    "/api/v1/observations.{ending}": ("/api/v1/observations.csv", ANALYSTS),
    "/api/v1/files/{token}/{name}": ("/api/v1/files/none/x.csv", ANALYSTS),
    "/api/v1/indicators": ("/api/v1/indicators", READERS),
    "/api/v1/offices": ("/api/v1/offices", READERS),
    "/api/v1/evidence": ("/api/v1/evidence?report=x&start=0&end=1", READERS),
    "/projector/{deck}": ("/projector/DECK", READERS),
}
FREE = {  # those that hold no data: the manual, health for machines that watch, the frame of a page, the code of the wall
    "/api/v1/", "/api/v1/openapi.json", "/healthz", "/readyz", "/version", "/script", "/projector-files/{name}",
    "/", "/overview", *(f"/{room.file}" for room in frame.ROOMS[1:]),
}  # fmt: skip
SIGNED = {"X-Forwarded-User": "%E7%8E%8B", "X-Jiedao-Secret": "open"}


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'people.sqlite'}")
    access._account.clear()
    yield
    store._engine(store.url()).dispose()


def test_every_room_is_in_the_table_and_opens_to_the_roles_that_stand_there() -> None:
    opened = {room.file: tuple(role for role in Role if Visitor("某人", role).may(room.needs)) for room in frame.ROOMS}
    assert opened == ROOMS


def test_every_route_is_in_the_table() -> None:
    assert {getattr(route, "path", "") for route in app._user_routes} == DATA.keys() | FREE


@pytest.mark.parametrize("role", [None, *Role])
def test_a_route_with_data_answers_those_roles_only_that_stand_in_the_table(
    role: Role | None, snapshot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None: nobody is known. A person without a role is 停用."""
    monkeypatch.setenv("JIEDAO_ACCESS", "proxy")
    monkeypatch.setenv("JIEDAO_PROXY_SECRET", "open")
    if role:
        accounts.grant("王", role, "118801003" if role is Role.OFFICE else None, "管理员")
    deck = decks.create("例会").deck
    client = TestClient(app, base_url="http://localhost")
    for path, (address, roles) in DATA.items():
        answer = client.get(address.replace("DECK", deck), headers=SIGNED if role else {})
        is_refused = answer.status_code == 403 or "没有这个会议" in answer.text
        assert is_refused is (role not in roles), path


NUMBER = Decision("s", 1, Action.ACCEPT, "某人", quote="5件")


def _deck() -> bool:
    arranged._save(decks.create("例会"), name="改过")
    return decks.every()[0].name == "改过"


def _slide() -> bool:
    takeaway._take({}, shown.current())
    return bool(decks.every())


def _decision() -> bool:
    saying.say(NUMBER)
    return bool(decisions.history())


def _brought(act: Callable[[], None]) -> bool:
    act()
    return "asked" in SEEN


SEEN: set[str] = set()
ACTS: dict[str, tuple[Callable[[], bool], tuple[str, ...]]] = {  # what a button does → who may do it
    "change a deck": (_deck, ANALYSTS),
    "take a page into a deck": (_slide, ANALYSTS),
    "decide on a number": (_decision, REVIEWERS),
    "bring files in": (lambda: _brought(lambda: bringing._bring("某人")), REVIEWERS),
    "confirm a batch": (lambda: _brought(lambda: bringing._confirm("x", "某人", {})), REVIEWERS),
    "discard a batch": (lambda: _brought(lambda: bringing._discard("x")), REVIEWERS),
    "bring decisions into the data": (lambda: _brought(lambda: saying.apply("某人")), REVIEWERS),
    "activate a proposal": (proposing._may, ADMINS),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", ACTS)
def test_a_button_that_stood_open_does_nothing_for_a_role_that_may_not(
    act: str, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Callbacks run before the page looks who is there; the role may have been taken back since it was drawn."""
    SEEN.clear()
    state: dict[str, Any] = {"intake_turn": 0, "files0": [], "deck-picked": "", "visitor": Visitor("某人", Role.ADMIN)}
    for module in (arranged, bringing, takeaway, saying):
        monkeypatch.setattr(module.st, "session_state", state)
        monkeypatch.setattr(module.st, "query_params", {})
        monkeypatch.setattr(module.st, "toast", lambda words: None)
    monkeypatch.setattr(rebuild, "start", lambda person: SEEN.add("asked"))
    for name in ("bring", "confirm", "discard"):
        monkeypatch.setattr(intake, name, lambda *_: SEEN.add("asked"))
    monkeypatch.setattr(screens, "content", lambda view: {})
    monkeypatch.setattr(shown, "current", lambda: None)
    monkeypatch.setattr(access, "visitor", lambda: Visitor("某人", role))
    do, roles = ACTS[act]
    assert do() is (role in roles)
