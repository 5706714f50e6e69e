"""What a browser sends, held against the limits again: files by name and bytes, the files of a zip each as one.

Names are only shown, never used as paths. Nothing is unpacked to a disk, and what a zip claims of its sizes is not
believed.
"""

import hashlib
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline import read
from pipeline.originals import is_meant

MB = 1 << 20
MOST_FILES, MOST_BYTES = 50, 100 * MB  # of a batch
MOST_OF_FILE = read.LARGEST
MOST_ENTRIES = 2_000  # of a zip
LONGEST_NAME = 200
LIMITS = f"一次最多{MOST_FILES}个文件、共{MOST_BYTES // MB} MB，每个文件不超过{read.LARGEST // MB} MB"
TOO_MUCH = f"这一批展开后超过{MOST_BYTES // MB} MB，这一份没有读取。请分几批导入。"
DAMAGED = "压缩包已损坏，这一份取不出来。请重新压缩后再导入。"


class TooMuch(Exception):
    """More than a batch may be; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One file, or why it cannot be taken (Chinese). `name`: as shown."""

    name: str
    data: bytes = b""
    problem: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def sent(files: Iterable[tuple[str, bytes]]) -> list[Sent]:
    """The files of a batch, those in a zip among them. Raises TooMuch."""
    files = list(files)
    if len(files) > MOST_FILES or sum(len(data) for _, data in files) > MOST_BYTES:
        raise TooMuch(f"{LIMITS}。请分几批导入。")
    found, left = list[Sent](), MOST_BYTES
    for name, data in files:
        for one in _unpacked(name, data, left):
            found.append(one)
            left -= len(one.data)
    return found


def visible(name: str) -> str:
    """A name as it can be shown and kept: what would not be seen, or turn the line round, is spelt out."""
    shown = "".join(f"⟨U+{ord(c):04X}⟩" if _is_hidden(c) else c for c in name)
    return shown if len(shown) <= LONGEST_NAME else shown[: LONGEST_NAME // 2] + "…" + shown[-LONGEST_NAME // 2 :]


def _is_hidden(character: str) -> bool:
    return (kind := unicodedata.category(character))[0] == "C" or kind in ("Zl", "Zp")


def _unpacked(name: str, data: bytes, left: int) -> Iterator[Sent]:
    shown = visible(name.replace("\\", "/").rsplit("/", 1)[-1]) or "无名"
    if PurePosixPath(shown).suffix.lower() != ".zip":
        yield _one(shown, data, left)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) > MOST_ENTRIES:
                yield Sent(shown, problem=f"压缩包里有{len(entries)}个文件，超过上限{MOST_ENTRIES}个。请分几个压缩包。")
                return
            for entry in entries:
                if _leaves(inner := _named(entry)) or is_meant(PurePosixPath(inner)):
                    one = _entry(package, entry, inner, left)
                    left -= len(one.data)
                    yield one
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        yield Sent(shown, problem="不是压缩包（.zip），或文件不完整。请重新压缩后再导入。")


def _one(shown: str, data: bytes, left: int) -> Sent:
    if len(data) > read.LARGEST:
        return Sent(shown, problem=read.TOO_LONG)
    return Sent(shown, data) if len(data) <= left else Sent(shown, problem=TOO_MUCH)


def _entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo, inner: str, left: int) -> Sent:
    shown, path = visible(inner), PurePosixPath(inner)
    if _leaves(inner):
        return Sent(shown, problem="压缩包里的路径指向压缩包之外，没有读取。")
    if path.suffix.lower().removeprefix(".") not in read.READERS:
        return Sent(shown, problem=f"不支持“{visible(path.suffix or path.name)}”格式的文件。")
    if entry.flag_bits & 1:
        return Sent(shown, problem="压缩包有密码，无法读取。请去掉密码后重新导入。")
    try:
        with package.open(entry) as stream:
            data = stream.read(min(read.LARGEST, max(left, 0)) + 1)  # counted, whatever the entry claims
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, OSError):
        return Sent(shown, problem=DAMAGED)
    return _one(shown, data, left)


def _leaves(inner: str) -> bool:
    """Whether a name would lead out of the folder that it is unpacked to."""
    return inner.startswith("/") or ".." in inner.split("/") or ":" in inner


def _named(entry: zipfile.ZipInfo) -> str:
    """The name of an entry; Windows in China writes it in its own code page, others in UTF-8 without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename.replace("\\", "/")
    raw = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return entry.filename
