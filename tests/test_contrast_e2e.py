"""Every text on the wall against what is really painted behind it, in both themes: 7:1 and more, also on coloured cells.

The colour of a text is what the browser computes; its ground is read from a picture of the screen without the text.
"""

import io
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import crowds
import pytest
import streamlit
from conftest import HALL
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest
from test_e2e import browser, pytestmark, serving
from test_looks_e2e import EACH, folder

import queries
from pages.shared import screens, theme
from pages.shared.data import answer
from pipeline.store import decks
from pipeline.store.decks import Deck

__all__ = ["browser", "folder", "pytestmark"]  # fixtures and marks of the modules beside
LEAST = 7.0
SHARE = 0.1  # of the ground behind a text; less is a line that crosses it
LOOKED = ("compare", {"indicator": crowds.RATE, "office": "新城第2街道"})
WHY = ("", "ArrowDown", "w", "w", "w")
KEYS = {0: (*WHY, "w", "n", "h", "q", "Escape", "stir"), 1: ("", *["ArrowDown"] * 7), 2: WHY}  # by screen
SIZES = (8, 60) if os.environ.get("JIEDAO_TORTURE") else (8,)

# Every text that is seen, with its colour as red, green, blue and opacity, and the place of each of its lines.
TEXTS = """() => {
  const found = [], canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true})
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const isCovered = (parent, box) => [0.05, 0.25, 0.5, 0.75, 0.95].some((part) => {
    const top = document.elementFromPoint(box.left + part * box.width, box.top + box.height / 2)
    const over = top && top.closest('.panel, .bar')
    return over && !over.contains(parent)
  })
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement
    if (!node.data.trim() || parent.closest('script, style, template') || !parent.checkVisibility()) continue
    let opacity = 1
    for (let one = parent; one; one = one.parentElement) opacity *= Number(getComputedStyle(one).opacity)
    const style = getComputedStyle(parent), isDrawn = Boolean(parent.closest('svg'))
    const colour = rgba(isDrawn ? style.fill : style.color)
    const alpha = opacity * (isDrawn ? Number(style.fillOpacity) : 1) * colour[3] / 255
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects())
      if (box.width > 2 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && alpha > 0
        && !isCovered(parent, box))
        found.push([node.data.trim().slice(0, 40), [...colour.slice(0, 3), alpha], box.left, box.top, box.right, box.bottom])
  }
  return found
}"""
WITHOUT = """*, *::before, *::after { color: transparent !important; caret-color: transparent !important; transition: none !important }
svg text, svg tspan { fill: transparent !important; stroke: none !important }"""


def light(colour: tuple[float, ...]) -> float:
    """Relative luminance as WCAG has it."""
    linear = [c / 12.92 if (c := one / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for one in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(text: tuple[float, ...], ground: tuple[float, ...]) -> float:
    """Between a text of some opacity and its ground: 1 to 21."""
    seen = tuple(one * text[3] + below * (1 - text[3]) for one, below in zip(text[:3], ground[:3], strict=True))
    brighter, darker = sorted((light(seen), light(ground)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def weak(page: Page, least: float = LEAST) -> tuple[int, list[str]]:
    """How many texts a screen shows, and those that stand out too little."""
    texts = page.evaluate(TEXTS)
    style = page.add_style_tag(content=WITHOUT)
    ground = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    style.evaluate("one => one.remove()")
    faults = []
    for words, colour, left, top, right, bottom in texts:
        box = (max(0, int(left)), max(0, int(top)), min(ground.width, int(right)), min(ground.height, int(bottom)))
        pixels = ground.crop(box).getcolors(box[2] * box[3]) or []
        least_seen = SHARE * sum(n for n, _ in pixels)
        worst, behind = min((contrast(tuple(colour), one), one) for n, one in pixels if n >= least_seen)
        if worst < least:
            faults.append(f"{words} {worst:.1f} {colour} {behind}")
    return len(texts), faults


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module", params=SIZES)
def deck(folder: Path, request: pytest.FixtureRequest) -> Iterator[Deck]:
    """Every view of the board as a screen."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(queries, "SNAPSHOTS", folder)
        patched.setattr(screens, "ask", partial(answer, queries.current()))
        queries.connect.cache_clear()
        streamlit.cache_data.clear()
        slides = [
            decks.Slide(decks.take(screens.content(_shown(request.param, *one)))) for one in (LOOKED, *EACH.values())
        ]
        deck = decks.create(f"{request.param}个街镇")
        yield decks.save(deck, slides=(decks.Slide(slides[0].screen, "自拟的标题", "备注"), *slides))


def _shown(size: int, room: str, choice: dict[str, str]) -> Any:
    at = AppTest.from_file(str(HALL), default_timeout=60)
    if room != "overview":
        at.switch_page(f"../{room}.py")
    for key, value in {**choice, "area": crowds.area(size)}.items():
        at.query_params[key] = value
    return at.run().session_state["shown"]


@pytest.mark.parametrize("colours", ["day", "night"])
def test_every_text_on_the_wall_stands_out_seven_to_one(
    browser: Browser, server: str, deck: Deck, colours: str
) -> None:
    page = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page.goto(f"{server}/projector/{deck.deck}?theme={colours}")
    expect(page.locator("body[data-ready]")).to_be_attached(timeout=60_000)
    seen, faults = 0, {}
    for screen in range(len(deck.slides)):
        for key in KEYS.get(screen, ("", "ArrowDown")):
            if key == "stir":
                page.mouse.move(900, 300)  # the buttons come into sight
            elif key:
                page.keyboard.press(key)
            page.wait_for_timeout(80)
            many, found = weak(page)
            seen += many
            if found:
                faults[screen, key] = found
        page.keyboard.press("ArrowRight")
    page.close()
    print({"theme": colours, "texts": seen, "weak": sum(map(len, faults.values()))})
    assert seen > 1_000
    assert faults == {}


def test_a_weak_text_would_be_found(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 600, "height": 200})
    body = f"<body style='background:#fff'><p style='color:{theme.DAY.ink}'>强</p><p style='color:#767676'>弱</p>"
    page.set_content(
        f"{body}<p style='color:#000;opacity:.4'>淡</p><p style='color:#fff;background:#0B4F8A'>白</p></body>"
    )
    many, found = weak(page)
    page.close()
    assert many == 4
    assert [one[0] for one in found] == ["弱", "淡"]
