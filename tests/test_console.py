"""The console: what it answers, what it refuses, and that nothing a statement tries gets out of its child process.

The attacks that burn their whole time run fully only with JIEDAO_TORTURE=1 (`make torture`); a sample of them always does.
"""

import hashlib
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import world
from conftest import words
from streamlit.testing.v1 import AppTest

import queries
from pages.shared import console as furniture
from queries import confined, console
from queries.confined import Limits

SECRET = "JIEDAO-7f3a9c"  # noqa: S105 (planted, to be found nowhere)
TORTURE = os.environ.get("JIEDAO_TORTURE") == "1"
LIMITS = Limits()
needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on memory and processor")

# {folder}: holds secret.txt, secret.csv, secret.json, other.duckdb; {port}: somebody listens there.
FILES = [
    "select * from read_csv('{folder}/secret.csv')",
    "select * from read_csv_auto('{folder}/secret.csv')",
    "select content from read_text('{folder}/secret.txt')",
    "select content from read_blob('{folder}/secret.txt')",
    "from '{folder}/secret.csv'",
    "from '{folder}/secret.json'",
    "select * from read_json('{folder}/secret.json')",
    "select * from read_json_auto('{folder}/*.json')",
    "select * from read_ndjson_objects('{folder}/secret.json')",
    "select * from read_parquet('{folder}/secret.parquet')",
    "select * from parquet_metadata('{folder}/secret.parquet')",
    "select * from sniff_csv('{folder}/secret.csv')",
    "select * from glob('{folder}/*')",
    "select file from glob('/etc/*')",
    "attach '{folder}/other.duckdb' as other",
    "attach '{folder}/new.duckdb' as other",
    "copy office to '{folder}/out.csv'",
    "copy (select 1) to '{folder}/out.parquet' (format parquet)",
    "copy office from '{folder}/secret.csv'",
    "export database '{folder}/out'",
    "import database '{folder}'",
    "select * from duckdb_external_file_cache()",
    "with x as (select content from read_text('{folder}/secret.txt')) from x",
    "select (select content from read_text('{folder}/secret.txt'))",
    "select * from query('from read_text(''{folder}/secret.txt'')')",
    "select * from query_table(['{folder}/secret.csv'])",
    "from json_execute_serialized_sql(json_serialize_sql('select content from read_text(''{folder}/secret.txt'')'))",
    "explain analyze select content from read_text('{folder}/secret.txt')",
    "describe select * from read_csv('{folder}/secret.csv')",
    "summarize '{folder}/secret.csv'",
    "select getenv('JIEDAO_SECRET')",
    "select * from read_text('/proc/self/environ')",
    "select * from read_text('/dev/stdin')",
]
NETWORK = [
    "select * from read_csv('http://127.0.0.1:{port}/x.csv')",
    "from 'https://127.0.0.1:{port}/x.parquet'",
    "select * from read_text('http://127.0.0.1:{port}/')",
    "select * from read_parquet('s3://127.0.0.1:{port}/x')",
    "attach 'http://127.0.0.1:{port}/x.duckdb' as far",
    "attach 'host=127.0.0.1 port={port}' as far (type postgres)",
    "copy (select 1) to 'http://127.0.0.1:{port}/x.csv'",
    "select * from postgres_scan('host=127.0.0.1 port={port}', 'a', 'b')",
]
EXTENSIONS = [
    "install httpfs",
    "load httpfs",
    "install spatial from community",
    "load '{folder}/secret.txt'",
    "force install sqlite",
    "update extensions",
    "select * from sqlite_scan('{folder}/other.duckdb', 'a')",
    "call load_aws_credentials()",
]
SETTINGS = [
    "set enable_external_access = true",
    "set memory_limit = '100GB'",
    "set threads = 64",
    "set lock_configuration = false",
    "reset lock_configuration",
    "pragma enable_profiling",
    "pragma profiling_output = '{folder}/out.json'",
    "set log_query_path = '{folder}/out.log'",
    "set temp_directory = '{folder}'",
    "set variable x = 1",
    "create secret s (type http, bearer_token 'x')",
    "call enable_logging()",
    "use memory",
]
WRITES = [
    "create table x (a int)",
    "create temp table x as select 1",
    "create or replace view level as select 1",
    "create macro f() as 1",
    "insert into office select * from office",
    "update office set name = 'x'",
    "delete from office",
    "truncate office",
    "drop table office",
    "drop view cell",
    "alter table office add column x int",
    "comment on table office is 'x'",
    "with x as (delete from office returning *) select * from x",
    "with x as (insert into office select * from office returning *) select * from x",
    "explain analyze delete from office",
    "merge into office using office o on true when matched then delete",
    "begin",
    "checkpoint",
    "force checkpoint",
    "vacuum analyze",
    "detach world",
    "prepare p as select 1",
    "select 1; drop table office",
    "select 1 /* ; */; select 2",
    "copy from database world to memory",
]
REVEALING = [
    "from duckdb_databases()",
    "select path from duckdb_databases",
    "from duckdb_settings()",
    "select current_setting('allowed_paths')",
    "select 'allowed_paths'.current_setting()",
    "from duckdb_secrets()",
    "from duckdb_extensions()",
    "from pragma_database_list",
    "from pg_catalog.pg_settings",
    "select * from system.main.duckdb_databases()",
    "from pragma_database_size()",
    "from duckdb_logs",
    "from duckdb_temporary_files()",
    "select list_transform([1], lambda x: current_setting('allowed_paths'))",
    "describe (from duckdb_databases())",
    "select (select max(path) from duckdb_databases())",
    "explain analyze from duckdb_settings()",
]
HARMLESS = [
    "show tables",
    "show databases",
    "from information_schema.tables",
    "explain select * from cell",
    "from office",
]
RESOURCES = [
    "select repeat('x', 3000000000)",
    "select md5(repeat('x', 1000000000))",
    "select length(repeat('x', 1000000000))",
    "select printf('%2000000000d', 1)",
    "select lpad('x', 2000000000, 'y')",
    "select rpad('x', 500000000, 'yz')",
    "select list_transform(range(100000000), lambda x: x::varchar || repeat('y', 100))",
    "select len(range(1000000000))",
    "select levenshtein(repeat('a', 60000), repeat('b', 60000))",
    "select damerau_levenshtein(repeat('a', 30000), repeat('b', 30000))",
    "select jaro_winkler_similarity(repeat('ab', 200000), repeat('ba', 200000))",
    "select editdist3(repeat('a', 60000), repeat('b', 60000))",
    "select count(*) from range(100000000000)",
    "select count(*) from range(100000) a, range(100000) b",
    "select sum(a.range * b.range) from range(1000000) a, range(1000000) b",
    "with recursive r as (select 1 as n union all select n + 1 from r) select count(*) from r",
    "with recursive r as (select 1 as n union all select n + 1 from r, range(10)) select max(n) from r",
    "select * from range(1000000000) order by hash(range) desc",
    "select count(distinct hash(range)) from range(1000000000)",
    "select range, count(*) from range(1000000000) group by all",
    "select string_agg(range::varchar, ',') from range(1000000000)",
    "select list(range) from range(1000000000)",
    "select median(range) from range(1000000000)",
    "select range, sum(range) over (order by hash(range)) from range(100000000)",
    "select regexp_matches(repeat('a', 1000000), '(a*)*b') from range(1000000)",
    "select regexp_replace(repeat('ab', 10000000), '(a|b)*?c', 'x', 'g')",
    "select a.text from report a, report b, report c, report d, report e, report f, report g order by hash(a.text)",
    "select factorial(x::int) from (select unnest(range(1, 30000)) x), range(100000)",
    "select repeat(repeat(repeat('x', 1000), 1000), 1000)",
    "select bit_count(repeat('1', 1000000000)::bit)",
    "select json_array_length(('[' || repeat('1,', 100000000) || '1]')::json)",
    "select unnest(range(1000000000)), repeat('x', 10000)",
    "select array_agg(a) from (select repeat('x', 1000000) a from range(100000))",
    "select 1 from range(300000000) where range in (select hash(range) from range(300000000))",
]  # fmt: skip
DEEP = {  # texts too long to be written down
    "a list of half a million": "select 1 in (" + ",".join(map(str, range(3_000))) + ")",
    "five thousand brackets": "select " + "(" * 5_000 + "1" + ")" * 5_000,
    "a chain of additions": "select " + "+".join(["1"] * 9_000),
    "more than fits": "select '" + "x" * 30_000 + "'",
}
SAMPLE = (0, 8, 13, 15)
HOSTILE = [*FILES, *NETWORK, *EXTENSIONS, *SETTINGS, *WRITES, *REVEALING]


