"""Decks: their versions, what a screen keeps of a view, and what stands behind each of its numbers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import words
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from pages.projector import page, routes
from pages.shared import access, arranged, screens, script
from pipeline import store
from pipeline.store import decks
from pipeline.store.accounts import Role
from pipeline.store.decks import Deck, Outdated, Slide
from queries import why

RATE, CASES = "mediation.success_rate", "enforcement.cases"


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty store of its own."""
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield
    store._engine(store.url()).dispose()


# --- the store ---


def test_every_change_of_a_deck_is_a_new_version_and_the_old_ones_stay(people: None) -> None:
    first = decks.create("例会")
    second = decks.save(first, name="季度例会", slides=(Slide("a", note="先讲"), Slide("b", figure=2)))
    assert [one.deck for one in decks.every()] == [first.deck]
    assert decks.every()[0] == second
    assert decks.versions(first.deck) == [second, first]
    back = decks.save(second, slides=first.slides)
    assert (back.version, back.slides) == (3, ())


def test_two_who_change_the_same_version_do_not_overwrite_each_other(people: None) -> None:
    deck = decks.create("例会")
    decks.save(deck, name="甲改的")
    with pytest.raises(Outdated):
        decks.save(deck, name="乙改的")
    assert decks.every()[0].name == "甲改的"


def test_a_deleted_deck_is_gone_from_the_list_and_kept_in_the_store(people: None) -> None:
    deck = decks.create("例会")
    decks.save(deck, is_deleted=True)
    assert decks.every() == []
    assert len(decks.versions(deck.deck)) == 2


def test_the_same_view_taken_twice_is_kept_once_and_never_changed(people: None) -> None:
    name = decks.take({"sentence": "甲", "numbers": []})
    assert decks.take({"numbers": [], "sentence": "甲"}) == name
    assert decks.contents([name, "other"]) == {name: {"sentence": "甲", "numbers": []}}
    for statement in ("update screen set content = '{}'", "delete from deck", "delete from screen"):
        if statement.endswith("deck"):
            decks.create("例会")
        with pytest.raises(DBAPIError, match="rows are only added"), store.begin() as connection:
            connection.execute(text(statement))


# --- what stands behind a number ---


def test_behind_a_rate_stand_its_counts_and_the_year_before(snapshot: str) -> None:
    rows = why.behind(snapshot, offices=["118801001"], indicators=[RATE], years=[2023])
    told = rows.select("role", "indicator_name", "year", "state", "value", "quote").rows()
    assert told == [
        ("numerator", "调解成功", 2023, "value", 200, "200件"),
        ("denominator", "调解矛盾纠纷", 2023, "value", 205, "205件"),
        ("before", "调解成功率", 2022, "value", 95, "95%"),
    ]


@pytest.mark.parametrize(
    ("office", "indicator", "year", "role", "state", "value"),
    [
        ("118801003", RATE, 2023, "before", "missing", None),  # no report at all
        ("118801001", RATE, 2021, "before", "silent", None),  # a report that does not say it
        ("118801001", "litigation.lawsuits", 2023, "before", "value", 2),
        ("118801002", RATE, 2023, "denominator", "value", 120),  # 受理, which gives the rate, not 调解
    ],
)
def test_what_is_not_there_has_its_name(
    snapshot: str, office: str, indicator: str, year: int, role: str, state: str, value: float | None
) -> None:
    rows = why.behind(snapshot, offices=[office], indicators=[indicator], years=[year])
    assert rows.filter(role=role).select("state", "value").rows() == [(state, value)]


def test_a_stated_part_stands_behind_its_whole(snapshot: str) -> None:
    rows = why.behind(snapshot, offices=["118801100"], indicators=["mediation.handled"], years=[2023])
    assert rows.filter(role="part").select("part", "value").rows() == [("山口村", 15)]


def test_each_asked_number_keeps_its_place(snapshot: str) -> None:
    offices = ["118801001", "118801002", "118801001"]
    rows = why.behind(snapshot, offices=offices, indicators=[RATE, CASES, CASES], years=[2023, 2023, 2022])
    assert rows["number"].unique().to_list() == [1, 2, 3]
    assert rows.filter(number=3)["role"].to_list() == ["before"]


# --- from a view to a screen ---


@pytest.fixture
def taken(people: None, snapshot: str, visit: Callable[..., AppTest]) -> Callable[..., dict[str, Any]]:
    """A function that opens a view, takes it into a new deck, and gives what the screen keeps."""

    def take(view: str, **choice: str) -> dict[str, Any]:
        at = visit(view, **choice)
        at.text_input(key="deck-name").set_value("例会")
        at.button(key="deck-add").click().run()
        assert not at.exception
        assert "已加入所选的会议，现有1屏" in at.toast[0].value
        return next(iter(decks.contents([decks.every()[0].slides[0].screen]).values()))

    return take


