"""What a draft's numbers are held against."""

from collections.abc import Sequence

import polars as pl

from queries import run


def offices(snapshot: str, *, areas: Sequence[str], simulated: bool) -> pl.DataFrame:
    """One row per office of the areas: office, name, kind, area, district, simulated, years (with a report)."""
    return run(snapshot, "speech.offices", areas=list(areas), simulated=simulated)


def facts(snapshot: str, *, areas: Sequence[str], simulated: bool) -> pl.DataFrame:
    """One row per stated number: office, name, year, indicator, indicator_name, domain, unit, value, qualifier, quote,
    period_start, period_end, status, scope, scope_name, report, start, sentence_start, sentence; is_figure: it stands
    for its office and year; reason: why that one must not be added to others, null when it may."""
    return run(snapshot, "speech.facts", areas=list(areas), simulated=simulated)


def changes(snapshot: str, *, areas: Sequence[str], simulated: bool) -> pl.DataFrame:
    """One row per stated change: office, indicator, value, unit, direction, year, quote, report, start, sentence."""
    return run(snapshot, "speech.changes", areas=list(areas), simulated=simulated)


def ratios(snapshot: str, *, areas: Sequence[str], simulated: bool) -> pl.DataFrame:
    """One row per office, year and rate: part and whole, two stated counts that give it (推算), with their names;
    place: of the denominator in the catalogue."""
    return run(snapshot, "speech.ratios", areas=list(areas), simulated=simulated)
