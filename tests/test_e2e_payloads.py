"""26 attacks in every foreign word, on every page and in every file: no script runs, nothing leaves, the words stand as they are.

A reduced run here; `make torture` opens the report and the portrait of each of the 26 offices as well.
"""

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import docx
import openpyxl
import pptx
import pytest
from payloads import NAMES, PAYLOADS, REPORTS, build
from playwright.sync_api import Page, expect
from test_e2e import ROOMS, browser, open_, page, pytestmark, serving

from pages.shared.briefing.content import UNWRITABLE
from pages.shared.foreign import visible
from pipeline.store import decks

__all__ = ["browser", "page", "pytestmark"]  # fixtures and marks of the module beside
LONG = bool(os.environ.get("JIEDAO_TORTURE"))
LISTING = (
    "overview",
    "compare",
    "heatmap",
    "relation",
    "wording",
    "trends",
    "silence",
    "indicators",
    "quality",
    "unread",
)
ADDRESSED = (
    "area",
    "year",
    "indicator",
    "office",
    "group",
    "picked",
    "kind",
    "view",
    "words",
    "deck",
    "report",
    "at",
    "q",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("payloads")
    build(folder)
    with serving(folder) as address:
        yield address


def said(page: Page, part: str = "[data-testid=stMainBlockContainer]") -> str:
    """The text of a part of the page, once nothing is drawn any more."""
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    return str(page.locator(part).evaluate("element => element.textContent"))


def quiet(page: Page) -> None:
    """No script of theirs has run, and no element of theirs is there."""
    assert page.evaluate("window.__pwn") is None
    theirs = (
        "[onerror], [onload], [onmouseover], [onclick], [onfocus], [srcdoc], [href^='javascript:'], [href^='data:text']"
    )
    assert page.locator(theirs).count() == 0
    assert page.locator("[src^='http://o'], [href^='http://o'], [action^='http://o']").count() == 0


@pytest.mark.parametrize("room", ROOMS if LONG else ["compare", "heatmap", "wording", "quality", "unread", "review"])
def test_no_page_obeys_foreign_words(page: Page, server: str, room: str) -> None:
    """Of pages that list the offices each name stands exactly as the register writes it."""
    open_(page, server, room)
    words = said(page)
    if room in LISTING:
        assert [name for name in NAMES if name not in words] == []
    quiet(page)


@pytest.mark.parametrize("n", range(1, len(PAYLOADS) + 1) if LONG else (1, 26))
def test_a_report_stands_exactly_as_it_was_written(page: Page, server: str, n: int) -> None:
    """But for the null byte, which no page can hold."""
    text = "".join(str(getattr(piece, "quote", piece)) for sentence in written(n) for piece in sentence)
    open_(page, server, "evidence", report=f"甲{n}年2023")
    assert said(page, ".report") == text.replace("\0", "")
    quiet(page)
    if LONG:
        open_(page, server, "office", office=NAMES[n - 1])
        assert NAMES[n - 1] in said(page)
        quiet(page)


def written(n: int) -> list[list[object]]:
    return next(report[6] for report in REPORTS if report[0] == f"甲{n}年2023")


# Every character of a page that stands to the left of the one before it, on the same line of the same element.
TURNED = """element => {
  const found = [], range = document.createRange(), blocks = 'td, th, p, li, dt, dd, h1, h2, h3, q, b, text, summary, div'
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  let last = null
  while (walker.nextNode()) {
    const node = walker.currentNode, block = node.parentElement.closest(blocks)
    if (node.parentElement.closest('.sign, style') || !node.parentElement.checkVisibility()) continue
    for (let at = 0; at < node.length; at++) {
      range.setStart(node, at)
      range.setEnd(node, at + 1)
      const box = range.getBoundingClientRect()
      if (!box.width) continue
      if (last && last.block === block && Math.abs(last.top - box.top) < 2 && box.left < last.left - 1)
        found.push(node.data.slice(Math.max(0, at - 5), at + 10))
      last = {block, top: box.top, left: box.left}
    }
  }
  return found
}"""
TURNING = 1 + next(n for n, payload in enumerate(PAYLOADS) if "\u202e" in payload)


def test_what_turns_words_round_would_be_noticed(page: Page, server: str) -> None:
    page.goto(f"{server}/healthz")
    page.evaluate("document.body.innerHTML = '<p>全年\u202e调解205件\u202c。</p><p>开展普法36场。</p>'")
    assert page.locator("body").evaluate(TURNED) != []


@pytest.mark.parametrize("room", LISTING if LONG else ["compare", "wording", "quality"])
def test_on_a_page_no_word_turns_others_round_and_each_that_would_is_seen(page: Page, server: str, room: str) -> None:
    open_(page, server, room)
    said(page)
    main = page.locator("[data-testid=stMainBlockContainer]")
    assert main.evaluate(TURNED) == []
    sign = main.locator(".sign[data-sign='⟨U+202E⟩']:visible").first
    box = sign.bounding_box()
    assert box and box["width"] > 30 and box["height"] > 8


def test_in_a_report_no_word_turns_others_round_and_the_marks_lie_on_their_numbers(page: Page, server: str) -> None:
    open_(page, server, "evidence", report=f"甲{TURNING}年2023")
    said(page)
    assert page.locator("[data-testid=stMainBlockContainer]").evaluate(TURNED) == []
    numbers = [f"{200 + TURNING}件", f"{100 + TURNING}件", f"{90 + TURNING}件", "91%", f"{400 + TURNING}家", "9件"]
    assert page.locator(".report mark.number").all_inner_texts() == numbers
    copied = page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('.report')) || getSelection().toString()"
    )
    assert "\u202e戊\u202c\u2066x\u2069" in copied


