"""工坊: an indicator edited or added, tried on all reports at once, proposed, and activated by an administrator."""

import streamlit as st

from pages.shared import access, door, frame
from pages.shared.access import Right
from pages.shared.workshop import effect, form, proposing
from pipeline.store import proposals

MODES = ("编写", "提案")
NOTES = [
    "试用时按目录现在的内容和改后的内容各读一遍报告，只读写有它的词的报告；人的决定不参与，只用来算准确率。",
    "提案只能增加，不能修改或删除；启用时写入指标目录并更新数据，撤回也是一个新的提案。",
]

choice = frame.selection()
with st.container(horizontal=True, vertical_alignment="bottom", key="reviewing"):
    mode = st.segmented_control("做什么", MODES, default=MODES[0], key="craft", bind="query-params") or MODES[0]
    known = proposals.every() if mode == MODES[1] else []
    picked = proposing.pick(known) if known else None
    edited = form.which() if mode == MODES[0] else None
    person = door.person()
conclusion = st.container()

if mode == MODES[0]:
    draft = form.draw(edited)
    with st.expander("规则怎么写"):
        st.html(form.grammar())
    said = draft or "选一个指标来改，或新增一个；按“试一试”，先看它在全部报告上取到哪些数。"
    if isinstance(draft, form.Draft):
        found = effect.tried(draft.id, draft.block, choice)
        form.save(draft, person, found.passes)
        effect.show(found, choice)
        said = effect.conclusion(draft.name, found)
    with conclusion:
        frame.conclusion(str(said))
elif picked is None:
    with conclusion:
        frame.conclusion("还没有任何提案。")
else:
    waiting = sum(one.state is proposals.State.OPEN for one in known)
    shown = effect.proposed(picked, choice)
    with conclusion:
        frame.conclusion(effect.conclusion(picked.name, shown) if shown else f"{len(known)}个提案，{waiting}个待处理。")
        proposing.answer(picked, person, access.here().may(Right.MANAGE), shown is not None and shown.passes)
    frame.section(f"第{picked.id}号提案改了什么", proposing.difference(picked))
    proposing.whole(picked)
    if shown:
        effect.show(shown, choice)
    frame.section(f"全部提案（{len(known)}）", proposing.listed(known))
frame.notes(NOTES)
