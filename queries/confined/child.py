"""The child: one statement from standard input, one answer to standard output, both JSON. Knows nothing of the house.

Order matters: limits of the system first, then the settings of the engine, then the settings are locked, then the
statement is looked at, and only then run.
"""

import json
import re
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

ALLOWED = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
LARGEST = 8 << 20  # characters of all cells
# What tells of this machine, or takes statements as text, which no look at the statement would see into.
HIDDEN = re.compile(
    r"(duckdb|pragma|test)_\w*|pg_settings|current_setting|getenv|which_secret|write_log|parse_duckdb_log_message"
    r"|query|query_table|json_execute_serialized_sql|sql_auto_complete"
)
EXPLAIN = re.compile(r"\s*explain\s+(analyze\s+)?(\(.*?\)\s*)?", re.I)
SETTINGS = (
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "allow_community_extensions = false",
    "python_enable_replacements = false",
    "threads = 2",
    "enable_external_access = false",
    "lock_configuration = true",
)
NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
NUMBERS |= {"UHUGEINT", "FLOAT", "DOUBLE"}
REASONS = {
    "ParserException": "语句写法有误，没有执行。",
    "BinderException": "语句里的列、函数或用法不成立，没有执行。",
    "CatalogException": "语句里的表、视图或函数不存在，没有执行。",
    "PermissionException": "查询台不能读写文件、不能联网、不能改设置，没有执行。",
    "InvalidInputException": "查询台只能查询，不能改动数据；或者语句里有不成立的输入。",
    "OutOfMemoryException": "查询占用的内存超过上限，已停下。请缩小范围（加条件、先汇总）后重试。",
    "MemoryError": "查询占用的内存超过上限，已停下。请缩小范围（加条件、先汇总）后重试。",
    "ConversionException": "有的值不能转换成要求的类型，没有结果。",
}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Rows with their columns, or the reason why there are none."""
    statement: str = request["statement"]
    try:
        connection = duckdb.connect(request["database"], read_only=True)
        connection.execute(f"set memory_limit = '{request['engine'] >> 20}MB'")
        for setting in SETTINGS:
            connection.execute(f"set {setting}")
        if refusal := refuse(connection, statement):
            return {"reason": refusal}
        return rows(connection.execute(statement), request)
    except (duckdb.Error, MemoryError, ValueError, OverflowError) as error:
        here = str(Path.cwd())
        reason = REASONS.get(type(error).__name__, "查询没有完成。")
        return {"reason": reason, "detail": str(error).replace(here, "").replace(request["database"], "")[:2_000]}


def refuse(connection: duckdb.DuckDBPyConnection, statement: str) -> str:
    """Why a statement is not run, empty when it may be."""
    parts = connection.extract_statements(statement)
    if len(parts) != 1:
        return "一次只能执行一条语句。" if parts else "没有语句可以执行。"
    if parts[0].type == duckdb.StatementType.MULTI:
        return "PIVOT 要在这里执行几条语句，查询台不支持；请改用 sum(…) filter (where …) 分列汇总。"
    if parts[0].type not in ALLOWED:
        return "查询台只能查询（SELECT）或看执行计划（EXPLAIN），其他语句不执行。"
    plain = EXPLAIN.sub("", statement, count=1) if parts[0].type == duckdb.StatementType.EXPLAIN else statement
    (parsed,) = connection.execute("select json_serialize_sql($1)", [plain]).fetchone() or ("{}",)
    tree = json.loads(parsed)
    if tree.get("error", True):  # what cannot be looked at is not run
        return "这种写法查询台看不懂，没有执行；请写成一条 SELECT 语句，或在它前面加 EXPLAIN。"
    hidden = sorted({name for name in names(tree) if HIDDEN.fullmatch(name)})
    if hidden:
        return f"{'、'.join(hidden)} 涉及服务器本身的设置，查询台不提供；表和列的说明见“可查的表”。"
    return ""


def names(tree: Any) -> list[str]:
    """Names of the functions and tables in a parsed statement."""
    found, left = [], [tree]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            found += [str(node[key]).lower() for key in ("function_name", "table_name") if node.get(key)]
            left += node.values()
        elif isinstance(node, list):
            left += node
    return found


def rows(result: duckdb.DuckDBPyConnection, request: dict[str, Any]) -> dict[str, Any]:
    """At most so many rows, each cell as text; a long cell is cut, and a table of long cells too."""
    described = [(str(name), str(kind)) for name, kind, *_ in result.description or ()]
    kept: list[list[str | None]] = []
    room, is_cut = LARGEST, False
    while room > 0 and (row := result.fetchone()) is not None:
        if is_cut := len(kept) == request["rows"]:
            break
        kept.append([text(value, request["cell"]) for value in row])
        room -= sum(len(cell or "") for cell in kept[-1])
    numeric = [kind in NUMBERS or kind.startswith("DECIMAL") for _, kind in described]
    return {"columns": [name for name, _ in described], "numeric": numeric, "rows": kept, "is_cut": is_cut or room <= 0}


def text(value: Any, longest: int) -> str | None:
    """A value as a person reads it: no noise behind the decimal point, days without a time."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{Decimal(format(value, '.12g')):f}" if value - value == 0 else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    said = value if isinstance(value, str) else str(value)
    return said if len(said) <= longest else f"{said[:longest]}…"


def limit(request: dict[str, Any]) -> None:
    """What the system enforces; Windows has no such limits."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (request["memory"], request["memory"]))
        resource.setrlimit(resource.RLIMIT_CPU, (request["cpu"], request["cpu"]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    asked = json.loads(sys.stdin.buffer.read())
    limit(asked)
    sys.stdout.buffer.write(json.dumps(answer(asked), ensure_ascii=False).encode("utf-8", "replace"))
