"""What a person decided holds after a rebuild, whatever the rules say; what lost its sentence comes back by name."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline import build, catalogue, collection, review, store
from pipeline.catalogue import Catalogue
from pipeline.model import Action, Decision, Original
from pipeline.store import decisions, received

LEAD = "望湖街道2023年法治政府建设年度报告\n"
MEDIATED = "全年调解矛盾纠纷205件，调解成功200件。"
NOTHING = "全年未发生行政复议、行政诉讼。"
VISITED = "另走访商户412家。"
TEXT = LEAD + MEDIATED + "\n" + NOTHING + "\n" + VISITED + "\n"


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Board"]:
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield Board(tmp_path)
    store._engine(store.url()).dispose()


class Board:
    """A folder with one report, its snapshots, and a person who decides."""

    def __init__(self, folder: Path) -> None:
        self.reports, self.snapshots = folder / "reports", folder / "snapshots"
        self.reports.mkdir()
        self.write(TEXT)

    def write(self, text: str, name: str = "望湖2023.txt") -> None:
        (self.reports / name).write_text(text, encoding="utf-8")

    def rebuild(self) -> str:
        summary = build.build([self.reports], self.snapshots)
        assert summary.snapshot
        return summary.snapshot

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        snapshot = (self.snapshots / "CURRENT").read_text().strip()
        with duckdb.connect(str(self.snapshots / f"{snapshot}.duckdb"), read_only=True) as connection:
            return connection.execute(statement).fetchall()

    def said(self) -> dict[tuple[str, str], tuple[float, str | None]]:
        rows = self.ask("select quote, indicator, value, reviewer from observation")
        return {(quote, indicator): (value, reviewer) for quote, indicator, value, reviewer in rows}

    def decide(self, action: Action, quote: str, sentence: str, **more: Any) -> Decision:
        sha256 = self.ask("select sha256 from report")[0][0]
        first = TEXT.index(sentence)
        start = first + sentence.index(quote)
        place = {
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "sentence_start": first,
            "sentence": sentence,
        }
        about = more.get("about")
        subject = decisions.place(sha256, start, start + len(quote), quote, about)
        turn = decisions.turns().get(subject, 0) + 1
        new = Decision(subject, turn, action, "王核对", report="望湖2023", sha256=sha256, **(place | more))
        return decisions.record(new)


ACCEPTED = {"indicator": "mediation.handled", "value": 205.0, "unit": "件", "status": "actual", "scope": "street"}


def without(indicator: str) -> Callable[[], Catalogue]:
    """A catalogue in which no rule finds an indicator any more."""
    loaded = catalogue.load()
    kept = tuple(replace(one, rules=(), zero=()) if one.id == indicator else one for one in loaded.indicators)
    return lambda: replace(loaded, indicators=kept, digest="changed")


def test_a_decision_holds_after_a_rebuild_with_a_changed_rule(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    first = board.rebuild()
    assert board.said()["205件", "mediation.handled"] == (205, None)
    board.decide(Action.ACCEPT, "205件", MEDIATED, **ACCEPTED)
    assert board.rebuild() != first
    assert board.said()["205件", "mediation.handled"] == (205, "王核对")
    monkeypatch.setattr(catalogue, "load", without("mediation.handled"))
    board.rebuild()
    assert board.said()["205件", "mediation.handled"] == (205, "王核对")
    assert board.ask("select action, before_indicator, is_same from decision") == [("accept", None, False)]
    assert board.ask("select disposition from numeral where quote = '205件'") == [("assigned",)]


def test_a_decision_follows_its_sentence_and_comes_back_by_name_when_that_is_gone(board: Board) -> None:
    board.rebuild()
    board.decide(Action.CORRECT, "205件", MEDIATED, **ACCEPTED | {"value": 250.0}, reason="原件为250")
    board.write(LEAD + "办事处召开会议。\n" + TEXT.removeprefix(LEAD))
    board.rebuild()
    assert board.said()["205件", "mediation.handled"] == (250, "王核对")
    board.write(TEXT.replace("205件", "206件"))
    board.rebuild()
    assert board.said()["206件", "mediation.handled"] == (206, None)
    assert board.ask("select report, quote, person, why from returned") == [
        ("望湖2023", "205件", "王核对", "原来的句子已不在，或有几处相同")
    ]
    found = board.ask("select message from finding where \"check\" = 'decision_returned'")
    assert found == [("王核对对「205件」的决定不再生效：原来的句子已不在，或有几处相同；请重新核对。",)]
    board.write(TEXT)
    board.rebuild()
    assert board.said()["205件", "mediation.handled"] == (250, "王核对")


def test_a_sentence_that_stands_twice_decides_nothing(board: Board) -> None:
    board.rebuild()
    board.decide(Action.ACCEPT, "205件", MEDIATED, **ACCEPTED)
    board.write(LEAD + "前言。" + MEDIATED + "\n" + MEDIATED + "\n")
    board.rebuild()
    assert len(board.ask("from returned")) == 1


def test_a_rejected_number_states_nothing_and_an_undone_rejection_states_it_again(board: Board) -> None:
    board.rebuild()
    board.decide(Action.REJECT, "205件", MEDIATED, about="mediation.handled", reason="是上年数")
    board.rebuild()
    assert ("205件", "mediation.handled") not in board.said()
    assert board.ask("select disposition, why from numeral where quote = '205件'") == [
        ("unassigned", "人工核对：不是任何指标的数")
    ]
    board.decide(Action.UNDO, "205件", MEDIATED, about="mediation.handled")
    board.rebuild()
    assert board.said()["205件", "mediation.handled"] == (205, None)
    assert board.ask("from decision") == []


def test_an_unassigned_number_is_assigned_and_a_missed_one_is_added(board: Board) -> None:
    board.rebuild()
    word = {"indicator": "enforcement.cases", "unit": "件", "status": "actual", "scope": "street"}
    board.decide(Action.ASSIGN, "412家", VISITED, value=412.0, **word)
    board.decide(Action.ADD, "走访商户", VISITED, value=1.0, **word)
    board.rebuild()
    said = board.said()
    assert said["412家", "enforcement.cases"] == (412, "王核对")
    assert said["走访商户", "enforcement.cases"] == (1, "王核对")
    assert board.ask("select disposition from numeral where quote = '412家'") == [("assigned",)]


def test_of_two_nothings_in_the_same_words_only_the_one_meant_is_rejected(board: Board) -> None:
    board.rebuild()
    zeros = {key for key, (value, _) in board.said().items() if value == 0}
    assert {indicator for _, indicator in zeros} == {"litigation.reconsiderations", "litigation.lawsuits"}
    quote = next(quote for quote, indicator in zeros if indicator == "litigation.lawsuits")
    board.decide(Action.REJECT, quote, NOTHING, about="litigation.lawsuits")
    board.rebuild()
    assert {indicator for (_, indicator), (value, _) in board.said().items() if value == 0} == {
        "litigation.reconsiderations"
    }


def test_a_person_names_the_office_and_year_of_a_report(board: Board) -> None:
    board.write("某街道法治工作总结\n" + MEDIATED, "来稿.txt")
    board.rebuild()
    assert board.ask("select office, year from report where report = '来稿'") == [("~来稿", None)]
    sha256 = board.ask("select sha256 from report where report = '来稿'")[0][0]
    office = board.ask("select office from office where district = '海淀区' order by office limit 1")[0][0]
    decisions.record(
        Decision(
            decisions.original(sha256),
            1,
            Action.IDENTIFY,
            "王核对",
            report="来稿",
            sha256=sha256,
            office=office,
            year=2023,
        )
    )
    board.rebuild()
    assert board.ask("select office, year from report where report = '来稿'") == [(office, 2023)]
    assert board.ask("select action, office, year from decision") == [("identify", office, 2023)]


def test_no_such_duty_is_a_state_of_its_own(board: Board) -> None:
    board.rebuild()
    office = board.ask("select office from report")[0][0]
    subject = decisions.duty(office, 2023, "grid.total")
    decisions.record(
        Decision(
            subject,
            1,
            Action.EXEMPT,
            "王核对",
            reason="网格由区统一划分",
            office=office,
            year=2023,
            indicator="grid.total",
        )
    )
    board.rebuild()
    state = f"select state, duty from cell where office = '{office}' and year = 2023 and indicator = 'grid.total'"  # noqa: S608
    assert board.ask(state) == [("exempt", "网格由区统一划分")]


def test_a_decision_on_a_report_that_is_gone_is_kept_and_named(board: Board) -> None:
    board.rebuild()
    board.decide(Action.ACCEPT, "205件", MEDIATED, **ACCEPTED)
    (board.reports / "望湖2023.txt").unlink()
    board.write("望湖街道2022年法治政府建设年度报告\n全年调解矛盾纠纷99件。", "望湖2022.txt")
    board.rebuild()
    assert board.ask("select report, why from returned") == [("望湖2023", "这份报告已不在")]


def replaced(board: Board, old: str, new: bytes, name: str) -> str:
    """A new version under another name, brought in and confirmed in place of the one before it; its SHA-256."""
    digest = hashlib.sha256(new).hexdigest()
    received.home().mkdir(exist_ok=True)
    (received.home() / digest).write_bytes(new)
    received.confirm([received.Received(digest, name, "李导入", name, "1", 2023, "annual", old)], [])
    return digest


def collected(board: Board) -> None:
    assert build.build(collection.collection(board.reports), board.snapshots).snapshot


def test_a_decision_follows_to_versions_under_other_names_and_comes_back_by_name_where_the_sentence_is_gone(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEDAO_ORIGINALS", str(board.reports.parent / "originals"))
    board.rebuild()
    board.decide(Action.CORRECT, "205件", MEDIATED, **ACCEPTED | {"value": 250.0}, reason="原件为250")
    first = board.ask("select sha256 from report")[0][0]
    second = replaced(board, first, (LEAD + "办事处召开会议。\n" + TEXT.removeprefix(LEAD)).encode(), "终稿.txt")
    collected(board)
    assert board.ask("select report from report") == [("终稿",)]
    assert board.said()["205件", "mediation.handled"] == (250, "王核对")
    assert board.ask("from returned") == []
    third = replaced(board, second, (TEXT + "特此报告。\n").encode(), "再改.txt")
    collected(board)
    assert board.said()["205件", "mediation.handled"] == (250, "王核对"), "through two versions"
    replaced(board, third, TEXT.replace("205件", "206件").encode(), "又改.txt")
    collected(board)
    assert board.said()["206件", "mediation.handled"] == (206, None)
    assert board.ask("select report, quote, person, why from returned") == [
        ("又改", "205件", "王核对", "原来的句子已不在，或有几处相同")
    ]


def test_what_was_said_of_the_version_itself_holds_against_what_was_said_of_an_older_one() -> None:
    old, own = (Decision(name, 1, Action.REJECT, "王", sha256=name) for name in ("older", "own"))
    original = Original("终稿", "终稿.txt", "", "own")
    assert review.by_report([own, old], [original], {"older": "own"}) == {"终稿": [old, own]}
    assert review.by_report([old], [original], {"older": "x", "x": "older"}) == {"": [old]}, "a circle ends"


def test_an_indicator_whose_unit_changed_takes_no_old_value(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    board.rebuild()
    board.decide(Action.CORRECT, "205件", MEDIATED, **ACCEPTED | {"unit": "起", "value": 9.0})
    board.rebuild()
    assert board.said()["205件", "mediation.handled"] == (205, None)
    assert board.ask("select why from returned") == [("指标的单位已改变",)]
