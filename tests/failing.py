"""A process in which the nth call to the disk fails (see failing.c): it publishes or builds on demand, each time in a fork.

A line of JSON in (folder, nth, error, lasting, value), a line out: how it ended, how many calls there were, which failed.
"""

import ctypes
import json
import os
import sys
from pathlib import Path

from handmade import extraction, tables

from pipeline import build, publish


def make(folder: Path, value: int, is_whole: bool) -> None:
    """Publish a snapshot that states a value: a built one of the reports that lie there, or one of rows made by hand."""
    snapshots = folder / "snapshots"
    if is_whole:
        build.build([folder / "reports"], snapshots)
        return
    text = f"2023年受理纠纷{value}件"
    rows = tables([extraction("甲", text, [("mediation.accepted", f"{value}件", float(value))])])
    with publish.noted(snapshots):
        publish.publish(rows, f"{value:064x}", snapshots)


def main() -> None:
    shim = ctypes.CDLL(sys.argv[1])
    shim.failed.restype = ctypes.c_char_p
    print("ready", flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        folder = Path(told["folder"])
        hears, tells = os.pipe()
        child = os.fork()
        if not child:
            shim.arm(str(folder / "snapshots").encode(), told["nth"], told["error"], told["lasting"])
            said = "published"
            try:
                make(folder, told["value"], told["is_whole"])
            except Exception as error:
                said = f"{type(error).__name__}: {error}"
            os.write(tells, json.dumps([said, shim.calls(), shim.failed().decode()]).encode())
            os._exit(0)
        os.close(tells)
        with os.fdopen(hears, "rb") as answer:
            data = answer.read()
        _, status = os.waitpid(child, 0)
        print(data.decode() or json.dumps([f"ended with {status}", 0, ""]), flush=True)


if __name__ == "__main__":
    main()