def test_a_screen_keeps_sentence_basis_chart_and_a_link_with_every_choice(taken: Callable[..., dict[str, Any]]) -> None:
    content = taken("compare", office="西河街道")
    assert content["sentence"].startswith("2023年示例区7个街镇中6个有报告，4个写明“调解成功率”")
    assert content["view"] == "对比 · 调解成功率 · 2023年 · 示例区"
    assert "n：写明4个，其中可比2个；未提及2个；报告缺1个。统计期：" in content["basis"][0]
    assert "数据版本20240601T000000000Z-0a1b2c3d，数据生成于2024年6月1日。" in content["basis"][-1]
    for choice in ("year=2023", "area=", "indicator=", "office="):
        assert choice in content["address"]
    assert "hovertext" not in json.dumps(content["figure"])
    assert [number["row"] for number in content["numbers"]] == [0, 1, 2, 3]
    assert content["numbers"][content["asked"]]["label"] == "西河街道"


def test_why_walks_from_a_number_to_its_parts_its_sentence_and_last_year(taken: Callable[..., dict[str, Any]]) -> None:
    number = taken("compare")["numbers"][1]
    assert (number["label"], number["value"], number["about"]) == ("东街街道", "97.6%", "2023年")
    assert number["parts_line"] == "200÷205=97.6%（推算）"
    assert [(one["label"], one["value"]) for one in number["parts"]] == [
        ("分子：调解成功", "200件"), ("分母：调解矛盾纠纷", "205件"),
    ]  # fmt: skip
    said = number["said"][0]
    assert said["before"].endswith("调解成功率") and said["quote"] == "97.6%" and said["after"].startswith("，涉及金额")
    assert (number["before"][0]["label"], number["before"][0]["value"]) == ("2022年", "95%")
    assert number["before"][0]["source"] == "东街街道2022年报告"


def test_an_absence_last_year_is_named_and_never_a_zero(taken: Callable[..., dict[str, Any]]) -> None:
    numbers = {one["label"]: one for one in taken("compare")["numbers"]}
    assert numbers["南门街道"]["before"][0]["value"] == "报告缺"
    assert "不可比：统计期为1—9月" in numbers["南门街道"]["about"]


@pytest.mark.parametrize("view", ["overview", "heatmap", "districts", "trends", "silence", "office", "indicators"])
def test_any_view_becomes_a_screen(view: str, taken: Callable[..., dict[str, Any]]) -> None:
    content = taken(view)
    assert content["sentence"] and content["figure"]["data"]
    assert all(number["label"] and number["value"] and number["said"] for number in content["numbers"])
    assert bool(content["numbers"]) == (view in ("heatmap", "districts", "trends", "office"))


def test_behind_the_figure_of_a_district_stand_its_offices(taken: Callable[..., dict[str, Any]]) -> None:
    numbers = {one["label"].split()[-1]: one for one in taken("districts")["numbers"]}
    assert [one["value"] for one in numbers["对照区"]["parts"]] == ["99%（99÷100）", "97%（291÷300）"]
    assert numbers["对照区"]["said"][0]["quote"] == "99%"


COUNT = {"report": "r", "period_start": 1, "period_end": 2, "reason": None, "qualifier": "exact"}


@pytest.mark.parametrize(
    ("part", "whole", "line"),
    [
        ({"value": 200}, {"value": 205}, "200÷205=97.6%（推算）"),
        ({"value": 200}, None, "报告没有同时写明分子和分母。"),
        ({"value": 200, "period_end": 3}, {"value": 205}, "分子和分母的统计期或范围不一致，不作推算。"),
        ({"value": 200}, {"value": 205, "qualifier": "approx"}, "分子或分母不是确数，不作推算。"),
        ({"value": 0}, {"value": 0}, "分子或分母不是确数，不作推算。"),
    ],
)
def test_counts_are_divided_only_where_they_belong_together(
    part: dict[str, Any], whole: dict[str, Any] | None, line: str
) -> None:
    assert screens._division([COUNT | count for count in (part, whole) if count is not None]) == line


# --- the page of a deck and the page that arranges it ---


