"""Bombs and broken files: each ends as a text or a Chinese reason, the process that asks lives on, and so do the others."""

import io
import os
import random
import re
import socket
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import documents
import pytest
from fpdf import FPDF

from pipeline import read as reading
from pipeline import sandbox
from pipeline.read import LARGEST, Unreadable, read
from pipeline.sandbox import MB, Limits, Worker

GOOD = "全年受理矛盾纠纷120件，办结118件。"
SLOW, DIED, DAMAGED = "秒内读不完", "解析程序中断", "无法读取（"
W = documents.W


@pytest.fixture(scope="module")
def quick() -> Iterator[Worker]:
    """A worker like the real one with less patience."""
    worker = Worker(Limits(cpu=2, seconds=4))
    yield worker
    worker.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch, quick: Worker) -> None:
    monkeypatch.setattr(reading, "worker", lambda limits=None: quick)
    monkeypatch.setattr(reading, "find_spec", lambda name: None)  # no OCR
    monkeypatch.setenv("PATH", "")  # no LibreOffice


def package(parts: dict[str, bytes | Iterator[bytes]], main: bytes | Iterator[bytes] = b"") -> bytes:
    """A zip; a part in pieces is never held whole."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({"word/document.xml": main} if main else {} | parts).items():
            with archive.open(name, "w") as part:
                for piece in [content] if isinstance(content, bytes) else content:
                    part.write(piece)
    return file.getvalue()


def body(content: str) -> bytes:
    return f"<w:document {W}><w:body>{content}</w:body></w:document>".encode()


def many(piece: str, times: int) -> Iterator[bytes]:
    """A document of one piece over and over."""
    yield f"<w:document {W}><w:body>".encode()
    for _ in range(times // 1000):
        yield piece.encode() * 1000
    yield b"</w:body></w:document>"


def blanks(megabytes: int) -> Iterator[bytes]:
    for _ in range(megabytes):
        yield b" " * MB


def one_word() -> Iterator[bytes]:
    """A document of one word of 200 MB."""
    yield f"<w:document {W}><w:body><w:p><w:r><w:t>".encode()
    yield from blanks(200)
    yield b"</w:t></w:r></w:p></w:body></w:document>"


TEMPLATE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    'Target="http://127.0.0.1:{}/x.dotm" TargetMode="External"/></Relationships>'
)


def with_template(port: int) -> bytes:
    """A document that asks for its template, and for a picture, from elsewhere."""
    relations = TEMPLATE.format(port).encode()
    picture = relations.replace(b"attachedTemplate", b"image")
    return package(
        {
            "word/document.xml": body(f"<w:p><w:r><w:t>{GOOD}</w:t></w:r></w:p>"),
            "word/_rels/settings.xml.rels": relations,
            "word/_rels/document.xml.rels": picture,
        }
    )


def lying() -> bytes:
    """A zip whose directory says that 150 MB are 1,000 bytes."""
    data = bytearray(package({}, many("<w:p><w:r><w:t>12</w:t></w:r></w:p>", 4_000_000)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def doctype(declared: str, used: str) -> bytes:
    xml = body(f"<w:p><w:r><w:t>{used}</w:t></w:r></w:p>").decode()
    return package({}, f"<!DOCTYPE d [{declared}]>{xml}".encode())


LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def pdf(*objects: bytes) -> bytes:
    """A PDF of numbered objects; the first is the catalogue, the second the page tree."""
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    at = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(data + b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, at))


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (extra, len(content), content)


def sheet(content: bytes, *more: bytes, extra: bytes = b"", resources: bytes = b"") -> bytes:
    """A PDF of one page with such a content stream."""
    page = b"<</Type/Page /Parent 2 0 R /MediaBox[0 0 595 842] /Contents 4 0 R /Resources<<%s>>>>" % resources
    tree = b"<</Type/Pages /Kids[3 0 R] /Count 1>>"
    return pdf(b"<</Type/Catalog /Pages 2 0 R>>", tree, page, stream(content, extra), *more)


def deflated() -> bytes:
    """200 MB of blanks behind one layer of compression."""
    return sheet(zlib.compress(b" " * (200 * MB), 9), extra=b"/Filter/FlateDecode")


def twice_deflated() -> bytes:
    """500 MB of blanks in two layers of compression."""
    squeeze = zlib.compressobj(9)
    inner = b"".join([*(squeeze.compress(b" " * MB) for _ in range(500)), squeeze.flush()])
    return sheet(zlib.compress(inner, 9), extra=b"/Filter[/FlateDecode /FlateDecode]")


def self_calling() -> bytes:
    """A form that draws itself, twice."""
    form = b"/Type/XObject /Subtype/Form /BBox[0 0 9 9] /Resources<</XObject<</F 5 0 R>>>>"
    return sheet(b"/F Do", stream(b"/F Do /F Do", form), resources=b"/XObject<</F 5 0 R>>")


def operators() -> bytes:
    """Three million letters drawn one by one."""
    font = b"/Font<</F <</Type/Font /Subtype/Type1 /BaseFont/Helvetica>>>>"
    content = b"BT /F 1 Tf " + b"(1)Tj " * 3_000_000 + b"ET"
    return sheet(zlib.compress(content, 9), extra=b"/Filter/FlateDecode", resources=font)


def locked_pdf() -> bytes:
    document = FPDF()
    document.set_encryption(owner_password="主人".encode().hex(), user_password="12345")  # noqa: S106
    document.add_page()
    return bytes(document.output())


def html(content: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{content}</body></html>".encode()


CASES: dict[str, tuple[str, Callable[[], bytes], str | None]] = {
    # name: (file name, content, what the reason says; None: it is read; "": either)
    "200 MB of elements": ("a.docx", lambda: package({}, many("<w:p><w:r><w:t>1</w:t></w:r></w:p>", 6_000_000)), "过大"),
    "200 MB in one word": ("a.docx", lambda: package({}, one_word()), "过大"),
    "a picture of 200 MB": ("a.docx", lambda: package({"word/document.xml": body(f"<w:p><w:r><w:t>{GOOD}</w:t></w:r></w:p>"), "word/media/a.png": blanks(200)}), "过大"),
    "a template from elsewhere": ("a.docx", lambda: with_template(9), None),
    "150 MB that the directory hides": ("a.docx", lying, DAMAGED),
    "a file of the machine as an entity": ("a.docx", lambda: doctype('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;"), "DOCTYPE"),
    "a billion laughs": ("a.docx", lambda: doctype(LAUGHS, "&i;"), f"DOCTYPE|{DAMAGED}"),
    "60,000 entries": ("a.docx", lambda: package({f"{n}.xml": b"<a/>" for n in range(60_000)}), "文件过多"),
    "20,000 levels": ("a.docx", lambda: package({}, body("<w:sdt>" * 20_000 + "</w:sdt>" * 20_000)), DAMAGED),
    "250 levels": ("a.docx", lambda: package({}, body("<w:sdt>" * 200 + "<w:p/>" + "</w:sdt>" * 200)), "没有文字"),
    "a table a million columns wide": (
        "a.docx",
        lambda: package({}, body('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="9999999"/></w:tcPr><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>')),
        None,
    ),
    "a path that leaves the folder": ("a.docx", lambda: package({"../../tmp/x": b"1", "word/document.xml": body(f"<w:p><w:r><w:t>{GOOD}</w:t></w:r></w:p>")}), None),
    "a spreadsheet": ("a.docx", lambda: package({"xl/workbook.xml": b"<workbook/>"}), "没有 Word 正文"),
    "a program": ("a.docx", lambda: b"MZ\x90\0" + bytes(range(256)) * 50, "不是 Word 文档"),
    "a locked .docx": ("a.docx", lambda: documents.compound({"EncryptedPackage": b"x" * 5000}), "打开密码"),
    "a locked .doc": ("a.doc", lambda: documents.old_word("受理12件\r", is_locked=True), "打开密码"),
    "a program as .doc": ("a.doc", lambda: b"MZ\x90\0" + bytes(range(256)) * 50, "读不出"),
    "a workbook as .wps": ("a.wps", lambda: documents.compound({"Workbook": b"x" * 5000}), "读不出"),
    "200 MB behind one layer of compression": ("a.pdf", deflated, f"{DIED}|内存|{SLOW}|扫描件"),
    "a page without words": ("a.pdf", lambda: sheet(b""), "扫描件"),
    "two layers of compression": ("a.pdf", twice_deflated, f"{DIED}|内存|{SLOW}|扫描件"),
    "a form that draws itself": ("a.pdf", self_calling, f"{SLOW}|{DIED}|扫描件"),
    "three million operators": ("a.pdf", operators, f"{SLOW}|{DIED}|内存|过大"),
    "a page of 14 million points": ("a.pdf", lambda: sheet(b"").replace(b"0 0 595 842", b"0 0 14400000 14400000"), "扫描件"),
    "a locked PDF": ("a.pdf", locked_pdf, "打开密码"),
    "no PDF at all": ("a.pdf", lambda: b"MZ\x90\0" + bytes(range(256)) * 50, "不是 PDF"),
    "100,000 <div>": ("a.html", lambda: html("<div>" * 100_000 + GOOD), f"{SLOW}|{DAMAGED}"),
    "a million attributes": ("a.html", lambda: html("<p " + " ".join(f"a{n}=1" for n in range(1_000_000)) + f">{GOOD}"), ""),
    "200,000 unclosed cells": ("a.html", lambda: html("<table><tr><td>" * 200_000 + GOOD), f"{SLOW}|{DAMAGED}"),
    "a cell over a billion columns": ("a.html", lambda: html(f"<table><tr><td colspan=1000000000 rowspan=99999>{GOOD}</table>"), None),
    "a page of scripts": ("a.html", lambda: html("<script>" + "var a=1;" * 100_000 + "</script>"), "没有文字"),
    "50 MB of a page": ("a.html", lambda: html(GOOD * 1_000_000), "上限"),
    "hidden words beside a number": ("a.html", lambda: html("<style>p{}</style><p>受理<span style='display:none'>99</span>12<b>86</b>件<span hidden>7</span>。<script>55</script></p>"), None),
    "an archive without a page": ("a.mht", lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "没有网页"),
    "nothing": ("a.pdf", lambda: b"", "空"),
    "more than the most": ("a.docx", lambda: bytes(LARGEST + 1), "上限"),
}  # fmt: skip


def outcome(path: Path) -> str | None:
    """The reason why not, in Chinese; None for a text."""
    try:
        document = read(path)
    except Unreadable as error:
        assert re.search(r"请|核对", str(error)), "a reason says what to do"
        return str(error)
    assert document.text.strip()
    return None


READ_AS = {"hidden words beside a number": "受理1286件。", "a template from elsewhere": GOOD}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_ends_and_the_next_is_read(tmp_path: Path, name: str) -> None:
    file, make, expected = CASES[name]
    path, other = tmp_path / file, tmp_path / "好.docx"
    path.write_bytes(make())
    other.write_bytes(documents.word(GOOD))
    start, before = time.monotonic(), memory()
    reason = outcome(path)
    assert time.monotonic() - start < 8
    if not os.environ.get("COVERAGE_RUN"):  # `make coverage` reads each file in this process too
        assert memory() - before < 50 * MB
    if expected is None:
        assert reason is None
        assert name not in READ_AS or read(path).text == READ_AS[name]
    elif expected:
        assert reason
        assert re.search(expected, reason)
    assert read(other).text == GOOD


def test_nothing_is_fetched_for_a_file(tmp_path: Path) -> None:
    """Templates, pictures, entities and styles from elsewhere stay there: nobody knocks at their door."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        there = f"http://127.0.0.1:{port}/x"
        files = {
            "a.docx": with_template(port),
            "b.docx": doctype(f'<!ENTITY x SYSTEM "{there}">', "&x;"),
            "c.html": html(f"<link rel=stylesheet href={there}><img src={there}><iframe src={there}></iframe>{GOOD}"),
            "d.pdf": pdf(b"<</Type/Catalog /Pages 2 0 R /OpenAction<</S/URI /URI(%s)>>>>" % there.encode()),
        }
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
            outcome(tmp_path / name)
        door.settimeout(0.2)
        with pytest.raises(TimeoutError):
            door.accept()


