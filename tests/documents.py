"""Documents of every format made from one text, with what such files have around it."""

import io
import struct
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import groupby
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF
from fpdf.enums import TextMode

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
FONT = next((font for font in FONTS if Path(font).is_file()), None)
W = nsdecls("w")


def is_cell_row(line: str) -> bool:
    """Whether a line of the sample text with a table is one of its rows."""
    return line.startswith("序号 ") or (line[:1].isdigit() and line.split(" ")[0].isdigit() and line.count(" ") > 3)


def pieces(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Stretches of the text: rows of a table, or paragraphs."""
    lines = [line for line in text.split("\n") if line.strip()]
    for is_table, found in groupby(lines, is_cell_row):
        yield is_table, list(found)


def cells(row: str) -> list[str]:
    return row.split(" ", 4)


def word(text: str, has_boxes: bool = True, has_revisions: bool = True) -> bytes:
    """A .docx with a real table, automatic numbers, revisions, text boxes, hidden words, header and page number."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料 第 77 期"
    document.sections[0].footer.paragraphs[0].text = "第 88 页"
    numbered = _list(document)
    for is_table, lines in pieces(text):
        if is_table:
            table = document.add_table(0, 5)
            for line in lines:
                for cell, words in zip(table.add_row().cells, cells(line), strict=True):
                    cell.text = words
        else:
            for ordinal, line in enumerate(lines):
                kind = ordinal % 3 if (has_revisions, has_boxes, True)[ordinal % 3 - 1] else 0
                _paragraph(document, line, kind, numbered)
    return _saved(document)


def _paragraph(document: "docx.document.Document", line: str, kind: int, numbered: str) -> None:
    if line[0] == "（" and line[2] == "）" and line[1] in "一二三四五六七八九":
        paragraph = document.add_paragraph(line[3:])
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="{numbered}"/></w:numPr>')
        )
    elif kind == 1:  # typed in pieces, with a revision and something hidden
        paragraph = document.add_paragraph()
        middle = len(line) // 2
        paragraph.add_run(line[:middle])
        run = f'<w:r><w:t xml:space="preserve">{line[middle:]}</w:t></w:r>'
        date = 'w:author="某人" w:date="2024-01-01T00:00:00Z"'
        gone = "<w:r><w:delText>调解纠纷99999件</w:delText></w:r>"
        paragraph._p.append(parse_xml(f'<w:del {W} w:id="1" {date}>{gone}</w:del>'))
        paragraph._p.append(parse_xml(f'<w:ins {W} w:id="2" {date}>{run}</w:ins>'))
        paragraph.add_run("，行政处罚88888件").font.hidden = True
    elif kind == 2:
        document.add_paragraph()._p.append(parse_xml(text_box(line)))
    else:
        document.add_paragraph(line)


def text_box(line: str) -> str:
    """A text box, written as Word does: for new programs and once more for old ones."""
    content = f"<w:txbxContent><w:p><w:r><w:t>{line}</w:t></w:r></w:p></w:txbxContent>"
    return (
        f'<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _list(document: "docx.document.Document") -> str:
    """A list that counts （一） （二） by itself; its number."""
    part = document.part.numbering_part.element
    part.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum>'
        ),
    )
    part.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return "77"


def _saved(document: "docx.document.Document") -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def page(text: str, encoding: str = "gb18030", article: str = 'id="zoom"') -> bytes:
    """A page of an office's site: menu, breadcrumbs, article, sidebar, footer, scripts, hidden things."""
    body = ""
    for is_table, lines in pieces(text):
        if is_table:
            rows = ("".join(f"<td><p>{cell}</p></td>" for cell in cells(line)) for line in lines)
            body += "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        else:
            for line in lines:
                middle = len(line) // 2
                hidden = '<span style="display: none">，行政处罚88888件</span>'
                body += f"<p>&nbsp;&nbsp;{line[:middle]}<b>{line[middle : middle + 1]}</b>{hidden}{line[middle + 1 :]}</p>\n"
    menu = "".join(f'<li><a href="/{n}.html">栏目{n}</a></li>' for n in range(30))
    html = (
        f'<!DOCTYPE html><html><head><meta charset="{"gb2312" if encoding == "gb18030" else encoding}">'
        f"<title>{text.split(chr(10))[0]}_某某区人民政府</title><script>var 调解 = '调解纠纷99999件，';</script>"
        f"<style>p {{ color: red }}</style></head><body><div class=head><ul>{menu}</ul></div>"
        f"<div class=pos>当前位置：首页 &gt; 政务公开</div><div class=side><ul><li>排查隐患77777处</li></ul></div>"
        f"<div class=box><div {article}>{body}</div><div class=tools>打印本页 关闭窗口</div></div>"
        "<div class=foot>主办单位：某某区人民政府办公室 网站标识码：3301000001</div></body></html>"
    )
    return html.encode(encoding)


def archive(text: str) -> bytes:
    """The same page as a browser's archive (.mht)."""
    message = EmailMessage()
    message["Subject"] = "page"
    message.set_content("x")
    message.make_mixed()
    message.add_attachment(page(text), maintype="text", subtype="html", params={"charset": "gb2312"})
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png")
    return b"MIME-Version: 1.0\r\n" + message.as_bytes()


