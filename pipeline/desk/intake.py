"""导入: what a page may ask. Files are brought as a batch, read aside, looked at, corrected; nothing enters before a
person confirms, and then all of it at once."""

import subprocess
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import PurePosixPath

from pipeline.desk import batch, disk, rebuild, upload
from pipeline.desk.batch import Batch, File
from pipeline.desk.upload import LIMITS, TooMuch
from pipeline.model import Action, Kind
from pipeline.read import READERS
from pipeline.store import decisions, received
from pipeline.store.decisions import Decision
from pipeline.store.received import Outdated, Received

__all__ = ["ENDINGS", "LIMITS", "Batch", "File", "Outdated", "TooMuch", "Way", "bring", "confirm", "correct", "default"]
__all__ += ["discard", "find", "waiting"]

ENDINGS = tuple(READERS)
_children: list["subprocess.Popen[bytes]"] = []  # asked now and then, so that none is left as a zombie


class Way(StrEnum):
    """What becomes of a file; the values are shown."""

    TAKE = "收入"
    REPLACE = "收入，代替旧的一份"
    BESIDE = "收入，两份都留"
    LEAVE = "不收"


def bring(files: Iterable[tuple[str, bytes]], person: str) -> str:
    """Keep files (name, bytes) as a new batch and begin to read them; its id. Raises upload.TooMuch, OSError."""
    id = batch.create(upload.sent(files), person)
    _read()
    return id


def waiting() -> list[Batch]:
    """The batches that nobody confirmed yet; what of them is unread and nobody is reading begins to be read."""
    found = [one for id in batch.waiting() if (one := batch.load(id))]
    if any(one.unread for one in found):
        _read()
    return found


def find(id: str) -> Batch | None:
    """A batch as it stands now."""
    return batch.load(id)


def correct(id: str, file: File, office: str, year: int) -> None:
    """Say whose report a file is and of which year; it is read anew."""
    if batch.load(id):
        batch.correct(id, file.sha256, office, year)
        _read()


def ways(file: File) -> list[Way]:
    """What may become of a file, the proposal first."""
    seen = file.seen
    if file.problem or seen is None or seen.problem or seen.same_as:
        return [Way.LEAVE]
    if seen.replaces is None:
        return [Way.TAKE, Way.LEAVE]
    if seen.kind in (Kind.NEWS, Kind.OTHER):  # of which there may be several in a year
        return [Way.BESIDE, Way.REPLACE, Way.LEAVE]
    return [Way.REPLACE, Way.BESIDE, Way.LEAVE]


def default(whole: Batch) -> dict[str, list[Way]]:
    """SHA-256 → what may become of each file; of two that would be the same report the later one is left out."""
    taken: set[tuple[str, int | None, str]] = set()
    found = {}
    for file in whole.files:
        if file.problem:
            continue
        found[file.sha256] = offered = ways(file)
        if file.seen and file.seen.office and file.seen.kind not in (Kind.NEWS, Kind.OTHER):
            same = (file.seen.office.code, file.seen.year, file.seen.kind)
            found[file.sha256] = [Way.LEAVE, *offered[:-1]] if same in taken else offered
            taken |= {same} if offered[0] is not Way.LEAVE else set()
    return found


def confirm(id: str, person: str, chosen: Mapping[str, Way]) -> int:
    """Take the chosen files in for good and begin to renew the data; how many. `chosen`: by SHA-256.

    When it returns, originals and rows are on the disk. Raises Outdated, OSError, DBAPIError; then nothing entered,
    and after Outdated the files are read anew.
    """
    whole = batch.load(id)
    if whole is None:
        raise Outdated("这一批已经确认或放弃了。")
    taken = [file for file in whole.files if chosen.get(file.sha256, Way.LEAVE) is not Way.LEAVE and not file.problem]
    if not taken:
        raise Outdated("没有选中任何文件。")
    received.home().mkdir(parents=True, exist_ok=True)
    for file in taken:
        disk.put(received.home() / file.sha256, batch.data(id, file.sha256))
    rows = [_received(file, id, person, chosen[file.sha256]) for file in taken]
    try:
        received.confirm(rows, [said for file in taken if (said := _identity(id, file, person))])
    except Outdated:
        batch.forget(id, [file.sha256 for file in taken])
        _read()
        raise
    batch.drop(id)
    rebuild.start(person)
    return len(taken)


def discard(id: str) -> None:
    """A batch goes without a trace."""
    if batch.NAMED.fullmatch(id):
        batch.drop(id)


def _received(file: File, id: str, person: str, way: Way) -> Received:
    seen = file.seen
    if seen is None:
        raise Outdated(f"“{file.name}”还没有读完。")
    office = seen.office.code if seen.office else None
    replaces = seen.replaces if way is Way.REPLACE else None
    return Received(file.sha256, file.name, person, id, office, seen.year, seen.kind, replaces)


def _identity(id: str, file: File, person: str) -> Decision | None:
    """What the person corrected, as a decision that holds wherever this original is read."""
    said = batch.correction(id, file.sha256)
    if not said:
        return None
    return Decision(
        decisions.original(file.sha256), 1, Action.IDENTIFY, person, occasion="导入", sha256=file.sha256,
        report=PurePosixPath(file.name).stem, office=said["office_code"], year=int(said["year"]),
    )  # fmt: skip


def _read() -> None:
    """Have what waits read, by the process that is at it, whichever server began that, or by a new one."""
    _children[:] = [child for child in _children if child.poll() is None]
    if _children or not (lock := batch.reading()):
        return
    lock.close()
    command, null = [sys.executable, "-m", "pipeline.desk.preview"], subprocess.DEVNULL
    _children.append(subprocess.Popen(command, cwd=rebuild.ROOT, stdin=null, stdout=null, stderr=null))
