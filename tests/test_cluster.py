# ruff: noqa: F811 (a fixture of test_e2e)
"""Two processes of the board behind a real nginx: a visit stays with one of them, and what people write is of both."""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import forty
import people
import pytest
from people import own_board
from playwright.sync_api import Browser, Page, expect
from test_deploy import NGINX, free_port, fronted
from test_e2e import CHROMIUM, _wait, browser  # noqa: F401 (a fixture)
from websockets.sync.client import connect
from world import ROOT

from pipeline.store import decisions, received

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}; set CHROMIUM to one"),
    pytest.mark.skipif(not NGINX, reason="no nginx on this machine (Debian: nginx-light)"),
    pytest.mark.skipif(people.PG_CTL is None, reason=people.MISSING),
]
SOON = 60_000  # milliseconds
FRESH = 60  # visitors, of whom each process gets at least a fifth: fewer would be one chance in a million
NAMES = ("first", "second")  # of the processes, in deploy/nginx.conf
CHOICE = {"area": "模拟省 云川市 澄江区", "year": "2023", "simulated": "true"}


class Process:
    """One process of the board, which can be killed and started again on its port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
        null = subprocess.DEVNULL
        self.running = subprocess.Popen(
            [*command, "--server.port", str(self.port)], cwd=ROOT, env=os.environ.copy(), stdout=null, stderr=null
        )

    def wait(self) -> None:
        _wait(f"http://127.0.0.1:{self.port}/_stcore/health")

    def kill(self) -> None:
        self.running.kill()
        self.running.wait()


@dataclass(frozen=True)
class Cluster:
    address: str
    processes: dict[str, Process]
    log: Path

    def served(self, visitor: str) -> Iterator[tuple[str, str, str]]:
        """Process, method and path of what a visitor (a browser by its own name) asked for and was given."""
        ports = {process.port: name for name, process in self.processes.items()}
        for line in self.log.read_text(encoding="utf-8").splitlines():
            agent, upstream, status, method, path = line.split("\t")
            if agent == visitor and status < "400" and upstream != "-":
                yield ports[int(upstream.rpartition(":")[2])], method, path


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    with contextlib.ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        report = forty.report("望湖街道", 2023, 205).encode()
        stack.enter_context(own_board(folder, patch, {"望湖.txt": report}, stack.enter_context(people.cluster())))
        processes = {name: Process() for name in NAMES}
        for process in processes.values():
            stack.callback(process.kill)
            process.wait()
        ports = [process.port for process in processes.values()]
        log = folder / "access.log"
        address = stack.enter_context(fronted(folder, *ports, log=f"{log} visits"))
        yield Cluster(f"{address}/board", processes, log)


def greet(address: str, cookie: str = "") -> str:
    """The process that takes a connection, as the cookie names it that comes back."""
    headers = {"Cookie": f"process={cookie}"} if cookie else {}
    with connect(
        f"{address.replace('http', 'ws')}/_stcore/stream", subprotocols=["streamlit"],  # type: ignore[list-item]
        origin=address.removesuffix("/board"), additional_headers=headers,  # type: ignore[arg-type]
    ) as socket:  # fmt: skip
        assert socket.response
        named = re.match(r"process=(\w+); Path=/board/; HttpOnly; SameSite=Lax$", socket.response.headers["Set-Cookie"])
        assert named
        return named[1]


def spread(address: str) -> Counter[str]:
    return Counter(greet(address) for _ in range(FRESH))


def test_visitors_without_a_past_are_shared_out_evenly_and_come_back_to_where_they_were(cluster: Cluster) -> None:
    assert min(spread(cluster.address)[name] for name in NAMES) >= FRESH / 5
    for name in NAMES:
        assert {greet(cluster.address, name) for _ in range(10)} == {name}


def visit(browser: Browser, cluster: Cluster, wanted: str) -> Page:
    """A fresh browser that happened upon that process; its name there is its user agent."""
    for turn in range(30):
        page = browser.new_context(locale="zh-CN", user_agent=f"{wanted}{turn}").new_page()
        page.goto(f"{cluster.address}/compare?{urlencode(CHOICE)}")
        expect(page.locator(".head h1")).to_have_text("对比", timeout=SOON)
        if process(page) == wanted:
            return page
        page.context.close()
    pytest.fail("thirty visitors in a row were sent to the same process")


def process(page: Page) -> str:
    return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}["process"]


def agent(page: Page) -> str:
    return str(page.evaluate("navigator.userAgent"))


def name(page: Page, cluster: Cluster, room: str, person: str) -> None:
    page.goto(f"{cluster.address}/{room}?{urlencode(CHOICE | {'check': '抽查'})}")
    page.get_by_label("您的姓名").fill(person, timeout=SOON)
    page.keyboard.press("Enter")


def decide(page: Page, cluster: Cluster, person: str) -> None:
    name(page, cluster, "review", person)
    expect(page.get_by_role("button", name="不采用")).to_be_enabled(timeout=SOON)
    page.locator(".head h1").click()
    page.keyboard.press("1")
    expect(page.get_by_text("已记下：采用")).to_be_visible(timeout=SOON)


def bring(page: Page, cluster: Cluster, office: str, person: str) -> None:
    """A report, from the file on the reader's disk until it is taken in."""
    name(page, cluster, "intake", person)
    data = forty.report(office, 2023, 311).encode()
    expect(page.get_by_label("您的姓名")).to_have_value(person, timeout=SOON)
    page.locator("input[type=file]").set_input_files(
        {"name": f"{office}.txt", "mimeType": "text/plain", "buffer": data}
    )
    page.get_by_role("button", name="开始读取").click(timeout=SOON)
    page.get_by_role("button", name="确认收入1份").click(timeout=SOON)
    expect(page.get_by_text("已收入1份")).to_be_visible(timeout=SOON)


