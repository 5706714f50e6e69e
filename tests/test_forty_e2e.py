# ruff: noqa: F811 (a fixture of test_e2e)
"""Forty files come in, ten of them bad in ten ways, while two people review in browsers of their own."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import forty
import pytest
from people import own_board
from playwright.sync_api import Browser, Page, expect
from test_e2e import CHROMIUM, browser  # noqa: F401 (a fixture)
from test_people_e2e import free_port, serving

from pipeline.model import Action
from pipeline.store import decisions, received

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}; set CHROMIUM to one"),
    pytest.mark.skipif(not os.environ.get("JIEDAO_TORTURE"), reason="takes minutes: JIEDAO_TORTURE=1"),
]
SOON = 90_000  # milliseconds
AREA = "模拟省 云川市 澄江区"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Eight reports of 2019 to review; store, originals and snapshots of the test's own."""
    reports = {f"{office}2019.txt": forty.report(office, 2019, 201 + at) for at, office in enumerate(forty.OFFICES)}
    with own_board(tmp_path, monkeypatch, {name: text.encode() for name, text in reports.items()}):
        yield tmp_path


def enter(browser: Browser, address: str, person: str) -> Page:
    page = browser.new_context(locale="zh-CN", viewport={"width": 1600, "height": 1000}).new_page()
    page.goto(address)
    page.get_by_label("您的姓名").fill(person, timeout=SOON)
    page.keyboard.press("Enter")
    return page


def press(page: Page, key: str, told: str) -> None:
    page.locator(".head h1").click()
    page.keyboard.press(key)
    expect(page.get_by_text(told).first).to_be_visible(timeout=SOON)


def correct(page: Page, value: int) -> None:
    page.locator(".head h1").click()
    page.keyboard.press("2")
    field = page.get_by_label("数值", exact=True)
    field.fill(str(value), timeout=SOON)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已记下：改正").first).to_be_visible(timeout=SOON)


def test_forty_files_come_in_while_two_people_review_and_nothing_is_overwritten(browser: Browser, home: Path) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    queue = f"{address}/review?{urlencode({'area': AREA, 'year': 2019, 'check': '抽查', 'simulated': 'true'})}"
    good, bad = forty.good(), [(name, data) for name, data, _ in forty.BAD]
    assert len(good) + len(bad) == 40
    with serving(home / "snapshots", port):
        first, second = enter(browser, queue, "甲"), enter(browser, queue, "乙")
        for page in (first, second):
            expect(page.locator(".case mark")).to_be_visible(timeout=SOON)
            expect(page.get_by_role("button", name="不采用")).to_be_enabled(timeout=SOON)
        third = enter(browser, f"{address}/intake", "李导入")
        chosen = [{"name": name, "mimeType": "", "buffer": data} for name, data in [*good, *bad]]
        third.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
        third.get_by_role("button", name="开始读取").click(timeout=SOON)
        expect(third.get_by_text("正在读取").first).to_be_visible(timeout=SOON)

        assert first.locator(".case mark").inner_text() == second.locator(".case mark").inner_text()
        press(first, "1", "已记下：采用")
        press(second, "3", "甲刚刚对此作了决定（采用），您的决定没有保存")
        press(second, "3", "已记下：不采用")
        correct(first, 777)
        press(second, "0", "已撤销")
        press(first, "3", "已记下：不采用")

        expect(third.get_by_text("不能收入的10个文件")).to_be_visible(timeout=SOON * 4)
        listed = third.locator("section", has_text="不能收入的10个文件").inner_text()
        assert [reason for _, _, reason in forty.BAD if reason not in listed] == []
        assert received.every() == []
        third.get_by_role("button", name="确认收入30份").click(timeout=SOON)
        expect(third.get_by_text("已收入30份")).to_be_visible(timeout=SOON)
        press(first, "1", "已记下：采用")
        expect(first.get_by_role("button", name="数据已更新")).to_be_visible(timeout=SOON * 4)
        for context in browser.contexts:
            context.close()
    said = [(one.person, one.action) for one in decisions.history()]
    assert [action for person, action in said if person == "甲"] == [
        Action.ACCEPT, Action.CORRECT, Action.REJECT, Action.ACCEPT,
    ]  # fmt: skip
    assert [action for person, action in said if person == "乙"] == [Action.REJECT, Action.UNDO]
    assert len({(one.subject, one.turn) for one in decisions.history()}) == len(said)
    sent = {hashlib.sha256(data).hexdigest() for name, data in good if not name.endswith("zip")}
    rows = {row.sha256 for row in received.every()}
    assert len(rows) == 30 and sent <= rows
    for digest in rows:
        assert hashlib.sha256((home / "originals" / digest).read_bytes()).hexdigest() == digest
    for at, office in enumerate(forty.OFFICES):
        assert (home / "reports" / f"{office}2019.txt").read_text(encoding="utf-8") == forty.report(
            office, 2019, 201 + at
        )
