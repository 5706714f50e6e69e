"""Every format: one report, whatever file it comes in, states the same."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import documents
import docx
import pypdfium2
import pytest
from docx.oxml import parse_xml
from fpdf import FPDF
from fpdf.enums import TextMode

from pipeline import build, catalogue
from pipeline import read as reading
from pipeline.model import Document
from pipeline.offices import Offices
from pipeline.originals import COMPANIONS
from pipeline.read import READERS, Unreadable, read
from pipeline.sandbox import Limits, Worker

REPORTS = Path(__file__).parents[1] / "data/reports"
SAMPLES = ["模拟-澄江区-石榴街道-2023", "模拟-澄江区-望湖街道-2023", "模拟-澄江区-柳荫街道-2022"]
CATALOGUE, OFFICES = catalogue.load(), Offices.load()
OFFICE = shutil.which("soffice")
needs_font = pytest.mark.skipif(documents.FONT is None, reason="no Chinese font on this machine")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker that finds no LibreOffice."""
    monkeypatch.setenv("PATH", "")
    worker = Worker(Limits())
    monkeypatch.setattr(reading, "worker", lambda limits=None: worker)
    yield
    worker.close()


def stated(document: Document) -> list[tuple[object, ...]]:
    """What a report states, whatever the places."""
    made = build.extract(document, CATALOGUE, OFFICES)
    assert all(document.text[o.start : o.end] == o.quote for o in made.observations)
    return sorted((o.indicator, o.value, o.scope, o.status, o.qualifier) for o in made.observations)


def file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def words(folder: Path, data: bytes, ending: str = "docx") -> list[str]:
    return read(file(folder, f"a.{ending}", data)).text.split("\n")


@pytest.mark.usefixtures("without_office")
@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize(
    ("ending", "make"),
    [
        ("docx", documents.word),
        ("html", documents.page),
        ("htm", lambda text: documents.page(text, "utf-8", 'class="xl_con1"')),
        ("mht", documents.archive),
        pytest.param("pdf", documents.sheets, marks=needs_font),
        ("doc", lambda text: documents.old_word(letters(text))),
        ("wps", lambda text: documents.old_word(letters(text))),
    ],
)
def test_a_report_states_the_same_in_every_format(
    tmp_path: Path, sample: str, ending: str, make: Callable[[str], bytes]
) -> None:
    source = read(REPORTS / f"{sample}.txt")
    document = read(file(tmp_path, f"{sample}.{ending}", make(source.text)))
    assert document.format == ending
    assert stated(document) == stated(source)
    for noise in ("99999", "88888", "栏目", "打印本页", "第 77 期", "选编", "— 1 —"):
        assert noise not in document.text


def letters(text: str) -> str:
    """A text as .doc holds it."""
    marked = ""
    for is_table, lines in documents.pieces(text):
        for line in lines:
            marked += "".join(f"{cell}\x07" for cell in documents.cells(line)) + "\x07" if is_table else f"{line}\r"
    return marked


@needs_font
def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    source = read(REPORTS / "模拟-澄江区-望湖街道-2023.txt")
    document = read(file(tmp_path, "a.pdf", documents.sheets(source.text, columns=2)))
    assert stated(document) == stated(source)
    assert [line for line in source.text.split("\n") if line] == document.text.split("\n")


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("ending", ["doc", "rtf", "pdf"])
def test_what_libreoffice_writes_states_the_same(tmp_path: Path, ending: str) -> None:
    source = read(REPORTS / "模拟-澄江区-石榴街道-2023.txt")
    made = file(tmp_path, "a.docx", documents.word(source.text, has_boxes=False, has_revisions=ending != "pdf"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", ending, "--outdir", str(tmp_path), str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    path = tmp_path / f"a.{ending}"
    if ending == "rtf":
        path = path.rename(tmp_path / "rtf.doc")
    document = read(path)
    assert stated(document) == stated(source)
    assert "99999" not in document.text


ROWS = [["社区", "受理纠纷（件）", "成功率（%）", "备注"], ["甲社区", "120", "98.5", "无"], ["合计", "392", "98.3", ""]]
ROW_LINES = [
    "社区 受理纠纷（件） 成功率（%） 备注",
    "甲社区 受理纠纷 件 120",
    "甲社区 成功率 % 98.5 无",
    "合计 受理纠纷 件 392",
    "合计 成功率 % 98.3",
]


def grid(rows: list[list[str]]) -> "docx.document.Document":
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return document


def saved(document: "docx.document.Document") -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (ROWS, ROW_LINES),
        (
            [["指标", "单位", "2022年", "2023年"], ["行政处罚", "件", "20", "22"], ["罚款", "万元", "1.5", ""]],
            ["指标 单位 2022年 2023年", "行政处罚 2022年 件 20", "行政处罚 2023年 件 22", "罚款 万元 1.5"],
        ),
        ([["调解纠纷", "120", "普法宣传", "12"]], ["调解纠纷 120 普法宣传 12"]),
        ([["负责人", "张某"], ["调解纠纷", "120件"]], ["负责人 张某", "调解纠纷 120件"]),
        ([["社区", "数量（件）"], ["甲社区", "120"]], ["社区 数量（件）", "甲社区 件 120"]),
        (
            [["项目", "内容"], ["执法", "全年检查12次。\n罚款3万元。"]],
            ["项目 内容", "执法", "全年检查12次。", "罚款3万元。"],
        ),
        ([["合 法 性\n审查", "件", "88"]], ["件 88", "合法性", "审查"]),
    ],
)
def test_a_number_of_a_table_keeps_the_words_that_say_what_it_is(
    tmp_path: Path, rows: list[list[str]], lines: list[str]
) -> None:
    assert words(tmp_path, saved(grid(rows))) == lines


