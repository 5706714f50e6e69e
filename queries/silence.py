"""What offices no longer report: the year against the last year before it with a report of the same kind."""

from collections.abc import Sequence
from typing import Any

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


def stating(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """One row per core indicator: reported (offices with a report of the year), stating (how many of them state it)."""
    return run(snapshot, "silence.stating", year=year, areas=list(areas), kind=kind, simulated=simulated)


def radar(snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool) -> pl.DataFrame:
    """Rows of stopped, and what the others do: beside (other offices with a report of the year), stating (how many of
    these still state it), still (the same in %, null beside nobody).
    """
    scope: dict[str, Any] = {"year": year, "areas": areas, "kind": kind, "simulated": simulated}
    rows = stopped(snapshot, **scope).join(
        stating(snapshot, **scope), on="indicator", how="left", maintain_order="left"
    )
    beside = pl.col("reported") - 1  # without the office that is silent
    return rows.with_columns(beside=beside, still=_percent(beside)).drop("reported")


def indicators_radar(
    snapshot: str, *, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """Rows of indicators with reported and stating (numbers of offices), and still (the latter in % of the former).

    What the most still state comes first: there a silence stands out.
    """
    scope: dict[str, Any] = {"year": year, "areas": areas, "kind": kind, "simulated": simulated}
    rows = indicators(snapshot, **scope).join(
        stating(snapshot, **scope), on="indicator", how="left", maintain_order="left"
    )
    return rows.with_columns(still=_percent(pl.col("reported"))).sort("still", descending=True, maintain_order=True)


def _percent(of: pl.Expr) -> pl.Expr:
    """How many state it, in % of `of`, to one decimal; null of nobody."""
    return pl.when(of > 0).then((100 * pl.col("stating") / of).round(1))
