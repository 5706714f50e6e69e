"""Offices beside each other in all core indicators of one domain."""

from collections.abc import Sequence

import polars as pl

from queries import run

MOST = 60  # offices of one grid; those with reports come first


def domains(snapshot: str) -> pl.DataFrame:
    """One row per domain that has core indicators: domain, domain_name, core (number of them)."""
    return run(snapshot, "heatmap.domains")


def cells(
    snapshot: str, *, domain: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office and core indicator of the domain, stated or not; columns as in compare.figures.

    At most MOST of the `chosen` offices. position: 0 the lowest to 1 the highest of the `comparable` values of all that
    are chosen, equal values in the middle of their places, null below three; merit: the same, 1 being the better end,
    null for an indicator without a direction.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "heatmap.cells", domain=domain, year=year, most=MOST, **scope)
