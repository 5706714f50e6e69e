"""Every question that pages ask, on a snapshot of invented rows; three of them beside SQLite, pandas and Parquet."""

import argparse
import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from bench import synthetic
from bench.results import interleaved, record

RATE, CASES, YEAR, LIMIT = "mediation.success_rate", "enforcement.cases", 2023, 50  # LIMIT: milliseconds
COLUMNS = "report, office, year, indicator, value, period_start, period_end, reason"  # of what is held against peers
Question = tuple[str, Callable[..., Any], dict[str, Any]]


def questions(scope: dict[str, Any], office: str, report: str) -> list[Question]:
    """What pages ask of a choice: name, function, filters."""
    from queries import (
        briefing,
        compare,
        districts,
        download,
        evidence,
        heatmap,
        indicators,
        overview,
        quality,
        relation,
        selection,
        silence,
        speech,
        trends,
        unread,
        why,
        wording,
    )
    from queries import office as offices

    simulated, at, one = (
        {"simulated": True},
        {"year": YEAR, **scope},
        {"office": office, "year": YEAR, "simulated": True},
    )
    of_rate = {"indicator": RATE, **at}
    whole = {"kind": None, "simulated": True, "year": YEAR, "indicator": RATE}
    areas = {"areas": scope["areas"], "simulated": True}
    asked: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (selection.snapshot, {}), (selection.areas, simulated), (selection.years, simulated), (selection.indicators, {}),
        (selection.offices, at), (selection.search, {"words": ["开元"], "labels": [], "simulated": True}),
        (selection.around, {"office": office}), (selection.alike, one), (selection.coverage, at),
        (selection.seen, {"indicator": RATE, "office": None, **at}),
        (overview.topics, at), (overview.shares, at), (overview.headlines, {"indicators": [RATE, CASES], **at}),
        (overview.movements, at),
        (compare.figures, of_rate), (compare.summary, of_rate), (compare.boxes, of_rate),
        (compare.densities, {"base": "每个网格", **at, "indicator": CASES}), (compare.several, {"indicators": [RATE, CASES], **at}),
        (heatmap.domains, {}), (heatmap.cells, {"domain": "mediation", **at}),
        (districts.figures, whole), (districts.offices, whole),
        (relation.pairs, {"against": CASES, **of_rate}), (wording.figures, of_rate),
        (trends.figures, {"indicator": RATE, **scope}), (trends.years, {"indicator": RATE, **scope}),
        (trends.districts, {"indicator": RATE, **scope}),
        (silence.offices, at), (silence.radar, at), (silence.indicators_radar, at),
        (offices.figures, one), (offices.beside, {"office": office, **at}), (offices.reports, {"office": office}),
        (evidence.report, {"report": report}), (evidence.marks, {"report": report}), (evidence.identity, {"report": report}),
        (indicators.catalogue, at), (indicators.sentences, {"indicator": RATE, **scope}),
        (quality.findings, {"severities": ["error", "warning", "note"], **at}), (quality.account, at), (quality.checks, at),
        (quality.matrix, at), (quality.reconciled, at),
        (unread.groups, {"words": [], **scope}), (unread.numbers, {"words": ["商户"], **scope}),
        (download.figures, {"years": [YEAR], "indicators": [RATE], "most": 200, **scope}),
        (download.counts, {"years": [YEAR], "indicators": [RATE], **scope}), (download.offices, {**areas}),
        (download.counts, {"years": [YEAR], "states": ["missing"], **scope}),
        (speech.offices, areas), (speech.facts, areas), (speech.changes, areas), (speech.ratios, areas),
        (briefing.sources, {"years": [YEAR - 1, YEAR], "office": None, **scope}), (briefing.years, one),
        (why.behind, {"offices": [office], "indicators": [RATE], "years": [YEAR]}),
    ]  # fmt: skip
    return [(f"{f.__module__.removeprefix('queries.')}.{f.__name__}", f, filters) for f, filters in asked]


def measured(asked: list[Question], snapshot: str, rounds: int) -> Iterator[tuple[str, float, float, int]]:
    """Name, median milliseconds by the clock and of both cores' work, and rows of each question, warm; one that takes
    seconds is asked but twice. On a quiet machine the clock shows no more than the work."""
    for name, question, filters in asked:
        rows, clock, work = 0, list[float](), list[float]()
        while len(clock) < rounds + 1 and not (len(clock) > 1 and sum(clock) > 5):
            started, busy = time.perf_counter(), time.process_time()
            rows = len(question(snapshot, **filters))
            clock.append(time.perf_counter() - started)
            work.append(time.process_time() - busy)
        yield name, 1e3 * statistics.median(clock[1:]), 1e3 * statistics.median(work[1:]), rows


