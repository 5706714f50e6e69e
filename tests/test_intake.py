"""导入: files are read aside, nothing enters before a person confirms, and nothing that was confirmed is ever lost."""

import hashlib
import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from world import ROOT

from pipeline import backup, build, collection, publish, store
from pipeline.desk import batch, intake, preview, rebuild, upload
from pipeline.desk.intake import Outdated, Way
from pipeline.store import audit, decisions, received


def report(office: str = "澄江区望湖街道", year: int = 2023, mediated: int = 205) -> bytes:
    return (
        f"{office}{year}年法治政府建设年度报告\n本报告为模拟数据。模拟省模拟市澄江区。\n全年调解矛盾纠纷{mediated}件，调解成功200件。\n"
        f"全年共作出行政处罚96件。\n"
    ).encode()


STORED = report(mediated=190)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("intake")
    (folder / "reports").mkdir()
    (folder / "reports" / "望湖2023.txt").write_bytes(STORED)
    environment = pytest.MonkeyPatch()
    environment.setenv("JIEDAO_STORE", f"sqlite:///{folder / 'none.sqlite'}")
    assert build.build([folder / "reports"], folder / "snapshots").snapshot
    store._engine(store.url()).dispose()
    environment.undo()
    return folder


@pytest.fixture
def desk(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., intake.Batch]]:
    """Brings files in on a store of their own; they are read here, not in another process."""
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'people.sqlite'}")
    monkeypatch.setenv("JIEDAO_ORIGINALS", str(tmp_path / "originals"))
    monkeypatch.setenv("JIEDAO_SNAPSHOTS", str(built / "snapshots"))
    monkeypatch.setenv("JIEDAO_REPORTS", str(built / "reports"))
    monkeypatch.setattr(intake, "_read", preview.main)
    monkeypatch.setattr(rebuild, "start", lambda person: None)

    def bring(**files: bytes) -> intake.Batch:
        id = intake.bring([(name.replace("_", "."), data) for name, data in files.items()], "王导入")
        found = intake.find(id)
        assert found and not found.unread
        return found

    yield bring
    store._engine(store.url()).dispose()


def proposed(whole: intake.Batch) -> dict[str, Way]:
    return {sha256: ways[0] for sha256, ways in intake.default(whole).items()}


def zipped(**files: bytes) -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return file.getvalue()


BAD = [
    ("空.txt", b"", "空的"),
    ("表.xlsx", b"PK\x03\x04", "不支持"),
    ("坏.docx", b"PK\x03\x04 no zip", "不是 Word"),
    ("假.pdf", b"%PDF-1.7 nothing", ""),
    ("空白.txt", b" \n \n", "没有文字"),
    ("大.txt", b"1" * (20 * upload.MB + 1), "20 MB"),
    ("坏.zip", b"PK\x03\x04 no zip", "压缩包"),
    ("越界.zip", zipped(**{"../../etc/x.txt": b"x"}), "之外"),
    ("程序.zip", zipped(**{"a/x.exe": b"MZ"}), "不支持"),
    ("多.zip", zipped(**{f"{n}.txt": b"x" for n in range(2_001)}), "2000"),
]


def test_bad_files_are_named_with_their_reason_and_stop_no_other(desk: Callable[..., intake.Batch]) -> None:
    id = intake.bring([("好.txt", report("澄江区新桥街道")), *((n, d) for n, d, _ in BAD)], "王导入")
    whole = intake.find(id)
    assert whole and len(whole.files) == len(BAD) + 1
    good, *bad = whole.files
    assert good.seen and not good.seen.problem and good.seen.year == 2023 and good.seen.figures >= 3
    for file, (_, _, reason) in zip(bad, BAD, strict=True):
        told = file.problem or (file.seen.problem if file.seen else "")
        assert told and reason in told and told.endswith("。"), (file.name, told)
    assert received.every() == [] and not [p for p in received.home().iterdir() if p.is_file()]
    assert intake.confirm(id, "王导入", proposed(whole)) == 1
    assert [row.name for row in received.every()] == ["好.txt"]
    assert intake.waiting() == []


