"""The queue: cases of the snapshot, less what was decided since; what is disputed between two people comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import streamlit as st

from pages.shared.data import ask
from pages.shared.selection import Selection
from pipeline import store
from pipeline.store import decisions
from pipeline.store.decisions import TITLES, Decision
from queries import review

Case = dict[str, Any]  # a row of queries.review.cases with its subject and the turn that was seen
EVERY, UNASSIGNED, SAMPLE, DISPUTED = "全部疑点", "未归入的数", "抽查", "复核不一致"
NUMBERS = ("accept", "correct", "reject", "assign", "add")


@dataclass(frozen=True, slots=True)
class Queue:
    """Open cases in their order, and how many of all are done."""

    cases: list[Case]
    total: int

    @property
    def done(self) -> int:
        return self.total - len(self.cases)

    def at(self, place: str | None) -> Case | None:
        """The case that the address names, else the first; None where nothing is left."""
        return next((case for case in self.cases if name(case) == place), self.cases[0] if self.cases else None)

    def beside(self, case: Case, step: int) -> str | None:
        """Name of the case before or after; None at the ends."""
        at = next(n for n, one in enumerate(self.cases) if name(one) == name(case)) + step
        return name(self.cases[at]) if 0 <= at < len(self.cases) else None


def name(case: Case) -> str:
    """What the address calls a case."""
    return sha256(case["key"].encode()).hexdigest()[:10]


def kinds() -> dict[str, str | None]:
    """Label → check, for the choice of cases."""
    found = {title: check for check, title in ask(review.kinds).iter_rows()}
    return {EVERY: None, DISPUTED: "disputed", **found, UNASSIGNED: "unassigned", SAMPLE: "sample"}


def load(choice: Selection, check: str | None) -> Queue:
    """The cases of the choice that are open now."""
    said = history()
    holds, turns = decisions.in_force(one for one in said if not one.second), _turns(said)
    scope = {"year": choice.year, **choice.scope}
    disputed = _disputed(said, scope) if check in (None, "disputed") else []
    rows = [] if check == "disputed" else ask(review.cases, **scope, check=check).to_dicts()
    cases = [*disputed, *(_seen(row, turns) for row in rows)]
    contested = {case["subject"] for case in disputed}
    is_open = [case for case in cases if case["subject"] in contested or not _is_done(case, holds)]
    unique = {case["key"]: case for case in reversed(is_open)}
    kept = [case for case in is_open if unique[case["key"]] is case]
    return Queue(kept, len({case["key"] for case in cases}))


def seconds(choice: Selection, person: str, share: int) -> Queue:
    """Numbers that others decided, of which `share` % by chance are to be decided blindly by a second person."""
    said = history()
    firsts = decisions.in_force(one for one in said if not one.second)
    checked = decisions.in_force(one for one in said if one.second)
    turns = _turns(said, second=True)
    rows = [_seen(row, turns) for row in ask(review.seconds, year=choice.year, **choice.scope).to_dicts()]
    drawn = [row for row in rows if _is_drawn(row["subject"], share) and row["subject"] in firsts]
    of_others = [row for row in drawn if firsts[row["subject"]].person != person]
    left = [row for row in of_others if row["subject"] not in checked]
    return Queue(left, len(of_others))


def history() -> list[Decision]:
    """All that was said until now."""
    return _history(store.url(), decisions.last())


@st.cache_data(max_entries=4, show_spinner=False)
def _history(store: str, rows: int) -> list[Decision]:
    return decisions.history()


def _turns(said: Iterable[Decision], second: bool = False) -> dict[str, int]:
    turns: dict[str, int] = {}
    for one in said:
        if one.second is second:
            turns[one.subject] = max(one.turn, turns.get(one.subject, 0))
    return turns


def _seen(row: Case, turns: dict[str, int]) -> Case:
    """The row with its subject, the turn that is seen now, and a key of its own."""
    subject = row["subject"]
    if subject is None and row["what"] == "report":
        subject = decisions.original(row["sha256"])
    elif subject is None:
        about = None if row["is_numeral"] else row["indicator"]
        subject = decisions.place(row["sha256"], row["start"], row["end"], row["quote"], about)
    return row | {"subject": subject, "seen": turns.get(subject, 0), "key": f"{row['check']}:{subject}"}


def _is_done(case: Case, holds: dict[str, Decision]) -> bool:
    if case["what"] == "returned":
        return int(case["seen"]) > int(case["turn"])
    return bool(case["is_decided"]) or case["subject"] in holds


def _disputed(said: list[Decision], scope: dict[str, Any]) -> list[Case]:
    """Numbers of which a second person said something else, until somebody decides once more."""
    pairs = {
        first.subject: (first, second)
        for first, second in decisions.checked_twice(said)
        if second.time > first.time and not decisions.agrees(first, second)
    }
    rows = ask(review.seconds, **scope).to_dicts() if pairs else []
    turns = _turns(said)
    return [
        _seen(row | {"check": "disputed", "title": DISPUTED, "message": _dispute(*pairs[row["subject"]])}, turns)
        for row in rows
        if row["subject"] in pairs
    ]


def _dispute(first: Decision, second: Decision) -> str:
    said = "；".join(f"{one.person}：{TITLES[one.action]}{_value(one)}" for one in (first, second))
    return f"两人的决定不同（{said}），请再定一次。"


def _value(one: Decision) -> str:
    return "" if one.value is None else f"，{one.value:g}{one.unit}"


def _is_drawn(subject: str, share: int) -> bool:
    """By chance, but the same for everybody and every day."""
    return int(sha256(subject.encode()).hexdigest()[:8], 16) % 100 < share
