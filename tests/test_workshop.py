"""指标工坊: a block is tried on all reports, proposed, and put into the catalogue's own file; nothing else becomes of it."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import words
from streamlit.testing.v1 import AppTest

from pages.shared import access
from pages.shared.access import Visitor
from pipeline import build, catalogue, store
from pipeline.desk import blocks, decided, drafts, rebuild, trial, workshop
from pipeline.desk.decided import Decided, Score
from pipeline.desk.workshop import Form, NotWritable, Wrong
from pipeline.model import Action, Decision
from pipeline.store import audit, decisions, proposals
from pipeline.store.accounts import Role
from pipeline.store.proposals import Answered, Proposal, State

HANDLED, VISITS = "mediation.handled", "走访商户"
REPORTS = {
    "澄江望湖2023.txt": (
        "澄江区望湖街道2023年法治政府建设年度报告\n本报告为模拟数据。\n全年调解矛盾纠纷205件，调解成功200件。\n"
        "办理行政处罚案件86件。\n另走访沿街商户412家。\n"
    ),
    "澄江望湖2022.txt": "澄江区望湖街道2022年法治政府建设年度报告\n本报告为模拟数据。\n全年调解矛盾纠纷190件。\n",
    "澄江南桥2023.txt": "澄江区南桥街道2023年法治政府建设年度报告\n本报告为模拟数据。\n走访商户30家。\n",
}
NEW = Form(
    name=VISITS, unit="家", definition="走访的沿街商户家数", rules="走访 商户 # ~家|户",
    examples="全年走访商户【35家】。\n走访沿街商户【12户】，发放资料。", counterexamples="走访群众【35家】。",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workshop")
    (folder / "reports").mkdir()
    for name, text in REPORTS.items():
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    assert build.build([folder / "reports"], folder / "snapshots").snapshot
    return folder


@pytest.fixture
def own(built: Path, tmp_path: Path, serve: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the catalogue, a store and snapshots of one's own; the folder of snapshots. No build begins by itself."""
    shutil.copytree(catalogue.CATALOGUE, tmp_path / "catalogue")
    shutil.copytree(built / "snapshots", tmp_path / "snapshots")
    monkeypatch.setattr(catalogue, "CATALOGUE", tmp_path / "catalogue")
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'people.sqlite'}")
    monkeypatch.setenv("JIEDAO_SNAPSHOTS", str(tmp_path / "snapshots"))
    monkeypatch.setenv("JIEDAO_REPORTS", str(built / "reports"))
    monkeypatch.setattr(rebuild, "start", lambda person: None)
    serve(tmp_path / "snapshots")
    trial._trials.clear()
    yield tmp_path / "snapshots"
    drafts.known.cache_clear()
    store._engine(store.url()).dispose()


def newest(snapshots: Path) -> Path:
    return snapshots / f"{(snapshots / 'CURRENT').read_text(encoding='utf-8').strip()}.duckdb"


def tried(snapshots: Path, id: str, filled: Form) -> trial.Trial:
    return trial.run(id, workshop.written(id, filled), newest(snapshots), simulated=True)


def quotes(rows: list[trial.Row]) -> list[tuple[str, str]]:
    return [(row["report"], row["quote"]) for row in rows]


def stealing() -> Form:
    """调解矛盾纠纷 as it would be if it took fines too."""
    now = workshop.form(HANDLED)
    return replace(now, rules=f"{now.rules}\n办理行政处罚案件|全年作出行政处罚决定 #")


# --- the text of a block ---


def test_every_block_of_the_catalogue_comes_out_of_its_form_as_it_went_in() -> None:
    seen = 0
    for file in (catalogue.CATALOGUE / "indicators").glob("*.toml"):
        source = file.read_text(encoding="utf-8")
        for key in re.findall(r"^\[(\w+)\]", source, re.M):
            block = blocks.find(source, key)
            filled = blocks.form(block)
            assert blocks.write(key, filled, block) == block, key
            assert blocks.put(source, key, block) == source, key
            again = blocks.form(blocks.write(key, filled, ""))
            assert again == filled, key
            seen += 1
    assert seen == len(catalogue.load().indicators)


