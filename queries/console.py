"""What a person may query."""

import polars as pl

from queries import run


def columns(snapshot: str) -> pl.DataFrame:
    """One row per column of a documented table or view: table_name, table_comment, is_view, column_name, data_type,
    comment. Views first."""
    return run(snapshot, "console.columns")
