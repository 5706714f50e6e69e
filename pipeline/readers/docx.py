"""docx: the words of a Word document as its printed page shows them.

In: paragraphs with their automatic numbers, tables, text boxes, foot- and endnotes, inserted words. Out: deleted,
struck and hidden words, comments, running headers and footers, tables of contents, field codes, pictures.

Elements are known by their names without namespace, for the two kinds of .docx differ in nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.readers import LOWERED, RAISED, Text, Unreadable, table
from pipeline.readers.numbering import Numbering, attribute, numbering, value
from pipeline.readers.package import Package

Element = etree._Element

_GONE = {"del", "moveFrom", "delText", "instrText", "rt", "rPr", "pPr", "tcPr", "tblPr", "trPr", "sectPr"}
_WORDS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = {"0", "false", "off", "none"}
_REVISED = "文中有修订痕迹，按接受全部修订后的文字读取"
_STRUCK = "文中有隐藏或加了删除线的文字，没有读取"


def read(data: bytes) -> Text:
    """Text of a .docx file. Raises Unreadable."""
    package = Package(data)
    main = package.related("").get("officeDocument", "/word/document.xml")
    root = package.part(main)
    body = None if root is None else root.find("{*}body")
    if body is None:
        raise Unreadable("文件里没有 Word 正文，可能是表格（.xlsx）、演示文稿或压缩包。请转存为 .docx 后重新提交。")
    related = package.related(main)
    parts = {kind: package.part(related[kind]) for kind in related if kind in _Reader.PARTS}
    reader = _Reader(_styles(parts.get("styles")), numbering(parts.get("numbering")))
    for kind in ("footnote", "endnote"):
        notes = parts.get(f"{kind}s")
        if notes is not None:
            reader.remarks |= {(kind, attribute(note, "id")): note for note in notes}
    text = "\n".join(reader.blocks(body))
    pictures = sum(1 for _ in body.iter("{*}blip", "{*}imagedata"))
    if pictures:
        reader.notes[f"文中有{pictures}张图片，图片里的文字没有读取"] = None
    return Text(text, "unicode", tuple(reader.notes))


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says beyond looks."""

    is_hidden: bool = False
    is_contents: bool = False  # of a table of contents
    number: str = ""
    level: str = ""


