"""package: the parts of an Office document, a zip of XML files, opened with care: it may be a bomb."""

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

from pipeline.readers import Unreadable

MB = 1 << 20
MOST_ENTRIES, MOST_BYTES = 2_000, 100 * MB
RESAVE = "请用 Word 或 WPS 打开，另存为新的 .docx 后重新提交。"
_TARGETS = "{*}Relationship"


class Package:
    """An Office document. Raises Unreadable for what is none, or is dangerous."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile:
            raise Unreadable(f"不是 Word 文档（.docx），或文件不完整。{RESAVE}") from None
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise Unreadable(f"文件结构异常：内含文件过多或展开后过大。{RESAVE}")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("文件有密码，无法读取。请去掉密码后重新提交。")
        self._names = {entry.filename.lower(): entry.filename for entry in entries}

    def part(self, name: str) -> etree._Element | None:
        """Root of one XML part, None where there is none. Raises BadZipFile, XMLSyntaxError for a damaged one."""
        entry = self._names.get(name.lstrip("/").lower())
        if entry is None:
            return None
        with self._zip.open(entry) as stream:
            content = stream.read(MOST_BYTES + 1)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        root = etree.fromstring(content, parser)
        info: Any = root.getroottree().docinfo
        if info.doctype:
            raise Unreadable(f"文件结构异常：含有外部定义（DOCTYPE），可能被做过手脚。{RESAVE}")
        return root

    def related(self, name: str) -> dict[str, str]:
        """Parts that a part ("": the package) refers to: kind (officeDocument, styles, footnotes …) → name."""
        folder, file = posixpath.split(name)
        links = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        if links is None:
            return {}
        return {
            link.get("Type", "").rpartition("/")[2]: posixpath.normpath(
                posixpath.join("/", folder, link.get("Target", ""))
            )
            for link in links.iterfind(_TARGETS)
            if link.get("TargetMode") != "External"
        }
