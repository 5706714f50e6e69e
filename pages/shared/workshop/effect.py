"""What a block does to all reports: three lists of numbers with their sentences, decided rows, examples as tests."""

import re
from functools import partial

import streamlit as st

from pages.shared import frame, words
from pages.shared.data import snapshot
from pages.shared.foreign import escape
from pages.shared.selection import Selection
from pages.shared.tables import SENTENCE, Column, source, table, text, worded
from pages.shared.words import Row
from pipeline.desk import trial
from pipeline.desk.decided import Score
from pipeline.desk.trial import Trial
from pipeline.desk.workshop import Wrong
from pipeline.store.proposals import Proposal, State
from queries import path

LISTS = {
    "gained": ("会新取的数", "现在"),
    "lost": ("不再取的数", "改后"),
    "shared": ("与其他指标相争的数", "变化"),
}
NONE = "<p class='quiet'>没有。</p>"


def tried(id: str, block: str, choice: Selection) -> Trial:
    """The trial, with its progress while it runs."""
    bar = st.progress(0.0, "正在全部报告上试用……")
    try:
        return trial.run(
            id, block, path(snapshot()), choice.simulated,
            lambda done, total: bar.progress(done / total, f"正在试用：{done}/{total}"),
        )  # fmt: skip
    finally:
        bar.empty()


def proposed(one: Proposal, choice: Selection) -> Trial | None:
    """The trial of a proposal that waits; None for one that was answered or, which is said, fits no more."""
    if one.state is not State.OPEN:
        return None
    try:
        return tried(one.indicator, one.block, choice)
    except Wrong as error:
        frame.nothing("这个提案现在不能启用。", str(error))
        return None


def conclusion(name: str, found: Trial) -> str:
    read, reports = found.counts
    counts = f"会新取{len(found.gained)}个数，不再取{len(found.lost)}个，与其他指标相争{len(found.shared)}个"
    return f"“{name}”{counts}；照旧取{found.kept}个。{reports}份报告中{read}份写有它的词。"


def show(found: Trial, choice: Selection) -> None:
    """All of it, below the form or the proposal."""
    frame.section("经人核对的数", f"<p>{escape(judged(*found.scores))}</p>")
    for which, (title, then) in LISTS.items():
        rows: list[Row] = getattr(found, which)
        columns = [
            Column("街镇", worded(lambda row: row["name"] or "单位未定"), "name"),
            Column("年份", worded(lambda row: f"{row['year']}年" if row["year"] else "未定"), "name"),
            Column("数", text("quote"), "name"),
            Column(then, worded(partial(_became, which)), "small"),
            SENTENCE,
            Column("原文", source(choice), "name"),
        ]
        frame.section(f"{title}（{len(rows)}）", table(rows, columns) if rows else NONE)
    frame.section(f"例句和反例（{sum(test.passes for test in found.tests)}/{len(found.tests)}通过）", tests(found))


def judged(before: Score, after: Score) -> str:
    """How often the words are right, now and then, by what people decided."""
    if not any((*before, *after)):
        return "还没有人核对过与本指标有关的数，无法计算准确率。"
    return f"现在{_judged(before)}；改后{_judged(after)}。"


def _judged(one: Score) -> str:
    share = f"（{100 * one.right / one.taken:.0f}%）" if one.taken else ""
    return f"取{one.taken}个，对{one.right}个{share}，漏{one.missed}个"


def tests(found: Trial) -> str:
    """Examples with their result, those that fail first."""
    columns = [
        Column("指标", text("indicator"), "name"),
        Column("种类", text("kind"), "name"),
        Column("结果", text("result"), "name"),
        Column("句子", lambda row: f"<q>{_marked(row['text'])}</q>", "small wide"),
    ]
    rows = [
        {
            "indicator": test.indicator, "kind": "反例" if test.is_counter else "例句", "text": test.text,
            "result": "通过" if test.passes else "误取" if test.is_counter else "没有取到",
        }
        for test in sorted(found.tests, key=lambda test: test.passes)
    ]  # fmt: skip
    return table(rows, columns) if rows else NONE


def _marked(sentence: str) -> str:
    return re.sub("【(.*?)】", r"<mark>\1</mark>", escape(sentence))


def _became(which: str, row: Row) -> str:
    was, now = (_names(row[side], row[f"{side}_left"]) for side in ("was", "now"))
    return {"gained": was, "lost": now, "shared": f"{was} → {now}"}[which]


def _names(names: list[str], left: str) -> str:
    return "、".join(names) or words.DISPOSITIONS.get(left, "不是数字")
