"""材料: what a meeting takes away about one office, a district or a deck, as slides, document, print or web page."""

import streamlit as st

from pages.shared import frame
from pages.shared.briefing import deck, district, offer, office
from pages.shared.data import ask
from pipeline.store import decks
from queries import briefing, selection

VIEWS = ("街镇画像", "区域专报", "会议")

choice = frame.selection()
with st.container(horizontal=True, vertical_alignment="center"):
    view = (
        st.segmented_control(
            "材料", VIEWS, default=VIEWS[0], key="view", bind="query-params", label_visibility="collapsed"
        )
        or VIEWS[0]
    )
    taken = offer.pick([one for one in decks.every() if one.slides]) if view == VIEWS[2] else None

if view == VIEWS[2]:
    if taken is None:
        frame.conclusion("还没有一屏可以写成材料。")
        frame.nothing("还没有会议。", "在任何一页的“下载”处点“加入会议”，再回到这里。")
        st.stop()
    made = deck.build(taken, decks.contents([slide.screen for slide in taken.slides]))
else:
    cover = ask(selection.coverage, year=choice.year, **choice.scope).row(0, named=True)
    code = choice.office if view == VIEWS[0] else None
    stated = ask(briefing.sources, years=(choice.year,), office=code, **choice.scope)
    if stated.is_empty() or not cover["reported"]:
        whose = "所选街镇" if code else choice.place
        frame.conclusion(f"{whose}{choice.year}年没有写明的数，写不成材料；没有报告不等于没有工作。")
        frame.nothing("没有可以写进材料的数。", "可以换一个年份、地区或街镇。")
        st.stop()
    made = (
        office.build(ask, office=code, year=choice.year, simulated=choice.simulated)
        if code
        else district.build(
            ask, district.Choice(choice.place, choice.year, choice.areas, choice.kind, choice.simulated)
        )
    )
frame.conclusion(offer.sentence(made))
offer.buttons(made)
frame.section("目录", offer.outline(made))
frame.notes(
    [
        "句子和数与各页相同，四种文件由同一份内容写成；推算的数都注明推算，没有写明的都列出并写明原因。",
        "幻灯片和公文里的图表可以直接修改；改动后请自行核对，附录不会跟着变。",
        *made.basis,
    ]
)
