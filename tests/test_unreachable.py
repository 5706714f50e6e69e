"""The store of what people write out of reach: data are shown as ever, and a page that needs the store says so plainly."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from conftest import words
from playwright.sync_api import Browser, expect
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest
from test_e2e import VIEWS, browser, pytestmark, serving

from app import on_script_error
from pipeline import store

__all__ = ["browser"]  # a fixture of the module beside
NOWHERE = ("sqlite:////dev/null/people.sqlite", "postgresql+psycopg://jiedao@127.0.0.1:9/jiedao")
SAID = "会议现在不能用：存放会议的数据库连不上。"


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("JIEDAO_STORE", NOWHERE[0])
    yield
    st.cache_data.clear()


@pytest.mark.parametrize("url", NOWHERE, ids=["file", "server"])
def test_what_is_raised_is_known_as_such(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("JIEDAO_STORE", url)
    with pytest.raises(store.UNREACHABLE), store.begin():
        pass


@pytest.mark.parametrize("room", VIEWS)
def test_a_page_of_data_is_whole_without_the_store(
    snapshot: str, visit: Callable[..., AppTest], lost: None, room: str
) -> None:
    at = visit(room)
    assert not at.exception
    assert "conclusion" in words(at) and "口径" in words(at)
    assert at.get("download_button"), "the files are there"
    assert SAID in words(at) or room == "download"  # all rows are no screen


def test_an_administrator_is_told_on_the_page_of_the_server(
    snapshot: str, visit: Callable[..., AppTest], lost: None
) -> None:
    at = visit("system")
    assert not at.exception
    assert "存放决定、会议和权限的数据库连不上" in words(at)
    next(button for button in at.button if button.label == "开始自检").click().run()
    assert not at.exception
    assert "项通过，请查看下表" in words(at)


def test_a_page_that_needs_the_store_says_what_is_the_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(st, "error", told.append)
    assert on_script_error(OperationalError("select secret", {}, Exception("host=10.1.2.3 password=x")))
    assert re.fullmatch(r"存放决定、会议和权限的数据库现在连不上.*编号 [0-9a-f]{6}。", told[0])


@pytest.mark.e2e
@pytestmark[1]
def test_a_reader_sees_it_and_goes_on_with_the_data(
    browser: Browser, world_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEDAO_STORE", NOWHERE[1])
    with serving(world_folder) as address:
        page = browser.new_page(locale="zh-CN")
        for room in ("review", "meeting", "intake"):
            page.goto(f"{address}/{room}")
            expect(page.get_by_text("数据库现在连不上")).to_be_visible(timeout=90_000)
            assert "127.0.0.1" not in page.locator("[data-testid=stMain]").inner_text()
        page.goto(f"{address}/compare")
        expect(page.get_by_text(SAID)).to_be_visible(timeout=90_000)
        expect(page.get_by_role("button", name="导出表格")).to_be_visible()
        page.close()
