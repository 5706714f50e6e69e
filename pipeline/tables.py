"""The nouns as rows of schema.sql: a table's name → its rows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.model import Decided, Decision, Extraction, Indicator, Returned, Rule
from pipeline.offices import Office

Row = dict[str, Any]
Tables = dict[str, list[Row]]

SIMULATED_PROVINCE = "99"  # no real one has this code
# A report's own statement that it is invented; 模拟法庭 and 虚构事实 in a real report are none.
SIMULATED = re.compile(
    r"本(?:文|篇|报告|材料|样本)[^,，。;；\n]{0,8}(?:模拟|虚构)|(?:数据|数字|内容)[^,，。;；\n]{0,4}(?:属|为|系)(?:模拟|虚构|杜撰)"
)
SIMULATED_NAME = re.compile(r"模拟(?!法庭)|虚构")


def of_reports(extractions: Iterable[Extraction]) -> Tables:
    """Rows of all tables that reports fill, from any of them: those of several calls together make the tables."""
    extractions = list(extractions)
    return {
        "office": [_unsettled(e) for e in extractions if not e.report.identity.office_code],
        "report": [_report(extraction) for extraction in extractions],
        "evidence": [
            {"report": e.report.id, **asdict(evidence)} for e in extractions for evidence in e.report.identity.evidence
        ],
        "candidate": [
            {"report": e.report.id, "office": office} for e in extractions for office in e.report.identity.candidates
        ],
        "observation": [row for extraction in extractions for row in _observations(extraction)],
        "change": [row for extraction in extractions for row in _changes(extraction)],
        "numeral": [asdict(numeral) for extraction in extractions for numeral in extraction.numerals],
        "decision": [_decided(e.report.id, decided) for e in extractions for decided in e.decided],
        "returned": [_returned(e.report.id, back) for e in extractions for back in e.returned],
    }


def of_house(
    indicators: Sequence[Indicator],
    domains: Mapping[str, str],
    offices: Iterable[Office],
    duties: Iterable[Decision] = (),
    gone: Iterable[Returned] = (),
) -> Tables:
    """Rows that do not depend on the reports.

    ``domains``: id → Chinese title. ``offices``: the whole register, so that a silent office is seen too. ``duties``:
    decisions that an office has none; ``gone``: those on reports that are not there.
    """
    duties = list(duties)
    return {
        "office": [_office(office) for office in offices],
        "indicator": [_indicator(i, indicator, domains) for i, indicator in enumerate(indicators)],
        "decision": [_decided(None, Decided(duty, None, None, None)) for duty in duties],
        "returned": [_returned(str(back.decision.report), back) for back in gone],
        "duty": [
            {field: getattr(duty, field) for field in ("office", "year", "indicator", "reason")} for duty in duties
        ],
    }


def is_simulated(extraction: Extraction) -> bool:
    """Whether a report says that it is invented, in its file name or its own words."""
    document = extraction.report.document
    return bool(
        SIMULATED_NAME.search(document.id)
        or SIMULATED.search(extraction.normalized.text)
        or SIMULATED.search(document.text)
    )


def words(rule: Rule) -> str:
    """A rule as a Chinese sentence."""

    def quoted(group: Iterable[str]) -> str:
        return "「" + "／".join(group) + "」"

    parts = (
        ("数字前依次有", map(quoted, rule.before)),
        ("数字后依次有", map(quoted, rule.after)),
        ("上下文有", map(quoted, rule.topic)),
        ("本句没有", [quoted(rule.unless)] if rule.unless else []),
        ("标题和本段前文没有", [quoted(rule.shadow)] if rule.shadow else []),
        ("单位为", [quoted(sorted(rule.units))]),
    )
    spoken = ((label, "、".join(groups)) for label, groups in parts)
    return "；".join(label + text for label, text in spoken if text)


def _office_code(extraction: Extraction) -> str:
    """Key of the office table; a report that nobody can place has an office of its own."""
    return extraction.report.identity.office_code or f"~{extraction.report.id}"


def _office(office: Office) -> Row:
    return {
        "office": office.code,
        "code": office.code,
        "name": office.name,
        "kind": office.kind,
        "district_code": office.district_code,
        "district": office.district,
        "city": office.city,
        "province": office.province,
        "simulated": office.is_simulated,
    }


def _unsettled(extraction: Extraction) -> Row:
    """The office of a report that nobody could place: what the report says of it, without a code."""
    identity = extraction.report.identity
    return {
        "office": _office_code(extraction),
        "code": None,
        "name": identity.office or extraction.report.id,
        "kind": "未定",
        "district_code": None,
        "district": identity.district,
        "city": identity.city,
        "province": identity.province,
        "simulated": is_simulated(extraction),
    }


def _indicator(ordinal: int, indicator: Indicator, domains: Mapping[str, str]) -> Row:
    return {
        "id": indicator.id,
        "ordinal": ordinal,
        "name": indicator.name,
        "domain": indicator.domain,
        "domain_name": domains[indicator.domain],
        "unit": indicator.unit,
        "kind": indicator.kind,
        "direction": indicator.direction,
        "numerator": indicator.numerator,
        "denominator": list(indicator.denominator),
        "tier": indicator.tier,
        "definition": indicator.definition,
        "rule_words": [words(rule) for rule in indicator.rules]
        + [f"写明没有即为零：{words(rule)}" for rule in indicator.zero],
        "examples": list(indicator.examples),
        "counterexamples": list(indicator.counterexamples),
    }


def _report(extraction: Extraction) -> Row:
    document, identity = extraction.report.document, extraction.report.identity
    return {
        "report": document.id,
        "source": document.source,
        "sha256": document.sha256,
        "format": document.format,
        "encoding": document.encoding,
        "title": identity.title,
        "text": document.text,
        "office": _office_code(extraction),
        "year": identity.year,
        "kind": identity.kind,
        "kind_name": identity.kind_name,
        "issued": identity.issued,
        "period_start": identity.period and identity.period.start,
        "period_end": identity.period and identity.period.end,
        "simulated": is_simulated(extraction) or _office_code(extraction).startswith(SIMULATED_PROVINCE),
        "ocr": document.is_ocr,
        "notes": list(document.notes),
    }


def _observations(extraction: Extraction) -> Iterable[Row]:
    for observation in extraction.observations:
        yield asdict(observation) | {
            "office": _office_code(extraction),
            "year": observation.period_end and observation.period_end.year,
            "sentence": extraction.report.text[observation.sentence_start : observation.sentence_end],
        }


def _changes(extraction: Extraction) -> Iterable[Row]:
    for change in extraction.changes:
        yield asdict(change) | {
            "office": _office_code(extraction),
            "sentence": extraction.report.text[change.sentence_start : change.sentence_end],
        }


SAID = ("subject", "turn", "action", "person", "day", "reason", "quote", "sentence", "indicator", "value")


def _decided(report: str | None, decided: Decided) -> Row:
    """A decision that holds, beside what the program by itself reads there."""
    said, before = decided.decision, decided.before
    agreed = ("indicator", "value", "status", "scope")
    return {
        field: getattr(said, field) for field in (*SAID, "occasion", "office", "year", "unit", "status", "scope")
    } | {
        "report": report,
        "start": decided.start,
        "end": decided.end,
        "before_indicator": before and before.indicator,
        "before_value": before and before.value,
        "is_same": before is not None and all(getattr(before, field) == getattr(said, field) for field in agreed),
    }


def _returned(report: str, back: Returned) -> Row:
    return {field: getattr(back.decision, field) for field in SAID} | {"report": report, "why": back.why}
