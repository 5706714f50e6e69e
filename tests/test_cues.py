"""Every example and counterexample of every cue, and strict loading."""

import re
from pathlib import Path

import pytest

from pipeline import catalogue, cues
from pipeline.catalogue import CATALOGUE, CatalogueError
from pipeline.cues import Cue

LOADED = cues.load()
EXAMPLES = [(name, text) for name, cue in LOADED.items() for text in cue.examples]
COUNTEREXAMPLES = [(name, text) for name, cue in LOADED.items() for text in cue.counterexamples]
STAGES = {"account", "parts", "segment", "scope", "date", "change", "zero", "quantify"}


def found(cue: Cue, text: str) -> list[str]:
    """The text with each match of the cue marked in turn; an empty match is none."""
    return [f"{text[: match.start()]}【{match[0]}】{text[match.end() :]}" for match in cue.finditer(text) if match[0]]


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_every_example_is_matched_just_where_it_is_marked(name: str, text: str) -> None:
    assert text in found(LOADED[name], re.sub("[【】]", "", text))


@pytest.mark.parametrize(("name", "text"), COUNTEREXAMPLES)
def test_no_counterexample_is_matched(name: str, text: str) -> None:
    assert found(LOADED[name], text) == []


@pytest.mark.parametrize("name", LOADED)
def test_every_cue_is_explained_by_two_of_each(name: str) -> None:
    cue = LOADED[name]
    assert cue.says.endswith("。")
    assert len(set(cue.examples)) >= 2
    assert len(set(cue.counterexamples)) >= 2


@pytest.mark.parametrize("name", [name for name, cue in LOADED.items() if cue.needs])
def test_every_match_contains_a_word_that_the_cue_needs(name: str) -> None:
    cue = LOADED[name]
    for text in (re.sub("[【】]", "", example) for example in cue.examples):
        for match in cue.pattern.finditer(text):
            assert any(word in text[match.start() :] for word in cue.needs), text


def test_every_cue_is_asked_for_and_none_besides() -> None:
    asked = set()
    for file in Path(cues.__file__).parent.rglob("*.py"):
        if file.stem != "cues":
            asked |= set(re.findall(r'\bcue\("([\w.]+)"\)', file.read_text(encoding="utf-8")))
    assert asked == set(LOADED)
    assert {name.split(".")[0] for name in LOADED} == STAGES


def test_a_cue_that_does_not_exist_is_named() -> None:
    with pytest.raises(CatalogueError, match=r"scope\.nowhere"):
        cues.cue("scope.nowhere")


CUE = 'says = "意思。"\npattern = "的(?P<name><词>)"\nexamples = ["我【的甲】"]\ncounterexamples = ["我的丙"]\n'


def folder(tmp_path: Path, cue: str = CUE, lists: str = '"词" = ["甲", "乙"]') -> Path:
    (tmp_path / "context.toml").write_text(f"[lists]\n{lists}\n[scope.place]\n{cue}", encoding="utf-8")
    (tmp_path / "units.toml").write_bytes((CATALOGUE / "units.toml").read_bytes())
    return tmp_path


def test_a_list_stands_for_its_alternatives_and_a_group_keeps_its_name(tmp_path: Path) -> None:
    match = cues.load(folder(tmp_path))["scope.place"].search("我的乙")
    assert match
    assert match["name"] == "乙"


def test_line_breaks_do_not_count_and_words_are_taken_literally(tmp_path: Path) -> None:
    folded = CUE.replace('"的(?P<name><词>)"', "'''\n的\n  (?P<name> <词>)\n'''")
    assert cues.load(folder(tmp_path, folded))["scope.place"].pattern.pattern == "的(?P<name> (?:甲|乙))"
    words = CUE.replace('pattern = "的(?P<name><词>)"', 'words = ["a.b", "<词>"]')
    cues.load.cache_clear()
    assert cues.load(folder(tmp_path, words))["scope.place"].pattern.pattern == r"a\.b|<词>"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("says", "sais", "sais"),
        ('says = "意思。"', "", "says"),
        ('["我【的甲】"]', "[]", "examples"),
        ('counterexamples = ["我的丙"]', "", "counterexamples"),
        ("【的甲】", "的甲", "【】"),
        ("<词>", "<字>", "<字>"),
        ("的(?P", "的((?P", "正则"),
        ('pattern = "的(?P<name><词>)"', "", "pattern"),
        ("says", 'words = ["的"]\nsays', "words"),
        ("says", "needs = []\nsays", "needs"),
    ],
)
def test_a_wrong_cue_is_an_error_with_its_file_and_name(tmp_path: Path, old: str, new: str, says: str) -> None:
    cues.load.cache_clear()
    with pytest.raises(CatalogueError) as error:
        cues.load(folder(tmp_path, CUE.replace(old, new, 1)))
    assert says in str(error.value)
    assert "context.toml" in str(error.value)
    assert "scope.place" in str(error.value)


def test_a_list_that_uses_one_below_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="<乙>"):
        cues.load(folder(tmp_path, lists='"词" = ["<乙>"]\n"乙" = "乙"'))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('[surfaces]\n"单位" = ["件"]', "汉字数单位"),
        ('[more]\n"件" = ["件"]', "more"),
        ('[surfaces]\n"别的" = []', "别的"),
    ],
)
def test_units_know_their_lists_of_surfaces_and_nothing_else(tmp_path: Path, line: str, says: str) -> None:
    for source in CATALOGUE.rglob("*.toml"):
        target = tmp_path / source.relative_to(CATALOGUE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    units = tmp_path / "units.toml"
    text = units.read_text(encoding="utf-8")
    kept = text if line.startswith("[more]") else text.split("[surfaces]")[0]
    units.write_text(f"{kept}\n{line}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=says):
        catalogue.load(tmp_path)
