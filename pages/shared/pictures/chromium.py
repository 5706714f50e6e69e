"""One Chromium that draws: started when needed, kept, used by one at a time, and replaced when it dies or hangs."""

import asyncio
import atexit
import logging
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as Late
from functools import cache
from typing import Any

import kaleido
from choreographer.browsers.chromium import Chromium

PATIENCE = 30  # seconds for one drawing
TRIES = 2  # the second with a new browser
LACKING = "这台机器没有安装 Chromium、Chrome 或 Edge 浏览器，暂时不能出图片；表格照常可以导出。"
FAILED = "图片没有画成，数据没有受损。请稍后再试；表格照常可以导出。"


class NoPicture(Exception):
    """There is no picture; the words say why and what to do."""


def path() -> str | None:
    """Where the browser is: CHROMIUM or BROWSER_PATH, else where systems keep one; None without any."""
    named = os.environ.get("CHROMIUM") or os.environ.get("BROWSER_PATH")
    return (named if os.access(named, os.X_OK) else None) if named else _found()


@cache
def _found() -> str | None:
    return Chromium.find_browser(skip_local=False)


def is_there() -> bool:
    """Whether pictures can be drawn on this machine."""
    return path() is not None


def draw(figure: dict[str, Any], format: str, width: int, height: int, scale: float = 1) -> bytes:
    """A plotly figure as bytes of the format. Raises NoPicture."""
    if not is_there():
        raise NoPicture(LACKING)
    opts = {"format": format, "width": width, "height": height, "scale": scale}
    trouble: Exception | None = None
    for _ in range(TRIES):
        try:
            return _hand.draw(figure, opts)
        except Exception as error:  # a browser dies in many ways, and each is cured by a new one
            trouble = error
    raise NoPicture(FAILED) from trouble


def _note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What a dead browser leaves unanswered; draw() has told of it already."""
    logging.getLogger(__name__).debug("a drawing was left: %s", context["message"], exc_info=context.get("exception"))


class _Hand:
    """The browser, the loop of its own thread, and the lock by which callers queue."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._browser: kaleido.Kaleido | None = None
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_note)
        self._thread = threading.Thread(target=self._loop.run_forever, name="pictures", daemon=True)

    def draw(self, figure: dict[str, Any], opts: dict[str, Any]) -> bytes:
        with self._lock:
            try:
                browser = self._browser or self._start()
                drawn: bytes = self._await(browser.calc_fig(figure, opts=opts))
                return drawn
            except BaseException:
                self.stop()
                raise

    def _start(self) -> kaleido.Kaleido:
        if not self._thread.is_alive():
            self._thread.start()
        self._browser = self._await(_open())
        return self._browser

    def stop(self) -> None:
        """End the browser, if there is one."""
        browser, self._browser = self._browser, None
        if browser:
            try:
                self._await(browser.close(), PATIENCE / 3)
            except Exception:
                browser.subprocess.kill()

    def _await(self, work: Coroutine[Any, Any, Any], patience: float = PATIENCE) -> Any:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(patience)
        except Late:
            future.cancel()
            raise


async def _open() -> kaleido.Kaleido:
    browser = kaleido.Kaleido(path=path(), timeout=PATIENCE, mathjax=False)  # mathjax would come from outside
    await browser.open()
    return browser


_hand = _Hand()
atexit.register(_hand.stop)
