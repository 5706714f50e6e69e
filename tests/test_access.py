"""Nobody reads or does what their role does not allow: every role at every room, and how a person is known."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import words
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from pages.api import routes
from pages.projector import routes as projector
from pages.shared import access, frame
from pages.shared.access import Right, Visitor
from pipeline import store
from pipeline.store import accounts, audit, decks
from pipeline.store.accounts import Role

OWN = "118801003"  # 南门街道
ROOMS = {room.file: room for room in frame.ROOMS}
OPEN = {  # role → rooms it opens; every other room must stay shut
    Role.NONE: set(),
    Role.OFFICE: {room for room, what in ROOMS.items() if what.needs is Right.OWN},
    Role.READER: {room for room, what in ROOMS.items() if what.needs in (Right.OWN, Right.READ)},
    Role.ANALYST: {room for room, what in ROOMS.items() if what.needs not in (Right.DECIDE, Right.MANAGE)},
    Role.REVIEWER: {room for room, what in ROOMS.items() if what.needs is not Right.MANAGE},
    Role.ADMIN: set(ROOMS),
}
SHUT = [(role, room) for role, rooms in OPEN.items() for room in ROOMS if room not in rooms]


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'people.sqlite'}")
    access._account.clear()
    yield
    store._engine(store.url()).dispose()


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Come as somebody with a role."""

    def come(role: Role, office: str | None = None) -> None:
        monkeypatch.setattr(access, "visitor", lambda: Visitor("某人", role, office))

    return come


def test_rooms_that_write_or_manage_are_open_to_nobody_by_default() -> None:
    assert {room for room in ROOMS if ROOMS[room].needs is Right.OWN} <= {"office", "evidence", "selfcheck"}
    assert ROOMS["roles"].needs is Right.MANAGE
    assert {ROOMS[room].needs for room in ("download", "console")} == {Right.ANALYSE}
    assert frame.Room("new", "新", "工作", ()).needs is Right.DECIDE


@pytest.mark.parametrize(("role", "room"), SHUT)
def test_a_room_that_the_role_does_not_open_is_neither_run_nor_listed(
    role: Role, room: str, snapshot: str, enter: Any, visit: Callable[..., AppTest]
) -> None:
    enter(role, OWN if role is Role.OFFICE else None)
    at = visit(room)
    assert not at.exception
    assert ("还没有使用权限" if role is Role.NONE else f"您的角色是“{role}”") in words(at)
    assert '<p class="conclusion">' not in words(at) and "<h1>" not in words(at)
    assert not at.get("download_button") and not at.get("plotly_chart") and not at.get("text_input")
    listed = {link.proto.page for link in at.get("page_link")}
    assert len(listed) == len(OPEN[role])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NONE])
def test_a_role_finds_its_rooms_and_no_others_listed(
    role: Role, snapshot: str, enter: Any, visit: Callable[..., AppTest]
) -> None:
    enter(role, OWN if role is Role.OFFICE else None)
    at = visit("office")
    assert not at.exception
    assert {link.proto.label for link in at.get("page_link")} == {ROOMS[room].title for room in OPEN[role]}
    assert "<h1>街道</h1>" in words(at)


FOREIGN = [  # addresses by which a person of one office might try to see another
    {"office": "东街街道"},
    {"report": "东街2023"},
    {"report": "东街2023", "at": "30"},
    {"area": "示例省 示例市 对照区"},
    {"area": "全部有报告的区县", "office": "北苑街道", "simulated": "true"},
]


@pytest.mark.parametrize("address", FOREIGN)
@pytest.mark.parametrize("page", ["office", "evidence"])
def test_a_person_of_one_office_sees_that_office_whatever_the_address_says(
    page: str, address: dict[str, str], snapshot: str, enter: Any, visit: Callable[..., AppTest]
) -> None:
    enter(Role.OFFICE, OWN)
    at = visit(page, **address)
    assert not at.exception
    assert "南门街道" in words(at)
    assert not [name for name in ("东街街道", "北苑街道", "1543件", "210件", "800件") if name in words(at)]


def test_without_a_choice_everybody_may_do_everything_and_nobody_is_asked(
    visit: Callable[..., AppTest], snapshot: str
) -> None:
    at = visit("roles")
    assert "本机没有启用登录" in words(at)
    assert len(at.get("page_link")) == len(ROOMS)


