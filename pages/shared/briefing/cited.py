"""The places of a briefing's figures: each gets a number when it is first cited, and the appendix lists them by it."""

from collections.abc import Iterable

import polars as pl

from pages.shared import words
from pages.shared.briefing.content import Column, Evidence
from pages.shared.words import Row

Key = tuple[str, int, str]  # office, year, indicator
CITED = Column("出处", 3)


class Citations:
    """Numbers the rows of queries.briefing.sources in the order in which they are cited."""

    def __init__(self, sources: pl.DataFrame) -> None:
        self._rows = {(row["office"], row["year"], row["indicator"]): row for row in sources.iter_rows(named=True)}
        self._numbers: dict[Key, int] = {}

    def cite(self, *keys: Key) -> tuple[int, ...]:
        """Their numbers; what no report states has no place and no number."""
        found = dict.fromkeys(key for key in keys if key in self._rows)
        return tuple(self._numbers.setdefault(key, len(self._numbers) + 1) for key in found)

    def evidence(self) -> tuple[Evidence, ...]:
        """All figures that were cited, in the order of their numbers."""
        return tuple(_evidence(number, self._rows[key]) for key, number in self._numbers.items())


def mark(numbers: Iterable[int]) -> str:
    """How a table refers to the appendix: 3、17."""
    return "、".join(map(str, numbers))


def _evidence(number: int, row: Row) -> Evidence:
    title = f"《{row['title']}》" if row["title"] else row["kind_name"]
    return Evidence(
        number=number,
        office=words.office(row),
        indicator=row["indicator_name"],
        value=words.shown(row),
        period=words.period(row["period_start"], row["period_end"]),
        remark=words.remark(row),
        sentence=row["sentence"],
        quote=row["quote"],
        report=f"{title}（{row['source']}）",
        start=row["start"],
        end=row["end"],
    )
