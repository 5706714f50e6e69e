"""下载: each format opened by an independent reader and held against the query; hostile words; long files by pieces."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zipfile import ZipFile

import duckdb
import openpyxl
import polars as pl
import pytest
import world
from conftest import words as page_words
from streamlit.testing.v1 import AppTest
from world import N

from pages.shared import export
from pages.shared.export import about, address, columns, shelf, slices, spreadsheet, wide
from pages.shared.export.files import FORMATS
from pages.shared.export.slices import Incomplete, Slice, quiet
from queries import download, selection

EVERYTHING: download.Filters = {"simulated": True, "states": download.STATES}
ANNUAL = ("annual", "法治政府建设年度报告", False)
HOSTILE = [
    "=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0",
    "'=1", "http://evil.example/'\",;甲",
]  # fmt: skip


def whole(snapshot: str, **more: Any) -> Slice:
    return Slice(snapshot, "全部", {**EVERYTHING, **more})


def written(chosen: Slice, ending: str) -> bytes:
    sink = io.BytesIO()
    FORMATS[ending].write(chosen, sink, quiet)
    return sink.getvalue()


def rows_of_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def plain(value: Any) -> str:
    """A value of a query as a person reads it in a CSV file; written here again, apart from the code under test."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def expected(chosen: Slice) -> list[tuple[Any, ...]]:
    """What the file must hold, straight from the query."""
    rows = download.figures(chosen.snapshot, **chosen.filters)
    for field, said in columns.WORDS.items():
        if field in rows.columns:
            rows = rows.with_columns(pl.col(field).replace(said))
    return [(*row, chosen.words, chosen.snapshot) for row in rows.rows()]


# --- every format, by an independent reader ---


def test_a_csv_file_holds_the_rows_of_the_query(snapshot: str) -> None:
    chosen = whole(snapshot)
    heading, *rows = rows_of_csv(written(chosen, "csv"))
    assert heading == [*(columns.HEADINGS[field] for field in download.FIELDS), "筛选", "数据版本"]
    assert rows == [[plain(value) for value in row] for row in expected(chosen)]
    assert len(rows) == chosen.total > 400


def test_a_workbook_holds_the_rows_of_the_query_in_typed_cells(snapshot: str) -> None:
    chosen = whole(snapshot)
    book = openpyxl.load_workbook(io.BytesIO(written(chosen, "xlsx")))
    sheet = book["数据"]
    assert (book.sheetnames, sheet.freeze_panes) == (["数据", "说明"], "A2")
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(download.FIELDS) + 2).column_letter}{chosen.total + 1}"
    found = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    told = [
        tuple(
            plain(value)
            if isinstance(value, bool)
            else datetime.combine(value, time())
            if type(value) is date
            else value
            for value in row
        )
        for row in expected(chosen)
    ]
    assert found == told
    kinds = {type(row[download.FIELDS.index("value")]) for row in found}
    assert kinds <= {int, float, type(None)}


def test_the_last_sheet_says_what_the_file_is_what_columns_mean_and_how_indicators_are_defined(snapshot: str) -> None:
    chosen = replace(whole(snapshot, indicators=("grid.total",)), words="2023年示例区")
    sheet = openpyxl.load_workbook(io.BytesIO(written(chosen, "xlsx")))["说明"]
    told = {row[0].value: row[1].value for row in reversed(list(sheet.iter_rows()))}  # the first of a name
    assert (told["数据版本"], told["筛选"], told["数值"]) == (snapshot, "2023年示例区", columns.COLUMNS["value"][1])
    assert "MIT" in told["许可"]
    assert told["grid.total"] == "网格总数"
    assert "grid.workers" not in told
    assert "网格总数的口径说明" in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("reader", ["polars", "duckdb"])
def test_a_parquet_file_holds_the_rows_of_the_query_in_typed_columns(snapshot: str, tmp_path: Any, reader: str) -> None:
    chosen = whole(snapshot)
    path = tmp_path / "all.parquet"
    path.write_bytes(written(chosen, "parquet"))
    if reader == "polars":
        rows = pl.read_parquet(path)
        assert rows.schema["数值"] == pl.Float64
        assert rows.schema["期间起"] == pl.Date
        assert rows.schema["是否模拟"] == pl.Boolean
        assert rows.rows() == expected(chosen)
    else:
        assert duckdb.sql(f"from read_parquet('{path}')").fetchall() == expected(chosen)


