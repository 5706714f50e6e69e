"""What is kept for the next reader is kept under plain values, never under a frame.

Streamlit tells two frames apart by a few of their rows: of 1,000 changes of one cell in 1,000 rows it missed 980.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import streamlit as st
from world import ROOT

import queries
from pages.shared import data

CACHES = {"cache", "lru_cache", "cache_data", "cache_resource"}
PLAIN = {"str", "int", "float", "bool", "date", "None", "tuple", "Path"}
# Names for what is plain, or is given a key of its own where the cache is declared.
NAMED = {
    "Plain": "of pages.shared.data: values, refused by `ask` when they are none",
    "Given": "the same with their names",
    "Question": "a function of queries, known by its module and name",
}
ROWS, MIDDLE = 1_000, 500


def cached(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(CACHES & names(one) for one in node.decorator_list):
            yield node


def names(node: ast.AST) -> set[str]:
    """All names that occur in an expression, of attributes the last part."""
    found = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return found | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def breaches(code: str) -> list[str]:
    """What a cache of a module might be keyed on besides plain values, and caches that this test cannot follow."""
    tree = ast.parse(code)
    declared = [one for function in cached(tree) for one in function.decorator_list]
    followed = {id(one) for decorator in declared for one in ast.walk(decorator)}
    found = [
        f"line {node.lineno}: a cache that is no decorator"
        for node in ast.walk(tree)
        if _own_name(node) in CACHES and id(node) not in followed and not _is_cleared(node, tree)
    ]
    for function in cached(tree):
        arguments = function.args
        is_streamlit = any({"cache_data", "cache_resource"} & names(one) for one in function.decorator_list)
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        for argument in [*every, *filter(None, (arguments.vararg, arguments.kwarg))]:
            is_plain = argument.annotation is not None and names(argument.annotation) <= PLAIN | NAMED.keys()
            is_left_out = is_streamlit and argument.arg.startswith("_")
            if not is_plain or is_left_out or argument not in every:
                found.append(f"{function.name}: {argument.arg}")
    return found


def _own_name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_cleared(node: ast.AST, tree: ast.AST) -> bool:
    """Whether a cache is only named in order to be emptied: st.cache_data.clear()."""
    return any(isinstance(one, ast.Attribute) and one.attr == "clear" and one.value is node for one in ast.walk(tree))


def test_every_cache_of_pages_and_queries_is_keyed_on_plain_values_alone() -> None:
    files = [file for folder in ("pages", "queries") for file in (ROOT / folder).rglob("*.py")]
    codes = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}
    kept = {function.name for code in codes.values() for function in cached(ast.parse(code))}
    assert {"_answer", "connect", "statements", "_history", "_account"} <= kept
    assert {name: found for name, code in codes.items() if (found := breaches(code))} == {}


@pytest.mark.parametrize(
    "code",
    [
        "@st.cache_data\ndef f(rows: pl.DataFrame): ...",
        "@st.cache_data(ttl=3)\ndef f(snapshot: str, _rows: pl.DataFrame): ...",
        "@st.cache_data\ndef f(snapshot: str, _words: str): ...",
        "@st.cache_resource\ndef f(connection: duckdb.DuckDBPyConnection): ...",
        "@lru_cache(maxsize=2)\ndef f(rows): ...",
        "@functools.cache\ndef f(rows: Any): ...",
        "@cache\ndef f(rows: list[pl.DataFrame]): ...",
        "@cache\ndef f(*rows: str): ...",
        "@cache\ndef f(**rows: str): ...",
        "class A:\n    @lru_cache\n    def f(self): ...",
        "g = st.cache_data(f)",
        "g = lru_cache(maxsize=2)(f)",
    ],
)
def test_a_planted_mistake_is_found(code: str) -> None:
    assert breaches(code) != []


@pytest.mark.parametrize(
    "code",
    [
        "@st.cache_data(show_spinner=False)\ndef f(snapshot: str, years: tuple[int, ...], kind: str | None): ...",
        "@cache\ndef f(path: Path): ...",
        "st.cache_data.clear()",
    ],
)
def test_what_is_right_is_let_pass(code: str) -> None:
    assert breaches(code) == []


# --- the same seen from outside: one cell in the middle of many ---


def amounts(snapshot: str, *, least: int) -> pl.DataFrame:
    """id, amount: all rows of a snapshot from an amount on."""
    with queries.connect(snapshot).cursor() as cursor:
        return cursor.sql("select * from kept where amount >= $least order by id", params={"least": least}).pl()


@pytest.fixture
def two(serve: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Two snapshots of 1,000 rows that differ in one cell in the middle; the state of the visit that reads them."""
    for name, middle in (("one", MIDDLE), ("two", 7_777)):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(f"create table kept as select range as id, range as amount from range({ROWS})")  # noqa: S608
            connection.execute(f"update kept set amount = {middle} where id = {MIDDLE}")  # noqa: S608
    serve(tmp_path)
    visit: dict[str, Any] = {"snapshot": "one"}
    monkeypatch.setattr(st, "session_state", visit)
    return visit


def test_one_cell_of_a_thousand_rows_changes_the_answer(two: dict[str, Any]) -> None:
    before = data.ask(amounts, least=0)
    two["snapshot"] = "two"
    after = data.ask(amounts, least=0)
    changed = before.join(after, on="id").filter(pl.col("amount") != pl.col("amount_right"))
    assert (before.height, after.height) == (ROWS, ROWS)
    assert changed.rows() == [(MIDDLE, MIDDLE, 7_777)]
    two["snapshot"] = "one"
    assert data.ask(amounts, least=0).equals(before)


def test_a_filter_changes_the_answer_and_so_does_another_question(two: dict[str, Any]) -> None:
    def fewest(snapshot: str, *, least: int) -> pl.DataFrame:
        return amounts(snapshot, least=least).head(1)

    assert data.ask(amounts, least=990).height == 10
    assert data.ask(amounts, least=991).height == 9
    assert data.ask(fewest, least=990).height == 1


@pytest.mark.parametrize("given", ["frame", "column", "connection", "dictionary", "list of frames"])
def test_what_is_no_plain_value_is_refused_as_a_filter(two: dict[str, Any], given: str) -> None:
    rows = pl.DataFrame({"id": range(ROWS)})
    values = {
        "frame": rows,
        "column": rows["id"],
        "connection": queries.connect("one"),
        "dictionary": {"id": rows},
        "list of frames": [rows],
    }
    with pytest.raises(TypeError, match="plain value"):
        data.ask(amounts, least=values[given])
