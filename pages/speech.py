"""核数: every number of a speech or draft held against the library, before somebody says it in public."""

from functools import partial

import streamlit as st

from pages.shared import basis, draft, frame, proof
from pages.shared.data import ask, snapshot
from pages.shared.proof import annotated, shown
from pages.shared.proof.library import library
from pipeline.desk import drafts
from queries import selection, speech

choice = frame.selection()
scope = {"areas": choice.areas, "simulated": choice.simulated}
conclusion = st.container()
given = draft.given("讲稿或材料")
if given is None:
    with conclusion:
        frame.conclusion("贴入讲稿，逐个数字与库中的报告核对，标出不符的、口径不同的和库中没有的。")
    frame.notes(
        [f"没有写明年份的数按{choice.year}年核对，“全区”按所选的{choice.place}核对；可在上面改选。", draft.KEPT]
    )
    st.stop()

held = library(
    ask(speech.offices, **scope), ask(speech.facts, **scope), ask(speech.changes, **scope), ask(speech.ratios, **scope),
    ask(selection.indicators),
)  # fmt: skip
try:
    numbers = drafts.numbers(given, choice.year, proof.units(held), proof.areas(held))
except drafts.Unreadable as error:
    frame.nothing("这份稿子没能核对。", str(error))
    st.stop()
verdicts = proof.check(numbers, held)
with conclusion:
    frame.conclusion(shown.conclusion(verdicts))

left, right = st.columns([2, 3], gap="medium")
with left:
    st.html(shown.legend(verdicts))
    st.html(shown.text(given.text, verdicts))
with right:
    st.html(shown.found(verdicts, held, choice))
frame.notes(
    [
        *given.notes,
        f"没有写明年份的数按{choice.year}年核对；一个数属于它前面最近提到的街镇，“全区”按所选的{choice.place}核对。",
        "合计、合并率、位次、比重由写明可比数的街镇推算；没有全部写明时合计只是下限：稿中更小才算不符，更大标为口径不同。",
        "按稿中所写的位数判断：98.6%写作99%为一致，写作100%为不符；“余”“近”“超”各按其意。",
        basis.MACHINE,
        draft.KEPT,
    ]
)
frame.section("下载", "<p class='quiet'>Word 文档：原文加底色，需要看的数带批注，写明库中的数和出处。</p>")
make = partial(annotated.docx, given.text, verdicts, snapshot())
st.download_button("导出批注稿", make, "核数批注.docx", key="export", on_click="ignore")
