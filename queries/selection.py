"""What can be chosen, and how much of the choice is covered by reports."""

from collections.abc import Sequence

import polars as pl

from queries import run

HITS = 50  # offices that one search finds


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


def search(snapshot: str, *, words: Sequence[str], labels: Sequence[str], simulated: bool) -> pl.DataFrame:
    """One row per office to choose from: office, label (name and place, unlike any other), is_listed.

    Those whose label is among `labels`, and at most HITS whose name and place hold all the words; none for no words.
    """
    return run(snapshot, "selection.search", words=list(words), labels=list(labels), simulated=simulated, most=HITS)


def around(snapshot: str, *, office: str) -> pl.DataFrame:
    """One row per district of the office's province: area, same_district, same_city, same_province; and of the office
    itself kind, district, city, province. One row at least."""
    return run(snapshot, "selection.around", office=office)


def seen(
    snapshot: str,
    *,
    year: int | None,
    areas: Sequence[str],
    kind: str | None,
    simulated: bool,
    indicator: str | None,
    office: str | None,
) -> pl.DataFrame:
    """One row: n figures of the choice, seen: how many of them a person has seen; taken, right: of the indicator in all
    reports, how many numbers people decided, and how many the program had right. None of year … office means all."""
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "selection.seen", year=year, indicator=indicator, office=office, **scope)


def alike(snapshot: str, *, office: str, year: int, simulated: bool) -> pl.DataFrame:
    """One row per office with about as many stated residents, the office itself first: office, residents; at most 21.

    Empty where the office states no comparable number of residents in the year.
    """
    return run(snapshot, "selection.alike", office=office, year=year, simulated=simulated, most=21)


def coverage(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row: offices (all of the areas), reported (those with a report on the year), noun (what to call them all)."""
    return run(snapshot, "selection.coverage", year=year, areas=list(areas), kind=kind, simulated=simulated)
