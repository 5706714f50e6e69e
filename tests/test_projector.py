# ruff: noqa: F811 (a fixture of test_e2e)
"""A deck on the wall, in a real browser: every key, type that can be read from afar, both shapes of screen, both themes."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from test_e2e import CHROMIUM, browser, serving  # noqa: F401 (a fixture)

from pipeline.store import decks
from pipeline.store.decks import Deck

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}; set CHROMIUM to one"),
]
SHAPES = [(1920, 1080, "day"), (3840, 1080, "night"), (1366, 768, "day")]
SMALLEST, DENSEST = 24, 18  # pixels of type on a screen of 1080 lines: words, and the inside of charts
VIEWS = ("compare", "heatmap?topic=矛盾调解", "trends?area=全部有报告的区县", "overview")


@pytest.fixture(scope="module")
def server(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A board with a store of its own: other tests of this process may have made decks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path_factory.mktemp('decks') / 'people.sqlite'}")
        with serving(world_folder) as address:
            yield address


@pytest.fixture(scope="module")
def deck(browser: Browser, server: str) -> Deck:
    """A deck of several views, taken by a person who clicks."""
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    for place, view in enumerate(VIEWS):
        page.goto(f"{server}/{view}")
        page.get_by_role("button", name="加入会议").click(timeout=30_000)
        if place == 0:
            page.get_by_label("会议名称").fill("法治例会")
            page.keyboard.press("Enter")
        page.get_by_role("button", name="加入", exact=True).click()
        expect(page.get_by_text(f"现有{place + 1}屏")).to_be_visible(timeout=15_000)
    page.close()
    return next(deck for deck in decks.every() if deck.name == "法治例会")


@pytest.fixture
def wall(browser: Browser, server: str, deck: Deck) -> Iterator[Page]:
    """The first screen of the deck; fails its test when anything leaves this machine or the console shows an error."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page = context.new_page()
    outside: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(server) else outside.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server}/projector/{deck.deck}")
    expect(page.locator("body[data-ready]")).to_be_attached(timeout=30_000)
    yield page
    context.close()
    assert (outside, errors) == ([], [])


def count(page: Page) -> str:
    return page.locator("[data-at=count]").inner_text()


def test_arrows_go_round_and_the_address_keeps_the_screen(wall: Page) -> None:
    assert count(wall) == "1 / 4"
    wall.keyboard.press("ArrowRight")
    assert count(wall) == "2 / 4" and wall.url.endswith("#2")
    wall.keyboard.press("ArrowLeft")
    wall.keyboard.press("ArrowLeft")
    assert count(wall) == "4 / 4"
    wall.reload()
    expect(wall.locator("[data-at=count]")).to_have_text("4 / 4", timeout=30_000)


def test_w_walks_from_a_number_to_its_parts_its_sentence_and_last_year(wall: Page) -> None:
    why = wall.locator("[data-at=why]")
    wall.keyboard.press("ArrowDown")
    wall.keyboard.press("ArrowDown")
    for heading, expected in (
        ("由什么构成", "200÷205=97.6%（推算）"),
        ("原文怎么写", "调解成功率97.6%，涉及金额9545万元。"),
        ("上一年怎么写", "东街街道2022年报告"),
    ):
        wall.keyboard.press("w")
        expect(why.locator("h2")).to_have_text(heading)
        assert expected in why.inner_text()
        assert "东街街道\n97.6%" in why.inner_text().replace("\n\n", "\n")
    wall.keyboard.press("w")
    expect(why).to_be_hidden()
    expect(wall.locator("[data-at=chart]")).to_be_visible()


def test_s_shows_the_sentence_at_once_and_escape_takes_it_away(wall: Page) -> None:
    wall.keyboard.press("s")
    expect(wall.locator("[data-at=why] mark")).to_have_text("100%")
    wall.keyboard.press("Escape")
    expect(wall.locator("[data-at=why]")).to_be_hidden()


def test_a_click_on_a_row_asks_why(wall: Page) -> None:
    wall.locator("[data-at=chart] .yaxislayer-above text", has_text="南门街道").click(force=True)
    expect(wall.locator("[data-at=why] strong")).to_have_text("97.8%")


def test_q_shows_a_code_that_leads_to_the_view(wall: Page) -> None:
    wall.keyboard.press("q")
    image = Image.open(io.BytesIO(wall.locator("[data-at=panel]").screenshot()))
    found = [code.text for code in zxingcpp.read_barcodes(image)]
    assert found == [wall.evaluate("screen().address")]
    assert found[0].startswith("http://localhost") and "/compare?area=" in found[0]
    wall.keyboard.press("q")
    expect(wall.locator("[data-at=panel]")).to_be_hidden()


