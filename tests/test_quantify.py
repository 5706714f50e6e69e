"""Numerals: values, units, qualifiers; names and dates; damage."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import numbers
from pipeline.model import Disposition, Qualifier, Quantity
from pipeline.normalize import normalize
from pipeline.quantify import quantify


def read(text: str, is_legacy: bool = False) -> list[Quantity]:
    return quantify(normalize(text), is_legacy)


def counted(text: str) -> list[tuple[float | None, str]]:
    return [(q.value, q.unit) for q in read(text) if q.disposition is Disposition.UNASSIGNED]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("调解262起", 262, "起", "exact"),
        ("1,286次", 1286, "次", "exact"),
        ("１２３件", 123, "件", "exact"),
        ("24 名", 24, "名", "exact"),
        ("1.5万人次", 15_000, "人次", "exact"),
        ("9545万元", 95_450_000, "元", "exact"),
        ("1.26亿元", 126_000_000, "元", "exact"),
        ("0.5万余元", 5_000, "元", "approx"),
        ("4千余次", 4_000, "次", "approx"),
        ("1万多件", 10_000, "件", "approx"),
        ("50余次", 50, "次", "approx"),
        ("约200人", 200, "人", "approx"),
        ("近3000份", 3_000, "份", "approx"),
        ("居民公约12次", 12, "次", "exact"),  # 公约 is no qualifier
        ("超过40场", 40, "场", "at_least"),
        ("不少于36场", 36, "场", "at_least"),
        ("98%以上", 98, "%", "at_least"),
        ("80件以内", 80, "件", "at_most"),
        ("4.93‰", 4.93, "‰", "exact"),
        ("百分之九十八点五", 98.5, "%", "exact"),
        ("二百一十六次", 216, "次", "exact"),
        ("一千零八十人次", 1_080, "人次", "exact"),
        ("两万三千余份", 23_000, "份", "approx"),
        ("三成", 3, "成", "exact"),
        ("二十余万人次", 200_000, "人次", "approx"),
        ("三百多万元", 3_000_000, "元", "approx"),
        ("47911.61㎡", 47911.61, "㎡", "exact"),
    ],
)
def test_a_quantity_has_its_value_unit_and_qualifier(text: str, value: float, unit: str, qualifier: str) -> None:
    (quantity,) = read(text)
    assert (quantity.value, quantity.unit, quantity.qualifier) == (value, unit, Qualifier(qualifier))


@pytest.mark.parametrize(
    "text",
    [
        "〔2023〕15号", "2021-2025年", "2023-05-22 11:54:28", "8月31日", "“1+6+N”", "“1113”工作法", "12345热线", "“4·15”国家安全日",
        "15分钟", "5号楼", "《2023行动方案》", "“6个一”", "联系电话:400 186 0591", "1-10#", "“1234工作法”(把握1条主线,紧盯2个重点,筑牢3道防线,创优4项服务)",
    ],
)  # fmt: skip
def test_names_dates_and_documents_are_structural(text: str) -> None:
    found = read(text)
    assert found
    assert all(quantity.disposition is Disposition.STRUCTURAL for quantity in found)


@pytest.mark.parametrize(
    "text", ["六个部分"[1:], "与群众一起", "不漏一户", "四位一体", "十二届六次全会", "第一时间", "万里长征", "每一个"]
)
def test_chinese_numerals_that_count_nothing_are_no_numerals(text: str) -> None:
    assert counted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("未发现一件", []),
        ("全年没有发生一起", []),
        ("未能妥善处置一件", [(1, "件")]),  # too far before it
        ("发现一起处置一起", [(1, "起")]),
        ("一起甲乙丙丁戊己一起", [(1, "起")]),
        ("发生一起甲乙丙丁戊处置一起", [(1, "起"), (1, "起")]),
        ("和居民一起", []),
        ("和居民,一起", [(1, "起")]),
        ("与群众一起排查隐患三百处", [(300, "处")]),
        ("五项工作", []),
        ("六项工作", [(6, "项")]),
        ("亿万人民", []),
        ("百件案例", []),
        ("近百件", [(100, "件")]),
        ("百余件", [(100, "件")]),
        ("任何一户", []),
        ("最后一批", []),
        ("一次性告知", []),
    ],
)
def test_a_chinese_numeral_counts_only_where_it_is_no_way_of_speaking(
    text: str, expected: list[tuple[float, str]]
) -> None:
    assert counted(text) == expected


@pytest.mark.parametrize(
    ("text", "quote", "why"),
    [
        ("建成十五分钟便民圈", "十五分钟", "时长"),
        ("两小时办结", "两小时", "时长"),
        ("三年行动", "三年", "时长"),
        ("“三十分钟”服务圈", "三十分钟", "引号、书名号内的专名"),
        ("《一小时》", "一小时", "引号、书名号内的专名"),
    ],
)
def test_a_duration_in_chinese_numerals_is_told_as_one(text: str, quote: str, why: str) -> None:
    (found,) = read(text)
    assert (text[found.start : found.end], found.disposition, found.why) == (quote, Disposition.STRUCTURAL, why)


def test_a_chinese_numeral_in_a_name_is_a_word() -> None:
    assert read("《四个平台》") == []


@pytest.mark.parametrize(
    ("text", "quote", "why", "value"),
    [("位列第3名", "第3名", "名次", 3), ("下降-3件", "-3件", "", -3), (":-3件", "3件", "", 3), ("-3件", "3件", "", 3)],
)
def test_what_stands_right_before_a_number_may_belong_to_it(text: str, quote: str, why: str, value: float) -> None:
    (found,) = read(text)
    assert (text[found.start : found.end], found.why, found.value) == (quote, why, value)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("调解纠纷3?2件", "3?2件"),
        ("办结率9\ufffd.6%", "9\ufffd.6%"),
        ("资料\ufffd500余份", "500余份"),
        ("食品店?85家", "85家"),
        ("宣传册锟斤拷6200余份", "6200余份"),
        ("司法确认3\ufffd件", "3\ufffd件"),
    ],
)
def test_a_number_with_a_broken_neighbour_is_damaged_and_has_no_value(text: str, quote: str) -> None:
    (quantity,) = [q for q in read(text) if q.disposition is Disposition.DAMAGED]
    assert quantity.value is None
    assert normalize(text).text[quantity.start : quantity.end] == quote


def test_damage_elsewhere_disturbs_nothing_but_in_a_legacy_encoding() -> None:
    text = "依法行\ufffd能力提升,调解纠纷12件"
    assert [q.disposition for q in read(text)] == [Disposition.UNASSIGNED]
    assert [q.disposition for q in read(text, is_legacy=True)] == [Disposition.DAMAGED]


def test_a_question_mark_after_words_damages_nothing() -> None:
    assert counted("怎么办?30名干部上门") == [(30, "名")]


def test_a_list_number_is_never_part_of_a_number() -> None:
    assert counted("2.15名律师受聘。3.办理法律援助21件") == [(15, "名"), (21, "件")]
    assert counted("成功率99%。4、妥善处理5件") == [(99, "%"), (5, "件")]


def test_glued_numbers_are_told_apart() -> None:
    assert counted("整治35轮7500户次") == [(35, "轮"), (7500, "户次")]
    assert counted("低保64户93人,新增15户17人") == [(64, "户"), (93, "人"), (15, "户"), (17, "人")]


def test_a_range_is_one_quantity_with_two_ends() -> None:
    (quantity,) = read("引进项目5-8个")
    assert (quantity.value, quantity.upper, quantity.unit) == (5, 8, "个")


def test_a_minus_after_a_word_is_a_sign() -> None:
    assert [q.value for q in read("比增-47.9%")] == [-47.9]


CHINESE = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """Written out as in official texts (for 1 to 99,999)."""
    text, pending = "", False
    for unit, word in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if pending and text else "") + CHINESE[digit] + word
            pending = False
        else:
            pending = True
    return text.removeprefix("一") if text.startswith("一十") else text


@given(st.integers(1, 99_999))
def test_every_chinese_numeral_reads_back(number: int) -> None:
    assert numbers.chinese(in_chinese(number)) == number


@given(st.integers(2, 10_000_000))
@example(96_000)
@example(12_345)
def test_a_number_reads_the_same_with_and_without_commas(number: int) -> None:
    assert counted(f"发放资料{number}份") == counted(f"发放资料{number:,}份") == [(number, "份")]


@given(st.text("调解纠纷件0123456789年月,。?\ufffd一二百千万余约%“”()1A+-", max_size=40))
def test_any_text_gives_ordered_disjoint_numerals(text: str) -> None:
    spans = [(q.start, q.end) for q in read(text)]
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
