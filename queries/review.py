"""What a person has to decide, and what it is judged beside."""

from collections.abc import Sequence

import polars as pl

from queries import run


def cases(
    snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool, check: str | None
) -> pl.DataFrame:
    """One row per case of the choice, the most harmful first: what (number, report, returned), check, title, message,
    report and its place, the number with its sentence, how the program reads it, is_decided.

    check: only the cases of one check, 'unassigned' or 'sample'.
    """
    return run(snapshot, "review.cases", year=year, areas=list(areas), kind=kind, simulated=simulated, check=check)


def kinds(snapshot: str) -> pl.DataFrame:
    """One row per check that brings up cases: check, title."""
    return run(snapshot, "review.kinds")


def beside(snapshot: str, *, indicator: str, office: str, year: int, simulated: bool) -> pl.DataFrame:
    """One row per value to judge a number by: the office's other years, then its district in the same year (is_own)."""
    return run(snapshot, "review.beside", indicator=indicator, office=office, year=year, simulated=simulated)


def again(snapshot: str, *, report: str, indicator: str) -> pl.DataFrame:
    """One row per statement of an indicator in a report: quote, value, sentence, start."""
    return run(snapshot, "review.again", report=report, indicator=indicator)


def reports(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per report of the choice: report, sha256, text, year, office, title."""
    return run(snapshot, "review.reports", year=year, areas=list(areas), kind=kind, simulated=simulated)


def named(snapshot: str, *, words: str, report: str) -> pl.DataFrame:
    """One row per office that a report may be of, or whose name contains the words: office, title."""
    return run(snapshot, "review.named", words=words, report=report)


def seconds(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per decided number of the choice, as a case for a second person: the columns of `cases`, undecided."""
    return run(snapshot, "review.seconds", year=year, areas=list(areas), kind=kind, simulated=simulated)
