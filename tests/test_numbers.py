"""What numerals are worth, worked out by hand."""

import pytest

from pipeline import numbers
from pipeline.model import Disposition, Qualifier, Quantity
from pipeline.normalize import normalize
from pipeline.quantify import quantify


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0),
        ("〇", 0),
        ("两", 2),
        ("十", 10),
        ("十五", 15),
        ("百", 100),
        ("千", 1_000),
        ("万", 10_000),
        ("亿", 100_000_000),
        ("万亿", 1_000_000_000_000),
        ("一百零五", 105),
        ("一百五十", 150),
        ("一千零八十", 1_080),
        ("两千〇八", 2_008),
        ("二十万", 200_000),
        ("两万三千", 23_000),
        ("一亿二千万", 120_000_000),
        ("三亿零五", 300_000_005),
        ("二〇二三", 2_023),  # digit by digit
        ("九十八点五", 98.5),
        ("零点〇五", 0.05),
        ("一百点二五", 100.25),
        ("二三百", None),  # 两三百: about so many, no number
        ("一三十", None),
        ("三点", None),
        ("三点十", None),
        ("二三百点五", None),
        ("一点二点三", None),
        ("十万千", 101_000),
    ],
)
def test_a_chinese_numeral_is_worth_what_it_says_or_nothing(numeral: str, value: float | None) -> None:
    assert numbers.chinese(numeral) == value


@pytest.mark.parametrize("numeral", ["万万千", "十百", "百千", "十百点五", "二十三百", "一万十百"])
def test_what_is_not_ordered_as_a_number_is_none(numeral: str) -> None:
    assert numbers.chinese(numeral) is None


@pytest.mark.parametrize(("digits", "value"), [("1,286", 1286), ("0.5", 0.5), ("1,234,567.89", 1234567.89), ("007", 7)])
def test_digits_are_worth_what_they_say(digits: str, value: float) -> None:
    assert numbers.arabic(digits) == value


@pytest.mark.parametrize(
    ("value", "factor", "product"),
    [
        (1.26, 100_000_000, 126_000_000),
        (4.35, 100, 435),
        (0.1, 3, 0.3),
        (3, 10_000, 30_000),
        (123456.789012, 1, 123456.789012),
    ],
)
def test_a_multiple_carries_no_binary_dust(value: float, factor: float, product: float) -> None:
    assert numbers.scaled(value, factor) == product


@pytest.mark.parametrize(
    ("word", "factor"),
    [("十", 10), ("百", 100), ("千", 1_000), ("万", 10_000), ("十万", 100_000), ("百万", 1_000_000), ("千万", 10_000_000), ("亿", 100_000_000)],
)  # fmt: skip
def test_a_multiplier_behind_digits_multiplies(word: str, factor: int) -> None:
    assert numbers.MULTIPLIERS[word] == factor
    found = read(f"投入资金3{word}元")
    assert [(q.value, q.unit) for q in found] == ([(3 * factor, "元")] if word != "十" else [(3, ""), (10, "元")])


def read(text: str, is_legacy: bool = False) -> list[Quantity]:
    return quantify(normalize(text), is_legacy)


@pytest.mark.parametrize(
    ("text", "quote", "disposition", "why"),
    [
        ("综治中心文件〔2023〕15号", "2023", Disposition.STRUCTURAL, "文号"),
        ("2021年", "2021年", Disposition.STRUCTURAL, "日期"),
        ("《2023行动方案》", "2023", Disposition.STRUCTURAL, "引号、书名号内的专名"),
        ("调解纠纷3?2件", "3?2件", Disposition.DAMAGED, "数字中间有乱码,缺了字符"),
        ("食品店?85家", "85家", Disposition.DAMAGED, "紧邻处有“?”,可能缺了数字"),
        ("排查商户85家?次日", "85家", Disposition.DAMAGED, "紧邻处有“?”,可能缺了数字"),
        ("资料\ufffd500余份", "500余份", Disposition.DAMAGED, "紧邻处有乱码,可能缺了数字"),
        ("调解纠纷12件", "12件", Disposition.UNASSIGNED, ""),
    ],
)
def test_a_numeral_says_why_it_is_no_figure(text: str, quote: str, disposition: Disposition, why: str) -> None:
    found = next(q for q in read(text) if normalize(text).text[q.start : q.end] == quote)
    assert (found.disposition, found.why) == (disposition, why)
    assert (found.value is None) == (disposition is not Disposition.UNASSIGNED)
    assert found.upper is None
    assert found.qualifier is Qualifier.EXACT


