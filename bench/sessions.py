"""Many readers at once: websocket clients that speak Streamlit's protocol, change page and year, and pause to read."""

import argparse
import asyncio
import random
import time
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
DATED = [room for room in ROOMS if room.group in VIEWS and "year" in room.uses]  # their titles name the year


class Reader:
    """One visit: how long each view took, how many bytes it was, and how many went wrong."""

    def __init__(self, number: int, address: str) -> None:
        self.times: list[float] = []
        self.sizes: list[int] = []
        self.errors = 0
        self.unnamed = 0  # views that do not name the year that was asked for
        self._chance, self._address = random.Random(number), address.replace("http", "ws")  # noqa: S311 (repeatable)

    async def browse(self, until: float, pause: float) -> None:
        """Look at one view after the other until that moment; a connection that breaks is an error and made anew."""
        while time.time() < until:
            try:
                await self._stay(until, pause)
            except (OSError, TimeoutError, websockets.WebSocketException) as error:
                self.errors += 1
                print("reader:", type(error).__name__, error)

    async def warm(self) -> None:
        """Look at every view once, so that what is kept for all readers is there before memory is counted."""
        async with self._connected() as socket:
            for year in YEARS:
                for room in DATED:
                    await self._view(socket, room, year)

    async def _stay(self, until: float, pause: float) -> None:
        await asyncio.sleep(self._chance.uniform(0, pause))
        async with self._connected() as socket:
            while time.time() < until:
                await self._view(socket, self._chance.choice(DATED), self._chance.choice(YEARS))
                await asyncio.sleep(self._chance.uniform(0.5, 1.5) * pause)

    def _connected(self) -> websockets.connect:
        origin = self._address.replace("ws", "http")
        return websockets.connect(
            f"{self._address}/_stcore/stream", subprotocols=["streamlit"], origin=origin, max_size=None
        )

    async def _view(self, socket: websockets.ClientConnection, room: Room, year: int) -> None:
        asked, is_named = BackMsg(), False
        asked.rerun_script.query_string = f"simulated=true&year={year}"
        asked.rerun_script.page_name = "" if room is ROOMS[0] else room.file
        started, size = time.perf_counter(), 0
        await socket.send(asked.SerializeToString())
        async with asyncio.timeout(60):
            while True:
                data = await socket.recv()
                size += len(data)
                said = ForwardMsg()
                said.ParseFromString(data if isinstance(data, bytes) else data.encode())
                is_named |= f"{year}年".encode() in data
                self.errors += FAILED.encode() in data or said.delta.new_element.WhichOneof("type") == "exception"
                if said.WhichOneof("type") == "script_finished":
                    break
        self.unnamed += not is_named
        self.times.append(time.perf_counter() - started)
        self.sizes.append(size)


async def crowd(address: str, process: psutil.Process, options: argparse.Namespace) -> tuple[list[Reader], list[float]]:
    """All readers at once, and the server's memory in MB before them (with what is kept for all) and every ten seconds."""
    await Reader(-1, address).warm()
    readers = [Reader(number, address) for number in range(options.readers)]
    memory, until = [process.memory_info().rss / 2**20], time.time() + options.seconds

    async def watch() -> None:
        while time.time() < until:
            await asyncio.sleep(10)
            memory.append(process.memory_info().rss / 2**20)

    await asyncio.gather(watch(), *(reader.browse(until, options.pause) for reader in readers))
    return readers, memory


def main() -> None:
    """Let them browse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snapshots", type=Path, default=Path("data/snapshots"))
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--pause", type=float, default=10.0, help="seconds of reading between two views, about")
    options = parser.parse_args()
    with servers.board(options.snapshots) as (address, process):
        readers, memory = asyncio.run(crowd(address, psutil.Process(process), options))
    times = [taken for reader in readers for taken in reader.times]
    sizes = [size for reader in readers for size in reader.sizes]
    half = len(memory) // 2
    record(
        f"sessions: {options.readers} readers for {options.seconds} s, about {options.pause:.0f} s of reading",
        ("measure", "value", "target"),
        [
            ("views", len(times), ""),
            ("median of a view, s", percentile(times, 0.5), ""),
            ("95 % of the views within, s", percentile(times, 0.95), "2"),
            ("errors", sum(reader.errors for reader in readers), "0"),
            ("views that do not name the year asked for", sum(reader.unnamed for reader in readers), "0"),
            ("readers who saw no view", sum(not reader.times for reader in readers), "0"),
            ("median bytes of a view, KB", percentile(sizes, 0.5) / 1e3, "200"),
            ("95 % of the views within, KB", percentile(sizes, 0.95) / 1e3, ""),
            ("server before and at most, MB", f"{memory[0]:.0f} → {max(memory):.0f}", ""),
            ("memory a reader, MB", (max(memory) - memory[0]) / options.readers, "2"),
            ("growth in the second half, MB", memory[-1] - memory[half], "flat"),
        ],
    )


if __name__ == "__main__":
    main()
