"""专报: the offices of a district, or of whatever areas are chosen, in one year as a briefing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pages.shared import basis, conclusions, watch, words
from pages.shared.briefing import findings
from pages.shared.briefing.cited import CITED, Citations, mark
from pages.shared.briefing.content import Bar, Briefing, Chart, Column, Section, Table, lean, settled
from pages.shared.briefing.dated import Ask, caution, dated
from pages.shared.words import Row
from queries import briefing, compare, indicators, overview, quality, selection, silence

MOST = 8  # indicators of one briefing: those that most offices state
FEWEST = 2  # offices that state an indicator worth a section
NAME, VALUE, PERIOD = Column("街镇", 4), Column("数值", 3, right=True), Column("统计期", 3)
REMARK = Column("说明", 5)
CITED_THREE = Column("出处", 4)  # a rate and its two counts
CHANGED = "增减只比较两年都写明、都可比且不小于10的确数；增减的大小不等于好坏。"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which offices, which year; `place`: in words."""

    place: str
    year: int
    areas: tuple[str, ...]
    kind: str | None
    simulated: bool

    @property
    def scope(self) -> dict[str, Any]:
        return {"year": self.year, "areas": self.areas, "kind": self.kind, "simulated": self.simulated}


def build(ask: Ask, choice: Choice) -> Briefing:
    """The briefing of a choice in which at least one office has a report of the year."""
    cover = ask(selection.coverage, **choice.scope).row(0, named=True)
    asked = {**choice.scope, "years": (choice.year, choice.year - 1), "office": None}
    asked.pop("year")
    citations = Citations(ask(briefing.sources, **asked))
    conclusion = conclusions.overview(choice.place, choice.year, cover, ask(overview.shares, **choice.scope))
    catalogue = ask(indicators.catalogue, **choice.scope)
    sections = (
        _coverage(ask(overview.topics, **choice.scope), cover, conclusion),
        *(indicator(ask, choice, row, catalogue, citations) for row in _chosen(catalogue)),
        *_movements(ask(overview.movements, **choice.scope), choice.year, citations),
        *_stopped(ask, choice),
        *_found(ask(quality.findings, severities=("error", "warning"), **choice.scope)),
    )
    return settled(
        Briefing(
            title=f"{choice.place}{choice.year}年{choice.kind or '街镇'}法治建设数据专报",
            subject=f"{choice.place} · {choice.year}年",
            dated=dated(ask),
            caution=caution(choice.simulated),
            conclusion=conclusion,
            sections=sections,
            basis=(
                f"主要指标是写明的街镇最多的{MOST}项核心指标，按目录次序排列。", basis.WHOLE_YEAR, basis.POOLED,
                basis.MEDIAN, basis.CERTAIN, basis.ZERO, basis.SILENCE, CHANGED, basis.MACHINE,
            ),
            evidence=citations.evidence(),
        )
    )  # fmt: skip


def _chosen(catalogue: pl.DataFrame) -> Sequence[Row]:
    """The core indicators that most offices state, in the order of the catalogue."""
    core = catalogue.filter((pl.col("tier") == "core") & (pl.col("stated") >= FEWEST))
    most = core.sort("stated", descending=True, maintain_order=True).head(MOST)
    return most.sort("ordinal").rows(named=True)