def test_a_json_file_holds_the_rows_of_the_query(snapshot: str) -> None:
    chosen = whole(snapshot)
    told = json.loads(written(chosen, "json"))
    assert (told["snapshot"], told["total"], told["offset"], told["next"]) == (snapshot, chosen.total, 0, None)
    found = [tuple(row.values()) for row in told["rows"]]
    assert found == [tuple(str(v) if isinstance(v, date) else v for v in row) for row in expected(chosen)]
    assert b"1543.0" not in written(chosen, "json")


def test_a_pack_holds_the_same_lines_its_digests_and_the_digests_of_the_originals(snapshot: str) -> None:
    chosen = whole(snapshot, years=(2023,))
    folder = ZipFile(io.BytesIO(written(replace(chosen, is_wide=True, fields=("name",)), "zip")))
    assert folder.read("数据.csv") == written(chosen, "csv")
    assert folder.read("宽表.csv") == written(replace(chosen, is_wide=True, fields=("name",)), "csv")
    manifest = json.loads(folder.read("清单.json"))
    assert (manifest["format"], manifest["snapshot"], manifest["rows"]) == (1, snapshot, chosen.total)
    assert manifest["filters"]["years"] == [2023]
    assert len(folder.read("行校验.txt").split()) == chosen.total
    assert {source["report"] for source in manifest["sources"]} == {r[0] for r in world.REPORTS if r[2] == 2023}
    assert all(len(source["text_sha256"]) == 64 for source in manifest["sources"])


@pytest.mark.parametrize("ending", FORMATS)
def test_a_choice_without_rows_is_a_file_with_headings_only(snapshot: str, ending: str) -> None:
    chosen = whole(snapshot, kind="乡", states=download.STATED)
    data = written(chosen, ending)
    assert chosen.total == 0
    if ending == "csv":
        assert len(rows_of_csv(data)) == 1
    if ending == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(data))["数据"].max_row == 1
    if ending == "parquet":
        assert pl.read_parquet(data).shape == (0, len(download.FIELDS) + 2)
    if ending == "json":
        assert json.loads(data)["rows"] == []


# --- wide ---


def test_a_wide_file_has_a_row_per_office_and_year_and_says_why_a_number_is_missing(snapshot: str) -> None:
    names = ("mediation.success_rate", "enforcement.cases", "litigation.lawsuits")
    chosen = replace(whole(snapshot, years=(2023,), areas=("118801",), indicators=names), is_wide=True)
    rows = {
        line["街道（镇、乡）"]: line for line in csv.DictReader(written(chosen, "csv").decode("utf-8-sig").splitlines())
    }
    assert len(rows) == chosen.total == 8
    told = {name: (line["行政执法案件（件）"], line["行政执法案件：说明"]) for name, line in rows.items()}
    assert told["东街街道"] == ("1543", "")
    assert told["南门街道"] == ("310", "不可比：统计期为1—9月")
    assert told["湖滨街道"] == ("", "报告缺")
    assert told["北桥街道"][0] == "" and told["北桥街道"][1].startswith("待核；同一指标写有两个不同的数")
    assert (rows["东街街道"]["行政诉讼（件）"], rows["东街街道"]["行政诉讼：说明"]) == ("0", "写明为零")
    assert rows["中山街道"]["调解成功率：说明"] == "未提及"
    assert rows["东街街道"]["行政执法案件：原文句子"].startswith("办理行政执法案件1543件")


