"""The routes for programs: the same rows as the query, nothing sent twice, every mistake told, and the examples run."""

import csv
import io
import json
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest
import world
from starlette.testclient import TestClient

from app import app
from pages.api import doors, manual
from pages.api.routes import ROUTES
from pages.shared.export import columns, shelf
from pages.shared.export.address import PARAMETERS
from pages.shared.export.files import FORMATS
from pages.shared.export.slices import Incomplete
from queries import download, evidence, selection

ALL = "/api/v1/observations"


@pytest.fixture(scope="module")
def started() -> TestClient:
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture
def program(started: TestClient, snapshot: str) -> TestClient:
    """A program that asks the board on the invented world."""
    return started


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


CHOICES: list[tuple[str, download.Filters]] = [
    ("", {}),
    ("?year=2023&area=118801", {"years": (2023,), "areas": ("118801",)}),
    ("?indicator=行政执法案件&comparable=true", {"indicators": ("enforcement.cases",), "comparable": True}),
    ("?area=118801001,118802001&simulated=true", {"areas": ("118801001", "118802001"), "simulated": True}),
    ("?kind=镇&state=未提及,有数", {"kind": "镇", "states": ("silent", "value")}),
    ("?area=none", {"areas": ("",)}),
    ("?year=1990", {"years": (1990,)}),
]


@pytest.mark.parametrize(("query", "filters"), CHOICES)
def test_every_choice_is_the_rows_of_the_query(
    program: TestClient, snapshot: str, query: str, filters: download.Filters
) -> None:
    rows = download.figures(snapshot, **filters)
    answer = program.get(f"{ALL}.csv{query}")
    assert answer.status_code == 200
    assert answer.headers["x-total-count"] == str(len(rows))
    told = lines(answer.text)
    assert [(line["街道代码"], line["年份"], line["指标代码"]) for line in told] == [
        (row["office"], str(row["year"]), row["indicator"]) for row in rows.iter_rows(named=True)
    ]
    assert [float(line["数值"]) if line["数值"] else None for line in told] == rows["value"].to_list()


def test_every_format_is_served_whole_and_under_its_own_type(program: TestClient, snapshot: str) -> None:
    count = len(download.figures(snapshot))
    answers = {ending: program.get(f"{ALL}.{ending}") for ending in FORMATS}
    assert all(answer.headers["content-type"] == FORMATS[ending].media for ending, answer in answers.items())
    assert len(lines(answers["csv"].text)) == count
    assert len(answers["json"].json()["rows"]) == count
    assert len(pl.read_parquet(answers["parquet"].content)) == count
    assert openpyxl.load_workbook(io.BytesIO(answers["xlsx"].content))["数据"].max_row == count + 1
    assert answers["zip"].content.startswith(b"PK")
    assert not [file for file in shelf._folder().rglob("observations.*")]  # written aside, and taken away when sent


def test_pages_of_rows_lead_on_to_the_next_and_lose_none(program: TestClient, snapshot: str) -> None:
    whole = [json.dumps(row) for row in program.get(f"{ALL}.json").json()["rows"]]
    address, seen = f"{ALL}.json?limit=17", list[str]()
    while address:
        answer = program.get(address)
        told = answer.json()
        assert (told["total"], told["offset"]) == (len(whole), len(seen))
        assert answer.headers.get("link") == (f'<{told["next"]}>; rel="next"' if told["next"] else None)
        seen += [json.dumps(row) for row in told["rows"]]
        address = told["next"]
    assert seen == whole
    assert program.get(f"{ALL}.csv?limit=0").headers["x-total-count"] == str(len(whole))


