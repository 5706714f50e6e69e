# ruff: noqa: F811 (fixtures of test_e2e)
"""The views of 对比 in a real browser: an address restores view, group, list, order and choice; nothing is cut or covered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import world
from playwright.sync_api import Browser, Page, expect
from test_comparison import crowd
from test_e2e import browser, choose, open_, page, pytestmark, ready, server, serving  # noqa: F401

from pages.shared.views import VIEWS


def test_an_address_restores_view_group_order_and_choice(page: Page, server: str) -> None:
    open_(page, server, "compare", indicator="行政执法案件")
    choose(page, "突出显示", "东街街道")
    choose(page, "同组", "同市")
    expect(page.locator(".head p")).to_contain_text("示例市", timeout=15_000)
    page.locator(".st-key-view").get_by_text("归一").click()
    page.locator(".st-key-per").get_by_text("每个网格").click()
    expect(page.locator(".conclusion")).to_contain_text("每个网格的行政执法案件", timeout=15_000)
    page.get_by_role("link", name="街镇", exact=True).click()
    ready(page, "compare")
    here = page.url
    for part in ("view=", "per=", "group=", "office=", "sort=", "indicator="):
        assert part in here
    page.goto("about:blank")
    page.goto(here)
    ready(page, "compare")
    expect(page.locator(".conclusion")).to_contain_text("4个可以推算每个网格的行政执法案件")
    expect(page.locator(".rows tr.looked").first).to_contain_text("东街街道")
    expect(page.get_by_role("link", name="街镇↑")).to_be_visible()


def test_offices_are_looked_up_and_listed_by_hand(page: Page, server: str) -> None:
    open_(page, server, "compare", indicator="行政执法案件")
    choose(page, "同组", "手选")
    page.get_by_label("查找街镇").fill("北苑")
    page.get_by_label("查找街镇").press("Enter")
    choose(page, "手选的街镇", "北苑街道（示例市对照区）")
    expect(page.locator(".head p")).to_contain_text("手选范围 · 1个街道中1个有报告", timeout=15_000)
    page.keyboard.press("Escape")
    page.locator(".st-key-rooms").get_by_role("link", name="热力图").click()
    ready(page, "heatmap")
    expect(page.locator(".head p")).to_contain_text("手选范围")
    assert "picked=" in page.url


@pytest.fixture(scope="module")
def crowd_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A district of 60 offices with long names, all with a rate and a count."""
    folder: Path = tmp_path_factory.mktemp("crowd")
    patch = pytest.MonkeyPatch()
    names = [(f"118801{n:03}", f"第{n}号新城开发街道", "街道", "118801", "示例区", False) for n in range(1, 61)]
    patch.setattr(world, "OFFICES", names)
    patch.setattr(world, "FINDINGS", [])
    world.build(folder, reports=crowd(60))
    patch.undo()
    with serving(folder) as address:
        yield address


OVERLAP = """() => {
  const boxes = [...document.querySelectorAll('.js-plotly-plot .ytick text')].map(t => t.getBoundingClientRect());
  const plot = document.querySelector('.js-plotly-plot').getBoundingClientRect();
  const words = [...document.querySelectorAll('.js-plotly-plot .annotation-text, .js-plotly-plot .textpoint text')]
    .map(t => t.getBoundingClientRect()).filter(b => b.width);
  const cut = [...boxes, ...words].filter(b => b.left < plot.left - 1 || b.right > plot.right + 1).length;
  const covered = boxes.slice(1).filter((b, i) => b.top < boxes[i].bottom - 6).length;
  return {labels: boxes.length, cut, covered};
}"""


@pytest.mark.parametrize("view", VIEWS)
def test_sixty_offices_neither_cut_nor_cover_their_labels(
    browser: Browser,
    crowd_server: str,
    view: str,
) -> None:
    for size in ({"width": 1920, "height": 1080}, {"width": 1366, "height": 768}):
        context = browser.new_context(viewport=size, locale="zh-CN")
        opened = context.new_page()
        indicator = "行政执法案件" if view == "归一" else "调解成功率"
        open_(opened, crowd_server, "compare", view=view, indicator=indicator, per="每个网格")
        expect(opened.locator(".js-plotly-plot .ytick text").first).to_be_visible(timeout=15_000)
        found = opened.evaluate(OVERLAP)
        assert found["labels"] >= (1 if view == "分布" else 60)
        assert (found["cut"], found["covered"]) == (0, 0), (view, size)
        context.close()
