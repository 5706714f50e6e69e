"""The report's own text."""

import polars as pl

from queries import run


def report(snapshot: str, *, report: str) -> pl.DataFrame:
    """One row, or none: the report's text, title, year, kind_name, period, and its office."""
    return run(snapshot, "evidence.report", report=report)


def marks(snapshot: str, *, report: str) -> pl.DataFrame:
    """One row per number of the text, or words that state a nothing: start, end (half-open, into the text), quote,
    disposition (assigned, change, unassigned, structural, damaged), why, sentence_start, sentence_end, names (list)."""
    return run(snapshot, "evidence.marks", report=report)


def identity(snapshot: str, *, report: str) -> pl.DataFrame:
    """One row per statement about whom and when the report speaks of: field, value, start, end, quote."""
    return run(snapshot, "evidence.identity", report=report)