@pytest.fixture(scope="module")
def hideout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hideout")
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.csv").write_text(f"a,b\n{SECRET},1\n")
    (folder / "secret.json").write_text(f'{{"a": "{SECRET}"}}')
    with duckdb.connect(str(folder / "other.duckdb")) as other:
        other.execute("create table secret as select $1 as a", [SECRET])
        other.execute(f"copy secret to '{folder}/secret.parquet'")
    return folder


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def everything(answer: confined.Answer) -> str:
    return "\n".join(
        [answer.reason, answer.detail, *answer.columns, *(str(cell) for row in answer.rows for cell in row)]
    )


def test_there_are_at_least_94_attacks() -> None:
    assert len(HOSTILE) + len(RESOURCES) + len(DEEP) >= 94
    assert len(RESOURCES) >= 34
    assert len(set(HOSTILE)) == len(HOSTILE)


@pytest.mark.parametrize("statement", [*HOSTILE, *HARMLESS])
def test_no_statement_reads_writes_calls_or_tells(
    statement: str, snapshot: str, hideout: Path, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEDAO_SECRET", SECRET)
    before = digest(hideout), digest(queries.SNAPSHOTS)
    asked = statement.format(folder=hideout, port=listener.getsockname()[1])
    answer = confined.run(snapshot, asked)
    told = everything(answer)
    assert SECRET not in told
    for place in (str(queries.SNAPSHOTS), str(Path.home()), str(world.ROOT), ".duckdb/"):
        assert place not in told.replace(asked, "")
    assert (statement in HARMLESS) == (answer.reason == ""), told
    assert (digest(hideout), digest(queries.SNAPSHOTS)) == before
    with pytest.raises(BlockingIOError):
        listener.accept()


@needs_limits
@pytest.mark.parametrize("number", [pytest.param(n, id=RESOURCES[n][:60]) for n in range(len(RESOURCES))])
def test_no_statement_takes_more_than_its_share(number: int, snapshot: str) -> None:
    if not TORTURE and number not in SAMPLE:
        pytest.skip("takes its whole time; run by make torture")
    before = digest(queries.SNAPSHOTS)
    start = time.monotonic()
    answer = confined.run(snapshot, RESOURCES[number])
    assert time.monotonic() - start <= LIMITS.seconds + 1
    assert answer.reason or len(answer.rows) <= LIMITS.rows
    assert digest(queries.SNAPSHOTS) == before
    assert confined.run(snapshot, "select 1 as a").rows == (("1",),)


@pytest.mark.parametrize("name", DEEP)
def test_a_text_too_deep_or_too_long_harms_nothing(name: str, snapshot: str) -> None:
    start = time.monotonic()
    confined.run(snapshot, DEEP[name])
    assert time.monotonic() - start <= LIMITS.seconds + 1
    assert confined.run(snapshot, "select 1 as a").rows == (("1",),)


@needs_limits
def test_a_child_that_grows_is_held_by_the_system(snapshot: str) -> None:
    limits = Limits(engine=LIMITS.memory * 8)  # the engine's own limit is out of the way
    answer = confined.run(snapshot, "select length(repeat('x', 2000000000))", limits)
    assert answer.reason and not answer.rows


CASES: list[tuple[str, tuple[tuple[str | None, ...], ...], tuple[bool, ...]]] = [
    ("select 1 as a, '甲' as b, null as c", (("1", "甲", None),), (True, False, False)),
    ("select 0.1::double + 0.2 as a", (("0.3",),), (True,)),
    ("select 95450000.0::double as a, -5 as b", (("95450000", "-5"),), (True, True)),
    ("select date '2023-01-31' as a, true as b", (("2023-01-31", "是"),), (False, False)),
    ("from (values (2), (1)) t(a) order by a", (("1",), ("2",)), (True,)),
    ("select name from office where office = '118801001'", (("东街街道",),), (False,)),
    ("select count(*) from filed(2023, ['118801'], null, false)", (("6",),), (True,)),
]


@pytest.mark.parametrize(("statement", "rows", "numeric"), CASES)
def test_an_answer_is_read_as_a_person_writes_it(
    statement: str, rows: Any, numeric: tuple[bool, ...], snapshot: str
) -> None:
    answer = confined.run(snapshot, statement)
    assert (answer.reason, answer.rows, answer.numeric) == ("", rows, numeric)


REFUSALS = [
    ("", "没有语句"),
    ("select 1; select 2", "一次只能执行一条"),
    ("pivot office on kind using count(*)", "PIVOT"),
    ("drop table office", "只能查询"),
    ("selec 1", "写法有误"),
    ("from nowhere", "不存在"),
    ("select nothing from office", "不成立"),
    ("select 'x'::int", "不能转换"),
    ("from duckdb_settings()", "服务器本身"),
    ("select '" + "x" * 20_001 + "'", "语句太长"),
]


@pytest.mark.parametrize(("statement", "reason"), REFUSALS)
def test_a_refusal_says_why_in_chinese(statement: str, reason: str, snapshot: str) -> None:
    answer = confined.run(snapshot, statement)
    assert reason in answer.reason
    assert answer.rows == ()


def test_more_rows_than_the_limit_are_cut_and_said(snapshot: str) -> None:
    answer = confined.run(snapshot, "from range(1001)")
    assert (len(answer.rows), answer.is_cut) == (1000, True)
    assert "只取前1,000行" in furniture.said(answer, 1000)
    assert not confined.run(snapshot, "from range(1000)").is_cut
    long = confined.run(snapshot, "select repeat('字', 10000) as a")
    assert long.rows[0][0] == "字" * 5000 + "…"


def test_every_column_that_is_offered_says_what_it_is(snapshot: str) -> None:
    columns = console.columns(snapshot)
    bare = columns.filter(columns["comment"].is_null()).select("table_name", "column_name").rows()
    assert bare == [], "add the comment to pipeline/comments.sql"
    assert {"cell", "office", "indicator", "observation", "report", "numeral"} <= set(columns["table_name"])


def test_the_examples_run(snapshot: str) -> None:
    for statement in furniture.EXAMPLES.values():
        assert confined.run(snapshot, statement).reason == ""


def test_the_file_holds_no_formula_and_keeps_numbers(snapshot: str) -> None:
    answer = confined.run(snapshot, """select '=1+1' as "@a", '+86' as b, -5 as c, '＝x' as d, null as e""")
    lines = furniture.csv(answer, snapshot).decode("utf-8").split("\r\n")
    assert lines[0] == "\ufeff'@a,b,c,d,e,数据版本"
    assert lines[1] == f"'=1+1,'+86,-5,'＝x,,{snapshot}"


def test_the_page_is_off_unless_it_was_switched_on(
    snapshot: str, visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(furniture.SWITCH, raising=False)
    at = visit("console", sql="select 42 as 第四十二")
    assert not at.exception
    assert "查询台没有打开" in words(at) and f"{furniture.SWITCH}=on" in words(at)
    assert not at.text_area and "第四十二" not in words(at)


def test_the_page_answers_the_statement_in_its_address(
    snapshot: str, visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(furniture.SWITCH, "on")
    at = visit("console", sql="select name as 名称 from office where office = '118801001'")
    assert not at.exception
    assert '<td class="name ">东街街道</td>' in words(at) and "共1行" in words(at)
    at = visit("console", sql="select '<img src=x>' as a")
    assert "<img" not in words(at) and "&lt;img" in words(at)
    assert "写法有误" in words(visit("console", sql="selec"))
    assert "选一个示例" in words(visit("console"))
