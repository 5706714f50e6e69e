"""What the checks found, and what became of every numeral."""

from collections.abc import Sequence

import polars as pl

from queries import run

MOST = 60  # offices of the matrix; those with most findings come first


def findings(
    snapshot: str,
    *,
    year: int,
    areas: Sequence[str],
    kind: str | None,
    simulated: bool,
    severities: Sequence[str] = ("error", "warning", "note"),
) -> pl.DataFrame:
    """One row per finding, gravest first: title of the check, severity, message, office, indicator, report, start."""
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "quality.findings", year=year, severities=list(severities), **scope)


def account(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per report: how many of its numerals are assigned, change, unassigned, structural, damaged (数字总账).

    share: unassigned in % of all; errors, warnings, notes: findings about it. The largest share first.
    """
    return run(snapshot, "quality.account", year=year, areas=list(areas), kind=kind, simulated=simulated)


def checks(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per check, also where it found nothing: severity (null then), findings, offices (numbers)."""
    return run(snapshot, "quality.checks", year=year, areas=list(areas), kind=kind, simulated=simulated)


def matrix(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per office and check that found something: findings (number), severity (the gravest of them, or null).

    found: findings of the office by all checks; at most MOST of `offices`, those with most findings first.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "quality.matrix", year=year, most=MOST, **scope)


def reconciled(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per statement on the year before (kind: change or restated): outcome agree, differ or open, with `why`.

    quote, now_quote, before_quote: as written; gap: last year's value that follows where its own report is silent.
    """
    return run(snapshot, "quality.reconciled", year=year, areas=list(areas), kind=kind, simulated=simulated)