@pytest.mark.parametrize("room", ROOMS if LONG else ["evidence"])
def test_no_page_obeys_its_address(page: Page, server: str, room: str) -> None:
    for payload in PAYLOADS[ROOMS.index(room) % 6 :: 6] if LONG else PAYLOADS[5:6]:
        page.goto(f"{server}/{room}?{urlencode(dict.fromkeys(ADDRESSED, payload))}")
        expect(page.locator(".head h1, .nothing, .conclusion").first).to_be_visible(timeout=30_000)
        said(page)
        quiet(page)


@pytest.mark.parametrize("n", range(len(PAYLOADS)) if LONG else (5,))
def test_the_name_of_a_deck_is_words_on_the_page_in_the_notice_and_on_the_wall(page: Page, server: str, n: int) -> None:
    name = PAYLOADS[n][:60].translate({0: None, 11: None})
    open_(page, server, "compare")
    page.get_by_role("button", name="加入会议").click()
    page.get_by_label("加入哪个会议").click()
    page.get_by_role("option", name="新建会议", exact=True).click()
    page.get_by_label("会议名称").fill(name)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="加入", exact=True).click()
    expect(page.get_by_text("已加入所选的会议")).to_be_visible(timeout=15_000)
    quiet(page)
    deck = next(deck for deck in decks.every() if deck.name == name)
    page.goto(f"{server}/meeting?deck={deck.deck}")
    expect(page.locator(".conclusion")).to_contain_text(name, timeout=30_000)
    quiet(page)
    page.goto(f"{server}/projector/{deck.deck}")
    expect(page.locator("body[data-ready]")).to_be_attached(timeout=30_000)
    assert page.title().endswith(f" · {visible(name)}")
    quiet(page)


def taken(page: Page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return Path(download.value.path()).read_bytes()


def apart(data: bytes) -> str:
    """The words of a CSV file; an apostrophe before a word that a spreadsheet would run is not of the word."""
    return "\n".join(
        cell.removeprefix("'") for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row
    )


def test_files_of_rows_hold_the_names_as_they_are_and_no_formula(page: Page, server: str) -> None:
    open_(page, server, "compare")
    table = apart(taken(page, "导出表格"))
    assert [name for name in NAMES if name not in table] == []
    for ending in ("csv", "json", "xlsx"):
        data = page.request.get(f"{server}/api/v1/observations.{ending}").body()
        match ending:
            case "csv":
                words = apart(data)
            case "json":
                words = "\n".join(str(value) for value in leaves(json.loads(data)))
            case _:
                cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet for cell in row]
                assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
                words = "\n".join(str(cell.value) for cell in cells)
        assert [name for name in NAMES if name not in words] == [], ending


def leaves(value: object) -> Iterator[object]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    yield from [value] if inner is None else (leaf for one in inner for leaf in leaves(one))


def test_hand_outs_hold_the_names_as_they_are_and_no_script(page: Page, server: str) -> None:
    open_(page, server, "briefing", view="区域专报")
    names = [UNWRITABLE.sub("", name) for name in NAMES]  # no file of an office program holds the others
    slides = pptx.Presentation(io.BytesIO(taken(page, "下载幻灯片")))
    shown = "\n".join(text for slide in slides.slides for text in slide._element.xpath(".//a:t/text()"))
    assert [name for name in names if name not in shown] == []
    paper = docx.Document(io.BytesIO(taken(page, "下载公文")))
    lines = ("".join(line.xpath(".//w:t/text()")) for line in paper.element.body.xpath(".//w:p"))
    shown = "\n".join(lines)
    assert [name for name in names if name not in shown] == []
    web = taken(page, "下载网页")
    page.route(f"{server}/hand-out", lambda route: route.fulfill(body=web, content_type="text/html; charset=utf-8"))
    page.goto(f"{server}/hand-out")  # without the policy of the server, as when it is opened from a disk
    shown = page.locator("body").evaluate("element => element.textContent")
    assert [name for name in names if name not in shown] == []
    quiet(page)
