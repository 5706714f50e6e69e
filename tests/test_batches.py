"""Batches: what is there is not made again, wherever and however often the rest is made."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import world

from pipeline import batches, publish, simulate
from pipeline import build as flow
from pipeline.depot import Depot, NoDepot


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundred reports, so that there are several batches."""
    folder = tmp_path_factory.mktemp("country")
    assert len(list(simulate.write(folder, 150, 2, seed=3))) > 4 * batches.SIZE
    return folder


def content(snapshots: Path) -> dict[str, list[tuple[Any, ...]]]:
    with publish.connect(snapshots / f"{publish.current(snapshots)}.duckdb") as connection:
        names = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        return {
            name: sorted(connection.execute(f'from "{name}"').fetchall(), key=str)
            for (name,) in names
            if name != "build"
        }


def made(snapshots: Path) -> dict[str, int]:
    """Name → number of the file, which a batch made anew would have another of."""
    return {path.parent.name: path.stat().st_ino for path in (snapshots / flow.BATCHES).glob("??/*/report.parquet")}


@pytest.fixture(scope="module")
def alone(country: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot that one process makes."""
    snapshots = tmp_path_factory.mktemp("alone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "FEW", 1_000)
        assert flow.build([country], snapshots).is_new
    return snapshots


def test_several_processes_make_the_same_snapshot(country: Path, alone: Path, tmp_path: Path) -> None:
    flow.build([country], tmp_path)
    assert made(tmp_path).keys() == made(alone).keys()
    assert content(tmp_path) == content(alone)


def test_a_new_report_costs_its_own_part_only(country: Path, alone: Path, tmp_path: Path) -> None:
    before = made(alone)
    new = country / "新报告.txt"
    new.write_text("示例街道2023年法治政府建设年度报告\n全年调解矛盾纠纷12件。", encoding="utf-8")
    try:
        summary = flow.build([country], alone)
    finally:
        new.unlink()
    assert summary.is_new and summary.rows["report"] == sum(1 for _ in country.rglob("*.txt")) + 1
    assert len(made(alone).keys() - before.keys()) == 1
    assert {key: file for key, file in made(alone).items() if key in before} == before


def test_a_build_that_broke_off_goes_on_where_it_was(
    country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "FEW", 1_000)
    work, calls = flow._work, list[str]()

    def breaking(batch: batches.Batch) -> Any:
        calls.append(batch.key)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return work(batch)

    monkeypatch.setattr(flow, "_work", breaking)
    with pytest.raises(KeyboardInterrupt):
        flow.build([country], tmp_path)
    assert publish.current(tmp_path) is None
    first = made(tmp_path)
    assert len(first) == 2
    flow.build([country], tmp_path)
    assert len(calls) == len(set(calls)) + 1  # the one that broke off was begun twice, the others once
    assert first.items() <= made(tmp_path).items()
    assert not list((tmp_path / flow.BATCHES).glob("*.tmp"))


def test_a_part_that_nobody_uses_is_dropped_after_a_day(tmp_path: Path) -> None:
    old, young = (tmp_path / name / "k" for name in ("aa", "bb"))
    for folder in (old, young):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    batches.prune(tmp_path, [])
    assert (old.exists(), young.exists()) == (False, True)


def test_machines_that_are_not_there_are_named(country: Path, tmp_path: Path) -> None:
    with pytest.raises(batches.NoEngine, match="没有完成"):
        flow.build([country], tmp_path, engine="dask://127.0.0.1:9")


# --- a cluster ---

START = "from distributed.cli.dask_{0} import main; main()"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A real scheduler and two workers, each a process of its own; its address and the workers."""
    pytest.importorskip("distributed", reason="the optional cluster library is not installed")
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": world.ROOT}

    def start(what: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", START.format(what), *arguments], **quiet)  # type: ignore[call-overload, no-any-return]

    running = [
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    ]
    for _ in range(600):
        if file.exists() and file.read_text().strip():
            break
        time.sleep(0.1)
    address = json.loads(file.read_text())["address"]
    workers = [
        start("worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory", str(tmp_path))
        for _ in range(2)
    ]
    yield address.replace("tcp://", "dask://"), workers
    for process in (*workers, *running):
        process.kill()
        process.wait()


def test_a_machine_lost_in_the_middle_costs_time_and_nothing_else(
    country: Path, alone: Path, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    engine, workers = cluster
    told = list[int]()

    def progress(done: int, _total: int) -> None:
        told.append(done)
        if len(told) == 1:
            workers[0].send_signal(signal.SIGKILL)

    summary = flow.build([country], tmp_path / "shared", progress, engine)
    assert summary.failures == ()
    assert told[-1] == sum(1 for _ in country.rglob("*.txt"))
    flow.build([country], alone)
    assert content(tmp_path / "shared") == content(alone)


# --- machines that share no folder ---


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An address on a server that speaks S3, as programs know it by their environment."""
    pytest.importorskip("s3fs", reason="the optional library for S3 is not installed: make bucket")
    server = pytest.importorskip("moto.server", reason="no server that speaks S3: make bucket").ThreadedMotoServer(
        port=0
    )
    server.start()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
    yield "s3://parts/jiedao"
    server.stop()


def refuse(_batch: batches.Batch) -> Any:
    raise AssertionError("what lies in the depot is not made again")


def test_parts_come_by_a_bucket_from_machines_one_of_which_is_lost(
    country: Path, alone: Path, tmp_path: Path, bucket: str, cluster: tuple[str, list[subprocess.Popen[bytes]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    engine, workers = cluster
    told, depot = list[int](), Depot(bucket)

    def progress(done: int, _total: int) -> None:
        told.append(done)
        if len(told) == 1:
            workers[0].send_signal(signal.SIGKILL)

    flow.build([country], tmp_path / "one", progress, engine, depot)
    assert len(told) == len(depot.names()) == len(made(tmp_path / "one"))
    flow.build([country], alone)
    assert content(tmp_path / "one") == content(alone)
    monkeypatch.setattr(flow, "_work", refuse)  # another publisher, when the first is lost
    flow.build([country], tmp_path / "other", depot=depot)
    assert content(tmp_path / "other") == content(alone)


def test_a_part_that_broke_off_is_made_anew(country: Path, alone: Path, tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    depot = Depot(f"file://{tmp_path / 'depot'}")
    flow.build([country], tmp_path / "one", depot=depot)
    torn = min((tmp_path / "depot").glob("*.zip"))
    torn.write_bytes(torn.read_bytes()[:-40])
    flow.build([country], tmp_path / "other", depot=depot)
    assert content(tmp_path / "other") == content(alone)


def test_what_nobody_uses_is_taken_out_of_a_depot_after_a_day(tmp_path: Path) -> None:
    depot, part = Depot(f"file://{tmp_path}"), tmp_path / "part"
    part.mkdir()
    for name in ("used", "old", "young"):
        depot.put(name, part)
        if name != "young":
            os.utime(tmp_path / f"{name}.zip", (0, 0))
    (tmp_path / "of others.txt").touch()
    depot.prune({"used"}, batches.KEPT)
    assert depot.names() == {"used", "young"}
    assert (tmp_path / "of others.txt").exists()


NOWHERE = [
    ("s3://parts/jiedao", "没有装|用不了"),  # by what is installed; nobody listens at that port
    ("nosuch://parts", "用不了"),
    ("file:///proc/nowhere", "用不了"),
]


@pytest.mark.parametrize(("address", "message"), NOWHERE)
def test_storage_that_cannot_be_used_is_named_and_nothing_is_published(
    address: str, message: str, country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(NoDepot, match=message):
        flow.build([country], tmp_path, depot=Depot(address))
    assert publish.current(tmp_path) is None
