"""A briefing as slides: one message a slide, the finding as its title, charts and tables that can be edited, sources in
the notes; at the end the long tables and every figure with its sentence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from math import ceil
from typing import Any

from pptx.util import Pt

from pages.shared.briefing import measure, native, stage
from pages.shared.briefing.content import Briefing, Chart, Column, Evidence, Section, Table
from pages.shared.theme import LIGHT

COVER, TITLE, BODY, CELL, NOTE, SMALL = 36, 26, 18, 16, 14, 12  # points
TOP, END, GAP = 112, 500, 8  # what lies between title and foot line
PANEL = 16  # bars above each other
FEWEST = 4  # bars of a panel, however long the words above are
LONG = 8  # sections of a chapter that the summary still names one by one
BAR = 27  # most points of one bar
SOURCES = Table("", (Column("序号", 1), Column("数", 6), Column("原文句子", 10), Column("报告和位置", 8)), ())


def write(briefing: Briefing) -> bytes:
    """The file."""
    deck = _Deck(briefing)
    deck.cover()
    deck.summary()
    for section in briefing.sections:
        deck.section(section)
    deck.lines("口径", "口径：哪些数可以比，哪些不能比", briefing.basis)
    for table in deck.left:
        deck.tables("附表", table.title, table, (NOTE, SMALL))
    rows = tuple((str(one.number), _what(one), one.sentence, one.place) for one in briefing.evidence)
    deck.tables("附录", "数字出处：每个数的原文句子、报告和位置", replace(SOURCES, rows=rows), (SMALL,))
    file = BytesIO()
    deck.stage.save(file)
    return file.getvalue()


class _Deck:
    """The slides so far."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.stage = stage.blank(briefing.title)
        self.left: list[Table] = []  # tables that found no room beside their charts
        parts = (briefing.subject, briefing.caution, briefing.dated)
        self.origin = " · ".join(filter(None, parts))

    def cover(self) -> None:
        """The first slide."""
        slide = self.stage.slides.add_slide(self.stage.slide_layouts[0])
        stage.band(slide)
        stage.title(slide, self.briefing.title, COVER)
        lines = filter(None, (self.briefing.subject, self.briefing.caution, self.briefing.dated))
        stage.subtitle(slide, list(lines), BODY)

    def summary(self) -> None:
        """What the briefing says in one sentence, and what its chapters find."""
        rows = tuple(row for name, sections in self.briefing.chapters for row in _summary(name, sections))
        listed = Table("", (Column("部分", 4), Column("写的是什么", 13)), rows)
        self.tables("要点", self.briefing.conclusion, listed, (BODY, CELL, NOTE))

    def section(self, section: Section) -> None:
        """Its chart, or else its table."""
        kicker = " · ".join(filter(None, (section.group, section.name)))
        notes = list(_notes(section, self.briefing.cited(section)))
        if section.chart:
            self.chart(kicker, section, notes)
        elif section.table:
            self.tables(kicker, section.headline, section.table, (20, BODY, CELL), section.more, notes)
        else:
            self.lines(kicker, section.headline, section.text)

    def slide(self, kicker: str, title: str, notes: Sequence[str] = ()) -> Any:
        """A slide with its title, the chapter above it, and its foot line."""
        slide = self.stage.slides.add_slide(self.stage.slide_layouts[1])
        size = next((size for size in (TITLE, 22, 18) if measure.height([title], size, stage.ROOM) <= 72), 15)
        stage.title(slide, title, size)
        stage.words(slide, [kicker], (stage.MARGIN, 16, stage.ROOM, 18), NOTE, LIGHT.primary)
        stage.foot(slide, self.origin, len(self.stage.slides))
        if notes:
            slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        return slide

    def chart(self, kicker: str, section: Section, notes: Sequence[str]) -> None:
        """Words, the chart in as many panels and slides as it needs, and below it who has no bar; the table too where
        it has room."""
        chart, note = section.chart, _note(section.chart)
        assert chart  # noqa: S101 (only sections with one come here)
        size = BODY if len(chart.bars) <= PANEL and measure.height(section.more, BODY, stage.ROOM) < 110 else NOTE
        above = measure.height(section.more, size, stage.ROOM) + GAP if section.more else 0
        below = measure.height([note], SMALL, stage.ROOM) if note else 0
        top, end = TOP + above + 22, END - below - GAP
        for place, panels in enumerate(_panels(chart, end - top)):
            slide = self.slide(kicker, section.headline, notes if not place else notes[:1])
            self._around(slide, section, size, above, note, below)
            high = self._draw(slide, panels, chart, top, end)
            if section.table and not place:
                self._beside(slide, section.table, top + high + GAP, end)

    def _around(self, slide: Any, section: Section, size: float, above: float, note: str, below: float) -> None:
        """What stands above and below a chart."""
        if section.more:
            stage.words(slide, section.more, (stage.MARGIN, TOP, stage.ROOM, above), size, LIGHT.secondary)
        title = section.chart.title if section.chart else ""
        stage.words(slide, [title], (stage.MARGIN, TOP + above, stage.ROOM, 20), NOTE, LIGHT.secondary)
        if note:
            stage.words(slide, [note], (stage.MARGIN, END - below, stage.ROOM, below), SMALL, LIGHT.secondary)

    def _draw(self, slide: Any, panels: Sequence[Chart], whole: Chart, top: float, end: float) -> float:
        """The panels beside each other, their bars equally thick; how high they are."""
        most = max(len(panel.bars) for panel in panels)
        high = min(end - top, BAR * most + 16)
        each = (stage.ROOM - GAP * (len(panels) - 1)) / len(panels)
        for place, panel in enumerate(panels):
            box = (stage.MARGIN + place * (each + GAP), top, each, high * len(panel.bars) / most)
            edges = [int(Pt(edge)) for edge in box]
            native.add(slide.shapes, panel, edges, NOTE if len(panels) == 1 else SMALL, stage.FONT, whole)
        return high

    def _beside(self, slide: Any, table: Table, top: float, end: float) -> None:
        """The table below its chart; one that is too long goes to the end of the deck."""
        if _fits(table, NOTE, end - top):
            stage.table(slide, table, top, NOTE)
        else:
            self.left.append(table)

    def tables(
        self,
        kicker: str,
        title: str,
        table: Table,
        sizes: Sequence[float],
        text: Sequence[str] = (),
        notes: Sequence[str] = (),
    ) -> None:
        """A table in the largest type in which one slide holds it, else on several; the words above it on the first."""
        tall = measure.height(text, NOTE, stage.ROOM) + GAP if text else 0
        size = next((size for size in sizes if _fits(table, size, END - TOP - tall)), sizes[-1])
        parts = list(measure.pages(table, size, stage.ROOM, END - TOP - tall, stage.PADDING))
        for place, part in enumerate(parts):
            count = f"（{place + 1}/{len(parts)}）" if len(parts) > 1 else ""
            slide = self.slide(kicker, f"{title}{count}", notes)
            if text and not place:
                stage.words(slide, text, (stage.MARGIN, TOP, stage.ROOM, tall), NOTE, LIGHT.secondary)
            stage.table(slide, part, TOP + (tall if not place else 0), size)

    def lines(self, kicker: str, title: str, lines: Sequence[str]) -> None:
        """Paragraphs, as many slides as they need."""
        part: list[str] = []
        for line in (*lines, None):
            if part and (line is None or measure.height([*part, line], CELL, stage.ROOM) > END - TOP):
                stage.words(self.slide(kicker, title), part, (stage.MARGIN, TOP, stage.ROOM, END - TOP), CELL)
                part = []
            if line is not None:
                part.append(line)


