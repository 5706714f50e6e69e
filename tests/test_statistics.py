"""Fair comparison, against values from elsewhere: published tables, another method, or every outcome counted."""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from polars.testing import assert_frame_equal
from scipy import integrate, stats

from pipeline import catalogue
from queries.statistics import density, intervals, ranks, rounding, verdicts
from queries.statistics.comparison import benchmark, compare
from queries.statistics.intervals import ceiling, interval
from queries.statistics.ranks import rank_intervals, rank_ties
from queries.statistics.rounding import hidden_count, possible
from queries.statistics.trend import asymptotic, exact, mann_kendall, trend
from queries.statistics.verdicts import Method, Reason, Verdict

brief = settings(deadline=None, max_examples=60)


@some.composite
def counts(draw: some.DrawFn, most: int = 5000) -> tuple[int, int]:
    """A part and its whole, often at the ceiling."""
    whole = draw(some.integers(1, most))
    return draw(some.one_of(some.just(whole), some.just(0), some.integers(0, whole))), whole


def frame(*rows: tuple[float | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"part": pl.Float64, "whole": pl.Float64}, orient="row")


# --- interval of a rate ---


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (12, 12, 73.54, 100.0),  # 100 × 0.025^(1/12)
        (262, 262, 98.60, 100.0),
        (0, 12, 0.0, 26.46),
        (0, 1, 0.0, 97.5),
        (1, 1, 2.5, 100.0),
        (4, 20, 5.73, 43.66),  # Clopper and Pearson's chart; R's binom.test
        (81, 263, 25.27, 36.76),  # Newcombe 1998, table I, method 5
        (15, 148, 5.78, 16.17),
        (0, 20, 0.0, 16.84),
        (1, 29, 0.09, 17.76),
    ],
)
def test_an_interval_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    found = interval(part, whole)
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)


@brief
@given(counts(), some.sampled_from([0.8, 0.95, 0.998]))
def test_an_interval_is_that_of_the_inverted_binomial_test(both: tuple[int, int], level: float) -> None:
    found = interval(*both, level)
    oracle = stats.binomtest(*both).proportion_ci(level, "exact")  # found by a root search, not by beta quantiles
    assert found is not None
    assert (found.low, found.high) == pytest.approx((100 * oracle.low, 100 * oracle.high), abs=1e-7)


@brief
@given(counts())
def test_an_interval_holds_the_rate_shrinks_with_cases_and_rises_with_the_part(both: tuple[int, int]) -> None:
    part, whole = both
    found, tenfold, more = interval(part, whole), interval(10 * part, 10 * whole), interval(part + 1, whole)
    assert found is not None and tenfold is not None
    assert found.low <= found.rate <= found.high
    assert tenfold.high - tenfold.low < found.high - found.low
    assert more is None or (more.low > found.low and more.high >= found.high)


