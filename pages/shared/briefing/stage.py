"""A blank presentation in our look, 16:9, and what stands on its slides: words, tables, a foot line. In points."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from pages.shared.briefing.content import Table
from pages.shared.briefing.measure import LEADING, rows_of, shares
from pages.shared.theme import LIGHT

WIDE, TALL, MARGIN = 960, 540, 43
ROOM = WIDE - 2 * MARGIN
FOOT = 510  # where the foot line stands
PADDING = 8  # left and right of a cell's words
FONT = "Microsoft YaHei"  # on Windows and in WPS
ELSEWHERE = "Noto Sans SC"  # named for 简体 in the theme; where it is missing too the program takes what it has
PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the table style without lines and fills
COLOURS = {
    "dk1": LIGHT.ink, "lt1": LIGHT.page, "dk2": LIGHT.secondary, "lt2": LIGHT.panel, "accent1": LIGHT.quiet,
    "accent2": LIGHT.accent, "accent3": LIGHT.benchmark, "accent4": LIGHT.primary, "accent5": LIGHT.full,
    "accent6": LIGHT.warm, "hlink": LIGHT.primary, "folHlink": LIGHT.primary,
}  # fmt: skip


def blank(title: str) -> Any:
    """The presentation; its layouts are 封面 and 一页一事."""
    stage: Any = Presentation()
    package = stage.part.package
    package.drop_rel(next(key for key, one in package._rels.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL))
    stage.core_properties.title, stage.core_properties.author, stage.core_properties.last_modified_by = title, "", ""
    stage.slide_width, stage.slide_height = Pt(WIDE), Pt(TALL)
    _theme(stage.slide_master)
    cover, page = stage.slide_layouts[0], stage.slide_layouts[5]
    for layout in list(stage.slide_layouts):
        if layout not in (cover, page):
            stage.slide_layouts.remove(layout)
    for layout, name in ((cover, "封面"), (page, "一页一事")):
        layout.element.cSld.set("name", name)
        for shape in [*layout.placeholders, *stage.slide_master.placeholders]:
            if shape.placeholder_format.idx >= (2 if shape in layout.placeholders else 1):
                shape.element.getparent().remove(shape.element)
    _place(stage.slide_master.placeholders[0], MARGIN, 35, ROOM, 70)
    _place(page.placeholders[0], MARGIN, 35, ROOM, 70)
    _place(cover.placeholders[0], MARGIN * 2, 140, WIDE - 4 * MARGIN, 120)
    _place(cover.placeholders[1], MARGIN * 2, 290, WIDE - 4 * MARGIN, 100)
    return stage


def title(slide: Any, text: str, size: float) -> None:
    """The words of its title."""
    paragraph = slide.shapes.title.text_frame.paragraphs[0]
    _say(paragraph, text, size, LIGHT.ink)
    paragraph.runs[0].font.bold = True


def subtitle(slide: Any, lines: Sequence[str], size: float) -> None:
    """The lines below the title of the cover."""
    frame = slide.placeholders[1].text_frame
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
        _say(paragraph, line, size, LIGHT.secondary)
        paragraph.alignment = PP_ALIGN.LEFT


def band(slide: Any) -> None:
    """The one ornament: a band of our colour along the left edge of the cover."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Pt(16), Pt(TALL))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(LIGHT.primary.lstrip("#"))
    shape.line.fill.background()
    shape.shadow.inherit = False


def _theme(master: Any) -> None:
    """Colours and fonts of the theme, and titles to the left."""
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root: Any = etree.fromstring(part.blob)
    for name, colour in COLOURS.items():
        slot = root.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        for old in list(slot):
            slot.remove(old)
        etree.SubElement(slot, qn("a:srgbClr"), val=colour.lstrip("#"))
    for fonts in root.iter(qn("a:majorFont"), qn("a:minorFont")):
        fonts.find(qn("a:latin")).set("typeface", FONT)
        fonts.find(qn("a:ea")).set("typeface", FONT)
        fonts.find(f"{qn('a:font')}[@script='Hans']").set("typeface", ELSEWHERE)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    first = master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    first.set("algn", "l")
    first.find(qn("a:defRPr")).set("sz", "2600")
    first.find(qn("a:defRPr")).set("b", "1")


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Pt(edge) for edge in (left, top, width, height))
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for edge in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
        setattr(shape.text_frame, edge, 0)


def words(
    slide: Any, lines: Sequence[str], box: tuple[float, float, float, float], size: float, colour: str = LIGHT.ink
) -> None:
    """Paragraphs in a box; `box`: left, top, width, height."""
    frame = slide.shapes.add_textbox(*(Pt(edge) for edge in box)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
        _say(paragraph, line, size, colour)


def _say(paragraph: Any, text: str, size: float, colour: str, *, right: bool = False) -> None:
    if text:
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.color.rgb = Pt(size), RGBColor.from_string(colour.lstrip("#"))
    etree.SubElement(paragraph._p, qn("a:endParaRPr"), sz=str(round(size * 100)))  # the height of an empty cell
    paragraph.line_spacing = Pt(size * LEADING)
    if right:
        paragraph.alignment = PP_ALIGN.RIGHT


def table(slide: Any, shown: Table, top: float, size: float) -> None:
    """A native table as wide as the slide, hairlines below its rows."""
    heights = rows_of(shown, size, ROOM, PADDING)
    box = (MARGIN, top, ROOM, sum(heights))
    frame = slide.shapes.add_table(len(heights), len(shown.columns), *(Pt(edge) for edge in box))
    drawn = frame.table
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    for column, share in zip(drawn.columns, shares(shown, ROOM), strict=True):
        column.width = Pt(share)
    titles = tuple(column.title for column in shown.columns)
    for place, (cells, row) in enumerate(zip((titles, *shown.rows), drawn.rows, strict=True)):
        row.height = Emu(int(Pt(heights[place])))
        for text, cell, column in zip(cells, row.cells, shown.columns, strict=True):
            _cell(cell, text, size if place else size - 2, column.right, is_head=not place)


def _cell(cell: Any, text: str, size: float, right: bool, *, is_head: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(PADDING)
    cell.margin_top = cell.margin_bottom = Pt(PADDING / 2)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    _say(cell.text_frame.paragraphs[0], text, size, LIGHT.secondary if is_head else LIGHT.ink, right=right)
    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, qn("a:lnB"), w="9525")
    _fill(line, LIGHT.hairline)
    if is_head:
        _fill(properties, LIGHT.panel)


def _fill(parent: Any, colour: str) -> None:
    etree.SubElement(etree.SubElement(parent, qn("a:solidFill")), qn("a:srgbClr"), val=colour.lstrip("#"))


def foot(slide: Any, line: str, number: int) -> None:
    """Where the figures are from, and the slide's number as a field that follows when slides are moved."""
    words(slide, [line], (MARGIN, FOOT, ROOM - 80, 18), 10.5, LIGHT.secondary)
    frame = slide.shapes.add_textbox(Pt(WIDE - MARGIN - 70), Pt(FOOT), Pt(70), Pt(18)).text_frame
    frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    _say(frame.paragraphs[0], str(number), 10.5, LIGHT.secondary, right=True)
    run = frame.paragraphs[0].runs[0]._r
    run.tag = qn("a:fld")
    run.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
    run.set("type", "slidenum")