def test_a_visit_stays_where_it_is_and_both_processes_show_what_people_wrote(
    browser: Browser, cluster: Cluster
) -> None:
    here, there = (visit(browser, cluster, wanted) for wanted in NAMES)
    here.locator(".st-key-rooms").get_by_role("link", name="趋势").click()
    expect(here.locator(".head h1")).to_have_text("趋势", timeout=SOON)
    decide(here, cluster, "甲")
    name(there, cluster, "review", "乙")
    expect(there.locator(".conclusion")).to_contain_text("已核对1处", timeout=SOON)
    there.goto(f"{cluster.address}/compare?{urlencode(CHOICE | {'indicator': '调解矛盾纠纷'})}")
    expect(there.get_by_text("205件").first).to_be_visible(timeout=SOON)
    with there.expect_download() as download:
        there.get_by_role("button", name="导出表格").click()
    assert "205" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    bring(here, cluster, "青石街道", "甲")
    for page in (there, here):
        expect(page.get_by_role("button", name="数据已更新")).to_be_visible(timeout=SOON)
    there.get_by_role("button", name="数据已更新").click()
    expect(there.get_by_text("311件").first).to_be_visible(timeout=SOON)
    assert (process(here), process(there)) == NAMES
    agents = [agent(here), agent(there)]
    for page in (here, there):
        page.context.close()
    time.sleep(0.5)  # nginx writes of a connection when it ends
    for own, visitor, held in zip(NAMES, agents, ("PUT", "GET /media"), strict=True):
        lines = [(who, f"{method} {path}") for who, method, path in cluster.served(visitor)]
        of_one = [(who, what) for who, what in lines if re.match("PUT|GET /(_stcore/stream|media|api)", what)]
        assert {who for who, _ in of_one} == {own}
        assert any(what.startswith(held) for _, what in of_one), "nothing was sent that only one process has"


def test_visitors_of_a_killed_process_are_taken_on_by_the_other_and_nothing_is_lost(
    browser: Browser, cluster: Cluster
) -> None:
    page = visit(browser, cluster, "first")
    decide(page, cluster, "丙")
    said, brought = decisions.history(), received.every()
    cluster.processes["first"].kill()
    for _ in range(120):
        if process(page) == "second":
            break
        page.wait_for_timeout(250)
    assert process(page) == "second"
    page.locator(".st-key-rooms").get_by_role("link", name="对比").click()
    expect(page.locator(".head h1")).to_have_text("对比", timeout=SOON)
    assert decisions.history() == said and received.every() == brought
    assert spread(cluster.address) == {"second": FRESH}
    cluster.processes["first"].start()
    cluster.processes["first"].wait()
    assert min(spread(cluster.address)[name] for name in NAMES) >= FRESH / 5
    bring(page, cluster, "柳荫街道", "丙")  # in the process that took it on, although its own is there again
    assert process(page) == "second"
    assert [one.name for one in received.every()] == ["青石街道.txt", "柳荫街道.txt"]
    page.context.close()
