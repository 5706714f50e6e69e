"""What stands behind a number."""

from collections.abc import Sequence

import polars as pl

from queries import run


def behind(snapshot: str, *, offices: Sequence[str], indicators: Sequence[str], years: Sequence[int]) -> pl.DataFrame:
    """One row per asked number and thing behind it. The asked are three lists of one length, `number` the place in
    them from 1. role: numerator, denominator, part (named by `part`) or before (the year before); state: as
    in compare.figures; value in `unit`, null without one; sentence, report and start lead to the evidence."""
    return run(
        snapshot, "why.behind", offices=list(offices), indicators=list(indicators), years=[int(year) for year in years]
    )
