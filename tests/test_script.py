"""简体 and 繁體: what goes out changes, what comes back is 简体 again, and a report's own words stay as they were written."""

import polars as pl
import pytest
import world
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.shared import export, script
from pages.shared.briefing.content import Briefing, Evidence, in_traditional
from pipeline import catalogue


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("行政复议", "行政復議"),
        ("干部、里面、公里", "幹部、裡面、公里"),
        ("调解后反复率", "調解後反覆率"),
        (
            "报告里写着<q>调解纠纷12件，后续<mark>3件</mark></q>，见后",
            "報告裡寫著<q>调解纠纷12件，后续<mark>3件</mark></q>，見後",
        ),
        ('{"text":"\\u8c03\\u89e3"}', '{"text":"調解"}'),
        ("12.5%", "12.5%"),
    ],
)
def test_words_change_by_their_neighbours_and_quotations_do_not(written: str, shown: str) -> None:
    assert script.traditional(written) == shown


def test_every_indicator_and_nearly_every_place_finds_its_way_back() -> None:
    names = [indicator.name for indicator in catalogue.load().indicators]
    assert [name for name in names if script.simplified(script.traditional(name)) != name] == []
    offices = pl.read_parquet(world.ROOT / "data/offices.parquet")
    places = set(offices["office"]) | set(offices["district"]) | set(offices["city"])
    lost = [name for name in places if script.simplified(script.traditional(name)) != name]
    assert len(lost) < len(places) / 1_000, lost  # these still come back where they were offered as a choice


def message() -> ForwardMsg:
    sent = ForwardMsg()
    sent.delta.new_element.selectbox.id = "$$ID-调解"
    sent.delta.new_element.selectbox.label = "指标"
    sent.delta.new_element.selectbox.options.extend(["调解成功率", "乾潭镇"])
    return sent


def test_a_choice_goes_out_in_one_script_and_comes_back_in_the_other() -> None:
    shown: dict[str, str] = {}
    box = ForwardMsg.FromString(script._outgoing(message().SerializeToString(), shown)).delta.new_element.selectbox
    assert (box.id, box.label, list(box.options)) == ("$$ID-调解", "指標", ["調解成功率", "乾潭鎮"])
    answer = BackMsg()
    answer.rerun_script.query_string = "indicator=%E8%AA%BF%E8%A7%A3%E6%88%90%E5%8A%9F%E7%8E%87&year=2023&q=%E8%AA%BF"
    answer.rerun_script.widget_states.widgets.add(id="a", string_value="乾潭鎮")
    answer.rerun_script.widget_states.widgets.add(id="b").string_array_value.data.extend(["調解成功率"])
    answer.rerun_script.widget_states.widgets.add(id="c", string_value="調解了什麼")  # typed by hand
    state = BackMsg.FromString(script._incoming(answer.SerializeToString(), shown)).rerun_script
    assert state.query_string == "indicator=%E8%B0%83%E8%A7%A3%E6%88%90%E5%8A%9F%E7%8E%87&year=2023&q=%E8%AA%BF"
    first, second, third = state.widget_states.widgets
    assert (first.string_value, third.string_value) == ("乾潭镇", "調解了什麼")
    assert list(second.string_array_value.data) == ["调解成功率"]


def test_other_messages_pass_unread() -> None:
    heartbeat = BackMsg(app_heartbeat=True).SerializeToString()
    assert script._incoming(heartbeat, {}) == heartbeat


@pytest.fixture
def browser() -> TestClient:
    from app import app

    return TestClient(app, base_url="http://localhost", follow_redirects=False)


@pytest.mark.parametrize(
    ("back", "target"),
    [
        ("compare?year=2023&indicator=%E8%B0%83", "compare?year=2023&indicator=%E8%B0%83"),
        ("//example.com/", "./"),
        ("https://example.com/", "./"),
        ("compare?a\\b", "./"),
        ("", "./"),
    ],
)
def test_the_switch_leads_back_to_this_board_only(browser: TestClient, back: str, target: str) -> None:
    answer = browser.get("/script", params={"to": script.TRADITIONAL, "back": back})
    assert (answer.status_code, answer.headers["location"]) == (303, target)
    assert "script=traditional" in answer.headers["set-cookie"] and "HttpOnly" in answer.headers["set-cookie"]


def test_a_link_written_in_the_other_script_opens_the_same_view(browser: TestClient) -> None:
    link = "/compare?indicator=調解成功率&year=2023"
    answer = browser.get(link)
    assert answer.headers["location"].endswith(
        "/compare?indicator=%E8%B0%83%E8%A7%A3%E6%88%90%E5%8A%9F%E7%8E%87&year=2023"
    )
    browser.cookies.set(script.COOKIE, script.TRADITIONAL)
    own = browser.get(link)
    assert own.status_code == 200 and 'lang="zh-Hant"' in own.text


def test_a_file_follows_the_script_of_its_reader_and_reports_do_not() -> None:
    rows = pl.DataFrame(
        {"name": ["柳浪街道"], "indicator_name": ["调解成功率"], "state": ["value"], "value": [98.5],
         "quote": ["98.5%"], "sentence": ["调解成功率达98.5%。"], "report": ["柳浪街道2023"]}
    )  # fmt: skip
    written = export.csv(rows, "2023年柳浪街道", "20240601T000000000Z-00000000", traditional=True).decode("utf-8-sig")
    head, line = written.split("\r\n")[:2]
    assert head.split(",")[:4] == ["街道（鎮、鄉）", "指標", "狀態", "數值"]
    assert line.split(",")[:7] == [
        "柳浪街道",
        "調解成功率",
        "有數",
        "98.5",
        "98.5%",
        "调解成功率达98.5%。",
        "柳浪街道2023",
    ]


def test_a_briefing_follows_the_script_of_its_reader_and_its_evidence_does_not() -> None:
    proof = Evidence(
        1, "柳浪街道", "调解成功率", "98.5%", "2023年", "确数", "调解成功率达98.5%。", "98.5%", "柳浪2023", 3, 8
    )
    said = in_traditional(Briefing("柳浪街道法治数据", "", "", "", "调解最多", (), ("口径",), (proof,)))
    assert (said.title, said.basis) == ("柳浪街道法治數據", ("口徑",))
    (shown,) = said.evidence
    assert (shown.indicator, shown.sentence, shown.report) == ("調解成功率", "调解成功率达98.5%。", "柳浪2023")
