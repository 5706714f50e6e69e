"""Every example and counterexample of every indicator, and strict loading."""

import re
from functools import cache
from pathlib import Path

import pytest

from pipeline import build, catalogue
from pipeline.catalogue import CATALOGUE, CatalogueError
from pipeline.model import Document, Extraction
from pipeline.offices import Offices

LOADED = catalogue.load()
META = {"street_name": "柳浪街道", "year": "2023", "report_kind": "法治政府建设年度报告"}
EXAMPLES = [(i.id, text) for i in LOADED.indicators for text in i.examples]
COUNTEREXAMPLES = [(i.id, text) for i in LOADED.indicators for text in i.counterexamples]
MARK = re.compile("【(.*?)】")


@cache
def offices() -> Offices:
    return Offices.load()


def read(text: str) -> Extraction:
    document = Document("example", "example", "", "txt", "utf-8", text.replace("【", "").replace("】", ""))
    return build.extract(document, LOADED, offices(), META)


def marks(text: str) -> list[tuple[int, int]]:
    """Places of the marked words in the text without marks."""
    return [(m.start() - 2 * n, m.end() - 2 * n - 2) for n, m in enumerate(MARK.finditer(text))]


def taken(text: str, indicator: str) -> list[tuple[int, int]]:
    return [(o.start, o.end) for o in read(text).observations if o.indicator == indicator]


@pytest.mark.parametrize(("indicator", "text"), EXAMPLES)
def test_every_marked_number_of_an_example_is_taken(indicator: str, text: str) -> None:
    places = taken(text, indicator)
    for start, end in marks(text):
        assert any(a < end and start < b for a, b in places), f"{indicator} does not take it: {text}"


@pytest.mark.parametrize(("indicator", "text"), COUNTEREXAMPLES)
def test_no_marked_number_of_a_counterexample_is_taken(indicator: str, text: str) -> None:
    places = taken(text, indicator)
    for start, end in marks(text):
        assert not any(a < end and start < b for a, b in places), f"{indicator} takes it: {text}"


def test_every_indicator_has_a_rule_examples_and_a_counterexample() -> None:
    for indicator in LOADED.indicators:
        assert indicator.rules, indicator.id
        assert len(indicator.examples) >= 2, indicator.id
        assert indicator.counterexamples, indicator.id


def broken(tmp_path: Path, old: str, new: str, file: str = "indicators/mediation.toml") -> Path:
    """A copy of the catalogue with one thing changed."""
    for source in CATALOGUE.rglob("*.toml"):
        target = tmp_path / source.relative_to(CATALOGUE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "count"', 'kindd = "count"', "kindd"),
        ('unit = "次"', 'unit = "头"', "头"),
        ('numerator = "mediation.succeeded"', 'numerator = "mediation.won"', "mediation.won"),
        ('direction = "none"', 'direction = "sideways"', "sideways"),
        ("<纠纷>", "<纠份>", "纠份"),
        ("【", "", "【】"),
        ('tier = "core"\n', "", "缺少 ['tier']"),
        ("排查 <纠纷> # ~", "排查 # <纠纷> # ~", "一条规则只能有一个 #"),
        ("排查 <纠纷> # ~", "排查 <纠纷 # ~", "不成对"),
        ("排查 <纠纷> # ~", "排查 <纠纷> # ! ~", "! 的旁边没有词"),
        ("排查 <纠纷> # ~", "# @<纠纷> ~", "规则里没有词"),
    ],
)
def test_a_wrong_block_is_an_error_with_file_and_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(CatalogueError) as error:
        catalogue.load(broken(tmp_path, old, new))
    assert says in str(error.value)
    assert "mediation.toml" in str(error.value) or "indicators" in str(error.value)


def test_a_domain_without_its_file_is_an_error(tmp_path: Path) -> None:
    folder = broken(tmp_path, "title", "title")
    (folder / "indicators" / "mediation.toml").unlink()
    with pytest.raises(CatalogueError, match=r"domains\.toml.*mediation"):
        catalogue.load(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = broken(tmp_path, "title", "title")
    (folder / "units.toml").unlink()
    with pytest.raises(CatalogueError, match=r"units\.toml"):
        catalogue.load(folder)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"mediation\.toml"):
        catalogue.load(broken(tmp_path, "[screenings]", "[screenings"))
