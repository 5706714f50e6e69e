"""Every page there is, opened as by a link, in three states: full, without reports, filtered to nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import world
from conftest import words
from streamlit.testing.v1 import AppTest

import queries
from pages.shared import frame
from queries import evidence

PAGES = sorted(file.stem for file in (world.ROOT / "pages").glob("*.py") if file.stem != "__init__")
VIEWS = sorted(room.file for room in frame.ROOMS if room.group in frame.VIEWS)  # pages for work have tests of their own
A = "示例省 示例市 示例区"


def test_every_page_is_a_room_and_every_room_has_its_page() -> None:
    assert sorted(room.file for room in frame.ROOMS) == PAGES


def test_pages_are_short_and_hold_neither_sql_nor_snapshots() -> None:
    for name in PAGES:
        source = (world.ROOT / "pages" / f"{name}.py").read_text(encoding="utf-8")
        assert len(source.splitlines()) <= 60, name
        assert "select " not in source and "duckdb" not in source, name


FULL = {  # words that a page on the invented world must show
    "overview": ["7个街镇中6个有报告", "矛盾调解写得最全", "2,429件", "前后矛盾", "报告缺1个"],
    "compare": ["合并为97.7%（推算）", "中山街道、山口镇（该年只有新闻稿）", "湖滨街道", "分母为受理矛盾纠纷", "原文</a>"],
    "heatmap": ["矛盾调解5项核心指标中5项至少有一个街镇写明", "[98.3%]", "原文</a>", "少于3个可比数的不上色"],
    "districts": ["示例区最高，为97.7%", "212÷217", "3个街镇中2个有报告", "常用"],
    "trends": ["2023年可与上年比较的1个，没有一个的升降超出偶然波动", "报告缺", "[98.3%]", "可比年份不足4年", "成功率<mark>95%</mark>"],
    "relation": ["7个街镇中2个的“调解成功率”和“调解矛盾纠纷”都可比", "不足10个，不谈两者有没有关系", "湖滨街道", "调解矛盾纠纷不可比：统计期为1—9月"],
    "wording": ["4个写明“调解成功率”：2个可比，2个口径不同", "分母有2种：调解矛盾纠纷3个、受理矛盾纠纷1个", "湖滨街道报告缺", "200÷205＝97.6%（推算）", "成功率<mark>98.3%</mark>"],
    "silence": ["2个街镇有2023年和更早的报告", "其中1个没有再提", "涉及调解矛盾纠纷", "100件（2021年）", "没有写不等于零"],
    "office": ["写明15项核心指标中的13项，其中2项写明为零", "约3,200件", "≥98%", "9,545万元", "3个：中位数205件（四分位123件—422.5件）"],
    "evidence": ["共有17处数字", "增减变化1个", "class=\"number unassigned\""],
    "indicators": ["目录共有15个指标", "调解成功÷调解矛盾纠纷或受理矛盾纠纷", "越高越好", "6份报告中4份"],
    "quality": ["须核对2处、提示1处", "35处数字中1处未归入", "前后矛盾", "西河街道", "每一处的结果见“与上年核对”"],
    "unread": ["1份报告有未归入数字1处，其中1处还没有指标可归", "走访商户（无单位）", "words=%E8%B5%B0", "<mark>412家</mark>"],
    "download": ["共31行", "未发生行政复议"],
}  # fmt: skip


@pytest.mark.parametrize("page", VIEWS)
def test_a_page_shows_what_is_known(page: str, snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit(page)
    assert not at.exception
    assert f"<h1>{next(room.title for room in frame.ROOMS if room.file == page)}</h1>" in words(at)
    for expected in FULL[page]:
        assert expected in words(at)
    assert "数据生成于2024年6月1日" in words(at)
    assert "<h2>口径</h2>" in words(at)
    buttons = [button.label for button in at.get("download_button")]  # what is seen first, then further files of it
    exports = [label for label in buttons if not label.startswith("图片")]
    assert exports[0] == "导出表格"
    assert len(set(exports)) == len(exports) and all(label.startswith("导出") for label in exports)


@pytest.mark.parametrize("page", VIEWS)
def test_without_reports_a_page_says_what_to_do(
    page: str, serve: Any, empty_folder: Path, visit: Callable[..., AppTest]
) -> None:
    serve(empty_folder)
    at = visit(page)
    assert not at.exception
    assert "还没有任何真实报告。" in words(at)
    assert "含模拟数据" in words(at)


@pytest.mark.parametrize("page", VIEWS)
def test_without_a_snapshot_a_page_says_how_to_make_one(
    page: str, serve: Any, tmp_path: Path, visit: Callable[..., AppTest]
) -> None:
    serve(tmp_path)
    at = visit(page)
    assert not at.exception
    assert "还没有可以展示的数据" in words(at)
    assert "python -m pipeline build" in words(at)


@pytest.mark.parametrize("page", VIEWS)
def test_a_damaged_snapshot_is_said_and_not_shown_as_an_error(
    page: str, serve: Any, tmp_path: Path, visit: Callable[..., AppTest]
) -> None:
    (tmp_path / "broken.duckdb").write_bytes(b"no database" * 1000)
    (tmp_path / "CURRENT").write_text("broken", encoding="utf-8")
    serve(tmp_path)
    at = visit(page)
    assert not at.exception
    assert "数据文件已损坏" in words(at)


NOTHING = {  # an address that leaves nothing to show, and what the page says to it
    "overview": ({"kind": "乡"}, "这个范围里没有街镇"),
    "compare": ({"indicator": "败诉纠错"}, "没有一个街镇写明“败诉纠错”"),
    "heatmap": ({"kind": "乡"}, "这个范围里没有街镇"),
    "districts": ({"indicator": "败诉纠错"}, "没有一个区县能给出“败诉纠错”，没有写不等于零"),
    "trends": ({"indicator": "败诉纠错"}, "没有一个街镇写明过“败诉纠错”"),
    "relation": ({"indicator": "败诉纠错"}, "没有一个街镇的“败诉纠错”和“调解矛盾纠纷”都可比；没有写不等于零"),
    "wording": ({"indicator": "败诉纠错"}, "没有一个街镇写明“败诉纠错”"),
    "silence": ({"year": "2020"}, "2020年以前有过报告"),
    "office": ({"office": "湖滨街道"}, "湖滨街道没有2023年的数"),
    "evidence": ({"office": "湖滨街道"}, "这里没有可以打开的报告"),
    "indicators": ({"indicator": "败诉纠错"}, "还没有报告写明这一项"),
    "quality": ({"kind": "乡"}, "无从检查"),
    "unread": ({"words": "没有的词"}, "没有旁边写有“没有的词”的未归入数字"),
    "download": ({"kind": "乡"}, "没有可以导出的数"),
}  # fmt: skip


@pytest.mark.parametrize("page", VIEWS)
def test_a_choice_that_leaves_nothing_says_so(page: str, snapshot: str, visit: Callable[..., AppTest]) -> None:
    address, expected = NOTHING[page]
    at = visit(page, **address)
    assert not at.exception
    assert expected in words(at)


@pytest.mark.parametrize("page", VIEWS)
def test_every_page_bears_every_choice(page: str, snapshot: str, visit: Callable[..., AppTest]) -> None:
    for address in (
        {"area": "全部有报告的区县", "year": "2021", "simulated": "true"},
        {"area": ["示例省 示例市 对照区", A], "kind": "镇", "indicator": "网格总数"},
        {"area": "未认定街道的报告"},
        {
            "area": "没有的地方",
            "year": "1900",
            "indicator": "没有的指标",
            "office": "没有的街道",
            "report": "没有",
            "at": "-1",
        },
    ):
        assert not visit(page, **address).exception


def test_the_chart_draws_what_the_query_says_and_no_fake_zero(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("trends", indicator="网格总数")
    drawn = json.loads(at.get("plotly_chart")[0].proto.spec)
    solid = {trace["name"]: trace["y"] for trace in drawn["data"] if trace["mode"] == "lines+markers"}
    assert solid["西河街道"] == [None, None, None, 18]


def test_the_office_looked_at_stands_out(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("compare", office="西河街道")
    assert '<tr class=looked><td class="right' in words(at)


def test_offices_of_several_districts_are_named_with_theirs(snapshot: str, visit: Callable[..., AppTest]) -> None:
    assert ">区县</a></th>" not in words(visit("compare"))
    at = visit("compare", area=["示例省 示例市 对照区", A])
    assert ">区县</a></th>" in words(at)
    ticks = json.loads(at.get("plotly_chart")[0].proto.spec)["layout"]["yaxis"]["ticktext"]
    assert "对照区 北苑街道　" in ticks


def test_simulated_data_is_called_so(snapshot: str, visit: Callable[..., AppTest]) -> None:
    assert "虚拟街道" not in words(visit("compare"))
    at = visit("compare", simulated="true")
    assert "虚拟街道（模拟）" in words(at)
    assert "含模拟数据，仅供演示" in words(at)


def test_a_filter_changes_the_page_and_the_links_on_it(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("compare")
    at.selectbox(key="indicator").select("行政执法案件").run()
    assert "东街街道最多（1,543件），山口镇最少（41件）" in words(at)
    assert "indicator=%E8%A1%8C%E6%94%BF%E6%89%A7%E6%B3%95%E6%A1%88%E4%BB%B6" in words(at)


def test_a_link_opens_the_report_at_its_sentence(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit(
        "evidence", report="东街2022", at=str(evidence.report(snapshot, report="东街2022")["text"][0].index("171件"))
    )
    assert "东街街道2022年法治政府建设年度报告" in words(at)
    assert '<div class="cited"><b>调解成功：<q>171件</q></b>' in words(at)
    assert 'class="here"' in words(at)


def test_choosing_another_office_leaves_the_linked_report(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("evidence", report="东街2022", at="37")
    at.selectbox(key="office").select("中山街道").run()
    assert "中山街道2023年" in words(at)
    assert "report" not in at.query_params


def test_a_report_of_another_district_opens_without_any_choice(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("evidence", report="北苑2023")
    assert "北苑街道2023年" in words(at)
    assert "对照区 · 3个街道中2个有报告" in words(at)


def test_a_new_snapshot_is_seen_at_once(serve: Any, tmp_path: Path, visit: Callable[..., AppTest]) -> None:
    world.build(tmp_path, snapshot="20240101T000000000Z-aaaaaaaa")
    serve(tmp_path)
    at = visit("compare")
    assert "7个街镇中6个有报告" in words(at)
    world.build(tmp_path, reports=world.REPORTS[:2], snapshot="20240102T000000000Z-bbbbbbbb")
    assert "7个街镇中1个有报告" in words(at.run())


def test_an_answer_is_kept_per_snapshot_and_choice(snapshot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    from pages.shared import data

    asked: list[Any] = []

    def question(snapshot: str, *, year: int) -> pl.DataFrame:
        asked.append((snapshot, year))
        return pl.DataFrame({"year": [year]})

    monkeypatch.setattr(st, "session_state", {"snapshot": snapshot})
    assert [data.ask(question, year=year)["year"][0] for year in (2022, 2023, 2022)] == [2022, 2023, 2022]
    assert asked == [(snapshot, 2022), (snapshot, 2023)]


def test_the_server_can_be_started_from_the_file_that_readme_names() -> None:
    from streamlit.web.server.app_discovery import discover_asgi_app

    found = discover_asgi_app(world.ROOT / "app.py")
    assert found.import_string == "app:app"
    assert queries.SNAPSHOTS.name
