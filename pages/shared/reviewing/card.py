"""One case to look at: why it is one, its sentence with the number marked, how the program reads it, and its peers."""

import polars as pl
import streamlit as st

from pages.shared import words
from pages.shared.data import ask
from pages.shared.foreign import escape, spelt
from pages.shared.reviewing.queue import Case
from pages.shared.selection import Selection
from pages.shared.tables import SENTENCE, Column, source, table, text, worded
from queries import review

STATUSES = {"actual": "实际数", "plan": "计划数"}
SCOPES = {"street": "全街道（镇、乡）", "part": "只是一部分"}


def show(case: Case, choice: Selection) -> None:
    """The case itself."""
    where = f"{case['name'] or ''}{case['year'] or '年份未定'}{'年' if case['year'] else ''}{case['kind_name'] or ''}"
    at = case["start"] if case["what"] == "number" else None
    link = f'<a href="{spelt(choice.evidence(case["report"], at))}" target="_blank">看原文</a>'
    st.html(f"<h2>{escape(case['title'])}　{escape(where)}　{link if case['what'] != 'returned' else ''}</h2>")
    st.html(f"<p class='quiet'>{escape(case['message'])}</p>")
    if case["sentence"]:
        st.html(f'<div class="cited case">{_context(case)}</div>')
    if case["what"] == "number":
        st.html(f"<p class='read'>{escape(_read(case))}</p>")


def beside(case: Case, choice: Selection) -> None:
    """What the number is judged by: the same indicator in the report, in other years, in the district."""
    if case["what"] != "number" or not case["indicator"]:
        st.html("<p class='quiet'>归入指标之后，这里会列出往年和同区的数。</p>" if case["what"] == "number" else "")
        return
    again = ask(review.again, report=case["report"], indicator=case["indicator"])
    asked = {"indicator": case["indicator"], "office": case["office"], "year": case["year"] or choice.year}
    others = ask(review.beside, **asked, simulated=choice.simulated)
    own, peers = (others.filter(others["is_own"] == which) for which in (True, False))
    columns = [Column("数值", worded(words.shown), "right"), SENTENCE, Column("原文", source(choice))]
    if len(again) > 1:
        written = [Column("原文写法", text("quote"), "name"), SENTENCE, Column("原文", source(choice))]
        st.html(f"<h2>同一报告中的“{escape(case['indicator_name'])}”</h2>" + table(again, written))
    st.html("<h2>本街镇其他年份</h2>" + _rows(own, [Column("年份", text("year"), "name"), *columns]))
    st.html("<h2>同区同年</h2>" + _rows(peers, [Column("街镇", worded(words.office), "name"), *columns]))


def _rows(rows: pl.DataFrame, columns: list[Column]) -> str:
    return table(rows.head(8), columns) if len(rows) else "<p class='quiet'>没有。</p>"


def _context(case: Case) -> str:
    """The sentence whole, with the words around it."""
    if case["what"] != "number":
        return escape(case["sentence"])
    place = case["start"] - case["sentence_start"]
    before, after = case["sentence"][:place], case["sentence"][place + len(case["quote"]) :]
    marked = f"{escape(before)}<mark class='number assigned asked'>{escape(case['quote'])}</mark>{escape(after)}"
    around = [f"<span class='grey'>{escape(case[side] or '')}</span>" for side in ("lead", "tail")]
    return f"{around[0]}{marked}{around[1]}"


def _read(case: Case) -> str:
    """How the program reads the number, in words."""
    if not case["indicator"]:
        return f"程序没有把它归入任何指标：{case['why']}"
    value = words.stated({"value": case["value"], "unit": case["unit"], "qualifier": case["qualifier"]})
    period = words.period(case["period_start"], case["period_end"])
    scope = f"，只含{case['scope_name'] or '一部分'}" if case["scope"] == "part" else ""
    plan = "，计划数" if case["status"] == "plan" else ""
    return f"程序读作：{case['indicator_name']} {value}，统计期{period}{scope}{plan}。"