def test_what_has_not_changed_is_not_sent_again(program: TestClient, serve: Any, tmp_path: Path) -> None:
    first = program.get(f"{ALL}.csv?year=2023&kind=镇")
    tag = first.headers["etag"]
    again = program.get(f"{ALL}.csv?kind=镇&year=2023", headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert program.get(f"{ALL}.csv?year=2022", headers={"If-None-Match": tag}).status_code == 200
    assert program.get(f"{ALL}.json?year=2023&kind=镇", headers={"If-None-Match": tag}).status_code == 200
    world.build(tmp_path, snapshot="20250101T000000000Z-ffffffff")
    serve(tmp_path)
    newer = program.get(f"{ALL}.csv?year=2023&kind=镇", headers={"If-None-Match": tag})
    assert newer.status_code == 200
    assert newer.headers["x-snapshot"] == "20250101T000000000Z-ffffffff"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"{ALL}.csv?yaer=1", 400, "没有参数“yaer”"), (f"{ALL}.csv?year=x", 400, "应为整数"), (f"{ALL}.csv?indicator=无", 400, "没有指标“无”"),
        (f"{ALL}.doc", 404, "没有“doc”这种文件"), ("/api/v1/evidence?report=无", 404, "没有报告“无”"),
        ("/api/v1/evidence?report=东街2023&start=9&end=3", 400, "end 应大于 start"),
        ("/api/v1/evidence?report=东街2023&start=1&end=99999", 400, "应为0到"), ("/api/v1/evidence?report=东街2023&start=²&end=3", 400, "整数"),
        ("/api/v1/indicators?x=1", 400, "不带参数"), ("/api/v1/offices?area=1", 400, "6位代码"),
        ("/api/v1/offices?reported=1", 400, "可写：true、false"), ("/api/v1/files/..%2f..%2fetc/passwd", 400, ""),
        ("/api/v1/files/AAAAAAAAAAAAAAAAAAAAAA/x.csv", 404, "已过期"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_plain_chinese(program: TestClient, path: str, status: int, said: str) -> None:
    answer = program.get(path)
    assert answer.status_code == status
    if said:
        assert said in answer.json()["error"]
        assert not [word for word in ("Traceback", "Error", "select", "duckdb") if word in answer.text]


def test_a_missing_right_or_a_foreign_host_gets_nothing(program: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert program.get(f"{ALL}.csv", headers={"Host": "evil.example"}).status_code == 403
    monkeypatch.setattr(doors, "allowed", lambda request, right: False)
    doored = [route for route in ROUTES if hasattr(route.endpoint, "__wrapped__")]
    assert len(doored) == 5
    for path in (f"{ALL}.csv", "/api/v1/indicators", "/api/v1/offices", "/api/v1/evidence?report=东街2023"):
        answer = program.get(path)
        assert (answer.status_code, "没有读取数据的权限" in answer.text) == (403, True)


def test_a_damaged_snapshot_is_told_with_a_number_and_nothing_of_the_inside(
    program: TestClient, serve: Any, tmp_path: Path
) -> None:
    (tmp_path / "broken.duckdb").write_bytes(b"no database" * 1000)
    (tmp_path / "CURRENT").write_text("broken", encoding="utf-8")
    serve(tmp_path)
    answer = program.get(f"{ALL}.csv")
    assert (answer.status_code, "编号" in answer.json()["error"], str(tmp_path) in answer.text) == (500, True, False)
    assert (program.get("/healthz").status_code, program.get("/readyz").status_code) == (200, 503)


def test_without_a_snapshot_programs_are_told_so(program: TestClient, serve: Any, tmp_path: Path) -> None:
    serve(tmp_path)
    assert program.get(f"{ALL}.csv").status_code == 503
    assert "还没有可以展示的数据" in program.get("/api/v1/indicators").json()["error"]
    assert program.get("/healthz").json() == {
        "status": "ok", "snapshot": None, "damaged": None, "build_error": None,
    }  # fmt: skip
    assert program.get("/readyz").status_code == 503


def test_health_tells_what_is_served_and_what_the_last_build_failed_at(
    program: TestClient, serve: Any, tmp_path: Path, snapshot: str
) -> None:
    assert program.get("/readyz").json() == {"ready": True, "snapshot": snapshot, "reports": 14, "whole": True}
    assert program.get("/version").json()["libraries"].keys() == {"streamlit", "duckdb", "polars"}
    world.build(tmp_path)
    (tmp_path / "FAILED").write_text("2024-06-02T00:00:00Z 磁盘已满\n", encoding="utf-8")
    serve(tmp_path)
    assert program.get("/healthz").json() == {
        "status": "ok", "snapshot": snapshot, "damaged": None, "build_error": "2024-06-02T00:00:00Z 磁盘已满",
    }  # fmt: skip
    for n, damage in enumerate(("update build set reports = 15", "drop macro table chosen")):
        world.build(tmp_path / str(n))
        with duckdb.connect(str(tmp_path / str(n) / f"{snapshot}.duckdb")) as connection:
            connection.execute(damage)
        serve(tmp_path / str(n))
        assert program.get("/readyz").status_code == 503


def test_a_file_that_breaks_off_is_an_error_for_who_fetches_it(
    program: TestClient, monkeypatch: pytest.MonkeyPatch, snapshot: str
) -> None:
    real = download.figures
    monkeypatch.setattr(download, "figures", lambda snapshot, **filters: real(snapshot, **filters).head(3))
    loud = TestClient(app, base_url="http://localhost")
    for ending in FORMATS:
        with pytest.raises(Incomplete):
            loud.get(f"{ALL}.{ending}")


def test_the_catalogue_and_the_offices_are_those_of_the_snapshot(program: TestClient, snapshot: str) -> None:
    rows = program.get("/api/v1/indicators").json()["rows"]
    assert [row["指标代码"] for row in rows] == selection.indicators(snapshot)["id"].to_list()
    offices = program.get("/api/v1/offices?area=118801").json()
    assert {row["name"]: row["years"] for row in offices["rows"]}["西河街道"] == "2021,2023"
    assert offices["total"] == 6
    assert program.get("/api/v1/offices?area=118801&reported=false&simulated=true").json()["total"] == 8


def test_evidence_gives_the_words_their_sentence_and_what_became_of_them(program: TestClient, snapshot: str) -> None:
    text = evidence.report(snapshot, report="东街2023")["text"][0]
    start = text.index("1543件")
    told = program.get(f"/api/v1/evidence?report=东街2023&start={start}&end={start + 5}").json()
    assert (told["quote"], told["name"], told["year"]) == ("1543件", "东街街道", 2023)
    assert told["sentence"].startswith("办理行政执法案件1543件")
    assert [mark["disposition"] for mark in told["marks"]] == ["assigned"]
    assert program.get("/api/v1/evidence?report=东街2023").json()["text"] == text


def test_every_route_is_in_the_document_and_on_the_page_and_nothing_comes_from_elsewhere(program: TestClient) -> None:
    document = program.get("/api/v1/openapi.json").json()
    served = {route.path for route in ROUTES} - {"/api/v1/", "/api/v1/openapi.json", "/api/v1/files/{token}/{name}"}
    assert set(document["paths"]) == served == set(manual.ROUTES)
    asked = {one["name"] for one in document["paths"][f"{ALL}.{{ending}}"]["get"]["parameters"]}
    assert asked == {"ending", *PARAMETERS}
    page = program.get("/api/v1/").text
    for name in (*PARAMETERS, *served):
        assert name in page
    assert all(columns.HEADINGS[field] in page for field in download.FIELDS)
    assert not [word for word in ("<script", "<link", "src=", "@import", "url(") if word in page]
    assert set(document["components"]["schemas"]["Row"]["properties"]) >= {columns.HEADINGS[f] for f in download.FIELDS}


def test_many_at_once_get_the_same_answer(program: TestClient) -> None:
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: program.get(f"{ALL}.csv?year=2023").content, range(24)))
    assert len(set(answers)) == 1