@pytest.mark.parametrize("named", ["on", "OIDC", "true", ""])
def test_a_misspelt_mode_opens_no_door(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDAO_ACCESS", named)
    with pytest.raises(ValueError, match="off, oidc or proxy"):
        access.mode()


def test_a_proxy_must_prove_that_it_is_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"X-Forwarded-User": "%E7%8E%8B", "X-Jiedao-Secret": "open"}
    assert access.named_by_proxy(headers) is None
    monkeypatch.setenv("JIEDAO_ACCESS", "proxy")
    with pytest.raises(ValueError, match="JIEDAO_PROXY_SECRET"):
        access.mode()
    monkeypatch.setenv("JIEDAO_PROXY_SECRET", "open")
    assert access.mode() == "proxy"
    assert access.named_by_proxy(headers) == "王"
    for wrong in ({"X-Jiedao-Secret": ""}, {"X-Jiedao-Secret": "opem"}, {"X-Forwarded-User": " "}):
        assert access.named_by_proxy(headers | wrong) is None
    assert access.named_by_proxy({"X-Forwarded-User": "王"}) is None


def test_a_person_without_a_role_may_do_nothing_and_the_first_administrator_is_named_outside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JIEDAO_ADMINS", "管理员@x.cn, 二号")
    assert access.granted("路人").role is Role.NONE
    assert access.granted("二号").may(Right.MANAGE)
    accounts.grant("二号", Role.READER, None, "管理员@x.cn")
    access._account.clear()
    assert not access.granted("二号").may(Right.MANAGE)


ROUTES = [
    "/api/v1/observations.csv",
    "/api/v1/files/none/x.csv",
    "/api/v1/indicators",
    "/api/v1/offices",
    "/api/v1/evidence?report=x&start=0&end=1",
]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("route", ROUTES)
def test_a_route_answers_those_only_whose_role_allows_it(
    route: str, role: Role, snapshot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEDAO_ACCESS", "proxy")
    monkeypatch.setenv("JIEDAO_PROXY_SECRET", "open")
    if role is not Role.NONE:
        accounts.grant("王", role, OWN if role is Role.OFFICE else None, "管理员")
    client = TestClient(Starlette(routes=list(routes.ROUTES)), base_url="http://localhost")
    headers = {"X-Forwarded-User": "%E7%8E%8B", "X-Jiedao-Secret": "open"}
    assert client.get(route).status_code == 403
    assert client.get(route, headers=headers | {"X-Jiedao-Secret": "shut"}).status_code == 403
    right = Right.ANALYSE if route in ROUTES[:2] else Right.READ
    expected = access.granted("王").may(right)
    assert (client.get(route, headers=headers).status_code != 403) == expected
    exported = [line["person"] for line in audit.entries() if line["event"] == "导出"]
    assert exported == (["王"] if expected and route == ROUTES[0] else [])


def test_a_deck_is_for_those_only_who_may_read(monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(Starlette(routes=list(projector.ROUTES)), base_url="http://localhost")
    monkeypatch.setattr(decks, "versions", lambda deck: pytest.fail("asked for a deck"))
    for mode in ("proxy", "oidc"):
        monkeypatch.setenv("JIEDAO_ACCESS", mode)
        monkeypatch.setenv("JIEDAO_PROXY_SECRET", "open")
        assert client.get("/projector/some").status_code == 404


def test_every_route_that_gives_data_asks_who_is_there() -> None:
    """Health is for machines that watch over the server; the manual holds no data."""
    free = {"/api/v1/", "/api/v1/openapi.json", "/healthz", "/readyz", "/version"}
    told = {route.split("?")[0] for route in ROUTES}
    paths = {route.path.replace("{ending}", "csv").replace("{token}/{name}", "none/x.csv") for route in routes.ROUTES}
    assert paths == told | free


def test_a_file_that_is_asked_for_stands_in_the_log(snapshot: str) -> None:
    make = access.logged(lambda: b"rows", "对比.csv")
    assert audit.entries() == []
    assert make() == b"rows"
    assert [(line["event"], line["detail"]) for line in audit.entries()] == [("导出", "对比.csv")]


def test_an_administrator_gives_a_role_on_the_page(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("roles")
    next(box for box in at.text_input if box.label.startswith("人员")).input("li@x.cn")
    form = next(box for box in at.selectbox if box.label == "角色")
    form.select(Role.REVIEWER)
    next(button for button in at.button if button.label == "授予").click().run()
    assert accounts.find("li@x.cn") == accounts.Account("li@x.cn", Role.REVIEWER)
    assert "li@x.cn：核对" in words(at)