def test_the_same_content_is_taken_once_whatever_its_name(desk: Callable[..., intake.Batch]) -> None:
    whole = desk(一_txt=report(year=2021), 二_txt=report(year=2021), 三_txt=STORED)
    assert "与本批的“一.txt”相同" in whole.files[1].problem
    assert whole.files[2].seen and whole.files[2].seen.same_as == "望湖2023.txt"
    assert intake.confirm(whole.id, "王导入", proposed(whole)) == 1
    again = desk(四_txt=report(year=2021))
    assert again.files[0].seen and again.files[0].seen.same_as == "一.txt"


def test_a_new_version_shows_what_differs_replaces_the_old_one_and_the_old_is_kept(
    desk: Callable[..., intake.Batch], built: Path, tmp_path: Path
) -> None:
    whole = desk(新版_txt=report(mediated=205))
    seen = whole.files[0].seen
    assert seen and seen.replaced == "望湖2023.txt" and seen.replaces == hashlib.sha256(STORED).hexdigest()
    assert [(c.what, c.old, c.new) for c in seen.changes] == [("changed", "190件", "205件")]
    assert proposed(whole)[whole.files[0].sha256] is Way.REPLACE
    intake.confirm(whole.id, "王导入", proposed(whole))
    assert [name for name, _ in collection.collection(built / "reports")] == ["新版.txt"]
    assert [name for name, _ in collection.collection(built / "no folder")] == ["新版.txt"]
    third = desk(再新_txt=report(mediated=206))
    assert third.files[0].seen and third.files[0].seen.replaced == "新版.txt"
    intake.confirm(third.id, "王导入", proposed(third))
    summary = build.build(collection.collection(built / "reports"), tmp_path / "snapshots")
    with publish.connect(tmp_path / "snapshots" / f"{summary.snapshot}.duckdb") as connection:
        rows = connection.sql("select report, source, sha256 from report").fetchall()
    assert rows == [("再新", "再新.txt", third.files[0].sha256)]
    saved = backup.write(tmp_path / "backup.zip", built / "reports", tmp_path / "snapshots")
    assert {f"originals/{row.sha256}" for row in received.every()} < saved.keys()
    for row in received.every():
        assert hashlib.sha256((received.home() / row.sha256).read_bytes()).hexdigest() == row.sha256


def test_a_wrong_office_or_year_is_corrected_and_the_correction_is_a_decision(
    desk: Callable[..., intake.Batch], built: Path, tmp_path: Path
) -> None:
    whole = desk(来稿_txt="法治工作总结\n本报告为模拟数据。2023年全年调解矛盾纠纷7件。\n".encode())
    file = whole.files[0]
    assert file.seen and file.seen.office is None and file.seen.findings is None
    code = next(o.code for o in preview.selfcheck.register().by_code.values() if o.is_simulated)
    intake.correct(whole.id, file, code, 2022)
    found = intake.find(whole.id)
    assert found and found.files[0].seen and found.files[0].seen.office and found.files[0].seen.office.code == code
    assert found.files[0].seen.year == 2022 and found.files[0].seen.findings is not None
    intake.confirm(whole.id, "王导入", proposed(found))
    (said,) = decisions.history()
    assert (said.office, said.year, said.sha256, said.person) == (code, 2022, file.sha256, "王导入")
    summary = build.build(collection.collection(built / "reports"), tmp_path / "snapshots")
    with publish.connect(tmp_path / "snapshots" / f"{summary.snapshot}.duckdb") as connection:
        assert connection.sql("select office, year from report where report = '来稿'").fetchall() == [(code, 2022)]
    assert [line["event"] for line in audit.entries()] == ["导入", "决定"]


def test_two_who_confirm_at_once_do_not_take_the_same_in_twice(desk: Callable[..., intake.Batch]) -> None:
    one, other = desk(甲_txt=report(mediated=205)), desk(乙_txt=report(mediated=206))
    intake.confirm(one.id, "甲", proposed(one))
    with pytest.raises(Outdated, match="刚刚已被别的一份代替"):
        intake.confirm(other.id, "乙", proposed(other))
    again = intake.find(other.id)
    assert again and again.files[0].seen and again.files[0].seen.replaced == "甲.txt"
    with pytest.raises(Outdated, match="已经确认或放弃"):
        intake.confirm(one.id, "甲", proposed(one))


def test_of_two_that_would_be_the_same_report_the_later_one_is_left_out(desk: Callable[..., intake.Batch]) -> None:
    whole = desk(甲_txt=report(year=2020), 乙_txt=report(year=2020, mediated=3))
    assert list(proposed(whole).values()) == [Way.TAKE, Way.LEAVE]


