"""ocr: the text of a scanned PDF, recognised from its pages; needs rapidocr-onnxruntime, which is optional."""

import math
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from pipeline.readers import Text, Unreadable
from pipeline.readers.flow import flow
from pipeline.readers.lines import Line, Page, Row

_SHARPNESS = 200 / 72  # pixels for a point
_MOST_PIXELS = 8_000_000
_MOST_PAGES = 60
_NOTE = "这份 PDF 是扫描件，文字由 OCR 识别得来，数字可能认错，须对照原件核对"


def read(data: bytes) -> Text:
    """Text of a scanned PDF. Raises Unreadable."""
    document = pdfium.PdfDocument(data)
    recognise = import_module("rapidocr_onnxruntime").RapidOCR()
    if len(document) > _MOST_PAGES:
        raise Unreadable(
            f"扫描件有{len(document)}页，超过文字识别的上限{_MOST_PAGES}页。请只提交报告本身，或提交 Word 文件。"
        )
    pages = []
    for sheet in document:
        width, height = sheet.get_size()
        scale = min(_SHARPNESS, math.sqrt(_MOST_PIXELS / max(width * height, 1)))
        found, _ = recognise(sheet.render(scale=scale).to_numpy())
        lines = sorted(_lines(found or [], scale), key=lambda line: line.top)
        pages.append((_levels(lines), Page(width, height, [])))
    return Text("\n".join(flow(pages)), "unicode", (_NOTE,), is_ocr=True)


def _lines(found: list[Any], scale: float) -> Iterator[Line]:
    for corners, text, _ in found:
        xs, ys = [x / scale for x, _ in corners], [y / scale for _, y in corners]
        yield Line(text, min(xs), max(xs), min(ys), max(ys))


def _levels(lines: list[Line]) -> list[Row]:
    """Runs beside each other as one row, from left to right."""
    rows: list[Row] = []
    for line in lines:
        if rows and rows[-1][0].top < (line.top + line.bottom) / 2 < rows[-1][0].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]