@pytest.mark.parametrize(
    ("part", "whole", "reason"),
    [
        (None, 12, Reason.UNSTATED),
        (12, None, Reason.UNSTATED),
        (0, 0, Reason.NO_CASES),
        (1, 0, Reason.NO_SHARE),
        (59, 50, Reason.NO_SHARE),
        (-1, 5, Reason.NO_SHARE),
        (1.5, 5, Reason.NO_SHARE),
        (2, 5.5, Reason.NO_SHARE),
        (float("nan"), 5, Reason.NO_SHARE),
        (5, float("nan"), Reason.NO_SHARE),
        (0, 5, None),
        (5, 5, None),
    ],
)
def test_counts_that_make_no_rate_say_why_alone_and_in_a_table(
    part: float | None, whole: float | None, reason: Reason | None
) -> None:
    assert intervals.defect(part, whole) == reason
    assert (interval(part, whole) is None) == (ceiling(part, whole) is None) == (reason is not None)
    row = intervals.with_ceilings(frame((part, whole))).row(0, named=True)
    assert row["no_interval"] == reason
    derived = ("rate", "low", "high", "is_wide", "failures", "failures_rate", "failures_low", "failures_high")
    assert {row[name] is None for name in derived} == {reason is not None}


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_a_probability(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        interval(1, 2, level)


@brief
@given(some.lists(counts(), max_size=8))
def test_a_table_of_intervals_says_what_each_says_alone(rows: list[tuple[int, int]]) -> None:
    table = intervals.with_intervals(frame(*rows))
    alone = [interval(*row) for row in rows]
    assert table.select("rate", "low", "high", "is_wide").rows() == [
        (found.rate, found.low, found.high, found.is_wide) for found in alone if found
    ]


def test_an_empty_table_and_one_without_any_count_have_the_same_columns() -> None:
    empty, silent = (
        intervals.with_intervals(frame()),
        intervals.with_intervals(pl.DataFrame({"part": [None], "whole": [None]})),
    )
    assert empty.columns == silent.columns
    assert silent["no_interval"].to_list() == ["未写明件数"]


def test_every_rate_of_fewer_than_thirty_cases_is_marked_as_wide() -> None:
    rows = [(part, whole) for whole in range(1, 30) for part in range(whole + 1)]
    assert intervals.with_intervals(frame(*rows))["is_wide"].all()


@pytest.mark.parametrize(
    ("part", "whole", "is_wide"),
    [(35, 35, True), (36, 36, False), (98, 100, False), (150, 300, True), (250, 500, False)],
)
def test_wide_is_more_than_ten_points(part: int, whole: int, is_wide: bool) -> None:
    found = interval(part, whole)
    assert found is not None
    assert found.is_wide == is_wide


@pytest.mark.parametrize(
    ("part", "whole", "failures", "rate", "low", "high", "possible_rate"),
    [
        (12, 12, 0, 0.0, 0.0, 264.6, 73.5),
        (262, 262, 0, 0.0, 0.0, 14.0, 98.6),
        (8516, 8518, 2, 0.2, 0.0, 0.8, 99.9),
        (0, 4, 4, 1000.0, 397.6, 1000.0, 0.0),
    ],
)
def test_the_ceiling_is_seen_from_below_in_failures_per_thousand(
    part: int, whole: int, failures: int, rate: float, low: float, high: float, possible_rate: float
) -> None:
    found = ceiling(part, whole)
    assert found is not None
    assert found.failures == failures
    assert [round(value, 1) for value in (found.per_thousand, found.low, found.high, found.possible_rate)] == [
        rate,
        low,
        high,
        possible_rate,
    ]
    row = intervals.with_ceilings(frame((part, whole))).row(0, named=True)
    assert row["failures"] == failures
    assert (row["failures_rate"], row["failures_low"], row["failures_high"]) == pytest.approx(
        (found.per_thousand, found.low, found.high)
    )


# --- pooled ---


def test_a_pooled_rate_is_a_sum_over_a_sum_and_never_a_mean_of_rates() -> None:
    row = intervals.pooled(frame((10, 10), (50, 100), (7, None), (9, 3), (0, 0))).row(0, named=True)
    assert (row["part"], row["whole"], row["used"], row["left_out"]) == (60, 110, 2, 3)
    alone = interval(60, 110)
    assert alone is not None
    assert (row["rate"], row["low"], row["high"]) == (alone.rate, alone.low, alone.high)
    assert row["rate"] != pytest.approx((100 + 50) / 2)


def test_groups_are_pooled_apart_and_a_group_without_counts_has_no_rate() -> None:
    rows = frame((10, 10), (1, 2), (None, 5)).with_columns(area=pl.Series(["甲", "甲", "乙"]))
    found = intervals.pooled(rows, ["area"])
    assert found.select("area", "part", "whole", "used", "left_out", "no_interval").rows() == [
        ("甲", 11, 12, 2, 0, None),
        ("乙", None, None, 0, 1, "未写明件数"),
    ]


def test_nothing_pooled_is_no_zero() -> None:
    assert intervals.pooled(frame()).select("part", "whole", "rate", "used").row(0) == (None, None, None, 0)


# --- ranks ---


@some.composite
def offices(draw: some.DrawFn) -> pl.DataFrame:
    pairs = draw(some.lists(counts(400), min_size=2, max_size=9))
    again = draw(some.sampled_from(pairs))
    return frame(*pairs, again).with_row_index("office")


@brief
@given(offices(), some.sampled_from(["higher", "lower", "none"]))
def test_a_rank_interval_holds_every_rank_that_the_rate_shares(
    rows: pl.DataFrame, direction: verdicts.Direction
) -> None:
    found = rank_intervals(rows, direction, draws=200)
    exactly = [Fraction(int(part), int(whole)) for part, whole in rows.select("part", "whole").iter_rows()]
    for row, rate in zip(found.iter_rows(named=True), exactly, strict=True):
        before = sum(other < rate if direction == "lower" else other > rate for other in exactly)
        assert (row["rank"], row["tied"], row["of"]) == (before + 1, exactly.count(rate), len(rows))
        assert 1 <= row["rank_low"] <= row["rank"] <= row["rank"] + row["tied"] - 1 <= row["rank_high"] <= len(rows)


def test_ranks_come_as_named_columns_and_leave_nothing_else_behind() -> None:
    rows = frame((90, 100), (None, 5)).with_columns(office=pl.Series(["甲", "乙"]))
    added = ["no_rank", "rank", "tied", "of", "rank_low", "rank_high", "band", "rank_words"]
    for one in (rows, rows.with_columns(part=pl.lit(90.0), whole=pl.lit(100.0))):  # one alone, and two
        assert sorted(rank_intervals(one, "higher").columns) == sorted(["part", "whole", "office", *added])


@brief
@given(offices(), some.integers(0, 99))
def test_the_same_counts_get_the_same_interval_in_any_order_and_at_any_time(rows: pl.DataFrame, seed: int) -> None:
    found = rank_intervals(rows, "higher", draws=200)
    shuffled = rows.sample(fraction=1, shuffle=True, seed=seed)
    assert_frame_equal(rank_intervals(shuffled, "higher", draws=200).sort("office"), found)
    alike = found.group_by("part", "whole").agg(pl.struct("rank_low", "rank_high").n_unique().alias("answers"))
    assert alike["answers"].max() == 1


def test_many_offices_with_the_same_counts_share_one_interval_even_after_few_draws() -> None:
    whole = np.arange(60, 300, 20)
    twins = pl.DataFrame({"part": np.repeat(whole - 3, 3), "whole": np.repeat(whole, 3)})
    found = rank_intervals(twins, "higher", draws=60)
    assert found.select("part", "whole", "rank_low", "rank_high").n_unique() == len(whole)


def test_worst_first_is_best_first_from_the_other_end() -> None:
    rows = frame((50, 100), (60, 100), (97, 100), (300, 310))
    best, worst = (rank_intervals(rows, direction) for direction in ("higher", "lower"))
    assert (best["rank"] + worst["rank"] == 5).all()
    assert (best["rank_low"] + worst["rank_high"] == 5).all()


def test_two_offices_swap_ranks_as_often_as_integration_says() -> None:
    """With two offices and equal cases the posterior that the lower one is in truth the higher is an integral."""
    k, n = np.array([88.0, 95.0]), np.array([100.0, 100.0])
    drawn = ranks._drawn(k, n, 40_000, 1)
    pooled = (k.sum() + 0.5) / (n.sum() + 1)
    cases = 1 / ranks.SPREADS**2 - 1
    weight = np.prod(
        [
            stats.betabinom.pmf(part, whole, pooled * cases, (1 - pooled) * cases)
            for part, whole in zip(k, n, strict=True)
        ],
        axis=0,
    )
    swapped = 0.0
    for share, prior in zip(weight / weight.sum(), cases, strict=True):
        if share > 1e-6:
            first, second = (stats.beta(pooled * prior + part, (1 - pooled) * prior + 100 - part) for part in k)
            grid = np.linspace(0.6, 1, 1001)
            swapped += share * integrate.simpson(first.pdf(grid) * second.cdf(grid), x=grid)
    assert (drawn[:, 0] > drawn[:, 1]).mean() == pytest.approx(swapped, abs=0.01)


@pytest.mark.parametrize("spread", [0.0, 0.012, 0.03])
def test_the_interval_holds_the_true_rank_also_where_all_offices_are_nearly_alike(spread: float) -> None:
    """20 offices around 97 %, 60 to 500 cases each; 95 % is promised."""
    chance = np.random.default_rng(4)
    held = []
    for _ in range(25):
        rates = np.clip(chance.normal(0.97, spread + 1e-6, 20), 0, 1 - 1e-9 * np.arange(20))
        whole = chance.integers(60, 501, 20)
        found = rank_intervals(
            pl.DataFrame({"part": chance.binomial(whole, rates), "whole": whole}), "higher", draws=1000
        )
        true = (-rates).argsort().argsort() + 1
        held.append(((found["rank_low"].to_numpy() <= true) & (true <= found["rank_high"].to_numpy())).mean())
    assert np.mean(held) >= 0.95


def test_clearly_different_offices_stand_in_different_bands_and_alike_ones_in_one() -> None:
    found = rank_intervals(frame((990, 1000), (500, 1000), (991, 1000), (12, 12), (510, 1000)), "higher")
    assert found["band"].to_list() == [1, 2, 1, 1, 2]
    assert found["rank_words"].to_list() == ["第1–3名，共5", "第4–5名，共5"] + ["第1–3名，共5"] * 2 + ["第4–5名，共5"]


def test_all_at_the_ceiling_share_every_rank() -> None:
    found = rank_intervals(frame((12, 12), (262, 262), (3000, 3000)), "none")
    assert found["rank_words"].unique().to_list() == ["从高到低第1–3位，共3"]
    assert found["rank"].to_list() == [1, 1, 1]


def test_an_equal_rate_keeps_an_office_from_being_called_the_only_first() -> None:
    found = rank_intervals(
        frame((1900, 2000), (19, 20), *[(whole // 2, whole) for whole in range(1000, 1040, 2)]), "higher"
    )
    assert found.select("rank", "tied", "rank_low", "rank_high").row(0) == (1, 2, 1, 2)


def test_offices_without_counts_are_flagged_and_take_nobodys_rank() -> None:
    found = rank_intervals(frame((None, None), (10, 10), (0, 0), (1, 10)).with_columns(value=pl.lit(99.1)), "higher")
    assert found["no_rank"].to_list() == ["未写明件数", None, "分母为零", None]
    assert found["rank"].to_list() == [None, 1, None, 2]
    assert found["of"].drop_nulls().unique().to_list() == [2]
    assert found["value"].to_list() == [99.1] * 4


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [([], []), ([(3, 4)], ["只有1个单位，不排名次"]), ([(3, 4), (None, 4)], ["只有1个单位，不排名次", "未写明件数"])],
)
def test_one_office_or_none_has_no_rank(rows: list[tuple[int | None, int]], reasons: list[str]) -> None:
    found = rank_intervals(frame(*rows), "higher")
    assert found["no_rank"].to_list() == reasons
    assert found["rank"].drop_nulls().is_empty()


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("higher", ["第1名，共4", "第2名（2个并列），共4", None, "第2名（2个并列），共4", "第4名，共4"]),
        ("lower", ["第4名，共4", "第2名（2个并列），共4", None, "第2名（2个并列），共4", "第1名，共4"]),
        (
            "none",
            [
                "从高到低第1位，共4",
                "从高到低第2位（2个并列），共4",
                None,
                "从高到低第2位（2个并列），共4",
                "从高到低第4位，共4",
            ],
        ),
    ],
)
def test_numbers_without_a_denominator_are_ranked_with_their_ties(
    direction: verdicts.Direction, expected: list[str | None]
) -> None:
    rows = pl.DataFrame({"value": [9.0, 5.0, None, 5.0, 0.0]})
    assert rank_ties(rows, direction)["rank_words"].to_list() == expected


# --- two rates ---


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [  # Newcombe 1998, table II, method 10; in the paper the difference is the first less the second
        ((48, 80), (56, 70), 5.24, 33.39),
        ((3, 10), (9, 10), 17.05, 80.90),
        ((2, 7), (6, 7), 5.82, 80.62),
        ((0, 29), (5, 56), -3.81, 19.26),
        ((0, 20), (0, 10), -16.11, 27.75),
        ((0, 10), (10, 10), 60.75, 100.0),
    ],
)
def test_the_interval_of_a_difference_is_the_published_one(
    before: tuple[int, int], after: tuple[int, int], low: float, high: float
) -> None:
    found = compare(*before, *after)
    assert found.low is not None and found.high is not None and found.difference is not None
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)
    assert found.low <= found.difference <= found.high


