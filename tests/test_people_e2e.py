# ruff: noqa: F811 (a fixture of test_e2e)
"""People in a real browser on a real server: logging in through a real identity service, and two who decide at once."""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import oidc
import pytest
from playwright.sync_api import Browser, Page, expect
from test_e2e import CHROMIUM, _wait, browser  # noqa: F401 (a fixture)
from world import ROOT

from pipeline import store
from pipeline.model import Action
from pipeline.store import accounts, audit, decisions
from pipeline.store.accounts import Role

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}; set CHROMIUM to one"),
]
SOON = 60_000  # milliseconds
A = "示例省 示例市 示例区"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store of its own, for the test and its servers."""
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield
    store._engine(store.url()).dispose()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, port: int, *options: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"JIEDAO_SNAPSHOTS": str(folder)} | settings
    null = subprocess.DEVNULL
    with subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stdout=null, stderr=null) as process:
        try:
            _wait(f"http://localhost:{port}/_stcore/health")
            yield process
        finally:
            process.kill()


def test_a_person_logs_in_at_the_unit_s_own_service_and_finds_what_their_role_opens(
    browser: Browser, world_folder: Path, tmp_path: Path, kept: None
) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    with oidc.serving() as service:
        service.claims = {"sub": "1", "email": "li@x.cn", "email_verified": True}
        secrets = tmp_path / "secrets.toml"
        secrets.write_text(
            f'[auth]\nredirect_uri = "{address}/oauth2callback"\ncookie_secret = "{"x" * 40}"\n'
            f'client_id = "{oidc.CLIENT}"\nclient_secret = "{oidc.SECRET}"\n'
            f'server_metadata_url = "{service.address}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        with serving(world_folder, port, "--secrets.files", str(secrets), JIEDAO_ACCESS="oidc"):
            context = browser.new_context(locale="zh-CN")
            page = context.new_page()
            page.goto(f"{address}/compare")
            expect(page.get_by_text("请先登录。")).to_be_visible(timeout=SOON)
            assert page.locator(".st-key-rooms a").count() == 1  # 简体 and 繁體 only
            assert context.request.get(f"{address}/api/v1/indicators").status == 403
            page.get_by_role("button", name="登录").click()
            expect(page.get_by_text("li@x.cn还没有使用权限。")).to_be_visible(timeout=SOON)
            accounts.grant("li@x.cn", Role.READER, None, "管理员")
            page.wait_for_timeout(11_000)  # longer than a role is remembered
            page.goto(f"{address}/compare")
            expect(page.locator(".conclusion")).to_contain_text("示例区", timeout=SOON)
            rooms = page.locator(".st-key-rooms").inner_text()
            assert "li@x.cn（浏览）" in rooms and "对比" in rooms and "核对" not in rooms and "权限" not in rooms
            assert context.request.get(f"{address}/api/v1/indicators").status == 200
            assert context.request.get(f"{address}/api/v1/observations.csv").status == 403
            page.goto(f"{address}/review")
            expect(page.get_by_text("您的角色不能打开这一页。")).to_be_visible(timeout=SOON)
            page.get_by_role("button", name="退出").click()
            expect(page.get_by_text("请先登录。")).to_be_visible(timeout=SOON)
            context.close()
    assert [line["person"] for line in audit.entries() if line["event"] == "登录"][-1] == "li@x.cn"


def open_case(browser: Browser, address: str, person: str) -> Page:
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(f"{address}/review?{urlencode({'area': A, 'year': 2023, 'check': '抽查'})}")
    expect(page.locator(".case mark")).to_be_visible(timeout=SOON)
    page.get_by_label("您的姓名").fill(person)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="不采用")).to_be_enabled(timeout=SOON)
    page.locator(".head h1").click()
    return page


def test_two_browsers_decide_by_keyboard_and_a_killed_server_loses_nothing(
    browser: Browser, world_folder: Path, kept: None
) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    with serving(world_folder, port) as server:
        first, second = open_case(browser, address, "甲"), open_case(browser, address, "乙")
        assert first.locator(".case mark").inner_text() == second.locator(".case mark").inner_text()
        first.keyboard.press("1")
        expect(first.get_by_text("已记下：采用")).to_be_visible(timeout=SOON)
        second.keyboard.press("3")
        expect(second.get_by_text("甲刚刚对此作了决定（采用），您的决定没有保存")).to_be_visible(timeout=SOON)
        assert [(one.person, one.action) for one in decisions.history()] == [("甲", Action.ACCEPT)]
        second.locator(".head h1").click()
        second.keyboard.press("3")
        expect(second.get_by_text("已记下：不采用")).to_be_visible(timeout=SOON)
        server.kill()
        server.wait()
    assert [one.person for one in decisions.history()] == ["甲", "乙"]
    with serving(world_folder, port):
        again = open_case(browser, address, "丙")
        expect(again.locator(".conclusion")).to_contain_text("已核对2处", timeout=SOON)
        for context in browser.contexts:
            context.close()