def _summary(name: str, sections: list[Section]) -> list[tuple[str, str]]:
    """A line for each section, one for all of a long chapter."""
    if len(sections) > LONG:
        return [(name, "、".join(section.name for section in sections))]
    return [(section.name, section.headline) for section in sections]


def _fits(table: Table, size: float, room: float) -> bool:
    return sum(measure.rows_of(table, size, stage.ROOM, stage.PADDING)) <= room


def _panels(chart: Chart, room: float) -> Iterator[tuple[Chart, ...]]:
    """The chart for one slide after another, at most two panels on each, with no more bars than have room."""
    most = min(PANEL, max(FEWEST, int(room / (SMALL * 1.5))))
    each = ceil(len(chart.bars) / ceil(len(chart.bars) / most))
    panels = [replace(chart, bars=chart.bars[at : at + each]) for at in range(0, len(chart.bars), each)]
    yield from (tuple(panels[at : at + 2]) for at in range(0, len(panels), 2))


def _note(chart: Chart | None) -> str:
    """Who has no bar; where that is too long for a slide, where it stands."""
    note = chart.note if chart else ""
    return note if measure.lines(note, SMALL, stage.ROOM) <= 3 else "没有数的和不可比的，名单和原因见附表。"


def _notes(section: Section, cited: Iterable[Evidence]) -> Iterator[str]:
    """The section in full sentences, then each of its figures with sentence, report and place."""
    if section.note:
        yield f"讲者备注：{section.note}"
    yield "".join(section.text)
    for one in cited:
        yield f"〔{one.number}〕{one.what}：“{one.sentence}”（{one.place}）"


def _what(one: Evidence) -> str:
    return f"{one.what}　{one.remark}" if one.remark else one.what