def fisher(k1: int, n1: int, k2: int, n2: int) -> Fraction:
    """Two-sided p: tables with the same totals that are no likelier than this one."""
    ways = {k: comb(n1, k) * comb(n2, k1 + k2 - k) for k in range(max(0, k1 + k2 - n2), min(n1, k1 + k2) + 1)}
    return Fraction(sum(way for way in ways.values() if way <= ways[k1]), sum(ways.values()))


@brief
@given(counts(60), counts(60))
def test_a_claim_needs_the_exact_test_and_an_interval_without_zero(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    found = compare(*before, *after, "higher")
    p_value = fisher(*before, *after)
    assert found.low is not None and found.high is not None and found.difference is not None
    assert found.p_value == pytest.approx(float(p_value))
    is_claim = p_value <= Fraction(1, 20) and not found.low <= 0 <= found.high
    assert (found.verdict != Verdict.NO_CLAIM) == is_claim == (found.reason is None)
    if is_claim:
        assert (found.verdict == Verdict.BETTER) == (found.difference > 0)


@pytest.mark.parametrize(
    ("before", "after", "direction", "verdict"),
    [
        ((90, 100), (99, 100), "higher", Verdict.BETTER),
        ((90, 100), (99, 100), "lower", Verdict.WORSE),
        ((90, 100), (99, 100), "none", Verdict.UP),
        ((99, 100), (90, 100), "higher", Verdict.WORSE),
        ((99, 100), (90, 100), "lower", Verdict.BETTER),
        ((99, 100), (90, 100), "none", Verdict.DOWN),
        ((11, 12), (12, 12), "higher", Verdict.NO_CLAIM),  # from 91.7 to 100 %
        ((12, 12), (12, 12), "higher", Verdict.NO_CLAIM),
        ((0, 9), (0, 9), "lower", Verdict.NO_CLAIM),
        ((1, 1), (0, 1), "higher", Verdict.NO_CLAIM),
        ((41, 45), (50, 50), "higher", Verdict.NO_CLAIM),  # p = 0.047, but the interval reaches from -0.05 to 20.7
    ],
)
def test_a_change_is_judged_by_the_direction_of_its_indicator(
    before: tuple[int, int], after: tuple[int, int], direction: verdicts.Direction, verdict: Verdict
) -> None:
    found = compare(*before, *after, direction)
    assert found.verdict == verdict
    assert found.reason == (Reason.NOT_BEYOND_CHANCE if verdict == Verdict.NO_CLAIM else None)
    assert verdict in verdicts.OVER_TIME


@pytest.mark.parametrize(
    ("counts_", "obstacles", "reason"),
    [
        ((None, 9, 8, 9), (), "未写明件数"),
        ((8, 9, 0, 0), (), "分母为零"),
        ((8, 9, 9, 8), (), "件数不成比率"),
        ((8, 9, 8, 9), (None, "统计期为1—9月"), "统计期为1—9月"),
        ((8, None, 8, 9), ("只含某社区", None), "只含某社区"),
    ],
)
def test_what_cannot_be_compared_says_why(
    counts_: tuple[int | None, ...], obstacles: tuple[str | None, ...], reason: str
) -> None:
    found = compare(*counts_, obstacles=obstacles)
    assert (found.verdict, found.reason, found.difference, found.p_value) == (
        Verdict.NOT_COMPARABLE,
        reason,
        None,
        None,
    )


# --- several years ---

FIVE = [2019, 2020, 2021, 2022, 2023]


def test_the_asymptotic_test_is_the_correlation_of_years_and_outcomes() -> None:
    """Cochran–Armitage's χ² is N r² over single cases; Agresti's table of malformations by alcohol gives 6.57."""
    scores, parts, wholes = (
        np.array([0, 1, 3, 8, 14]),
        np.array([48, 38, 5, 1, 1]),
        np.array([17114, 14502, 793, 127, 38]),
    )
    p_value = asymptotic(scores, parts, wholes)  # his scores 0, ½, 1½, 4, 7, doubled
    assert stats.chi2.isf(p_value, 1) == pytest.approx(6.570, abs=0.001)
    outcome = np.concatenate([np.repeat([1, 0], [k, n - k]) for k, n in zip(parts, wholes, strict=True)])
    r = np.corrcoef(np.repeat(scores, wholes), outcome)[0, 1]
    assert p_value == pytest.approx(stats.chi2.sf(len(outcome) * r * r, 1))


@pytest.mark.parametrize(
    ("years", "parts", "wholes"),
    [
        ([0, 1, 2, 3], [0, 0, 1, 2], [3, 3, 3, 3]),
        ([0, 1, 2, 5], [3, 0, 1, 0], [4, 2, 3, 5]),
        ([0, 1, 2, 3], [1, 1, 1, 1], [2, 3, 4, 5]),
        ([0, 2, 3, 4], [0, 0, 0, 4], [5, 1, 2, 4]),
    ],
)
def test_the_exact_test_counts_every_way_of_dealing_the_cases_to_the_years(
    years: list[int], parts: list[int], wholes: list[int]
) -> None:
    cases = np.repeat(years, wholes)
    middle = cases.mean() * sum(parts)
    observed = abs(np.dot(years, parts) - middle)
    far = [abs(sum(dealt) - middle) >= observed - 1e-9 for dealt in combinations(cases.tolist(), sum(parts))]
    assert exact(np.array(years), np.array(parts), np.array(wholes)) == pytest.approx(np.mean(far))


def test_the_exact_and_the_asymptotic_test_agree_where_both_may_be_used() -> None:
    parts, wholes = np.array([14, 11, 9, 9, 7]), np.array([400, 380, 420, 400, 410])
    assert exact(np.array(FIVE), parts, wholes) == pytest.approx(asymptotic(np.array(FIVE), parts, wholes), abs=0.01)


@pytest.mark.parametrize(
    "values", [[1, 2, 3, 4, 5], [1, 1, 2, 2, 3, 3], [5, 3, 3, 3, 1, 2], [0, 0, 0, 0, 7], [2, 1, 4, 3, 6, 5, 7]]
)
def test_mann_kendall_counts_every_order_of_the_values_ties_included(values: list[int]) -> None:
    def s(order: tuple[int, ...]) -> int:
        return abs(sum((b > a) - (b < a) for a, b in combinations(order, 2)))

    far = [s(order) >= s(tuple(values)) for order in permutations(values)]
    assert mann_kendall(np.array(values, dtype=float)) == pytest.approx(np.mean(far))


@brief
@given(some.permutations(range(12)))
def test_mann_kendall_without_ties_is_kendalls_exact_test(order: list[int]) -> None:
    oracle = stats.kendalltau(range(12), order, method="exact").pvalue
    assert mann_kendall(np.array(order, dtype=float)) == pytest.approx(oracle)


@pytest.mark.parametrize(
    ("parts", "wholes", "direction", "verdict", "reason"),
    [
        ([188, 190, 192, 194, 196], [200] * 5, "higher", Verdict.BETTER, None),  # 94 to 98 %: χ² 5.2
        ([188, 190, 192, 194, 196], [200] * 5, "lower", Verdict.WORSE, None),
        ([188, 190, 192, 194, 196], [200] * 5, "none", Verdict.UP, None),
        ([2820, 2850, 2880, 2910, 2940], [3000] * 5, "higher", Verdict.BETTER, None),
        ([188, 190, 192, 194, 196][::-1], [200] * 5, "higher", Verdict.WORSE, None),
        ([94, 95, 96, 97, 98], [100] * 5, "higher", Verdict.NO_CLAIM, Reason.NOT_SIGNIFICANT),
        ([12, 262, 3, 40, 1], [12, 262, 3, 40, 1], "higher", Verdict.NO_CLAIM, Reason.UNCHANGED),
        ([0] * 5, [9, 8, 7, 6, 5], "lower", Verdict.NO_CLAIM, Reason.UNCHANGED),
        ([45, 90, 9, 18, 27], [50, 100, 10, 20, 30], "higher", Verdict.NO_CLAIM, Reason.UNCHANGED),
        ([100, 100, 100, 100, 80], [100] * 5, "higher", Verdict.NO_CLAIM, Reason.ONE_YEAR),
        ([2800, 2950, 2860, 2955, 2940], [3000] * 5, "higher", Verdict.NO_CLAIM, Reason.ERRATIC),
        ([188, 190, 192, None, None], [200] * 5, "higher", Verdict.NOT_COMPARABLE, Reason.FEW_YEARS),
        ([188, 190, 192, 0, 9], [200, 200, 200, 0, 8], "higher", Verdict.NOT_COMPARABLE, Reason.FEW_YEARS),
        ([], [], "higher", Verdict.NOT_COMPARABLE, Reason.FEW_YEARS),
    ],
)
def test_rates_show_a_trend_or_say_why_not(
    parts: list[int | None],
    wholes: list[int | None],
    direction: verdicts.Direction,
    verdict: Verdict,
    reason: Reason | None,
) -> None:
    found = trend(FIVE[: len(parts)], parts=parts, wholes=wholes, direction=direction)
    assert (found.verdict, found.reason) == (verdict, reason)
    assert (found.p_value is None) == (found.method is None) == (reason in (Reason.UNCHANGED, Reason.FEW_YEARS))


@pytest.mark.parametrize(
    ("values", "verdict", "reason"),
    [
        ([1, 2, 3, 4, 5], Verdict.UP, None),
        ([5, 4, 3, 2, 0], Verdict.DOWN, None),
        ([1, 2, 3, 5, 4], Verdict.NO_CLAIM, Reason.NOT_SIGNIFICANT),
        ([7, 7, 7, 7, 7], Verdict.NO_CLAIM, Reason.UNCHANGED),
        ([1, 2, 3, 4, None], Verdict.NOT_COMPARABLE, Reason.FEW_YEARS_UNCOUNTED),
        ([1, None, 3, 4, None], Verdict.NOT_COMPARABLE, Reason.FEW_YEARS),
    ],
)
def test_other_numbers_show_a_trend_or_say_why_not(
    values: list[float | None], verdict: Verdict, reason: Reason | None
) -> None:
    found = trend(FIVE, values=values)
    assert (found.verdict, found.reason) == (verdict, reason)
    assert found.years == tuple(year for year, value in zip(FIVE, values, strict=True) if value is not None)


def test_a_year_with_another_period_is_left_out_and_can_end_the_trend() -> None:
    parts, wholes = [188, 190, 192, 194, 196], [200] * 5
    part_year = [None, None, None, None, "统计期为1—9月"]
    four = trend(FIVE, parts=parts, wholes=wholes, obstacles=part_year, direction="higher")
    assert four.years == (2019, 2020, 2021, 2022)
    three = trend(FIVE, parts=parts, wholes=wholes, obstacles=["只含3月", *part_year[1:]], direction="higher")
    assert (three.verdict, three.reason) == (Verdict.NOT_COMPARABLE, Reason.FEW_YEARS)


def test_counts_are_preferred_to_stated_rates_where_four_years_have_them() -> None:
    rates = [94.0, 95, 96, 97, 98]
    found = trend(FIVE, values=rates, parts=[188, 190, 192, 194, None], wholes=[200, 200, 200, 200, None])
    assert (found.method, found.years) == (Method.COCHRAN_ARMITAGE_EXACT, (2019, 2020, 2021, 2022))
    found = trend(FIVE, values=rates, parts=[188, 190, 192, None, None], wholes=[200] * 5)
    assert (found.method, found.years, found.verdict) == (Method.MANN_KENDALL, tuple(FIVE), Verdict.UP)


def test_a_year_that_comes_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="twice"):
        trend([2020, 2020], values=[1, 2])


