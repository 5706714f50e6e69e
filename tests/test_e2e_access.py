"""For those who do not see well or use no mouse: axe finds nothing serious, and Tab walks every page with its place in sight.

The light theme here; `make torture` also takes the dark one, and the wall in both of its themes.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from test_e2e import ROOMS, VIEWS, browser, open_, pytestmark, ready, serving

from pages.shared import console
from pipeline.store import decks
from pipeline.store.decks import Deck

__all__ = ["browser", "pytestmark"]  # fixtures and marks of the module beside
A, B = "示例省 示例市 示例区", "示例省 示例市 对照区"
LONG = bool(os.environ.get("JIEDAO_TORTURE"))
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def server(world_folder: Path) -> Iterator[str]:
    """A server with everything switched on."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(console.SWITCH, "on")
        with serving(world_folder) as address:
            yield address


@pytest.fixture(scope="module", params=["light", "dark"] if LONG else ["light"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", color_scheme=request.param, bypass_csp=True
    )
    yield context.new_page()  # axe itself is a script that the board's policy does not know
    context.close()


@pytest.fixture(scope="module")
def deck(page: Page, server: str) -> Deck:
    """Two views taken by a person who clicks."""
    for n, room in enumerate(("compare", "trends")):
        open_(page, server, room)
        page.get_by_role("button", name="加入会议").click()
        if n == 0:
            if not page.get_by_label("会议名称").is_visible():  # a theme before this one has made a deck
                page.get_by_label("加入哪个会议").click()
                page.get_by_role("option", name="新建会议", exact=True).click()
            page.get_by_label("会议名称").fill("例会")
            page.keyboard.press("Enter")
        page.get_by_role("button", name="加入", exact=True).click()
        expect(page.get_by_text(f"现有{n + 1}屏")).to_be_visible(timeout=15_000)
    return decks.every()[0]


def serious(page: Page) -> list[str]:
    """What axe holds against the page, as rule, element and reason.

    Buttons without a name are looked for below: axe does not know words that a style sheet gives (添加文件), browsers do.
    """
    found = Axe().run(page, options=LEVELS).response["violations"]
    return [
        f"{rule['id']} {node['target']} {node['html'][:150]} {node['failureSummary'][:250]}"
        for rule in found
        if rule["impact"] in ("serious", "critical") and rule["id"] != "button-name"
        for node in rule["nodes"]
    ]


def nameless(page: Page) -> list[str]:
    """What the browser tells a screen reader of buttons, links and fields without a name."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    told = [node for node in tree if not node["ignored"]]
    assert len(told) > 20
    acting = ("button", "link", "textbox", "combobox", "checkbox", "radio")
    return [str(node) for node in told if node["role"]["value"] in acting and not node["name"]["value"].strip()]


def settled(page: Page) -> None:
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    page.wait_for_timeout(200)


@pytest.mark.parametrize("room", ROOMS)
def test_axe_finds_nothing_serious_on_a_page(page: Page, server: str, room: str) -> None:
    open_(page, server, room)
    settled(page)
    assert serious(page) == []
    assert nameless(page) == []


CHOSEN = {  # what the address says where a reader has used every filter
    "compare": {
        "area": [A, B],
        "year": ["2023"],
        "indicator": ["调解成功率"],
        "office": ["东街街道"],
        "kind": ["街道"],
    },
    "heatmap": {"area": [A], "group": ["手选"], "picked": ["东街街道", "北苑街道"], "office": ["东街街道"]},
    "download": {"area": [A], "indicators": ["调解成功率"], "domains": ["矛盾调解"], "years": ["2022", "2023"]},
    "evidence": {"report": ["东街2023"], "at": ["180"]},
    "review": {"area": [A], "year": ["2023"], "check": ["抽查"]},
}


@pytest.mark.parametrize("room", CHOSEN)
def test_axe_finds_nothing_serious_where_a_choice_was_made(page: Page, server: str, room: str) -> None:
    page.goto(f"{server}/{room}?{urlencode(CHOSEN[room], doseq=True)}")
    ready(page, room)
    settled(page)
    assert serious(page) == []
    assert nameless(page) == []


@pytest.mark.parametrize("colours", ["day", "night"] if LONG else ["day"])
def test_axe_finds_nothing_serious_on_the_wall(page: Page, server: str, deck: Deck, colours: str) -> None:
    page.goto(f"{server}/projector/{deck.deck}?theme={colours}")
    expect(page.locator("body[data-ready]")).to_be_attached(timeout=30_000)
    for key in ("", "w", "s", "q", "n", "h"):  # as it opens, and with each sheet that a key lays over it
        if key:
            page.keyboard.press(key)
        page.wait_for_timeout(200)
        assert serious(page) == [], key
        assert nameless(page) == [], key
        if key:
            page.keyboard.press("Escape")


# --- the keyboard alone ---

# Marks where the focus is, and tells whether the place before looked different while it had the focus.
STEP = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  const looks = element => {
    const seen = []
    for (let one = element; one && seen.length < 6; one = one.parentElement) {
      const style = getComputedStyle(one)
      seen.push([style.outlineStyle + style.outlineWidth + style.outlineColor, style.boxShadow, style.borderColor,
        style.backgroundColor, style.color, style.textDecorationLine].join())
    }
    return seen.join(';')
  }
  const last = window.lastPlace, here = document.activeElement
  const unseen = last && last.looks === looks(last.element) ? last.element.outerHTML.slice(0, 200) : ''
  const again = here.hasAttribute('data-reached') || here === document.body
  here.setAttribute('data-reached', '')
  window.lastPlace = {element: here, looks: looks(here)}
  return {unseen, again, stuck: Boolean(last) && last.element === here, name: here.innerText || here.ariaLabel || ''}
}"""
MISSED = """() => [...document.querySelectorAll('a[href], button, input, textarea, summary, [tabindex]')].filter(one =>
  one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}) && !one.closest('[role=radiogroup]')
  && one.type !== 'file' && one.getClientRects().length && !one.hasAttribute('data-reached')
).map(one => one.outerHTML.slice(0, 200))"""
MOST = 600  # places of one page


@pytest.mark.parametrize("room", ROOMS if LONG else ["compare", "evidence", "download", "speech", "review"])
def test_tab_walks_a_whole_page_in_sight_and_out_again(page: Page, server: str, room: str) -> None:
    open_(page, server, room)
    settled(page)
    page.add_style_tag(content="*{transition:none !important;animation:none !important}")
    unseen, steps = [], 0
    for steps in range(1, MOST):  # noqa: B007 (told below)
        page.keyboard.press("Tab")
        found = page.evaluate(STEP)
        unseen += [found["unseen"]] * bool(found["unseen"])
        assert not found["stuck"], found
        if found["again"]:
            break
    assert steps < MOST - 1, "the way through the page has no end"
    assert unseen == []
    assert page.evaluate(MISSED) == []
    if room in VIEWS:
        assert page.locator(".st-key-filters input[data-reached], .rows[data-reached]").count() >= 1
        assert page.get_by_role("button", name="导出表格").get_attribute("data-reached") is not None


def test_the_first_place_skips_to_the_page_itself(page: Page, server: str) -> None:
    open_(page, server, "compare")
    settled(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getClientRects()[0].width > 40"), "the way past the furniture is seen"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('[data-testid=stMain]'))")