def test_a_wide_file_keeps_to_the_years_and_offices_of_which_something_is_stated(snapshot: str) -> None:
    chosen = replace(whole(snapshot, states=download.STATED, indicators=("grid.total",)), is_wide=True)
    (piece,) = chosen.pieces()
    stated = download.figures(snapshot, simulated=True, indicators=("grid.total",)).select("office", "year").rows()
    assert piece.select("街道代码", "年份").rows() == stated
    assert piece.columns == wide.headings(chosen.indicators)
    short = replace(chosen, fields=("name", "year"))
    assert next(short.pieces()).columns == [
        "街道（镇、乡）",
        "年份",
        "网格总数（个）",
        "网格总数：说明",
        "筛选",
        "数据版本",
    ]


def test_names_of_indicators_make_headings_of_their_own() -> None:
    from pipeline import catalogue

    names = [indicator.name for indicator in catalogue.load().indicators]
    assert len(names) == len(set(names))


# --- exact numbers, hostile words ---


@pytest.fixture
def built(serve: Any, tmp_path: Any) -> Callable[..., str]:
    def make(*reports: Any) -> str:
        serve(tmp_path)
        return world.build(tmp_path, reports=reports)

    return make


@pytest.mark.parametrize(
    ("value", "digits"),
    [(97.6, "97.6"), (12000.000000000002, "12000"), (0.1 + 0.2, "0.3"), (95450000.12, "95450000.12"), (1e15, "1000000000000000"),
     (12345678901.23, "12345678901.23"), (0.0, "0")],
)  # fmt: skip
def test_no_format_shows_binary_dust(built: Callable[..., str], value: float, digits: str) -> None:
    snapshot = built(("a", "118801001", 2023, *ANNUAL, [("办案", N("x件", "enforcement.cases", value), "。")]))
    chosen = Slice(snapshot, "全部", {})
    place = download.FIELDS.index("value")
    assert rows_of_csv(written(chosen, "csv"))[1][place] == digits
    assert f'"数值": {digits},' in written(chosen, "json").decode()
    assert pl.read_parquet(written(chosen, "parquet"))["数值"][0] == float(digits)
    sheet = openpyxl.load_workbook(io.BytesIO(written(chosen, "xlsx")))["数据"]
    assert sheet.cell(2, place + 1).value == float(digits)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_come_back_equal_and_nothing_runs(built: Callable[..., str], text: str) -> None:
    snapshot = built((text, "118801001", 2023, *ANNUAL, [(text, N("5件", "enforcement.cases", 5), "。")]))
    chosen = Slice(snapshot, text, {})
    sentence, report = download.FIELDS.index("sentence"), download.FIELDS.index("report")
    row = rows_of_csv(written(chosen, "csv"))[1]
    assert not any(cell.startswith(export.FORMULA) for cell in row)
    assert [row[place].removeprefix("'") for place in (sentence, report, -2)] == [f"{text}5件。", text, text]
    data = written(chosen, "xlsx")
    cells = next(openpyxl.load_workbook(io.BytesIO(data))["数据"].iter_rows(min_row=2))
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    assert [cell.value.replace("_x000D_", "\r") for cell in (cells[sentence], cells[report])] == [f"{text}5件。", text]
    with ZipFile(io.BytesIO(data)) as folder:
        parts = {name: folder.read(name) for name in folder.namelist()}
    assert not [name for name, part in parts.items() if b"<f>" in part or b"<f " in part or b"hyperlink" in part]
    for found in (
        pl.read_parquet(written(chosen, "parquet")).row(0, named=True),
        json.loads(written(chosen, "json"))["rows"][0],
    ):
        assert (found["原文句子"], found["报告"], found["筛选"]) == (f"{text}5件。", text, text)


def test_a_text_too_long_for_a_cell_is_an_error_and_not_cut(built: Callable[..., str]) -> None:
    long = "长" * 40_000
    snapshot = built(("a", "118801001", 2023, *ANNUAL, [(long, N("5件", "enforcement.cases", 5))]))
    with pytest.raises(spreadsheet.TooLong, match="40,002个字"):
        written(Slice(snapshot, "全部", {}), "xlsx")
    assert pl.read_parquet(written(Slice(snapshot, "全部", {}), "parquet"))["原文句子"][0] == f"{long}5件"


# --- by pieces ---