def test_the_data_of_a_deck_cannot_end_their_element() -> None:
    hostile = "</script><script>alert(1)</script><!--"
    content = {"view": hostile, "sentence": hostile, "basis": [hostile], "address": "compare", "snapshot": "x"}
    said = page.Said(
        Deck("d", 1, hostile, (Slide("s", hostile),), decks.audit.now()),
        {"s": {**content, "figure": None, "numbers": [], "asked": 0}},
        lambda relative: f"http://board/{relative}",
    )
    written = page.write(said, "night", routes.marks())
    assert "alert(1)</script>" not in written
    assert written.count("<script") == written.count("</script>") == 3
    assert 'data-theme="night"' in written
    island = written.split('id="deck">')[1].split("</script>")[0]
    assert json.loads(island)["screens"][0]["title"] == hostile


def test_the_words_of_a_report_stay_as_written_on_a_wall_in_the_other_script() -> None:
    told = {"label": "东街街道", "before": "调解纠纷", "quote": "205件", "after": "。"}
    worded = page._worded({"said": [told], "sentence": "调解纠纷"}, script.traditional)
    assert worded["said"][0] == told | {"label": "東街街道"}
    assert worded["sentence"] == "調解糾紛"


def test_screens_are_moved_named_enlarged_and_removed(
    people: None, snapshot: str, visit: Callable[..., AppTest]
) -> None:
    for view in ("compare", "trends"):
        at = visit(view)
        if view == "compare":
            at.text_input(key="deck-name").set_value("例会")
        at.button(key="deck-add").click().run()
    deck = decks.every()[0]
    at = visit("meeting")
    assert not at.exception
    assert "“例会”共2屏" in words(at)
    assert f"projector/{deck.deck}?theme=day" in words(at)
    at.button(key=f"down-{deck.deck}-{deck.version}-0").click().run()
    moved = decks.every()[0]
    assert moved.slides == tuple(reversed(deck.slides))
    key = f"{deck.deck}-{moved.version}-1"
    at.text_input(key=f"title-{key}").set_value("  谁高谁低 ").run()
    named = decks.every()[0]
    assert named.slides[1].title == "谁高谁低"
    at.selectbox(key=f"figure-{deck.deck}-{named.version}-1").set_value(2).run()
    assert decks.every()[0].slides[1].figure == 1
    at.button(key=f"out-{deck.deck}-{decks.every()[0].version}-0").click().run()
    assert len(decks.every()[0].slides) == 1
    assert not at.exception


@pytest.mark.parametrize(
    ("mode", "headers", "status"),
    [
        ("off", {}, 200),
        ("proxy", {}, 404),
        ("proxy", {"X-Forwarded-User": "chief", "X-Jiedao-Secret": "s"}, 200),
        ("proxy", {"X-Forwarded-User": "stranger", "X-Jiedao-Secret": "s"}, 404),
        ("proxy", {"X-Forwarded-User": "chief", "X-Jiedao-Secret": "guessed"}, 404),
    ],
)
def test_the_link_is_the_key_but_behind_a_proxy_people_are_asked(
    people: None, monkeypatch: pytest.MonkeyPatch, mode: str, headers: dict[str, str], status: int
) -> None:
    for name, value in (("ACCESS", mode), ("PROXY_SECRET", "s"), ("ADMINS", "chief")):
        monkeypatch.setenv(f"JIEDAO_{name}", value)
    deck = decks.create("例会")
    browser = TestClient(Starlette(routes=routes.ROUTES))
    answer = browser.get(f"/projector/{deck.deck}", headers=headers)
    assert answer.status_code == status
    assert ("例会" in answer.text) == (status == 200)


def test_the_files_of_a_wall_are_kept_for_ever_and_there_are_no_others() -> None:
    browser = TestClient(Starlette(routes=routes.ROUTES))
    assert "immutable" in browser.get("/projector-files/projector.css").headers["cache-control"]
    assert browser.get("/projector-files/routes.py").status_code == 404


def test_without_a_deck_the_page_says_where_to_begin(
    people: None, snapshot: str, visit: Callable[..., AppTest]
) -> None:
    assert "点“加入会议”" in words(visit("meeting"))


@pytest.mark.parametrize(("role", "edits"), [(Role.READER, False), (Role.ANALYST, True)])
def test_who_may_read_shows_a_deck_and_does_not_change_it(
    role: Role, edits: bool, people: None, snapshot: str, visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = decks.create("例会")
    monkeypatch.setattr(access, "visitor", lambda: access.Visitor("某人", role))
    at = visit("meeting")
    assert not at.exception
    assert "“例会”还没有一屏" in words(at)
    assert bool([button for button in at.button if button.label == "确认删除"]) is edits
    assert bool([box for box in at.text_input if box.label == "会议名称"]) is edits
    assert bool([box for box in visit("compare").button if box.label == "加入"]) is edits
    arranged._save(deck, name="改过")  # a page that stood open while the role was taken back
    assert (decks.every()[0].name == "改过") is edits
