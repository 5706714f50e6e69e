"""Many readers at once: visits come and go, change year and page, and pause to read.

Every view is checked: that it ended, that no error is on it, and that its title names the year that was asked for. One
visit sees every view before, so that what the server keeps for all is not taken for the memory of a session.
"""

import argparse
import asyncio
import itertools
import random
import statistics
import time
from collections import Counter
from pathlib import Path

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench import servers
from bench.results import percentile, record
from pages.shared.frame import ROOMS, VIEWS, Room

FAILED = "这一页没能显示出来"  # what the board says when a page broke
YEARS = range(2020, 2024)
DATED = [room for room in ROOMS if room.group in VIEWS and "year" in room.uses]
VIEWED = 8  # at most, in one visit


class Crowd:
    """Readers who come and go: what they saw, how long it took, and what went wrong by its kind."""

    def __init__(self, address: str, pause: float) -> None:
        self.times: list[float] = []
        self.sizes: list[int] = []  # bytes over the socket
        self.visits = 0
        self.wrong: Counter[str] = Counter()
        self._address, self._pause = address, pause

    async def reader(self, number: int, until: float) -> None:
        """One visit after the other until that moment; a visit that breaks off is counted and the next one begins."""
        chance = random.Random(number)  # noqa: S311 (repeatable)
        await asyncio.sleep(chance.uniform(0, self._pause))
        while time.time() < until:
            try:
                await self._visit(chance, until)
            except (OSError, TimeoutError, websockets.WebSocketException) as error:
                self.wrong[type(error).__name__] += 1
                await asyncio.sleep(self._pause)

    async def warm(self) -> None:
        """See every view of every year once; nothing of it is counted but what went wrong."""
        listed = ""
        async with self._connected() as socket:
            for room, year in itertools.product(DATED, YEARS):
                listed = await self._view(socket, room, year, listed)
        self.times, self.sizes = [], []

    async def _visit(self, chance: random.Random, until: float) -> None:
        """The first view comes from the address, the others from a choice in the list of years, as in a browser."""
        listed = ""
        async with self._connected() as socket:
            self.visits += 1
            for _ in range(chance.randint(1, VIEWED)):
                if time.time() < until:
                    listed = await self._view(socket, chance.choice(DATED), chance.choice(YEARS), listed)
                    await asyncio.sleep(chance.uniform(0.5, 1.5) * self._pause)

    def _connected(self) -> websockets.connect:
        return websockets.connect(
            f"{self._address.replace('http', 'ws')}/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit")],
            origin=websockets.Origin(self._address),
            max_size=None,
        )

    async def _view(self, socket: websockets.ClientConnection, room: Room, year: int, listed: str) -> str:
        """Asks for a page and a year; the id of its list of years."""
        asked = BackMsg()
        asked.rerun_script.page_name = "" if room is ROOMS[0] else room.file
        asked.rerun_script.query_string = f"simulated=true&year={year}"
        if listed:
            asked.rerun_script.widget_states.widgets.add(id=listed, string_value=str(year))
        started = time.perf_counter()
        await socket.send(asked.SerializeToString())
        title, ended, size = "", False, 0
        async with asyncio.timeout(60):
            while not ended:
                data = await socket.recv(decode=False)
                size += len(data)
                said = ForwardMsg.FromString(data)
                shown = said.delta.new_element
                listed = shown.selectbox.id if shown.selectbox.query_param_key == "year" else listed
                title = shown.html.body if shown.html.body.startswith('<header class="head">') else title
                broken = shown.WhichOneof("type") == "exception" or FAILED.encode() in shown.SerializeToString()
                self.wrong["page broke"] += broken
                ended = said.WhichOneof("type") == "script_finished"
        self.times.append(time.perf_counter() - started)
        self.sizes.append(size)
        self.wrong["other page or year than asked"] += f"<h1>{room.title}</h1>" not in title or f"{year}年" not in title
        return listed


Sample = tuple[float, float, int, int]


async def sampled(crowd: Crowd, process: psutil.Process, until: float, every: float) -> list[Sample]:
    """Minutes and what the server held; each is told with what went before."""
    began, found = time.time(), []
    while time.time() < until:
        await asyncio.sleep(every)
        found.append(((time.time() - began) / 60, *held(process)))
        told = "minute {:.0f}: {:.0f} MB, {} files, {} threads".format(*found[-1])
        print(f"{told}, {crowd.visits} visits, {len(crowd.times)} views, {+crowd.wrong}", flush=True)
    return found


async def soak(crowd: Crowd, process: psutil.Process, options: argparse.Namespace) -> list[Sample]:
    """All of them at once; an error of our own ends the run instead of hiding."""
    await crowd.warm()
    before, until = held(process), time.time() + options.minutes * 60
    async with asyncio.TaskGroup() as group:
        watched = group.create_task(sampled(crowd, process, until, options.every))
        for number in range(options.readers):
            group.create_task(crowd.reader(number, until))
    return [(0.0, *before), *watched.result()]


def held(process: psutil.Process) -> tuple[float, int, int]:
    """Memory in MB, open files and threads of the server and its children."""
    family = [process, *process.children(recursive=True)]
    memory = sum(one.memory_info().rss for one in family) / 2**20
    return memory, sum(one.num_fds() for one in family), sum(one.num_threads() for one in family)


def main() -> None:
    """Let them come and go."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snapshots", type=Path, default=Path("data/snapshots"))
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds of reading between two views, about")
    parser.add_argument("--every", type=float, default=60.0, help="seconds between two samples")
    options = parser.parse_args()
    with servers.board(options.snapshots) as (address, process):
        crowd = Crowd(address, options.pause)
        samples = asyncio.run(soak(crowd, psutil.Process(process), options))
    report(crowd, samples, options)


def report(crowd: Crowd, samples: list[Sample], options: argparse.Namespace) -> None:
    """The figures; growth is the slope of a line through the samples of the second half, when all caches are warm."""
    minutes, memory, files, threads = zip(*samples, strict=True)
    late = len(samples) // 2
    slope = statistics.linear_regression(minutes[late:], memory[late:]).slope
    quick = ", ".join(f"{percentile(crowd.times, share):.2f}" for share in (0.5, 0.95))
    sizes = ", ".join(f"{percentile(crowd.sizes, share) / 1e3:.0f}" for share in (0.5, 0.95))
    record(
        f"sessions: {options.readers} readers at once for {options.minutes:.0f} minutes, {options.pause:.0f} s of reading",
        ("measure", "value", "target"),
        [
            ("visits", crowd.visits, ""),
            ("views", len(crowd.times), ""),
            ("errors", dict(+crowd.wrong) or 0, "0"),
            ("median and 95 % of the views within, s", quick, "2"),
            ("median and 95 % of the bytes of a view, KB", sizes, "200"),
            (
                "memory with all views warm, at most, last, MB",
                f"{memory[0]:.0f}, {max(memory):.0f}, {memory[-1]:.0f}",
                "",
            ),
            ("memory of a reader, MB", (statistics.median(memory[late:]) - memory[0]) / options.readers, "2"),
            ("growth in the second half, MB an hour", slope * 60, "flat"),
            ("open files first, at most, last", f"{files[0]}, {max(files)}, {files[-1]}", "flat"),
            ("threads first, at most, last", f"{threads[0]}, {max(threads)}, {threads[-1]}", "flat"),
        ],
    )


if __name__ == "__main__":
    main()
