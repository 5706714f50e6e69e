"""SHA-256 of files from one build to the next: what is untouched is not read again, what may have changed is."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from pipeline.digests import FILE, Digests
from pipeline.originals import distinct, find

LONG_AGO = time.time() - 3600


def written(path: Path, text: str, changed: float = LONG_AGO) -> Path:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (changed, changed))
    return path


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if an hour had passed since the files were written: no test can put back the time of a change of a file."""
    now = time.time_ns
    monkeypatch.setattr("pipeline.digests.time.time_ns", lambda: now() + 3_600_000_000_000)


def true(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def noted(folder: Path, path: Path) -> str:
    digests = Digests(folder)
    found = digests.sha256(path)
    digests.keep()
    return found


@pytest.mark.usefixtures("settled")
def test_a_file_that_is_untouched_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path / "甲.txt", "调解12件。")
    digest = noted(tmp_path, file)
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("read again") if path == file else read(path))
    assert noted(tmp_path, file) == digest


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("text", ["调解13件。", "调解12件，办结。", ""])
def test_a_changed_file_is_read_again_even_if_its_time_was_put_back(tmp_path: Path, text: str) -> None:
    file = written(tmp_path / "甲.txt", "调解12件。")
    before = noted(tmp_path, file)
    assert noted(tmp_path, written(file, text)) == true(file) != before


@pytest.mark.usefixtures("settled")
def test_a_file_put_in_the_place_of_another_is_read(tmp_path: Path) -> None:
    file = written(tmp_path / "甲.txt", "调解12件。")
    noted(tmp_path, file)
    written(tmp_path / "乙.txt", "调解99件。").replace(file)
    assert noted(tmp_path, file) == true(file)


def test_a_file_that_was_changed_just_now_is_not_believed_to_stay(tmp_path: Path) -> None:
    """A second change within the same tick of the clock would leave size and times as they are."""
    file = tmp_path / "甲.txt"
    file.write_text("调解12件。", encoding="utf-8")
    noted(tmp_path, file)
    assert Digests(tmp_path)._known == {}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("damage", [b"", b"PAR1 no parquet"])
def test_damaged_notes_cost_time_only(tmp_path: Path, damage: bytes) -> None:
    file = written(tmp_path / "甲.txt", "调解12件。")
    noted(tmp_path, file)
    (tmp_path / FILE).write_bytes(damage)
    assert noted(tmp_path, file) == true(file)


@pytest.mark.usefixtures("settled")
def test_no_wrong_bit_of_the_notes_becomes_a_wrong_digest(tmp_path: Path) -> None:
    file = written(tmp_path / "甲.txt", "调解12件。")
    noted(tmp_path, file)
    whole = (tmp_path / FILE).read_bytes()
    for place in range(0, len(whole), 7):
        (tmp_path / FILE).write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert Digests(tmp_path).sha256(file) == true(file), place


def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path: Path) -> None:
    file = written(tmp_path / "甲.txt", "调解12件。")
    assert noted(file, file) == true(file)  # a file where the folder should be


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with names on this system")
    written(tmp_path / "甲.txt", "调解12件。")
    os.mkfifo(tmp_path / "乙.txt")
    originals, _, failures = distinct(find([tmp_path]), Digests(tmp_path / "notes").sha256)
    assert [original.source for original in originals] == ["甲.txt"]
    assert [(failure.source, "不是普通文件" in failure.reason) for failure in failures] == [("乙.txt", True)]