def test_only_what_was_changed_is_written_anew_and_remarks_stay() -> None:
    block = workshop.block("corrections.received")
    filled = workshop.form("corrections.received")
    assert "// “今年累计接收15人”仍是当年数" in filled.rules
    changed = blocks.write("received", replace(filled, rules=filled.rules + "\n接收 # ~人 // 新写法"), block)
    lines = changed.split("\n")
    extra = '    "接收 # ~人",  # 新写法'
    assert [line for line in lines if line not in block.split("\n")] == [extra]
    lines.remove(extra)
    assert "\n".join(lines) == block


@pytest.mark.parametrize("words", ['引"号', "反\\斜线", "零\x00宽\x7f", "a\n[evil]\nb", "}]\"'#"])
def test_no_word_of_a_person_breaks_out_of_its_line(words: str, own: Path) -> None:
    filled = replace(NEW, definition=words)
    block = workshop.written("grid.added", filled)
    loaded = workshop.changed("grid.added", block)
    assert len(loaded.indicators) == len(workshop.known().indicators) + 1
    shown = "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
    assert loaded.indicator("grid.added").definition == shown


# --- what is wrong is said with its line ---

WRONG: list[tuple[dict[str, str], str]] = [
    ({"rules": "走访 商户 # ~家\n走访 <商铺> #"}, "规则第2行：词表里没有词类 <商铺>"),
    ({"rules": "// 说明\n\n走访 商户 # 家 #"}, "规则第2行：一条规则只能有一个 #"),
    ({"rules": "走访 <商户 #"}, "规则第1行：词类的 < 和 > 不成对"),
    ({"rules": "走访 商户 # ! 家"}, "规则第1行：! 的旁边没有词"),
    ({"rules": "# ~家"}, "规则第1行：规则里没有词"),
    ({"examples": "走访商户【3家】。\n走访商户4家。"}, "例句第2行：例句要用【】标出数字"),
    ({"counterexamples": "走访群众【3家。"}, "反例第1行：反例要用【】标出数字"),
    ({"examples": "走访商户【3家】。"}, "例句至少要有2行"),
    ({"rules": "// 只有说明"}, "规则至少要有1行"),
    ({"counterexamples": " "}, "反例至少要有1行"),
    ({"name": " "}, "还没有填写名称"),
    ({"definition": ""}, "还没有填写口径"),
    ({"name": "调解矛盾纠纷"}, "已有同名的指标"),
]


@pytest.mark.parametrize(("change", "says"), WRONG)
def test_what_is_wrong_is_said_with_its_line(change: dict[str, str], says: str, own: Path) -> None:
    with pytest.raises(Wrong) as error:
        workshop.changed("grid.added", workshop.written("grid.added", replace(NEW, **change)))
    assert str(error.value).startswith(says)
    assert "/" not in str(error.value) and ".toml" not in str(error.value)


def test_an_indicator_that_others_need_cannot_be_taken_out(own: Path) -> None:
    with pytest.raises(Wrong, match="“调解成功率” 指向不存在的指标 “调解矛盾纠纷”"):
        workshop.changed(HANDLED, "")


# --- the trial ---


def test_numbers_that_no_indicator_took_are_listed_as_gained_with_their_sentence(own: Path) -> None:
    found = tried(own, "grid.added", NEW)
    assert sorted(quotes(found.gained)) == [("澄江南桥2023", "30家"), ("澄江望湖2023", "412家")]
    assert not found.lost and not found.shared and not found.kept
    assert found.counts == (2, 3)
    row = next(row for row in found.gained if row["quote"] == "412家")
    assert row["was_left"] == "unassigned" and row["name"] == "望湖街道" and row["year"] == 2023
    assert row["sentence"].strip() == "另走访沿街商户412家。"
    assert row["sentence"][row["start"] - row["sentence_start"] :].startswith("412家")
    assert found.passes and len(found.tests) == 3


