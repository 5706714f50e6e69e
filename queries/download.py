"""Figures of any choice as one long table."""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

import polars as pl

from queries import run

STATED = ("value", "zero", "review")  # states of what a report says something of
STATES = (*STATED, "silent", "exempt", "missing")
FIELDS = (
    "province", "city", "district", "name", "office", "kind", "simulated", "year", "domain_name", "indicator_name",
    "indicator", "unit", "state", "value", "qualifier", "period_start", "period_end", "scope", "scope_name", "reason",
    "doubt", "duty", "reviewed", "decision", "taken", "precision", "quote", "sentence", "report",
    "report_kind_name", "start", "end",
    "sentence_start", "sentence_end",
)  # columns of figures  # fmt: skip
EVERY = 2**62  # as many rows as there are


class Filters(TypedDict, total=False):
    """A choice; what is left out, or an empty list, means all. areas: codes of districts or offices.
    Simulated figures and absences only when asked for."""

    years: Sequence[int]
    areas: Sequence[str]
    indicators: Sequence[str]
    kind: str | None
    simulated: bool
    states: Sequence[str]
    comparable: bool
    reviewed: bool


def figures(snapshot: str, *, most: int = EVERY, **filters: Unpack[Filters]) -> pl.DataFrame:
    """One row per office, year and indicator, by office, year and catalogue: the value with its provenance (report,
    sentence, half-open offsets). At most `most` rows."""
    return run(snapshot, "download.figures", most=most, **_whole(filters))


def counts(snapshot: str, **filters: Unpack[Filters]) -> pl.DataFrame:
    """One row per office with figures, in their order. figures: number of rows; years: number of years they are of."""
    return run(snapshot, "download.counts", **_whole(filters))


def sources(snapshot: str, *, offices: Sequence[str], years: Sequence[int] = ()) -> pl.DataFrame:
    """One row per report of the offices and years, with the SHA-256 of its file and of its text as read."""
    return run(snapshot, "download.sources", offices=list(offices), years=list(years))


def offices(
    snapshot: str, *, areas: Sequence[str] = (), simulated: bool = False, reported: bool = True
) -> pl.DataFrame:
    """One row per office of the areas, all without any, with its reports and their years; `reported`: only those that
    have a report."""
    return run(snapshot, "download.offices", areas=list(areas), simulated=simulated, reported=reported)


def _whole(filters: Filters) -> dict[str, Any]:
    """The choice with what it leaves out."""
    nothing: Filters = {"years": (), "areas": (), "indicators": (), "kind": None, "simulated": False}
    chosen = nothing | {"states": STATED, "comparable": False, "reviewed": False} | filters
    return {name: list(value) if isinstance(value, tuple) else value for name, value in chosen.items()}
