"""Fixtures that tests share: the invented world as a snapshot, built once, and pages opened on it."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
import world
from hypothesis import settings
from streamlit.testing.v1 import AppTest, app_test

import queries
from pipeline import sandbox

HALL = world.ROOT / "pages" / "shared" / "hall.py"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "e2e: drives a real browser against a real server")
    config.addinivalue_line("markers", "slow: takes seconds")
    # The everyday run gives the same answer for the same code; `make torture` looks for new examples.
    settings.register_profile("same", derandomize=True, deadline=None)
    settings.register_profile("search", deadline=None)
    settings.load_profile("search" if os.environ.get("JIEDAO_TORTURE") else "same")


def pytest_unconfigure() -> None:
    """Streamlit's tester leaves its folder to the end of Python, which then warns below pytest's last line."""
    app_test.TMP_DIR.cleanup()


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of snapshots with the invented world as the current one."""
    folder = tmp_path_factory.mktemp("world")
    world.build(folder)
    return folder


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same offices and indicators, but not one report."""
    folder = tmp_path_factory.mktemp("empty")
    world.build(folder, reports=(), snapshot="20240601T000000000Z-00000000")
    return folder


@pytest.fixture(autouse=True, scope="session")
def store_aside(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests write goes to a store of their own, never to that of this machine's board."""
    os.environ["JIEDAO_STORE"] = f"sqlite:///{tmp_path_factory.mktemp('store') / 'people.sqlite'}"
    os.environ["JIEDAO_ORIGINALS"] = str(tmp_path_factory.mktemp("originals"))


@pytest.fixture(autouse=True, scope="session")
def readers_measured() -> Iterator[None]:
    """`make coverage`: a sandbox may not write, so not what it ran either. What it has read is read here once more.

    The answer must be the same. What was too much for the child is not tried.
    """
    if not os.environ.get("COVERAGE_RUN"):
        yield
        return
    limits, ask = sandbox.Limits(), sandbox._ask

    def twice(process: Any, reader: str, data: bytes) -> dict[str, Any]:
        said = ask(process, reader, data)
        if said.get("reason") != sandbox.TOO_LARGE:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sandbox, "_limit_processor", lambda _: None)
                here = json.loads(json.dumps(sandbox._answer(reader, data, limits)))
            assert reader == "doc" or here == said  # a second LibreOffice may come too late on a full machine
        return said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "_ask", twice)
        yield


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """A function that lets queries read the snapshots of a folder."""

    def point(folder: Path) -> None:
        monkeypatch.setattr(queries, "SNAPSHOTS", folder)
        queries.connect.cache_clear()
        queries._is_as_sealed.cache_clear()
        st.cache_data.clear()

    yield point
    queries.connect.cache_clear()
    st.cache_data.clear()


@pytest.fixture
def snapshot(serve: Callable[[Path], None], world_folder: Path) -> str:
    """The invented world, ready to be asked."""
    serve(world_folder)
    return queries.current()


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """A function that opens a page by its address, as a reader does who follows a link."""

    def open_page(page: str, **address: str | list[str]) -> AppTest:
        at = AppTest.from_file(str(HALL), default_timeout=60)
        if page != "overview":
            at.switch_page(f"../{page}.py")
        for key, value in address.items():
            at.query_params[key] = value
        return at.run()

    return open_page


def words(at: AppTest) -> str:
    """All HTML of a page, in order."""
    return "\n".join(element.proto.body for element in at.get("html"))