def test_a_number_taken_from_another_indicator_is_listed_as_shared_and_its_broken_examples_are_named(own: Path) -> None:
    found = tried(own, HANDLED, stealing())
    assert quotes(found.shared) == quotes(found.gained) == [("澄江望湖2023", "86件")]
    taken = found.shared[0]
    assert taken["was"] != taken["now"] and "调解矛盾纠纷" in taken["now"] and "调解矛盾纠纷" not in taken["was"]
    assert not found.passes
    assert {test.indicator for test in found.tests if not test.passes} - {"调解矛盾纠纷"}
    assert found.kept == 2


def test_a_number_that_is_let_go_is_listed_as_lost(own: Path) -> None:
    now = workshop.form(HANDLED)
    found = tried(own, HANDLED, replace(now, rules="调解案件 #"))
    assert {quote for _, quote in quotes(found.lost)} == {"205件", "190件"}
    assert found.kept == 0 and not found.passes


def test_reports_without_one_of_the_words_are_not_read_and_a_trial_is_made_once(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    block = workshop.written("grid.added", NEW)
    first = trial.run("grid.added", block, newest(own), True, lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    monkeypatch.setattr(trial, "_run", None)
    assert trial.run("grid.added", block, newest(own), True) is first


def test_invented_reports_are_left_out_where_they_are_not_wanted(own: Path) -> None:
    found = trial.run("grid.added", workshop.written("grid.added", NEW), newest(own), simulated=False)
    assert found.counts == (0, 0) and not found.gained


def settle(own: Path, quote: str, action: Action, **said: Any) -> None:
    with duckdb.connect(str(newest(own)), read_only=True) as connection:
        found = connection.execute(
            "select report, sha256, position(? in text) - 1 from report where position(? in text) > 0", [quote, quote]
        ).fetchall()
    report, sha256, start = found[0]
    place = decisions.place(sha256, start, start + len(quote), quote)
    turn = decisions.turns().get(place, 0) + 1
    at = {"report": report, "sha256": sha256, "start": start, "end": start + len(quote), "quote": quote}
    decisions.record(Decision(place, turn, action, "甲", **at, **said))


def test_precision_counts_what_people_decided_also_since_the_snapshot(own: Path) -> None:
    settle(own, "412家", Action.ASSIGN, indicator="grid.added", value=412.0, unit="家")
    settle(own, "30家", Action.REJECT)
    before, after = tried(own, "grid.added", NEW).scores
    assert (before, after) == (Score(0, 0, 1), Score(1, 1, 0))
    settle(own, "30家", Action.UNDO)
    assert tried(own, "grid.added", NEW).scores[1] == Score(1, 0, 0)


def test_a_number_counts_as_right_only_with_its_value() -> None:
    said = [Decided("a", (0, 3), "x", 5.0), Decided("a", (9, 12), "x", 7.0), Decided("b", (0, 3), "y", 1.0)]
    taken = {("a", (1, 3)): 5.0, ("a", (9, 12)): 8.0, ("b", (0, 3)): 1.0, ("c", (0, 3)): 1.0}
    assert decided.score("x", said, taken) == Score(1, 2, 0)
    assert decided.score("x", said, {}) == Score(0, 0, 2)


# --- proposals ---


def proposed(id: str = "grid.added", filled: Form = NEW) -> Proposal:
    block = workshop.written(id, filled)
    number = proposals.propose(Proposal(id, filled.name, block, workshop.block(id), "李分析", "常有人问"))
    return next(one for one in proposals.every() if one.id == number)


def test_activating_equals_writing_by_hand_and_the_next_build_carries_it(own: Path, built: Path) -> None:
    one = proposed()
    file = catalogue.CATALOGUE / "indicators" / "grid.toml"
    by_hand = file.read_text(encoding="utf-8").rstrip("\n") + (
        '\n\n[added]\nname = "走访商户"\nunit = "家"\nkind = "count"\ndirection = "none"\ntier = "extended"\n'
        'definition = "走访的沿街商户家数"\nrules = [\n    "走访 商户 # ~家|户",\n]\n'
        'examples = [\n    "全年走访商户【35家】。",\n    "走访沿街商户【12户】，发放资料。",\n]\n'
        'counterexamples = [\n    "走访群众【35家】。",\n]\n'
    )
    workshop.activate(one, "王管理")
    assert file.read_text(encoding="utf-8") == by_hand
    assert not list(file.parent.glob("*.aside"))
    after = build.build([built / "reports"], own)
    assert after.is_new
    with duckdb.connect(str(newest(own)), read_only=True) as connection:
        rows = connection.execute(
            "select value from observation where indicator = 'grid.added' order by value"
        ).fetchall()
        assert rows == [(30.0,), (412.0,)]
        assert connection.execute("select name from indicator where id = 'grid.added'").fetchall() == [(VISITS,)]
    assert [line["detail"] for line in audit.entries() if line["event"] == "指标提案"] == [
        "已启用：走访商户（第1号提案）", "提出：走访商户",
    ]  # fmt: skip


def test_undoing_is_a_new_proposal_with_the_old_block(own: Path) -> None:
    file = catalogue.CATALOGUE / "indicators" / "mediation.toml"
    before = file.read_text(encoding="utf-8")
    now = workshop.form(HANDLED)
    one = proposed(HANDLED, replace(now, definition="另一种口径"))
    workshop.activate(one, "王管理")
    assert workshop.form(HANDLED).definition == "另一种口径"
    back = Proposal(HANDLED, one.name, one.before, workshop.block(HANDLED), "李分析", "撤回")
    proposals.propose(back)
    workshop.activate(proposals.every()[0], "王管理")
    assert file.read_text(encoding="utf-8") == before
    assert [one.state for one in proposals.every()] == [State.ACTIVE, State.ACTIVE]


def test_an_indicator_that_was_added_goes_out_again(own: Path) -> None:
    file = catalogue.CATALOGUE / "indicators" / "grid.toml"
    before = file.read_text(encoding="utf-8")
    workshop.activate(proposed(), "王管理")
    proposals.propose(Proposal("grid.added", VISITS, "", workshop.block("grid.added"), "李分析", "撤回"))
    workshop.activate(proposals.every()[0], "王管理")
    assert file.read_text(encoding="utf-8") == before


def test_a_block_that_was_changed_meanwhile_is_not_overwritten(own: Path) -> None:
    now = workshop.form(HANDLED)
    first, second = (proposed(HANDLED, replace(now, definition=words)) for words in ("甲", "乙"))
    workshop.activate(first, "王管理")
    with pytest.raises(Wrong, match="又改过"):
        workshop.activate(second, "王管理")
    assert workshop.form(HANDLED).definition == "甲"
    assert proposals.every()[0].state is State.OPEN


def test_a_proposal_is_answered_once(own: Path) -> None:
    one = proposed()
    workshop.decline(one, "王管理")
    with pytest.raises(Answered, match="王管理刚刚处理了这个提案（不采纳）"):
        workshop.activate(one, "赵管理")
    assert not workshop.block("grid.added")
    assert proposals.every()[0].by == "王管理"


def test_a_folder_that_cannot_be_written_is_said_and_nothing_counts_as_done(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = proposed()

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(NotWritable, match=r"不能写入.*data/catalogue/indicators/grid\.toml"):
        workshop.activate(one, "王管理")
    assert proposals.every()[0].state is State.OPEN and not workshop.block("grid.added")


def test_a_proposal_says_what_it_changes_field_by_field(own: Path) -> None:
    now = workshop.form(HANDLED)
    one = proposed(HANDLED, replace(now, direction="higher", rules=f"{now.rules}\n办案 #"))
    assert list(workshop.differences(one)) == [
        ("direction", True, "none"), ("direction", False, "higher"), ("rules", False, "办案 #"),
    ]  # fmt: skip


# --- the page ---


@pytest.fixture
def page(own: Path, visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    def open_page(role: Role = Role.ADMIN, **address: str) -> AppTest:
        monkeypatch.setattr(access, "visitor", lambda: Visitor("", role))
        at = visit("workshop", simulated="true", **address)
        assert not at.exception
        return at.text_input(key="named_person").input("李分析").run()

    return open_page


def press(at: AppTest, label: str) -> AppTest:
    done = next(button for button in at.button if button.label == label).click().run()
    assert not done.exception
    return done


def fill(at: AppTest, filled: Form) -> AppTest:
    for field in ("name", "definition"):
        at.text_input(key=f"{field}-None").input(getattr(filled, field))
    for field in ("rules", "examples", "counterexamples"):
        at.text_area(key=f"{field}-None").input(getattr(filled, field))
    at.selectbox(key="unit-None").set_value(filled.unit)
    return press(at, "试一试")


def test_an_analyst_tries_a_new_indicator_and_proposes_it(page: Callable[..., AppTest]) -> None:
    at = page(Role.ANALYST)
    wrong = fill(at, replace(NEW, rules="走访 <商铺> #"))
    assert "规则第1行：词表里没有词类 &lt;商铺&gt;" in words(wrong)
    at = fill(at, NEW)
    assert "“走访商户”会新取2个数，不再取0个，与其他指标相争0个；照旧取0个。3份报告中2份写有它的词。" in words(at)
    assert "另走访沿街商户<mark>412家</mark>。" in words(at) and "（3/3通过）" in words(at)
    assert len(re.findall(r'href="evidence\?[^"]+">原文', words(at))) == 2
    at.text_input(key=f"reason-{workshop.new_id(next(iter(workshop.known().domains)), VISITS)}").input("常有人问")
    at = press(at, "保存为提案")
    assert "已保存为第1号提案" in words(at)
    one = proposals.every()[0]
    assert (one.name, one.person, one.reason, one.before) == (VISITS, "李分析", "常有人问", "")
    assert not workshop.block(one.indicator)


def test_an_administrator_sees_the_effect_and_activates_an_analyst_cannot(page: Callable[..., AppTest]) -> None:
    proposed()
    at = page(Role.ANALYST, craft="提案")
    shut = next(button for button in at.button if button.label == "启用")
    assert shut.disabled
    shut.proto.disabled = False  # as for a browser that heeds no shut button
    press(at, "启用")
    assert not workshop.block("grid.added")
    at = page(Role.ADMIN, craft="提案")
    assert "“走访商户”会新取2个数" in words(at) and "走访的沿街商户家数" in words(at)
    at = press(at, "启用")
    assert "已写入指标目录" in words(at) and workshop.block("grid.added")
    at = press(at, "提出恢复原样")
    assert proposals.every()[0].block == "" and proposals.every()[0].state is State.OPEN


def test_what_people_wrote_is_shown_as_words_only(page: Callable[..., AppTest]) -> None:
    nasty = "<script>alert(1)</script>"
    proposals.propose(Proposal("grid.added", nasty, workshop.written("grid.added", NEW), "", nasty, nasty))
    at = page(craft="提案")
    assert nasty not in words(at) and "&lt;script&gt;" in words(at)


def test_the_role_opens_the_page(page: Callable[..., AppTest], visit: Callable[..., AppTest], monkeypatch: Any) -> None:
    monkeypatch.setattr(access, "visitor", lambda: Visitor("某人", Role.READER))
    at = visit("workshop")
    assert "您的角色是“浏览”" in words(at) and not at.text_area