def test_merged_cells_name_every_row_but_count_once(tmp_path: Path) -> None:
    document = grid([["类别", "指标", "数量"], ["执法", "检查", "12"], ["执法", "处罚", "3"], ["合计", "合计", "15"]])
    table = document.tables[0]
    for one, other, text in (
        (table.cell(1, 0), table.cell(2, 0), "执法"),
        (table.cell(3, 0), table.cell(3, 1), "合计"),
    ):
        one.merge(other).text = text
    assert words(tmp_path, saved(document)) == ["类别 指标 数量", "执法 检查 12", "执法 处罚 3", "合计 15"]


@needs_font
def test_a_drawn_table_keeps_its_words_across_pages(tmp_path: Path) -> None:
    text = "\n".join(
        ["序号 指标 单位 2023年 备注"] + [f"{n} 指标{n}甲乙 件 {n * 7} 其中合同 {n}" for n in range(1, 60)]
    )
    assert words(tmp_path, documents.sheets(text), "pdf")[1:] == text.replace("合同 ", "合同").split("\n")[1:]


def body(xml: str) -> bytes:
    document = docx.Document()
    for element in parse_xml(f"<w:body {documents.W}>{xml}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, element)
    return saved(document)


RUN = "<w:r><w:t>{}</w:t></w:r>"


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        ("<w:p>" + RUN.format("12") + RUN.format("86件") + "</w:p>", ["1286件"]),
        (f"<w:p><w:hyperlink>{RUN.format('链接')}</w:hyperlink><w:smartTag>{RUN.format('3件')}</w:smartTag></w:p>", ["链接3件"]),
        (f"<w:sdt><w:sdtContent><w:p>{RUN.format('控件')}</w:p></w:sdtContent></w:sdt>", ["控件"]),
        ("<w:p><w:r><w:t>10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r></w:p>", ["10²"]),
        ("<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>", ["上", "下"]),
        ("<w:p><w:r><w:t>普</w:t><w:softHyphen/><w:t>法</w:t><w:noBreakHyphen/></w:r></w:p>", ["普法-"]),
        ("<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>9</w:t></w:r><w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>8</w:t></w:r></w:p>", ["8"]),
        (
            f"<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>{RUN.format('受理纠纷')}</w:p><w:p>{RUN.format('12件')}</w:p>",
            ["受理纠纷12件"],
        ),
        (f"<w:p><w:moveFrom w:id='1'>{RUN.format('旧')}</w:moveFrom><w:moveTo w:id='2'>{RUN.format('新')}</w:moveTo></w:p>", ["新"]),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>" + RUN.format("正文") + "</w:p>", ["正文"]),
    ],
)  # fmt: skip
def test_what_a_page_of_word_shows_is_read_and_nothing_else(tmp_path: Path, xml: str, lines: list[str]) -> None:
    assert words(tmp_path, body(xml)) == lines