@pytest.mark.parametrize("text", ["是否达到85?", "是否达到85?\n另有"])
def test_a_question_mark_at_the_end_asks_and_damages_nothing(text: str) -> None:
    (found,) = read(text)
    assert (found.value, found.disposition) == (85, Disposition.UNASSIGNED)


@pytest.mark.parametrize(("distance", "is_damaged"), [(1, True), (11, True), (12, True), (13, False), (30, False)])
def test_a_lost_byte_of_a_legacy_encoding_reaches_twelve_characters_each_way(distance: int, is_damaged: bool) -> None:
    between = "甲" * distance
    for text in (f"\ufffd{between}12件", f"12件{between}\ufffd"):
        (found,) = read(text, is_legacy=True)
        assert (found.disposition is Disposition.DAMAGED) == is_damaged, text
        (found,) = read(text)
        assert found.disposition is Disposition.UNASSIGNED


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("投资3-5万元", 30_000, 50_000, "元"),  # both ends are 万
        ("投资3.5—4.2万元", 35_000, 42_000, "元"),
        ("走访2至3千户", 2_000, 3_000, "户"),
        ("引进项目5-8个", 5, 8, "个"),
        ("约2-3件", 2, 3, "件"),
    ],
)
def test_both_ends_of_a_range_have_its_multiplier_and_unit(text: str, low: float, high: float, unit: str) -> None:
    (found,) = read(text)
    assert (found.value, found.upper, found.unit) == (low, high, unit)


@pytest.mark.parametrize("text", ["引进项目8-5个", "引进项目8-8个"])
def test_what_does_not_rise_is_no_range(text: str) -> None:
    assert [q.upper for q in read(text)] == [None, None]


@pytest.mark.parametrize(
    ("text", "quote", "value", "unit", "qualifier"),
    [
        ("名列第3名", "第3名", 3, "名", "exact"),
        ("比增-47.9%", "-47.9%", -47.9, "%", "exact"),
        ("百分之三百", "百分之三百", 300, "%", "exact"),
        ("千分之五", "千分之五", 5, "‰", "exact"),
        ("百分之九十以上", "百分之九十以上", 90, "%", "at_least"),
        ("百余人", "百余人", 100, "人", "approx"),
        ("近百人", "百人", 100, "人", "approx"),
        ("二万余人", "二万余人", 20_000, "人", "approx"),
        ("共30余万元", "30余万元", 300_000, "元", "approx"),
        ("达98%左右", "98%左右", 98, "%", "approx"),
        ("六项制度", "六项", 6, "项", "exact"),
    ],
)
def test_a_quantity_stands_where_its_words_stand(
    text: str, quote: str, value: float, unit: str, qualifier: str
) -> None:
    (found,) = read(text)
    assert text[found.start : found.end] == quote
    assert (found.value, found.unit, found.qualifier, found.upper) == (value, unit, Qualifier(qualifier), None)


@pytest.mark.parametrize("text", ["三项制度", "五项机制", "没有一起案件", "千头万绪", "百姓", "万家灯火"])
def test_words_with_a_numeral_in_them_count_nothing(text: str) -> None:
    assert read(text) == []


def test_what_is_said_twice_of_one_case_counts_once() -> None:
    assert [(q.start, q.value) for q in read("发现一起介入一起")] == [(2, 1)]
