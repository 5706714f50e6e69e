"""Stores for tests: a file, a real PostgreSQL server of our own where this machine has one, and a whole board of one's own."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pipeline import build, store

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
PG_CTL = shutil.which("pg_ctl") or next((str(path) for path in INSTALLED), None)
MISSING = "no PostgreSQL server on this machine (apt-get install postgresql)"


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A private server on a free port of this machine; the address of an empty database. It never runs as root."""
    assert PG_CTL
    owner = {"user": "postgres", "group": "postgres", "extra_groups": ()} if os.geteuid() == 0 else {}
    programs = Path(PG_CTL).resolve().parent
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        if owner:
            shutil.chown(folder, "postgres")

        def run(*command: str) -> None:
            subprocess.run(
                command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **owner
            )

        run(str(programs / "initdb"), "-D", f"{folder}/data", "-A", "trust", "-U", "jiedao", "--no-sync", "-E", "UTF8")
        probe.close()
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run(str(programs / "pg_ctl"), "-D", f"{folder}/data", "-o", settings, "-l", f"{folder}/log", "-w", "start")
        try:
            yield f"postgresql+psycopg://jiedao@127.0.0.1:{port}/postgres"
        finally:
            run(str(programs / "pg_ctl"), "-D", f"{folder}/data", "-m", "immediate", "stop")


@contextlib.contextmanager
def own_board(
    folder: Path, monkeypatch: pytest.MonkeyPatch, reports: Mapping[str, bytes], address: str = ""
) -> Iterator[None]:
    """Files of reports, built into a snapshot; originals, snapshots and store are the test's own, below a folder, the
    store at an address if one is given."""
    (folder / "reports").mkdir()
    for name, data in reports.items():
        (folder / "reports" / name).write_bytes(data)
    monkeypatch.setenv("JIEDAO_STORE", address or f"sqlite:///{folder / 'people.sqlite'}")
    for name in ("reports", "snapshots", "originals"):
        monkeypatch.setenv(f"JIEDAO_{name.upper()}", str(folder / name))
    assert build.build([folder / "reports"], folder / "snapshots").snapshot
    yield
    store._engine(store.url()).dispose()
