"""补录: a number that the program missed, found by the words of the report that a person pastes."""

from typing import Any

import streamlit as st

from pages.shared.data import ask
from pages.shared.foreign import escape, visible
from pages.shared.reviewing import forms
from pages.shared.reviewing.queue import Case
from pages.shared.selection import Selection
from pipeline.store import decisions
from pipeline.store.decisions import Action
from queries import review


def draw(choice: Selection, person: str, turns: dict[str, int]) -> None:
    """The fields; what cannot be found in the report is said."""
    reports = ask(review.reports, year=choice.year, **choice.scope)
    rows = {row["title"]: row for row in reports.iter_rows(named=True)}
    title = st.selectbox(
        "报告",
        list(rows),
        index=None,
        placeholder="请选择报告",
        filter_mode="contains",
        key="which",
        format_func=visible,
    )
    left, right = st.columns([4, 1])
    passage = left.text_area("原文中的一句（照原样粘贴）", key="passage", height=90, max_chars=1_000).strip()
    quote = right.text_input("其中的数（照原样）", key="number", max_chars=60, placeholder="如 36场").strip()
    if not (title and passage and quote):
        st.html("<p class='quiet'>选好报告，贴入那一句和其中的数，再填写它的含义。</p>")
        return
    found = locate(rows[title], passage, quote)
    if isinstance(found, str):
        st.html(f"<p class='quiet'>{escape(found)}</p>")
        return
    forms.correct(found | {"seen": turns.get(found["subject"], 0)}, person, Action.ADD)


def locate(report: dict[str, Any], passage: str, quote: str) -> Case | str:
    """The place as a case, or in Chinese why it cannot be told."""
    at = report["text"].find(passage)
    if at < 0:
        return "报告中没有这一句，请从原文页照原样复制。"
    if report["text"].find(passage, at + 1) >= 0:
        return "报告中有几处这样的文字，请多贴一些前后文。"
    inner = passage.find(quote)
    if inner < 0:
        return "这一句里没有这个数，请照原样填写。"
    if passage.find(quote, inner + 1) >= 0:
        return "这一句里有几处这样的数，请少贴一些文字，只留要补录的那一处。"
    start = at + inner
    end = start + len(quote)
    return {
        "what": "number", "check": "add", "title": "补录", "report": report["report"], "sha256": report["sha256"],
        "subject": decisions.place(report["sha256"], start, end, quote), "start": start, "end": end, "quote": quote,
        "sentence_start": at, "sentence": passage, "year": report["year"], "office": report["office"],
        "indicator": None,
    }  # fmt: skip
