"""A snapshot is published whole or not at all, and nobody who reads is ever disturbed."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import words as shown
from handmade import RULE, extraction, tables
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

import queries
from app import app
from pipeline import publish
from pipeline.fill import PublishError
from pipeline.model import Disposition, Extraction, Numeral
from pipeline.tables import Tables, is_simulated, words

TEXT = "2023年共受理纠纷446件,调解成功442件,成功率达99%。"
FLIPS, FEWER = (1000, 1000) if os.environ.get("JIEDAO_TORTURE") else (150, 40)  # bits turned over
NUMBERS = (("mediation.accepted", "446件", 446.0), ("mediation.succeeded", "442件", 442.0))
WRITER = """
import sys, hashlib, itertools
from pathlib import Path
sys.path[:0] = [{tests!r}]
from handmade import extraction, tables
from pipeline.publish import publish
made = extraction("a", "2023年受理纠纷446件", [("mediation.accepted", "446件", 446)])
rows = tables([made])
print("ready", flush=True)
for n in itertools.count():
    publish(rows, hashlib.sha256(str(n).encode()).hexdigest(), Path({folder!r}))
"""


def made(*extractions: Extraction) -> Tables:
    return tables(extractions or [extraction("a", TEXT, NUMBERS)])


def rows(snapshots: Path, sql: str) -> list[tuple[Any, ...]]:
    with publish.connect(snapshots / f"{publish.current(snapshots)}.duckdb") as connection:
        return connection.execute(sql).fetchall()


def content(snapshots: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables in the order in which they lie there; the build's time and name aside."""
    names = [name for (name,) in rows(snapshots, "select table_name from duckdb_tables() order by 1")]
    found = {name: rows(snapshots, f'from "{name}"') for name in names}
    return found | {"build": [row[2:] for row in found["build"]]}


def test_a_published_snapshot_holds_what_was_extracted(tmp_path: Path) -> None:
    served = publish.publish(made(), "ab" * 32, tmp_path)
    assert publish.current(tmp_path) == served.snapshot
    assert publish.served(tmp_path) == served
    assert served.snapshot.endswith("Z-abababab")
    expected = {"build": 1, "office": 5, "indicator": 3, "report": 1, "evidence": 1, "observation": 2, "finding": 0}
    assert expected.items() <= served.rows.items()
    assert rows(tmp_path, "select indicator, value, year, office, quote, sentence from observation") == [
        ("mediation.accepted", 446, 2023, "110101001", "446件", TEXT),
        ("mediation.succeeded", 442, 2023, "110101001", "442件", TEXT),
    ]
    assert rows(tmp_path, "select digest, reports from build") == [("ab" * 32, 1)]


def test_the_checks_have_run_before_a_snapshot_is_served(tmp_path: Path) -> None:
    impossible = extraction("a", TEXT, [*NUMBERS, ("mediation.success_rate", "99%", 90.0)])
    publish.publish(made(impossible), "0" * 64, tmp_path)
    assert rows(tmp_path, 'select "check", report, "start" from finding') == [
        ("impossible_rate", "a", TEXT.index("99%"))
    ]


def test_a_report_that_nobody_can_place_has_an_office_of_its_own(tmp_path: Path) -> None:
    lost = extraction("lost", TEXT, NUMBERS, office=None, year=None, candidates=("110101001", "110101002"))
    publish.publish(made(lost), "0" * 64, tmp_path)
    assert rows(tmp_path, "select office, code, kind from office where code is null") == [("~lost", None, "未定")]
    assert rows(tmp_path, "select office, year from observation") == [("~lost", None)] * 2
    assert rows(tmp_path, "select office from candidate order by 1") == [("110101001",), ("110101002",)]
    assert rows(tmp_path, 'select "check" from finding order by 1') == [("unknown_year",), ("unresolved_office",)]


def test_every_office_of_the_register_is_there_so_that_silence_is_seen(tmp_path: Path) -> None:
    publish.publish(made(), "0" * 64, tmp_path)
    assert rows(tmp_path, "select code, kind, simulated from office order by code") == [
        ("110101001", "街道", False),
        ("110101002", "街道", False),
        ("110101100", "镇", False),
        ("110101200", "乡", False),
        ("990101001", "街道", True),
    ]


