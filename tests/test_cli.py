"""The command line: what goes to stdout, what to stderr, and the exit status."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from handmade import stand_in

from pipeline.__main__ import main

TEXT = "2023年甲街道共受理纠纷446件,同比上升5.6%,另有3?2件登记。"
COMMANDS = ("build", "extract", "numerals", "changes", "damaged", "meta", "explain", "check", "diff")


class Result(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    stand_in(monkeypatch)

    def ran(*arguments: Any) -> Result:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as exit:
            status = int(exit.code or 0)
        return Result(status, *capsys.readouterr())

    return ran


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    return folder


def test_extract_prints_observations_with_the_fields_of_the_specification_in_its_order(run: Run, folder: Path) -> None:
    result = run("extract", folder)
    start = TEXT.index("446件")
    assert result == Result(
        0,
        '{"report": "a", "indicator": "mediation.accepted", "value": 446, "qualifier": "exact", '
        '"period_start": "2023-01-01", "period_end": "2023-12-31", "status": "actual", "scope": "street", '
        f'"scope_name": null, "start": {start}, "end": {start + 4}, "quote": "446件", "unit": "件", '
        '"rule": "mediation.accepted#1"}\n',
        "",
    )


def test_a_fraction_stays_a_fraction(run: Run, folder: Path) -> None:
    (folder / "a.txt").write_text("2023年受理纠纷44.5件", encoding="utf-8")
    assert '"value": 44.5,' in run("extract", folder).out


def test_extract_takes_files_and_folders_alike(run: Run, folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "b.txt").write_text("2023年乙街道受理纠纷5件", encoding="utf-8")
    assert [row["report"] for row in run("extract", folder).rows] == ["a", "b"]
    assert [row["report"] for row in run("extract", folder / "a.txt", folder / "sub").rows] == ["a", "b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_filled_fields_of_a_meta_file_stand_over_the_text(
    run: Run, folder: Path, tmp_path: Path, encoding: str
) -> None:
    meta = tmp_path / "meta.csv"
    meta.write_text("report,street_name,year\na,甲街道,2021\nz,乙街道,1999\n", encoding=encoding)
    assert run("extract", folder, "--meta", meta).rows[0]["period_end"] == "2021-12-31"


def test_a_meta_file_that_names_no_report_is_refused(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "meta.csv").write_text("street,year\n甲街道,2021\n", encoding="utf-8")
    result = run("extract", folder, "--meta", tmp_path / "meta.csv")
    assert (result.status, result.out) == (2, "")
    assert "没有 report 列" in result.err


@pytest.mark.parametrize(
    ("command", "rows"),
    [
        (
            "numerals",
            [
                {"report": "a", "quote": "446件", "class": "assigned"},
                {"report": "a", "quote": "5.6%", "class": "change"},
                {"report": "a", "quote": "3?2件", "class": "damaged"},
            ],
        ),
        (
            "changes",
            [
                {
                    "report": "a", "indicator": "mediation.accepted", "value": 5.6, "unit": "%", "direction": "up",
                    "quote": "5.6%", "period_start": None, "period_end": None,
                }
            ],
        ),
        ("damaged", [{"report": "a", "quote": "3?2件", "why": "数字里有问号"}]),
    ],
)  # fmt: skip
def test_numerals_changes_and_damaged_print_the_fields_of_their_gold_files(
    run: Run, folder: Path, command: str, rows: list[dict[str, Any]]
) -> None:
    order = {
        "numerals": ["report", "start", "end", "quote", "class"],
        "changes": [
            "report", "indicator", "value", "unit", "direction", "quote", "start", "end", "period_start", "period_end",
        ],
        "damaged": ["report", "start", "end", "quote", "why"],
    }  # fmt: skip
    result = run(command, folder)
    assert result.status == 0
    assert [list(row) for row in result.rows] == [order[command]] * len(rows)
    for row, expected in zip(result.rows, rows, strict=True):
        assert TEXT[row.pop("start") : row.pop("end")] == row["quote"]
        assert row == expected


def test_meta_prints_a_table_that_can_be_filled_in_and_given_back(run: Run, folder: Path, tmp_path: Path) -> None:
    result = run("meta", folder)
    (row,) = csv.DictReader(io.StringIO(result.out))
    assert (row["report"], row["street_name"], row["year"]) == ("a", "甲街道", "2023")
    (tmp_path / "meta.csv").write_text(result.out.replace("2023", "2020"), encoding="utf-8")
    assert run("extract", folder, "--meta", tmp_path / "meta.csv").rows[0]["period_end"] == "2020-12-31"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("446件", ["值 446，单位 件", "归入指标", "（mediation.accepted）＝446 件", "2023-01-01 至 2023-12-31"]),
        ("3?2件", ["值 无", "字符损坏，不取值：数字里有问号"]),
        ("5.6%", ["增减幅度，不是数值", "受理矛盾纠纷 上升 5.6%"]),
        ("登记", ["此处没有数字", "最近的数字是「3?2件」"]),
    ],
)  # fmt: skip
def test_explain_tells_what_became_of_a_number_and_why(run: Run, folder: Path, words: str, told: list[str]) -> None:
    result = run("explain", folder / "a.txt", TEXT.index(words))
    assert result.status == 0
    for text in told:
        assert text in result.out


@pytest.mark.parametrize("offset", [-1, len(TEXT)])
def test_explain_refuses_a_place_outside_the_text(run: Run, folder: Path, offset: int) -> None:
    result = run("explain", folder / "a.txt", "--", offset)
    assert result.status == 2
    assert f"全文共 {len(TEXT)} 字" in result.err


@pytest.mark.parametrize("command", ["extract", "numerals", "changes", "damaged", "meta"])
def test_a_bad_file_is_told_on_stderr_and_by_the_exit_status(run: Run, folder: Path, command: str) -> None:
    good = run(command, folder)
    (folder / "empty.txt").touch()
    partly = run(command, folder)
    assert (partly.status, partly.out) == (1, good.out)
    assert partly.err.startswith("empty.txt：")
    assert run(command, folder / "empty.txt").status == 2


def test_build_publishes_once_and_says_when_nothing_changed(run: Run, folder: Path, tmp_path: Path) -> None:
    first = run("build", folder, "--snapshots", tmp_path / "s")
    assert first.status == 0
    assert first.out.strip() == (tmp_path / "s" / "CURRENT").read_text(encoding="utf-8").strip()
    assert "已发布快照" in first.err
    again = run("build", folder, "--snapshots", tmp_path / "s")
    assert (again.status, again.out) == (0, first.out)
    assert "内容没有变化" in again.err


def test_build_with_a_bad_file_still_publishes(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "b.txt").write_text("坏", encoding="utf-8")
    result = run("build", folder, "--snapshots", tmp_path / "s")
    assert result.status == 1
    assert "b.txt：程序处理这份文件时出错" in result.err
    assert (tmp_path / "s" / f"{result.out.strip()}.duckdb").exists()


@pytest.mark.parametrize("target", ["nowhere", "empty.txt"])
def test_build_without_a_good_report_builds_nothing(run: Run, folder: Path, tmp_path: Path, target: str) -> None:
    (folder / "empty.txt").touch()
    result = run("build", folder / target, "--snapshots", tmp_path / "s")
    assert (result.status, result.out) == (2, "")
    assert "没有一份报告可用" in result.err
    assert not (tmp_path / "s" / "CURRENT").exists()


def test_a_build_that_cannot_be_published_leaves_the_old_snapshot_and_says_so(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("build", folder, "--snapshots", tmp_path / "s")
    (folder / "b.txt").write_text("2023年。", encoding="utf-8")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    second = run("build", folder, "--snapshots", tmp_path / "s")
    assert second.status == 2
    assert "原来的快照不变" in second.err
    assert (tmp_path / "s" / "CURRENT").read_text(encoding="utf-8") == first.out


def test_check_counts_the_findings_of_all_reports_or_of_a_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("check", "--snapshots", tmp_path / "s").status == 2
    (folder / "sub").mkdir()
    (folder / "sub" / "b.txt").write_text("2023年甲街道受理纠纷448件", encoding="utf-8")
    run("build", folder, "--snapshots", tmp_path / "s")
    result = run("check", "--snapshots", tmp_path / "s")
    assert result.status == 0
    assert [line.split()[:3] for line in result.out.splitlines()] == [
        ["级别", "检查", "报告"],
        ["警告", "前后矛盾", "a"],
        ["警告", "前后矛盾", "b"],
        ["警告", "数字损坏", "a"],
        ["级别", "检查", "件数"],
        ["警告", "前后矛盾", "2"],
        ["警告", "数字损坏", "1"],
    ]
    assert "2 份报告，3 项检查发现" in result.err
    assert "1 份报告，1 项检查发现" in run("check", folder / "sub", "--snapshots", tmp_path / "s").err


def test_diff_names_snapshots_by_id_path_or_current(run: Run, folder: Path, tmp_path: Path) -> None:
    old = run("build", folder, "--snapshots", tmp_path / "s").out.strip()
    (folder / "a.txt").write_text(TEXT.replace("446", "447"), encoding="utf-8")
    run("build", folder, "--snapshots", tmp_path / "s")
    for name in (old, tmp_path / "s" / f"{old}.duckdb"):
        result = run("diff", name, "CURRENT", "--snapshots", tmp_path / "s")
        assert result.status == 0
        (line,) = (line for line in result.out.splitlines() if "mediation.accepted" in line)
        assert line.split() == [
            "改变", "observation", "a", "mediation.accepted", str(TEXT.index("446")), "value=446", "quote=446件",
            "value=447", "quote=447件",
        ]  # fmt: skip
    assert "数据相同" in run("diff", "CURRENT", "CURRENT", "--snapshots", tmp_path / "s").err
    assert run("diff", "nothing", "CURRENT", "--snapshots", tmp_path / "s").status == 2


@pytest.mark.parametrize("arguments", [[], ["paint"], ["extract"], ["explain", "a.txt", "there"]])
def test_a_command_that_is_not_understood_ends_with_2(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).status == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_chinese_with_an_example(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.status == 0
    assert f"例：python -m pipeline {command} " in " ".join(result.out.split())


def test_output_is_utf_8_whatever_the_console_is_set_to() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "pipeline", "--help"]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=root, check=True)
    assert "从报告文本到数据快照" in done.stdout.decode("utf-8")
