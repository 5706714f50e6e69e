"""First paint and a changed filter of each page in Chromium, over a bare Streamlit page with one chart in the same run."""

import argparse
import os
import statistics
import time
from pathlib import Path

from playwright.sync_api import Browser, WebSocket, sync_playwright

from bench import servers
from bench.results import record
from pages.shared.frame import ROOMS, VIEWS

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHART, TABLE = ".js-plotly-plot .main-svg", ".stElementContainer table"
WITHOUT_CHART = ("wording", "indicators", "evidence", "unread", "download")


def visit(browser: Browser, address: str, awaited: str) -> tuple[float, float, int]:
    """Milliseconds to the first paint of a chart, or of a table where there is none; then from a filter to the last
    frame of the answer; bytes over the socket until the first was there."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    frames: list[tuple[float, int]] = []

    def listen(opened: WebSocket) -> None:
        opened.on("framereceived", lambda data: frames.append((time.perf_counter(), len(data))))

    page.on("websocket", listen)
    started = time.perf_counter()
    page.goto(address)
    page.locator(awaited).first.wait_for(timeout=60_000)
    painted = 1e3 * (time.perf_counter() - started)
    settle(page, frames)
    size = sum(length for _, length in frames)
    frames.clear()
    clicked = time.perf_counter()
    switch = page.locator("[data-testid=stCheckbox] label").last  # 仅已核对, which some pages have no use for
    if switch.is_visible():
        switch.click(force=True)
        settle(page, frames)
    changed = 1e3 * (frames[-1][0] - clicked) if frames else float("nan")
    context.close()
    return painted, changed, size


def settle(page: object, frames: list[tuple[float, int]]) -> None:
    """Wait until nothing has come for a second and a half."""
    last, until = -1, time.perf_counter() + 8
    while time.perf_counter() < until and (last != len(frames) or not frames):
        last = len(frames)
        page.wait_for_timeout(1_500)  # type: ignore[attr-defined]


def main() -> None:
    """Visit all pages with data and the bare one, in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snapshots", type=Path, default=Path("data/snapshots"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", nargs="*", default=[room.file for room in ROOMS if room.group in VIEWS])
    options = parser.parse_args()
    found: dict[str, list[tuple[float, float, int]]] = {}
    with servers.board(options.snapshots) as (board, _), servers.bare() as (bare, _), sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        rooms = {room: f"{board}/{'' if room == ROOMS[0].file else room}?simulated=true" for room in options.pages}
        for number in range(options.rounds + 1):  # the first warms the caches
            for name, address in {"bare": bare, **rooms}.items():
                try:
                    measured = visit(browser, address, TABLE if name in WITHOUT_CHART else CHART)
                except Exception as error:  # one page must not take the others along
                    print(name, type(error).__name__)
                    continue
                if number:
                    found.setdefault(name, []).append(measured)
        browser.close()
    middle = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in found.items()}
    first, change, _ = middle["bare"]
    record(
        f"pages: medians of {options.rounds} visits in turns",
        ("page", "first paint, ms", "× bare", "filter to answer, ms", "× bare", "socket, KB"),
        [(name, p, p / first, c, c / change, size / 1e3) for name, (p, c, size) in middle.items()],
        [
            "Targets: first paint 1.25 ×, a changed filter 1.5 ×, 200 KB. A page without a chart is painted with its table; "
            "nan: the page has no filter of this kind."
        ],
    )


if __name__ == "__main__":
    main()
