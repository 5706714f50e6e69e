# ruff: noqa: F811 (a fixture of test_e2e)
"""导入 in a real browser on a real server: a handful of files, one corrected, confirmed, and seen on 对比."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from people import own_board
from playwright.sync_api import Browser, Page, expect
from test_e2e import CHROMIUM, browser  # noqa: F401 (a fixture)
from test_people_e2e import free_port, serving

from pipeline.store import decisions, received

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}; set CHROMIUM to one"),
]
SOON = 60_000  # milliseconds
AREA = "模拟省 云川市 澄江区"


def report(office: str, mediated: int) -> bytes:
    return (
        f"澄江区{office}2023年法治政府建设年度报告\n本报告为模拟数据。模拟省云川市澄江区。\n全年调解矛盾纠纷{mediated}件，调解成功200件。\n"
    ).encode()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Reports of one office, built; store, originals and snapshots of the test's own."""
    with own_board(tmp_path, monkeypatch, {"望湖.txt": report("望湖街道", 205)}):
        yield tmp_path


def enter(page: Page, address: str) -> None:
    page.goto(f"{address}/intake")
    page.get_by_label("您的姓名").fill("王导入", timeout=SOON)
    page.keyboard.press("Enter")


def test_files_are_brought_in_corrected_confirmed_and_seen_while_another_page_stays_where_it_is(
    browser: Browser, home: Path
) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    files = [
        ("青石.txt", report("青石街道", 311)),
        ("来稿.txt", "法治工作总结\n本报告为模拟数据。2022年全年调解矛盾纠纷77件。\n".encode()),
        ("望湖-副本.txt", report("望湖街道", 205)),
        ("空.txt", b""),
    ]
    with serving(home / "snapshots", port):
        reader = browser.new_context(locale="zh-CN").new_page()
        place = f"{address}/compare?{urlencode({'area': AREA, 'year': 2023, 'indicator': '调解矛盾纠纷', 'simulated': 'true'})}"
        reader.goto(place)
        expect(reader.locator(".conclusion")).to_be_visible(timeout=SOON)
        page = browser.new_context(locale="zh-CN").new_page()
        enter(page, address)
        chosen = [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
        page.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
        page.get_by_role("button", name="开始读取").click(timeout=SOON)
        expect(page.get_by_text("正在读取").or_(page.get_by_text("不能收入的2个文件"))).to_be_visible(timeout=SOON)
        page.goto(f"{address}/quality")  # leaving does not stop the reading
        enter(page, address)
        expect(page.get_by_text("不能收入的2个文件")).to_be_visible(timeout=SOON)
        expect(page.get_by_text("内容与库中的“望湖.txt”相同")).to_be_visible()
        assert received.every() == []
        row = page.locator("[class*=st-key-file-]", has_text="来稿.txt")
        row.get_by_text("细看和改正").click()
        page.get_by_label("街镇名称（至少两个字）").fill("枫林街道", timeout=SOON)
        page.keyboard.press("Enter")
        page.get_by_placeholder("个可选").click(timeout=SOON)  # it is there anew when the names are
        page.get_by_role("option", name="模拟省").first.click(timeout=SOON)
        page.get_by_role("spinbutton", name="年份").fill("2023")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="改正").click(timeout=SOON)
        expect(row.get_by_text("枫林街道").first).to_be_visible(timeout=SOON)
        page.get_by_role("button", name="确认收入2份").click(timeout=SOON)
        expect(page.get_by_text("已收入2份")).to_be_visible(timeout=SOON)
        expect(reader.get_by_role("button", name="数据已更新")).to_be_visible(timeout=SOON * 2)
        reader.get_by_role("button", name="数据已更新").click()
        expect(reader.get_by_text("311件").first).to_be_visible(timeout=SOON)
        assert reader.url.startswith(f"{address}/compare?") and "2023" in reader.url
        for context in browser.contexts:
            context.close()
    assert {row.name for row in received.every()} == {"青石.txt", "来稿.txt"}
    for row in received.every():
        assert hashlib.sha256((home / "originals" / row.sha256).read_bytes()).hexdigest() == row.sha256
    assert [(said.year, said.person) for said in decisions.history()] == [(2023, "王导入")]