@pytest.mark.parametrize("size", [60, 10**6])
@pytest.mark.parametrize("is_wide", [False, True])
def test_pieces_of_any_size_make_the_same_file(
    snapshot: str, monkeypatch: pytest.MonkeyPatch, size: int, is_wide: bool
) -> None:
    chosen = replace(whole(snapshot), is_wide=is_wide)
    once = written(chosen, "csv")
    monkeypatch.setattr(slices, "PIECE", size)
    told: list[tuple[int, int]] = []
    pieces = list(replace(chosen).pieces(lambda done, total: told.append((done, total))))
    assert written(replace(chosen), "csv") == once
    assert told[-1] == (chosen.total, chosen.total)
    assert len(pieces) == (1 if size == 10**6 else len(pieces)) and sum(map(len, pieces)) == chosen.total


@pytest.mark.parametrize(("first", "most"), [(0, 10), (5, 100), (450, None), (0, 10**6), (10**6, 5), (479, 2), (3, 0)])
def test_a_part_of_the_rows_is_that_part(
    snapshot: str, monkeypatch: pytest.MonkeyPatch, first: int, most: int | None
) -> None:
    monkeypatch.setattr(slices, "PIECE", 50)
    every = expected(whole(snapshot))
    part = replace(whole(snapshot), first=first, most=most)
    rows = [row for piece in part.pieces() for row in piece.rows()]
    assert rows == every[first : None if most is None else first + most]
    assert part.total == len(rows)


def test_a_file_that_would_lack_rows_is_refused(snapshot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = download.figures
    monkeypatch.setattr(download, "figures", lambda snapshot, **filters: real(snapshot, **filters).head(3))
    for ending in FORMATS:
        with pytest.raises(Incomplete):
            written(whole(snapshot), ending)


def test_more_rows_than_a_sheet_holds_go_on_in_another_sheet(snapshot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "SHEET_ROWS", 200)
    chosen = whole(snapshot)
    book = openpyxl.load_workbook(io.BytesIO(written(chosen, "xlsx")))
    assert (
        book.sheetnames == ["数据", "数据（续1）", "数据（续2）", "说明"]
        if chosen.total <= 600
        else len(book.sheetnames) > 4
    )
    found = [row[4].value for sheet in book.worksheets[:-1] for row in sheet.iter_rows(min_row=2)]
    assert found == [row[4] for row in expected(chosen)]


# --- columns, addresses, the shelf ---


def test_every_column_of_a_file_is_documented_and_nothing_is_written_that_is_not(snapshot: str) -> None:
    assert all(heading and len(meaning) > 3 for heading, meaning in columns.COLUMNS.values())
    assert not [heading for heading, _ in columns.COLUMNS.values() if heading.isascii()]
    for chosen in (whole(snapshot), replace(whole(snapshot), fields=("name", "value"))):
        assert [heading for heading, _ in about.columns(chosen)].sort() == list(chosen.empty.columns).sort()
        assert {heading for heading, _ in about.columns(chosen)} == set(chosen.empty.columns)
    turned = replace(whole(snapshot), is_wide=True)
    known = {heading for heading, _ in about.columns(turned)}
    kinds = {f"{row['name']}（{row['unit']}）" for row in turned.indicators.iter_rows(named=True)}
    for heading in turned.empty.columns:
        assert heading in known or heading in kinds or heading.endswith((wide.NOTE, wide.SENTENCE)), heading
    assert tuple(download.figures(snapshot, most=1).columns) == download.FIELDS


ADDRESSES: list[tuple[str, download.Filters, dict[str, Any]]] = [
    ("year=2023&area=118801", {"years": (2023,), "areas": ("118801",)}, {}),
    ("year=2022,2023&year=2021", {"years": (2021, 2022, 2023)}, {}),
    ("indicator=网格总数,enforcement.cases", {"indicators": ("grid.total", "enforcement.cases")}, {}),
    ("kind=镇&simulated=true&comparable=true&reviewed=true", {"kind": "镇", "simulated": True, "comparable": True, "reviewed": True}, {}),
    ("state=写明为零,missing", {"states": ("zero", "missing")}, {}),
    ("area=none,118801001,~来稿", {"areas": ("", "118801001", "~来稿")}, {}),
    ("fields=数值,name&layout=wide&offset=3&limit=9", {}, {"fields": ("value", "name"), "is_wide": True, "first": 3, "most": 9}),
]  # fmt: skip


@pytest.mark.parametrize(("query", "filters", "more"), ADDRESSES)
def test_an_address_is_read_as_it_is_written(
    snapshot: str, query: str, filters: download.Filters, more: dict[str, Any]
) -> None:
    from urllib.parse import parse_qsl

    read = address.read(parse_qsl(query), snapshot)
    default: download.Filters = {"areas": (), "years": (), "indicators": (), "states": download.STATED, "kind": None,
                                 "simulated": False, "comparable": False, "reviewed": False}  # fmt: skip
    assert (read.filters, {name: getattr(read, name) for name in more}) == (default | filters, more)
    again = address.write(read, "csv")
    assert address.read(parse_qsl(again.partition("?")[2]), snapshot) == replace(read, words=again and address.read(
        parse_qsl(again.partition("?")[2]), snapshot).words)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"yaer": "2023"}, "没有参数“yaer”"), ({"year": "去年"}, "应为整数"), ({"year": "²"}, "应为整数"), ({"area": "12"}, "6位代码"),
        ({"indicator": "没有的"}, "没有指标“没有的”"), ({"kind": "村"}, "可写：街道、镇、乡"), ({"simulated": "1"}, "可写：true、false"),
        ({"state": "零"}, "写明为零"), ({"fields": "密码"}, "没有“密码”"), ({"layout": "高"}, "可写：long、wide"),
        ({"limit": "-1"}, "应为整数"), ({"limit": "1,2"}, "只能写一个值"), ({"area": "'; drop table report; --"}, "不是区县"),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_is_told_in_plain_words(snapshot: str, query: dict[str, str], said: str) -> None:
    with pytest.raises(address.Mistake, match=said):
        address.read(query.items(), snapshot)


