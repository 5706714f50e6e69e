"""A chart that office programs can edit: bars with their own small workbook, the same for slides and documents.

The workbook holds words of reports, so nothing in it may become a formula or a link.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Emu, Pt
from xlsxwriter import Workbook

from pages.shared.briefing.content import Bar, Chart
from pages.shared.briefing.measure import width
from pages.shared.theme import LIGHT

COLOURS = {"quiet": LIGHT.quiet, "looked": LIGHT.accent, "benchmark": LIGHT.benchmark}
SHEET = "数据"
WORKBOOK = "rId1"  # as the drawing refers to it
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def add(shapes: Any, chart: Chart, box: Sequence[int], size: float, font: str, whole: Chart | None = None) -> Any:
    """Draw the chart into a slide's shapes; `box`: left, top, width, height in EMU; `size`: of its type, in points.

    `whole`: what the chart is a part of, for one scale of all parts.
    """
    data = CategoryChartData(number_format="General")
    data.categories = [bar.label for bar in chart.bars]
    data.add_series(chart.title, [bar.value for bar in chart.bars])
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *(Emu(edge) for edge in box), data)
    drawn = frame.chart
    _settle(drawn, size, font)
    _axes(drawn, whole or chart, box[2] / 12700, size)
    _paint(drawn.plots[0], chart, size)
    drawn.part.chart_workbook.update_from_xlsx_blob(_workbook(chart))
    for reference in drawn._chartSpace.iter(f"{CHART}f"):
        reference.text = reference.text.replace("Sheet1!", f"{SHEET}!")
    return frame


def parts(chart: Chart, box: Sequence[int], size: float, font: str, whole: Chart) -> tuple[bytes, bytes]:
    """The chart as XML, which names its workbook WORKBOOK, and that workbook; `box`: width and height in EMU."""
    slide = (blank := Presentation()).slides.add_slide(blank.slide_layouts[6])
    drawn = add(slide.shapes, chart, (0, 0, *box), size, font, whole).chart
    bare = f'<c:spPr xmlns:c="{CHART[1:-1]}" xmlns:a="{DRAWING[1:-1]}"><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
    drawn._chartSpace.find(f"{CHART}chart").addnext(etree.fromstring(bare))
    return etree.tostring(drawn._chartSpace, xml_declaration=True, encoding="UTF-8", standalone=True), _workbook(chart)


def _settle(drawn: Any, size: float, font: str) -> None:
    drawn.has_legend = drawn.has_title = False
    drawn.font.size, drawn.font.name = Pt(size), font
    drawn.font.color.rgb = _rgb(LIGHT.ink)
    for latin in list(drawn._chartSpace.txPr.iter(f"{DRAWING}latin")):
        latin.addnext(latin.makeelement(f"{DRAWING}ea", {"typeface": font}))


def _axes(drawn: Any, chart: Chart, room: float, size: float) -> None:
    """Names from top to bottom; values from zero with room for the words at the ends of the bars."""
    names, values = drawn.category_axis, drawn.value_axis
    names.reverse_order = True
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.major_tick_mark = names.minor_tick_mark = XL_TICK_MARK.NONE
    names.format.line.color.rgb = _rgb(LIGHT.hairline)
    every = names._element.makeelement(f"{CHART}tickLblSkip", {"val": "1"})  # no name is left out
    names._element.find(f"{CHART}noMultiLvlLbl").addprevious(every)
    names.has_major_gridlines = values.has_major_gridlines = values.visible = False
    low, high = (end(0.0, *(bar.value for bar in chart.bars)) for end in (min, max))
    labels = min(max(width(bar.label, size) for bar in chart.bars), room / 2)
    ends = max(width(bar.text, size) for bar in chart.bars) + size
    share = min(ends / max(room - labels, ends * 1.5), 0.6)  # of what the names leave, for the words at one end
    span = ((high - low) or 1) / (1 - share * (2 if low < 0 < high else 1)) if share < 0.45 else (high - low or 1) * 3
    values.minimum_scale = low - (share * span if low < 0 else 0)
    values.maximum_scale = high + (share * span if high > 0 or low == 0 else 0)


def _paint(plot: Any, chart: Chart, size: float) -> None:
    """Colours, hollow bars for what is not comparable, and at each end the value in words."""
    plot.gap_width, plot.vary_by_categories = 45, False
    series = plot.series[0]
    labels = series.data_labels
    counted = f'#,##0"{chart.unit}"'
    labels.number_format, labels.number_format_is_linked = counted, False
    labels.position, labels.show_value = XL_LABEL_POSITION.OUTSIDE_END, True
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = _rgb(LIGHT.quiet)
    series.invert_if_negative = False
    for place, bar in enumerate(chart.bars):
        if bar.tone != "quiet" or bar.hollow:
            _point(series.points[place].format, bar)
        if bar.text != f"{bar.value:,.0f}{chart.unit}":  # else the number itself, which follows when it is edited
            text = series.points[place].data_label
            text.text_frame.text = bar.text
            text.position = XL_LABEL_POSITION.OUTSIDE_END
            text.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    labels.font.size = Pt(size)
    for body in plot._element.iter(f"{DRAWING}bodyPr"):
        body.set("wrap", "none")


def _point(format: Any, bar: Bar) -> None:
    if bar.hollow:
        format.fill.background()
    else:
        format.fill.solid()
        format.fill.fore_color.rgb = _rgb(COLOURS[bar.tone])
    format.line.color.rgb = _rgb(COLOURS[bar.tone])
    format.line.width = Pt(1.25)


def _workbook(chart: Chart) -> bytes:
    """What the program opens for editing: names, values, and the values as they may be quoted."""
    file = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, plain) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, ("", chart.title, "写法"))
        for place, bar in enumerate(chart.bars, 1):
            sheet.write_string(place, 0, bar.label)
            sheet.write_number(place, 1, bar.value)
            sheet.write_string(place, 2, bar.text)
        sheet.set_column(0, 2, 24)
    return file.getvalue()


def _rgb(colour: str) -> RGBColor:
    found: RGBColor = RGBColor.from_string(colour.lstrip("#"))
    return found
