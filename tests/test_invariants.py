"""Laws that hold on every report there is."""

import itertools
from pathlib import Path

import pytest

from pipeline import build, catalogue, read
from pipeline.model import Disposition, Extraction, Status
from pipeline.offices import Offices

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FILES = [
    *sorted((ROOT / "data/reports").rglob("*.txt")),
    *sorted(SHARED.glob("seeds/*.txt")),
    *sorted(SHARED.glob("dev/texts/*.txt")),
]
CATALOGUE, OFFICES = catalogue.load(), Offices.load()


def extract(path: Path) -> Extraction:
    return build.extract(read.read(path), CATALOGUE, OFFICES)


@pytest.fixture(params=FILES, ids=lambda path: path.stem, scope="module")
def extraction(request: pytest.FixtureRequest) -> Extraction:
    return extract(request.param)


def test_every_quote_stands_at_its_place(extraction: Extraction) -> None:
    text = extraction.report.text
    for row in (
        *extraction.observations,
        *extraction.changes,
        *extraction.numerals,
        *extraction.report.identity.evidence,
    ):
        assert text[row.start : row.end] == row.quote
        assert row.start < row.end


def test_every_sentence_holds_its_number(extraction: Extraction) -> None:
    for row in (*extraction.observations, *extraction.changes, *extraction.numerals):
        assert row.sentence_start <= row.start < row.end <= row.sentence_end


def test_no_two_numerals_overlap(extraction: Extraction) -> None:
    ends = [(numeral.start, numeral.end) for numeral in extraction.numerals]
    assert ends == sorted(ends)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))


def test_every_run_of_digits_is_accounted_for(extraction: Extraction) -> None:
    covered = [range(n.start, n.end) for n in extraction.numerals]
    text, missing, at = extraction.report.text, [], 0
    for place, char in enumerate(text):
        while at < len(covered) and covered[at].stop <= place:
            at += 1
        if char in "0123456789０１２３４５６７８９" and not (at < len(covered) and place in covered[at]):
            missing.append(text[max(0, place - 8) : place + 8])
    assert not missing


def test_a_damaged_number_has_no_value(extraction: Extraction) -> None:
    for numeral in extraction.numerals:
        assert (numeral.disposition is not Disposition.DAMAGED) or numeral.value is None


def test_an_observation_stands_on_an_assigned_numeral_or_is_a_stated_nothing(extraction: Extraction) -> None:
    assigned = {(n.start, n.end) for n in extraction.numerals if n.disposition is Disposition.ASSIGNED}
    changed = {(c.start, c.end) for c in extraction.changes}
    for row in extraction.observations:
        assert (row.start, row.end) in assigned or row.value == 0
        assert (row.start, row.end) not in changed


def test_nothing_in_a_plan_section_is_actual(extraction: Extraction) -> None:
    from pipeline.segment import segment

    outlook = [extraction.normalized.span(s.start, s.end) for s in segment(extraction.normalized) if s.is_outlook]
    for row in extraction.observations:
        if any(start <= row.start < end for start, end in outlook):
            assert row.status is Status.PLAN


def test_extracting_twice_gives_the_same(extraction: Extraction) -> None:
    document = extraction.report.document
    again = build.extract(document, CATALOGUE, OFFICES)
    assert (again.observations, again.changes, again.numerals) == (
        extraction.observations, extraction.changes, extraction.numerals,
    )  # fmt: skip
