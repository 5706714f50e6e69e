"""材料: the content of briefings against the queries, and each kind of file opened by a reader that is not ours."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import polars as pl
import pptx
import pypdfium2
import pytest
from conftest import words as html_of
from lxml import etree
from streamlit.testing.v1 import AppTest

from pages.shared import words
from pages.shared.briefing import content, deck, district, html, office, stage
from pages.shared.briefing import docx as document
from pages.shared.briefing import pdf as paper
from pages.shared.briefing import pptx as slides
from pages.shared.briefing.content import Bar, Briefing, Chart, Column, Evidence, Section, Table
from pages.shared.pictures import chromium
from pipeline import store
from pipeline.store import decks
from queries import briefing, compare, evidence
from queries import office as offices

A = ("118801",)
HERE = {"year": 2023, "areas": A, "kind": None, "simulated": False}
RATE = "mediation.success_rate"


@pytest.fixture
def ask(snapshot: str) -> Callable[..., pl.DataFrame]:
    """Asks as a page does."""
    return lambda question, **filters: question(snapshot, **filters)


BUILT: dict[str, Briefing] = {}  # they never change, so each is built once


@pytest.fixture
def profile(ask: Any) -> Briefing:
    if "office" not in BUILT:
        BUILT["office"] = office.build(ask, office="118801001", year=2023, simulated=False)
    return BUILT["office"]


@pytest.fixture
def report(ask: Any) -> Briefing:
    if "district" not in BUILT:
        BUILT["district"] = district.build(ask, district.Choice("示例区", 2023, A, None, False))
    return BUILT["district"]


def named(made: Briefing, name: str) -> Section:
    return next(section for section in made.sections if section.name == name)


def column(section: Section, title: str) -> list[str]:
    assert section.table
    place = [one.title for one in section.table.columns].index(title)
    return [row[place] for row in section.table.rows]


# --- what a briefing says ---


def test_every_cited_figure_stands_in_its_report_at_its_place(
    snapshot: str, profile: Briefing, report: Briefing
) -> None:
    for made in (profile, report):
        assert [one.number for one in made.evidence] == list(range(1, len(made.evidence) + 1))
        for one in made.evidence:
            name = one.report.rpartition("（")[2].removesuffix(".txt）")
            text = evidence.report(snapshot, report=name)["text"][0]
            assert text[one.start : one.end] == one.quote
            assert one.sentence in text and one.quote in one.sentence


def test_every_stated_figure_of_an_office_stands_in_its_domain_with_its_place(snapshot: str, profile: Briefing) -> None:
    figures = offices.figures(snapshot, office="118801001", year=2023, simulated=False)
    stated = figures.filter(pl.col("state").is_in(words.STATED)).rows(named=True)
    told = [
        (name, value, mark)
        for section in profile.sections
        if section.group
        for name, value, mark in zip(
            column(section, "指标"), column(section, "数值"), column(section, "出处"), strict=True
        )
    ]
    assert [(name, value) for name, value, _ in told] == [(row["indicator_name"], words.stated(row)) for row in stated]
    for (name, value, mark), row in zip(told, stated, strict=True):
        one = profile.evidence[int(mark.split("、")[0]) - 1]
        assert (one.indicator, one.value, one.start, one.quote) == (name, value, row["start"], row["quote"])


def test_every_office_of_a_district_is_listed_and_the_missing_with_their_reason(
    snapshot: str, report: Briefing
) -> None:
    figures = compare.figures(snapshot, indicator=RATE, **HERE)
    section = named(report, "调解成功率")
    assert column(section, "街镇") == figures["name"].to_list()
    assert column(section, "数值") == [words.shown(row) for row in figures.iter_rows(named=True)]
    assert section.chart and section.chart.note == "未提及：中山街道、山口镇；报告缺：湖滨街道"
    assert [bar.value for bar in section.chart.bars] == figures["value"].drop_nulls().to_list()
    assert [bar.hollow for bar in section.chart.bars] == [False, False, True, True]


def test_the_counts_of_a_rate_are_cited_with_it(report: Briefing) -> None:
    section = named(report, "调解成功率")
    cited = dict(zip(column(section, "街镇"), column(section, "出处"), strict=True))
    numbers = [int(number) for number in cited["东街街道"].split("、")]
    assert [report.evidence[n - 1].value for n in numbers] == ["97.6%", "200件", "205件"]
    assert cited["湖滨街道"] == ""


def test_two_years_are_compared_by_both_values_and_rates_only_with_a_test(snapshot: str, profile: Briefing) -> None:
    section = named(profile, "与上年相比")
    rows = {name: place for place, name in enumerate(column(section, "指标"))}
    place = rows["行政执法案件"]
    assert column(section, "2022年")[place] == "1,400件"
    assert column(section, "增减（推算）")[place] == "+143件（+10.2%）"
    assert column(section, "比率变化的判断")[place] == ""
    assert column(section, "增减（推算）")[rows["调解成功率"]] == "+2.6个百分点"
    assert column(section, "比率变化的判断")[rows["调解成功率"]] == "不能断定有变化（差别未超出偶然波动）"
    assert column(section, "增减（推算）")[rows["网格总数"]] == "持平"
    before = profile.evidence[int(column(section, "出处")[place].split("、")[0]) - 1]
    assert (before.period, before.quote) == ("2022年", "1400件")


def test_a_qualified_number_has_no_difference(snapshot: str) -> None:
    rows = briefing.years(snapshot, office="118801001", year=2023, simulated=False)
    assert rows.filter(indicator="litigation.lawsuits").select("before", "after", "difference", "change").row(0) == (
        2,
        0,
        -2,
        None,
    )
    assert rows.filter(pl.col("kind") == "rate")["change"].null_count() == 1


def test_what_a_report_does_not_mention_is_listed_and_never_a_zero(profile: Briefing) -> None:
    section = named(profile, "没有写明的核心指标")
    assert "拆违治违面积" in "".join(column(section, "报告没有提到的核心指标"))
    assert section.headline.endswith("没有写不等于零")


def test_doubtful_figures_are_named_as_such(ask: Any) -> None:
    made = office.build(ask, office="118801004", year=2023, simulated=False)
    section = named(made, "待核")
    assert column(section, "数值") == ["待核"]
    assert "两个不同的数" in column(section, "疑点")[0]


def test_invented_data_are_called_so(ask: Any) -> None:
    made = office.build(ask, office="118801007", year=2023, simulated=True)
    assert made.caution == "含模拟数据，仅供演示" and "（模拟）" in made.title


def test_what_no_file_can_hold_is_taken_out_and_nothing_else() -> None:
    assert content.settled(("a\x00b\x0bc\u202ed\ufffe\ud800", 3, None)) == ("ab cd", 3, None)
    assert content.settled("一\r\n二\t三") == "一 二 三"
    for text in ("=1+1", "@SUM(A1)", "A&B<c>", "{{ x }}", "_x000D_", "𠮷〇㐂"):
        assert content.settled(text) == text


# --- one file that opens without network ---


def test_the_web_page_needs_nothing_from_outside_and_runs_nothing(report: Briefing) -> None:
    page = html.write(report).decode()
    assert "<script" not in page and "http" not in page.replace("http://www.w3.org/2000/svg", "").replace(
        "http-equiv", ""
    )
    assert "default-src 'none'" in page


def test_the_web_page_lists_every_figure_with_its_sentence(report: Briefing) -> None:
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(html.write(report).decode())
    rows = [[cell.text() for cell in row.css("td")] for row in page.css(".appendix tbody tr")]
    assert [row[0] for row in rows] == [str(one.number) for one in report.evidence]
    for row, one in zip(rows, report.evidence, strict=True):
        assert one.what in row[1] and one.sentence in row[2] and one.place in row[2]


# --- the page ---


def test_the_page_names_what_the_files_hold(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("briefing", office="东街街道")
    assert not at.exception
    assert "东街街道2023年法治建设数据画像" in html_of(at)
    assert "待核" not in html_of(at).split("目录")[1].split("口径")[0]
    at = visit("briefing", view="区域专报")
    assert "示例区2023年街镇法治建设数据专报" in html_of(at)
    assert "调解成功率：7个街镇中4个写明" in html_of(at)


@pytest.mark.parametrize(
    "address",
    [
        {"office": "湖滨街道"},
        {"office": "西河街道", "year": "2022"},
        {"kind": "乡"},
        {"kind": "乡", "view": "区域专报"},
    ],
)
def test_without_figures_the_page_says_so(
    snapshot: str, visit: Callable[..., AppTest], address: dict[str, str]
) -> None:
    at = visit("briefing", **address)
    assert not at.exception
    assert "没有可以写进材料的数" in html_of(at)
    assert not at.get("download_button")


# --- slides ---


def opened(made: Briefing) -> Any:
    return pptx.Presentation(io.BytesIO(slides.write(made)))


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def tables(deck: Any) -> list[list[list[str]]]:
    """Rows without headings of every table of a deck."""
    frames = [shape for slide in deck.slides for shape in slide.shapes if shape.has_table]
    return [[[cell.text for cell in row.cells] for row in list(frame.table.rows)[1:]] for frame in frames]


def charts(deck: Any) -> list[Any]:
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def test_slides_are_wide_and_each_says_one_finding(report: Briefing) -> None:
    made = opened(report)
    assert made.slide_width / made.slide_height == pytest.approx(16 / 9)
    titles = [slide.shapes.title.text for slide in made.slides]
    for section in report.sections:
        assert any(title.startswith(section.headline) for title in titles), section.headline
    assert titles[0] == report.title
    assert titles[-1].startswith("数字出处")


def test_charts_of_slides_are_native_and_carry_the_figures_of_the_query(snapshot: str, report: Briefing) -> None:
    figures = compare.figures(snapshot, indicator=RATE, **HERE).drop_nulls("value")
    drawn = next(chart for chart in charts(opened(report)) if chart.plots[0].series[0].name == "调解成功率（%）")
    assert list(drawn.plots[0].categories) == figures["name"].to_list()
    assert list(drawn.plots[0].series[0].values) == figures["value"].to_list()
    book = openpyxl.load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob))
    assert [row[1] for row in book["数据"].iter_rows(min_row=2, values_only=True)] == figures["value"].to_list()


def test_every_table_and_every_figure_is_on_the_slides(profile: Briefing, report: Briefing) -> None:
    for made in (profile, report):
        rows = [row for table in tables(opened(made)) for row in table]
        for section in made.sections:
            for row in section.table.rows if section.table else ():
                assert list(row) in rows, row
        assert [row[0] for row in rows if len(row) == 4 and "字" in row[3]] == [str(e.number) for e in made.evidence]


def test_notes_hold_the_sentences_and_their_places(report: Briefing) -> None:
    deck = opened(report)
    slide = next(slide for slide in deck.slides if slide.shapes.title.text.startswith("调解成功率"))
    for one in report.cited(named(report, "调解成功率")):
        assert f"〔{one.number}〕{one.what}：“{one.sentence}”（{one.place}）" in slide.notes_slide.notes_text_frame.text


def many(count: int) -> Briefing:
    """A briefing as of a district with so many offices, with long names and sentences."""
    bars = tuple(
        Bar(f"第{n:02}个名字很长的街道办事处（模拟）", float(n), f"{n}件　统计期为1—9月") for n in range(count)
    )
    rows = tuple((f"第{n:02}个名字很长的街道办事处（模拟）", f"{n}件", "说明" * 20, str(n + 1)) for n in range(count))
    columns = (Column("街镇", 4), Column("数值", 3, right=True), Column("说明", 5), Column("出处", 2))
    section = Section(
        "指标", "某指标：一半写明" * 3, ("很长的结论。" * 20,), Chart("某指标（件）", "件", bars, "未提及：" + "某某街道、" * count),
        Table("各街镇", columns, rows), (),
    )  # fmt: skip
    listed = Section("没有写明的", "有多少没有写明", ("没有写明。",), table=Table("各街镇", columns, rows))
    evidence = tuple(
        Evidence(n, "某街道", "某指标", f"{n}件", "2023年", "", "很长的句子，" * (3 + 300 * (n == 2)) + f"{n}件。", f"{n}件", "《报告》（某.txt）", 9, 12)
        for n in range(1, count + 1)
    )  # fmt: skip
    return Briefing(
        "标题", "某区 · 2023年", "数据生成于某日", "", "结论。", (section, listed), ("口径。" * 40,) * 12, evidence
    )


@pytest.mark.parametrize("count", [2, 8, 20, 60])
def test_nothing_runs_over_the_edge_of_a_slide_or_into_its_foot(count: int) -> None:
    deck = opened(many(count))
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width, number
            assert shape.top + shape.height <= deck.slide_height, number
            if shape.has_table or shape.has_chart:
                assert shape.top + shape.height <= stage.Pt(stage.FOOT), number
                assert shape.height > 0, number
    assert sum(len(list(chart.plots[0].categories)) for chart in charts(deck)) == count
    told = "".join(row[2] for table in tables(deck) for row in table if len(row) == 4)
    assert "".join(one.sentence for one in many(count).evidence) in told


HOSTILE = (
    "=1+1", "+86 10", "-5", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.invalid","x")', "＝1",
    "http://x.invalid/?a=1&b=2", "<script>alert(1)</script>", "A&B<c>", "{{ 7*7 }}{% x %}", "a\x00b\x0bc\ufffe𠮷",
)  # fmt: skip


def hostile() -> Briefing:
    made = many(8)
    bars = tuple(Bar(text, 1.0, text) for text in HOSTILE)
    rows = tuple((text, text) for text in HOSTILE)
    table = Table(HOSTILE[6], (Column(HOSTILE[0]), Column(HOSTILE[7])), rows)
    section = Section(HOSTILE[6], HOSTILE[7], HOSTILE, Chart(HOSTILE[6], "=件", bars, HOSTILE[9]), table, (1,))
    evidence = tuple(
        Evidence(n, text, text, text, text, text, text, text, text, 0, 1) for n, text in enumerate(HOSTILE, 1)
    )
    listed = Section("表", "表", (), table=table)
    return content.settled(replace(made, title=HOSTILE[7], sections=(section, listed), evidence=evidence))


def test_hostile_words_stay_words_on_slides() -> None:
    file = slides.write(hostile())
    made = pptx.Presentation(io.BytesIO(file))
    expected = [content.settled(text) for text in HOSTILE]
    assert [[text, text] for text in expected] in tables(made)
    assert [name for chart in charts(made) for name in chart.plots[0].categories] == expected
    for chart in charts(made):
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        cells = [cell for row in book["数据"].iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert [cell.value for cell in book["数据"]["A"][1:]] == list(chart.plots[0].categories)
    assert b"hlinkClick" not in b"".join(parts(file))
    assert not [part for part in parts(file) if b'TargetMode="External"' in part]


def parts(file: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return [package.read(name) for name in package.namelist()]


def test_hostile_words_stay_words_on_the_web_page() -> None:
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(html.write(hostile()).decode())
    assert not page.css("script, a, iframe, img, link, object")
    cells = [row.css_first("td").text() for row in page.css("table tbody tr")][: len(HOSTILE)]
    assert cells == [content.settled(text) for text in HOSTILE]


# --- official document ---

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def test_the_document_is_laid_out_as_official_documents_are(report: Briefing) -> None:
    made = docx.Document(io.BytesIO(document.write(report)))
    page = made.sections[0]
    text = (
        page.page_width - page.left_margin - page.right_margin,
        page.page_height - page.top_margin - page.bottom_margin,
    )
    assert [round(edge.mm) for edge in (page.top_margin, page.left_margin)] == [37, 28]
    assert [round(length / 36000) for length in text] == [156, 225]
    body, title = made.styles["Normal"], made.styles["Title"]
    assert (body.font.size.pt, title.font.size.pt) == (16, 22)
    assert body.paragraph_format.line_spacing.pt == pytest.approx(28.95)
    assert fonts_of(body)["eastAsia"] == "仿宋_GB2312" and fonts_of(title)["eastAsia"] == "方正小标宋简体"
    assert [fonts_of(made.styles[f"Heading {level}"])["eastAsia"] for level in (1, 2, 3)] == [
        "黑体",
        "楷体_GB2312",
        "仿宋_GB2312",
    ]
    assert made.paragraphs[0].text == report.title and made.paragraphs[0].style.name == "Title"


def fonts_of(style: Any) -> dict[str, str]:
    return {name.removeprefix(W): value for name, value in style.element.rPr.find(f"{W}rFonts").attrib.items()}


def test_missing_fonts_have_named_stand_ins() -> None:
    with zipfile.ZipFile(io.BytesIO(document.write(many(2)))) as package:
        table = package.read("word/fontTable.xml").decode()
    for font, instead in (
        ("仿宋_GB2312", "仿宋"),
        ("方正小标宋简体", "宋体"),
        ("黑体", "SimHei"),
        ("楷体_GB2312", "楷体"),
    ):
        assert re.search(f'<w:font w:name="{font}"><w:altName w:val="[^"]*{instead}', table), font


def test_page_numbers_stand_on_the_outer_side(report: Briefing) -> None:
    made = docx.Document(io.BytesIO(document.write(report)))
    assert made.settings.odd_and_even_pages_header_footer
    for footer, side in ((made.sections[0].footer, "right"), (made.sections[0].even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert str(paragraph.alignment).lower().startswith(side)
        assert "".join(piece.text for piece in paragraph._p.iter(f"{W}t")) == "— 1 —"
        assert [field.get(f"{W}instr") for field in paragraph._p.iter(f"{W}fldSimple")] == ["PAGE"]


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_chapters_are_numbered_in_chinese(number: int, words: str) -> None:
    assert document.numeral(number) == words


def test_the_document_holds_every_sentence_table_and_figure(profile: Briefing, report: Briefing) -> None:
    for made in (profile, report):
        read = docx.Document(io.BytesIO(document.write(made)))
        said = [paragraph.text for paragraph in read.paragraphs]
        rows = [[cell.text for cell in row.cells] for table in read.tables for row in table.rows[1:]]
        for section in made.sections:
            assert section.text[0] in said or f"{section.headline}。" in said
            assert not section.table or all(list(row) in rows for row in section.table.rows)
            assert not section.chart or not section.chart.note or f"注：{section.chart.note}" in said
        assert [row[:1] + row[2:] for row in rows[-len(made.evidence) :]] == [
            [str(one.number), one.sentence, one.place] for one in made.evidence
        ]


def drawings(file: bytes) -> list[tuple[list[str], list[float], Any]]:
    """Names and values of every chart of a document, and its workbook, found by the relations of the package."""
    found = []
    for relation in docx.Document(io.BytesIO(file)).part.rels.values():
        if relation.reltype.endswith("/chart"):
            chart = etree.fromstring(relation.target_part.blob)
            names = [point.findtext(f"{C}v") for point in chart.find(f".//{C}cat").iter(f"{C}pt")]
            values = [float(point.findtext(f"{C}v")) for point in chart.find(f".//{C}val").iter(f"{C}pt")]
            data = chart.find(f"{C}externalData").attrib.values()[0]
            book = openpyxl.load_workbook(io.BytesIO(relation.target_part.rels[data].target_part.blob))
            found.append((names, values, book["数据"]))
    return found


def test_charts_of_the_document_can_be_edited_and_carry_the_figures(snapshot: str, report: Briefing) -> None:
    figures = compare.figures(snapshot, indicator=RATE, **HERE).drop_nulls("value")
    expected = (figures["name"].to_list(), figures["value"].to_list())
    drawn = drawings(document.write(report))
    assert len(drawn) == len([section for section in report.sections if section.chart])
    assert expected in [(names, values) for names, values, _ in drawn]
    for names, values, sheet in drawn:
        rows = list(sheet.iter_rows(min_row=2, max_col=2, values_only=True))
        assert rows == list(zip(names, values, strict=True))


def test_hostile_words_stay_words_in_the_document() -> None:
    file = document.write(hostile())
    read = docx.Document(io.BytesIO(file))
    expected = [content.settled(text) for text in HOSTILE]
    assert [[text, text] for text in expected] in [
        [[c.text for c in row.cells] for row in table.rows[1:]] for table in read.tables
    ]
    for names, _, sheet in drawings(file):
        assert names == expected
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert b"<w:hyperlink" not in b"".join(parts(file))
    assert not [part for part in parts(file) if b'TargetMode="External"' in part]


# --- on paper ---


@pytest.mark.skipif(not chromium.is_there(), reason="no Chromium on this machine that could print")
def test_the_print_has_every_figure_and_page_numbers(report: Briefing) -> None:
    pages = read_pages(paper.write(report))
    assert re.search(rf"1 / {len(pages)}", pages[0]) and re.search(rf"{len(pages)} / {len(pages)}", pages[-1])
    told = squeezed("".join(pages))
    for one in report.evidence:
        assert squeezed(one.value) in told and squeezed(one.quote) in told


def test_without_a_browser_the_print_says_what_to_do(monkeypatch: pytest.MonkeyPatch, report: Briefing) -> None:
    monkeypatch.setattr(chromium, "path", lambda: None)
    with pytest.raises(paper.NoBrowser, match="可以先下载网页"):
        paper.write(report)


def read_pages(file: bytes) -> list[str]:
    """The words of each page, and proof that none of them is blank when it is drawn."""
    read = pypdfium2.PdfDocument(file)
    for page in read:
        assert len(set(page.render(scale=0.3).to_pil().convert("L").tobytes())) > 3
    return [page.get_textpage().get_text_range() for page in read]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="no LibreOffice (soffice) on this machine that could open the files"
)
def test_another_office_program_shows_every_figure(tmp_path: Path, report: Briefing) -> None:
    line = replace(report, conclusion="国" * 28 * 5, sections=report.sections[:2])
    (tmp_path / "slides.pptx").write_bytes(slides.write(line))
    (tmp_path / "document.docx").write_bytes(document.write(line))
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [str(shutil.which("soffice")), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.*x"))], check=True, capture_output=True, timeout=240)
    for name in ("slides", "document"):
        pages = read_pages((tmp_path / f"{name}.pdf").read_bytes())
        told = squeezed("".join(pages))
        for one in report.evidence:
            assert squeezed(one.value) in told and squeezed(one.sentence) in told and squeezed(one.place) in told, name
    full = [line for line in pages[0].splitlines() if set(line.strip()) == {"国"}]
    assert max(map(len, (line.strip() for line in full))) == 28


# --- a deck ---


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty store of its own."""
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield
    store._engine(store.url()).dispose()


