"""Tables flattened to text."""

import pytest

from pipeline.normalize import normalize
from pipeline.segment import segment
from pipeline.table import is_row, stroke_rows

ANNUAL = """二、主动公开政府信息情况
|
信息内容
|
本年制发件数
|
本年废止件数
|
现行有效件数
|
|
规章
|
0
|
0
|
0
|
|
规范性文件
|
1
|
0
|
4
|
三、收到申请情况"""


def rows(text: str) -> list[list[str]]:
    return [[text[a:b] for a, b in row.cells] for row in stroke_rows(text)]


def test_cells_on_lines_of_their_own_are_put_back_into_rows() -> None:
    assert rows(ANNUAL) == [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "0", "0", "0"], ["规范性文件", "1", "0", "4"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["项目 | 上年 | 本年 |\n行政许可 | 1 | 8 |\n行政处罚 | 1 | 93 |", "| 项目 | 上年 | 本年 |\n| 行政许可 | 1 | 8 |\n| 行政处罚 | 1 | 93 |",
     "|\n项目 |\n上年 |\n本年 |\n|\n行政许可 |\n1 |\n8 |\n|\n行政处罚 |\n1 |\n93 |"],
)  # fmt: skip
def test_rows_are_the_same_however_they_are_drawn(text: str) -> None:
    assert rows(text) == [["项目", "上年", "本年"], ["行政许可", "1", "8"], ["行政处罚", "1", "93"]]


def test_a_row_s_numbers_know_the_words_above_them() -> None:
    normalized = normalize(ANNUAL)
    row = next(s for s in segment(normalized) if normalized.text.startswith("规范性文件", s.start))
    assert [head for _, head in row.columns] == ["本年制发件数", "本年废止件数", "现行有效件数"]
    assert row.is_table


def test_text_around_a_table_is_read_as_text() -> None:
    normalized = normalize("调解3件。\n| 行政许可 | 8 |\n检查5次。")
    assert [(normalized.text[s.start : s.end], s.is_table) for s in segment(normalized)] == [
        ("调解3件。", False), ("行政许可 | 8", True), ("检查5次。", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1 受理矛盾纠纷 件 310 286", True),
        ("受理纠纷310件,调解286件。", False),
        ("一、基本情况", False),
        ("合计 214 67 281", True),
    ],
)
def test_a_row_between_blanks_is_told_from_a_sentence(line: str, expected: bool) -> None:
    assert is_row(line) is expected
