"""核对: the most harmful case first; a decision is written as it was seen, and nobody overwrites anybody."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import words
from streamlit.testing.v1 import AppTest
from world import ROOT

import queries
from pages.shared.reviewing import adding
from pipeline import build, store
from pipeline.desk import rebuild
from pipeline.model import Action
from pipeline.store import decisions

AREA = "模拟省 模拟市 澄江区"
REPORTS = {
    "澄江望湖2023.txt": (
        "澄江区望湖街道2023年法治政府建设年度报告\n本报告为模拟数据。\n全年调解矛盾纠纷205件，调解成功200件，调解成功率99.9%。\n"
        "办理行政处罚案件86件。\n全年共作出行政处罚96件。\n另走访商户412家。\n全年未发生行政复议。\n"
    ),
    "澄江望湖2022.txt": "澄江区望湖街道2022年法治政府建设年度报告\n本报告为模拟数据。\n全年调解矛盾纠纷190件，调解成功180件。\n",
    "来稿.txt": "法治工作总结\n本报告为模拟数据。2023年全年调解矛盾纠纷7件。\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    (folder / "reports").mkdir()
    for name, text in REPORTS.items():
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    environment = pytest.MonkeyPatch()
    environment.setenv("JIEDAO_STORE", f"sqlite:///{folder / 'none.sqlite'}")
    assert build.build([folder / "reports"], folder / "snapshots").snapshot
    store._engine(store.url()).dispose()
    environment.undo()
    return folder


@pytest.fixture
def desk(
    built: Path, tmp_path: Path, serve: Any, monkeypatch: pytest.MonkeyPatch, visit: Callable[..., AppTest]
) -> Iterator[Callable[..., AppTest]]:
    """Opens the page as a person with a name, on a store of their own."""
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'people.sqlite'}")
    monkeypatch.setenv("JIEDAO_SNAPSHOTS", str(built / "snapshots"))
    monkeypatch.setenv("JIEDAO_REPORTS", str(built / "reports"))
    serve(built / "snapshots")

    def open_page(person: str = "王核对", **address: str) -> AppTest:
        at = visit("review", simulated="true", year="2023", **address)
        assert not at.exception
        return at.text_input(key="named_person").input(person).run() if person else at

    yield open_page
    store._engine(store.url()).dispose()


def press(at: AppTest, label: str) -> AppTest:
    button = next(button for button in at.button if button.label == label)
    assert not button.disabled
    done = button.click().run()
    assert not done.exception
    return done


def test_the_most_harmful_case_stands_first_with_its_sentence_and_what_it_is_judged_by(
    desk: Callable[..., AppTest],
) -> None:
    at = desk()
    shown = words(at)
    assert "前后矛盾" in shown or "比率" in shown
    assert "<mark class='number assigned asked'>" in shown
    assert "程序读作：" in shown
    assert "<h2>本街镇其他年份</h2>" in shown and "<h2>同区同年</h2>" in shown
    assert "已核对0处" in shown


def test_without_a_name_nobody_decides(desk: Callable[..., AppTest]) -> None:
    at = desk("")
    assert "请先在上面填写您的姓名" in words(at)
    assert all(button.disabled for button in at.button if button.label in ("采用", "改正", "不采用"))


def test_what_is_accepted_is_written_with_all_that_was_seen_and_can_be_taken_back(desk: Callable[..., AppTest]) -> None:
    at = press(desk(), "采用")
    (one,) = decisions.history()
    assert (one.action, one.person, one.turn) == (Action.ACCEPT, "王核对", 1)
    assert one.indicator and one.value is not None and one.sentence and one.quote in one.sentence
    assert "已核对1处" in words(at)
    at = press(at, "撤销")
    assert [said.action for said in decisions.history()] == [Action.ACCEPT, Action.UNDO]
    assert "已核对0处" in words(at)


def test_the_second_of_two_who_look_at_one_case_is_told_and_sees_the_next(desk: Callable[..., AppTest]) -> None:
    first, second = desk("甲"), desk("乙")
    press(first, "采用")
    at = press(second, "不采用")
    assert [one.person for one in decisions.history()] == ["甲"]
    assert any("甲刚刚对此作了决定（采用），您的决定没有保存" in text.value for text in at.text)
    assert "已核对1处" in words(at)


def test_a_correction_says_value_indicator_and_scope(desk: Callable[..., AppTest]) -> None:
    at = press(desk(check="未归入的数"), "归入指标")
    assert "412家" in words(at)
    next(box for box in at.selectbox if box.label == "指标" and box.key is None).select("调解矛盾纠纷")
    next(box for box in at.number_input if box.label == "数值").set_value(41.0)
    next(box for box in at.selectbox if box.label == "数值的倍数").select("万")
    next(box for box in at.selectbox if box.label == "范围").select("part")
    next(box for box in at.text_input if box.label.startswith("只是一部分")).input("望湖社区")
    at = press(at, "保存")
    (one,) = decisions.history()
    assert (one.action, one.indicator, one.value, one.unit) == (Action.ASSIGN, "mediation.handled", 410_000, "件")
    assert (one.scope, one.scope_name, one.quote) == ("part", "望湖社区", "412家")


def test_a_second_person_decides_blindly_and_a_dispute_comes_back(
    desk: Callable[..., AppTest], built: Path, tmp_path: Path, serve: Any
) -> None:
    press(desk("甲", check="抽查"), "采用")
    build.build([built / "reports"], tmp_path / "snapshots")
    serve(tmp_path / "snapshots")
    assert "这里没有要核对的了" in words(desk("甲", mode="复核", share="100"))
    at = desk("乙", mode="复核", share="100")
    assert "请独立判断" in words(at) and "程序读作" in words(at)
    assert "甲" not in words(at) and "采用" not in words(at)
    press(at, "不采用")
    first, second = decisions.checked_twice(decisions.history())[0]
    assert (first.person, second.person, second.second) == ("甲", "乙", True)
    at = desk("丙", check="复核不一致")
    assert "两人的决定不同（甲：采用" in words(at) and "乙：不采用" in words(at)
    press(at, "采用")
    assert "这里没有要核对的了" in words(desk("丙", check="复核不一致"))
    assert "1（100%）" not in words(desk("丙", mode="记录"))


PLACES = [  # pasted words, the number among them, and what is said where it cannot be told
    ("另走访商户412家。", "412家", None),
    ("另走访商户412家。", "413家", "这一句里没有这个数"),
    ("另走访商户五百家。", "五百家", "报告中没有这一句"),
    ("件，", "件", "报告中有几处这样的文字"),
    ("调解成功200件，调解成功率99.9%", "调解成功", "这一句里有几处这样的数"),
]


@pytest.mark.parametrize(("passage", "quote", "problem"), PLACES)
def test_a_missed_number_is_found_by_its_words_or_it_is_said_why_not(
    passage: str, quote: str, problem: str | None
) -> None:
    text = REPORTS["澄江望湖2023.txt"]
    found = adding.locate(
        {"text": text, "report": "r", "sha256": "0" * 64, "year": 2023, "office": "x"}, passage, quote
    )
    if problem:
        assert isinstance(found, str) and problem in found
    else:
        assert isinstance(found, dict) and text[found["start"] : found["end"]] == quote


def test_decisions_are_applied_by_a_process_of_its_own(desk: Callable[..., AppTest], built: Path) -> None:
    at = press(desk(), "采用")
    before = queries.current()
    assert any("1个决定还没有用到数据里" in text.value for text in at.text)
    press(at, "应用决定")
    for _ in range(300):
        if queries.current() != before and not rebuild.state().is_running:
            break
        time.sleep(0.2)
    assert queries.current() != before
    while rebuild._children:
        rebuild.state()
    assert rebuild.state().failure == ""
    assert "数据已更新，点此显示新的数据" not in {button.label for button in desk().button}


def test_a_rebuild_that_was_killed_is_not_running_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDAO_SNAPSHOTS", str(tmp_path))
    hold = (
        "import time; from pipeline.desk import rebuild as r; lock = r._lock(); r._write(r.State(True, 1, 9)); "
        "print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], cwd=ROOT, env=os.environ.copy(), stdout=subprocess.PIPE, encoding="utf-8"
    ) as child:
        assert child.stdout and child.stdout.readline() == "held\n"
        assert rebuild.state() == rebuild.State(True, 1, 9)
        child.kill()
    assert rebuild.state() == rebuild.State(failure="更新中途停止，原来的数据不变。")
