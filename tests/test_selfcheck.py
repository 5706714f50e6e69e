"""自检: what an office sees of its draft, that the advice is right, and that nothing of it is kept."""

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest
import world
from conftest import words
from streamlit.testing.v1 import AppTest

import queries
from pages.shared import inspection
from pipeline import build
from pipeline.desk import drafts, selfcheck
from pipeline.desk.advice import Pattern, advise, patterns
from pipeline.desk.selfcheck import Result

GREENSTONE = "990101001"  # 青石街道 of the samples
REPORT = (world.ROOT / "data/reports/模拟-澄江区-青石街道-2023.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample reports as a snapshot."""
    folder = tmp_path_factory.mktemp("samples")
    summary = build.build(snapshots=folder)
    yield folder / f"{summary.snapshot}.duckdb"


@cache
def check(samples: Path, *changes: tuple[str, str], office: str = GREENSTONE) -> Result:
    """The report of 青石街道 with some words changed, handed in a year later."""
    text = REPORT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return selfcheck.check(drafts.typed(text), samples, office, 2023)


FOUND = [
    (("调解成功361件", "调解成功461件"), "success_above_base", "error"),
    (("调解成功率98.6%", "调解成功率88.6%"), "impossible_rate", "error"),
    (("满意率96.1%", "满意率196.1%"), "rate_over_100", "error"),
    (("12345热线受理2,893件", "12345热线受理289300件"), "value_jump", "warning"),
    (("发现隐患1034处", "发现隐患10?4处"), "damaged_numeral", "warning"),
    (("同比增长13.2%", "同比增长33.2%"), "change_contradicted", "warning"),
    (("荷塘社区调解61件", "荷塘社区调解661件"), "part_above_total", "warning"),
]


@pytest.mark.parametrize(("change", "name", "severity"), FOUND)
def test_the_checks_run_on_the_draft_beside_the_stored_reports(
    change: tuple[str, str], name: str, severity: str, samples: Path
) -> None:
    plain = {row["check"] for row in check(samples).findings}
    found = [row for row in check(samples, change).findings if row["check"] == name]
    assert name not in plain
    assert [row["severity"] for row in found][:1] == [severity]
    assert all(row["report"] == drafts.NAME and row["title"] for row in found)


def test_the_draft_takes_the_place_of_the_stored_report_of_its_year(samples: Path) -> None:
    assert "copied_sentence" not in {row["check"] for row in check(samples).findings}
    later = check(samples, ("2023", "2024"))
    assert later.report["year"] == 2024
    assert "copied_sentence" in {row["check"] for row in later.findings}
    told = next(row["message"] for row in inspection.grouped(later.findings) if row["check"] == "copied_sentence")
    assert told.endswith("处）")


def test_what_most_peers_state_and_what_was_stated_last_time_is_told_when_the_draft_omits_it(samples: Path) -> None:
    cut = "受理信访118件，办结率100%；12345热线受理2,893件，满意率96.1%，较上年提高0.9个百分点。"
    result = check(samples, (cut, ""))
    assert "12345诉求件" in {row["indicator_name"] for row in result.omitted}
    assert {"12345诉求件", "信访件数"} <= {row["indicator_name"] for row in result.dropped}
    assert "12345诉求件" not in {row["indicator_name"] for row in check(samples).omitted}
    assert all(row["peers"] >= 3 and row["stating"] * 2 > row["peers"] for row in result.omitted)


def test_a_draft_of_another_office_is_noticed(samples: Path) -> None:
    assert check(samples).other is None
    assert check(samples, office="990101002").other == "青石街道"


def test_the_marks_are_those_that_the_report_has_once_it_is_stored(samples: Path) -> None:
    from queries import evidence

    patch = pytest.MonkeyPatch()
    patch.setattr(queries, "SNAPSHOTS", samples.parent)
    queries.connect.cache_clear()
    stored = evidence.marks(samples.stem, report="模拟-澄江区-青石街道-2023")
    patch.undo()
    queries.connect.cache_clear()
    marks = check(samples).marks
    assert marks["quote"].to_list() == stored["quote"].to_list()
    assert marks["disposition"].to_list() == stored["disposition"].to_list()


# --- advice ---

CASES = [(pattern, text, True) for pattern in patterns() for text in pattern.examples] + [
    (pattern, text, False) for pattern in patterns() for text in pattern.counterexamples
]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_examples_of_the_advice_hold(pattern: Pattern, text: str, expected: bool) -> None:
    document = drafts.typed(f"青石街道2023年法治政府建设年度报告\n\n{text}\n")
    extraction = build.extract(document, drafts.known(), selfcheck.register(), {"year": "2023"})
    assert any(one.title == pattern.title for one in advise(extraction, drafts.known())) == expected


def test_every_advice_has_examples_both_ways() -> None:
    assert len(patterns()) >= 8
    assert all(
        pattern.examples and pattern.counterexamples and pattern.proposal.endswith("。") for pattern in patterns()
    )


# --- nothing is kept ---


def test_nothing_is_written_and_no_error_holds_words_of_the_draft(
    samples: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = samples.read_bytes(), sorted(samples.parent.iterdir()), sorted((world.ROOT / "data").rglob("*"))
    opened: list[str] = []
    is_on = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if is_on and event == "open" and isinstance(arguments[0], str) and isinstance(arguments[1], str):
            opened.extend([arguments[0]] * bool(set(arguments[1]) & set("wax+")))

    sys.addaudithook(watch)
    selfcheck.check(drafts.typed(REPORT), samples, GREENSTONE, 2023)
    monkeypatch.setattr(selfcheck, "_check", lambda *_: (_ for _ in ()).throw(duckdb.Error("secret words")))
    with pytest.raises(drafts.Unreadable) as error:
        selfcheck.check(drafts.typed(REPORT), samples, GREENSTONE, 2023)
    is_on = False
    assert [name for name in opened if not name.startswith("/dev/")] == []
    assert (samples.read_bytes(), sorted(samples.parent.iterdir()), sorted((world.ROOT / "data").rglob("*"))) == before
    assert "secret" not in str(error.value) and error.value.__cause__ is None and "secret" not in caplog.text


# --- the page ---


def test_the_page_shows_an_office_its_draft(snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("selfcheck", office="东街街道")
    assert not at.exception
    assert "贴入东街街道的报告草稿" in words(at) and "不保存" in words(at)
    text = "东街街道2024年法治政府建设情况报告\n\n全年化解矛盾纠纷210件，调解成功220件，调解成功率98%。隐患均已整改。\n"
    at.text_area(key="draft").set_value(text).run()
    assert not at.exception
    assert "东街街道2024年" in words(at) and "检查发现" in words(at)
    assert "写明是受理还是调解" in words(at) and "写出件数" in words(at)
    assert 'class="number assigned"' in words(at)


@pytest.mark.parametrize("text", ["没有数字。", "<script>alert(1)</script>12件？？"])
def test_any_text_is_borne_and_shown_as_text(text: str, snapshot: str, visit: Callable[..., AppTest]) -> None:
    at = visit("selfcheck")
    at.text_area(key="draft").set_value(text).run()
    assert not at.exception
    assert "<script" not in words(at) and "没能检查" not in words(at)