@pytest.mark.parametrize(
    ("format", "template", "labels"),
    [
        ("chineseCounting", "%1、", ["一、", "二、", "三、"]),
        ("decimal", "%1.", ["1. ", "2. ", "3. "]),
        ("decimal", "(%1)", ["(1)", "(2)", "(3)"]),
        ("decimalEnclosedCircle", "%1", ["①", "②", "③"]),
        ("upperLetter", "%1．", ["A．", "B．", "C．"]),
        ("lowerRoman", "%1、", ["i、", "ii、", "iii、"]),
        ("bullet", "●", ["", "", ""]),
    ],
)
def test_numbers_that_word_counts_itself_are_written_out(
    tmp_path: Path, format: str, template: str, labels: list[str]
) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    level = f'<w:numFmt w:val="{format}"/><w:lvlText w:val="{template}"/>'
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {documents.W} w:abstractNumId="9"><w:lvl w:ilvl="0">{level}</w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {documents.W} w:numId="9"><w:abstractNumId w:val="9"/></w:num>'))
    for _ in labels:
        properties = document.add_paragraph("2023年")._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {documents.W}><w:ilvl w:val="0"/><w:numId w:val="9"/></w:numPr>'))
    assert words(tmp_path, saved(document)) == [f"{label}2023年" for label in labels]


def test_footnotes_follow_their_paragraph(tmp_path: Path) -> None:
    data = body(
        f"<w:p>{RUN.format('受理12件。')}<w:r><w:footnoteReference w:id='2'/></w:r></w:p><w:p>{RUN.format('完')}</w:p>"
    )
    notes = f"<w:footnotes {documents.W}><w:footnote w:id='2'><w:p>{RUN.format('含转办3件。')}</w:p></w:footnote></w:footnotes>"
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
        ' Target="footnotes.xml"/></Relationships>'
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", relation.encode())
            new.writestr(name, content)
        new.writestr("word/footnotes.xml", notes)
    assert words(tmp_path, changed.getvalue()) == ["受理12件。", "含转办3件。", "完"]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>调解12<b>86</b>件</p>", ["调解1286件"]),
        ("<p>12<span style='DISPLAY : none'>99</span>86件，</p>", ["1286件，"]),
        ("<div>一</div>二<br>三<p hidden>四</p>", ["一", "二", "三"]),
        ("<p>法治\n  政府 abc\n def</p>", ["法治政府 abc def"]),
        ("<p>10<sup>2</sup>平方米</p>", ["10²平方米"]),
        ("<table><tr><td>受理<td>12<tr><td>办结<td>11</table>", ["受理 12", "办结 11"]),
        ("<table><tr><td><p>甲。</p><p>乙。</p></td></tr></table>", ["甲。", "乙。"]),
        ("<table><tr><td rowspan=2>执法<td>检查<td>3<tr><td>处罚<td>1</table>", ["执法 检查 3", "执法 处罚 1"]),
        ("<table><tr><td><table><tr><td>受理<td>12</table></td></tr></table>", ["受理 12"]),
        ("<p>甲<del>99</del>件</p><textarea>7</textarea>", ["甲件"]),
        (
            "<meta name=ArticleTitle content='某街道2023年报告'><p>正文，正文。</p>",
            ["某街道2023年报告", "正文，正文。"],
        ),
    ],
)
def test_what_a_saved_page_shows_is_read_and_nothing_else(tmp_path: Path, html: str, lines: list[str]) -> None:
    assert words(tmp_path, f"<html><body>{html}</body></html>".encode(), "html") == lines


@pytest.mark.parametrize(
    ("encoding", "name"), [("gb18030", "gb18030"), ("utf-8", "utf-8"), ("utf-16", "utf-16"), ("big5", "big5")]
)
def test_a_page_is_decoded_by_its_bytes_not_by_its_word(tmp_path: Path, encoding: str, name: str) -> None:
    head = f"<html><head><meta charset=utf-8><script>{'x' * 60_000}</script></head><body>"
    text = "某街道全年共調解矛盾糾紛120宗，開展宣傳12場次。"
    document = read(file(tmp_path, "a.html", f"{head}<p>{text}</p></body></html>".encode(encoding)))
    assert (document.text, document.encoding) == (text, name)
    assert document.is_legacy == (name != "utf-8")


PROSE = "全年受理12件，办结11件，其中调解10件，普法12场，走访3户。"


