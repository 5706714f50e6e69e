"""下载 in a real browser: a file of each kind comes whole, and the addresses on the page lead where they say."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import urljoin

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from test_e2e import browser, open_, page, pytestmark, server

__all__ = ["browser", "page", "pytestmark", "server"]  # fixtures and marks of the module beside


def fetched(page: Page) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name="导出表格").click()
    return Path(download.value.path()).read_bytes()


def test_a_workbook_holds_as_many_rows_as_the_page_says(page: Page, server: str) -> None:
    open_(page, server, "download", file="工作簿（Excel）", layout="一行一个数")
    told = re.search(r"共(\d+)行", page.locator(".conclusion").inner_text())
    assert told
    book = openpyxl.load_workbook(io.BytesIO(fetched(page)))
    assert book["数据"].max_row == int(told[1]) + 1


def test_the_address_of_the_page_gives_the_same_file_and_the_manual_opens(page: Page, server: str) -> None:
    open_(page, server, "download", topics="网格治理", years="2022")
    page.get_by_role("link", name="这份数据的网址").wait_for()
    address = page.get_by_role("link", name="这份数据的网址").get_attribute("href")
    assert address
    answer = page.request.get(urljoin(page.url, address))
    mine, theirs = (
        [row[:-2] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]  # but for 筛选 and 数据版本
        for data in (fetched(page), answer.body())
    )
    assert mine == theirs
    assert len(mine) > 3
    page.get_by_role("link", name="数据接口说明").click()
    expect(page.locator("h1")).to_have_text("数据接口")
    assert page.title().startswith("数据接口")


@pytest.mark.parametrize("width", [1920, 1366])
def test_the_manual_is_never_wider_than_the_screen(browser: Browser, server: str, width: int) -> None:
    opened = browser.new_page(viewport={"width": width, "height": 768})
    opened.goto(f"{server}/api/v1/")
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    opened.close()
