"""Which period each quantity covers: a period holds for the figures that follow until another one is stated."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from pipeline.cues import cue
from pipeline.model import Disposition, NormalizedText, Period, Quantity, Sentence
from pipeline.stated import Reach, Stated, months, stated_periods

_EVENT = cue("date.event")
_OF_WHICH = cue("scope.of_which")
_DAY = re.compile("日|以来")  # without it a sentence tells of no day's event
_YEAR = re.compile(r"(?:19|20)\d\d")


def date_quantities(
    normalized: NormalizedText, sentences: list[Sentence], quantities: list[Quantity], own: Period | None
) -> list[Period | None]:
    """A period for each quantity, in order. ``own`` is the report's; None leaves all undated."""
    if own is None:
        return [None] * len(quantities)
    periods: list[Period | None] = [own] * len(quantities)
    index, carried, paragraph, event, last = 0, None, -1, None, None
    counted = _paragraphs(sentences, quantities)
    for sentence in sentences:
        if sentence.paragraph not in counted and not _DAY.search(normalized.text, sentence.start, sentence.end):
            continue
        base = _outlook_period(own) if sentence.is_outlook else own
        if sentence.paragraph != paragraph:
            paragraph, carried = sentence.paragraph, None
        while index < len(quantities) and quantities[index].start < sentence.start:
            index += 1
        stated = stated_periods(normalized.text, sentence, base, own)
        event = next(
            (item.period for item in reversed(stated) if item.period and item.period.start == item.period.end), event
        )
        if event and (again := _EVENT.search(normalized.text, sentence.start, sentence.end)):
            stated = sorted([*stated, Stated(again.start(), event, Reach.SENTENCE)], key=lambda item: item.position)
        is_continued = not stated and bool(_OF_WHICH.match(normalized.text, sentence.start))
        columns = _columns(sentence, quantities, index) if sentence.is_table else {}
        previous = sentence.start
        while index < len(quantities) and quantities[index].start < sentence.end:
            if is_continued:
                carried = last
            at = _at(normalized.text, quantities[index].start, previous, stated, carried)
            periods[index] = last = columns.get(index) or at or base
            if quantities[index].disposition is not Disposition.STRUCTURAL:
                previous = quantities[index].end
            index += 1
        lasting = [item for item in stated if item.reach is Reach.PARAGRAPH]
        carried = lasting[-1].period if lasting else carried
    return periods


def _paragraphs(sentences: list[Sentence], quantities: list[Quantity]) -> set[int]:
    """The paragraphs that hold numerals."""
    starts = [sentence.start for sentence in sentences]
    at = (bisect_right(starts, quantity.start) - 1 for quantity in quantities)
    return {sentences[index].paragraph for index in at if index >= 0}


def _columns(row: Sentence, quantities: Sequence[Quantity], index: int) -> dict[int, Period | None]:
    """Periods of a table row's numbers from the years above them, where two years or more stand there."""
    years = {at: int(match[0]) for at, head in row.columns if (match := _YEAR.search(head))}
    numbers_ = range(index, len(quantities))
    return {n: months(years[at], 1, 12) for n in numbers_ if len(years) >= 2 and (at := quantities[n].start) in years}


def _at(text: str, position: int, previous: int, stated: list[Stated], carried: Period | None) -> Period | None:
    """The period in force at a figure; ``previous`` is where the figure before it ended."""
    current = carried
    for item in stated:
        if item.position > position:
            break
        if item.reach is Reach.NEXT:
            if item.position >= previous:
                return item.period
        elif item.reach is Reach.PARAGRAPH or ";" not in text[item.position : position]:
            current = item.period
    return current


def _outlook_period(own: Period) -> Period:
    """What a plan covers that names no period: next year, or the second half after a half-year report."""
    if (own.end.month, own.end.day) == (6, 30) and own.start.year == own.end.year:
        return Period(date(own.end.year, 7, 1), date(own.end.year, 12, 31))
    year = own.end.year + (1 if own.end.month >= 10 else 0)
    return Period(date(year, 1, 1), date(year, 12, 31))
