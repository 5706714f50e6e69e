"""指标工坊 in a real browser on a server with a catalogue of its own: from a form to the data that carry it."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from test_e2e import CHROMIUM, _wait
from test_people_e2e import free_port
from world import ROOT

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}; set CHROMIUM to one"),
]
SOON = 90_000  # milliseconds
REPORT = (
    "澄江区望湖街道2023年法治政府建设年度报告\n本报告为模拟数据。\n全年调解矛盾纠纷205件，调解成功200件。\n"
    "另走访沿街商户412家。\n"
)
FILE = "data/catalogue/indicators/community.toml"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house, so that its catalogue may be written; with one report, published."""
    made = tmp_path / "house"
    for name in ("pages", "queries", "pipeline", "data/catalogue"):
        shutil.copytree(ROOT / name, made / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", ".streamlit", "data/offices.parquet", "data/offices_simulated.csv"):
        if (ROOT / name).exists():
            (made / name).symlink_to(ROOT / name)
    (made / "data/reports").mkdir()
    (made / "data/reports/澄江望湖2023.txt").write_text(REPORT, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pipeline", "build"], cwd=made, env=alone(made), check=True, capture_output=True
    )
    return made


def alone(house: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("JIEDAO_") and key != "PYTHONPATH"}
    return kept | {"JIEDAO_STORE": f"sqlite:///{house / 'people.sqlite'}"}


@contextlib.contextmanager
def serving(house: Path) -> Iterator[str]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    null = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=house, env=alone(house), stdout=null, stderr=null) as process:
        try:
            _wait(f"http://localhost:{port}/_stcore/health")
            yield f"http://localhost:{port}"
        finally:
            process.kill()


def fill(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=False).first.fill(value)


def test_an_indicator_goes_from_the_form_into_the_catalogue_and_into_the_data(house: Path) -> None:
    with sync_playwright() as playwright, serving(house) as address:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        page = browser.new_context(locale="zh-CN").new_page()
        page.goto(f"{address}/workshop?{urlencode({'simulated': 'true'})}")
        expect(page.locator(".conclusion")).to_contain_text("先看它在全部报告上取到哪些数", timeout=SOON)
        fill(page, "您的姓名", "李分析")
        page.keyboard.press("Enter")
        page.get_by_label("领域").click()
        page.get_by_role("option", name="小区治理").click()
        fill(page, "名称", "走访商户")
        fill(page, "口径", "走访的沿街商户家数")
        fill(page, "规则（一行一条）", "走访 <商户> # ~家|户")
        fill(page, "例句（", "全年走访商户【35家】。\n走访沿街商户【12户】。")
        fill(page, "反例（", "走访群众【35家】。")
        page.get_by_role("button", name="试一试").click()
        expect(page.locator(".conclusion")).to_contain_text("规则第1行：词表里没有词类 <商户>", timeout=SOON)
        fill(page, "规则（一行一条）", "走访 商户 # ~家|户")
        page.get_by_role("button", name="试一试").click()
        expect(page.locator(".conclusion")).to_contain_text("“走访商户”会新取1个数", timeout=SOON)
        expect(page.locator("td mark").first).to_have_text("412家", timeout=SOON)
        fill(page, "为什么这样改", "常有人问")
        page.keyboard.press("Tab")
        page.get_by_role("button", name="保存为提案").click()
        expect(page.get_by_text("已保存为第1号提案")).to_be_visible(timeout=SOON)
        page.goto(f"{address}/workshop?{urlencode({'simulated': 'true', 'craft': '提案'})}")
        fill(page, "您的姓名", "王管理")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="启用")).to_be_enabled(timeout=SOON)
        page.get_by_role("button", name="启用").click()
        expect(page.get_by_text("“走访商户”已写入指标目录")).to_be_visible(timeout=SOON)
        assert 'name = "走访商户"' in (house / FILE).read_text(encoding="utf-8")
        expect(page.get_by_text("数据已更新")).to_be_visible(timeout=SOON)
        page.goto(f"{address}/indicators?{urlencode({'simulated': 'true', 'indicator': '走访商户'})}")
        expect(page.get_by_text("走访的沿街商户家数").first).to_be_visible(timeout=SOON)
        browser.close()