def test_it_turns_by_itself_and_stands_still_when_touched(browser: Browser, server: str, deck: Deck) -> None:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(f"{server}/projector/{deck.deck}?seconds=1")
    expect(page.locator("[data-at=count]")).to_have_text("2 / 4", timeout=20_000)
    page.keyboard.press(" ")
    stood = count(page)
    assert "已暂停" in page.locator("[data-at=status]").inner_text()
    page.wait_for_timeout(1_500)
    assert count(page) == stood
    page.keyboard.press(" ")
    expect(page.locator("[data-at=count]")).not_to_have_text(stood, timeout=20_000)
    page.mouse.click(900, 300)
    stood = count(page)
    page.wait_for_timeout(1_500)
    assert count(page) == stood
    page.close()


def test_f_fills_the_screen_and_escape_leads_back_to_the_decks(wall: Page, server: str, deck: Deck) -> None:
    wall.keyboard.press("f")
    wall.wait_for_function("document.fullscreenElement !== null")
    wall.keyboard.press("f")
    wall.wait_for_function("document.fullscreenElement === null")
    assert wall.evaluate("deck.back") == f"../meeting?deck={deck.deck}"
    wall.evaluate("document.querySelectorAll('script').forEach(script => script.remove())")
    with wall.expect_navigation(url=f"{server}/meeting?deck={deck.deck}", wait_until="commit"):
        wall.keyboard.press("Escape")
    wall.goto("about:blank")


def test_t_n_and_h_change_colours_show_the_note_and_name_the_keys(wall: Page) -> None:
    wall.keyboard.press("t")
    assert wall.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(5, 9, 13)"
    assert "theme=night" in wall.url
    wall.keyboard.press("n")
    expect(wall.locator("[data-at=panel]")).to_contain_text("没有备注")
    wall.keyboard.press("h")
    expect(wall.locator("[data-at=panel]")).to_contain_text("为什么：构成、原文、上一年")


@pytest.mark.parametrize(("width", "height", "theme"), SHAPES)
def test_every_screen_can_be_read_from_afar_and_nothing_is_cut(
    wall: Page, server: str, deck: Deck, width: int, height: int, theme: str
) -> None:
    wall.set_viewport_size({"width": width, "height": height})
    wall.goto(f"{server}/projector/{deck.deck}?theme={theme}")
    expect(wall.locator("body[data-ready]")).to_be_attached(timeout=30_000)
    unit = min(width / 1920, height / 1080)
    for _ in VIEWS:
        for step in ("", "w", "w", "w"):
            if step:
                wall.keyboard.press(step)
            smallest, densest, outside = wall.evaluate(MEASURE)
            assert smallest >= SMALLEST * unit - 0.01
            assert densest >= DENSEST * unit - 0.01
            assert outside == []
        wall.keyboard.press("w")
        wall.keyboard.press("ArrowRight")


# Smallest type of the words and of the charts that are seen, and texts that do not lie wholly on the screen.
MEASURE = """() => {
    const seen = (one) => one.checkVisibility() && one.textContent.trim();
    const texts = [...document.querySelectorAll("main p, main h1, main h2, main strong, main q, main b")].filter(seen);
    const drawn = [...document.querySelectorAll("main svg text")].filter(seen);
    const size = (one) => parseFloat(getComputedStyle(one).fontSize);
    const outside = [...texts.filter((one) => !one.closest(".told")), ...drawn].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
    });
    return [Math.min(...texts.map(size)), Math.min(999, ...drawn.map(size)), outside.map((one) => one.textContent)];
}"""


def test_a_deck_that_is_not_there_is_said_so(browser: Browser, server: str) -> None:
    page = browser.new_page()
    answer = page.goto(f"{server}/projector/nowhere")
    assert answer and answer.status == 404
    assert "没有这个会议" in page.inner_text("body")
    page.close()


def test_the_picture_of_a_page_leads_back_to_it(browser: Browser, server: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True)
    page.goto(f"{server}/compare?indicator=行政执法案件")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="图片（PNG）").click(timeout=30_000)
    name = download.value.suggested_filename
    assert name.startswith("行政执法案件_") and name.endswith("2023年示例区.png")
    code = zxingcpp.read_barcodes(Image.open(download.value.path()))[0].text
    page.goto(code)
    expect(page.locator(".conclusion")).to_contain_text("东街街道最多（1,543件）", timeout=30_000)
    page.close()
