"""doc: Word's old format (.doc, .wps) and RTF: by LibreOffice where there is one, else what pure Python can get.

LibreOffice knows deleted words, automatic numbers, tables and notes; legacy-doc only knows the letters in their order.
"""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import legacy_doc

from pipeline.readers import Text, Unreadable, docx

_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SECONDS = 60
_RESAVE = "请用 Word 或 WPS 打开，另存为 .docx 后重新提交。"
_LOCKED = f"文件设有打开密码，无法读取。请去掉密码，{_RESAVE.removeprefix('请')}"
_SIMPLE = (
    "旧版 Word 文件，本机没有 LibreOffice，只取得文字：表格的格子、自动编号可能有缺，已修订删除或隐藏的文字可能还在。"
    "请另存为 .docx 重新提交，或对照原件核对"
)


def read(data: bytes) -> Text:
    """Text of an old Word document. Raises Unreadable."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(_LOCKED)
    converted = _converted(data)
    if converted:
        return docx.read(converted)
    try:
        text = legacy_doc.extract_text(data).text
    except legacy_doc.LegacyDocError as error:
        if "ncrypted" in str(error):
            raise Unreadable(_LOCKED) from None
        raise Unreadable(f"读不出这份旧版 Word 文件（.doc、.wps、.rtf），可能已损坏。{_RESAVE}") from None
    return Text(text, "unicode", (_SIMPLE,))


def _converted(data: bytes) -> bytes | None:
    """The document as .docx; None without LibreOffice, or where it cannot."""
    office = shutil.which("soffice") or next((place for place in _PLACES if Path(place).is_file()), None)
    if office is None:
        return None
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Path(folder, "报告.rtf" if data.startswith(b"{\\rtf") else "报告.doc")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, timeout=_SECONDS, capture_output=True, check=False)
            return source.with_suffix(".docx").read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            return None
