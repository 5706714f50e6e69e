"""What offices no longer report: the year against the last year before it with a report of the same kind."""

from collections.abc import Sequence

import polars as pl

from queries import run


def offices(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per office with an earlier report, those that stopped most first: year_before, kind_before, has_report.

    is_paired: there is an earlier report of the same kind. stated_before: number of core indicators stated then;
    stopped: of them not mentioned now, null when not paired.
    """
    return run(snapshot, "silence.offices", year=year, areas=list(areas), kind=kind, simulated=simulated)


def stopped(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per office and core indicator stated in year_before and not mentioned in the report of the year.

    Value, sentence, report and start are those of year_before; report_now: the report that is silent.
    """
    return run(snapshot, "silence.stopped", year=year, areas=list(areas), kind=kind, simulated=simulated)


def indicators(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per core indicator that any office stopped reporting: stated_before and stopped (numbers of offices)."""
    return run(snapshot, "silence.indicators", year=year, areas=list(areas), kind=kind, simulated=simulated)
