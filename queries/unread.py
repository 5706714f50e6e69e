"""Numbers that no rule took (未归入): which indicator is missing next."""

from collections.abc import Sequence

import polars as pl

from queries import run


def groups(
    snapshot: str, *, words: Sequence[str], areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per noun and unit that no rule knows, of all years, those of most offices first; with a first sentence.

    `words`: each must stand beside the number; none means all. numbers, reports, offices: how many; noun may be null.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "unread.groups", words=list(words), **scope)


def numbers(
    snapshot: str, *, words: Sequence[str], areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per number that no rule took, of all years; those left out on purpose (not is_open, see why) last."""
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "unread.numbers", words=list(words), **scope)
