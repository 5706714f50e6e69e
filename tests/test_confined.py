"""The child of 查询, piece by piece: what it refuses, how it writes a value, where it stops. Attacks: test_console."""

import resource
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from queries.confined import child


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    """A function that asks the child's own function, in this process, of a small table."""
    database = tmp_path / "small.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table figure as select 'n' || i as name, i as n, i / 4 as share from range(7) t(i)")

    def answer(statement: str, rows: int = 100, cell: int = 50) -> dict[str, Any]:
        request = {"statement": statement, "database": str(database), "engine": 256 << 20, "rows": rows, "cell": cell}
        return child.answer(request)

    return answer


def test_rows_come_as_text_and_say_which_columns_are_numbers(ask: Any) -> None:
    found = ask("select name, n, share, n % 2 = 0 as even, 1.50::decimal(9, 2) as d from figure order by n limit 2")
    assert found["columns"] == ["name", "n", "share", "even", "d"]
    assert found["numeric"] == [False, True, True, False, True]
    assert found["rows"] == [["n0", "0", "0", "是", "1.50"], ["n1", "1", "0.25", "否", "1.50"]]
    assert found["is_cut"] is False


@pytest.mark.parametrize(("rows", "kept", "is_cut"), [(3, 3, True), (6, 6, True), (7, 7, False), (8, 7, False)])
def test_a_table_is_cut_only_where_there_is_more(ask: Any, rows: int, kept: int, is_cut: bool) -> None:
    found = ask("select n from figure", rows=rows)
    assert (len(found["rows"]), found["is_cut"]) == (kept, is_cut)


def test_a_long_cell_is_cut_and_says_so(ask: Any) -> None:
    assert ask("select repeat('甲', 9)", cell=9)["rows"] == [["甲" * 9]]
    assert ask("select repeat('甲', 10)", cell=9)["rows"] == [["甲" * 9 + "…"]]


def test_many_long_cells_end_the_table(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LARGEST", 25)
    found = ask("select repeat('甲', 10) from figure")
    assert (len(found["rows"]), found["is_cut"]) == (3, True)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("", "没有语句可以执行。"),
        ("select 1; select 2", "一次只能执行一条语句。"),
        ("create table x (i int)", "查询台只能查询（SELECT）或看执行计划（EXPLAIN），其他语句不执行。"),
        ("select current_setting('threads')", "current_setting 涉及服务器本身的设置，查询台不提供；表和列的说明见“可查的表”。"),
        ("explain analyze select current_setting('threads')", "current_setting 涉及服务器本身的设置，查询台不提供；表和列的说明见“可查的表”。"),
        ("select * from duckdb_settings()", "duckdb_settings 涉及服务器本身的设置，查询台不提供；表和列的说明见“可查的表”。"),
        ("pivot figure on n using sum(share)", "PIVOT 要在这里执行几条语句，查询台不支持；请改用 sum(…) filter (where …) 分列汇总。"),
        ("selec 1", "语句写法有误，没有执行。"),
        ("select nothing from figure", "语句里的列、函数或用法不成立，没有执行。"),
        ("select * from nowhere", "语句里的表、视图或函数不存在，没有执行。"),
        ("select * from read_text('/etc/hostname')", "查询台不能读写文件、不能联网、不能改设置，没有执行。"),
        ("select 'a'::int", "有的值不能转换成要求的类型，没有结果。"),
    ],
)  # fmt: skip
def test_what_is_not_run_has_its_reason_and_no_rows(ask: Any, statement: str, reason: str) -> None:
    found = ask(statement)
    assert found["reason"] == reason
    assert "rows" not in found


def test_a_plan_is_shown(ask: Any) -> None:
    assert ask("explain select n from figure")["rows"]


def test_an_error_names_no_folder_of_the_server(ask: Any, tmp_path: Path) -> None:
    detail = ask("select * from nowhere")["detail"]
    assert "nowhere" in detail
    assert str(tmp_path) not in detail and str(Path.cwd()) not in detail


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None), (True, "是"), (False, "否"), (3, "3"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (1e21, "1000000000000000000000"),
        (float("nan"), "nan"), (float("inf"), "inf"), (Decimal("1.50"), "1.50"), (date(2023, 5, 1), "2023-05-01"),
        (datetime(2023, 5, 1, 9, 30), "2023-05-01 09:30:00"),  # noqa: DTZ001 (a database knows no zones here)
        ([1, 2], "[1, 2]"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_a_person_reads_it(value: object, shown: str | None) -> None:
    assert child.text(value, 50) == shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_system_is_asked_for_every_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", lambda what, both: asked.update({what: both}))
    child.limit({"memory": 1 << 30, "cpu": 5})
    assert asked == {
        resource.RLIMIT_AS: (1 << 30, 1 << 30),
        resource.RLIMIT_CPU: (5, 5),
        resource.RLIMIT_FSIZE: (0, 0),  # not one byte is written
        resource.RLIMIT_CORE: (0, 0),
    }
