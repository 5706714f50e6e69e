"""Two indicators of the same offices and year beside each other."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from queries import run
from queries.statistics.association import spearman

CARRIED = ("name", "kind", "area", "district", "simulated", "year")  # the same on both sides


def figures(
    snapshot: str, *, indicator: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """One row per office of the choice in one indicator, stated or not; columns as in compare.figures."""
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    return run(snapshot, "relation.figures", indicator=indicator, year=year, **scope)


def pairs(
    snapshot: str,
    *,
    indicator: str,
    against: str,
    year: int,
    areas: Sequence[str],
    kind: str | None,
    simulated: bool,
) -> pl.DataFrame:
    """One row per office: columns of figures for the first indicator, and for the second with the ending _against.

    is_pair: whether both may be compared; the pairs first, from the highest value of the first indicator.
    """
    scope: dict[str, Any] = {"year": year, "areas": areas, "kind": kind, "simulated": simulated}
    first, second = (figures(snapshot, indicator=name, **scope) for name in (indicator, against))
    both = first.join(second.drop(CARRIED), on="office", suffix="_against", maintain_order="left")
    is_pair = pl.col("is_comparable") & pl.col("is_comparable_against")
    order = (pl.col("is_pair"), pl.when("is_pair").then("value"))
    return both.with_columns(is_pair=is_pair).sort(order, descending=True, nulls_last=True, maintain_order=True)


def association(
    snapshot: str,
    *,
    indicator: str,
    against: str,
    year: int,
    areas: Sequence[str],
    kind: str | None,
    simulated: bool,
) -> pl.DataFrame:
    """One row: n (pairs), rho (Spearman), p_value, method (null: no test was made), why (null: there is a claim)."""
    scope: dict[str, Any] = {"year": year, "areas": areas, "kind": kind, "simulated": simulated}
    rows = pairs(snapshot, indicator=indicator, against=against, **scope).filter("is_pair")
    found = spearman(rows["value"].to_list(), rows["value_against"].to_list())
    method, why = (None if word is None else str(word) for word in (found.method, found.reason))
    schema = {"n": pl.Int64, "rho": pl.Float64, "p_value": pl.Float64, "method": pl.String, "why": pl.String}
    return pl.DataFrame([(found.n, found.rho, found.p_value, method, why)], schema=schema, orient="row")
