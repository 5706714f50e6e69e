"""Ranked tables are sorted by a link on a heading: the address holds the order, a second click turns it round."""

import re
from collections.abc import Callable

import pytest
from conftest import words
from streamlit.testing.v1 import AppTest

TABLES = [  # page, what its address says, heading of the table, column, place of the column from 0
    ("districts", {"indicator": "调解成功率"}, "调解成功率", "合并率", 1),
    ("relation", {"indicator": "行政执法案件", "against": "网格总数"}, "两项都可比的街镇", "网格总数", 2),
    ("silence", {}, "停报了什么", "指标", 1),
    ("silence", {"view": "按指标"}, "哪些指标停报", "指标", 0),
    ("quality", {"view": "数字总账"}, "数字总账", "数字", 3),
    ("quality", {}, "检查发现", "事项", 2),
]


@pytest.mark.parametrize(("page", "address", "heading", "column", "place"), TABLES)
def test_a_ranked_table_keeps_its_order_in_the_address(
    page: str,
    address: dict[str, str],
    heading: str,
    column: str,
    place: int,
    snapshot: str,
    visit: Callable[..., AppTest],
) -> None:
    def cells(sort: str) -> list[str]:
        at = visit(page, **address, sort=sort, area=["示例省 示例市 示例区", "示例省 示例市 对照区"])
        assert not at.exception
        table = words(at).split(f"<h2>{heading}</h2>")[1].split("</table>")[0]
        assert f"{column}{'↓' if sort.startswith('-') else '↑'}</a>" in table
        rows = [re.findall(r"<td.*?>(.*?)</td>", row, re.S) for row in table.split("<tr")[2:]]
        return [row[place] for row in rows]

    rising, falling = cells(column), cells(f"-{column}")
    assert len(rising) == len(falling) > 0
    assert rising[0] == falling[-1] and rising[-1] == falling[0]
