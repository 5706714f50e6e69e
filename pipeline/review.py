"""People's decisions, applied to what was extracted: what a person said of a number holds, whatever the rules say now.

A decision is applied where its quote still stands in its sentence: at its own place, else at the only other place of
the text where that sentence stands. Where neither is so, it is not applied but returned, to be decided anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.model import (
    Action,
    Decided,
    Decision,
    Disposition,
    Extraction,
    Numeral,
    Observation,
    Original,
    Qualifier,
    Returned,
    Scope,
    Status,
)
from pipeline.store import decisions as store

PERSON = "人工核对"  # stands where the rule stands that took a number
AFTER = {
    Action.REJECT: "人工核对：不是任何指标的数",
    Action.ASSIGN: "人工核对：归入指标",
    Action.CORRECT: "人工核对：已改正",
}


def decisions() -> tuple[Decision, ...]:
    """All decisions in force, in the order of their subjects."""
    said = store.in_force(store.history(second=False))
    return tuple(said[subject] for subject in sorted(said))


def by_report(
    decisions: Iterable[Decision], originals: Iterable[Original], newer: Mapping[str, str]
) -> dict[str, list[Decision]]:
    """Report id → decisions on that original, or on an older version of it: the one that it replaced, or that had its
    name. Those on no report, or on one that is not there any more, stand under the empty id.

    `newer`: SHA-256 of a replaced version → that of the version after it. What was said of the version itself stands
    last, for it holds against what was said of an older one.
    """
    originals = list(originals)
    named = {original.id: original.id for original in originals}
    same = {original.sha256: original.id for original in originals}
    sorted_out: dict[str, list[Decision]] = {}
    for decision in sorted(decisions, key=lambda one: one.sha256 in same):
        last = _newest(decision.sha256 or "", same, newer)
        id = same.get(last) or named.get(decision.report or "", "")
        sorted_out.setdefault(id, []).append(decision)
    return sorted_out


def _newest(sha256: str, there: Collection[str], newer: Mapping[str, str]) -> str:
    """The version of an original that is there: itself, else the first of those after it that is."""
    passed = {sha256}
    while sha256 not in there and newer.get(sha256) not in (None, *passed):
        sha256 = newer[sha256]
        passed.add(sha256)
    return sha256


def identities(decided: Mapping[str, Sequence[Decision]]) -> dict[str, dict[str, str]]:
    """Report id → the office and year that a person named, as a row of a meta file."""
    return {
        id: {"office_code": one.office or "", "year": str(one.year or "")}
        for id, said in decided.items()
        for one in said
        if id and one.action is Action.IDENTIFY
    }


def apply(extraction: Extraction, decisions: Sequence[Decision], units: Mapping[str, str]) -> Extraction:
    """The extraction as people decided it. `units`: unit of each indicator there is."""
    for decision in decisions:
        extraction = _apply(extraction, decision, units)
    return extraction


def elsewhere(decisions: Iterable[Decision], units: Mapping[str, str]) -> tuple[list[Decision], list[Returned]]:
    """Of decisions on no report that is there: the duties that hold, and the rest as returned."""
    decisions = list(decisions)
    duties = [one for one in decisions if one.action is Action.EXEMPT and one.indicator in units]
    return duties, [Returned(one, "这份报告已不在") for one in decisions if one.report]


def _apply(extraction: Extraction, decision: Decision, units: Mapping[str, str]) -> Extraction:
    if decision.action is Action.IDENTIFY:
        kept = Decided(decision, None, None, None)
        return replace(extraction, decided=(*extraction.decided, kept))
    if why := _outdated(decision, units):
        return replace(extraction, returned=(*extraction.returned, Returned(decision, why)))
    place = _find(extraction.report.text, decision)
    if place is None:
        back = Returned(decision, "原来的句子已不在，或有几处相同")
        return replace(extraction, returned=(*extraction.returned, back))
    return _decide(extraction, decision, *place)


def _outdated(decision: Decision, units: Mapping[str, str]) -> str | None:
    """Why what a person said can mean nothing any more."""
    if decision.action is Action.REJECT or units.get(decision.indicator or "") == decision.unit:
        return None
    return "指标已不在目录中" if decision.indicator not in units else "指标的单位已改变"


def _find(text: str, decision: Decision) -> tuple[int, int] | None:
    """Where the quote stands in its sentence: start of the sentence and of the quote."""
    sentence, first, start = decision.sentence or "", decision.sentence_start or 0, decision.start or 0
    if not sentence or sentence[start - first :][: len(decision.quote or "")] != decision.quote:
        return None
    if not text.startswith(sentence, first):
        first = text.find(sentence)
        if first < 0 or text.find(sentence, first + 1) >= 0:
            return None
    return first, first + start - (decision.sentence_start or 0)


def _decide(extraction: Extraction, decision: Decision, first: int, start: int) -> Extraction:
    end = start + len(decision.quote or "")
    touched = [n for n in extraction.numerals if n.start < end and start < n.end]
    said = [o for o in extraction.observations if o.start < end and start < o.end and _is_meant(o, decision, touched)]
    before = next((o for o in said if o.indicator in (decision.indicator, decision.about)), said[0] if said else None)
    kept = [o for o in extraction.observations if o not in said]
    if decision.action is not Action.REJECT:
        kept.append(_observation(extraction, decision, first, start))
    return replace(
        extraction,
        observations=tuple(sorted(kept, key=lambda o: (o.start, o.end, o.indicator))),
        changes=tuple(c for c in extraction.changes if not (c.start < end and start < c.end)),
        numerals=tuple(_numeral(n, decision) if n in touched else n for n in extraction.numerals),
        decided=(*extraction.decided, Decided(decision, start, end, before)),
    )


def _is_meant(observation: Observation, decision: Decision, numerals: Collection[Numeral]) -> bool:
    """A word on a numeral concerns whatever it was taken for; words may state several nothings."""
    return bool(numerals) or observation.indicator in (decision.about, decision.indicator)


def _observation(extraction: Extraction, decision: Decision, first: int, start: int) -> Observation:
    quote, sentence = decision.quote or "", decision.sentence or ""
    return Observation(
        report=extraction.report.id,
        indicator=decision.indicator or "",
        value=decision.value or 0.0,
        qualifier=Qualifier(decision.qualifier or Qualifier.EXACT),
        period_start=decision.period_start,
        period_end=decision.period_end,
        status=Status(decision.status or Status.ACTUAL),
        scope=Scope(decision.scope or Scope.STREET),
        scope_name=decision.scope_name,
        start=start,
        end=start + len(quote),
        quote=quote,
        unit=decision.unit or "",
        rule=PERSON,
        sentence_start=first,
        sentence_end=first + len(sentence),
        reviewer=decision.person,
        reviewed=decision.day,
        decision=decision.action,
    )


def _numeral(numeral: Numeral, decision: Decision) -> Numeral:
    if decision.action is Action.REJECT:
        return replace(numeral, disposition=Disposition.UNASSIGNED, why=AFTER[Action.REJECT])
    why = AFTER.get(decision.action, numeral.why)
    return replace(numeral, disposition=Disposition.ASSIGNED, why=why, value=decision.value)