@pytest.mark.usefixtures("without_office")
@pytest.mark.parametrize(
    ("name", "make", "format"),
    [
        ("a.pdf", lambda: documents.word(PROSE), "docx"),
        ("a.doc", lambda: documents.page(PROSE, "utf-8"), "html"),
        ("a.doc", lambda: documents.word(PROSE), "docx"),
        ("a.docx", lambda: documents.old_word(f"{PROSE}\r"), "doc"),
        ("a.txt", lambda: documents.word(PROSE), "docx"),
    ],
)
def test_a_wrong_ending_is_put_right_with_a_note(
    tmp_path: Path, name: str, make: Callable[[], bytes], format: str
) -> None:
    document = read(file(tmp_path, name, make()))
    assert (document.text, document.format) == (PROSE, format)
    assert f"后缀是“.{name.split('.')[1]}”" in document.notes[0]


def test_source_of_a_page_in_a_text_file_stays_text(tmp_path: Path) -> None:
    assert read(file(tmp_path, "a.txt", "<html>12件</html>".encode())).text == "<html>12件</html>"


@pytest.mark.usefixtures("without_office")
@pytest.mark.parametrize(
    ("mark", "reason"), [(b"\x00\x08\x01", "修订删除"), (b"\x3c\x08\x01", "隐藏"), (b"\x37\x08\x01", "删除线")]
)
def test_old_word_files_with_words_that_do_not_count_need_libreoffice(tmp_path: Path, mark: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(file(tmp_path, "a.doc", documents.old_word("受理12件\r", mark)))


QUARTERS = {
    90: lambda width, height: pypdfium2.PdfMatrix(0, 1, -1, 0, height, 0),
    180: lambda width, height: pypdfium2.PdfMatrix(-1, 0, 0, -1, width, height),
    270: lambda width, height: pypdfium2.PdfMatrix(0, -1, 1, 0, 0, width),
}


@needs_font
@pytest.mark.parametrize("turn", QUARTERS)
def test_a_turned_page_is_read_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    upright = documents.sheets((REPORTS / f"{SAMPLES[0]}.txt").read_text("utf-8"))
    document = pypdfium2.PdfDocument(upright)
    for page in document:
        width, height = page.get_size()
        for shape in page.get_objects(max_depth=1):  # the words lie on the sheet, and the sheet is turned back
            shape.transform(QUARTERS[turn](width, height))
        page.set_mediabox(0, 0, *((width, height) if turn == 180 else (height, width)))
        page.set_rotation(turn)
        page.gen_content()
    turned = io.BytesIO()
    document.save(turned)
    assert words(tmp_path, turned.getvalue(), "pdf") == words(tmp_path, upright, "pdf")


@needs_font
def test_recognised_words_under_a_picture_are_read_as_recognised(tmp_path: Path) -> None:
    data = documents.sheets("全年受理纠纷120件。", mode=TextMode.INVISIBLE)
    document = read(file(tmp_path, "a.pdf", data))
    assert document.text.endswith("全年受理纠纷120件。")
    assert document.is_ocr
    assert "OCR" in document.notes[0]


@needs_font
def test_a_scan_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "find_spec", lambda name: None)
    with pytest.raises(Unreadable, match=r"扫描件，无文字层.*Word"):
        read(file(tmp_path, "a.pdf", scan("全年受理纠纷120件。")))


@needs_font
@pytest.mark.slow
def test_a_scan_is_recognised_where_the_extra_is_installed_and_says_so(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr_onnxruntime", reason="the optional OCR is not installed")
    document = read(file(tmp_path, "a.pdf", scan("全年受理纠纷120件。")))
    assert document.text == "全年受理纠纷120件。"
    assert document.is_ocr
    assert "OCR" in document.notes[0]


def scan(text: str) -> bytes:
    """A PDF that is a picture of words."""
    page = pypdfium2.PdfDocument(documents.sheets(text))[0]
    pdf = FPDF()
    pdf.add_page()
    pdf.image(page.render(scale=3).to_pil().crop((0, 240, 1785, 2200)), x=0, y=28.2, w=210)
    return bytes(pdf.output())


def test_the_same_file_gives_the_same_text(tmp_path: Path) -> None:
    path = file(tmp_path, "a.docx", documents.word((REPORTS / f"{SAMPLES[0]}.txt").read_text("utf-8")))
    assert read(path) == read(path)


def test_all_formats_have_a_reader_and_companions_have_none() -> None:
    assert set(READERS) == {"txt", "docx", "doc", "wps", "pdf", "html", "htm", "mht", "mhtml"}
    assert not {f".{ending}" for ending in READERS} & COMPANIONS
