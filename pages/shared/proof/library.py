"""What the library holds on the offices of some areas, laid out for looking things up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pages.shared.proof.reach import Reach, written

Fact = Mapping[str, Any]  # a row of queries.speech.facts
Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Library:
    """Rows of queries.speech and queries.selection.indicators, by what is asked of them."""

    offices: Mapping[str, Mapping[str, Any]]
    indicators: Mapping[str, Mapping[str, Any]]
    by_office: Mapping[tuple[str, str], list[Fact]]  # office, indicator
    by_indicator: Mapping[tuple[str, int], list[Fact]]  # indicator, year: those that may be added and ranked
    changes: Mapping[tuple[str, str, int], list[Fact]]  # office, indicator, year
    ratios: Mapping[tuple[str, int], list[Fact]]  # indicator, year

    def of(self, office: str, indicator: str, year: int, status: str = "actual") -> list[Fact]:
        """What an office states, the figure of the year first."""
        rows = self.by_office.get((office, indicator), [])
        return [row for row in rows if row["year"] == year and row["status"] == status]

    def figure(self, office: str, indicator: str, year: int) -> Fact | None:
        """The comparable figure of an office and year."""
        return next((row for row in self.by_indicator.get((indicator, year), []) if row["office"] == office), None)

    def ratio(self, office: str, indicator: str, year: int) -> Fact | None:
        return next((row for row in self.ratios.get((indicator, year), []) if row["office"] == office), None)

    def members(self, area: str | None) -> list[str]:
        """The offices of an area; of all areas where none is named."""
        return [code for code, row in self.offices.items() if area is None or row["area"] == area]

    def names(self, codes: Iterable[str]) -> list[str]:
        return [str(self.offices[code]["name"]) for code in codes]


def library(
    offices: pl.DataFrame, facts: pl.DataFrame, changes: pl.DataFrame, ratios: pl.DataFrame, indicators: pl.DataFrame
) -> Library:
    """The same from the answers of the queries."""
    by_office: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    by_indicator: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for row in facts.iter_rows(named=True):
        by_office[row["office"], row["indicator"]].append(row)
        if row["is_figure"] and row["reason"] is None:
            by_indicator[row["indicator"], row["year"]].append(row)
    changed: dict[tuple[str, str, int], list[Fact]] = defaultdict(list)
    computed: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for row in changes.iter_rows(named=True):
        changed[row["office"], row["indicator"], row["year"]].append(row)
    for row in ratios.iter_rows(named=True):
        computed[row["indicator"], row["year"]].append(row)
    return Library(
        {row["office"]: row for row in offices.iter_rows(named=True)},
        {row["id"]: row for row in indicators.iter_rows(named=True)},
        by_office, by_indicator, changed, computed,
    )  # fmt: skip


def reach(row: Fact) -> Reach:
    """What a stated number of the library stands for."""
    quote = row["quote"]
    bound = "more" if row["qualifier"] == "approx" and ("余" in quote or "多" in quote) else row["qualifier"]
    return written(row["value"], quote if any(c.isdigit() for c in quote) else "0", bound)


def is_whole_year(period: Period | None) -> bool:
    return period is None or (
        period[0].year == period[1].year and period[0].month == 1 and period[0].day == 1 and period[1].month == 12
    )


def covers(row: Fact, period: Period | None) -> bool:
    """Whether a number of the library covers the period that a draft means."""
    own = (row["period_start"], row["period_end"])
    if None in own:
        return period is None
    return own == period or (is_whole_year(own) and is_whole_year(period))
