"""Wordings that may be read in two ways, with a proposal. The knowledge is data/catalogue/advice.toml."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.catalogue import Catalogue
from pipeline.model import Extraction
from pipeline.offices import DATA

FILE = DATA / "catalogue" / "advice.toml"
BEFORE, AFTER = 24, 10  # characters around a number that are looked at, within its clause
_CLAUSE = re.compile(r"[,，。;；:：\n]")


@dataclass(frozen=True, slots=True)
class Advice:
    """One wording of a draft; offsets into the draft."""

    start: int
    end: int
    quote: str
    title: str
    proposal: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A block of advice.toml: `near` around a number of one of the `dispositions`, or `phrase` anywhere."""

    title: str
    proposal: str
    near: re.Pattern[str] | None
    phrase: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    dispositions: frozenset[str]
    is_rate: bool
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@cache
def patterns() -> tuple[Pattern, ...]:
    """All blocks. Raises TypeError or KeyError for one that is not as it should be."""
    blocks = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(_pattern(**block) for block in blocks.values())


def _pattern(
    *, title: str, proposal: str, examples: list[str], counterexamples: list[str], near: str = "", phrase: str = "",
    unless: str = "", dispositions: tuple[str, ...] = ("assigned", "unassigned", "change"), rate: bool = False,
) -> Pattern:  # fmt: skip
    around, anywhere, never = (re.compile(words) if words else None for words in (near, phrase, unless))
    told = tuple(examples), tuple(counterexamples)
    return Pattern(title, proposal, around, anywhere, never, frozenset(dispositions), rate, *told)


def advise(extraction: Extraction, catalogue: Catalogue) -> list[Advice]:
    """What could be worded more clearly, in the order of the text, each number once."""
    text = extraction.report.text
    rates = {indicator.id for indicator in catalogue.indicators if indicator.kind == "rate"}
    changed = {(row.start, row.end) for row in extraction.changes if row.indicator in rates}
    found: dict[tuple[int, int], Advice] = {}
    for pattern in patterns():
        for start, end in [*_phrases(pattern, text), *_numbers(pattern, extraction, changed)]:
            found.setdefault((start, end), Advice(start, end, text[start:end], pattern.title, pattern.proposal))
    return [found[place] for place in sorted(found)]


def _phrases(pattern: Pattern, text: str) -> Iterator[tuple[int, int]]:
    if pattern.phrase:
        yield from (match.span() for match in pattern.phrase.finditer(text))


def _numbers(pattern: Pattern, extraction: Extraction, changed: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    text = extraction.report.text
    for numeral in extraction.numerals:
        place = (numeral.start, numeral.end)
        if pattern.near is None or numeral.disposition not in pattern.dispositions:
            continue
        if pattern.is_rate and place not in changed:
            continue
        around = _around(text, *place)
        if pattern.near.search(around) and not (pattern.unless and pattern.unless.search(around)):
            yield place


def _around(text: str, start: int, end: int) -> str:
    """The number in 【】 with the words of its clause."""
    before = _CLAUSE.split(text[max(0, start - BEFORE) : start])[-1]
    after = _CLAUSE.split(text[end : end + AFTER])[0]
    return f"{before}【{text[start:end]}】{after}"
