"""doc: Word's old format (.doc, .wps) and RTF: by LibreOffice where there is one, else what pure Python can get.

LibreOffice knows deleted words, automatic numbers, tables and notes; word97 only knows the letters in their order.
"""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.readers import Text, Unreadable, docx, word97
from pipeline.readers.word97 import RESAVE

_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SECONDS = 45


def read(data: bytes) -> Text:
    """Text of an old Word document. Raises Unreadable."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(f"文件设有打开密码，无法读取。请去掉密码后再提交；{RESAVE}")
    converted = _converted(data)
    return docx.read(converted) if converted else word97.read(data)


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