@pytest.fixture
def meeting(snapshot: str, people: None, visit: Callable[..., AppTest]) -> Briefing:
    """A deck of three views, taken by a reader, as a briefing."""
    for view in ("compare", "trends", "heatmap"):
        at = visit(view)
        if at.session_state["shown"] and not decks.every():
            at.text_input(key="deck-name").set_value("例会")
        at.button(key="deck-add").click().run()
        assert not at.exception
    made = decks.every()[0]
    first, *others = made.slides
    made = decks.save(made, slides=(replace(first, title="自己的标题", note="先讲这一屏"), *others))
    return deck.build(made, decks.contents([slide.screen for slide in made.slides]))


def test_a_deck_is_written_as_it_was_seen(snapshot: str, meeting: Briefing) -> None:
    figures = compare.figures(snapshot, indicator=RATE, **HERE)
    first = meeting.sections[0]
    assert (meeting.title, first.headline, first.note) == ("例会", "自己的标题", "先讲这一屏")
    stated = figures.filter(pl.col("state").is_in(words.STATED)).rows(named=True)
    assert column(first, "名称") == [row["name"] for row in stated]
    assert column(first, "数值") == [words.stated(row, short=True) for row in stated]
    assert first.chart and [bar.value for bar in first.chart.bars] == [row["value"] for row in stated]
    assert len(meeting.sections) == 3


