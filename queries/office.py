"""One office in one year, by itself and beside a group of others."""

from collections.abc import Sequence

import polars as pl

from queries import run
from queries.statistics.intervals import with_intervals
from queries.statistics.peers import verdict


def figures(snapshot: str, *, office: str, year: int, simulated: bool) -> pl.DataFrame:
    """One row per indicator in the order of the catalogue; columns as in compare.figures, and before (the year before),
    peers (other offices of the district), peer_median, peer_lowest, peer_highest."""
    return run(snapshot, "office.figures", office=office, year=year, simulated=simulated)


def beside(
    snapshot: str, *, office: str, year: int, areas: Sequence[str], kind: str | None, simulated: bool
) -> pl.DataFrame:
    """The rows of `figures`, each with the other offices of a group: others (number), others_lower, others_median,
    others_upper (quartiles, null below three), others_lowest, others_highest; low and high (exact 95 % interval of a
    comparable rate with counts); better: the direction by which it may be judged; verdict and no_verdict as in
    compare.figures."""
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    others = run(snapshot, "office.beside", office=office, year=year, **scope)
    own = figures(snapshot, office=office, year=year, simulated=simulated)
    is_rate = pl.col("is_comparable") & (pl.col("indicator_kind") == "rate")
    counts = (pl.when(is_rate).then(pl.col(f"derived_{name}")).alias(name) for name in ("part", "whole"))
    rows = with_intervals(own.join(others, on="indicator", how="left", maintain_order="left").with_columns(counts))
    asked = rows.select(
        pl.when("is_comparable").then("value"), "low", "high", "others_median", pl.col("better").fill_null("none")
    )
    told = [verdict(*row) for row in asked.iter_rows()]
    return rows.drop("part", "whole", "rate", "is_wide", "no_interval").with_columns(
        pl.col("others").fill_null(0),
        pl.col("low", "high").round(2),
        pl.Series("verdict", [found.value for found, _ in told], pl.String),
        pl.Series("no_verdict", [reason and reason.value for _, reason in told], pl.String),
    )


def reports(snapshot: str, *, office: str) -> pl.DataFrame:
    """One row per report of the office, newest first: report, title, year, kind_name, issued, simulated, numbers."""
    return run(snapshot, "office.reports", office=office)
