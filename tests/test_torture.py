"""Many readers and writers at once, kills, damaged bytes. Small here; `make torture` takes the sizes of docs/TRUST.md."""

import io
import json
import multiprocessing
import os
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

import pytest
from handmade import extraction, tables
from hypothesis import given, settings
from hypothesis import strategies as some
from opencc import OpenCC
from test_hostile import FORMATS, memory

import queries
from pipeline import build, catalogue, publish
from pipeline import read as reading
from pipeline.model import Extraction
from pipeline.normalize import normalize
from pipeline.offices import Offices
from pipeline.read import Unreadable, read_bytes
from pipeline.sandbox import MB, Limits, Worker
from queries import evidence, selection

LONG = bool(os.environ.get("JIEDAO_TORTURE"))
THREADS = 8
QUERIES = 3200 if LONG else 100  # of each thread
PUBLISHED = 100 if LONG else 3
KILLS = 120 if LONG else 3
BUILDS = 40 if LONG else 2  # that are killed
FLIPS = 100 if LONG else 3  # of single bits in what builds keep
MUTATIONS = 3000 if LONG else 40
FUZZED = 2000 if LONG else 10
EXAMPLES = 10_000 if LONG else 100
CATALOGUE, OFFICES = catalogue.load(), Offices.load()


def told(**figures: object) -> None:
    """One line of figures, for docs/TRUST.md; pytest shows it with -s."""
    print(json.dumps(figures, ensure_ascii=False), flush=True)


# --- many at once ---


def publish_number(folder: Path, n: int) -> str:
    """A snapshot that states n件, and whose id ends in n."""
    made = extraction("甲", f"2023年受理纠纷{n}件", [("mediation.accepted", f"{n}件", float(n))])
    return publish.publish(tables([made]), f"{n:08x}" * 8, folder).snapshot


def publish_many(folder: Path, times: int) -> None:
    for n in range(1, times + 1):
        publish_number(folder, n)


def publish_for_ever(folder: Path, told: Connection) -> None:
    for n in range(1, 1_000_000):
        told.send(publish_number(folder, n))


@pytest.fixture(autouse=True)
def no_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's tester leaves its page as the main module, which every child would run."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


