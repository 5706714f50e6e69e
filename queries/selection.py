"""What can be chosen, and how much of the choice is covered by reports."""

from collections.abc import Sequence

import polars as pl

from queries import run


def snapshot(snapshot: str) -> pl.DataFrame:
    """One row: snapshot, created (UTC), reports, simulated (how many of them), first_year and last_year of them."""
    return run(snapshot, "selection.snapshot")


def areas(snapshot: str, *, simulated: bool) -> pl.DataFrame:
    """One row per district with a report: area, province, city, district, offices, reported, reports, last_year.

    area: its code, empty for reports that nobody could place.
    """
    return run(snapshot, "selection.areas", simulated=simulated)


def years(snapshot: str, *, simulated: bool) -> pl.DataFrame:
    """One row per year with a report, newest first: year, reports (number)."""
    return run(snapshot, "selection.years", simulated=simulated)


def indicators(snapshot: str) -> pl.DataFrame:
    """One row per indicator in the order of the catalogue: id, name, domain_name, unit, kind, direction, definition."""
    return run(snapshot, "selection.indicators")


def offices(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per office of the areas: office, name, kind, area, district, simulated, reports (number), is_reported.

    Those with a report on the year come first, then those with any. At most 500: the rest is found in a smaller area.
    """
    return run(snapshot, "selection.offices", year=year, areas=list(areas), kind=kind, simulated=simulated)


def coverage(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row: offices (all of the areas), reported (those with a report on the year), noun (what to call them all)."""
    return run(snapshot, "selection.coverage", year=year, areas=list(areas), kind=kind, simulated=simulated)
