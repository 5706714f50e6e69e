"""Which period a number covers."""

from datetime import date

import pytest

from pipeline.date import date_quantities
from pipeline.model import Disposition, Period
from pipeline.normalize import normalize
from pipeline.quantify import quantify
from pipeline.segment import segment

YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))
HALF = Period(date(2023, 1, 1), date(2023, 6, 30))
NEWS = Period(date(2023, 1, 1), date(2023, 5, 22))


def periods(text: str, own: Period = YEAR) -> list[str]:
    """The period of each counted number as 230101-231231."""
    normalized = normalize(text)
    quantities = quantify(normalized, False)
    dated = date_quantities(normalized, segment(normalized), quantities, own)
    return [
        f"{period.start:%y%m%d}-{period.end:%y%m%d}"
        for quantity, period in zip(quantities, dated, strict=True)
        if period and quantity.disposition is not Disposition.STRUCTURAL
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("调解纠纷3件。", ["230101-231231"]),
        ("1-9月发放救助金5元。", ["230101-230930"]),
        ("1-11月收入9万元,居全区前列;投资4亿元。今年新增7家。", ["230101-231130", "230101-231130", "230101-231231"]),
        ("截至11月底,调解183件。签订协议12份。", ["230101-231130", "230101-231130"]),
        ("2020年以来,咨询200人次。现有网格14个。", ["200101-231231", "230101-231231"]),
        ("上半年上报6件;下半年上报7件;全年办结13件。", ["230101-230630", "230701-231231", "230101-231231"]),
        ("去年,受理90件,化解88件。今年受理97件。", ["220101-221231", "220101-221231", "230101-231231"]),
        ("比去年,受理多90件,化解88件。", ["230101-231231", "230101-231231"]),
        ("一季度立案5件,全年46件。", ["230101-230331", "230101-231231"]),
        ("由2022年的239件增加到281件。", ["220101-221231", "230101-231231"]),
        ("成功率由上年的96.5%提高到98.9%。", ["220101-221231", "230101-231231"]),
        ("受理268件,较上年减少41件。", ["230101-231231", "230101-231231"]),
        ("整治期间(3月15日至4月14日)整治8次。检查5次。", ["230315-230414", "230101-231231"]),
        ("其中11月份完成6万元。", ["231101-231130"]),
        ("预计2024年2月份完成2个。宣传3场。", ["240201-240229", "230101-231231"]),
        ("9月11日,检查17家。", ["230911-230911"]),
        ("二、2024年工作计划\n宣传40场。上半年完成3个。", ["240101-241231", "240101-240630"]),
    ],
)  # fmt: skip
def test_a_stated_period_holds_until_another_one(text: str, expected: list[str]) -> None:
    assert periods(text) == expected


def test_a_paragraph_begins_with_the_report_s_own_period() -> None:
    assert periods("1-6月受理5件。\n办结率99%。") == ["230101-230630", "230101-231231"]


def test_a_half_year_report_plans_for_the_second_half() -> None:
    assert periods("三、下半年打算\n宣传30场。", HALF) == ["230701-231231"]


def test_since_a_year_runs_to_the_day_of_a_dated_text() -> None:
    assert periods("2020年以来,讨论46次。", NEWS) == ["200101-230522"]
    assert periods("中心自2022年8月建成启用以来,受理90件。", NEWS) == ["220801-230522"]
    assert periods("中心自2021年挂牌成立以来,受理90件。", NEWS) == ["210101-230522"]
    assert periods("去年,受理90件。化解88件。今年受理7件。", NEWS) == [
        "220101-221231",
        "220101-221231",
        "230101-230522",
    ]


def test_a_table_s_columns_are_dated_by_its_head() -> None:
    text = "序号 指标 单位 2022年 2023年\n1 行政处罚 件 44 59\n"
    assert periods(text) == ["220101-221231", "230101-231231"]


def test_without_a_period_of_the_report_nothing_is_dated() -> None:
    normalized = normalize("调解3件。")
    assert date_quantities(normalized, segment(normalized), quantify(normalized, False), None) == [None]


@pytest.mark.parametrize("between", [" ", "  ", "\t", "|", " | "])
@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        (
            "指标/单位/2022年/2023年/增幅",
            "调解纠纷/件/312/342/9.6",
            ["220101-221231", "230101-231231", "230101-231231"],
        ),
        ("指标/2023年/2022年", "调解纠纷/342/312", ["230101-231231", "220101-221231"]),
        ("指标/2022/2023", "调解纠纷/312/342", ["220101-221231", "230101-231231"]),
    ],
)
def test_a_number_of_a_table_is_of_the_year_above_it(between: str, head: str, row: str, expected: list[str]) -> None:
    text = "\n".join(("一、工作情况", head.replace("/", between), row.replace("/", between)))
    assert periods(text)[-len(expected) :] == expected  # bare years of a head are numbers too


@pytest.mark.parametrize("between", [" ", "|"])
def test_a_row_with_a_cell_more_before_its_numbers_still_stands_below_its_years(between: str) -> None:
    text = "指标/2022年/2023年\n调解纠纷/件/312/342".replace("/", between)
    assert periods(text) == ["220101-221231", "230101-231231"]
