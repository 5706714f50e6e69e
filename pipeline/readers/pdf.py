"""pdf: the text layer of a PDF, in reading order; empty for a scan. What belongs together, lines and flow find."""

import ctypes
import math
from collections.abc import Iterator

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from pypdfium2 import raw

from pipeline.readers import Text, Unreadable
from pipeline.readers.flow import flow
from pipeline.readers.lines import Glyph, Page, rows
from pipeline.readers.ruling import Point, Stroke

_MOST_PAGES = 2_000
_MOST_STROKES = 5_000  # of a page; more is a drawing
_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_THIN = 3.0  # points; a filled box thinner than this is a drawn line
_RECOGNISED = "这份 PDF 的文字层是扫描识别（OCR）得来的，数字可能认错，须对照原件核对"

Matrix = tuple[float, float, float, float, float, float]


def read(data: bytes) -> Text:
    """Text of a PDF file, empty where it has no text layer. Raises Unreadable."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("这份 PDF 设有打开密码，无法读取。请去掉密码后重新提交。") from None
        raise Unreadable("不是 PDF 文档，或文件不完整、已损坏。请重新获取原文件，或提交 Word 文件。") from None
    if len(document) > _MOST_PAGES:
        raise Unreadable(f"这份 PDF 有{len(document)}页，超过上限{_MOST_PAGES}页。请只提交报告本身。")
    pages, seen, hidden, pictures = [], 0, 0, []
    for number, sheet in enumerate(document, start=1):
        glyphs = list(_glyphs(sheet))
        visible = [glyph for glyph, is_visible in glyphs if is_visible]
        seen, hidden = seen + len(visible), hidden + len(glyphs) - len(visible)
        # All invisible: a scan with its recognised words laid under the picture.
        shown = visible or [glyph for glyph, _ in glyphs]
        width, height = sheet.get_size()
        pages.append(Page(width, height, shown, list(_strokes(sheet))))
        if not glyphs and any(sheet.get_objects([raw.FPDF_PAGEOBJ_IMAGE])):
            pictures.append(str(number))
        sheet.close()
    text = "\n".join(flow([(rows(page), page) for page in pages]))
    if not text.strip():
        return Text("", "unicode")
    notes = (f"第{'、'.join(pictures)}页是图片，没有文字层，没有读取",) if pictures else ()
    is_ocr = hidden > seen
    return Text(text, "unicode", (_RECOGNISED, *notes) if is_ocr else notes, is_ocr)


def _glyphs(sheet: pdfium.PdfPage) -> Iterator[tuple[Glyph, bool]]:
    """Every character that the file itself places on the page, and whether it is drawn visibly.

    pdfium also makes up blanks (1286 次); where a blank is, the distances tell.
    """
    words = sheet.get_textpage()  # must outlive its raw handle
    page = words.raw
    a, b, c, d, e, f = _matrix(sheet)
    turn = sheet.get_rotation() * math.pi / 180
    box, scale, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for index in range(raw.FPDFText_CountChars(page)):
        code = raw.FPDFText_GetUnicode(page, index)
        if code <= 0x20 or code in (0xA0, 0x3000) or raw.FPDFText_IsGenerated(page, index) == 1:
            continue
        if math.sin(2 * (raw.FPDFText_GetCharAngle(page, index) - turn)) ** 2 > 0.01:
            continue  # a slanting watermark
        raw.FPDFText_GetLooseCharBox(page, index, ctypes.byref(box))
        raw.FPDFText_GetCharOrigin(page, index, ctypes.byref(x), ctypes.byref(y))
        raw.FPDFText_GetMatrix(page, index, ctypes.byref(scale))
        x0, x1 = sorted((a * box.left + c * box.bottom + e, a * box.right + c * box.top + e))
        size = raw.FPDFText_GetFontSize(page, index) * math.hypot(scale.c, scale.d)
        mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(page, index))
        is_known = raw.FPDFText_HasUnicodeMapError(page, index) != 1
        yield (
            Glyph(chr(code) if is_known else "\ufffd", x0, x1, b * x.value + d * y.value + f, size),
            mode not in _INVISIBLE,
        )


def _matrix(sheet: pdfium.PdfPage) -> Matrix:
    """From the file's coordinates to points from the page's upper left corner, however it is turned or cropped."""
    x, y = ctypes.c_int(), ctypes.c_int()
    fine = 100  # pdfium answers in whole numbers
    width, height = (round(side * fine) for side in sheet.get_size())

    def place(at: Point) -> Point:
        raw.FPDF_PageToDevice(sheet.raw, 0, 0, width, height, 0, *at, ctypes.byref(x), ctypes.byref(y))
        return x.value / fine, y.value / fine

    (e, f), (ae, bf), (ce, df) = place((0, 0)), place((1000, 0)), place((0, 1000))
    return (ae - e) / 1000, (bf - f) / 1000, (ce - e) / 1000, (df - f) / 1000, e, f


def _strokes(sheet: pdfium.PdfPage) -> Iterator[Stroke]:
    """Straight lines of the page, level or upright: drawn as such, or as boxes too thin to be boxes."""
    turned = _matrix(sheet)
    count = 0
    for shape in sheet.get_objects([raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        fill, is_drawn = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(shape.raw, ctypes.byref(fill), ctypes.byref(is_drawn))
        own = shape.get_matrix()
        to_file = own.a, own.b, own.c, own.d, own.e, own.f
        drawn = [[_apply(turned, _apply(to_file, end)) for end in segment] for segment in _segments(shape.raw)]
        if is_drawn.value:
            found = [Stroke.between(*ends) for ends in drawn]
        else:
            corners = [end for segment in drawn for end in segment]
            found = [Stroke.across(corners, _THIN)] if fill.value and corners else []
        for stroke in filter(None, found):
            yield stroke
            count += 1
        if count > _MOST_STROKES:
            return


def _segments(path: raw.FPDF_PAGEOBJECT) -> Iterator[tuple[Point, Point]]:
    """The straight segments of a shape, each from point to point."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(min(raw.FPDFPath_CountSegments(path), _MOST_STROKES)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind, end = raw.FPDFPathSegment_GetType(segment), (x.value, y.value)
        if kind == raw.FPDF_SEGMENT_LINETO:
            yield last, end
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            start = end
        last = end
        if raw.FPDFPathSegment_GetClose(segment):
            yield last, start


def _apply(matrix: Matrix, at: Point) -> Point:
    a, b, c, d, e, f = matrix
    return a * at[0] + c * at[1] + e, b * at[0] + d * at[1] + f
