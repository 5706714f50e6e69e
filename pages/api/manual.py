"""The routes in words: an OpenAPI document for programs, and the same as a page that needs nothing from elsewhere."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pages.api.doors import FORMAT, data
from pages.shared import address as whole
from pages.shared.export.address import PARAMETERS, Parameter
from pages.shared.export.columns import COLUMNS
from pages.shared.export.files import FORMATS
from pages.shared.frame import NAME
from queries.download import FIELDS

STYLE = Path(__file__).with_name("manual.css")
REPORT = Parameter("报告名称，即数据的“报告”一列", "东街2023")
START, END = Parameter("起始位置，按字符从0计", "12"), Parameter("结束位置，不含此字", "16")
REPORTED = Parameter("false 为也要没有报告的", "true")
SOME = {name: PARAMETERS[name] for name in ("area", "simulated")} | {"reported": REPORTED}
ROUTES: dict[str, tuple[str, dict[str, Parameter]]] = {
    f"/api/v1/observations.{'{ending}'}": (
        f"所选范围的全部数字。ending：{'、'.join(f'{ending} 为{kind.name}' for ending, kind in FORMATS.items())}",
        PARAMETERS,
    ),
    "/api/v1/indicators": ("指标目录：代码、名称、单位、领域、方向、口径说明", {}),
    "/api/v1/offices": ("街道、镇、乡的代码，以及有哪几年的报告", SOME),
    "/api/v1/evidence": (
        "报告读入时的原文；写明起止位置则给出那几个字、所在的句子和其中每个数字的去向",
        {"report": REPORT, "start": START, "end": END},
    ),
    "/healthz": ("程序在运行即回答 200；附正在使用的数据版本，以及最近一次生成失败的原因", {}),
    "/readyz": ("数据能打开且完整回答 200，否则 503", {}),
    "/version": ("接口版本、数据版本和所用程序库的版本", {}),
}
RULES = (
    "与网页用同一份数据、同样的取数语句和同样的列名；列名和状态都是中文。",
    "不写 limit 就是全部，不会截断；写了而还有剩余时，Link 头（JSON 中为 next）给出下一段，X-Total-Count 为总行数。",
    "回答带 ETag；再次读取时带上 If-None-Match，数据没有变就只回答 304。数据版本在 X-Snapshot 头和“数据版本”一列中。",
    '参数写错回答 400，找不到回答 404，还没有数据回答 503；回答内容是 {"error": "…"}，用中文说明。',
    "未提及、无此职能、报告缺都不是零；默认只给写明的数，要看没有写明的，用 state 写出要哪几种状态。",
)


def openapi(_request: Request) -> Response:
    """The document."""
    return data(document())


def page(request: Request) -> Response:
    """The same for people."""
    root = whole.absolute("", str(request.url)).rstrip("/")
    return HTMLResponse(html(root))


def document() -> dict[str, Any]:
    """OpenAPI 3.1 of all routes."""
    row = {
        heading: {"description": meaning}
        for heading, meaning in (COLUMNS[field] for field in (*FIELDS, "choice", "snapshot"))
    }
    answers = {"200": {"description": "数据"}, "400": {"description": "参数有误，error 说明原因"}}
    paths = {
        path: {"get": {"summary": gives, "parameters": _parameters(path, known), "responses": answers}}
        for path, (gives, known) in ROUTES.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{NAME}数据接口", "version": str(FORMAT), "description": "\n".join(RULES)},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": {"Row": {"type": "object", "properties": row}}},
    }


def _parameters(path: str, known: dict[str, Parameter]) -> list[dict[str, Any]]:
    ending = {"name": "ending", "in": "path", "required": True, "schema": {"type": "string", "enum": list(FORMATS)}}
    asked = [
        {"name": name, "in": "query", "description": one.meaning, "example": one.example, "schema": {"type": "string"}}
        for name, one in known.items()
    ]
    return [*([ending] if "{ending}" in path else []), *asked]


def html(root: str) -> str:
    """The page: routes with their parameters, columns, rules, and how three programs fetch the figures."""
    routes = "".join(_route(path, *told) for path, told in ROUTES.items())
    columns = _table(("列", "含义"), [COLUMNS[field] for field in (*FIELDS, "choice", "snapshot")])
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in RULES)
    shown = "".join(f"<h3>{escape(name)}</h3><pre>{escape(code)}</pre>" for name, code in examples(root).items())
    body = (
        f"<h1>数据接口</h1><p>{escape(NAME)}的每一份数据都有网址，表格软件、统计程序可以直接读取并随时刷新。"
        f"机器可读的说明：<a href='openapi.json'>openapi.json</a>。<a href='../../download'>回到下载页</a></p>"
        f"<h2>约定</h2><ul>{rules}</ul><h2>网址</h2>{routes}<h2>怎样读取</h2>{shown}<h2>各列</h2>{columns}"
    )
    style = STYLE.read_text(encoding="utf-8")
    title = f"数据接口 · {escape(NAME)}"
    meta = "<meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    head = f"{meta}<title>{title}</title><style>{style}</style>"
    return f"<!doctype html><html lang='zh-CN'><head>{head}</head><body><main>{body}</main></body></html>"


def _route(path: str, gives: str, known: dict[str, Parameter]) -> str:
    rows = [
        (name, one.meaning + ("；可写多个，用逗号隔开" if one.is_list else ""), one.example)
        for name, one in known.items()
    ]
    return f"<h3><code>{escape(path)}</code></h3><p>{escape(gives)}</p>" + (
        _table(("参数", "含义", "例"), rows) if rows else ""
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    heads = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def examples(root: str) -> dict[str, str]:
    """How three programs fetch the figures, by their names."""
    url = f"{root}/api/v1/observations.csv?year=2023"
    shape = '[Delimiter=",", Encoding=65001, QuoteStyle=QuoteStyle.Csv]'
    return {
        "Excel（数据 → 获取数据 → 空查询 → 高级编辑器）": (
            f'let 文件 = Csv.Document(Web.Contents("{url}"), {shape}),\n'
            "    数据 = Table.PromoteHeaders(文件, [PromoteAllScalars=true])\nin 数据"
        ),
        "pandas": f'pandas.read_csv("{url}", dtype={{"街道代码": str}})',
        "DuckDB（先存成文件，再读）": (
            f'urllib.request.urlretrieve("{url}", "2023.csv")\n'
            """duckdb.read_csv("2023.csv", dtype={"街道代码": "varchar"}).filter("指标 = '调解成功率'")"""
        ),
    }
