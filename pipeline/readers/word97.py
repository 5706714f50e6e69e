"""word97: a .doc file without LibreOffice: its letters in their order, by legacy-doc.

legacy-doc knows nothing of looks. Deleted and hidden words would come out as if they stood there: a file that has any
is refused. Rows of tables are found again by their marks.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from legacy_doc import ExtractionOptions, LegacyDocError, word  # type: ignore[import-untyped]
from legacy_doc.ole import OleReader  # type: ignore[import-untyped]

from pipeline.readers import Text, Unreadable, table

RESAVE = "请用 Word 或 WPS 打开，另存为 .docx 后重新提交。"
_CELL = "\x07"  # ends a cell; one more ends the row
_FIELD = re.compile("\x13[^\x13\x14\x15]*\x14?|\x15")  # the code of a field, not what it shows
_MARKS = (b"\x00\x08\x01", b"\x3c\x08\x01", b"\x37\x08\x01")  # switched on: deleted, hidden, struck out
_UNSEEN = re.compile("[\x00-\x06\x08\x0e-\x1f]")  # places of pictures, notes and optional hyphens
_LENGTHS = 0x4C  # where the file says how many letters its text, then its footnotes have
_NOTE = (
    "旧版 Word 文件，本机没有 LibreOffice，只取得文字：自动编号、文本框可能有缺，请对照原件，或另存为 .docx 重新提交"
)


def read(data: bytes) -> Text:
    """Text of a .doc file. Raises Unreadable."""
    try:
        letters = _letters(data)
    except LegacyDocError as error:
        if "ncrypted" in str(error):
            raise Unreadable(f"文件设有打开密码，无法读取。请去掉密码后再提交；{RESAVE}") from None
        raise Unreadable(f"读不出这份旧版 Word 文件（.doc、.wps、.rtf），可能已损坏。{RESAVE}") from None
    return Text("\n".join(_lines(_FIELD.sub("", letters))), "unicode", (_NOTE,))


def _letters(data: bytes) -> str:
    """The document's own letters with its marks, footnotes after it; running headers and comments are cut off."""
    files = OleReader(data, options=ExtractionOptions())
    if files.has_stream("EncryptedPackage"):
        raise LegacyDocError("Encrypted")
    content = files.read_stream("WordDocument")
    flags = word._u16(content, 0x0A)
    if flags & 0x0100:
        raise LegacyDocError("Encrypted")
    if any(mark in content for mark in _MARKS):
        raise Unreadable(f"文中有修订删除、隐藏或加删除线的文字，本机没有 LibreOffice，分不清哪些算数。{RESAVE}")
    pieces = word._find_clx(files.read_stream("1Table" if flags & 0x0200 else "0Table"))
    letters: str = word._extract_text_from_piece_table(content, pieces, 0, len(content))
    length = word._u32(content, _LENGTHS) + word._u32(content, _LENGTHS + 4)
    if len(letters) < length:
        raise Unreadable(f"这份旧版 Word 文件的文字只取得一部分（{len(letters)}字，应有{length}字）。{RESAVE}")
    return letters[:length]


def _lines(letters: str) -> Iterator[str]:
    held = ""  # cells of the table so far
    for paragraph in re.split("[\r\x0b\x0c]", letters):
        cells, mark, rest = paragraph.rpartition(_CELL)
        held += cells + mark
        if rest.strip() or not mark:
            yield from _table(held)
            held = ""
            yield from filter(None, [_UNSEEN.sub("", rest).strip()])
    yield from _table(held)


def _table(cells: str) -> Iterator[str]:
    """Lines of one table, or of several that follow each other; where the width changes, another begins."""
    for _, rows in groupby(_rows(cells), key=len):
        yield from table.lines(list(rows))


def _rows(cells: str) -> list[list[table.Cell]]:
    """Every cell ends with a mark and every row with one more; a row is as wide as the one before where that fits."""
    texts = [_UNSEEN.sub("", text) for text in cells.split(_CELL)[:-1]]
    rows: list[list[table.Cell]] = []
    start = 0
    while start < len(texts):
        width = len(rows[-1]) if rows else 0
        if not width or texts[start + width : start + width + 1] != [""]:
            width = next((i for i in range(1, len(texts) - start) if not texts[start + i]), len(texts) - start)
        rows.append([table.Cell(text) for text in texts[start : start + width]])
        start += width + 1
    return rows
