"""A choice of figures, asked for piece by piece, so that a file of any length needs the memory of one piece."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pages.shared import script
from pages.shared.data import answer
from pages.shared.export import BOM, in_traditional, lines, wide, worded
from pages.shared.export.columns import HEADINGS
from queries import download, selection
from queries.download import Filters

PIECE = 20_000  # cells asked for at once
NOBODY = "-"  # the code of no office

Tell = Callable[[int, int], None]  # how many rows are done, of how many


class Incomplete(Exception):
    """A piece has not the rows that were counted: the file must not be taken for whole."""


def quiet(_done: int, _total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Slice:
    """What goes into a file: a choice of one snapshot, which columns, long or wide, and a part of its rows."""

    snapshot: str
    words: str  # the choice as people say it
    filters: Filters
    fields: tuple[str, ...] = ()  # of pages.shared.export.columns; empty for all
    is_wide: bool = False
    first: int = 0  # rows left out at the beginning
    most: int | None = None  # rows at most; None for all
    traditional: bool = False  # its words in 繁體

    @cached_property
    def counts(self) -> pl.DataFrame:
        """office, rows: of the whole choice, in the order of the file."""
        counted = answer(self.snapshot, download.counts, **self.filters)
        return counted.select("office", pl.col("years" if self.is_wide else "figures").alias("rows"))

    @cached_property
    def indicators(self) -> pl.DataFrame:
        """Rows of queries.selection.indicators that are asked for, in the order of the catalogue."""
        every, asked = answer(self.snapshot, selection.indicators), self.filters.get("indicators")
        return every.filter(pl.col("id").is_in(list(asked))) if asked else every

    @cached_property
    def empty(self) -> pl.DataFrame:
        """The columns of the file, without rows."""
        return self._piece([NOBODY], 0)

    @property
    def whole(self) -> int:
        """Rows of the whole choice."""
        return int(self.counts["rows"].sum())

    @property
    def total(self) -> int:
        """Rows of the file."""
        left = max(0, self.whole - self.first)
        return left if self.most is None else min(left, self.most)

    def pieces(self, tell: Tell = quiet) -> Iterator[pl.DataFrame]:
        """The rows, worded, some thousand at a time; one empty piece where there are none. Raises Incomplete."""
        done = 0
        for offices, before, rows in self._groups():
            skipped = max(0, self.first - before)
            piece = self._piece(offices, rows).slice(skipped, self.total - done)
            done += len(piece)
            tell(done, self.total)
            yield piece
        if not done:
            yield self.empty
        if done != self.total:
            raise Incomplete(f"{done} of {self.total}")

    def text(self, tell: Tell = quiet) -> Iterator[str]:
        """The same as a CSV file with a byte order mark, in parts that each end with a line. Raises Incomplete."""
        for n, piece in enumerate(self.pieces(tell)):
            yield ("" if n else BOM) + lines(piece, heading=n == 0)

    def _groups(self) -> Iterator[tuple[list[str], int, int]]:
        """Offices that fit one piece, how many rows stand before them, how many they have; if in the file."""
        heavy = len(self.indicators) if self.is_wide else 1  # cells of a row that is turned
        offices, before, rows = list[str](), 0, 0
        for office, more in self.counts.iter_rows():
            if offices and (rows + more) * heavy > PIECE:
                yield from self._wanted(offices, before, rows)
                offices, before, rows = [], before + rows, 0
            offices.append(office)
            rows += more
        if offices:
            yield from self._wanted(offices, before, rows)

    def _wanted(self, offices: list[str], before: int, rows: int) -> Iterator[tuple[list[str], int, int]]:
        if before < self.first + self.total and before + rows > self.first:
            yield offices, before, rows

    def _piece(self, offices: list[str], expected: int) -> pl.DataFrame:
        filters: Filters = self.filters | {"areas": offices}
        rows = self._turned(filters) if self.is_wide else self._told(filters, self.fields)
        if len(rows) != expected:
            raise Incomplete(f"{len(rows)} of {expected}")
        return in_traditional(rows) if self.traditional else rows

    def say(self, text: str) -> str:
        """Words of the house in the script of the file."""
        return script.traditional(text) if self.traditional else text

    def _told(self, filters: Filters, fields: tuple[str, ...] = ()) -> pl.DataFrame:
        return worded(download.figures(self.snapshot, **filters), self.words, self.snapshot, fields)

    def _turned(self, filters: Filters) -> pl.DataFrame:
        """All cells of the offices and years of which something is asked for, so that an empty one says why."""
        asked = self._told(filters, ("office", "year"))
        every = self._told(filters | {"states": download.STATES, "comparable": False, "reviewed": False})
        return wide.turn(
            every.join(asked, on=[HEADINGS["office"], HEADINGS["year"]], how="semi"), self.indicators, self.fields
        )