@pytest.mark.parametrize(
    ("id", "text", "expected"),
    [
        ("甲街道2023", "受理纠纷446件。", False),
        ("甲街道2023", "开展模拟法庭活动3场,处理虚构事实骗取补贴案件1件。", False),
        ("模拟法庭进校园", "开展活动3场。", False),
        ("甲街道2023", "受理纠纷446件。\n(本文系虚构样本,仅供测试)", True),
        ("甲街道2023", "本报告为模拟数据。", True),
        ("甲街道2023", "文中数字均属杜撰。", True),
        ("模拟-甲街道2023", "受理纠纷446件。", True),
    ],
)
def test_a_report_is_simulated_only_if_it_says_so_of_itself(id: str, text: str, expected: bool) -> None:
    assert is_simulated(extraction(id, text)) is expected


def test_a_report_of_a_simulated_office_is_simulated_and_its_office_too(tmp_path: Path) -> None:
    publish.publish(made(extraction("a", TEXT, office="990101001"), extraction("b", f"{TEXT}另。")), "0" * 64, tmp_path)
    assert rows(tmp_path, "select report, simulated from report order by 1") == [("a", True), ("b", False)]


def test_a_rule_is_told_in_words() -> None:
    told = (
        "数字前依次有「受理／登记」、「纠纷」；上下文有「矛盾」；本句没有「法律援助」；"
        "标题和本段前文没有「上级」；单位为「件／起」"
    )
    assert words(RULE) == told
    assert made()["indicator"][0]["rule_words"] == [told, f"写明没有即为零：{told}"]


def test_equal_extractions_in_any_order_give_equal_rows_in_equal_order(tmp_path: Path) -> None:
    reports = [extraction(f"r{n}", f"{TEXT}{n}", NUMBERS, f"11010100{1 + n % 2}", 2020 + n) for n in range(6)]
    publish.publish(made(*reports), "0" * 64, tmp_path / "one")
    random.Random(7).shuffle(reports)
    publish.publish(made(*reports), "0" * 64, tmp_path / "two")
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_observations_lie_by_indicator_year_and_office(tmp_path: Path) -> None:
    reports = [extraction(f"r{n}", f"{TEXT}{n}", NUMBERS, f"11010100{2 - n % 2}", 2025 - n) for n in range(4)]
    publish.publish(made(*reports), "0" * 64, tmp_path)
    keys = rows(tmp_path, "select indicator, year, office from observation")
    assert len(keys) == 8
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows["observation"][0].update(surplus=1),
        lambda rows: rows["observation"][0].pop("quote"),
        lambda rows: [row.pop("year") for row in rows["observation"]],
        lambda rows: rows["report"][0].update(office="no such office"),
        lambda rows: rows["observation"][0].update(qualifier="perhaps"),
    ],
    ids=["a field too many", "a field too few", "a nullable field missing", "a dangling reference", "an unknown word"],
)
def test_rows_that_break_the_schema_are_not_published(tmp_path: Path, spoil: Any) -> None:
    good = publish.publish(made(), "0" * 64, tmp_path)
    spoilt = made()
    spoil(spoilt)
    with pytest.raises((duckdb.Error, PublishError)):
        publish.publish(spoilt, "1" * 64, tmp_path)
    assert publish.served(tmp_path) == good
    kept = ["CURRENT", f"{good.snapshot}.duckdb", f"{good.snapshot}.sha256"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5, 6])
