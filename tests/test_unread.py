"""未归入: what the numbers without an indicator count, and how they are found again."""

from collections.abc import Callable
from typing import Any

import pytest
import world
from conftest import words
from streamlit.testing.v1 import AppTest
from world import N

from pages.shared import export
from pages.shared.unread import asked
from pipeline.build import extract
from pipeline.catalogue import load
from pipeline.model import Disposition, Document
from pipeline.offices import Offices
from queries import unread

A = "118801"
HERE = {"areas": [A], "kind": None, "simulated": False}
ANNUAL = ("annual", "法治政府建设年度报告", False)


def open_number(quote: str, unit: str = "") -> N:
    return N(quote, disposition="unassigned", unit=unit)


@pytest.fixture
def built(serve: Any, tmp_path: Any) -> Callable[..., str]:
    def make(*sentences: list[Any]) -> str:
        serve(tmp_path)
        reports = [(f"r{n}", f"{A}00{n}", 2023, *ANNUAL, said) for n, said in enumerate(sentences, start=1)]
        return world.build(tmp_path, reports=reports)

    return make


def nouns(snapshot: str) -> list[tuple[str | None, str, int, int]]:
    rows = unread.groups(snapshot, words=[], **HERE)
    return rows.select("noun", "unit", "numbers", "offices").rows()


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ([[("走访商户", "412家")], [("全年共走访商户", "38家")]], [("走访商户", "家", 2, 2)]),
        ([[("发放宣传折页共计", "50份")], [("印制宣传折页", "9份")]], [("宣传折页", "份", 2, 2)]),
        ([[("有", "8个", "预备项目")]], [("预备项目", "个", 1, 1)]),
        ([[("有", "8个", "，此外没有")]], [(None, "个", 1, 1)]),
        ([[("走访商户", "12家")], [("走访商户", "12户")]], [("走访商户", "家", 1, 1), ("走访商户", "户", 1, 1)]),
        ([[("为期", "3天")], [("历时", "5天")]], []),
    ],
    ids=["shared ending", "leading words dropped", "noun behind", "no word", "other unit", "spans of time"],
)
def test_a_number_counts_the_noun_that_most_offices_put_beside_it(
    built: Callable[..., str], sentences: list[Any], expected: list[Any]
) -> None:
    reports = [[(lead, open_number(quote, quote[-1]), *tail, "。")] for ((lead, quote, *tail),) in sentences]
    assert sorted(nouns(built(*reports)), key=repr) == sorted(expected, key=repr)


def test_a_number_has_the_words_since_the_number_or_stop_before_it(built: Callable[..., str]) -> None:
    snapshot = built([("全年很忙，走访商户", open_number("412家", "家"), "和工地", open_number("9处", "处"), "以上。")])
    rows = unread.numbers(snapshot, words=[], **HERE)
    assert rows.select("lead", "quote", "tail").rows() == [
        ("走访商户", "412家", "和工地9处以上"),
        ("和工地", "9处", "以上"),
    ]


def test_every_word_of_a_search_must_stand_beside_the_number(snapshot: str) -> None:
    for searched, found in ((["走访"], 1), (["走访", "商户"], 1), (["走访", "工地"], 0), (["开展"], 0)):
        assert len(unread.numbers(snapshot, words=searched, **HERE)) == found
        assert len(unread.groups(snapshot, words=searched, **HERE)) == found


def test_the_reason_that_opens_a_group_is_the_one_that_the_account_gives() -> None:
    text = "示例街道2023年法治政府建设年度报告\n全年制作彩色灯笼88盏，每个网格3盏。"
    document = Document("r", "r.txt", "0" * 64, "txt", "utf-8", text)
    numerals = extract(document, load(), Offices.load()).numerals
    reasons = {n.quote: n.why for n in numerals if n.disposition is Disposition.UNASSIGNED}
    assert reasons["88盏"] == world.WHY["unassigned"] != reasons["3盏"]


def test_the_search_is_in_the_address_and_a_group_leads_to_its_numbers(
    snapshot: str, visit: Callable[..., AppTest]
) -> None:
    at = visit("unread", words="走访 商户")
    assert at.text_input(key="words").value == "走访 商户"
    assert "旁边写有“走访”、“商户”的未归入数字1处" in words(at)
    assert "evidence?report=" in words(at)


def test_the_file_names_its_columns(snapshot: str) -> None:
    rows = unread.numbers(snapshot, words=[], **HERE)
    text = export.csv(rows, "范围", snapshot).decode("utf-8-sig")
    assert "所数的事物" in text and "走访商户" in text and "数字前的词" in text


def test_a_search_is_split_at_spaces_and_each_word_asked_once() -> None:
    assert asked(" 走访　商户 走访 ") == ("走访", "商户")
    assert asked(None) == ()
