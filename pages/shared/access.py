"""Who is here, and what they may do. The one place that says it, for pages (hall.py) and for routes.

JIEDAO_ACCESS chooses how a person is known: `off` (the default: one machine, everybody may do everything and gives a
name where one is needed), `oidc` (the unit's own login by st.login, set up in .streamlit/secrets.toml) or `proxy` (a
proxy of the unit names the person in a header, and proves by JIEDAO_PROXY_SECRET that it is the proxy). Roles are given
by an administrator on the page 权限; JIEDAO_ADMINS names the first ones.
"""

import hmac
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

import streamlit as st
from starlette.requests import Request
from streamlit.web.server.starlette.starlette_auth_routes import _get_cookie_value_from_request
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from pipeline.store import accounts, audit
from pipeline.store.accounts import Role

REFUSED = "您的角色现在不能这样做，没有保存。"
FRESH = 10  # seconds after which a changed role is heeded
UNNAMED = "未署名"  # who used a machine on which nobody logs in
USER_HEADER, SECRET_HEADER = "X-Forwarded-User", "X-Jiedao-Secret"


class Right(StrEnum):
    """What a room or a route asks for."""

    OWN = "own"  # one's own office: its numbers, its reports, checking a draft
    READ = "read"  # all pages that show data
    ANALYSE = "analyse"  # statements of one's own, whole downloads, proposals for the catalogue
    DECIDE = "decide"  # bringing in reports, deciding on numbers
    MANAGE = "manage"  # roles, the log, what enters the catalogue


ARRANGE = Right.ANALYSE  # what changing a deck asks for: it is shown to many; who may read may open and show it

RIGHTS = {
    Role.NONE: (),
    Role.OFFICE: (Right.OWN,),
    Role.READER: (Right.OWN, Right.READ),
    Role.ANALYST: (Right.OWN, Right.READ, Right.ANALYSE),
    Role.REVIEWER: (Right.OWN, Right.READ, Right.ANALYSE, Right.DECIDE),
    Role.ADMIN: tuple(Right),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person with a role. `person` is empty where nobody is asked; `office`: the only one whose data they see."""

    person: str
    role: Role
    office: str | None = None

    def may(self, right: str) -> bool:
        return right in RIGHTS[self.role]


def mode() -> str:
    """How a person is known: off, oidc or proxy. Raises ValueError for all else: a misspelling must not open doors."""
    named = os.environ.get("JIEDAO_ACCESS", "off")
    if named not in ("off", "oidc", "proxy"):
        raise ValueError("JIEDAO_ACCESS must be off, oidc or proxy")
    if named == "proxy" and not os.environ.get("JIEDAO_PROXY_SECRET"):
        raise ValueError("JIEDAO_ACCESS=proxy needs JIEDAO_PROXY_SECRET")
    return named


def visitor() -> Visitor | None:
    """The person of this visit; None while nobody is known. The first sight of a person is logged."""
    if mode() == "off":
        return Visitor(str(st.session_state.get("person", "")), Role.ADMIN)
    known = _logged_in() if mode() == "oidc" else named_by_proxy(st.context.headers)
    if known and st.session_state.get("known") != known:
        st.session_state["known"] = known
        audit.note(known, audit.Event.LOGIN, f"角色：{granted(known).role.value}")
    return granted(known) if known else None


def still_may(right: str) -> bool:
    """Whether the person of this visit has a right, asked anew where something is done: what a button calls runs before
    hall.py has looked who is there, and a button that is shut in the browser is no guard."""
    now = visitor()
    return now is not None and now.may(right)


def behind(request: Request) -> Visitor | None:
    """The person behind a request of a program or a browser, outside a page; None while nobody is known."""
    if mode() == "off":
        return Visitor("", Role.ADMIN)
    if mode() == "proxy":
        known = named_by_proxy(request.headers)
    else:
        signed = _get_cookie_value_from_request(request, USER_COOKIE_NAME)  # the one that st.login gave the browser
        known = _claimed(json.loads(signed)) if signed else None
    return granted(known) if known else None


def here() -> Visitor:
    """The person of this visit, within a page."""
    found: Visitor = st.session_state["visitor"]
    return found


def named_by_proxy(headers: Mapping[str, str]) -> str | None:
    """The person whom the proxy names; None unless it proves to be the proxy."""
    secret = os.environ.get("JIEDAO_PROXY_SECRET", "")
    given = headers.get(SECRET_HEADER) or ""
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        return None
    return unquote(headers.get(USER_HEADER) or "").strip() or None


def granted(person: str) -> Visitor:
    """A person with the role that an administrator gave; without one they may do nothing."""
    found = _account(person)
    if found:
        return Visitor(person, found.role, found.office)
    is_first = person in [name.strip() for name in os.environ.get("JIEDAO_ADMINS", "").split(",")]
    return Visitor(person, Role.ADMIN if is_first else Role.NONE)


def logged(make: Callable[[], bytes], what: str) -> Callable[[], bytes]:
    """The function that makes a file, with a line in the log each time that it is asked for one."""
    known = st.session_state.get("visitor")
    person = (known.person if known else "") or UNNAMED

    def made() -> bytes:
        audit.note(person, audit.Event.EXPORT, what)
        return make()

    return made


def _logged_in() -> str | None:
    """The person who logged in, by the claim that JIEDAO_CLAIM names (email); None where it is missing or unproven."""
    return _claimed(st.user.to_dict()) if st.user.is_logged_in else None


def _claimed(said: Mapping[str, Any]) -> str | None:
    claim = os.environ.get("JIEDAO_CLAIM", "email")
    is_unproven = claim == "email" and said.get("email_verified") is False
    return None if is_unproven else str(said.get(claim) or "") or None


@st.cache_data(ttl=FRESH, show_spinner=False)
def _account(person: str) -> accounts.Account | None:
    return accounts.find(person)
