"""What the command line shows to people: lines and the screen on stderr, tables on stdout unless told otherwise."""

import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

GOOD, PARTLY, NOTHING = 0, 1, 2  # how a command ends


def say(text: str) -> None:
    """One line on stderr."""
    print(text, file=sys.stderr)


def screen() -> Console:
    """Stderr, for tables and progress; report text is never read as markup."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], console: Console | None = None) -> None:
    """Rows in aligned columns, nothing when there are none; piped into a file, a line is never broken."""
    if not rows:
        return
    wide = None if sys.stdout.isatty() else 10_000
    console = console or Console(markup=False, highlight=False, emoji=False, width=wide)
    grid = Table(*columns, box=None, padding=(0, 2, 0, 0))
    for row in rows:
        grid.add_row(*("" if cell is None else str(cell).replace("\n", "⏎") for cell in row))
    console.print(grid)
