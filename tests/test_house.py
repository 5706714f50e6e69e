"""The rules of the house: how code is written, who may import whom, what belongs together, and that README is true."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import distribution
from pathlib import Path

import grimp
import polars as pl
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from world import ROOT

import start
from pages.shared import frame
from pipeline import __main__ as command_line
from pipeline import catalogue, checks
from pipeline.originals import COMPANIONS
from pipeline.read import READERS

PACKAGES = ("pages", "queries", "pipeline")
SCRIPTS = Path(sys.executable).parent
MODULES = [
    *sorted(file for folder in PACKAGES for file in (ROOT / folder).rglob("*.py")),
    ROOT / "app.py",
    ROOT / "start.py",
]
PAGES = {file.stem for file in (ROOT / "pages").glob("*.py")} - {"__init__"}
WITHOUT_PAGE = {  # topics of queries that no page is named after
    "selection": "the filters above every page",
    "why": "what stands behind a number, kept with a screen for the wall",
}
LONGEST = 250  # lines of a module
LONGER = {"pipeline/model.py": "all nouns stand in one file, so that they are read as one vocabulary"}
IMPORTED_AS = {"pptx": "python_pptx", "docx": "python_docx"}  # libraries whose module has another name
SAVING = {"backup", "restore", "rollback"}
READMES = (ROOT / "README.md", ROOT / "README.zh.md")


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0], path=SCRIPTS)
    assert program, f"{command[0]} is not installed"
    return subprocess.run([program, *command[1:]], cwd=cwd, capture_output=True, encoding="utf-8", check=False)


# --- how code is written ---


@pytest.mark.parametrize(
    "command",
    [
        "ruff format --check --output-format concise",
        "ruff check --output-format concise",
        "mypy",
        "lint-imports --no-logo",
    ],
)
def test_the_tools_find_nothing(command: str) -> None:
    done = run(*command.split())
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_long_without_a_reason() -> None:
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_text(encoding="utf-8").splitlines()) for file in MODULES
    }
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST}
    assert set(long) == set(LONGER), long


@pytest.mark.parametrize("words", ["unsafe_allow_html", "unsafe_allow_javascript", ":material/"])
def test_no_page_takes_foreign_html_or_fetches_icons_from_outside(words: str) -> None:
    assert [file for file in MODULES if words in file.read_text(encoding="utf-8")] == []


# --- who imports whom ---

BREACHES = [
    ("pages/compare.py", "import pages.trends"),
    ("pages/shared/words.py", "import pages.trends"),
    ("pages/shared/data.py", "import pipeline.model"),
    ("pages/compare.py", "import pipeline.build"),
    ("pipeline/build.py", "import pipeline.desk"),
    ("queries/compare.py", "import queries.trends"),
    ("queries/compare.py", "import streamlit"),
    ("queries/__init__.py", "import pages.shared.words"),
    ("pipeline/read.py", "import plotly"),
    ("pipeline/read.py", "import queries"),
    ("pipeline/date.py", "import pipeline.scope"),
    ("pipeline/scope.py", "import pipeline.build"),
    ("pipeline/publish.py", "import pipeline.zone"),
    ("pipeline/paint.py", "# a module that has no floor yet"),
]


@pytest.mark.parametrize(("file", "line"), BREACHES)
def test_the_contracts_catch_a_planted_breach(file: str, line: str, tmp_path: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    done = run("lint-imports", "--no-logo", "--no-cache", cwd=tmp_path)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_no_import_goes_in_a_circle() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > 50
    TopologicalSorter(imports).prepare()  # raises CycleError with the circle


@cache
def imported(file: Path) -> set[str]:
    """Names of the packages and modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def roots(file: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(file)}


def test_the_nouns_and_the_start_need_the_standard_library_only() -> None:
    for file in (ROOT / "pipeline/model.py", ROOT / "start.py"):
        assert roots(file) <= sys.stdlib_module_names, file


def test_nothing_imports_the_server_or_the_start() -> None:
    assert [file for file in MODULES if {"app", "start"} & roots(file)] == []