def _coverage(topics: pl.DataFrame, cover: Row, conclusion: str) -> Section:
    """Who reported, and how much of the core each one states."""
    offices = topics.group_by("office", maintain_order=True).agg(
        pl.col("name", "simulated", "has_report", "report_kind_name").first(), pl.col("stated", "core").sum()
    )
    rows = offices.sort("has_report", "stated", descending=True, maintain_order=True).rows(named=True)
    bars = tuple(Bar(words.office(row), row["stated"], f"{row['stated']}项") for row in rows if row["has_report"])
    lacking = [words.office(row) for row in rows if not row["has_report"]]
    cells = tuple(
        (words.office(row), row["report_kind_name"] or "报告缺", str(row["stated"]) if row["has_report"] else "报告缺")
        for row in rows
    )
    core = rows[0]["core"] if rows else 0
    columns = (NAME, Column("报告", 5), Column(f"写明的核心指标（共{core}项）", 4, right=True))
    cut = "街镇很多，只列前面的部分。" if len(rows) < cover["offices"] else ""
    return Section(
        name="报告情况",
        headline=findings.covered(cover),
        text=tuple(filter(None, (conclusion, cut))),
        chart=Chart("各街镇写明的核心指标个数", "项", bars, f"报告缺：{'、'.join(lacking)}" if lacking else ""),
        table=Table("各街镇的报告和写明的核心指标（单位：项）", columns, cells),
    )


def indicator(ask: Ask, choice: Choice, row: Row, catalogue: pl.DataFrame, citations: Citations) -> Section:
    """One indicator across the offices, with all that do not state it. `row`: of queries.indicators.catalogue."""
    cover = ask(selection.coverage, **choice.scope).row(0, named=True)
    figures = ask(compare.figures, indicator=row["id"], **choice.scope)
    summary = ask(compare.summary, indicator=row["id"], **choice.scope).row(0, named=True)
    ids = dict(catalogue.select("name", "id").iter_rows())
    lines = figures.rows(named=True)
    cited = [citations.cite(*_keys(line, choice.year, row, ids)) for line in lines]
    return Section(
        name=row["name"],
        headline=findings.compared(row, cover, summary),
        text=(conclusions.compare(choice.place, choice.year, row, cover, summary, figures),),
        chart=_bars(figures, row, summary),
        table=_table(lines, row, [mark(numbers) for numbers in cited]),
        cites=tuple(number for numbers in cited for number in numbers),
        group="主要指标",
    )


def _keys(line: Row, year: int, indicator: Row, ids: dict[str, str]) -> list[tuple[str, int, str]]:
    """The figure itself and the two counts of a rate."""
    counts = (indicator["numerator_name"], line["derived_name"]) if line["derived_whole"] else ()
    return [(line["office"], year, id) for id in (indicator["id"], *(ids[name] for name in counts if name in ids))]


def _bars(figures: pl.DataFrame, indicator: Row, summary: Row) -> Chart | None:
    stated = figures.filter(findings.STATED).rows(named=True)
    bars = tuple(
        Bar(
            words.office(row),
            row["value"],
            words.stated(row) + ("" if row["is_comparable"] else f"　{row['reason']}"),
            hollow=not row["is_comparable"],
        )
        for row in stated
    )
    median = summary["median"]
    if median is not None:
        text = f"{words.measured(median, indicator['unit'])}（推算）"
        bars = (*bars, Bar(f"{summary['comparable']}个可比数的中位数", median, text, tone="benchmark"))
    title = f"{indicator['name']}（{indicator['unit']}）"
    return Chart(title, indicator["unit"], bars, findings.missing(figures)) if bars else None


def _table(lines: list[dict[str, Any]], indicator: Row, marks: list[str]) -> Table:
    """Every office of the choice; rates with the counts and the interval that they carry."""
    is_rate = indicator["kind"] == "rate"
    counts = (Column("件数", 4, right=True), Column("95%区间（推算）", 4, right=True)) if is_rate else ()
    cells = tuple(
        (words.office(line), words.shown(line), *((_counts(line), words.interval(line)) if is_rate else ()),
         words.period(line["period_start"], line["period_end"]) if line["value"] is not None else "",
         words.remark(line), cited)
        for line, cited in zip(lines, marks, strict=True)
    )  # fmt: skip
    title = f"各街镇的{indicator['name']}（单位：{indicator['unit']}）"
    return lean(title, (NAME, VALUE, *counts, PERIOD, REMARK, CITED_THREE if is_rate else CITED), cells)