def peers(folder: Path, connection: duckdb.DuckDBPyConnection, area: str) -> dict[str, dict[str, float]]:
    """Milliseconds of three questions by each way of storing the same figures."""
    parquet, lite = folder / "figures.parquet", folder / "figures.sqlite"
    connection.execute(f"copy (select {COLUMNS} from every_figure) to '{parquet}'")
    frame = pd.read_parquet(parquet)
    lite.unlink(missing_ok=True)
    other = sqlite3.connect(lite)
    frame.astype({"period_start": str, "period_end": str}).to_sql("figure", other, index=False)
    other.execute("create index by_question on figure (indicator, year, office)")
    other.execute("create index by_office on figure (office, indicator)")
    statements = {
        "one district's ranking": f"select office, value from figure where indicator = '{RATE}' and year = {YEAR} "
        f"and substr(office, 1, 6) = '{area}' order by value desc",
        "national top 100": f"select office, value from figure where indicator = '{RATE}' and year = {YEAR} order by value desc limit 100",
        "trend of one office": f"select year, value from figure where indicator = '{RATE}' and office = '{area}001' order by year",
    }
    in_pandas = {
        "one district's ranking": lambda: frame[
            (frame["indicator"] == RATE) & (frame["year"] == YEAR) & frame["office"].str.startswith(area)
        ].sort_values("value", ascending=False),
        "national top 100": lambda: frame[(frame["indicator"] == RATE) & (frame["year"] == YEAR)].nlargest(
            100, "value"
        ),
        "trend of one office": lambda: frame[
            (frame["indicator"] == RATE) & (frame["office"] == f"{area}001")
        ].sort_values("year"),
    }
    memory = duckdb.connect()
    memory.execute(f"create view figure as from '{parquet}'")
    return {
        name: {
            way: 1e3 * seconds
            for way, seconds in interleaved(
                {
                    "snapshot": lambda s=statement: (
                        connection.cursor().execute(s.replace("from figure", "from every_figure")).fetchall()
                    ),
                    "SQLite, indexed": lambda s=statement: other.execute(s).fetchall(),
                    "pandas": in_pandas[name],
                    "Parquet": lambda s=statement: memory.execute(s).fetchall(),
                },
                rounds=7,
            ).items()
        }
        for name, statement in statements.items()
    }


def main() -> None:
    """Ask everything of one district and of the whole country."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--folder", type=Path, required=True, help="where the snapshot is, or will be")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--multiply", nargs=2, metavar=("SNAPSHOTS", "TIMES"), help="make it of another, so many times")
    parser.add_argument("--district", action="store_true", help="not the country: its answers fill the memory at 50 M")
    options = parser.parse_args()
    started, written = time.perf_counter(), ""
    if not (options.folder / "CURRENT").exists() and options.multiply:
        synthetic.multiply(Path(options.multiply[0]), options.folder, int(options.multiply[1]))
        written = (
            f"Every office and report {options.multiply[1]} times, written in {time.perf_counter() - started:.0f} s."
        )
    elif not (options.folder / "CURRENT").exists():
        synthetic.snapshot(options.folder, options.rows)
        written = f"Snapshot written and checked in {time.perf_counter() - started:.0f} s."
    os.environ["JIEDAO_SNAPSHOTS"] = str(options.folder)
    import queries
    from queries import selection

    snapshot = queries.current()
    areas = selection.areas(snapshot, simulated=True)["area"].to_list()
    area, everything = areas[len(areas) // 2], {"areas": areas, "kind": None, "simulated": True}
    office = selection.offices(snapshot, year=YEAR, areas=[area], kind=None, simulated=True)["office"][0]
    report = f"模拟-{office}-{YEAR}"
    here = measured(questions({**everything, "areas": [area]}, office, report), snapshot, options.rounds)
    there = measured(questions(everything, office, report), snapshot, options.rounds)
    rows = (
        [(*one, *everywhere[1:]) for one, everywhere in zip(here, there, strict=True)]
        if not options.district
        else [(*one, "", "", "") for one in here]
    )
    counts = queries.connect(snapshot).execute("select count(*) from observation").fetchall()[0][0]
    slow = {
        where: [str(row[0]) for row in rows if row[column] != "" and row[column] > LIMIT]
        for where, column in (("of one district", 2), ("of the country", 5))
    }
    record(
        f"queries: {counts:,} observations of all offices and ten years",
        ("question", "one district, ms", "work, ms", "rows", f"all {len(areas):,} districts, ms", "work, ms", "rows"),
        rows,
        [
            f"Work above {LIMIT} ms {where} ({len(names)} of {len(rows)}): {', '.join(names)}"
            for where, names in slow.items()
            if not (options.district and where == "of the country")
        ]
        + [written] * bool(written),
    )
    beside = peers(options.folder, queries.connect(snapshot), area)
    ways = list(next(iter(beside.values())))
    record(
        f"queries: the same figures stored in other ways, {counts:,} observations",
        ("question, ms", *ways),
        [
            (name, *(f"{ms:.2f} ({ms / found['snapshot']:.1f} ×)" for ms in found.values()))
            for name, found in beside.items()
        ],
    )


if __name__ == "__main__":
    main()
