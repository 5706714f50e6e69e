"""What every statement returns on the invented world of world.py, against values worked out by hand."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from scipy.stats import binomtest

import queries
from queries import (
    briefing,
    compare,
    console,
    districts,
    download,
    evidence,
    heatmap,
    indicators,
    office,
    overview,
    quality,
    relation,
    review,
    selection,
    silence,
    speech,
    trends,
    unread,
    why,
    wording,
)

A, B = "118801", "118802"
HERE = {"areas": [A], "kind": None, "simulated": False}
EVERYWHERE = {"areas": [A, B, ""], "kind": None, "simulated": True}
RATE, CASES = "mediation.success_rate", "enforcement.cases"

# Every statement with its function, its filters and the columns that must tell its rows apart: its grain.
GRAINS: list[tuple[Any, dict[str, Any], list[str]]] = [
    (selection.snapshot, {}, ["snapshot"]),
    (console.columns, {}, ["table_name", "column_name"]),
    (speech.offices, {"areas": [A, B], "simulated": True}, ["office"]),
    (speech.facts, {"areas": [A, B], "simulated": True}, ["report", "start", "indicator"]),
    (speech.changes, {"areas": [A, B], "simulated": True}, ["report", "start"]),
    (speech.ratios, {"areas": [A, B], "simulated": True}, ["indicator", "year", "office"]),
    (selection.areas, {"simulated": True}, ["area"]),
    (selection.years, {"simulated": True}, ["year"]),
    (selection.indicators, {}, ["id"]),
    (selection.offices, {"year": 2023, **EVERYWHERE}, ["office"]),
    (selection.search, {"words": ["街道"], "labels": [], "simulated": True}, ["label"]),
    (selection.alike, {"office": f"{A}001", "year": 2023, "simulated": True}, ["office"]),
    (selection.around, {"office": f"{A}001"}, ["area"]),
    (selection.coverage, {"year": 2023, **EVERYWHERE}, ["offices"]),
    (overview.topics, {"year": 2023, **EVERYWHERE}, ["office", "domain"]),
    (overview.shares, {"year": 2023, **EVERYWHERE}, ["domain"]),
    (overview.headlines, {"indicators": [RATE, CASES], "year": 2023, **EVERYWHERE}, ["indicator"]),
    (overview.movements, {"year": 2023, **EVERYWHERE}, ["office", "indicator"]),
    (compare.figures, {"indicator": RATE, "year": 2023, **EVERYWHERE}, ["office"]),
    (compare.summary, {"indicator": RATE, "year": 2023, **EVERYWHERE}, ["offices"]),
    (compare.boxes, {"indicator": CASES, "year": 2023, **EVERYWHERE}, ["field", "key"]),
    (compare.densities, {"indicator": CASES, "base": "每个网格", "year": 2023, **EVERYWHERE}, ["office"]),
    (compare.several, {"indicators": [RATE, CASES], "year": 2023, **EVERYWHERE}, ["office", "indicator"]),
    (districts.figures, {"indicator": RATE, "year": 2023, "kind": None, "simulated": True}, ["area"]),
    (districts.offices, {"indicator": RATE, "year": 2023, "kind": None, "simulated": True}, ["office"]),
    (silence.stating, {"year": 2023, **EVERYWHERE}, ["indicator"]),
    (trends.figures, {"indicator": RATE, **EVERYWHERE}, ["office", "year"]),
    (trends.years, {"indicator": RATE, **EVERYWHERE}, ["year"]),
    (relation.figures, {"indicator": RATE, "year": 2023, **EVERYWHERE}, ["office"]),
    (wording.figures, {"indicator": RATE, "year": 2023, **EVERYWHERE}, ["office"]),
    (office.figures, {"office": f"{A}001", "year": 2023, "simulated": True}, ["indicator"]),
    (office.beside, {"office": f"{A}001", "year": 2023, **EVERYWHERE}, ["indicator"]),
    (office.reports, {"office": f"{A}001"}, ["report"]),
    (evidence.report, {"report": "东街2023"}, ["report"]),
    (evidence.marks, {"report": "东街2023"}, ["start", "end"]),
    (evidence.identity, {"report": "东街2023"}, ["field", "start"]),
    (indicators.catalogue, {"year": 2023, **EVERYWHERE}, ["id"]),
    (indicators.sentences, {"indicator": RATE, **EVERYWHERE}, ["office", "year"]),
    (
        download.figures,
        {"years": [2022, 2023], "states": download.STATES, **EVERYWHERE},
        ["office", "year", "indicator"],
    ),
    (download.counts, {"years": [2022, 2023], **EVERYWHERE}, ["office"]),
    (download.offices, {}, ["office"]),
    (download.sources, {"offices": ["118801001"]}, ["report"]),
    (quality.findings, {"year": 2023, **EVERYWHERE}, ["check", "report", "start", "indicator_name"]),
    (quality.account, {"year": 2023, **EVERYWHERE}, ["report"]),
    (quality.reconciled, {"year": 2023, **EVERYWHERE}, ["report", "start"]),
    (quality.checks, {"year": 2023, **EVERYWHERE}, ["check"]),
    (briefing.sources, {"years": [2022, 2023], "office": None, **EVERYWHERE}, ["office", "year", "indicator"]),
    (briefing.years, {"office": f"{A}001", "year": 2023, "simulated": True}, ["indicator"]),
    (unread.groups, {"words": [], **EVERYWHERE}, ["noun", "unit"]),
    (unread.numbers, {"words": [], **EVERYWHERE}, ["report", "start"]),
    (quality.matrix, {"year": 2023, **EVERYWHERE}, ["office", "check"]),
    (heatmap.domains, {}, ["domain"]),
    (heatmap.cells, {"domain": "mediation", "year": 2023, **EVERYWHERE}, ["office", "indicator"]),
    (
        why.behind,
        {"offices": [f"{A}001", f"{A}003"], "indicators": [RATE, CASES], "years": [2023, 2023]},
        ["number", "role", "start"],
    ),
    (review.cases, {"year": 2023, "check": None, **EVERYWHERE}, ["what", "report", "start", "indicator"]),
    (review.kinds, {}, ["check"]),
    (
        review.beside,
        {"indicator": RATE, "office": f"{A}002", "year": 2023, "simulated": True},
        ["office", "year"],
    ),
    (review.again, {"report": "东街2022", "indicator": "mediation.succeeded"}, ["start"]),
    (review.reports, {"year": 2023, **EVERYWHERE}, ["report"]),
    (review.named, {"words": "街道", "report": "东街2022"}, ["office"]),
    (review.seconds, {"year": 2023, **EVERYWHERE}, ["report", "start", "indicator"]),
    (selection.seen, {"year": 2023, "indicator": RATE, "office": None, **EVERYWHERE}, ["n"]),
    (silence.offices, {"year": 2023, **EVERYWHERE}, ["office"]),
    (silence.stopped, {"year": 2023, **EVERYWHERE}, ["office", "indicator"]),
    (silence.indicators, {"year": 2023, **EVERYWHERE}, ["indicator"]),
]


@pytest.mark.parametrize(("question", "filters", "grain"), GRAINS, ids=lambda value: getattr(value, "__qualname__", ""))
def test_every_statement_runs_and_its_rows_are_told_apart_by_its_grain(
    snapshot: str, question: Any, filters: dict[str, Any], grain: list[str]
) -> None:
    rows = question(snapshot, **filters)
    assert len(rows) == rows.select(grain).n_unique()
    assert question.__doc__


def test_every_statement_of_every_file_has_its_function_and_a_first_line_on_its_rows() -> None:
    named = {f"{function.__module__.split('.')[1]}.{function.__name__}" for function, _, _ in GRAINS}
    written = {
        f"{file.stem}.{name}"
        for file in Path(queries.__file__).parent.glob("*.sql")
        for name in queries.statements(file.stem)
    }
    assert named == written
    for name in written:
        topic, statement = name.split(".")
        assert queries.statements(topic)[statement].startswith("-- One row")


def names(rows: pl.DataFrame, **where: Any) -> list[str]:
    return rows.filter(**where)["name"].to_list()


def test_every_office_of_the_district_is_there_and_its_silence_has_a_name(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=CASES, year=2023, **HERE)
    states = dict(rows.select("name", "state").iter_rows())
    assert states == {
        "东街街道": "value", "西河街道": "value", "中山街道": "value", "山口镇": "value", "南门街道": "value",
        "北桥街道": "review", "湖滨街道": "missing",
    }  # fmt: skip
    assert (
        dict(
            compare.figures(snapshot, indicator="litigation.reconsiderations", year=2023, **HERE)
            .select("name", "state")
            .iter_rows()
        )["中山街道"]
        == "zero"
    )
    assert "中山街道" in names(compare.figures(snapshot, indicator=RATE, year=2023, **HERE), state="silent")


def test_only_what_is_stated_has_a_value(snapshot: str) -> None:
    rows = download.figures(snapshot, years=[2020, 2021, 2022, 2023], states=download.STATES, **EVERYWHERE)
    assert rows.filter(pl.col("state").is_in(["value", "zero"]))["value"].null_count() == 0
    assert rows.filter(pl.col("state").is_in(["silent", "missing"]))["value"].null_count() == len(
        rows.filter(pl.col("state").is_in(["silent", "missing"]))
    )
    assert set(rows.filter(pl.col("state") == "zero")["value"]) == {0.0}


@pytest.mark.parametrize(
    ("indicator", "office", "reason"),
    [
        (RATE, "西河街道", "分母为受理矛盾纠纷"),
        (RATE, "南门街道", "统计期为1—9月"),
        (CASES, "南门街道", "统计期为1—9月"),
        ("mediation.handled", "山口镇", "只含山口村"),
        (RATE, "东街街道", None),
    ],
)
def test_what_is_not_comparable_says_why_and_has_no_rank(
    snapshot: str, indicator: str, office: str, reason: str | None
) -> None:
    row = compare.figures(snapshot, indicator=indicator, year=2023, **HERE).row(
        by_predicate=pl.col("name") == office, named=True
    )
    assert row["reason"] == reason
    assert row["is_comparable"] == (reason is None)
    assert (row["place"] is None) == (reason is not None)


def test_a_contradicted_value_is_under_review_and_not_ranked(snapshot: str) -> None:
    row = compare.figures(snapshot, indicator=CASES, year=2023, **HERE).row(
        by_predicate=pl.col("name") == "北桥街道", named=True
    )
    assert (row["state"], row["is_comparable"], row["place"]) == ("review", False, None)
    assert row["doubt"].startswith("同一指标写有两个不同的数")


def test_the_comparable_come_first_from_the_highest_value(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=CASES, year=2023, **HERE).filter("is_comparable")
    assert rows.select("name", "value", "place").rows() == [
        ("东街街道", 1543.0, 1), ("西河街道", 640.0, 2), ("中山街道", 205.0, 3), ("山口镇", 41.0, 4),
    ]  # fmt: skip


def test_a_pooled_rate_is_sum_over_sum_of_one_denominator_and_never_a_mean(snapshot: str) -> None:
    row = compare.summary(snapshot, indicator=RATE, year=2023, **HERE).row(0, named=True)
    assert (row["part"], row["whole"], row["pooled"], row["pooled_name"]) == (200 + 12, 205 + 12, 2, "调解矛盾纠纷")
    assert row["pooled_rate"] == pytest.approx(100 * 212 / 217)
    assert row["pooled_rate"] != pytest.approx((97.6 + 100) / 2)
    assert (row["offices"], row["reported"], row["stated"], row["comparable"]) == (7, 6, 4, 2)


def test_a_median_is_not_given_for_two(snapshot: str) -> None:
    assert compare.summary(snapshot, indicator=RATE, year=2023, **HERE)["median"][0] is None
    assert compare.summary(snapshot, indicator=CASES, year=2023, **HERE)["median"][0] == (205 + 640) / 2


def test_districts_are_compared_by_pooled_rates_and_by_medians_of_counts(snapshot: str) -> None:
    rates = districts.figures(snapshot, indicator=RATE, year=2023, kind=None, simulated=False)
    assert rates.select("district", "part", "whole", "pooled").rows() == [
        ("示例区", 212, 217, 2),
        ("对照区", 390, 400, 2),
    ]
    counts = districts.figures(snapshot, indicator="grid.total", year=2023, kind=None, simulated=False)
    assert counts.select("district", "value", "total", "comparable").rows() == [
        ("示例区", 24, 73, 3),
        ("对照区", None, 42, 2),
    ]


def test_a_year_without_a_statement_is_a_row_without_a_value(snapshot: str) -> None:
    rows = trends.figures(snapshot, indicator=RATE, **HERE)
    one = rows.filter(name="西河街道").select("year", "state", "value").rows()
    assert one == [(2020, "missing", None), (2021, "value", 95.0), (2022, "missing", None), (2023, "value", 98.3)]
    assert rows.group_by("office").len()["len"].unique().to_list() == [4]


def test_simulated_offices_count_only_when_asked_for(snapshot: str) -> None:
    shown = [
        compare.figures(snapshot, indicator=RATE, year=2023, **HERE | {"simulated": flag}) for flag in (False, True)
    ]
    assert "虚拟街道" not in names(shown[0])
    assert "虚拟街道" in names(shown[1])
    assert selection.coverage(snapshot, year=2023, **HERE).row(0) == (7, 6, "街镇")
    assert selection.coverage(snapshot, year=2023, **HERE | {"simulated": True}).row(0) == (8, 7, "街镇")


def test_kind_narrows_the_offices(snapshot: str) -> None:
    assert names(selection.offices(snapshot, year=2023, **HERE | {"kind": "镇"})) == ["山口镇"]
    assert selection.coverage(snapshot, year=2023, **HERE | {"kind": "街道"}).row(0) == (6, 5, "街道")


def test_a_report_that_nobody_could_place_is_not_lost(snapshot: str) -> None:
    row = selection.areas(snapshot, simulated=False).row(by_predicate=pl.col("area") == "", named=True)
    assert (row["district"], row["reports"]) == ("未认定街道的报告", 1)
    assert names(compare.figures(snapshot, indicator=CASES, year=2023, **HERE | {"areas": [""]})) == ["某街道"]


def test_headlines_compare_only_offices_that_state_both_years(snapshot: str) -> None:
    rows = overview.headlines(snapshot, indicators=[CASES, RATE], year=2023, **HERE)
    cases, rate = rows.iter_rows(named=True)
    assert (cases["value"], cases["offices"]) == (1543 + 640 + 205 + 41, 4)
    assert (cases["paired"], cases["before"], cases["after"]) == (1, 1400, 1543)
    assert (rate["before"], rate["after"]) == (pytest.approx(100 * 171 / 180), pytest.approx(100 * 200 / 205))


def test_movements_are_of_comparable_exact_values_only(snapshot: str) -> None:
    rows = overview.movements(snapshot, year=2023, **HERE)
    assert rows.select("name", "indicator", "before", "after", "difference").rows()[0] == (
        "东街街道",
        "mediation.succeeded",
        171,
        200,
        29,
    )
    assert set(names(rows)) == {"东街街道"}


def test_an_office_stands_among_its_peers_without_itself(snapshot: str) -> None:
    rows = office.figures(snapshot, office=f"{A}001", year=2023, simulated=False)
    cases = rows.row(by_predicate=pl.col("indicator") == CASES, named=True)
    assert (cases["peers"], cases["peer_median"], cases["peer_lowest"], cases["peer_highest"]) == (3, 205, 41, 640)
    assert cases["before"] == 1400
    assert rows.row(by_predicate=pl.col("indicator") == "education.campaigns", named=True)["target"] is None
    assert len(rows) == len(selection.indicators(snapshot))


def test_marks_lie_on_the_text_and_hold_stated_nothings(snapshot: str) -> None:
    text = evidence.report(snapshot, report="东街2023")["text"][0]
    marks = evidence.marks(snapshot, report="东街2023")
    assert all(text[row["start"] : row["end"]] == row["quote"] for row in marks.iter_rows(named=True))
    assert marks.filter(quote="未发生行政复议")["names"].to_list() == [["行政复议"]]
    assert marks.filter(disposition="change")["quote"].to_list() == ["10.2%"]


def test_topics_count_what_is_stated_of_the_core(snapshot: str) -> None:
    rows = overview.topics(snapshot, year=2023, **HERE)
    assert rows.filter(name="东街街道", domain="litigation").select("stated", "core").row(0) == (2, 3)
    assert not rows.filter(name="湖滨街道")["has_report"].any()
    shares = overview.shares(snapshot, year=2023, **HERE)
    assert shares.filter(domain="mediation").select("stated", "core").row(0) == (5 + 3 + 3 + 3 + 1, 5 * 6)
    assert shares["domain"][0] == "mediation"


def test_findings_come_gravest_first_and_with_their_title(snapshot: str) -> None:
    rows = quality.findings(snapshot, year=2023, **HERE | {"areas": [A, ""]})
    assert rows["severity"].to_list() == ["error", "warning", "warning", "note"]
    assert rows["title"][0] == "街道待认定"
    assert len(quality.findings(snapshot, year=2023, severities=["error"], **HERE)) == 0


def test_the_account_of_numerals_adds_up(snapshot: str) -> None:
    rows = quality.account(snapshot, year=2023, **EVERYWHERE)
    classes = ["assigned", "change", "unassigned", "structural", "damaged"]
    assert rows["numerals"].to_list() == rows.select(pl.sum_horizontal(classes)).to_series().to_list()
    assert names(rows.filter(pl.col("damaged") > 0)) == ["北桥街道"]


def test_a_statement_refuses_a_filter_it_does_not_know(snapshot: str) -> None:
    with pytest.raises(Exception, match="excess"):
        queries.run(snapshot, "selection.years", simulated=False, year=2023)


def test_without_a_snapshot_the_door_says_so(serve: Any, tmp_path: Path) -> None:
    serve(tmp_path)
    with pytest.raises(queries.NoSnapshot):
        queries.current()
    with pytest.raises(queries.NoSnapshot):
        queries.connect("20240101T000000000Z-00000000")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    areas=some.lists(some.sampled_from([A, B, "", "'; drop table report; --", "999999"]), max_size=4),
    year=some.integers(1990, 2030),
)
def test_any_choice_gives_offices_of_the_choice_only(snapshot: str, areas: list[str], year: int) -> None:
    rows = compare.figures(snapshot, indicator=CASES, year=year, areas=areas, kind=None, simulated=True)
    assert set(rows["office"].str.slice(0, 6)) <= {*areas} | ({"~来稿"} if "" in areas else set())


def test_comparable_rates_carry_their_exact_interval_and_the_others_do_not(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=RATE, year=2023, **HERE)
    counted = rows.filter(pl.col("is_comparable") & pl.col("derived_part").is_not_null())
    assert len(counted)
    for row in counted.iter_rows(named=True):
        exact = binomtest(int(row["derived_part"]), int(row["derived_whole"])).proportion_ci(method="exact")
        assert (row["low"], row["high"]) == (
            pytest.approx(100 * exact.low, abs=0.006),
            pytest.approx(100 * exact.high, abs=0.006),
        )
    assert rows.filter(~pl.col("is_comparable"))["low"].null_count() == len(rows) - rows["is_comparable"].sum()
    assert compare.figures(snapshot, indicator=CASES, year=2023, **HERE)["rank_words"].null_count() == len(rows)