def test_a_given_up_batch_leaves_nothing(desk: Callable[..., intake.Batch]) -> None:
    whole = desk(甲_txt=report(year=2019))
    intake.discard(whole.id)
    assert intake.find(whole.id) is None and received.every() == []
    assert [path.name for path in batch.folder().iterdir()] == ["reading.lock"]


@pytest.mark.parametrize("id", ["", "..", "../originals", "20240101T000000-00000000", "/etc"])
def test_an_address_opens_no_folder_but_that_of_a_batch(desk: Callable[..., intake.Batch], id: str) -> None:
    assert intake.find(id) is None
    intake.discard(id)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("报告\u202efdp.txt", "报告⟨U+202E⟩fdp.txt"),
        ("a\nb\x00.txt", "a⟨U+000A⟩b⟨U+0000⟩.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/passwd.txt", "passwd.txt"),
        ("..%2f..%2fx.txt", "..%2f..%2fx.txt"),
        ("a<img src=x onerror=alert(1)>.txt", "a<img src=x onerror=alert(1)>.txt"),
    ],
)
def test_names_are_shown_whole_and_are_no_paths(name: str, shown: str) -> None:
    assert [one.name for one in upload.sent([(name, b"x")])] == [shown]


def test_a_zip_is_counted_while_it_is_unpacked_and_names_of_windows_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        entry = zipfile.ZipInfo("望湖/报告.txt".encode("gb18030").decode("cp437"))
        package.writestr(entry, b"x")
        package.writestr("__MACOSX/._x.txt", b"x")
        package.writestr("Thumbs.db", b"x")
    data = file.getvalue()
    assert [one.name for one in upload.sent([("a.zip", data)])] in (["望湖/报告.txt"], [entry.filename])
    bomb = zipped(**{"a.txt": b"1" * 3_000, "b.txt": b"2" * 3_000})
    monkeypatch.setattr(upload, "MOST_BYTES", 5_000)
    assert [(bool(one.data), bool(one.problem)) for one in upload.sent([("b.zip", bomb)])] == [
        (True, False),
        (False, True),
    ]
    with pytest.raises(upload.TooMuch, match="一次最多50个文件"):
        upload.sent([(f"{n}.txt", b"x") for n in range(51)])
    with pytest.raises(upload.TooMuch):
        upload.sent([("a.txt", b"x" * 6_000)])


CONFIRM = """
import sys
from pipeline.desk import intake, rebuild
rebuild.start = lambda person: None
for id in sys.argv[1:]:
    chosen = {s: w[0] for s, w in intake.default(intake.find(id)).items()}
    print("go", id, flush=True)
    intake.confirm(id, "甲", chosen)
    print("ok", id, flush=True)
"""


@pytest.mark.slow
def test_a_process_killed_while_it_confirms_loses_no_confirmed_original_and_no_batch(
    desk: Callable[..., intake.Batch],
) -> None:
    ids = {}
    for n in range(12):
        whole = desk(**{f"{n}{m}_txt": report(year=2000 + n, mediated=500 + m) for m in range(2)})
        ids[whole.id] = {file.sha256 for file in whole.files}
    chance, told, left = random.Random(5), set[str](), list(ids)
    for _ in range(10):
        command = [sys.executable, "-c", CONFIRM, *left]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout and process.stdout.readline().startswith("go")
            time.sleep(chance.random() * 0.03)
            os.kill(process.pid, signal.SIGKILL)
            told |= {line.split()[1] for line in process.stdout if line.startswith("ok")}
        rows = received.every()
        waiting = {one.id: one for one in intake.waiting()}
        for id, files in ids.items():
            mine = [row.sha256 for row in rows if row.batch == id]
            assert bool(mine) != (id in waiting), "a batch either waits whole or has entered"
            assert len(mine) in (0, 1) and set(mine) <= files  # of the two the second is the same report
            assert mine or id not in told
            if id in waiting:
                assert {file.sha256 for file in waiting[id].files} == files and not waiting[id].unread
        for row in rows:
            assert hashlib.sha256((received.home() / row.sha256).read_bytes()).hexdigest() == row.sha256
        left = [id for id in left if id in waiting]
        if not left:
            break
    for id in left:
        whole = intake.find(id)
        assert whole and intake.confirm(id, "甲", proposed(whole)) == 1
    assert len(received.every()) == 12 and intake.waiting() == []
