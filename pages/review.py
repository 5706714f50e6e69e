"""核对: one doubtful case after the other, the most harmful first; what a person decides, and what was decided."""

import streamlit as st

from pages.shared import door, frame
from pages.shared.reviewing import account, adding, card, forms
from pages.shared.tables import table
from pipeline.store import decisions

MODES = ("待核", "复核", "补录", "记录")
LEFT = {
    "待核": "可以换一个事项、地区或年份；“抽查”随机取出没有疑点的数。",
    "复核": "别人的决定用到数据里之后，才由您独立复核；也可以提高抽取比例。",
}

choice = frame.selection()
with st.container(horizontal=True, vertical_alignment="bottom", key="reviewing"):
    mode = st.segmented_control("做什么", MODES, default=MODES[0], key="mode", bind="query-params") or MODES[0]
    cases = forms.which(mode, choice)
    person = door.person()
    account.applying(person)

if mode in MODES[:2]:
    found = cases(person)
    frame.conclusion(f"{choice.words}：共{found.total}处要核对，已核对{found.done}处。")
    st.progress(found.done / found.total if found.total else 1.0)
    forms.told(person)
    case = found.at(st.query_params.get("case"))
    if case is None:
        frame.nothing("这里没有要核对的了。", LEFT[mode])
        st.stop()
    left, right = st.columns([3, 2], gap="large")
    with left:
        card.show(case, choice)
        forms.decide(case, found, person)
    with right:
        card.beside(case, choice)
elif mode == "补录":
    frame.conclusion("程序漏掉的数，贴入原文的一句来补录；确实没有的职能，在下面认定。")
    forms.told(person)
    adding.draw(choice, person, decisions.turns())
    frame.section("无此职能", "")
    forms.exempt(choice, person, decisions.turns())
else:
    rows, agreed = account.listed(), account.agreement()
    frame.conclusion(f"一共{len(rows)}个决定；决定只能增加，撤销也是新增的一行。")
    none = "<p class='quiet'>还没有两个人都看过的数。</p>"
    frame.section("两人意见相同的比例", table(agreed, account.AGREEMENT) if agreed else none)
    frame.section("决定", account.shown(rows))
    frame.download(rows, f"全部{len(rows)}个决定", "核对记录", scope="全部")
