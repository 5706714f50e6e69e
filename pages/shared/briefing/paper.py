"""A blank official document (公文): page, type and page numbers after GB/T 9704, without an issuer's red head.

Text area 156 × 225 mm, 22 lines of 28 characters: 3号 type on lines of 28.95 points.
"""

from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

TWO, THREE, FOUR, SMALL = 22, 16, 14, 10.5  # 2号, 3号, 4号, 五号 in points
LINE = 28.95
TEXT, SONG, HEI, KAI, TITLE = "仿宋_GB2312", "宋体", "黑体", "楷体_GB2312", "方正小标宋简体"
LATIN = "Times New Roman"
# Where a machine lacks a font, these are taken, in this order: Windows, WPS and macOS, free ones on Linux.
INSTEAD = {
    TEXT: "仿宋,FangSong,华文仿宋,STFangsong,方正仿宋_GBK,Noto Serif CJK SC,Source Han Serif SC",
    TITLE: "方正小标宋_GBK,小标宋,华文中宋,STZhongsong,宋体,SimSun,Noto Serif CJK SC,Source Han Serif SC",
    KAI: "楷体,KaiTi,华文楷体,STKaiti,Noto Serif CJK SC,Source Han Serif SC",
    HEI: "SimHei,华文黑体,STHeiti,Noto Sans CJK SC,Source Han Sans SC",
    SONG: "SimSun,华文宋体,STSong,Noto Serif CJK SC,Source Han Serif SC",
}
CLOSER = -5  # twentieths of a point: 28 characters of 3号 are a little wider than 156 mm
HEADINGS = ((1, HEI), (2, KAI), (3, TEXT))


def blank(title: str) -> Any:
    """The document; its styles are Normal, Title, Heading 1 to 3 and Caption."""
    paper: Any = Document()
    _drop_picture(paper.part.package)
    paper.core_properties.title, paper.core_properties.author, paper.core_properties.comments = title, "", ""
    _page(paper.sections[0])
    _fonts(paper)
    _style(paper.styles["Normal"], TEXT, THREE, indent=True)
    closer = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{CLOSER}"/>')
    paper.styles["Normal"].element.rPr.find(qn("w:sz")).addprevious(closer)
    _style(paper.styles["Title"], TITLE, TWO, centre=True)
    for level, font in HEADINGS:
        _style(paper.styles[f"Heading {level}"], font, THREE, indent=True)
        paper.styles[f"Heading {level}"].paragraph_format.keep_with_next = True
    _style(paper.styles["Caption"], KAI, SMALL + 1.5, centre=True)
    paper.styles["Caption"].paragraph_format.keep_with_next = True
    paper.settings.odd_and_even_pages_header_footer = True
    _number(paper.sections[0].footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(paper.sections[0].even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    return paper


def _drop_picture(package: Any) -> None:
    """Without the library's own thumbnail, which would stand for our file in a folder."""
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(23)  # the number's line stands 7 mm below the text
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")  # a grid of characters too is laid out differently by each program
    grid.set(qn("w:linePitch"), str(round(LINE * 20)))


def _fonts(paper: Any) -> None:
    """What to take where a font is missing, and Chinese as the language that is checked."""
    part = paper.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    root = etree.fromstring(part.blob)
    for name, instead in INSTEAD.items():
        font = etree.SubElement(root, qn("w:font"), {qn("w:name"): name})
        for tag, value in (("altName", instead), ("charset", "86"), ("family", "auto"), ("pitch", "variable")):
            etree.SubElement(font, qn(f"w:{tag}"), {qn("w:val"): value})
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _style(style: Any, font: str, size: float, *, indent: bool = False, centre: bool = False) -> None:
    """Type, lines of fixed height, two characters before each paragraph."""
    properties = style.element.get_or_add_rPr()
    for old in list(properties):
        properties.remove(old)
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    names(style.element.get_or_add_rPr(), font)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER if centre else WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph = style.element.get_or_add_pPr()
    for border in paragraph.findall(qn("w:pBdr")):
        paragraph.remove(border)
    form.first_line_indent = Pt(2 * THREE if indent else 0)
    paragraph.find(qn("w:ind")).set(qn("w:firstLineChars"), "200" if indent else "0")


def names(properties: Any, font: str) -> None:
    """The font of Chinese characters, and that of digits and letters beside them."""
    fonts = properties.get_or_add_rFonts()
    for old in list(fonts.attrib):
        del fonts.attrib[old]
    for kind, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{kind}"), name)


def plain(paragraph: Any, size: float, font: str = TEXT, *, tight: float | None = None) -> None:
    """A paragraph off the grid, for tables and drawings: no indent; lines of `tight` points, else as high as needed."""
    form = paragraph.paragraph_format
    form.first_line_indent = Pt(0)
    indent = paragraph._p.get_or_add_pPr().find(qn("w:ind"))
    indent.set(qn("w:firstLineChars"), "0")
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY if tight else WD_LINE_SPACING.SINGLE
    if tight:
        form.line_spacing = Pt(tight)
    paragraph._p.get_or_add_pPr().insert_element_before(
        parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'), "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )
    for run in paragraph.runs:
        run.font.size = Pt(size)
        names(run._r.get_or_add_rPr(), font)


def _number(footer: Any, side: Any) -> None:
    """— 1 — in 4号, one character in from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = footer.part.document.styles["Normal"] if hasattr(footer.part, "document") else paragraph.style
    paragraph.alignment = side
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        if text is None:
            field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>')
            run._r.addprevious(field)
            field.append(run._r)
            run.text = "1"
        run.font.size = Pt(FOUR)
        names(run._r.get_or_add_rPr(), SONG)
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph._p.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), "0")
    edge = "right_indent" if side == WD_ALIGN_PARAGRAPH.RIGHT else "left_indent"
    setattr(paragraph.paragraph_format, edge, Pt(FOUR))
