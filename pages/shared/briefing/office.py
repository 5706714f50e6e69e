"""画像: one office in one year as a briefing."""

from collections.abc import Iterator

import polars as pl

from pages.shared import basis, conclusions, words
from pages.shared.briefing import findings
from pages.shared.briefing.cited import CITED, Citations, mark
from pages.shared.briefing.content import Bar, Briefing, Chart, Column, Section, Table, lean, settled
from pages.shared.briefing.dated import Ask, caution, dated
from pages.shared.words import Row
from queries import briefing, selection
from queries import office as questions

MOST_BARS = 14  # of changes; the table has them all
NAME, VALUE = Column("指标", 5), Column("数值", 3, right=True)
STATED = pl.col("state").is_in(["value", "zero", "review"])


def build(ask: Ask, *, office: str, year: int, simulated: bool) -> Briefing:
    """The briefing of an office that has a report of the year."""
    scope = {"areas": (office,), "kind": None, "simulated": simulated}
    named = ask(selection.offices, year=year, **scope).row(by_predicate=pl.col("office") == office, named=True)
    name = words.office(named)
    figures = ask(questions.figures, office=office, year=year, simulated=simulated)
    figures = figures.with_columns(office=pl.lit(office), year=pl.lit(year))
    citations = Citations(ask(briefing.sources, years=(year, year - 1), office=office, **scope))
    conclusion = conclusions.office(name, year, figures)
    sections = (
        _coverage(conclusion, figures),
        *_years(ask(briefing.years, office=office, year=year, simulated=simulated), year, citations),
        *_peers(figures, name, citations),
        *_topics(figures, citations),
        *_silent(figures),
        *_doubts(figures, citations),
    )
    return settled(
        Briefing(
            title=f"{name}{year}年法治建设数据画像",
            subject=f"{named['district'] or '未认定区县'} · {year}年",
            dated=dated(ask),
            caution=caution(bool(named["simulated"])),
            conclusion=conclusion,
            sections=sections,
            basis=(
                basis.WHOLE_YEAR, basis.ZERO, basis.SILENCE, "同区中位数不含本街镇，至少有2个可比数才给出，为推算。",
                findings.NO_JUDGEMENT, basis.MACHINE,
            ),
            evidence=citations.evidence(),
        )
    )  # fmt: skip


def _coverage(conclusion: str, figures: pl.DataFrame) -> Section:
    """How much of each domain's core is stated."""
    core = figures.filter(pl.col("tier") == "core")
    counted = core.group_by("domain_name", maintain_order=True).agg(
        pl.len().alias("core"),
        findings.STATED.sum().alias("stated"),
        (pl.col("state") == "zero").sum().alias("zeros"),
        (pl.col("state") == "review").sum().alias("doubts"),
    )
    rows = counted.rows(named=True)
    bars = tuple(Bar(row["domain_name"], row["stated"], f"{row['stated']}项，共{row['core']}项") for row in rows)
    titles = ("领域", "核心指标", "写明", "其中写明为零", "待核")
    columns = tuple(Column(title, 4 if title == "领域" else 2, right=title != "领域") for title in titles)
    cells = tuple(tuple(str(row[key]) for key in ("domain_name", "core", "stated", "zeros", "doubts")) for row in rows)
    return Section(
        name="写明情况",
        headline=findings.core(figures),
        text=(conclusion,),
        chart=Chart("各领域写明的核心指标", "项", bars),
        table=Table("各领域写明的核心指标个数（单位：项）", columns, cells),
    )


def _years(rows: pl.DataFrame, year: int, citations: Citations) -> Iterator[Section]:
    """What moved since the year before; nothing where nothing is comparable."""
    if rows.is_empty():
        return
    keys = [tuple((row["office"], y, row["indicator"]) for y in (year - 1, year)) for row in rows.iter_rows(named=True)]
    cited = [citations.cite(*pair) for pair in keys]
    columns = (
        NAME, Column(f"{year - 1}年", 3, right=True), Column(f"{year}年", 3, right=True),
        Column("增减（推算）", 4, right=True), Column("比率变化的判断", 5), CITED,
    )  # fmt: skip
    cells = tuple(
        (row["indicator_name"], findings.before(row), findings.after(row), findings.movement(row),
         row["verdict"] or "", mark(numbers))
        for row, numbers in zip(rows.iter_rows(named=True), cited, strict=True)
    )  # fmt: skip
    moved = rows.filter(pl.col("change").is_not_null() & (pl.col("difference") != 0))
    largest = moved.sort(pl.col("change").abs(), descending=True).head(MOST_BARS).sort("change", descending=True)
    bars = tuple(
        Bar(row["indicator_name"], round(row["change"], 1), findings.movement(row))
        for row in largest.iter_rows(named=True)
    )
    yield Section(
        name="与上年相比",
        headline=findings.years(year, rows),
        text=tuple(filter(None, (findings.verdicts(rows), findings.NO_JUDGEMENT))),
        chart=Chart(f"比{year - 1}年增减最大的数（%，推算）", "%", bars, _FEW) if bars else None,
        table=lean(f"{year - 1}年和{year}年都写明且可比的数", columns, cells),
        cites=tuple(number for numbers in cited for number in numbers),
    )


_FEW = "两年都不小于10的确数才列入；比率见表。"


