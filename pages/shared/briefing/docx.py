"""A briefing as an official document: chapters 一、（一）, charts that can be edited, tables, places of all figures."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from pages.shared.briefing import measure, native, paper
from pages.shared.briefing.content import Briefing, Chart, Column, Evidence, Section, Table

WIDE = 156  # millimetres of the text area
BARS, BAR = 32, 5.8  # of one drawing; millimetres of a bar with the gap below it
SHORT = 14  # rows of a table that is kept on one page
WHOLE = 12  # lines of a row that is never parted by the end of a page
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DRAWN = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
DIGITS = "零一二三四五六七八九"
SOURCES = Table("", (Column("序号", 3), Column("数", 8), Column("原文句子", 13), Column("报告和位置", 12)), ())
PLACES = "位置按报告读入时的原文计字，首尾都算在内。推算的数由报告写明的数算出，没有自己的句子。"


def write(briefing: Briefing) -> bytes:
    """The file."""
    document = _Document(briefing)
    document.opening()
    for number, (name, sections) in enumerate(briefing.chapters, 1):
        document.chapter(number, name, sections)
    document.closing(len(briefing.chapters) + 1)
    document.appendix(briefing.evidence)
    file = BytesIO()
    document.paper.save(file)
    return file.getvalue()


def numeral(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    return f"{DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{DIGITS[ones] if ones or not tens else ''}"


class _Document:
    """The pages so far, and how many tables and drawings they hold."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.paper = paper.blank(briefing.title)
        self.tables = self.drawings = 0

    def opening(self) -> None:
        """The title, a warning where data are invented, and the conclusion."""
        self.paper.add_paragraph(self.briefing.title, style="Title")
        if self.briefing.caution:
            line = self.paper.add_paragraph(f"（{self.briefing.caution}）")
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.paragraph_format.first_line_indent = Pt(0)
            line._p.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "0")
        self.paper.add_paragraph()
        self.paper.add_paragraph(self.briefing.conclusion)

    def chapter(self, number: int, name: str, sections: Sequence[Section]) -> None:
        """一、 with its text, or with （一） below it."""
        self.paper.add_paragraph(f"{numeral(number)}、{name}", style="Heading 1")
        for place, section in enumerate(sections, 1):
            if section.group:
                self.paper.add_paragraph(f"（{numeral(place)}）{section.name}", style="Heading 2")
            text = [line for line in section.text if line != self.briefing.conclusion]
            for line in text or [f"{section.headline}。"]:
                self.paper.add_paragraph(line)
            if section.chart:
                self.chart(section.chart)
            if section.table:
                self.table(section.table)

    def closing(self, number: int) -> None:
        """口径, what is attached, and which data this was made of."""
        self.paper.add_paragraph(f"{numeral(number)}、口径说明", style="Heading 1")
        for place, line in enumerate(self.briefing.basis, 1):
            self.paper.add_paragraph(f"{place}．{line}")
        self.paper.add_paragraph()
        self.paper.add_paragraph("附件：数字出处")
        self.paper.add_paragraph()
        self.paper.add_paragraph(f"（{self.briefing.dated}）")

    def appendix(self, evidence: Iterable[Evidence]) -> None:
        """附件: every figure with its sentence, report and place."""
        mark = self.paper.add_paragraph("附件")
        paper.plain(mark, paper.THREE, paper.HEI, tight=paper.LINE)
        mark.paragraph_format.page_break_before = True
        self.paper.add_paragraph("数字出处", style="Title")
        self.paper.add_paragraph(PLACES)
        rows = tuple((str(one.number), _what(one), one.sentence, one.place) for one in evidence)
        self._grid(replace(SOURCES, rows=rows))

    def table(self, table: Table) -> None:
        """The table with its number and title above it."""
        self.tables += 1
        self.paper.add_paragraph(f"表{self.tables}　{table.title}", style="Caption")
        self._grid(table)
        paper.plain(self.paper.add_paragraph(), paper.SMALL, tight=LEAST)

    def _grid(self, table: Table) -> None:
        """Cells within hairlines; the headings stand on every page again."""
        room = Mm(WIDE).pt
        widths = [Pt(share) for share in measure.shares(table, room)]
        drawn = self.paper.add_table(len(table.rows) + 1, len(table.columns), style="Table Grid")
        drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        titles = tuple(column.title for column in table.columns)
        heights = measure.rows_of(table, paper.SMALL, room, PADDING)
        for place, (line, row) in enumerate(zip(drawn._tbl.tr_lst, (titles, *table.rows), strict=True)):
            properties = line.get_or_add_trPr()
            if heights[place] < WHOLE * paper.SMALL * measure.LEADING:
                properties.append(OxmlElement("w:cantSplit"))
            if not place:
                properties.append(OxmlElement("w:tblHeader"))
            together = len(table.rows) <= SHORT and place < len(table.rows)
            for cell, text, width, column in zip(line.tc_lst, row, widths, table.columns, strict=True):
                cell.width = width
                written = _fill(_Cell(cell, drawn), text, column.right, paper.TEXT if place else paper.HEI)
                written.paragraph_format.keep_with_next = together or None
        for slot, width in zip(drawn._tbl.tblGrid.gridCol_lst, widths, strict=True):
            slot.w = width

    def chart(self, chart: Chart) -> None:
        """The drawing, in parts where it is long, its number and title below, and who has no bar."""
        for place in range(0, len(chart.bars), BARS):
            part = replace(chart, bars=chart.bars[place : place + BARS])
            holder = self.paper.add_paragraph()
            paper.plain(holder, paper.SMALL)
            holder.alignment = WD_ALIGN_PARAGRAPH.CENTER
            holder.paragraph_format.keep_with_next = True
            self._draw(holder, part, chart)
        self.drawings += 1
        self.paper.add_paragraph(
            f"图{self.drawings}　{chart.title}", style="Caption"
        ).paragraph_format.keep_with_next = False
        if chart.note:
            note = self.paper.add_paragraph(f"注：{chart.note}")
            paper.plain(note, paper.SMALL, tight=paper.SMALL * 1.5)

    def _draw(self, paragraph: Any, part: Chart, whole: Chart) -> None:
        """A chart part with its workbook, and the frame in the text that shows it."""
        box = (int(Mm(WIDE)), int(Mm(BAR * len(part.bars) + 6)))
        xml, book = native.parts(part, box, paper.SMALL, paper.TEXT, whole)
        package = self.paper.part.package
        number = len(package.parts)
        sheet = Part(PackURI(f"/word/embeddings/sheet{number}.xlsx"), SPREADSHEET, book, package)
        drawn = Part(PackURI(f"/word/charts/chart{number}.xml"), DRAWN, xml, package)
        assert drawn.relate_to(sheet, RELATIONSHIP_TYPE.PACKAGE) == native.WORKBOOK  # noqa: S101 (named in the XML)
        frame = FRAME.format(
            spaces=nsdecls("w", "wp", "a", "r"), wide=box[0], tall=box[1], number=number,
            relation=self.paper.part.relate_to(drawn, RELATIONSHIP_TYPE.CHART),
        )  # fmt: skip
        shown: Any = parse_xml(frame)
        shown.find(f".//{qn('wp:docPr')}").set("descr", whole.title)
        paragraph.add_run()._r.append(shown)


LEAST, PADDING, AIR = 8, 5.4, 1.5  # points: below a table, beside a cell's words, above and below them
FRAME = (
    '<w:drawing {spaces}><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{tall}"/>'
    '<wp:docPr id="{number}" name="图{number}"/><wp:cNvGraphicFramePr/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{relation}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def _fill(cell: Any, text: str, right: bool, font: str) -> Any:
    paragraph = cell.paragraphs[0]
    paragraph.add_run(text)
    paper.plain(paragraph, paper.SMALL, font, tight=paper.SMALL * measure.LEADING)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(AIR)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    return paragraph


def _what(one: Evidence) -> str:
    return f"{one.what}　{one.remark}" if one.remark else one.what
