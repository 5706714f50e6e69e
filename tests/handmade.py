"""Nouns made by hand for tests: a report's text is written once, and numbers are found in it by their words."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline import build
from pipeline.catalogue import Catalogue, parse_rule
from pipeline.model import (
    Change,
    Direction,
    Disposition,
    Document,
    Evidence,
    Extraction,
    Identity,
    Indicator,
    Kind,
    NormalizedText,
    Numeral,
    Observation,
    Period,
    Qualifier,
    Report,
    Scope,
    Status,
)
from pipeline.offices import Office, Offices
from pipeline.tables import Tables, of_house, of_reports

DOMAINS = {"mediation": "调解", "education": "普法"}
OFFICES = [
    Office(f"110101{n:03}", name, "110101", "东城区", "1101", "北京市", "11", "北京市")
    for n, name in ((1, "甲街道"), (2, "乙街道"), (100, "丙镇"), (200, "丁乡"))
] + [Office("990101001", "青石街道", "990101", "澄江区", "9901", "云川市", "99", "模拟省")]


def indicator(id: str, name: str, **fields: Any) -> Indicator:
    common = {
        "unit": "件", "kind": "count", "direction": "none", "numerator": None, "denominator": (), "tier": "core",
        "definition": "", "rules": (),
    }  # fmt: skip
    return Indicator(id=id, name=name, domain=id.split(".")[0], **common | fields)


RULE = parse_rule(
    "受理|登记 纠纷 # @矛盾 !法律援助 ^上级 ~件|起",
    name="mediation.accepted#1",
    indicator="mediation.accepted",
    classes={},
    units=frozenset(),
    where=str,
)
INDICATORS = (
    indicator("mediation.accepted", "受理矛盾纠纷", rules=(RULE,), zero=(RULE,), examples=("受理纠纷【3件】",)),
    indicator("mediation.succeeded", "调解成功"),
    indicator(
        "mediation.success_rate", "调解成功率", unit="%", kind="rate",
        numerator="mediation.succeeded", denominator=("mediation.accepted",),
    ),
)  # fmt: skip


CATALOGUE = Catalogue(INDICATORS, DOMAINS, words={}, narrow={}, units={}, digest="catalogue")


def document(id: str, text: str) -> Document:
    return Document(id, f"{id}.txt", hashlib.sha256(text.encode()).hexdigest(), "txt", "utf-8", text)


def extraction(
    id: str,
    text: str,
    numbers: Iterable[tuple[str, str, float]] = (),
    office: str | None = "110101001",
    year: int | None = 2023,
    candidates: tuple[str, ...] = (),
) -> Extraction:
    """A report with one observation for each (indicator, words in the text, value)."""
    period = Period(date(year, 1, 1), date(year, 12, 31)) if year else None
    evidence = (Evidence("year", str(year), 0, 4, text[:4]),)
    identity = Identity(
        office, "甲街道", "东城区", "市辖区", "北京市", year, Kind.ANNUAL, "法治政府建设年度报告", None, None, period,
        evidence, candidates,
    )  # fmt: skip
    observations = tuple(
        Observation(
            id, name, value, Qualifier.EXACT, period and period.start, period and period.end, Status.ACTUAL,
            Scope.STREET, None, text.index(words), text.index(words) + len(words), words, "件", f"{name}#1",
            0, len(text),
        )
        for name, words, value in numbers
    )  # fmt: skip
    report = Report(document(id, text), identity)
    return Extraction(report, observations, normalized=NormalizedText(text, tuple(range(len(text) + 1))))


def extract(document: Document, catalogue: Catalogue, offices: Offices, override: Any = None) -> Extraction:
    """Stands for the stages, which have tests of their own: it takes 受理纠纷N件 and nothing else; 坏 is a bug."""
    text = document.text
    if "坏" in text:
        raise ZeroDivisionError("division by zero")
    numerals = tuple(
        Numeral(document.id, *match.span(), match[0], *_disposition(match[0]), "件", 0, len(text))
        for match in re.finditer(r"[\d.?]+[件%]", text)
    )
    taken = re.search(r"受理纠纷(([\d.]+)件)", text)
    numbers = [("mediation.accepted", taken[1], float(taken[2]))] if taken else []
    year = int((override or {}).get("year") or 2023)
    changes = tuple(
        Change(document.id, "mediation.accepted", numeral.value, "%", Direction.UP, numeral.quote, *span, None, None)
        for numeral in numerals
        if numeral.disposition is Disposition.CHANGE and numeral.value is not None
        for span in [(numeral.start, numeral.end)]
    )
    made = extraction(document.id, text, numbers, year=year)
    return replace(made, report=Report(document, made.report.identity), changes=changes, numerals=numerals)


def _disposition(quote: str) -> tuple[Disposition, str, float | None]:
    if "?" in quote:
        return Disposition.DAMAGED, "数字里有问号", None
    if quote.endswith("%"):
        return Disposition.CHANGE, "写的是增减", float(quote[:-1])
    return Disposition.ASSIGNED, "受理矛盾纠纷", float(quote[:-1])


def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the small catalogue, register and stages of this file in the place of the real ones."""
    register = SimpleNamespace(by_code={office.code: office for office in OFFICES})
    monkeypatch.setattr("pipeline.catalogue.load", lambda: CATALOGUE)
    monkeypatch.setattr(Offices, "load", lambda: register)
    monkeypatch.setattr(build, "_house", lambda _: (CATALOGUE, register))
    monkeypatch.setattr(build, "extract", extract)


def tables(extractions: Iterable[Extraction]) -> Tables:
    """All rows of a small house with these reports."""
    house, reports = of_house(INDICATORS, DOMAINS, OFFICES), of_reports(extractions)
    return {table: house.get(table, []) + reports.get(table, []) for table in house | reports}