class _Sheets(FPDF):
    def header(self) -> None:
        self.set_font("han", size=9)
        self.set_xy(25, 12)
        self.cell(160, 6, "法治政府建设报告选编", align="C")

    def footer(self) -> None:
        self.set_font("han", size=9)
        self.set_xy(25, -18)
        self.cell(160, 6, f"— {self.page_no()} —", align="C")


def sheets(text: str, columns: int = 1, mode: TextMode = TextMode.FILL) -> bytes:
    """A PDF with running header, page numbers, a drawn table, lines broken wherever they are full."""
    pdf = _Sheets()
    pdf.add_font("han", fname=FONT)
    pdf.text_mode = mode
    width, gap = (160.0, 0.0) if columns == 1 else (76.0, 8.0)
    place = _Place(pdf, width, gap, columns)
    for is_table, lines in pieces(text):
        for line in lines:
            place.row(cells(line)) if is_table else place.paragraph(line)
    return bytes(pdf.output())


class _Place:
    """Where the next line goes: column after column, page after page."""

    LINE, TOP, BOTTOM, LEFT = 8.0, 30.0, 270.0, 25.0

    def __init__(self, pdf: FPDF, width: float, gap: float, columns: int) -> None:
        self._pdf, self._width, self._gap, self._columns = pdf, width, gap, columns
        self._column, self._y = columns, self.TOP

    def _next(self) -> tuple[float, float]:
        if self._column >= self._columns or self._y > self.BOTTOM:
            self._column += 1
            if self._column >= self._columns:
                self._pdf.add_page()
                self._column = 0
            self._y = self.TOP
            self._pdf.set_font("han", size=12)
        self._y += self.LINE
        return self.LEFT + self._column * (self._width + self._gap), self._y - self.LINE

    def paragraph(self, line: str) -> None:
        indent, rest = 8.5, line
        while rest:
            x, y = self._next()
            count = len(rest)
            while self._pdf.get_string_width(rest[:count]) > self._width - indent:
                count -= 1
            self._pdf.text(x + indent, y + 6, rest[:count])
            rest, indent = rest[count:], 0

    def row(self, row: list[str]) -> None:
        x, y = self._next()
        for words, width in zip(row, (12, 50, 18, 25, 55), strict=True):
            self._pdf.rect(x, y, width, self.LINE)
            self._pdf.text(x + 1, y + 6, words)
            x += width


def old_word(letters: str, kind: bytes = b"", is_locked: bool = False) -> bytes:
    """A .doc with the letters of a text: paragraphs end with \\r, cells with \\x07, rows with one more.

    `kind`: bytes that say how letters look (b"\\x00\\x08\\x01": deleted).
    """
    body = letters.encode("utf-16-le")
    start = 0x400
    content = bytearray(start) + body + b"\0" * 8 + kind
    content[0x0A:0x0C] = struct.pack("<H", 0x0300 if is_locked else 0x0200)
    content[0x18:0x20] = struct.pack("<2I", start, start + len(body))
    content[0x4C:0x50] = struct.pack("<I", len(letters))
    piece = struct.pack("<2I", 0, len(letters)) + struct.pack("<HIH", 0, start, 0)
    return compound({"WordDocument": bytes(content), "1Table": b"\x02" + struct.pack("<I", len(piece)) + piece})


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE file (the shell of .doc, .xls and of locked .docx) with some streams."""
    sectors: list[bytes] = []
    chains: list[int] = []
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")  # smaller ones would have to stand elsewhere
        entries.append((name, 2, len(sectors), len(data)))
        blocks = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        chains += [*range(len(sectors) + 1, len(sectors) + len(blocks)), 0xFFFFFFFE]
        sectors += blocks
    directory = b"".join(_entry(i, *entry, last=len(entries) - 1) for i, entry in enumerate(entries)).ljust(512, b"\0")
    first = len(sectors)
    blocks = [directory[at : at + 512].ljust(512, b"\0") for at in range(0, len(directory), 512)]
    chains += [*range(first + 1, first + len(blocks)), 0xFFFFFFFE]
    sectors += blocks
    n_fat = -(-(len(sectors) + 1) // 127)
    fat_at = range(len(sectors), len(sectors) + n_fat)
    chains += [0xFFFFFFFD] * n_fat
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(512 * n_fat, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6) + struct.pack("<3I", 0, n_fat, first)
    header += struct.pack("<6I", 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return (header + struct.pack(f"<{n_fat}I", *fat_at)).ljust(512, b"\xff") + b"".join(sectors) + fat


def _entry(index: int, name: str, kind: int, start: int, size: int, last: int) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    child = 1 if index == 0 and last else 0xFFFFFFFF
    right = index + 1 if 0 < index < last else 0xFFFFFFFF
    head = words.ljust(64, b"\0") + struct.pack("<HBB3I", len(words), kind, 1, 0xFFFFFFFF, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)
