"""同组: whom an office is compared with. Every group is an address; a list made by hand restricts every view."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import world
from conftest import words
from streamlit.testing.v1 import AppTest

from pages.shared import frame, groups
from queries import selection

A, B = "118801", "118802"
HAND = {"group": "手选", "picked": ["西河街道（示例市示例区）", "北苑街道（示例市对照区）"]}
GROUPED = [room.file for room in frame.ROOMS if "group" in room.filters and room.group in frame.VIEWS]


def test_a_search_finds_offices_by_name_and_place_and_keeps_the_list(snapshot: str) -> None:
    def found(*said: str, listed: tuple[str, ...] = ()) -> list[str]:
        return selection.search(snapshot, words=said, labels=listed, simulated=False)["label"].to_list()

    assert found() == []
    assert found("苑") == ["北苑街道（示例市对照区）", "南苑街道（示例市对照区）", "东苑街道（示例市对照区）"]
    assert found("对照", "北") == ["北苑街道（示例市对照区）"]
    assert found("虚拟") == []
    assert found("某") == ["某街道（未认定）"]
    assert found("山口", listed=("西河街道（示例市示例区）", "不存在")) == [
        "西河街道（示例市示例区）",
        "山口镇（示例市示例区）",
    ]
    assert found("'; drop table office; --") == []


def test_a_search_gives_so_many_and_not_the_register(snapshot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "HITS", 2)
    rows = selection.search(snapshot, words=["街道"], labels=["西河街道（示例市示例区）"], simulated=False)
    assert rows["is_listed"].to_list() == [True, False, False]


def test_surroundings_are_told_by_district_city_and_province(snapshot: str) -> None:
    near = selection.around(snapshot, office=f"{A}100")
    assert near.select("area", "same_district", "same_city", "same_province", "kind").rows() == [
        (A, True, True, True, "镇"),
        (B, False, True, True, "镇"),
    ]
    assert selection.around(snapshot, office="~来稿")["area"].to_list() == [""]


@pytest.mark.parametrize(
    ("group", "covered"),
    [
        ("同区", "示例区 · 7个街镇中6个有报告"),
        ("同区同类", "示例区 · 6个街道中5个有报告"),
        ("同市", "示例市 · 10个街镇中8个有报告"),
        ("同市同类", "示例市 · 9个街道中7个有报告"),
        ("同省", "示例省 · 10个街镇中8个有报告"),
        ("同省同类", "示例省 · 9个街道中7个有报告"),
    ],
)
def test_a_group_is_that_of_the_office_looked_at(
    group: str, covered: str, snapshot: str, visit: Callable[..., AppTest]
) -> None:
    assert covered in words(visit("compare", office="东街街道", group=group))


def test_a_group_of_the_same_size_holds_those_with_as_many_stated_residents(
    serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visit: Callable[..., AppTest]
) -> None:
    people = ("profile.population", "常住人口", "辖区概况", "人", "count", "none", None, [])
    monkeypatch.setattr(world, "INDICATORS", [*world.INDICATORS, people])
    monkeypatch.setattr(world, "FINDINGS", [])
    counts = {f"{A}001": 60_000, f"{A}002": 89_000, f"{A}003": 91_000, f"{B}001": 41_000, f"{B}002": 39_000}
    reports = [
        (
            code,
            code,
            2023,
            "annual",
            "年度报告",
            False,
            [("常住人口", world.N(f"{n}人", "profile.population", n), "。")],
        )
        for code, n in counts.items()
    ]
    serve(tmp_path)
    snapshot = world.build(tmp_path, reports=reports)
    near = selection.alike(snapshot, office=f"{A}001", year=2023, simulated=False)
    assert near.rows() == [(f"{A}001", 60_000), (f"{B}001", 41_000), (f"{A}002", 89_000)]
    address = {"indicator": "常住人口", "group": "规模相近"}
    assert "规模相近（6万人上下）范围 · 3个街道中3个有报告" in words(visit("compare", office="东街街道", **address))
    at = visit("compare", office="湖滨街道", **address)
    assert "没有写明可用的常住人口" in words(at) and "7个街镇" in words(at)


def test_a_group_without_an_office_is_the_chosen_area_and_says_so(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("compare", group="同市")
    assert "7个街镇中6个有报告" in words(at)
    assert "“同市”要先选一个街镇突出显示，现在按所选地区。" in words(at)
    assert "还没有手选街镇，现在按所选地区。" in words(visit("compare", group="手选"))


@pytest.mark.parametrize("page", GROUPED)
def test_a_list_made_by_hand_restricts_every_view(page: str, snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit(page, **HAND)
    assert not at.exception
    if page != "office":  # which shows one office, also one that is not on the list
        assert "手选范围 · 2个街道" in words(at)
        assert "中山街道" not in words(at)


def test_the_office_looked_at_joins_the_list(snapshot: str, visit: Callable[..., AppTest]) -> None:
    assert "手选范围 · 3个街道中3个有报告" in words(visit("compare", office="东街街道", **HAND))


def test_the_list_is_read_back_from_the_address_and_what_is_no_office_is_dropped(
    snapshot: str, visit: Callable[..., AppTest]
) -> None:
    at = visit("compare", group="手选", picked=["西河街道（示例市示例区）", "<script>"])
    assert at.multiselect(key="picked").value == ["西河街道（示例市示例区）"]
    at.text_input(key="find").input("山口").run()
    at.multiselect(key="picked").set_value(["西河街道（示例市示例区）", "山口镇（示例市示例区）"]).run()
    assert "手选范围 · 2个街镇中2个有报告" in words(at)


def test_the_list_goes_along_in_every_link(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("compare", **HAND)
    assert "picked=%E8%A5%BF%E6%B2%B3" in words(at)


def test_a_list_by_hand_is_as_long_as_an_address_bears(serve: Any, tmp_path: Path) -> None:
    longest = "某某某某某某某某街道（某某某某某某某某自治州某某某某自治县）"
    assert groups.MOST * len(longest.encode()) * 3 < 16_384
