"""A pack against its originals: true when untouched; one changed digit names exactly its row; damage is told, not believed."""

import argparse
import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from world import ROOT

import queries
from pages.shared.export.files import FORMATS
from pages.shared.export.slices import Slice, quiet
from pipeline import __main__ as command_line
from pipeline import build, verify
from queries import download

Spoil = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("originals")
    found = [path for path in (ROOT / "data/reports").iterdir() if path.suffix == ".txt"]
    for path in sorted(found)[:2] + [path for path in sorted(found) if path.name.startswith("重述")]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def pack(originals: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of everything that these originals state, and of what they do not."""
    snapshots = tmp_path_factory.mktemp("snapshots")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "SNAPSHOTS", snapshots)
        queries.connect.cache_clear()
        snapshot = build.build([originals], snapshots).snapshot
        assert snapshot
        chosen = Slice(snapshot, "全部", {"simulated": True, "states": (*download.STATED, "silent")})
        path = snapshots / "全部.zip"
        with path.open("wb") as sink:
            FORMATS["zip"].write(chosen, sink, quiet)
    queries.connect.cache_clear()
    return path


def spoilt(pack: Path, to: Path, spoil: Spoil) -> Path:
    """The pack, changed as somebody would who opens and closes it again."""
    with ZipFile(pack) as folder:
        parts = {name: folder.read(name) for name in folder.namelist()}
    spoil(parts)
    with ZipFile(to, "w") as folder:
        for name, part in parts.items():
            folder.writestr(name, part)
    return to


def table(parts: dict[str, bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(parts["数据.csv"].decode("utf-8-sig"), newline="")))


def put(parts: dict[str, bytes], rows: list[list[str]]) -> None:
    sink = io.StringIO(newline="")
    csv.writer(sink).writerows(rows)
    parts["数据.csv"] = b"\xef\xbb\xbf" + sink.getvalue().encode()


def changed(column: str, row: int, make: Callable[[str], str]) -> Spoil:
    def spoil(parts: dict[str, bytes]) -> None:
        rows = table(parts)
        place = rows[0].index(column)
        rows[row - 1][place] = make(rows[row - 1][place])
        put(parts, rows)

    return spoil


def stated(pack: Path) -> list[int]:
    """Numbers of the rows that hold a number, as a spreadsheet counts them."""
    with ZipFile(pack) as folder:
        rows = table({"数据.csv": folder.read("数据.csv")})
    place = rows[0].index("数值")
    return [number for number, row in enumerate(rows[1:], start=2) if row[place]]


def next_digit(text: str) -> str:
    """The text with its first digit changed."""
    place = next(n for n, character in enumerate(text) if character.isdigit())
    return f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1 :]}"


def test_every_number_of_an_untouched_pack_stands_in_its_original(pack: Path, originals: Path) -> None:
    result = verify.check(pack, originals)
    assert result.differences == []
    assert (result.proven, result.rows) == (len(stated(pack)), result.proven + result.silent)
    assert result.proven > 100 and result.silent > 100


def test_originals_that_were_brought_in_are_found_below_their_digest(
    pack: Path, originals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command looks into the folder that is named and into that of 导入."""
    named, brought = tmp_path / "reports", tmp_path / "originals"
    shutil.copytree(originals, named)
    brought.mkdir()
    one = sorted(named.iterdir())[0]
    one.rename(brought / hashlib.sha256(one.read_bytes()).hexdigest())
    assert verify.check(pack, named).differences
    assert verify.check(pack, named, brought).differences == []
    monkeypatch.setenv("JIEDAO_ORIGINALS", str(brought))
    assert verify.verify(argparse.Namespace(pack=pack, originals=named)) == 0


@pytest.mark.parametrize(
    "column", ["数值", "原文写法", "原文句子", "起始位置", "年份", "街道代码", "期间止", "数据版本"]
)
def test_one_changed_digit_names_exactly_its_row(pack: Path, originals: Path, tmp_path: Path, column: str) -> None:
    with ZipFile(pack) as folder:
        rows = table({"数据.csv": folder.read("数据.csv")})
    place = rows[0].index(column)
    row = next(n for n in stated(pack)[40:] if any(c.isdigit() for c in rows[n - 1][place]))
    result = verify.check(spoilt(pack, tmp_path / "a.zip", changed(column, row, next_digit)), originals)
    assert [found.row for found in result.differences] == [row]
    assert "与导出时不同" in result.differences[0].how


def test_a_changed_value_is_told_beside_the_words_of_the_original(pack: Path, originals: Path, tmp_path: Path) -> None:
    row = stated(pack)[7]
    result = verify.check(spoilt(pack, tmp_path / "a.zip", changed("数值", row, lambda value: f"{value}1")), originals)
    (found,) = result.differences
    assert found.row == row
    assert "原文写“" in found.how and "表中数值为" in found.how
    assert result.proven == len(stated(pack)) - 1


def test_who_changes_the_digests_too_is_found_by_the_originals(pack: Path, originals: Path, tmp_path: Path) -> None:
    import hashlib

    row = stated(pack)[7]

    def spoil(parts: dict[str, bytes]) -> None:
        changed("数值", row, next_digit)(parts)
        digests = [hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16] for cells in table(parts)[1:]]
        parts["行校验.txt"] = "".join(f"{digest}\n" for digest in digests).encode()
        manifest = json.loads(parts["清单.json"])
        for name, told in manifest["files"].items():
            told["sha256"] = hashlib.sha256(parts[name]).hexdigest()
        parts["清单.json"] = json.dumps(manifest, ensure_ascii=False).encode()

    result = verify.check(spoilt(pack, tmp_path / "a.zip", spoil), originals)
    assert [found.row for found in result.differences] == [row]
    assert "与导出时不同" not in result.differences[0].how


