"""What the tables of 质量 show, one function for each view: findings of the checks, and the account of all numbers."""

import polars as pl
import streamlit as st

from pages.shared import basis, frame, watch, words
from pages.shared.charts import matrix, stacks
from pages.shared.selection import Selection
from pages.shared.sorting import sorted_by
from pages.shared.tables import Cell, Column, by_office, source, table, text, who, worded
from pages.shared.theme import palette
from pages.shared.words import Row

CHECK = [
    Column("检查", text("title"), "name"),
    Column("最重程度", worded(watch.gravest), "name"),
    Column("发现", text("findings"), "right"),
    Column("涉及街镇", text("offices"), "right"),
]
FINDING = [
    Column("程度", worded(words.severity), "name"),
    Column("事项", text("title"), "name", "title"),
    Column("指标", text("indicator_name"), "name", "indicator_name"),
    Column("内容", text("message")),
]
COUNTS = [
    Column(title, text(field), "right", field)
    for field, title in (("numerals", "数字"), *words.DISPOSITIONS.items(), *watch.FOUND.items())
]
NONE = "<p class='quiet'>检查没有发现需要更正或核对的地方。</p>"


def findings(choice: Selection, found: pl.DataFrame, grid: pl.DataFrame, checks: pl.DataFrame) -> None:
    """Which office has findings of which check, the checks, and every finding; rows of queries.quality."""
    if not grid.is_empty():
        frame.heading("哪个街镇、哪项检查有发现", watch.matrix(grid))
        frame.chart(matrix.findings(grid, palette()), "matrix", "各街镇各项检查的发现个数，数值见下表")
        titles = grid.unique("check", keep="first", maintain_order=True).select("check", "title").iter_rows()
        across = [Column(title, _count(check), "right") for check, title in titles]
        total = Column("合计", text("found"), "right")
        frame.section("各街镇的发现", table(by_office(grid, "check"), [*who(choice), total, *across]))
    frame.section("各项检查", table(checks, CHECK))
    by_gravity = found.sort(watch.GRAVEST, "office", maintain_order=True)
    columns = [*who(choice), *FINDING, Column("原文", source(choice))]
    found, columns = sorted_by("quality", by_gravity, columns)
    frame.section("检查发现", NONE if found.is_empty() else table(found, columns))
    frame.notes([*watch.QUALITIES, basis.MACHINE])
    frame.download(found, f"上表“检查发现”的{len(found)}行", f"质量_检查发现_{choice.words}")
    frame.download(checks, f"“各项检查”的{len(checks)}行", f"质量_各项检查_{choice.words}", title="各项检查")
    cells = grid.drop("offices")
    frame.download(cells, f"上图的{len(cells)}格", f"质量_街镇与检查_{choice.words}", title="街镇与检查")


def account(choice: Selection, rows: pl.DataFrame) -> None:
    """What became of the numbers of each report; rows of queries.quality.account."""
    if rows.is_empty():
        st.html(f"<p class='quiet'>这个范围里没有{choice.year}年的报告。</p>")
        return
    frame.heading("数字总账：每份报告的数字归到了哪里", "条末为数字总数和未归入任何指标的比例，未归入比例高的在前。")
    frame.chart(stacks.account(rows, palette()), "account", "各份报告的数字按去向的个数，数值见下表")
    kind = Column("报告类型", text("kind_name"), "name")
    share = Column("未归入比例（推算）", worded(watch.share), "right", "share")
    columns = [*who(choice), kind, *COUNTS, share, Column("原文", source(choice))]
    rows, columns = sorted_by("quality", rows, columns)
    frame.section("数字总账", table(rows, columns))
    frame.notes([*watch.QUALITIES, basis.MACHINE])
    flat = watch.flat(rows)
    frame.download(flat, f"上表“数字总账”的{len(flat)}行", f"质量_数字总账_{choice.words}")


def _count(check: str) -> Cell:
    def cell(row: Row) -> str:
        return str(row["cells"][check]["findings"] or "无")

    return cell
