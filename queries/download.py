"""Everything of the choice as one long table."""

from collections.abc import Sequence

import polars as pl

from queries import run

MOST = 100_000  # rows of one file; beyond it the page says that the rest is cut


def figures(
    snapshot: str,
    *,
    years: Sequence[int],
    areas: Sequence[str],
    kind: str | None,
    simulated: bool,
    domains: Sequence[str] = (),
    absent: bool = False,
) -> pl.DataFrame:
    """One row per office, year and indicator: value with its provenance (report, sentence, half-open offsets).

    domains: empty for all; absent: also what is not stated, with the state that names the absence. At most MOST + 1
    rows, so that the caller sees whether more was left out.
    """
    scope = {"areas": list(areas), "kind": kind, "simulated": simulated}
    wanted = {"years": list(years), "domains": list(domains), "absent": absent, "most": MOST + 1}
    return run(snapshot, "download.figures", **scope, **wanted)
