"""What follows from stated numbers: last year's report beside this one's words on it, and the counts behind a rate."""

# ruff: noqa: F811 (the fixture of test_checks is an argument here)

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import world
from conftest import words
from hypothesis import given, settings
from hypothesis import strategies as some
from test_checks import Store, store  # noqa: F401 (the fixture)
from world import N

from pages.shared import export, lastyear
from pages.shared.export.columns import HEADINGS
from pages.shared.words import hidden as hidden_count
from pipeline.fill import DERIVED
from queries import compare
from queries.statistics.rounding import possible

LAST = {"period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31), "year": 2022}


def reconciled(store: Store) -> list[tuple[Any, ...]]:
    store.reckon()
    return store.connection.sql("select kind, outcome, why, gap from reconciliation").fetchall()


@pytest.mark.parametrize(
    ("before", "now", "change", "expected"),
    [
        ((200, {}), (234, {}), (34, "件", "up"), ("agree", None, None)),
        ((200, {}), (234, {}), (31, "件", "up"), ("differ", None, None)),
        ((200, {}), (234, {}), (17, "%", "up"), ("agree", None, None)),
        (None, (234, {}), (34, "件", "up"), ("open", "上年报告没有写这一项", 200)),
        (None, (234, {}), (17, "%", "up"), ("open", "上年报告没有写这一项", None)),
        ((200, {}), None, (34, "件", "up"), ("open", "本年没有写明同一期间的数", None)),
        ((200, {"qualifier": "approx"}), (234, {}), (34, "件", "up"), ("open", "有一年写的是约数", None)),
        (
            (200, {"period_end": date(2022, 9, 30)}),
            (234, {}),
            (34, "件", "up"),
            ("open", "上年报告写的统计期不同", None),
        ),
    ],
)
def test_a_change_is_held_against_the_report_of_the_year_before(
    store: Store,
    before: Any,
    now: Any,
    change: Any,
    expected: Any,
) -> None:
    store.report("before", year=2022)
    for report, said in (("before", before), ("r", now)):
        if said:
            store.say(report, "mediation.accepted", said[0], f"{said[0]}件", **said[1])
    store.change("r", "mediation.accepted", *change)
    assert reconciled(store) == [("change", *expected)]


def test_a_change_of_an_average_is_none_of_the_total_and_gives_no_value_of_last_year(store: Store) -> None:
    store.report("before", year=2022)
    store.say("r", "mediation.accepted", 8518, "8518件")
    store.change("r", "mediation.accepted", 473, "件", "down", sentence="月均比上年减少473件。", sentence_start=0)
    assert reconciled(store) == [("change", "open", "上年报告没有写这一项", None)]


def test_without_any_report_of_the_year_before_a_change_stays_open(store: Store) -> None:
    store.say("r", "mediation.accepted", 234, "234件")
    store.change("r", "mediation.accepted", 34, "件", "up")
    assert reconciled(store) == [("change", "open", "没有上年的报告", 200)]


@pytest.mark.parametrize(
    ("own", "again", "outcome", "fires"),
    [
        ((97, "97件"), (97, "97件"), "agree", []),
        ((97, "97件"), (64, "64件"), "differ", [("r", "mediation.accepted", 40)]),
        ((12_034, "12034件"), (12_000, "1.2万件"), "agree", []),
        (None, (64, "64件"), "open", []),
    ],
)
def test_last_year_s_value_said_again_is_held_against_last_year_s_report(
    store: Store,
    own: Any,
    again: Any,
    outcome: str,
    fires: list[Any],
) -> None:
    store.report("before", year=2022)
    if own:
        store.say("before", "mediation.accepted", *own)
    store.say("r", "mediation.accepted", *again, 40, **LAST)
    assert store.places("restated_differs") == fires
    assert reconciled(store) == [
        ("restated", outcome, None if own else "上年报告没有写这一项", None if own else again[0])
    ]


def test_a_year_s_own_report_goes_before_a_later_one_that_says_the_value_again(store: Store) -> None:
    store.report("z", year=2022)
    store.say("z", "mediation.accepted", 97, "97件")
    store.say("r", "mediation.accepted", 64, "64件", 40, **LAST)
    rows = store.connection.sql("select report, value, is_conflict from level where year = 2022").fetchall()
    assert rows == [("z", 97, True)]


def hidden(rate: str, whole: int) -> tuple[Any, ...]:
    store = Store()
    store.report("r")
    store.say("r", "hotline.closure_rate", float(rate), f"{rate}%")
    store.say("r", "hotline.cases", whole, f"{whole}件", 20)
    store.reckon()
    columns = "half_low, half_high, cut_low, cut_high, is_certain"
    (row,) = store.connection.sql(f"select {columns} from hidden").fetchall()  # noqa: S608
    store.connection.close()
    return tuple(row)


@pytest.mark.parametrize(
    ("rate", "whole", "expected"),
    [
        ("99.98", 8518, (8516, 8516, 8517, 8517, False)),
        ("99.5", 200, (199, 199, 199, 199, True)),
        ("100", 60, (60, 60, 60, 60, True)),
        ("98.5", 60, (None, None, None, None, False)),
        ("99", 446, (440, 443, 442, 445, False)),
    ],
)
def test_a_rate_gives_back_the_counts_that_round_to_it(rate: str, whole: int, expected: tuple[Any, ...]) -> None:
    assert hidden(rate, whole) == expected


@settings(max_examples=8, deadline=None)
@given(some.integers(1, 400), some.decimals(0, 100, places=1))
def test_exactly_the_counts_between_the_bounds_give_the_rate(whole: int, rate: Any) -> None:
    half_low, half_high, cut_low, cut_high, _ = hidden(str(rate), whole)
    for way, low, high in (("half", half_low, half_high), ("down", cut_low, cut_high)):
        found = [n for n in range(whole + 1) if way in getattr(possible(f"{rate}%", n, whole), "roundings", ())]
        assert found == ([] if low is None else list(range(low, high + 1)))


def test_a_stated_part_hides_nothing(store: Store) -> None:
    store.say("r", "mediation.success_rate", 99, "99%")
    store.say("r", "mediation.handled", 200, "200件", 20)
    store.say("r", "mediation.succeeded", 198, "198件", 40)
    store.reckon()
    assert store.connection.sql("from hidden").fetchall() == []


def derive(store: Store) -> duckdb.DuckDBPyConnection:
    from pipeline import checks

    store.reckon()
    checks.run(store.connection)
    store.connection.execute(Path(DERIVED).read_text(encoding="utf-8"))
    return store.connection


def test_a_number_read_from_a_picture_is_to_be_checked_and_not_ranked(store: Store) -> None:
    store.report("scan", office="110101002", ocr=True)
    store.say("scan", "hotline.cases", 1200, "1200件")
    store.say("r", "hotline.cases", 1300, "1300件")
    cells = (
        derive(store)
        .sql("select office, state, reason is null from cell where indicator = 'hotline.cases' order by office")
        .fetchall()
    )
    assert cells == [("110101001", "value", True), ("110101002", "review", False)]


def test_the_check_on_silence_and_the_page_on_silence_say_the_same(store: Store) -> None:
    store.report("a2022", office="110101002", year=2022)
    store.report("a2023", office="110101002", year=2023)
    store.report("n2023", office="110101001", year=2024, kind="news")
    store.report("s2022", office="110101003", year=2022, ocr=True)
    store.report("s2023", office="110101003", year=2023)
    for report in ("r", "a2022", "s2022"):
        store.say(report, "hotline.cases", 1200, "1200件")
        store.say(report, "grid.workers", 30, "30人", 9)
        store.say(report, "mediation.handled", 30, "30件", 19, scope="part", scope_name="甲村")
    store.say("a2023", "grid.workers", 31, "31人", status="plan")
    connection = derive(store)
    page = connection.sql("select office, year, indicator from carried where is_stopped order by all").fetchall()
    check = connection.sql("""
        select office, year, indicator from finding where "check" = 'dropped_indicator' order by all
    """).fetchall()
    assert page == check == [("110101002", 2023, "grid.workers"), ("110101002", 2023, "hotline.cases")]


def test_the_page_names_what_agrees_and_what_nobody_can_check(snapshot: str, visit: Any) -> None:
    shown = words(visit("quality", view="与上年核对"))
    assert "与上年报告核对：一致1处、不符0处、无从核对0处" in shown
    assert "增加10.2%" in shown and "1400件" in shown and "evidence?report=%E4%B8%9C%E8%A1%972022" in shown


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"outcome": "open", "why": "没有上年的报告"}, "无从核对：没有上年的报告"),
        ({"outcome": "agree"}, "一致"),
        ({"outcome": "differ", "kind": "restated"}, "不符"),
        ({"outcome": "differ", "growth": 5.0, "is_percent": True}, "不符：两年相差为增加5%"),
        ({"outcome": "differ", "difference": -4.0}, "不符：两年相差为减少4件"),
        ({"outcome": "differ", "difference": 0.0}, "不符：两年持平"),
        (
            {"outcome": "differ", "difference": 1.25, "is_rate": True, "is_percent": True},
            "不符：两年相差为增加1.25个百分点",
        ),
    ],
)
def test_the_outcome_is_said_in_words(row: dict[str, Any], expected: str) -> None:
    blank = {"kind": "change", "is_percent": False, "is_rate": False, "unit": "件", "difference": None, "growth": None}
    assert lastyear.truth(blank | row) == expected


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ((8518, 8516, 8516, 8517, 8517), "推算：8,518中，按四舍五入为8,516（余2），按截去尾数为8,517（余1）"),
        ((200, 199, 199, 199, 199), "推算：200中199（余1）"),
        ((446, 440, 443, 442, 445), "推算：446中，按四舍五入为440—443（余3—6），按截去尾数为442—445（余1—4）"),
        ((67, 66, 66, None, None), "推算：67中，按四舍五入为66（余1），按截去尾数不可能"),
        ((12480, 12420, 12542, 12430, 12550), ""),
        ((None, None, None, None, None), ""),
    ],
)
def test_a_hidden_count_is_said_with_the_way_of_rounding(bounds: tuple[Any, ...], expected: str) -> None:
    names = ("whole", "low", "high", "cut_low", "cut_high")
    row = {"value": 99.5} | {f"hidden_{name}": bound for name, bound in zip(names, bounds, strict=True)}
    assert hidden_count(row) == expected


def test_a_hidden_count_stands_in_the_remark_and_in_the_file(serve: Any, tmp_path: Path, visit: Any) -> None:
    serve(tmp_path)
    said = [
        (
            "受理诉求",
            N("8518件", "hotline.cases", 8518),
            "，满意率",
            N("99.98%", "hotline.satisfaction_rate", 99.98),
            "。",
        )
    ]
    snapshot = world.build(tmp_path, reports=[("r", "118801001", 2023, "annual", "年度报告", False, said)])
    assert "按四舍五入为8,516（余2）" in words(visit("compare", indicator="12345满意率"))
    assert "按四舍五入为8,516（余2）" in words(visit("office"))
    scope = {"areas": ["118801"], "kind": None, "simulated": False}
    rows = compare.figures(snapshot, indicator="hotline.satisfaction_rate", year=2023, **scope)
    text = export.csv(rows, "范围", snapshot).decode("utf-8-sig")
    assert "件数下限（四舍五入，推算）" in text and "8516" in text


def test_every_column_of_the_comparison_with_last_year_has_a_heading() -> None:
    fields = ("said_words", "now_quote", "before_quote", "outcome_words", "gap_words", "before_report", "is_paired")
    assert [field for field in fields if field not in HEADINGS] == []
