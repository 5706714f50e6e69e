"""Sentences, headings and what stands in a section on next year's work."""

import pytest

from pipeline.model import NormalizedText, Sentence
from pipeline.segment import segment


def sentences(text: str) -> list[Sentence]:
    return segment(NormalizedText(text, range(len(text) + 1)))


def texts(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


def test_a_sentence_ends_at_a_full_stop_or_a_line() -> None:
    assert texts("调解3件。检查5次!\n发现问题;已整改") == ["调解3件。", "检查5次!", "发现问题;已整改"]


@pytest.mark.parametrize(
    ("text", "outlook"),
    [
        ("一、2022年工作情况\n调解3件。\n二、2023年工作思路\n调解5件。", [False, False, True, True]),
        ("三、下一步工作计划\n一是调解5件。", [True, True]),
        ("(三)下步打算\n调解5件。\n(四)工作成效\n调解3件。", [True, True, False, False]),
        ("2023年工作总结和2024年工作计划\n一、工作情况\n调解3件。", [False, False, False]),
        ("三、存在的问题及下步打算\n有2人退休。", [False, False]),
        ("二、2024年工作要点\n调解5件。\n附件:完成情况表\n调解3件。", [True, True, False, False]),
        ("下一步,街道将调解5件。再调解6件。", [True, True]),
        ("(二)法治思想列入年度培训计划,学习12次。", [False]),
        ("(五)坚持聚焦重点,提档升级。检查5次。", [False, False]),
    ],
)
def test_a_plan_section_begins_and_ends_with_its_heading(text: str, outlook: list[bool]) -> None:
    assert [s.is_outlook for s in sentences(text)] == outlook


def test_a_list_number_opens_a_paragraph_also_within_a_line() -> None:
    found = sentences("1、打造中心。建成阵地。2、整合平台。上报事件3件。")
    assert [s.paragraph for s in found] == [1, 1, 2, 2]
    assert "整合平台" in found[3].heading


def test_rows_of_a_flattened_table_are_told_from_sentences() -> None:
    assert [s.is_table for s in sentences("1 受理矛盾纠纷 件 310 286\n受理纠纷3件,调解2件。")] == [True, False]


def test_furniture_gives_no_sentence() -> None:
    text = "浏览次数:356\n调解3件。"
    assert [text[s.start : s.end] for s in segment(NormalizedText(text, range(len(text) + 1), ((0, 8),)))] == [
        "调解3件。"
    ]


@pytest.mark.parametrize(
    ("items", "is_plan"),
    [
        (("力争办结率达98%", "增配灭火器54个", "下半年预计新增驿站9个"), True),
        (("力争办结率达98%", "增配灭火器54个", "新增驿站9个"), False),
        (("增配灭火器54个", "争取到资金30万元", "争取到项目2个"), False),
    ],
)
def test_a_bulleted_list_is_a_plan_where_two_of_its_items_are(items: tuple[str, ...], is_plan: bool) -> None:
    text = "全年办件900件。\n" + "\n".join(f"·{item}" for item in items)
    assert [sentence.is_outlook for sentence in sentences(text)] == [False, *[is_plan] * 3]