def memory() -> int:
    """Bytes that this process holds."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 if status.is_file() else 0


FORMATS: dict[str, Callable[[], bytes]] = {
    "docx": lambda: documents.word(f"{GOOD}\n" * 5),
    "doc": lambda: documents.old_word(f"{GOOD}\r" * 5),
    "html": lambda: documents.page(f"{GOOD}\n" * 5),
    "mht": lambda: documents.archive(f"{GOOD}\n" * 5),
}
if documents.FONT:
    FORMATS["pdf"] = lambda: documents.sheets(f"{GOOD}\n" * 5)


@pytest.mark.parametrize("format", FORMATS)
def test_a_cut_or_damaged_file_gives_a_text_or_a_reason(tmp_path: Path, format: str) -> None:
    whole, chance = FORMATS[format](), random.Random(7)
    path = tmp_path / f"a.{format}"
    for round_ in range(40):
        data = bytearray(whole)
        if round_ % 2:
            del data[chance.randrange(1, len(data)) :]
        else:
            for _ in range(chance.randrange(1, 30)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        outcome(path)
    path.write_bytes(whole)
    assert outcome(path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_real_limits_are_set(tmp_path: Path) -> None:
    import resource

    probe = tmp_path / "probe.py"
    probe.write_text(
        "import resource, sys\nfrom pipeline import sandbox\n"
        "limits = sandbox.Limits()\nsandbox._limit(limits)\nsandbox._limit_processor(limits)\n"
        "for kind in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU):\n"
        "    print(resource.getrlimit(kind)[0])\n"
    )
    import subprocess

    shown = subprocess.run(
        [sys.executable, str(probe)], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(Path.cwd())}
    )
    memory_, disk, cpu = map(int, shown.stdout.split())
    assert (memory_, disk) == (1024 * MB, 0)
    assert 8 <= cpu <= 10
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != memory_, "the limits are the child's"


def test_forty_ordinary_documents_take_only_seconds(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(documents.word("\n".join([GOOD * 8] * 60)))
    start = time.monotonic()
    for _ in range(40):
        read(path)
    assert time.monotonic() - start < 8


def test_a_child_that_answers_rubbish_is_replaced(quick: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_ask", lambda *_: (_ for _ in ()).throw(ValueError()))
    with pytest.raises(Unreadable, match=DIED):
        quick.read("docx", b"")
    monkeypatch.undo()
    assert quick.read("docx", documents.word(GOOD)).text == GOOD
