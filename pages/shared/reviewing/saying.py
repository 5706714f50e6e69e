"""What a person says of a case, as a decision; and saying it, which tells what came of it."""

from datetime import date
from typing import Any

import streamlit as st

from pages.shared import access
from pages.shared.reviewing.queue import Case
from pipeline.desk import rebuild
from pipeline.store import decisions
from pipeline.store.decisions import TITLES, Action, Decision

READ = ("indicator", "value", "unit", "qualifier", "period_start", "period_end", "status", "scope", "scope_name")
PLACE = ("report", "sha256", "start", "end", "quote", "sentence_start", "sentence")


def of_number(case: Case, action: Action, person: str, **said: Any) -> Decision:
    """A word on the number of a case; without `said`, as the program reads it."""
    read = {field: case[field] for field in READ} if action is Action.ACCEPT else {}
    return Decision(
        case["subject"], case["seen"] + 1, action, person, second=case["check"] == "second", occasion=case["title"],
        about=case["indicator"], **{field: case[field] for field in PLACE}, **(read | said),
    )  # fmt: skip


def of_report(case: Case, person: str, office: str, year: int) -> Decision:
    """Whose report it is, and on which year."""
    return Decision(
        case["subject"], case["seen"] + 1, Action.IDENTIFY, person, occasion=case["title"], report=case["report"],
        sha256=case["sha256"], office=office, year=year,
    )  # fmt: skip


def of_duty(office: str, year: int, indicator: str, person: str, seen: int, reason: str) -> Decision:
    """That an office has nothing to do with an indicator in a year."""
    subject = decisions.duty(office, year, indicator)
    return Decision(
        subject, seen + 1, Action.EXEMPT, person, reason=reason, office=office, year=year, indicator=indicator
    )  # fmt: skip


def taken_back(one: Decision, seen: int, person: str) -> Decision:
    """That a word does not hold any more."""
    place = {field: getattr(one, field) for field in (*PLACE, "about", "office", "year", "indicator")}
    return Decision(one.subject, seen + 1, Action.UNDO, person, second=one.second, **place)


def say(one: Decision) -> bool:
    """Write it down; what came of it is told on the next run of the page. False where somebody was quicker."""
    if not access.still_may(access.Right.DECIDE):
        st.session_state["told"] = (access.REFUSED, None)
        return False
    try:
        decisions.record(one)
    except decisions.Conflict as conflict:
        st.session_state["told"] = (str(conflict), None)
        return False
    what = one.quote or one.report or ""
    st.session_state["told"] = (f"已记下：{TITLES[one.action]}“{what}”。" if what else "已记下。", one)
    st.session_state.pop("correcting", None)
    st.query_params.pop("case", None)
    return True


def apply(person: str) -> None:
    """Bring what was said and taken in into the data, where the person may."""
    if access.still_may(access.Right.DECIDE):
        rebuild.start(person)


def whole_year(year: int | None) -> tuple[date, date]:
    """The period that a report of a year covers."""
    of = year or date.today().year  # noqa: DTZ011 (only a proposal)
    return date(of, 1, 1), date(of, 12, 31)
