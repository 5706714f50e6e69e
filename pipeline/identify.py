"""Which office, year, period and kind a report is of, from its own words.

One question a module: kinds.py (title and kind), timing.py (dates, year, period), whose.py (office, by naming.py and
offices.py).
"""

import re
from collections.abc import Mapping
from datetime import date

from pipeline.kinds import kind_named, kind_of, leads_of, lines_of, parts_of
from pipeline.model import Document, Evidence, Identity, Kind, NormalizedText, Report
from pipeline.naming import Found
from pipeline.offices import Offices
from pipeline.timing import period_of, written, year_on
from pipeline.whose import whose

META = (
    *("report", "street_name", "district", "city", "province", "year", "report_kind", "source_date"),
    *("evidence", "office_code"),
)


def identify(
    document: Document, normalized: NormalizedText, offices: Offices, override: Mapping[str, str] | None = None
) -> Identity:
    """Identity of a report. `override`: a row of a meta file (columns META); its filled fields stand over the text.

    Raises ValueError for a year or source_date in it that is none.
    """
    given = {field: plain for field, value in (override or {}).items() if (plain := _plain(field, value))}
    text = _readable(normalized)
    parts = parts_of(text, lines_of(text))
    leads = leads_of(text, parts)
    kind, kind_said = kind_of(text, normalized.text, leads, parts)
    kind = kind_named(given["report_kind"]) if "report_kind" in given else kind
    issued, uploaded = written(normalized.text, lines_of(normalized.text), kind is Kind.NEWS)
    year = year_on(text, leads, kind, issued)
    who = whose(text, normalized.text, parts, offices, given)
    said = [fact for fact in (*who.facts, year, kind_said, issued, uploaded) if fact and fact.start < fact.end]
    on, written_on = _when(given, year, issued, uploaded)
    title = re.sub(r"\s*\n\s*", "", text[slice(*parts.title)]) or None
    return Identity(
        office_code=who.office.code if who.office else None,
        office=who.name,
        district=who.areas.get("district"),
        city=who.areas.get("city"),
        province=who.areas.get("province"),
        year=on,
        kind=kind,
        kind_name=given.get("report_kind", kind_said.value),
        title=title,
        issued=written_on,
        period=period_of(kind, on, written_on, title or text[kind_said.start : kind_said.end]),
        evidence=tuple(_evidence(fact, document, normalized) for fact in said if fact.field not in given),
        candidates=tuple(office.code for office in who.candidates),
    )


def _when(
    given: Mapping[str, str], year: Found | None, issued: Found | None, uploaded: Found | None
) -> tuple[int | None, date | None]:
    """The report's year and its own date. An upload date in the meta file stays an upload date."""
    on = given.get("year") or (year.value if year else None)
    dated = given.get("source_date")
    if dated is None or (uploaded and dated == uploaded.value):
        dated = issued.value if issued else None
    return int(on) if on else None, date.fromisoformat(dated) if dated else None


def _plain(field: str, value: str | None) -> str:
    """A field of a meta file, names without their remark: 镇海区 (inferred)."""
    text = (value or "").strip()
    return text if field == "report_kind" else re.sub(r"\s*[(（].*", "", text, flags=re.S)


def _readable(normalized: NormalizedText) -> str:
    """The text with its furniture blanked: navigation lists every office of a district."""
    text = normalized.text
    for start, end in normalized.ignored:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


def _evidence(fact: Found, document: Document, normalized: NormalizedText) -> Evidence:
    start, end = normalized.span(fact.start, fact.end)
    return Evidence(fact.field, fact.value, start, end, document.text[start:end])


def meta_row(report: Report) -> dict[str, str]:
    """Row of a meta file: what is known of a report, with the words that say it; an upload date fills an empty date."""
    identity = report.identity
    uploaded = next((e.value for e in identity.evidence if e.field == "uploaded"), "")
    row = {
        "report": report.id,
        "street_name": identity.office,
        "district": identity.district,
        "city": identity.city,
        "province": identity.province,
        "year": identity.year,
        "report_kind": identity.kind_name,
        "source_date": identity.issued or uploaded,
        "evidence": "; ".join(f"{e.field}: “{' '.join(e.quote.split())}”" for e in identity.evidence),
        "office_code": identity.office_code,
    }
    return {field: "" if row[field] is None else str(row[field]) for field in META}
