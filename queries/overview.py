"""The state of one year in the chosen districts."""

from collections.abc import Sequence

import polars as pl

from queries import run

MOST = 60  # offices of one grid; those with reports come first


def topics(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per office and topic: stated and core (numbers of the topic's core indicators), has_report, report.

    At most MOST offices, those with reports first.
    """
    return run(snapshot, "overview.topics", year=year, areas=list(areas), kind=kind, simulated=simulated, most=MOST)


def shares(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per topic, the best covered first: stated and core (numbers over all offices with a report)."""
    return run(snapshot, "overview.shares", year=year, areas=list(areas), kind=kind, simulated=simulated)


def headlines(
    snapshot: str, *, indicators: Sequence[str], year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per asked indicator: value (sum of counts in `unit`, or pooled rate in %) over `offices` offices.

    before, after: the same over the `paired` offices that give it in both years. Nulls where nothing can be said.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "overview.headlines", indicators=list(indicators), year=year, **scope)


def movements(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """At most 8 rows, one per office and core indicator: before, after, difference (in `unit`), change (% of it)."""
    return run(snapshot, "overview.movements", year=year, areas=list(areas), kind=kind, simulated=simulated)
