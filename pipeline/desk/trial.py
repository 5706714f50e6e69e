"""A block tried on all reports of a snapshot: which numbers its indicator would take, lose, or share with others.

Only a report that holds one of its words can change. It is read with the catalogue as it is and as it would be.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline import build
from pipeline.catalogue import Catalogue
from pipeline.desk import workshop
from pipeline.desk.decided import Decided, Score, decided, score, stored
from pipeline.model import Document, Indicator
from pipeline.normalize import normalize
from pipeline.offices import Offices
from pipeline.store import decisions

Span = tuple[int, int]
Row = dict[str, Any]
Progress = Callable[[int, int], object]
LISTS = ("gained", "lost", "shared")
KEPT = 64  # trials that are remembered
MARK = re.compile("【(.*?)】")
EXAMPLE = {"year": "2023", "report_kind": "法治政府建设年度报告"}
_trials: OrderedDict[str, "Trial"] = OrderedDict()


class Seen(NamedTuple):
    """What a report states: indicators and values by place, what became of each numeral, and its sentence."""

    taken: dict[Span, dict[str, float]]
    left: dict[Span, str]
    sentences: dict[Span, Span]


@dataclass(frozen=True, slots=True)
class Test:
    """An example (or counterexample) and whether it is read as it says."""

    indicator: str  # name
    text: str
    is_counter: bool
    passes: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """Rows have report, name, district, year, start, quote, sentence, sentence_start; was and now: names of the
    indicators that take the number; was_left and now_left: what becomes of it where there is none."""

    gained: list[Row]
    lost: list[Row]
    shared: list[Row]
    kept: int
    counts: tuple[int, int]  # reports that hold one of its words, and all
    scores: tuple[Score, Score]  # as the catalogue is, and as it would be
    tests: list[Test]

    @property
    def passes(self) -> bool:
        return all(test.passes for test in self.tests)


def run(id: str, block: str, snapshot: Path, simulated: bool, progress: Progress = lambda done, total: None) -> Trial:
    """The trial of a block, from memory where it was made before. Raises workshop.Wrong, duckdb.Error."""
    old, new = workshop.known(), workshop.changed(id, block)
    state = old.digest, id, block, str(snapshot), simulated, decisions.last()
    key = sha256(repr(state).encode()).hexdigest()
    if key not in _trials:
        _trials[key] = _run(id, old, new, snapshot, simulated, progress)
        while len(_trials) > KEPT:
            _trials.popitem(last=False)
    return _trials[key]


def _run(id: str, old: Catalogue, new: Catalogue, snapshot: Path, simulated: bool, progress: Progress) -> Trial:
    words = tuple({*_words(id, old), *_words(id, new)})
    about, documents, reports = dict[str, Row](), list[Document](), 0
    for row in _reports(snapshot, simulated):
        reports += 1
        if _holds(row["text"], words):
            about[row["report"]] = row
            fields = (row[name] for name in ("report", "source", "sha256", "format", "encoding", "text"))
            documents.append(Document(*fields))
    read = dict[str, tuple[Seen, Seen]]()
    before = _all(documents, old, progress, 0)  # one catalogue after the other: the extractor keeps few of them ready
    after = _all(documents, new, progress, len(documents))
    for document, was, now in zip(documents, before, after, strict=True):
        read[document.id] = was, now
    names = {one.id: one.name for one in (*old.indicators, *new.indicators)}
    rows = [row for report, pair in read.items() for row in _compared(id, about[report], *pair, names)]
    said = decided(snapshot, simulated)
    return Trial(
        **{which: [row for row in rows if row["list"] == which] for which in LISTS},
        kept=sum(
            id in was.taken.get(at, {}) and id in ids for was, now in read.values() for at, ids in now.taken.items()
        ),
        counts=(len(documents), reports),
        scores=(_score(id, said, read, 0), _score(id, said, read, 1)),
        tests=_tests(id, old, new, words),
    )


def _all(documents: list[Document], catalogue: Catalogue, progress: Progress, done: int) -> list[Seen]:
    found = []
    for number, document in enumerate(documents, start=1):
        found.append(_seen(document, catalogue))
        progress(done + number, 2 * len(documents))
    return found


def _reports(snapshot: Path, simulated: bool) -> Iterator[Row]:
    """Reports of the snapshot with the names of their offices."""
    offices = stored(snapshot, "office").select("office", "name", "district")
    reports = stored(snapshot, "report")
    if not simulated:
        reports = reports.filter(~pl.col("simulated"))
    yield from reports.join(offices, on="office", how="left").sort("report").iter_rows(named=True)


def _words(id: str, catalogue: Catalogue) -> Iterator[str]:
    """Words without one of which the indicator takes nothing, nor is anything read differently because of it."""
    by_id = {indicator.id: indicator for indicator in catalogue.indicators}
    own = by_id.get(id)
    for indicator in filter(None, (own, by_id.get(own.numerator or "") if own else None)):
        yield from _anchors(indicator)


def _anchors(indicator: Indicator) -> Iterator[str]:
    for rule in (*indicator.rules, *indicator.zero):
        yield from rule.before[-1] if rule.before else rule.after[0]


def _holds(text: str, words: Iterable[str]) -> bool:
    plain = normalize(text).text
    return any(word in plain for word in words)


@lru_cache(maxsize=4_000)
def _seen(document: Document, catalogue: Catalogue, is_example: bool = False) -> Seen:
    extraction = build.extract(document, catalogue, _nowhere(), EXAMPLE if is_example else None)
    taken, sentences = dict[Span, dict[str, float]](), dict[Span, Span]()
    for row in extraction.observations:
        taken.setdefault((row.start, row.end), {})[row.indicator] = row.value
        sentences[row.start, row.end] = row.sentence_start, row.sentence_end
    left = {(row.start, row.end): str(row.disposition) for row in extraction.numerals}
    return Seen(taken, left, sentences)


@cache
def _nowhere() -> Offices:
    """A register without offices: whose report it is does not decide what its numbers state."""
    return Offices(Offices.load().frame.clear())


def _compared(id: str, about: Row, was: Seen, now: Seen, names: dict[str, str]) -> Iterator[Row]:
    for at in sorted(was.taken.keys() | now.taken.keys()):
        old, new = was.taken.get(at, {}).keys(), now.taken.get(at, {}).keys()
        others = (old ^ new) - {id}
        lists = {
            "gained": id in new and id not in old,
            "lost": id in old and id not in new,
            "shared": bool(others) or (id in new and len(new) > 1),
        }
        start, end = now.sentences.get(at) or was.sentences[at]
        row = {
            **{field: about[field] for field in ("report", "name", "district", "year")},
            "start": at[0], "quote": about["text"][at[0] : at[1]],
            "sentence_start": start, "sentence": about["text"][start:end],
            "was": [names[one] for one in old], "now": [names[one] for one in new],
            "was_left": was.left.get(at, ""), "now_left": now.left.get(at, ""),
        }  # fmt: skip
        yield from (row | {"list": name} for name, is_in in lists.items() if is_in)


def _score(id: str, said: Iterable[Decided], read: dict[str, tuple[Seen, Seen]], which: int) -> Score:
    taken = {
        (report, at): values[id]
        for report, pair in read.items()
        for at, values in pair[which].taken.items()
        if id in values
    }
    return score(id, said, taken)


def _tests(id: str, old: Catalogue, new: Catalogue, words: tuple[str, ...]) -> list[Test]:
    """Its own examples and counterexamples, and those of others that it would break."""
    found = []
    for indicator in new.indicators:
        texts = [*((text, False) for text in indicator.examples), *((text, True) for text in indicator.counterexamples)]
        for text, is_counter in texts:
            if indicator.id != id and not _holds(text, words):
                continue
            passes, passed = (_passes(indicator.id, text, is_counter, catalogue) for catalogue in (new, old))
            if indicator.id == id or (passed and not passes):
                found.append(Test(indicator.name, text, is_counter, passes))
    return found


def _passes(id: str, text: str, is_counter: bool, catalogue: Catalogue) -> bool:
    plain = text.replace("【", "").replace("】", "")
    document = Document("example", "example", "", "txt", "utf-8", plain)
    places = [at for at, ids in _seen(document, catalogue, True).taken.items() if id in ids]
    marked = [(m.start() - 2 * n, m.end() - 2 * n - 2) for n, m in enumerate(MARK.finditer(text))]
    hits = [any(a < end and start < b for a, b in places) for start, end in marked]
    return not any(hits) if is_counter else all(hits)