def context() -> "multiprocessing.context.ForkServerContext":
    """Children that have their imports already, and nothing else of this process."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["test_torture"])
    return made


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork server")
def test_eight_threads_get_right_answers_while_snapshots_are_published(
    tmp_path: Path, serve: Callable[[Path], None]
) -> None:
    publish_number(tmp_path, 0)
    serve(tmp_path)
    writer = context().Process(target=publish_many, args=(tmp_path, PUBLISHED))
    writer.start()

    def ask(_: int) -> tuple[int, int, set[str]]:
        asked, wrong, seen = 0, 0, set()
        while asked < QUERIES or writer.is_alive():
            snapshot = queries.current()
            n = int(snapshot[-8:], 16)
            seen.add(snapshot)
            if asked % 2:
                right = evidence.report(snapshot, report="甲")["text"].to_list() == [f"2023年受理纠纷{n}件"]
            else:
                right = selection.snapshot(snapshot)["reports"].to_list() == [1]
            asked, wrong = asked + 1, wrong + (not right)
        return asked, wrong, seen

    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(ask, range(THREADS)))
    writer.join()
    assert writer.exitcode == 0
    asked, wrong = (sum(column) for column in list(zip(*found, strict=True))[:2])
    told(threads=THREADS, queries=asked, wrong=wrong, published=PUBLISHED, seen=len(set.union(*(f[2] for f in found))))
    assert asked >= THREADS * QUERIES
    assert wrong == 0
    assert int(queries.current()[-8:], 16) == PUBLISHED


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_publication_killed_at_any_moment_keeps_what_was_confirmed(tmp_path: Path) -> None:
    chance, confirmed = random.Random(7), 0
    publish_number(tmp_path, 0)
    for _ in range(KILLS):
        hears, tells = multiprocessing.Pipe(duplex=False)
        writer = context().Process(target=publish_for_ever, args=(tmp_path, tells))
        writer.start()
        tells.close()
        last = hears.recv()
        time.sleep(chance.uniform(0.0, 0.6))
        writer.kill()
        writer.join()
        while True:
            try:
                last = hears.recv()
            except EOFError:
                break
            confirmed += 1
        hears.close()
        served = publish.current(tmp_path)
        assert served is not None
        assert served >= last, "a confirmed publication is served, or a later one"
        with publish.connect(tmp_path / f"{served}.duckdb") as connection:
            assert connection.execute("select value from observation").fetchall() == [(int(served[-8:], 16),)]
        assert publish.read_whole(tmp_path / f"{served}.duckdb")["report"] == 1
    told(kills_of_publications=KILLS, unreadable=0, confirmed_lost=0)


def write_reports(folder: Path, value: int) -> None:
    """Thirty reports; one has another value each time."""
    folder.mkdir(exist_ok=True)
    for n in range(30):
        text = f"示例街道{1990 + n}年法治政府建设年度报告\n全年受理矛盾纠纷{1000 + value if n == 0 else n}件。"
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")


def build_aside(reports: Path, snapshots: Path, told: Connection) -> None:
    told.send("begun")
    build.build([reports], snapshots)
    told.send("done")


def values(snapshots: Path) -> list[float]:
    with publish.connect(snapshots / f"{publish.current(snapshots)}.duckdb") as connection:
        rows = connection.execute("select value from observation order by value").fetchall()
    return [value for (value,) in rows]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_build_killed_at_any_moment_is_made_good_by_the_next(tmp_path: Path) -> None:
    """What is served meanwhile is the snapshot before or the new one, whole; the next build lacks nothing."""
    reports, snapshots, chance, ends = tmp_path / "reports", tmp_path / "snapshots", random.Random(7), Counter[str]()
    write_reports(reports, 0)
    build.build([reports], snapshots)
    whole = 1.0  # seconds that a build takes, as far as seen
    for n in range(1, BUILDS + 1):
        before = publish.served(snapshots)
        write_reports(reports, n)
        hears, tells = multiprocessing.Pipe(duplex=False)
        builder = context().Process(target=build_aside, args=(reports, snapshots, tells))
        builder.start()
        tells.close()
        assert hears.recv() == "begun"
        begun = time.monotonic()
        is_done = hears.poll(chance.uniform(0.0, whole))
        builder.kill()
        builder.join()
        hears.close()
        whole = max(whole, time.monotonic() - begun)
        served = publish.served(snapshots)
        assert served is not None and publish.read_whole(snapshots / f"{served.snapshot}.duckdb")
        ends["done" if is_done else "before" if served == before else "published"] += 1
        began = time.monotonic()
        build.build([reports], snapshots)
        whole = max(whole, time.monotonic() - began)
        assert values(snapshots) == [*range(1, 30), 1000 + n]
        assert not list((snapshots / build.BATCHES).glob("??/*/*.tmp"))
    told(kills_of_builds=BUILDS, seconds_of_a_build=round(whole, 1), ended_as=ends, unreadable=0, wrong=0)
    build.build([reports], tmp_path / "anew")
    assert values(tmp_path / "anew") == values(snapshots)


def stood(snapshots: Path) -> dict[str, list[object]]:
    """All rows that batches fill, but for the order in which they lie."""
    with publish.connect(snapshots / f"{publish.current(snapshots)}.duckdb") as connection:
        tables = ("report", "evidence", "observation", "numeral")
        return {table: sorted(connection.execute(f'from "{table}"').fetchall(), key=str) for table in tables}


def test_a_wrong_bit_in_what_builds_keep_enters_no_snapshot(tmp_path: Path) -> None:
    """The batch is made anew; without its seal one of eight such bits made another row, and nobody knew."""
    reports, snapshots, chance, anew = tmp_path / "reports", tmp_path / "snapshots", random.Random(7), 0
    write_reports(reports, 0)
    build.build([reports], snapshots)
    right = stood(snapshots)
    for _ in range(FLIPS):
        file = chance.choice(sorted((snapshots / build.BATCHES).glob("??/*/*.*")))
        bit, data = chance.randrange(8 * file.stat().st_size), bytearray(file.read_bytes())
        data[bit // 8] ^= 1 << bit % 8
        file.write_bytes(data)
        (snapshots / "CURRENT").unlink()  # so that all are read
        build.build([reports], snapshots)
        assert stood(snapshots) == right
        anew += file.read_bytes() != data
    told(flipped_in_batches=FLIPS, made_anew=anew, other_rows=0)
    assert anew == FLIPS


# --- damaged bytes ---

DAMAGED = (
    "澄江区青石街道2023年法治政府建设年度报告。全年共受理矛盾纠纷４４６件，调解成功442件，调解成功率99.1%。"
    "开展普法宣传活动36场，发放宣传资料1,286份。办理行政复议案件3件，行政诉讼2件，无败诉案件。"
    "划分网格24个，配备网格员一百三十名；作出行政处罚106件，罚款4.2万元。"
)
NUMERALS = "０１２３４５６７８９一百三十万"
ENCODINGS = ["utf-8", "gb18030", "gbk", "big5", "utf-16"]


def extracted(data: bytes) -> Extraction | None:
    try:
        return build.extract(read_bytes(Path("模拟-青石街道2023.txt"), data), CATALOGUE, OFFICES)
    except Unreadable:
        return None


def stated(found: Extraction | None) -> set[tuple[str, float]]:
    return {(row.indicator, row.value) for row in found.observations} if found else set()


def harm(text: str, encoding: str, chance: random.Random) -> bytes:
    """One byte of a character that is no digit, lost, doubled, changed or in its neighbour's place.

    A digit that becomes another digit is a good digit: no program can see that.
    """
    places = [n for n, char in enumerate(text) if ord(char) > 0xFF and char not in NUMERALS]
    at = chance.choice(places)
    before = len(text[:at].encode(encoding))
    data, width = bytearray(text.encode(encoding)), len(text[: at + 1].encode(encoding)) - before
    place = before + chance.randrange(width)
    match chance.randrange(4):
        case 0:
            del data[place]
        case 1:
            data.insert(place, chance.randrange(0x80, 0x100))
        case 2:
            data[place] = chance.randrange(0x80, 0x100)
        case _:
            data[before : before + 2] = data[before : before + 2][::-1]
    return bytes(data)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_one_damaged_byte_makes_no_false_number(encoding: str) -> None:
    """A value that the text does not state is false. One under a neighbouring indicator, because a character of its noun
    became another character, is counted apart: nothing in the bytes tells it."""
    text = DAMAGED if encoding != "big5" else OpenCC("s2t").convert(DAMAGED)
    whole = stated(extracted(text.encode(encoding)))
    assert len(whole) >= 6
    values, chance = {value for _, value in whole}, random.Random(7)
    kept, moved, false = 0, 0, []
    for _ in range(MUTATIONS):
        data = harm(text, encoding, chance)
        found = stated(extracted(data))
        kept += len(found & whole)
        moved += len(found - whole)
        if strange := {row for row in found if row[1] not in values}:
            false.append((strange, data.decode(encoding, "replace")))
    kept_share = round(kept / MUTATIONS / len(whole), 3)
    told(encoding=encoding, mutations=MUTATIONS, false=len(false), moved=moved, kept=kept_share)
    assert false == []


def spoilt(whole: bytes, chance: random.Random) -> bytes:
    """A file cut, overwritten, repeated or mixed up; of a package also the parts inside it."""
    if whole.startswith(b"PK") and chance.random() < 0.5:
        return repacked(whole, chance)
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        match chance.randrange(5):
            case 0 if len(data) > 8:
                del data[at : min(end, at + chance.choice((1, 2, 100)))]
            case 1:
                data[at:at] = data[at : min(end, at + 200)] * chance.choice((1, 2, 50))
            case 2:
                data[at:at] = chance.choice(
                    (b"<", b">", b"\0", b"\xff" * 4, b"<table>", b"</w:p>", b"endobj", b"%PDF-", b"99")
                )
            case 3 if chance.random() < 0.1:
                del data[max(8, at) :]
            case _ if at < len(data):
                data[at] = chance.randrange(256)
    return bytes(data)


def repacked(whole: bytes, chance: random.Random) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, spoilt(part, chance) if part and chance.random() < 0.5 else part)
    return sink.getvalue()


@pytest.mark.parametrize("format", [*FORMATS, "txt"])
def test_a_fuzzed_file_ends_as_a_text_or_a_chinese_reason(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(Limits(cpu=2, seconds=4))
    monkeypatch.setattr(reading, "worker", lambda limits=None: worker)
    monkeypatch.setattr(reading, "find_spec", lambda name: None)  # no OCR
    monkeypatch.setenv("PATH", "")  # no LibreOffice
    whole = FORMATS[format]() if format in FORMATS else DAMAGED.encode("gb18030")
    chance, before, ends = random.Random(7), memory(), {"read": 0, "refused": 0, "killed": 0}
    for _ in range(FUZZED):
        try:
            assert read_bytes(Path(f"a.{format}"), spoilt(whole, chance)).text.strip()
            ends["read"] += 1
        except Unreadable as error:
            assert any("\u4e00" <= char <= "\u9fff" for char in str(error))
            ends["killed" if "解析程序中断" in str(error) or "秒内读不完" in str(error) else "refused"] += 1
    grown = memory() - before
    told(format=format, fuzzed=FUZZED, **ends, grown_mb=round(grown / MB, 1))
    assert grown < 50 * MB
    assert read_bytes(Path(f"a.{format}"), whole).text.strip(), "the next file is read"
    worker.close()


# --- places ---

PIECES = some.sampled_from(
    [*"調解纠纷件，。；（）〔〕％%０１２３4567890.,·—－~～ \t\n\u3000\xa0\u2009\u200b\u200d\ufeff\u202e\u2066\ufffd①²⒈㎡½⽤\uf90a𠮷䶮",
     "\r\n", "受理", "成功", "全年", "同比", "上年", "未发生", "行政复议", "1，286", "１．５", "(tiáo)", "12345", "万元", "百分之", "一百三十"]
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(pieces=some.lists(PIECES, min_size=1, max_size=40))
def test_every_place_is_a_place_of_the_original(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    found = extracted(data)
    if found is None:
        return
    text = found.report.text
    for row in (*found.observations, *found.changes, *found.numerals):
        assert text[row.start : row.end] == row.quote
        assert row.sentence_start <= row.start < row.end <= row.sentence_end
    plain = normalize(text)
    for place in range(len(plain.text)):
        start, end = plain.span(place, place + 1)
        assert 0 <= start < end <= len(text)
