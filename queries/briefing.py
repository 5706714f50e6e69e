"""What a briefing needs beyond the pages' own questions."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from queries import run
from queries.statistics.comparison import compare
from queries.statistics.verdicts import OVER_TIME


def sources(
    snapshot: str, *, years: Sequence[int], areas: Sequence[str], kind: str | None, office: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per stated figure of the choice in the years, with its sentence, report, start and end (half-open).

    state: value, zero or review; office: only this one, None for all of the areas.
    """
    scope = {"areas": list(areas), "kind": kind, "office": office, "simulated": simulated}
    return run(snapshot, "briefing.sources", years=list(years), **scope)


def years(snapshot: str, *, office: str, year: int, simulated: bool) -> pl.DataFrame:
    """One row per indicator that an office states comparably in a year and the one before: before, after, difference.

    change: in % of before, null for rates and below 10. verdict: Chinese, whether a rate changed by more than chance
    moves it, by Fisher's exact test and Newcombe's interval; null where the counts of both years are not stated.
    """
    rows = run(snapshot, "briefing.years", office=office, year=year, simulated=simulated)
    verdicts = [_verdict(row) for row in rows.iter_rows(named=True)]
    return rows.with_columns(pl.Series("verdict", verdicts, pl.String))


def _verdict(row: dict[str, Any]) -> str | None:
    if row["kind"] != "rate" or row["whole_before"] is None or row["whole"] is None:
        return None
    before, after = (row["part_before"], row["whole_before"]), (row["part"], row["whole"])
    found = compare(*before, *after, row["direction"])
    return OVER_TIME[found.verdict] + (f"（{found.reason}）" if found.reason else "")
