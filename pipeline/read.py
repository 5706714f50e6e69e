"""read: a file → Document.

A new format is one module of pipeline.readers and one entry in READERS for each ending. Text files are decoded here;
everything else is parsed in a child process (sandbox). All offsets of the house point into the text that comes out.
"""

import hashlib
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path, PurePath

from pipeline.model import Document
from pipeline.readers import Text, Unreadable, txt
from pipeline.readers.txt import decode
from pipeline.sandbox import MB, Limits, worker

__all__ = ["READERS", "Unreadable", "decode", "read"]

LARGEST = 20 * MB
TOO_LONG = f"文件超过上限 {LARGEST // MB} MB。请压缩或删去其中的图片，另存为 .docx 后重新提交。"
CONVERTING = Limits(memory=3072 * MB, cpu=30, seconds=60, disk=100 * MB)  # LibreOffice
RECOGNISING = Limits(memory=6144 * MB, cpu=900, seconds=600)
SCANNED = (
    "这份 PDF 是扫描件，无文字层，读不出文字。请提交原来的 Word 文件或可以选中文字的 PDF；"
    "也可以先用 WPS、Adobe 等软件做文字识别（OCR），另存为 .docx 并核对数字后提交。"
)


def _office(data: bytes) -> Text:
    return worker(CONVERTING).read("doc", data)


def _docx(data: bytes) -> Text:
    return worker().read("docx", data)


def _html(data: bytes) -> Text:
    return worker().read("html", data)


def _pdf(data: bytes) -> Text:
    text = worker().read("pdf", data)
    if text.text:
        return text
    if find_spec("rapidocr_onnxruntime") is None:
        raise Unreadable(SCANNED)
    return worker(RECOGNISING).read("ocr", data)


Reader = Callable[[bytes], Text]
READERS: dict[str, Reader] = {
    "txt": txt.read,
    "docx": _docx,
    "doc": _office,
    "wps": _office,
    "pdf": _pdf,
    "html": _html,
    "htm": _html,
    "mht": _html,
    "mhtml": _html,
}
# How the files of a format begin, blanks aside; what an ending promises is not always what it holds.
BEGINNINGS = (
    (b"PK\x03\x04", "docx"),
    (b"\xd0\xcf\x11\xe0", "doc"),
    (b"{\\rtf", "doc"),
    (b"%pdf", "pdf"),
    (b"mime-version:", "mht"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
)
NAMES: dict[Reader, str] = {_docx: "Word 文档（.docx）", _office: "旧版 Word 文档（.doc）", _pdf: "PDF", _html: "网页"}


def read(path: Path, name: str = "") -> Document:
    """Read one file; its ending chooses the reader, unless the content is plainly another format. Raises Unreadable.

    `name`: what it is called where it does not lie under its own name.
    """
    called = PurePath(name or path)
    _known(called)
    return read_bytes(called, _bytes(path))


def read_bytes(path: PurePath, data: bytes) -> Document:
    """The same of a file that is no file yet; of `path` only the name counts. Raises Unreadable."""
    ending = _known(path)
    if len(data) > LARGEST:
        raise Unreadable(TOO_LONG)
    actual = _actual(data, ending)
    text = READERS[actual](data)
    if not text.text.strip():
        raise Unreadable("文件里没有文字（图片里的字读不出来）。请检查原文件，或另存为 .docx 后重新提交。")
    notes = text.notes
    if actual != ending:
        notes = (f"后缀是“.{ending}”，内容其实是{NAMES[READERS[actual]]}，已按内容读取", *notes)
    digest = hashlib.sha256(data).hexdigest()
    return Document(path.stem, str(path), digest, actual, text.encoding, text.text, notes, text.is_ocr)


def abilities() -> str:
    """What is installed here beside the house and decides how a file reads."""
    return f"soffice={shutil.which('soffice')} ocr={find_spec('rapidocr_onnxruntime') is not None}"


def _known(path: PurePath) -> str:
    ending = path.suffix.lower().removeprefix(".")
    if ending not in READERS:
        known = "、".join(READERS)
        raise Unreadable(f"不支持“{path.suffix or path.name}”格式的文件，目前可读：{known}。请转存后重新提交。")
    return ending


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(TOO_LONG)
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"找不到文件“{path}”，可能已被移走或改名。请核对路径。") from None
    except OSError as error:
        raise Unreadable(f"打不开文件“{path}”（{error.strerror}）。请检查权限后重试。") from error


def _actual(data: bytes, ending: str) -> str:
    """The ending that fits the content; the file's own where nothing speaks against it."""
    if not data:
        raise Unreadable("文件是空的（0 字节）。请检查原文件后重新提交。")
    beginning = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, actual in BEGINNINGS:
        if beginning.startswith(mark.lower()) and READERS[actual] is not READERS[ending]:
            return ending if READERS[ending] is txt.read and mark.startswith(b"<") else actual
    return ending