# --- the examples of the page and of README, against a real server ---


@pytest.fixture(scope="module")
def root(world_folder: Path) -> Iterator[str]:
    from test_e2e import serving

    with serving(world_folder) as address:
        yield address


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_readme_shows_the_examples_of_the_page(readme: str) -> None:
    text = (world.ROOT / readme).read_text(encoding="utf-8")
    for code in manual.examples("http://localhost:8501").values():
        assert code in text


def test_power_query_finds_the_file_as_its_example_says(root: str, snapshot: str) -> None:
    code = manual.examples(root)["Excel（数据 → 获取数据 → 空查询 → 高级编辑器）"]
    url = code.split('Web.Contents("')[1].split('"')[0]
    with urllib.request.urlopen(url) as answer:  # noqa: S310 (our own server)
        text = answer.read().decode("utf-8-sig")  # Encoding=65001
    heading, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=",")
    assert heading[:3] == ["省", "市", "区县"]  # PromoteHeaders
    assert len(rows) == len(download.figures(snapshot, years=(2023,)))


def test_pandas_reads_the_address_as_its_example_says(root: str, snapshot: str) -> None:
    frame = eval(manual.examples(root)["pandas"], {"pandas": pd, "str": str})  # noqa: S307 (our own example)
    rows = download.figures(snapshot, years=(2023,))
    assert frame["数值"].to_list() == rows["value"].to_list()
    assert frame["街道代码"].to_list() == rows["office"].to_list()


def test_duckdb_reads_the_saved_file_as_its_example_says(
    root: str, snapshot: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fetch, read = manual.examples(root)["DuckDB（先存成文件，再读）"].splitlines()
    exec(fetch, {"urllib": urllib})  # noqa: S102 (our own example)
    found = eval(read, {"duckdb": duckdb})  # noqa: S307
    rows = download.figures(snapshot, years=(2023,), indicators=("mediation.success_rate",))
    assert found.project("数值").fetchall() == rows.select("value").rows()
