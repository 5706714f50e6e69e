"""What people decided on numbers, and how often an indicator's words would be right by it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from pipeline import fill
from pipeline.store import decisions
from pipeline.store.decisions import Action

Span = tuple[int, int]
NUMBERS = {Action.ACCEPT, Action.CORRECT, Action.REJECT, Action.ASSIGN, Action.ADD}


class Decided(NamedTuple):
    """A number that a person settled: where it stands, and what it states; no indicator where it states none."""

    report: str
    at: Span
    indicator: str | None
    value: float | None


class Score(NamedTuple):
    """Of the numbers that people decided: taken rightly, taken wrongly, not taken though they are the indicator's."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def taken(self) -> int:
        return self.right + self.wrong


def stored(snapshot: Path, table: str) -> pl.DataFrame:
    """A table of a snapshot. Attached, for the board has the file open already. Raises duckdb.Error."""
    with duckdb.connect(config=fill.OFFLINE) as memory:
        memory.execute(f"attach '{str(snapshot).replace(chr(39), chr(39) * 2)}' as stored (read_only)")
        rows: pl.DataFrame = memory.table(f"stored.{table}").pl()
        return rows


def decided(snapshot: Path, simulated: bool) -> list[Decided]:
    """What holds for the reports of a snapshot: as it was built, and what was said since. Raises duckdb.Error."""
    said = stored(snapshot, "decision").filter(pl.col("action").is_in([action.value for action in NUMBERS]))
    texts = stored(snapshot, "report").select("report", "text", "simulated")
    reports = {row["report"]: row for row in texts.iter_rows(named=True) if simulated or not row["simulated"]}
    found = {
        row["subject"]: Decided(row["report"], (row["start"], row["end"]), row["indicator"], row["value"])
        for row in said.iter_rows(named=True)
        if row["start"] is not None
    }
    history = decisions.history(second=False)
    in_force = decisions.in_force(history)
    for subject in {one.subject for one in history}:
        place, one = found.pop(subject, None), in_force.get(subject)
        if one is None or one.action not in NUMBERS or one.start is None or one.end is None:
            continue
        at = place.at if place else (one.start, one.end)
        report = reports.get(one.report or "")
        if report and (place or report["text"][at[0] : at[1]] == one.quote):
            indicator = None if one.action is Action.REJECT else one.indicator
            found[subject] = Decided(report["report"], at, indicator, one.value)
    return [one for one in found.values() if one.report in reports]


def score(id: str, said: Iterable[Decided], taken: Mapping[tuple[str, Span], float]) -> Score:
    """How the numbers that an indicator takes (with their values, in its unit) stand beside what people decided."""
    right = wrong = missed = 0
    places = dict[str, list[tuple[Span, float]]]()
    for (report, at), value in taken.items():
        places.setdefault(report, []).append((at, value))
    for one in said:
        values = [value for at, value in places.get(one.report, ()) if at[0] < one.at[1] and one.at[0] < at[1]]
        is_own = one.indicator == id
        is_right = is_own and any(one.value is None or abs(value - one.value) < 1e-9 for value in values)
        right, wrong = right + is_right, wrong + (bool(values) and not is_right)
        missed += is_own and not values
    return Score(right, wrong, missed)