def test_every_figure_of_a_deck_has_its_sentence_report_and_place(snapshot: str, meeting: Briefing) -> None:
    assert [one.number for one in meeting.evidence] == list(range(1, len(meeting.evidence) + 1))
    for section in meeting.sections:
        assert all(column(section, "出处"))
    for one in meeting.evidence:
        name = one.report.rpartition("（")[2].removesuffix("）")
        text = evidence.report(snapshot, report=name)["text"][0]
        assert one.start is not None and text[one.start : one.end] == one.quote and one.sentence in text


def test_a_deck_becomes_every_kind_of_file(meeting: Briefing) -> None:
    notes = opened(meeting).slides[2].notes_slide.notes_text_frame.text
    assert notes.startswith("讲者备注：先讲这一屏")
    assert "自己的标题" in html.write(meeting).decode()
    assert "一、自己的标题" in [p.text for p in docx.Document(io.BytesIO(document.write(meeting))).paragraphs]


def test_the_page_offers_the_decks_and_says_when_there_are_none(
    snapshot: str, people: None, visit: Callable[..., AppTest]
) -> None:
    assert "还没有会议" in html_of(visit("briefing", view="会议"))


def test_the_page_writes_a_deck(meeting: Briefing, visit: Callable[..., AppTest]) -> None:
    at = visit("briefing", view="会议")
    assert not at.exception
    assert "《例会》分3部分" in html_of(at)
