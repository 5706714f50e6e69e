"""The ten questions of questions.md, each walked from 总览 on the sample reports to its answer, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_e2e import browser, page, pytestmark, ready, serving  # noqa: F401 (fixtures and marks of the real browser)
from world import ROOT

from pages.shared import asked
from pipeline import build

MOST = 3  # interactions
WAIT = 60_000  # milliseconds; a machine under load is slow, not wrong
CITY = "模拟省 云川市（全域）"

# number, the link of 常问, what is chosen then, where the answer stands, the answer
QUESTIONS: list[tuple[int, str, list[tuple[str, str]], str, list[str]]] = [
    (1, "调解成功率谁高谁低", [], ".conclusion", ["按4个单位的件数合并为98.6%（推算），即1,234÷1,251", "分不出先后"]),
    (
        2,
        "按网格算谁调解最多",
        [],
        ".conclusion",
        ["3个可以推算每个网格的调解矛盾纠纷：青石街道（模拟）最多（5.63件）", "望湖街道（模拟）最少（3.32件）"],
    ),
    (
        3,
        "按网格算谁调解最多",
        [("除以", "每个社区（村）"), ("地区", CITY)],
        ".conclusion",
        ["4个可以推算每个社区（村）的调解矛盾纠纷：青石街道（模拟）最多（40.67件）"],
    ),
    (
        4,
        "比上年进步了吗",
        [("突出显示", "青石街道")],
        ".conclusion",
        ["由2022年的98.2%到2023年的98.6%，不能断定有变化（差别未超出偶然波动）"],
    ),
    (
        5,
        "比上年进步了吗",
        [("地区", "福建省 泉州市 鲤城区"), ("突出显示", "鲤中街道")],
        ".conclusion",
        ["鲤中街道2023年不能与上年比较（2023年报告缺）"],
    ),
    (6, "谁停报了什么", [("地区", "模拟省 云川市 栖霞岭区")], ".rows tr:has-text('行政诉讼')", ["河沿街道（模拟）"]),
    (7, "哪个区县领先", [], ".conclusion", ["区间重叠，不能肯定哪个区县领先"]),
    (8, "各家数的是一回事吗", [], ".conclusion", ["分母有2种：调解矛盾纠纷4个、受理矛盾纠纷1个"]),
    (9, "两项数有没有关系", [("地区", CITY)], ".conclusion", ["16个街镇中10个", "看不出两者的位次有关系"]),
    (10, "哪些数要核对", [("", "原文")], ".cited", ["普法宣传资料", "86400份"]),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a snapshot of the sample reports."""
    folder = tmp_path_factory.mktemp("samples")
    build.build((ROOT / "data" / "reports",), folder)
    with serving(folder) as address:
        yield address


def choose(opened: Page, label: str, option: str) -> None:
    """One interaction: a choice from a list or from buttons beside each other, or a link of the table followed."""
    if not label:
        opened.locator(".rows td").get_by_role("link", name=option).first.click()
    elif label == "除以":
        opened.get_by_role("radio", name=option).or_(opened.get_by_role("button", name=option)).first.click()
    else:
        opened.get_by_label(label, exact=True).first.click()
        opened.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize(("number", "link", "choices", "place", "answer"), QUESTIONS)
def test_a_question_is_answered_within_three_interactions(
    page: Page,  # noqa: F811 (the fixture)
    server: str,
    number: int,
    link: str,
    choices: list[tuple[str, str]],
    place: str,
    answer: list[str],
) -> None:
    assert 1 + len(choices) <= MOST
    page.goto(f"{server}/overview?simulated=true")
    ready(page, "overview")
    page.locator(".links").get_by_role("link", name=link).click()
    for label, option in choices:
        expect(page.locator(".conclusion")).to_be_visible(timeout=WAIT)
        choose(page, label, option)
    for words in answer:
        expect(page.locator(place).first).to_contain_text(words, timeout=WAIT)


def test_nobody_stopped_reporting_petitions(page: Page, server: str) -> None:  # noqa: F811
    page.goto(f"{server}/silence?simulated=true&view=按指标&area={CITY}")
    expect(page.locator(".rows table").first).to_contain_text("行政诉讼", timeout=WAIT)
    assert "信访" not in page.locator(".rows").first.inner_text()


def test_every_question_is_written_down_with_its_path() -> None:
    text = (Path(__file__).with_name("questions.md")).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", text, re.M)
    assert [int(row[0]) for row in rows] == [question[0] for question in QUESTIONS] == list(range(1, 11))
    for (_, _, path, _), (_, link, choices, _, _) in zip(rows, QUESTIONS, strict=True):
        assert path.strip().startswith(f"常问 {link}")
        assert path.count("→") == len(choices) <= MOST - 1
    assert {question[1] for question in QUESTIONS} == {name for name, _, _ in asked.QUESTIONS}
