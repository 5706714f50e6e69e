"""与上年核对: what a report says of the year before, beside that year's own report. Words, table and file."""

import polars as pl

from pages.shared import basis, frame, words
from pages.shared.foreign import escape, spelt
from pages.shared.selection import Selection
from pages.shared.tables import SENTENCE, Cell, Column, source, table, text, who, worded
from pages.shared.words import Row

OUTCOMES = {"agree": "一致", "differ": "不符", "open": "无从核对"}
NOTES = (
    "核对的是报告中写的增减（如“较上年增加31件”）和重述的上年数（如“由上年的64件增至97件”），对照上年报告自己写的数；"
    "只对照同一统计期、全街道的确数，允许末位四舍五入的差。",
    "上年报告没有写、而本年的话能给出上年数的，列在“补出的上年数”：重述的为原文所写，由增减倒算的标推算，不作为上年的数参与比较。",
    "不符不等于本年写错：也可能是上年的数后来有更正或口径变了，请对照两年原文。",
)


def told(rows: pl.DataFrame) -> str:
    """与上年报告核对：一致 n、不符 n、无从核对 n."""
    counts = dict(rows.group_by("outcome").len().iter_rows())
    return "、".join(f"{name}{counts.get(outcome, 0)}处" for outcome, name in OUTCOMES.items())


def said(row: Row) -> str:
    """What is stated of the year before, as written."""
    if row["kind"] == "restated":
        return f"上年为{row['quote']}"
    return f"{'增加' if row['told'] > 0 else '减少'}{row['quote']}"


def truth(row: Row) -> str:
    """What comes of the comparison: agreement, the difference that the two reports give, or why there is none."""
    if row["outcome"] == "open":
        return f"无从核对：{row['why']}"
    if row["outcome"] == "agree" or row["kind"] == "restated":
        return OUTCOMES[row["outcome"]]
    is_growth = row["is_percent"] and not row["is_rate"]
    amount = row["growth"] if is_growth else row["difference"]
    if not amount:
        return "不符：两年持平" if amount == 0 else "不符"
    unit = "%" if is_growth else ("个百分点" if row["is_rate"] else row["unit"])
    return f"不符：两年相差为{'增加' if amount > 0 else '减少'}{words.number(round(abs(amount), 2))}{unit}"


def gap(row: Row) -> str:
    """Last year's value that this report gives where last year's own does not."""
    if row["gap"] is None:
        return ""
    return words.measured(row["gap"], row["value_unit"]) + ("" if row["kind"] == "restated" else "（推算）")


def show(choice: Selection, rows: pl.DataFrame) -> None:
    """The view; rows of queries.quality.reconciled."""
    frame.section(
        f"与上年报告核对：{told(rows)}", "<p class='quiet'>不符的在前；点上年的数看上年的原文，点行末看本年的原文。</p>"
    )
    if rows.is_empty():
        frame.nothing(f"{choice.year}年的报告没有写增减，也没有重述上年的数。", "可以换一个年份或地区。")
    else:
        frame.section("逐处核对", table(rows, _columns(choice)))
    frame.notes([*NOTES, basis.CUT, basis.MACHINE])
    file = rows.with_columns(
        pl.Series("outcome_words", [truth(row) for row in rows.iter_rows(named=True)], pl.String),
        pl.Series("said_words", [said(row) for row in rows.iter_rows(named=True)], pl.String),
        pl.Series("gap_words", [gap(row) for row in rows.iter_rows(named=True)], pl.String),
    ).drop("kind")
    frame.download(file, f"上表“逐处核对”的{len(rows)}行", f"质量_与上年核对_{choice.words}")


def _columns(choice: Selection) -> list[Column]:
    return [
        *who(choice),
        Column("指标", text("indicator_name"), "name"),
        Column("本年报告写", worded(said), "right"),
        Column("本年数", text("now_quote"), "right"),
        Column("上年报告写", _before(choice), "right"),
        Column("核对", worded(truth), "small"),
        Column("补出的上年数", worded(gap), "right"),
        SENTENCE,
        Column("原文", source(choice)),
    ]


def _before(choice: Selection) -> Cell:
    """What last year's own report states, as the link to its sentence."""

    def cell(row: Row) -> str:
        if row["before_report"] is None:
            return ""
        address = choice.evidence(row["before_report"], row["before_start"])
        return f'<a href="{spelt(address)}"><q>{escape(row["before_quote"])}</q></a>'

    return cell
