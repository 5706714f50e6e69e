"""What each command of the command line does; each gives its exit status."""

import argparse
import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
from rich.progress import Progress
from sqlalchemy.exc import DBAPIError

from pipeline import build as flow
from pipeline import catalogue, publish, trouble
from pipeline import diff as differences
from pipeline import explain as explaining
from pipeline import simulate as simulation
from pipeline.batches import NoEngine
from pipeline.collection import collection
from pipeline.depot import Depot, NoDepot
from pipeline.fill import PublishError
from pipeline.identify import META, meta_row
from pipeline.model import Disposition, Extraction, Failure
from pipeline.offices import Offices
from pipeline.screen import GOOD, NOTHING, PARTLY, say, screen, table
from pipeline.store import decisions as recorded

Row = dict[str, Any]
COUNTED = {"report": "报告", "observation": "指标数值", "change": "增减幅度", "numeral": "数字", "finding": "检查发现"}
SEVERITIES = {"error": "错误", "warning": "警告", "note": "提示"}
OBSERVATION = (
    "report", "indicator", "value", "qualifier", "period_start", "period_end", "status", "scope", "scope_name", "start",
    "end", "quote", "unit", "rule",
)  # fmt: skip
CHANGE = ("report", "indicator", "value", "unit", "direction", "quote", "start", "end", "period_start", "period_end")


def build(options: argparse.Namespace) -> int:
    """Publish a snapshot of a folder; its id goes to stdout."""
    try:
        with Progress(console=screen(), transient=True) as bar:
            task = bar.add_task("正在提取", total=None)
            summary = flow.build(
                [options.folder] if options.folder else collection(flow.REPORTS),
                options.snapshots,
                lambda done, total: bar.update(task, completed=done, total=total),
                options.engine,
                Depot(options.parts) if options.parts else None,
            )
    except (catalogue.CatalogueError, PublishError, NoEngine, NoDepot, OSError, duckdb.Error) as error:
        say(f"没有发布新快照，原来的快照不变：{trouble.words(error)}")
        return NOTHING
    for notice in summary.notices:
        say(notice)
    _tell(summary.failures)
    if summary.snapshot is None:
        say("没有一份报告可用，没有发布新快照，原来的快照不变。")
        return NOTHING
    say(f"已发布快照 {summary.snapshot}" if summary.is_new else f"内容没有变化，仍用快照 {summary.snapshot}")
    rows = [(label, summary.rows[name]) for name, label in COUNTED.items()]
    table(("内容", "行数"), [*rows, ("未能处理的文件", len(summary.failures))], screen())
    print(summary.snapshot)
    return PARTLY if summary.failures else GOOD


def extract(options: argparse.Namespace) -> int:
    """Observations as JSON lines."""
    return _print_rows(options, lambda extraction: (_pick(o, OBSERVATION) for o in extraction.observations))


def changes(options: argparse.Namespace) -> int:
    """Changes as JSON lines."""
    return _print_rows(options, lambda extraction: (_pick(change, CHANGE) for change in extraction.changes))


def numerals(options: argparse.Namespace) -> int:
    """The account of all numerals as JSON lines."""

    def rows(extraction: Extraction) -> Iterable[Row]:
        for numeral in extraction.numerals:
            yield _pick(numeral, ("report", "start", "end", "quote")) | {"class": numeral.disposition}

    return _print_rows(options, rows)


def damaged(options: argparse.Namespace) -> int:
    """Damaged numerals as JSON lines."""

    def rows(extraction: Extraction) -> Iterable[Row]:
        for numeral in extraction.numerals:
            if numeral.disposition is Disposition.DAMAGED:
                yield _pick(numeral, ("report", "start", "end", "quote", "why"))

    return _print_rows(options, rows)


def meta(options: argparse.Namespace) -> int:
    """Who and when each report is about, as CSV."""
    extractions, status = _extractions(options)
    writer = csv.DictWriter(sys.stdout, META, lineterminator="\n")
    writer.writeheader()
    writer.writerows(meta_row(extraction.report) for extraction in extractions)
    return status


def explain(options: argparse.Namespace) -> int:
    """What became of the number at one place of a report."""
    extractions, status = _extractions(options)
    try:
        for extraction in extractions:
            print("\n".join(explaining.explain(extraction, catalogue.load(), options.offset)))
    except IndexError as error:
        say(str(error))
        return NOTHING
    return status


