"""The tables of 趋势: two years beside each other with both sentences, what the tests say, and all years."""

import polars as pl

from pages.shared import course, words
from pages.shared.foreign import spelt
from pages.shared.selection import Selection
from pages.shared.tables import SENTENCE, Cell, Column, by_office, linked, source, table, who, worded
from pages.shared.words import Row

DISTRICT = [Column("区县", worded(words.office), "name")]
DIFFERENCE = Column("增减（推算）", worded(course.difference), "right")
OUTCOME = Column("能不能说有变化", worded(course.outcome), "small")


def changes_table(choice: Selection, changes: pl.DataFrame, by: str) -> str:
    """This year and the year before of each row, with the sentences of both."""
    if changes.is_empty():
        return f"<p class='quiet'>{choice.year}年和上年都没有写明，无从比较。</p>"
    if by == "district":
        columns = [
            *DISTRICT,
            Column("两年都计入", worded(lambda row: f"{row['paired']}个街镇"), "right"),
            Column("上年（推算）", worded(lambda row: _district(course.earlier(row))), "right"),
            Column("本年（推算）", worded(_district), "right"),
            DIFFERENCE,
            OUTCOME,
            Column("各街镇上年", _offices(choice, choice.year - 1)),
            Column("各街镇本年", _offices(choice, choice.year)),
        ]
        return table(changes, columns)
    columns = [
        *who(choice),
        Column("上年", worded(lambda row: words.shown(course.earlier(row))), "right"),
        Column("本年", worded(words.shown), "right"),
        DIFFERENCE,
        OUTCOME,
        Column("上年原文句子", lambda row: SENTENCE.cell(course.earlier(row)), "small wide"),
        Column("上年原文", lambda row: source(choice)(course.earlier(row)), "name"),
        Column("本年原文句子", SENTENCE.cell, "small wide"),
        Column("原文", source(choice)),
    ]
    return table(changes, columns, lambda row: row["office"] == choice.office)


def _district(row: Row) -> str:
    """The figure with the counts it is made of."""
    counts = f"（{words.number(row['part'])}÷{words.number(row['whole'])}）" if row["whole"] else ""
    return f"{words.stated(row)}{counts}"


def _offices(choice: Selection, year: int) -> Cell:
    """The way to every office's number and sentence of a year."""

    def cell(row: Row) -> str:
        area = " ".join(name for name in dict.fromkeys((row["province"], row["city"], row["name"])) if name)
        return f'<a href="{spelt(choice.address("compare", area=area, year=year))}">{year}年</a>'

    return cell


def claims_table(choice: Selection, claims: pl.DataFrame, by: str) -> str:
    """Whether the years show a trend, by which test, or why nothing is said."""
    if claims.is_empty():
        return "<p class='quiet'>没有写明此数，无从谈趋势。</p>"
    columns = [
        *(DISTRICT if by == "district" else who(choice)),
        Column("看了哪些年", worded(course.span), "name"),
        Column("能不能说有趋势", worded(course.outcome)),
        Column("检验", worded(course.tested), "small"),
    ]
    return table(claims, columns, lambda row: row["office"] == choice.office)


def years_table(choice: Selection, figures: pl.DataFrame, by: str) -> str:
    """All years of each row; of offices every number is the link to its sentence."""
    years = figures["year"].unique().sort().to_list()
    cells = [
        Column(f"{year}年", course.district_cell(year) if by == "district" else linked(choice, year), "right")
        for year in years
    ]
    lead = DISTRICT if by == "district" else who(choice)
    return table(by_office(figures), [*lead, *cells], lambda row: row["office"] == choice.office)
