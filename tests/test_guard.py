"""Every answer forbids what this board never needs: foreign sources, framing, guessing of types; and some addresses are closed."""

import base64
import hashlib
import re

import pytest
import streamlit as st
from starlette.testclient import TestClient

from app import INDEX, app, on_script_error
from pages.shared import guard
from pipeline.store.upgrade import Newer


@pytest.fixture
def browser() -> TestClient:
    return TestClient(app, base_url="http://localhost")


@pytest.mark.parametrize("path", ["/", "/compare", "/nowhere.js", "/_stcore/health", "/script"])
def test_every_answer_carries_the_policy(browser: TestClient, path: str) -> None:
    headers = browser.get(path, follow_redirects=False).headers
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert not re.search(r"https?:|\*", headers["content-security-policy"])
    assert "'unsafe-inline'" not in rules["script-src"] and "'unsafe-eval'" not in rules["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_only_script_inside_the_page_is_named_by_its_digest() -> None:
    inside = re.findall(r"<script>(.*?)</script>", INDEX, re.S)
    assert inside, "the page holds no script of its own any more: simplify the policy"
    for code in inside:
        assert base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() in guard.policy(INDEX)


def test_a_store_that_is_too_new_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(st, "error", told.append)
    assert on_script_error(Newer("数据库由更新的程序写成"))
    assert told == ["数据库由更新的程序写成"]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/board/_stcore/metrics"])
def test_what_tells_about_the_server_is_closed(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404
