"""Forty files of mixed kinds as a district gets them: thirty reports of eight offices, and ten files bad in ten ways."""

import io
import zipfile

import documents
from fpdf import FPDF

OFFICES = (
    "青石街道",
    "望湖街道",
    "柳荫街道",
    "东渡街道",
    "松涛街道",
    "石榴街道",
    "南屏街道",
    "龙津镇",
)  # all simulated
YEARS = (2020, 2021, 2022, 2023)


def zipped(**files: bytes) -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return file.getvalue()


def _scanned() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(20, 20, 100, 100)
    return bytes(pdf.output())


BAD = (  # name, bytes, what its reason says
    ("空.txt", b"", "空的"),
    ("空白.txt", b" \n \n", "没有文字"),
    ("坏.docx", b"PK\x03\x04 no zip", "不是 Word"),
    ("加密.docx", documents.compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "密码"),
    ("假.pdf", b"%PDF-1.7 nothing", "PDF"),
    ("扫描.pdf", _scanned(), "扫描"),
    ("坏.zip", b"PK\x03\x04 no zip", "不是压缩包"),
    ("越界.zip", zipped(**{"../../etc/x.txt": b"x"}), "之外"),
    ("程序.zip", zipped(**{"a/x.exe": b"MZ"}), "不支持"),
    ("多.zip", zipped(**{f"{n}.txt": b"x" for n in range(2_001)}), "2000"),
)


def report(office: str, year: int, mediated: int) -> str:
    return (
        f"澄江区{office}{year}年法治政府建设年度报告\n本报告为模拟数据。模拟省云川市澄江区。\n"
        f"全年调解矛盾纠纷{mediated}件，调解成功200件。\n全年共作出行政处罚96件。\n"
    )


def good(turn: int = 0) -> list[tuple[str, bytes]]:
    """Thirty reports as seven kinds of files, some of them in a zip; each `turn` is a new version of all of them."""
    makers = (
        ("txt", str.encode), ("txt", lambda text: text.encode("gb18030")), ("txt", lambda text: text.encode("utf-16")),
        ("txt", lambda text: text.encode("utf-8-sig")), ("docx", documents.word), ("html", documents.page),
        ("mht", documents.archive), ("pdf", documents.sheets),
        ("doc", lambda text: documents.old_word(text.replace("\n", "\r"))),
        ("zip", lambda text: zipped(**{f"{text.split(chr(10))[0][3:11]}.txt": text.encode()})),
    )  # fmt: skip
    found = []
    for at, office in enumerate(OFFICES):
        for year in YEARS:
            ending, make = makers[(at + year) % len(makers)]
            found.append((f"{office}{year}.{ending}", make(report(office, year, 300 + 7 * at + year % 7 + 100 * turn))))
    return found[:30]
