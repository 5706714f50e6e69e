"""The board and a bare Streamlit page with one Plotly chart, each in a server of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

BARE = """
import plotly.graph_objects as go
import streamlit as st
st.toggle("含模拟数据")
st.plotly_chart(go.Figure(go.Bar(x=list(range(12)), y=[str(n) for n in range(12)], orientation="h")), theme=None)
"""


@contextlib.contextmanager
def board(snapshots: Path) -> Iterator[tuple[str, int]]:
    """Address and process id of a board on the snapshots of a folder."""
    with _serving("app.py", Path.cwd(), {"JIEDAO_SNAPSHOTS": str(snapshots.resolve())}) as served:
        yield served


@contextlib.contextmanager
def bare() -> Iterator[tuple[str, int]]:
    """The same of the bare page."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(BARE, encoding="utf-8")
        with _serving("bare.py", Path(folder), {}) as served:
            yield served


@contextlib.contextmanager
def _serving(script: str, folder: Path, more: dict[str, str]) -> Iterator[tuple[str, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        script,
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    process = subprocess.Popen(
        [*command, "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"],
        cwd=folder,
        env=os.environ | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(240):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)  # noqa: S310 (our own server)
                break
            time.sleep(0.25)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)