@dataclass(slots=True)
class _Reader:
    PARTS = ("styles", "numbering", "footnotes", "endnotes")

    styles: dict[str, _Style]
    numbering: Numbering
    remarks: dict[tuple[str, str], Element] = field(default_factory=dict)  # foot- and endnotes
    notes: dict[str, None] = field(default_factory=dict)  # each once, in order
    _aside: list[Element] = field(default_factory=list)  # text boxes and notes met in a paragraph

    def blocks(self, parent: Element) -> Iterator[str]:
        """Lines of the paragraphs and tables under an element."""
        held = ""  # of paragraphs whose end was deleted: they run into the next
        for element in _shown(parent):
            name = _name(element)
            if name == "p":
                words, aside = held + self._paragraph(element), self._aside
                held, self._aside = (words, []) if _has(element, "pPr", "rPr", "del") else ("", [])
                if words.strip() and not held:
                    yield from filter(None, map(str.strip, (self._label(element) + words.strip()).split("\n")))
                for box in aside:
                    yield from self.blocks(box)
            elif name == "tbl":
                yield from table.lines(list(self._rows(element)))
            elif name not in _GONE:
                yield from self.blocks(element)
        if held.strip():
            yield held.strip()

    def _paragraph(self, element: Element) -> str:
        style = self.styles.get(value(element.find("{*}pPr"), "pStyle"), _Style())
        return "" if style.is_hidden or style.is_contents else "".join(self._words(element))

    def _label(self, element: Element) -> str:
        """The number that Word writes before a paragraph."""
        properties = element.find("{*}pPr")
        style = self.styles.get(value(properties, "pStyle"), _Style())
        own = properties.find("{*}numPr") if properties is not None else None
        number, level = value(own, "numId") or style.number, value(own, "ilvl") or style.level
        return self.numbering.label(number, int(level or 0))

    def _words(self, parent: Element) -> Iterator[str]:
        for element in _shown(parent):
            name = _name(element)
            if name == "t":
                yield element.text or ""
            elif name == "r":
                yield self._run(element)
            elif name in _WORDS:
                yield _WORDS[name]
            elif name in ("footnoteReference", "endnoteReference"):
                note = self.remarks.get((name.removesuffix("Reference"), attribute(element, "id")))
                self._aside += [] if note is None else [note]
            elif name == "txbxContent":
                self._aside.append(element)
            elif name in _MATHS:
                mark, parts = _MATHS[name]
                yield mark.join("".join(self._words(part)) for part in _shown(element) if _name(part) in parts)
            elif name not in _GONE:
                yield from self._words(element)
            elif name in ("del", "moveFrom"):
                self.notes[_REVISED] = None

    def _run(self, element: Element) -> str:
        looks = element.find("{*}rPr")
        style = self.styles.get(value(looks, "rStyle"), _Style())
        if style.is_hidden or any(_is_on(looks, name) for name in ("vanish", "strike", "dstrike")):
            self.notes[_STRUCK] = None
            return ""
        words, place = "".join(self._words(element)), value(looks, "vertAlign")
        return words.translate({"superscript": RAISED, "subscript": LOWERED}.get(place, {}))

    def _rows(self, parent: Element) -> Iterator[list[table.Cell]]:
        above: list[table.Cell] = []
        for element in _under(parent, "tr"):
            if _has(element, "trPr", "del"):
                self.notes[_REVISED] = None
                continue
            row = [table.Cell("")] * int(value(element.find("{*}trPr"), "gridBefore") or 0)
            for cell in _under(element, "tc"):
                looks = cell.find("{*}tcPr")
                goes_on = _has(cell, "tcPr", "vMerge") and value(looks, "vMerge") != "restart" and len(row) < len(above)
                shown = above[len(row)] if goes_on else table.Cell("\n".join(self.blocks(cell)))
                row += [shown] * min(int(value(looks, "gridSpan") or 1), 100)
            yield row
            above = row


_MATHS = {"f": ("/", ("num", "den")), "sSup": ("^", ("e", "sup")), "sSub": ("_", ("e", "sub"))}


def _styles(root: Element | None) -> dict[str, _Style]:
    """Styles by their ids; what a style does not say, the one it is based on does."""
    found = {} if root is None else {attribute(style, "styleId"): style for style in root.iterfind("{*}style")}

    def style(id: str, depth: int) -> _Style:
        element = found.get(id)
        if element is None or depth > 20:
            return _Style()
        base = style(value(element, "basedOn"), depth + 1)
        number = element.find("{*}pPr/{*}numPr")
        return _Style(
            _is_on(element.find("{*}rPr"), "vanish") or base.is_hidden,
            value(element, "name").lower().startswith("toc ") or base.is_contents,
            value(number, "numId") or base.number,
            value(number, "ilvl") or base.level,
        )

    return {id: style(id, 0) for id in found}


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _shown(parent: Element) -> Iterator[Element]:
    """Children; of the ways to write one thing for old and new programs, the first."""
    if _name(parent) == "AlternateContent":
        yield from list(parent)[:1]
    else:
        yield from parent


def _under(parent: Element, name: str) -> Iterator[Element]:
    """Rows or cells, also those wrapped in content controls and revisions."""
    for element in parent:
        if _name(element) == name:
            yield element
        elif _name(element) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _under(element, name)


def _has(element: Element, *path: str) -> bool:
    return element.find("/".join(f"{{*}}{name}" for name in path)) is not None


def _is_on(looks: Element | None, name: str) -> bool:
    found = None if looks is None else looks.find(f"{{*}}{name}")
    return found is not None and attribute(found, "val").lower() not in _OFF