def drop(parts: dict[str, bytes]) -> None:
    put(parts, [row for n, row in enumerate(table(parts)) if n not in (5, 9)])


def add(parts: dict[str, bytes]) -> None:
    rows = table(parts)
    put(parts, [*rows, rows[1]])


def turn(parts: dict[str, bytes]) -> None:
    head, *rows = table(parts)
    put(parts, [head, *reversed(rows)])


def rename(parts: dict[str, bytes]) -> None:
    head, *rows = table(parts)
    put(parts, [[*head[1:], head[0]], *rows])


def explain(parts: dict[str, bytes]) -> None:
    parts["说明.txt"] += b"."


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(drop, "少了2行"), (add, "与导出时不同"), (rename, "表头与清单不符"), (explain, "这个文件被改动过")],
)
def test_other_changes_are_told_as_what_they_are(
    pack: Path, originals: Path, tmp_path: Path, spoil: Spoil, said: str
) -> None:
    result = verify.check(spoilt(pack, tmp_path / "a.zip", spoil), originals)
    assert [said in found.how for found in result.differences] == [True]


def test_the_order_of_rows_says_nothing(pack: Path, originals: Path, tmp_path: Path) -> None:
    assert verify.check(spoilt(pack, tmp_path / "a.zip", turn), originals).differences == []


def test_an_original_that_is_missing_or_changed_leaves_its_rows_unproven(
    pack: Path, originals: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "originals"
    shutil.copytree(originals, folder)
    first, second, *_ = sorted(folder.iterdir())
    first.unlink()
    second.write_text(second.read_text(encoding="utf-8") + "。", encoding="utf-8")
    third = sorted(folder.iterdir())[1]
    third.rename(folder / "另一个名字.txt")  # found by its bytes
    result = verify.check(pack, folder)
    assert {(found.row, found.what) for found in result.differences} == {(None, first.name), (None, second.name)}
    assert all("没有核对" in found.how for found in result.differences)
    assert result.proven < len(stated(pack))


@pytest.mark.parametrize("spoil", ["not a zip", "no manifest", "other format", "half", "flipped"])
def test_what_is_no_whole_pack_is_refused(pack: Path, originals: Path, tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "a.zip"
    data = pack.read_bytes()
    if spoil == "not a zip":
        path.write_bytes(b"hello")
    elif spoil == "no manifest":
        spoilt(pack, path, lambda parts: parts.pop("清单.json") and None)
    elif spoil == "other format":
        spoilt(pack, path, lambda parts: parts.update({"清单.json": b'{"format": 2}'}))
    elif spoil == "half":
        path.write_bytes(data[: len(data) // 2])
    else:
        path.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    with pytest.raises(verify.NoPack, match="不是可核对的压缩包"):
        verify.check(path, originals)


@pytest.mark.parametrize(
    ("spoil", "status", "said"),
    [(None, 0, "0 处不符"), (next_digit, 1, "第"), ("nothing", 2, "不是可核对的压缩包"), ("nowhere", 2, "没有“")],
)
def test_the_command_says_in_chinese_what_differs_and_ends_with_its_status(
    pack: Path, originals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Any, status: int, said: str
) -> None:
    path, folder = pack, originals
    if callable(spoil):
        path = spoilt(pack, tmp_path / "a.zip", changed("数值", stated(pack)[3], spoil))
    if spoil == "nothing":
        path = tmp_path / "无.zip"
    if spoil == "nowhere":
        folder = tmp_path / "无"
    assert command_line.main(["verify", str(path), "--originals", str(folder)]) == status
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert (f"第{stated(pack)[3]}行" in told.out) == (status == 1)
