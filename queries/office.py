"""One office in one year."""

import polars as pl

from queries import run


def figures(snapshot: str, *, office: str, year: int, simulated: bool) -> pl.DataFrame:
    """One row per indicator in the order of the catalogue; columns as in compare.figures, and before (the year before),
    peers (other offices of the district), peer_median, peer_lowest, peer_highest."""
    return run(snapshot, "office.figures", office=office, year=year, simulated=simulated)


def reports(snapshot: str, *, office: str) -> pl.DataFrame:
    """One row per report of the office, newest first: report, title, year, kind_name, issued, simulated, numbers."""
    return run(snapshot, "office.reports", office=office)