@brief
@given(some.lists(counts(300), min_size=4, max_size=7))
def test_a_trend_read_backwards_is_the_opposite(rows: list[tuple[int, int]]) -> None:
    years, opposite = range(2010, 2010 + len(rows)), {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    ways = [
        trend(years, parts=[k for k, _ in way], wholes=[n for _, n in way], direction="higher")
        for way in (rows, rows[::-1])
    ]
    assert ways[0].reason == ways[1].reason
    assert ways[0].p_value == pytest.approx(ways[1].p_value)
    assert ways[1].verdict == opposite.get(ways[0].verdict, ways[0].verdict)


@brief
@given(some.lists(some.integers(0, 6), min_size=5, max_size=9))
def test_a_trend_of_numbers_read_backwards_is_the_opposite(values: list[int]) -> None:
    years, opposite = range(2010, 2010 + len(values)), {Verdict.UP: Verdict.DOWN, Verdict.DOWN: Verdict.UP}
    forth, back = trend(years, values=values), trend(years, values=values[::-1])
    assert (forth.reason, forth.p_value) == (back.reason, back.p_value)
    assert back.verdict == opposite.get(forth.verdict, forth.verdict)


def test_rates_that_only_wobble_are_seldom_taken_for_a_trend() -> None:
    """3,000 cases a year, true rates around 96 % ± 1: by chance alone a test at 5 % may err 1 time in 20."""
    chance = np.random.default_rng(5)
    found = []
    for _ in range(400):
        parts = chance.binomial(3000, np.clip(chance.normal(0.96, 0.01, 5), 0, 1))
        found.append(trend(FIVE, parts=parts.tolist(), wholes=[3000] * 5))
    assert sum(each.reason is None for each in found) <= 0.08 * 400
    assert sum(each.reason == Reason.ERRATIC for each in found) >= 0.2 * 400  # what the guard is there for


# --- two rates of one office: what small changes of the code showed to be unsaid ---


def test_a_difference_of_one_point_is_claimed_where_the_cases_carry_it() -> None:
    found = compare(9_000, 10_000, 9_100, 10_000, "higher")  # 90 and 91 %: Newcombe's interval 0.19 to 1.81
    assert (found.verdict, found.reason) == (Verdict.BETTER, None)
    assert found.low is not None and found.high is not None
    assert 0 < found.low < 1 < found.high


def test_rates_that_may_not_be_compared_still_have_their_own_intervals() -> None:
    found = compare(9, 10, 18, 20, obstacles=(None, "统计期为1—9月"))
    assert (found.before, found.after) == (interval(9, 10), interval(18, 20))
    assert (found.difference, found.low, found.high, found.p_value) == (None,) * 4
    assert compare(9, 10, None, 20).before == interval(9, 10)


# --- against peers ---

PEERS = {"甲": 90.0, "乙": 92.0, "丙": 95.0, "丁": 99.0, "戊": None}


def test_the_benchmark_is_the_middle_of_the_others() -> None:
    found = benchmark({**PEERS, "己": 10.0}, "己")
    assert (found.peers, found.lower_quartile, found.median, found.upper_quartile) == (4, 91.5, 93.5, 96.0)
    assert benchmark({**PEERS, "己": 99.9}, "己").median == found.median


@pytest.mark.parametrize(
    ("part", "whole", "direction", "verdict"),
    [
        (990, 1000, "higher", Verdict.BETTER),
        (990, 1000, "lower", Verdict.WORSE),
        (990, 1000, "none", Verdict.UP),
        (800, 1000, "higher", Verdict.WORSE),
        (800, 1000, "none", Verdict.DOWN),
        (12, 12, "higher", Verdict.SIMILAR),  # 100 %, but it may be 73.5 %
        (935, 1000, "higher", Verdict.SIMILAR),
    ],
)
def test_an_office_is_better_or_worse_only_where_its_interval_excludes_the_middle(
    part: int, whole: int, direction: verdicts.Direction, verdict: Verdict
) -> None:
    found = benchmark({**PEERS, "己": 100 * part / whole}, "己", interval(part, whole), direction)
    assert (found.verdict, found.reason) == (verdict, None)
    assert verdict in verdicts.AGAINST_PEERS


@pytest.mark.parametrize(
    ("values", "own", "verdict", "reason"),
    [
        ({"己": 9.0, "甲": 1.0, "乙": 2.0, "丙": None}, None, Verdict.NOT_COMPARABLE, Reason.FEW_PEERS),
        ({"己": 9.0}, interval(9, 100), Verdict.NOT_COMPARABLE, Reason.FEW_PEERS),
        ({"己": 9.0, **PEERS}, None, Verdict.NO_CLAIM, Reason.NO_INTERVAL),
        (PEERS, None, Verdict.NOT_COMPARABLE, Reason.NO_VALUE),
    ],
)
def test_no_verdict_without_peers_or_without_an_interval(
    values: dict[str, float | None], own: intervals.Interval | None, verdict: Verdict, reason: Reason
) -> None:
    found = benchmark(values, "己", own, "higher")
    assert (found.verdict, found.reason) == (verdict, reason)
    assert (found.median is None) == (reason == Reason.FEW_PEERS)


# --- rounding read backwards ---


def written(part: int, whole: int, decimals: int, rounding: str) -> Fraction:
    """The rate in % as a report that rounds so would write it."""
    steps = Fraction(100 * part, whole) * 10**decimals
    whole_steps = {"half": (steps + Fraction(1, 2)).__floor__(), "down": steps.__floor__(), "up": steps.__ceil__()}
    return Fraction(whole_steps[rounding], 10**decimals)


@pytest.mark.parametrize(
    ("rate", "whole", "decimals", "part", "failures", "is_certain"),
    [
        (99.98, 8518, 2, 8516, 2, False),  # had the report cut digits off: 8517
        (98.3, 60, 1, 59, 1, False),
        (50, 4, 0, 2, 2, True),
        (100, 12, 0, 12, 0, True),
        (100.0, 12, 1, 12, 0, True),
        (0, 12, 0, 0, 12, True),
        (98.5, 60, 1, None, None, False),
        (99, 446, 0, None, None, False),  # 440 to 443
    ],
)
def test_a_stated_rate_gives_its_count_away_where_only_one_fits(
    rate: float, whole: int, decimals: int, part: int | None, failures: int | None, is_certain: bool
) -> None:
    found = hidden_count(rate, whole, decimals)
    assert (found.part, found.failures, found.is_certain) == (part, failures, is_certain)


def test_several_counts_or_none_are_told_apart() -> None:
    several, none = hidden_count(99, 446, 0), hidden_count(98.5, 60, 1)
    assert (several.lowest, several.highest) == (440, 443)
    assert (none.lowest, none.highest) == (None, None)


@brief
@given(some.integers(1, 400), some.integers(0, 3), some.data())
def test_the_counts_are_exactly_those_that_round_to_the_rate(whole: int, decimals: int, data: some.DataObject) -> None:
    rate = written(
        data.draw(some.integers(0, whole)), whole, decimals, data.draw(some.sampled_from(list(rounding.ROUNDINGS)))
    )
    fitting = {
        name: [part for part in range(whole + 1) if written(part, whole, decimals, name) == rate]
        for name in rounding.ROUNDINGS
    }
    found = hidden_count(float(rate), whole, decimals)
    halves = fitting["half"]
    assert (found.lowest, found.highest) == ((halves[0], halves[-1]) if halves else (None, None))
    assert found.is_certain == (len(halves) == 1 and all(parts == halves for parts in fitting.values()))


@pytest.mark.parametrize(
    ("text", "part", "whole", "roundings"),
    [
        ("99%", 442, 446, ("half", "down")),  # 99.103 %
        ("99.1%", 442, 446, ("half", "down")),
        ("99.2 ％", 442, 446, ("up",)),
        ("99.10", 442, 446, ("half", "down")),
        ("98%", 442, 446, ()),
        ("98.5%", None, 60, ()),
        ("98.3%", None, 60, ("half", "down")),
        ("98.5%", 59, 60, ()),
        ("50%", 1, 2, ("half", "down", "up")),
        ("12.5%", 1, 8, ("half", "down", "up")),
        ("13%", 1, 8, ("half", "up")),  # 四舍五入 rounds the half up, unlike Python
        ("4.93‰", 493, 100_000, ("half", "down", "up")),
        ("118%", 59, 50, ("half", "down", "up")),
        ("118%", None, 50, ()),
        ("0%", 0, 7, ("half", "down", "up")),
    ],
)
def test_a_stated_rate_is_held_against_stated_counts(
    text: str, part: int | None, whole: int, roundings: tuple[str, ...]
) -> None:
    found = possible(text, part, whole)
    assert found is not None
    assert (found.roundings, found.is_possible) == (roundings, bool(roundings))
    assert (found.exact is None) == (part is None)


@pytest.mark.parametrize("text", ["百分之九十九", "98%以上", "98%—99%", "", "9,8%", "-3%", "九成"])
def test_a_rate_that_is_not_one_number_in_digits_is_not_held_against_anything(text: str) -> None:
    assert possible(text, 1, 2) is None


@pytest.mark.parametrize(
    "refused",
    [
        lambda: hidden_count(99.98, 10, 1),
        lambda: hidden_count(99, 0, 0),
        lambda: possible("99%", 1, 0),
        lambda: possible("99%", 1, 2.5),
    ],
)
def test_rounding_refuses_what_has_no_meaning(refused: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"decimals|no rate"):
        refused()


# --- per resident, grid, community ---


def test_a_number_is_set_against_the_size_of_its_office_or_says_what_is_lacking() -> None:
    rows = pl.DataFrame({"value": [543.0, 543.0, None, 0.0, 7.0], "base": [108_600, None, 9, 20_000, 0]})
    found = density.per(rows, density.RESIDENTS)
    assert found["per"].to_list() == [50.0, None, None, 0.0, None]
    assert found["no_per"].to_list() == [None, "未写明常住人口", "未写明此数", None, "分母为零"]
    assert density.per(rows, density.GRIDS)["per"][0] == pytest.approx(0.005)


def test_the_bases_are_indicators_of_the_catalogue() -> None:
    known = {indicator.id for indicator in catalogue.load().indicators}
    assert {base.indicator for base in (density.RESIDENTS, density.GRIDS, density.COMMUNITIES)} <= known


# --- words ---


def test_every_verdict_that_can_be_given_has_its_words() -> None:
    assert set(verdicts.OVER_TIME) == set(Verdict) - {Verdict.SIMILAR}
    assert set(verdicts.AGAINST_PEERS) == set(Verdict)


@pytest.mark.parametrize(("sign", "direction"), [*product([-1, 1], ["higher", "lower", "none"])])
def test_no_indicator_without_direction_is_ever_better_or_worse(sign: int, direction: verdicts.Direction) -> None:
    found = verdicts.judged(sign, direction)
    assert (found in (Verdict.BETTER, Verdict.WORSE)) == (direction != "none")
    assert found != verdicts.judged(-sign, direction)