def test_a_failing_system_call_leaves_the_last_good_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, nth: int
) -> None:
    good = publish.publish(made(), "0" * 64, tmp_path)
    real, calls = getattr(os, call), []

    def failing(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == nth:
            raise OSError(28, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(os, call, failing)
    if call == "replace" and nth > 3:
        publish.publish(made(), "1" * 64, tmp_path)
        assert len(calls) == 3
        return
    with pytest.raises(OSError, match="No space"):
        publish.publish(made(), "1" * 64, tmp_path)
    served = publish.served(tmp_path)
    assert served is not None
    # Only the last sync, of the folder that holds CURRENT, comes after the swap: there the new one is served, whole.
    assert (served == good) is not (call == "fsync" and nth == 6)
    assert not list(tmp_path.glob("*.tmp*"))


def test_a_full_disk_while_writing_leaves_the_last_good_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = publish.publish(made(), "0" * 64, tmp_path)

    def full(connection: duckdb.DuckDBPyConnection) -> None:
        raise duckdb.IOException("could not write: No space left on device")

    monkeypatch.setattr("pipeline.checks.run", full)
    with pytest.raises(duckdb.IOException):
        publish.publish(made(), "1" * 64, tmp_path)
    assert publish.served(tmp_path) == good
    assert not list(tmp_path.glob("*.tmp*"))


def test_a_snapshot_with_a_log_beside_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave_a_log(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
        ((path,),) = connection.execute("select path from duckdb_databases() where path is not null").fetchall()
        Path(f"{path}.wal").touch()
        return {}

    monkeypatch.setattr(publish, "_counts", leave_a_log)
    with pytest.raises(PublishError, match="wal"):
        publish.publish(made(), "1" * 64, tmp_path)
    assert publish.current(tmp_path) is None


def test_a_damaged_snapshot_is_not_taken_for_served(tmp_path: Path) -> None:
    assert publish.served(tmp_path) is None
    good = publish.publish(made(), "0" * 64, tmp_path)
    path = tmp_path / f"{good.snapshot}.duckdb"
    path.write_bytes(path.read_bytes()[:5000])
    assert publish.served(tmp_path) is None


def states(value: int) -> Tables:
    return made(extraction("a", f"2023年受理纠纷{value}件", [("mediation.accepted", f"{value}件", float(value))]))


def answers(snapshot: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, as the server reads them."""
    with queries.connect(snapshot).cursor() as cursor:
        names = [name for (name,) in cursor.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        return {name: cursor.execute(f'from "{name}"').fetchall() for name in names}


def forget() -> None:
    """As a server that has just started."""
    queries.connect.cache_clear()
    queries._is_as_sealed.cache_clear()


@contextlib.contextmanager
def flipped(file: Path, bit: int) -> Iterator[None]:
    """A file with one bit turned over, as long as the block lasts."""
    whole = file.read_bytes()
    place, mask = bit // 8, 1 << bit % 8
    file.write_bytes(whole[:place] + bytes([whole[place] ^ mask]) + whole[place + 1 :])
    try:
        yield
    finally:
        file.write_bytes(whole)


@pytest.mark.parametrize(("name", "flips"), [("{}.duckdb", FLIPS), ("{}.sha256", 100), ("CURRENT", 0)])
def test_of_a_snapshot_with_one_wrong_bit_the_last_good_one_is_served(
    tmp_path: Path, serve: Callable[[Path], None], name: str, flips: int
) -> None:
    """Random bits of the data and of the seal, one after the other; each bit of CURRENT."""
    old, new = (publish.publish(states(n), str(n) * 64, tmp_path).snapshot for n in (1, 2))
    serve(tmp_path)
    right = {snapshot: answers(snapshot) for snapshot in (old, new)}
    file, chance, ends = tmp_path / name.format(new), random.Random(7), Counter[str]()
    bits = 8 * file.stat().st_size
    for bit in chance.sample(range(bits), flips) if flips else range(bits):
        with flipped(file, bit):
            forget()
            found = queries.current()
            assert queries.is_fallen_back() or found == new
            assert found == old or file.suffix != ".duckdb" or answers(found) == right[found]
            ends["old" if found == old else "new"] += 1
            if file.suffix:
                assert publish.served(tmp_path) is None, "the next build makes it anew"
    forget()
    assert (queries.current(), queries.is_fallen_back()) == (new, False)
    print(json.dumps({"file": name, "flipped": ends.total(), **ends}))
    assert file.suffix != ".duckdb" or ends == {"old": flips}


def test_a_wrong_bit_under_no_seal_changes_no_answer(tmp_path: Path, serve: Callable[[Path], None]) -> None:
    """What the database itself notices when it reads: so much holds for bits that turn over while it is open."""
    served = publish.publish(states(2), "2" * 64, tmp_path)
    (tmp_path / f"{served.snapshot}.sha256").unlink()
    serve(tmp_path)
    right, ends = answers(served.snapshot), Counter[str]()
    file, chance = tmp_path / f"{served.snapshot}.duckdb", random.Random(7)
    for bit in chance.sample(range(8 * file.stat().st_size), FEWER):
        with flipped(file, bit):
            forget()
            try:
                assert answers(queries.current()) == right
                ends["equal"] += 1
            except queries.Damaged:
                ends["refused"] += 1
    print(json.dumps({"without seal": FEWER, **ends}))
    assert ends["refused"] > FEWER / 4


def test_a_damaged_snapshot_is_told_on_every_page_and_to_machines(
    tmp_path: Path, serve: Callable[[Path], None], visit: Callable[..., AppTest]
) -> None:
    old, new = (publish.publish(states(n), str(n) * 64, tmp_path).snapshot for n in (1, 2))
    with flipped(tmp_path / f"{new}.duckdb", 100_000):
        serve(tmp_path)
        program = TestClient(app, base_url="http://localhost")
        health = program.get("/healthz").json()
        assert (health["snapshot"], health["damaged"]) == (old, new)
        assert program.get("/readyz").json()["snapshot"] == old
        for page in ("overview", "system"):
            at = visit(page)
            assert not at.exception
            assert "数据文件已损坏" in shown(at)


def test_the_last_three_snapshots_are_kept(tmp_path: Path) -> None:
    published = [publish.publish(made(), str(n) * 64, tmp_path).snapshot for n in range(5)]
    for kind in ("duckdb", "sha256"):
        assert sorted(path.stem for path in tmp_path.glob(f"*.{kind}")) == published[2:]
    assert publish.current(tmp_path) == published[-1]


def test_the_served_snapshot_is_kept_even_if_the_clock_ran_backwards(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"2999010{n}T000000000Z-00000000.duckdb").touch()
    served = publish.publish(made(), "0" * 64, tmp_path)
    assert publish.served(tmp_path) == served


def test_only_old_leavings_of_killed_builds_are_cleared(tmp_path: Path) -> None:
    for name, age in (("old.duckdb.tmp", 7200), ("old.duckdb.tmp.wal", 7200), ("young.duckdb.tmp", 5)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    publish.publish(made(), "0" * 64, tmp_path)
    assert [path.name for path in tmp_path.glob("*.tmp*")] == ["young.duckdb.tmp"]


def test_a_file_that_cannot_be_deleted_does_not_stop_a_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "is used by another process")

    monkeypatch.setattr(Path, "unlink", refuse)
    published = [publish.publish(made(), str(n) * 64, tmp_path).snapshot for n in range(5)]
    assert publish.current(tmp_path) == published[-1]


def test_a_reader_of_an_old_snapshot_is_not_disturbed_and_a_new_one_sees_the_new(tmp_path: Path) -> None:
    publish.publish(made(), "0" * 64, tmp_path)
    old = publish.connect(tmp_path / f"{publish.current(tmp_path)}.duckdb")
    text = TEXT.replace("446", "999")
    changed = extraction("a", text, [("mediation.accepted", "999件", 999.0)])
    for n in range(1, 6):  # the old file is pruned meanwhile
        publish.publish(made(changed), str(n) * 64, tmp_path)
        assert old.execute("select max(value) from observation").fetchall() == [(446,)]
        assert rows(tmp_path, "select max(value) from observation") == [(999,)]
    old.close()


def test_the_account_of_numerals_is_stored_and_a_damaged_one_has_no_value(tmp_path: Path) -> None:
    numeral = Numeral("a", 2, 4, "3?", Disposition.DAMAGED, "字符损坏", None, "件")
    publish.publish(made(replace(extraction("a", TEXT), numerals=(numeral,))), "0" * 64, tmp_path)
    assert rows(tmp_path, "select disposition, value from numeral") == [("damaged", None)]
    assert rows(tmp_path, 'select "check" from finding') == [("damaged_numeral",)]
    with pytest.raises(duckdb.ConstraintException):
        publish.publish(
            made(replace(extraction("a", TEXT), numerals=(replace(numeral, value=3.0),))), "1" * 64, tmp_path
        )


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that publishes one snapshot after the other."""
    script = WRITER.format(tests=str(Path(__file__).parent), folder=str(tmp_path))
    root = Path(__file__).parents[1]
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=root)
    assert process.stdout and process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_publication_killed_at_any_moment_leaves_a_readable_snapshot(
    tmp_path: Path, writer: subprocess.Popen[str], seed: int
) -> None:
    first = publish.publish(made(), "f" * 64, tmp_path)
    time.sleep(random.Random(seed).uniform(0.0, 0.6))
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    served = publish.served(tmp_path)
    assert served is not None
    assert served.rows.keys() == first.rows.keys()
    assert rows(tmp_path, "select max(value) from observation") == [(446,)]
    assert publish.publish(made(), "e" * 64, tmp_path) == publish.served(tmp_path)


def test_what_a_build_failed_at_is_noted_until_one_succeeds(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space"), publish.noted(tmp_path):
        raise OSError(28, "No space left on device")
    when, what, detail = (tmp_path / "FAILED").read_text(encoding="utf-8").split(maxsplit=2)
    assert what.startswith("磁盘已满") and "No space" in detail and when.endswith("Z")
    with publish.noted(tmp_path):
        pass
    assert not (tmp_path / "FAILED").exists()