def _counts(line: Row) -> str:
    if not line["derived_whole"]:
        return ""
    return f"{words.number(line['derived_part'])}÷{words.number(line['derived_whole'])}"


def _movements(rows: pl.DataFrame, year: int, citations: Citations) -> Iterator[Section]:
    """The largest changes since the year before."""
    if rows.is_empty():
        return
    lines = rows.rows(named=True)
    cited = [citations.cite(*((row["office"], y, row["indicator"]) for y in (year - 1, year))) for row in lines]
    columns = (
        NAME, Column("指标", 5), Column(f"{year - 1}年", 3, right=True), Column(f"{year}年", 3, right=True),
        Column("增减（推算）", 5, right=True), CITED,
    )  # fmt: skip
    cells = tuple(
        (words.office(row), row["indicator_name"], words.before(row), words.after(row), words.movement(row),
         mark(numbers))
        for row, numbers in zip(lines, cited, strict=True)
    )  # fmt: skip
    bars = tuple(
        Bar(f"{row['name']} {row['indicator_name']}", round(row["change"], 1), words.movement(row)) for row in lines
    )
    yield Section(
        name="与上年相比",
        headline=findings.movements(rows),
        text=(f"{findings.movements(rows)}。", CHANGED),
        chart=Chart(f"比{year - 1}年增减最大的{len(rows)}个数（%，推算）", "%", bars),
        table=Table("变化最大的数", columns, cells),
        cites=tuple(number for numbers in cited for number in numbers),
    )


def _stopped(ask: Ask, choice: Choice) -> Iterator[Section]:
    """What was stated last time and is not mentioned now."""
    offices = ask(silence.offices, **choice.scope)
    rows = ask(silence.stopped, **choice.scope)
    if rows.is_empty():
        return
    sentence = watch.silence(choice.place, choice.year, offices, ask(silence.indicators, **choice.scope))
    groups = rows.partition_by("office", maintain_order=True)
    bars = tuple(_stop(group.row(0, named=True)) for group in groups)
    columns = (NAME, Column("上次", 2), Column("个数", 2, right=True), Column("上次写明、本年没有提到的核心指标", 12))
    cells = tuple(
        (words.office(first := group.row(0, named=True)), f"{first['year_before']}年", str(len(group)),
         "、".join(group["indicator_name"]))
        for group in groups
    )  # fmt: skip
    yield Section(
        name="停报",
        headline=f"{len(groups)}个街镇没有再提上次写明的部分核心指标，共{len(rows)}处",
        text=(sentence, *watch.SILENCES[1:2]),
        chart=Chart("各街镇停报的核心指标个数", "项", bars),
        table=Table("停报的核心指标（单位：项）", columns, cells),
    )


def _stop(row: Row) -> Bar:
    """An office's bar; hollow where the report of the year is no annual one."""
    return Bar(words.office(row), row["stopped"], f"{row['stopped']}项", hollow=row["report_kind"] != "annual")


def _found(rows: pl.DataFrame) -> Iterator[Section]:
    """What has to be checked before it is quoted."""
    if rows.is_empty():
        return
    kinds = rows.group_by("title", maintain_order=True).len().sort("len", descending=True, maintain_order=True)
    cells = tuple(
        (words.office(row), words.severity(row), row["title"], row["indicator_name"] or "", row["message"])
        for row in rows.iter_rows(named=True)
    )
    columns = (NAME, Column("程度", 2), Column("事项", 3), Column("指标", 4), Column("内容", 9))
    headline = f"{len(rows)}处须更正或核对，核对前不宜引用"
    yield Section(
        name="须核对的地方",
        headline=headline,
        text=(f"检查发现{headline}。",),
        chart=Chart("各项检查的发现", "处", tuple(Bar(title, n, f"{n}处") for title, n in kinds.iter_rows())),
        table=Table("检查发现", columns, cells),
    )
