"""The draft as a Word document: its words as given, numbers shaded, a comment at those that need a person."""

import io
import re
from collections.abc import Iterator, Sequence

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.run import Run

from pages.shared.proof.shown import MEANING, conclusion
from pages.shared.proof.verdict import AGREES, DIFFERS, MARKS, NO_NUMBER, NONE, OTHER, Verdict

AUTHOR = "街道法治看板"
FONT = "仿宋"
SHADES = {DIFFERS: "F2BE9B", OTHER: "FBE3B5", NONE: "E3E7EB", AGREES: "DCEAF7"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no place for them


def docx(draft: str, verdicts: Sequence[Verdict], snapshot: str) -> bytes:
    """The document."""
    document = Document()
    _settle(document)
    document.add_paragraph(f"核数说明：{conclusion(verdicts)}数据版本 {snapshot}。")
    legend = document.add_paragraph()
    for mark in MARKS:
        if mark in SHADES:
            _shade(legend.add_run(mark), SHADES[mark])
            legend.add_run(f" {MEANING[mark]}　")
    document.add_paragraph("—" * 20)
    start = 0
    for line in draft.splitlines(keepends=True):
        _paragraph(document, draft, start, start + len(line.rstrip("\r\n")), verdicts)
        start += len(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _settle(document: Word) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    document.core_properties.author = AUTHOR
    document.core_properties.comments = ""


def _paragraph(document: Word, draft: str, start: int, end: int, verdicts: Sequence[Verdict]) -> None:
    paragraph = document.add_paragraph()
    for first, last, verdict in _pieces(start, end, verdicts):
        run = paragraph.add_run(clean(draft[first:last]))
        if verdict is None or verdict.mark == NO_NUMBER:
            continue
        _shade(run, SHADES[verdict.mark])
        run.bold = verdict.mark == DIFFERS
        if verdict.mark != AGREES:
            document.add_comment(run, text=clean(comment(verdict)), author=AUTHOR, initials="核")


def _pieces(start: int, end: int, verdicts: Sequence[Verdict]) -> Iterator[tuple[int, int, Verdict | None]]:
    """Stretches of a line with the verdict on each, None between numbers."""
    position = start
    for verdict in verdicts:
        first, last = max(verdict.number.start, position), min(verdict.number.end, end)
        if first >= last:
            continue
        if position < first:
            yield position, first, None
        yield first, last, verdict
        position = last
    if position < end:
        yield position, end, None


def comment(verdict: Verdict) -> str:
    """A verdict in full: the mark, the library's value, the reason, and the sentences it comes from."""
    ours = f"：库中为{verdict.ours}" if verdict.ours else ""
    remark = f"；{verdict.remark}" if verdict.remark else ""
    sources = [f"《{row['report']}》：{row['sentence'].strip()}" for row in verdict.sources[:3] if row.get("sentence")]
    return "\n".join([f"{verdict.mark}{ours}{remark}。", *sources])


def clean(text: str) -> str:
    """Without the characters that a Word file cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def _shade(run: Run, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    run._r.get_or_add_rPr().append(shade)