def test_the_shelf_keeps_whole_files_only_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    path = shelf.put("甲.csv", lambda sink: sink.write(b"1") and None)
    assert shelf.find(path.parent.name) == path
    for token in ("..", ".", "", "nothing", "../" + path.parent.name + "/.."):
        assert shelf.find(token) is None, token

    def fails(sink: Any) -> None:
        sink.write(b"half")
        raise Incomplete

    with pytest.raises(Incomplete):
        shelf.put("乙.csv", fails)
    assert not list(path.parent.parent.rglob("乙.csv"))
    monkeypatch.setattr(shelf, "KEPT", -1)
    shelf.clear()
    assert shelf.find(path.parent.name) is None


# --- the page ---


def test_the_page_counts_what_the_file_will_hold_and_the_address_restores_the_choice(
    snapshot: str, visit: Callable[..., AppTest]
) -> None:
    at = visit(
        "download", years=["2022", "2023"], items=["网格总数", "行政诉讼"], streets=["东街街道"], layout="一行一个街镇"
    )
    rows = download.figures(
        snapshot, years=(2022, 2023), areas=("118801001",), indicators=("grid.total", "litigation.lawsuits")
    )
    assert len(rows) == 4
    assert "2022年、2023年东街街道，网格总数、行政诉讼共2行，每行一个街镇一年" in page_words(at)
    assert "api/v1/observations.csv?area=118801001&amp;year=2022%2C2023" in page_words(at)
    at = visit("download", absent="true", file="工作簿（Excel）")
    assert f"共{selection.indicators(snapshot).height * 7}行，每行一个数" in page_words(at)


def test_a_long_file_is_written_in_sight_and_then_fetched(
    snapshot: str, visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pages.shared import handing

    monkeypatch.setattr(handing, "LARGE", 10)
    at = visit("download")
    (button,) = [button for button in at.button if button.label == "准备文件"]
    at = button.click().run()
    assert not at.exception
    link = page_words(at).split("api/v1/files/")[1].split("'")[0]
    path = shelf.find(link.partition("/")[0])
    assert path is not None
    assert len(rows_of_csv(path.read_bytes())) == 1 + 31
