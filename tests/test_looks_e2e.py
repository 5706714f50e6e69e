# ruff: noqa: F811 (fixtures of test_e2e)
"""How every view looks with 2, 8, 20 and 60 offices, measured in a real browser: nothing cut, nothing covered, no error.

The everyday run takes each view once; JIEDAO_TORTURE=1 takes all of views × themes × screens × offices. JIEDAO_LOOKS names a
folder for the pictures of what was measured.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import crowds
import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest
from test_e2e import browser, pytestmark, serving  # noqa: F401

from pages.shared import screens
from pages.shared.data import answer
from pages.shared.views import VIEWS
from pipeline.store import decks

SCREENS = ((1920, 1080), (1366, 768))
EACH = {  # name of the view → its page and what its address says
    "总览": ("overview", {}),
    **{
        f"对比 {view}": (
            "compare", {"view": view, "indicator": crowds.CASES if view == "归一" else crowds.RATE, "per": "每个网格"}
        )
        for view in VIEWS
    },
    "对比 件数": ("compare", {"indicator": crowds.CASES}),
    "热力图": ("heatmap", {"topic": "矛盾调解"}),
    "跨区": ("districts", {"indicator": crowds.RATE}),
    "跨区 件数": ("districts", {"indicator": crowds.CASES}),
    "关系": ("relation", {"indicator": crowds.CASES, "against": "网格总数"}),
    "对照": ("wording", {"indicator": crowds.RATE}),
    "趋势": ("trends", {"indicator": crowds.RATE}),
    "停报": ("silence", {}),
    "停报 按指标": ("silence", {"view": "按指标"}),
    "街道": ("office", {}),
    "质量": ("quality", {}),
    "质量 总账": ("quality", {"view": "数字总账"}),
    "质量 核对": ("quality", {"view": "与上年核对"}),
}  # fmt: skip
FULL = bool(os.environ.get("JIEDAO_TORTURE"))
PICTURES = os.environ.get("JIEDAO_LOOKS")
MEASURE = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
GRID = [
    (view, size, theme)
    for place, view in enumerate(EACH)
    for size in crowds.SIZES
    for theme in ("light", "dark")
    if FULL or (size, theme) == ((60, 20, 8, 2)[place % 4], ("light", "dark")[place // 4 % 2])
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crowds")
    crowds.build(folder)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Iterator[dict[str, Page]]:
    """One page for each theme, kept open: most of the time of a view is the browser's start."""
    opened = {theme: browser.new_page(color_scheme=theme, locale="zh-CN") for theme in ("light", "dark")}
    yield opened
    for page in opened.values():
        page.close()


@pytest.mark.parametrize(("view", "size", "theme"), GRID)
def test_no_word_of_a_view_is_cut_or_covered(
    pages: dict[str, Page], server: str, view: str, size: int, theme: str
) -> None:
    page, (room, choice) = pages[theme], EACH[view]
    page.set_viewport_size({"width": SCREENS[0][0], "height": SCREENS[0][1]})
    page.goto(f"{server}/{room}?{urlencode({**choice, 'area': crowds.area(size)})}")
    expect(page.get_by_role("button", name="导出表格")).to_be_visible(timeout=60_000)
    faults = {}
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(400)  # charts are drawn anew once the size has settled
        faults[width] = page.evaluate(MEASURE)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{view} {size} {theme} {width}.png", animations="disabled")
            _tall(page, f"{PICTURES}/{view} {size} {theme} {width} 全页.png", width)
    assert faults == {width: [] for width, _ in SCREENS}


def _tall(page: Page, path: str, width: int) -> None:
    """The whole page, as far as a picture is of use."""
    block = page.locator("[data-testid=stMainBlockContainer]").bounding_box()
    page.set_viewport_size({"width": width, "height": min(3000, int(block["height"]) + 80 if block else 3000)})
    page.wait_for_timeout(300)
    page.screenshot(path=path, animations="disabled")


@pytest.mark.skipif(not FULL, reason="takes minutes; JIEDAO_TORTURE=1 runs it")
@pytest.mark.parametrize("size", crowds.SIZES)
def test_no_word_of_a_screen_on_the_wall_is_cut_or_covered(
    pages: dict[str, Page],
    server: str,
    folder: Path,
    serve: Callable[[Path], None],
    visit: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
    size: int,
) -> None:
    serve(folder)
    snapshot = (folder / "CURRENT").read_text(encoding="utf-8")
    monkeypatch.setattr(screens, "ask", partial(answer, snapshot))
    slides = []
    for room, choice in EACH.values():
        shown = visit(room, **choice, area=crowds.area(size)).session_state["shown"]
        slides.append(decks.Slide(decks.take(screens.content(shown))))
    deck = decks.save(decks.create(f"{size}个街镇"), slides=tuple(slides))
    page, faults = pages["light"], {}
    for theme in ("day", "night"):
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            page.goto("about:blank")
            page.goto(f"{server}/projector/{deck.deck}?theme={theme}")
            expect(page.locator("body[data-ready]")).to_be_attached(timeout=60_000)
            for view in EACH:
                if PICTURES:
                    page.screenshot(path=f"{PICTURES}/墙 {view} {size} {theme} {width}.png", animations="disabled")
                faults[view, theme, width] = page.evaluate(MEASURE)
                page.keyboard.press("ArrowRight")
                page.wait_for_timeout(150)
    assert {place: found for place, found in faults.items() if found} == {}