def test_pages_hold_no_sql() -> None:
    """A page asks functions of queries; it has neither a connection nor a statement."""
    for file in (ROOT / "pages").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\bselect\b.*\bfrom\b|\.execute\(|\.sql\(|queries\.run\b", text, re.I), file
        assert "duckdb" not in roots(file) or file.stem == "hall", file  # hall tells a damaged snapshot from none


# --- what belongs together ---


def test_every_page_has_its_topic_of_queries_and_every_topic_its_page_or_a_reason() -> None:
    topics = {file.stem for file in (ROOT / "queries").glob("*.py")} - {"__init__"}
    assert {file.stem for file in (ROOT / "queries").glob("*.sql")} == topics
    assert {room.file for room in frame.ROOMS} == PAGES
    views = {room.file for room in frame.ROOMS if room.group in frame.VIEWS}
    assert views <= topics <= PAGES | set(WITHOUT_PAGE)  # a page for work may ask nothing
    for page in (room.file for room in frame.ROOMS if room.group in frame.VIEWS):
        text = (ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8")
        assert re.search(rf"^from queries import .*\b{page}\b", text, re.M), f"{page} does not ask its own topic"


def test_the_furniture_of_the_pages_is_listed_where_it_stands() -> None:
    folder = ROOT / "pages/shared"
    found = {file.stem for file in folder.glob("*.py")} | {file.parent.name for file in folder.glob("*/__init__.py")}
    listed = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert set(re.findall(r"`(\w+)`", listed)) == found - {"__init__"}


# --- requirements ---


def pins(file: str) -> dict[str, str]:
    """Pinned version by name. Any other form of line is an error."""
    found = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].strip()
        if words and not words.startswith("-r "):
            name, version = re.fullmatch(r"([\w.-]+)==([\w.]+)", words).groups()  # type: ignore[union-attr]
            found[canonicalize_name(name)] = version
    return found


def test_everything_that_is_needed_is_pinned_to_what_runs_here() -> None:
    needed = pins("requirements.txt")
    every = needed | pins("requirements-test.txt")
    assert not set(needed) & set(pins("requirements-test.txt"))
    for name, version in every.items():
        assert distribution(name).version == version, name
        for line in distribution(name).requires or ():
            below = Requirement(line)
            if below.marker is None or below.marker.evaluate({"extra": ""}):
                where = needed if name in needed else every
                assert canonicalize_name(below.name) in where, f"{name} brings along {below.name}, which is not pinned"


def test_every_library_that_the_code_imports_is_required_by_name() -> None:
    used = set.union(*map(roots, MODULES)) - sys.stdlib_module_names - set(PACKAGES) - {""}
    used = {IMPORTED_AS.get(name, name.lower()) for name in used}
    direct = (ROOT / "requirements.txt").read_text(encoding="utf-8").split("\n\n")[0]
    named = {canonicalize_name(line.split("==")[0]).replace("-", "_") for line in direct.splitlines() if "==" in line}
    assert used <= named, used - named


# --- README ---


@pytest.fixture(params=READMES, ids=lambda path: path.name)
def readme(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return path.read_text(encoding="utf-8")


def code(text: str) -> list[str]:
    """What stands in fences and between backticks."""
    fences = re.findall(r"```\w*\n(.*?)```", text, re.S)
    rest = re.sub(r"```.*?```", "", text, flags=re.S)
    return [line.partition("  #")[0].strip() for fence in fences for line in fence.splitlines()] + re.findall(
        r"`([^`\n]+)`", rest
    )


def test_every_stage_topic_and_page_is_named(readme: str) -> None:
    modules = {file.stem for file in (ROOT / "pipeline").glob("*.py")} - {"__init__", "__main__"}
    assert sorted(name for name in modules | PAGES | set(WITHOUT_PAGE) if f"`{name}`" not in readme) == []


def test_the_stages_stand_in_the_order_in_which_they_run(readme: str) -> None:
    flow = (ROOT / "pipeline/build.py").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+)` \|", readme.split("<!-- stages -->")[1].split("<!-- end -->")[0], re.M)
    called = {"scope": "contexts(", "change": "changes(", "date": "date_quantities(", "zero": "zeros("}
    body = flow.split("def extract(")[1]
    places = [body.index(f"{called.get(name, f'{name}(')}") for name in named[1:-2]]
    assert (named[0], *named[-2:]) == ("read", "review", "publish")
    assert places == sorted(places)


def test_every_path_that_is_named_exists(readme: str) -> None:
    made_later = ("data/originals", "data/snapshots", "data/snapshots/CURRENT", ".venv")
    for words in [*code(readme), *re.findall(r"\]\(([^)#]+)\)", readme)]:
        if re.fullmatch(r"\.?[\w.-]+(/[\w.-]+)*/?", words) and (
            "/" in words or Path(words).suffix in (".py", ".md", ".toml", ".txt")
        ):
            assert (ROOT / words).exists() or words.rstrip("/") in made_later, words


def test_every_command_that_is_named_is_understood(readme: str) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    seen = set()
    for words in code(readme):
        if match := re.fullmatch(r"(?:python|py -3\.11) start\.py(.*)", words):
            start._parser().parse_args(match[1].replace("[test]", "test").split())
            seen.add("start")
        elif match := re.fullmatch(r".*python(?:\.exe)? -m pipeline (\w+)(.*)", words):
            if "…" not in match[2]:
                command_line._parser().parse_args([match[1], *match[2].split()])
            seen.add(match[1])
        elif match := re.fullmatch(r"make (\w+)", words):
            assert match[1] in targets, words
    commands = {action.__name__ for action, _ in command_line.EXTRACTING}
    assert seen == {"start", "build", "explain", "check", "diff", "decisions", "simulate", "verify"} | SAVING | commands


def facts() -> dict[str, tuple[str, str]]:
    """What README says of the data, in both languages, from the data themselves."""
    loaded = catalogue.load()
    core = sum(indicator.tier == "core" for indicator in loaded.indicators)
    files = [file.stem for file in (ROOT / "data/reports").iterdir() if file.suffix not in COMPANIONS]
    simulated = sum(name.startswith("模拟-") for name in files)
    offices = len(pl.read_parquet(ROOT / "data/offices.parquet"))
    found = {
        "indicators": (len(loaded.indicators), "indicators", "个指标"),
        "core": (core, "core", "个核心指标"),
        "domains": (len(loaded.domains), "domains", "个领域"),
        "simulated": (simulated, "simulated", "份模拟"),
        "restated": (len(files) - simulated, "restated", "份重述"),
        "offices": (offices, "offices", "个街道、镇、乡"),
        "checks": (len(checks.load()[1]), "checks", "项检查"),
        "pages": (len(frame.ROOMS), "pages", "个页面"),
    }
    return {name: (f"{n:,} {english}", f"{n:,} {chinese}") for name, (n, english, chinese) in found.items()}


def test_every_format_that_can_be_read_is_named(readme: str) -> None:
    assert f"{', '.join(READERS)})" in readme or f"{'、'.join(READERS)}）" in readme


@pytest.mark.parametrize("fact", facts())
def test_the_numbers_of_readme_are_those_of_the_data(fact: str) -> None:
    for file, words in zip(READMES, facts()[fact], strict=True):
        assert words in file.read_text(encoding="utf-8"), f"{file.name} does not say “{words}”"


def test_both_languages_have_the_same_chapters_tables_and_commands() -> None:
    english, chinese = (file.read_text(encoding="utf-8") for file in READMES)
    for pattern in (r"^(#+) ", r"^(\|)", r"^(!)\[", r"(<!-- \w+ -->)"):
        assert re.findall(pattern, english, re.M) == re.findall(pattern, chinese, re.M), pattern
    fences = [re.findall(r"```\w*\n(.*?)```", text, re.S) for text in (english, chinese)]
    commands = [[line.partition("  #")[0].strip() for fence in text for line in fence.splitlines()] for text in fences]
    maps = [[line for line in lines if "python" in line or "make" in line] for lines in commands]
    assert maps[0] == maps[1]


def test_nothing_is_left_to_fill_in(readme: str) -> None:
    assert re.findall(r"⟪.*?⟫", readme) == []
    assert "| --- |" in readme.split("<!-- handled -->")[1].split("#")[0].replace("|---|", "| --- |")


def test_one_command_checks_everything() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
    assert lines[-1] == "python start.py test"
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert settings["mypy"]["strict"]
    assert settings["pytest"]["ini_options"]["filterwarnings"] == ["error"]
