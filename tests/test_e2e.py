"""A real browser on a fresh server: deep links first, filters, from a number to its sentence, and the file against the chart.

Run alone with ``pytest -m e2e``. Needs a Chromium (CHROMIUM, else /usr/bin/chromium); without one it is skipped with a reason.
"""

import contextlib
import csv
import io
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from world import ROOT

from pages.shared import frame

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}; set CHROMIUM to one"),
]
ROOMS = [room.file for room in frame.ROOMS]
VIEWS = [room.file for room in frame.ROOMS if room.group in frame.VIEWS]
# A deep link /compare lets the browser first look for the server below /compare; it finds it one level up right after.
HARMLESS = ("/_stcore/health", "/_stcore/host-config")


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A server of our own on a free port that reads the snapshots of a folder; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, "--server.address", "127.0.0.1"],
        cwd=ROOT,
        env=os.environ | {"JIEDAO_SNAPSHOTS": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        _wait(f"{address}/_stcore/health")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def server(world_folder: Path) -> Iterator[str]:
    """The address of a server that nobody has visited yet."""
    with serving(world_folder) as address:
        yield address


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=1)  # noqa: S310 (our own server)
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
        else:
            return
    pytest.fail("the server did not start within 30 seconds")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page that fails its test when anything leaves this machine or the console shows an error."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True)
    opened = context.new_page()
    outside: list[str] = []
    errors: list[str] = []
    opened.on("request", lambda request: outside.append(request.url) if not _is_local(request.url, server) else None)
    opened.on("console", lambda message: errors.append(message.text) if _is_error(message) else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert outside == []
    assert errors == []


def _is_local(url: str, server: str) -> bool:
    return url.startswith((server, server.replace("http", "ws"), "data:", "blob:"))


def _is_error(message: ConsoleMessage) -> bool:
    return message.type == "error" and not message.location["url"].endswith(HARMLESS)


def open_(page: Page, server: str, room: str, **choice: str) -> None:
    """Follow a link to a room and wait until it is drawn."""
    page.goto(f"{server}/{room}?{urlencode(choice)}")
    ready(page, room)


def ready(page: Page, room: str) -> None:
    title = next(r.title for r in frame.ROOMS if r.file == room)
    expect(page.locator(".head h1")).to_have_text(title, timeout=30_000)
    if room in VIEWS:
        expect(page.get_by_role("button", name="导出表格")).to_be_visible(timeout=30_000)
    else:
        said = page.locator(".conclusion, .nothing")  # where there is nothing to do yet, what would have to be done
        expect(said.first).to_be_visible(timeout=30_000)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize("room", ["compare", *(room for room in ROOMS if room != "compare")])
def test_every_room_is_whole_when_a_link_opens_it_first(page: Page, server: str, room: str) -> None:
    open_(page, server, room)
    expect(page.locator(".conclusion, .nothing").first).not_to_be_empty()
    expect(page.locator(".st-key-rooms [data-testid=stPageLink] a")).to_have_count(len(ROOMS))
    assert page.title().endswith(frame.NAME)
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator("[data-testid=stSidebar]").count() == 0


@pytest.mark.parametrize("room", ROOMS)
def test_no_english_is_left_on_a_page(page: Page, server: str, room: str) -> None:
    open_(page, server, room)
    text = page.locator("[data-testid=stMainBlockContainer]").inner_text()
    assert not [word for word in text.split() if word.isascii() and word.isalpha()]


@pytest.mark.parametrize("room", ROOMS)
def test_a_page_is_never_wider_than_the_screen(page: Page, server: str, room: str) -> None:
    open_(page, server, room, area="全部有报告的区县", simulated="true")
    for width in (1920, 1366, 1024):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    ("room", "label"), [("compare", "地区"), ("compare", "指标"), ("download", "领域"), ("download", "更多年份")]
)
def test_no_english_is_left_in_a_list_to_choose_from(page: Page, server: str, room: str, label: str) -> None:
    open_(page, server, room)
    page.get_by_label(label, exact=True).first.click()
    expect(page.get_by_role("option").first).to_be_visible()
    options = page.get_by_role("option").all_inner_texts()
    assert len(options) > 1
    assert not [option for option in options if option.replace(" ", "").isascii() and not option.isdigit()]


def test_a_filter_changes_chart_and_address_and_the_address_restores_it(page: Page, server: str) -> None:
    open_(page, server, "compare")
    choose(page, "指标", "行政执法案件")
    expect(page.locator(".conclusion")).to_contain_text("东街街道最多（1,543件）", timeout=15_000)
    assert "indicator=%E8%A1%8C%E6%94%BF" in page.url
    page.goto(page.url)
    expect(page.locator(".conclusion")).to_contain_text("东街街道最多（1,543件）", timeout=30_000)


def test_the_choice_goes_along_to_another_room_and_back_brings_the_first_again(page: Page, server: str) -> None:
    open_(page, server, "compare", indicator="网格总数", year="2023", kind="街道")
    expect(page.locator(".conclusion")).to_contain_text("网格总数")
    page.locator(".st-key-rooms").get_by_role("link", name="趋势").click()
    ready(page, "trends")
    expect(page.locator(".conclusion")).to_contain_text("网格总数", timeout=15_000)
    page.locator(".st-key-rooms").get_by_role("link", name="原文").click()
    ready(page, "evidence")
    # What a room does not show is kept for the rooms that do, and one step back is one room back.
    assert "year=2023" in page.url and "kind=" in page.url and "indicator=" in page.url
    page.go_back()
    ready(page, "trends")
    page.go_back()
    ready(page, "compare")
    expect(page.locator(".conclusion")).to_contain_text("网格总数", timeout=15_000)