def check(options: argparse.Namespace) -> int:
    """Findings of the served snapshot, of all reports or of those in a folder, and how many there are of each kind."""
    if (served := publish.served(options.snapshots)) is None:
        say("还没有可读的快照，请先运行 python -m pipeline build")
        return NOTHING
    with publish.connect(options.snapshots / f"{served.snapshot}.duckdb") as connection:
        findings, kinds, reports = (
            connection.table(name).pl().to_dicts() for name in ("finding", "check_kind", "report")
        )
    if options.folder:
        inside = {document.sha256 for document in flow.load([options.folder])[0]}
        reports = [row for row in reports if row["sha256"] in inside]
    shown = {row["report"] for row in reports}
    titles = {row["check"]: row["title"] for row in kinds}
    found = [(SEVERITIES[row["severity"]], titles[row["check"]], row) for row in findings if row["report"] in shown]
    table(
        ("级别", "检查", "报告", "位置", "说明"),
        [(severity, title, row["report"], row["start"], row["message"]) for severity, title, row in found],
    )
    counts = Counter((severity, title) for severity, title, _ in found)
    table(("级别", "检查", "件数"), [(*key, n) for key, n in counts.items()])
    say(f"快照 {served.snapshot}：{len(reports)} 份报告，{len(found)} 项检查发现")
    return GOOD


def diff(options: argparse.Namespace) -> int:
    """Rows gained, lost and changed between two snapshots."""
    try:
        old, new = (_snapshot(name, options.snapshots) for name in (options.old, options.new))
        found = differences.diff(old, new)
    except (FileNotFoundError, duckdb.Error) as error:
        say(f"读不到快照：{error}")
        return NOTHING
    table(
        ("变化 what", "表 table", "报告 report", "指标 indicator", "位置 start", "旧 old", "新 new"),
        [(differences.LABELS[row.what], row.table, *row[2:]) for row in found],
    )
    counts = Counter((differences.LABELS[row.what], row.table) for row in found)
    table(("变化 what", "表 table", "行数 rows"), [(*key, n) for key, n in counts.items()])
    if not found:
        say("两个快照的数据相同")
    return GOOD


def simulate(options: argparse.Namespace) -> int:
    """A simulated country as files, with its truth beside them."""
    try:
        written = sum(1 for _ in simulation.write(options.folder, options.offices, options.years, options.seed))
    except OSError as error:
        say(f"没有写完：{error}。请确认文件夹可写、磁盘有空。")
        return NOTHING
    say(f"已写出 {written} 份模拟报告到 {options.folder}，真值在 truth.jsonl。")
    return GOOD


def decisions(options: argparse.Namespace) -> int:
    """The history of people's decisions as JSON lines, or such lines into the store of this machine."""
    try:
        if options.what == "export":
            for line in recorded.export():
                print(line)
            return GOOD
        text = options.file.read_text(encoding="utf-8") if options.file else sys.stdin.read()
        say(f"新增决定 {recorded.restore(text.splitlines(), '命令行')} 条，已有的略过；运行 build 后生效。")
    except (OSError, ValueError, recorded.Conflict, DBAPIError) as error:
        say(f"没有导入任何决定：{error}")
        return NOTHING
    return GOOD


def _extractions(options: argparse.Namespace) -> tuple[list[Extraction], int]:
    """All that can be extracted under the given paths, and the exit status; failures are told on stderr."""
    try:
        overrides = _meta_rows(options.meta) if options.meta else {}
        documents, failures = flow.load(options.paths)
        results = list(flow.extract_all(documents, catalogue.load(), Offices.load(), overrides))
    except (OSError, ValueError, catalogue.CatalogueError) as error:
        say(str(error))
        return [], NOTHING
    extractions = [result for result in results if isinstance(result, Extraction)]
    failures += tuple(result for result in results if isinstance(result, Failure))
    _tell(failures)
    return extractions, NOTHING if not extractions else PARTLY if failures else GOOD


def _meta_rows(path: Path) -> dict[str, dict[str, str]]:
    """Rows of a meta file by report. Excel saves Chinese CSV in the code page of China, others in UTF-8."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    rows = csv.DictReader(io.StringIO(text))
    if "report" not in (rows.fieldnames or ()):
        raise ValueError(f"{path} 没有 report 列，无法知道每行说的是哪份报告")
    return {row["report"]: row for row in rows}


def _print_rows(options: argparse.Namespace, rows: Callable[[Extraction], Iterable[Row]]) -> int:
    extractions, status = _extractions(options)
    for extraction in extractions:
        for row in rows(extraction):
            print(json.dumps(row, ensure_ascii=False, default=str))
    return status


def _pick(noun: Any, fields: Sequence[str]) -> Row:
    """Fields of a noun in the given order; a whole number as 12, not 12.0."""
    row = asdict(noun)
    return {field: _whole(row[field]) for field in fields}


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _snapshot(name: str, snapshots: Path) -> Path:
    """The file of a snapshot, named by its id, by CURRENT or by its path. Raises FileNotFoundError."""
    id = publish.current(snapshots) if name == "CURRENT" else name
    for path in (snapshots / f"{id}.duckdb", Path(name)):
        if path.is_file():
            return path
    raise FileNotFoundError(name)


def _tell(failures: Iterable[Failure]) -> None:
    for failure in failures:
        say(f"{failure.source}：{failure.reason}")