def _peers(figures: pl.DataFrame, name: str, citations: Citations) -> Iterator[Section]:
    """The office beside the median of the others of its district."""
    rows = figures.filter(pl.col("is_comparable") & pl.col("peer_median").is_not_null())
    if rows.is_empty():
        return
    cited = [citations.cite(_key(row)) for row in rows.iter_rows(named=True)]
    columns = (
        NAME, Column("本街镇", 3, right=True), Column("其他街镇中位数（推算）", 4, right=True),
        Column("其他街镇最低至最高", 5, right=True), CITED,
    )  # fmt: skip
    cells = tuple(
        (row["indicator_name"], words.stated(row), words.peers(row), _span(row), mark(numbers))
        for row, numbers in zip(rows.iter_rows(named=True), cited, strict=True)
    )
    rates = rows.filter(pl.col("indicator_kind") == "rate").rows(named=True)
    bars = tuple(bar for row in rates for bar in (_own(row), _median(row)))
    yield Section(
        name="与同区相比",
        headline=findings.peers(rows),
        text=(f"{findings.peers(rows)}。", findings.NO_JUDGEMENT),
        chart=Chart(f"{name}和其他街镇中位数：比率（%）", "%", bars, "件数等其他指标见表。") if bars else None,
        table=Table("本街镇和同区其他街镇", columns, cells),
        cites=tuple(number for numbers in cited for number in numbers),
    )


def _own(row: Row) -> Bar:
    return Bar(row["indicator_name"], row["value"], words.stated(row), tone="looked")


def _median(row: Row) -> Bar:
    text = f"{words.measured(row['peer_median'], row['unit'])}（推算）"
    return Bar(f"其他{row['peers']}个的中位数", row["peer_median"], text, tone="benchmark")


def _span(row: Row) -> str:
    low, high = (words.measured(row[key], row["unit"]) for key in ("peer_lowest", "peer_highest"))
    return f"{low}至{high}"


def _topics(figures: pl.DataFrame, citations: Citations) -> Iterator[Section]:
    """Every stated figure, by domain."""
    columns = (
        NAME, VALUE, Column("统计期", 3), Column("上年", 3, right=True), Column("说明", 6), CITED,
    )  # fmt: skip
    for rows in figures.filter(STATED).partition_by("domain_name", maintain_order=True):
        domain = rows["domain_name"][0]
        cited = [citations.cite(_key(row), *_earlier(row)) for row in rows.iter_rows(named=True)]
        cells = tuple(
            (row["indicator_name"], words.shown(row), words.period(row["period_start"], row["period_end"]),
             words.before(row), words.remark(row), mark(numbers))
            for row, numbers in zip(rows.iter_rows(named=True), cited, strict=True)
        )  # fmt: skip
        yield Section(
            name=domain,
            headline=findings.topic(domain, rows),
            text=(f"{findings.topic(domain, rows)}。",),
            table=lean(f"{domain}写明的数", columns, cells),
            cites=tuple(number for numbers in cited for number in numbers),
            group="各领域写明的数",
        )


def _key(row: Row) -> tuple[str, int, str]:
    return row["office"], row["year"], row["indicator"]


def _earlier(row: Row) -> list[tuple[str, int, str]]:
    """The figure of the year before, where it is shown."""
    return [] if row["before"] is None else [(row["office"], row["year"] - 1, row["indicator"])]


def _silent(figures: pl.DataFrame) -> Iterator[Section]:
    """The core indicators that the report does not mention, and what it has instead."""
    silent = figures.filter((pl.col("tier") == "core") & (pl.col("state") == "silent"))
    if silent.is_empty():
        return
    cells = tuple(
        (rows["domain_name"][0], str(len(rows)), "、".join(map(_unmentioned, rows.iter_rows(named=True))))
        for rows in silent.partition_by("domain_name", maintain_order=True)
    )
    columns = (Column("领域", 3), Column("个数", 1, right=True), Column("报告没有提到的核心指标", 12))
    headline = f"{len(silent)}项核心指标报告没有提到；没有写不等于零"
    table = Table("未提及的核心指标（单位：项）", columns, cells)
    yield Section("没有写明的核心指标", headline, (f"{headline}。", basis.SILENCE), table=table)


def _unmentioned(row: Row) -> str:
    why = words.remark(row)
    return f"{row['indicator_name']}（{why}）" if why else str(row["indicator_name"])


def _doubts(figures: pl.DataFrame, citations: Citations) -> Iterator[Section]:
    """What a check has doubts about, to be settled before it is quoted."""
    rows = figures.filter((pl.col("state") == "review") | (pl.col("doubt").is_not_null() & findings.STATED))
    if rows.is_empty():
        return
    cited = [citations.cite(_key(row)) for row in rows.iter_rows(named=True)]
    cells = tuple(
        (row["indicator_name"], words.shown(row), words.remark(row), mark(numbers))
        for row, numbers in zip(rows.iter_rows(named=True), cited, strict=True)
    )
    headline = f"{len(rows)}项须核对原文后再引用"
    table = Table("有疑点的数", (NAME, VALUE, Column("疑点", 10), CITED), cells)
    cites = tuple(number for numbers in cited for number in numbers)
    yield Section("待核", headline, (f"{headline}。",), table=table, cites=cites)