def test_a_number_leads_to_its_sentence_in_the_report(page: Page, server: str) -> None:
    open_(page, server, "compare", indicator="行政执法案件")
    row = page.locator(".rows tr", has_text="中山街道")
    row.get_by_role("link", name="原文").click()
    ready(page, "evidence")
    expect(page.locator(".cited b")).to_have_text("行政执法案件：205件")
    expect(page.locator(".report .here")).to_contain_text("办理行政执法案件205件，划分网格31个。")
    expect(page.locator(".report .asked")).to_have_text("205件")
    expect(page.get_by_label("街道（镇、乡）", exact=True).first).to_have_attribute("placeholder", "中山街道")
    page.go_back()
    ready(page, "compare")
    expect(page.locator(".conclusion")).to_contain_text("行政执法案件")


def test_the_sentence_is_in_sight_when_the_report_opens(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 700, "height": 240})  # so low that the report must be scrolled to show its end
    open_(page, server, "evidence", report="东街2023", at="180")
    expect(page.locator(".report .asked")).to_have_text("40场")
    box, sight = page.locator(".report .asked").bounding_box(), page.locator(".report").bounding_box()
    assert box and sight and sight["y"] <= box["y"] <= sight["y"] + sight["height"]
    assert page.evaluate("document.querySelector('.report').scrollTop") > 0


def test_the_file_holds_what_the_chart_shows(page: Page, server: str) -> None:
    open_(page, server, "compare", indicator="行政执法案件")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出表格").click()
    assert download.value.suggested_filename == "行政执法案件_2023年示例区.csv"
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    drawn = page.evaluate("document.querySelector('.js-plotly-plot').data[0].x")
    drawn = drawn if isinstance(drawn, list) else drawn["_inputArray"]
    stated = [line for line in lines if line["状态"] in ("有数", "写明为零")]
    assert [float(line["数值"]) for line in stated] == drawn
    assert len(lines) == page.locator(".rows tbody tr").count()
    assert {line["街道（镇、乡）"]: line["状态"] for line in lines}["湖滨街道"] == "报告缺"


def test_the_chart_shows_words_at_the_pointer_and_no_tools(page: Page, server: str) -> None:
    open_(page, server, "compare", indicator="行政执法案件")
    bar = page.locator(".js-plotly-plot .bars .point").first
    bar.hover(force=True)  # the chart lays a sheet over its bars that catches the pointer
    expect(page.locator(".hovertext")).to_contain_text("1,543件", timeout=10_000)
    expect(page.locator(".hovertext")).to_contain_text("办理行政执法案件1543件")
    assert page.locator(".modebar-btn, .plotlyjsicon").count() == 0


def test_the_keyboard_reaches_filters_links_and_the_file(page: Page, server: str) -> None:
    open_(page, server, "compare")
    reached = set()
    for _ in range(100):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.innerText || document.activeElement.getAttribute('aria-label') || ''")
        )
    assert {"趋势", "原文", "导出表格"} <= reached


def test_the_dark_theme_is_drawn_in_its_own_colours(browser: Browser, server: str) -> None:
    context = browser.new_context(color_scheme="dark", locale="zh-CN")
    opened = context.new_page()
    open_(opened, server, "compare")
    assert opened.evaluate("getComputedStyle(document.querySelector('.conclusion')).color") == "rgb(232, 237, 242)"
    context.close()


def test_the_page_names_its_language_from_its_first_byte(server: str) -> None:
    for address in (server, f"{server}/compare?year=2023"):
        with urllib.request.urlopen(address) as answer:  # noqa: S310 (our own server)
            assert '<html lang="zh-CN">' in answer.read().decode()


def test_an_error_is_told_in_plain_words_with_a_number_and_nothing_of_the_inside(
    browser: Browser, tmp_path: Path
) -> None:
    with duckdb.connect(str(tmp_path / "old.duckdb")) as connection:
        connection.execute("create table build as select 'secret' as snapshot")
    (tmp_path / "CURRENT").write_text("old", encoding="utf-8")
    frames: list[bytes] = []
    with serving(tmp_path) as address:
        opened = browser.new_page()
        opened.on("websocket", lambda line: line.on("framereceived", lambda data: frames.append(_raw(data))))
        opened.goto(f"{address}/compare")
        expect(opened.get_by_text("这一页没能显示出来")).to_be_visible(timeout=30_000)
        text = opened.locator("[data-testid=stMain]").inner_text()
        opened.close()
    assert "编号" in text
    assert not [word for word in ("Traceback", "Error", "Exception", "duckdb", "select", "secret") if word in text]
    told = b"".join(frames)  # nor is any of it hidden in what the page was sent
    assert "这一页没能显示出来".encode() in told
    inside = (b"Traceback", b"duckdb", b"Catalog", b"queries/", str(tmp_path).encode(), b"site-packages")
    assert not [word for word in inside if word in told]


def _raw(data: str | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.encode()


@pytest.mark.skipif(not os.environ.get("JIEDAO_TORTURE"), reason="takes five minutes: JIEDAO_TORTURE=1")
def test_a_page_left_open_asks_nothing_outside(page: Page, server: str) -> None:
    open_(page, server, "compare")
    page.wait_for_timeout(300_000)
    expect(page.locator(".conclusion")).to_contain_text("示例区")
