"""材料: what a meeting takes away about one office or a district, as slides, document, print or web page."""

import streamlit as st

from pages.shared import frame
from pages.shared.briefing import district, offer, office
from pages.shared.data import ask
from queries import briefing, selection

VIEWS = ("街镇画像", "区域专报")

choice = frame.selection()
chosen = st.segmented_control(
    "材料", VIEWS, default=VIEWS[0], key="view", bind="query-params", label_visibility="collapsed"
)
cover = ask(selection.coverage, year=choice.year, **choice.scope).row(0, named=True)
code = None if chosen == VIEWS[1] else choice.office
stated = ask(briefing.sources, years=(choice.year,), office=code, **choice.scope)

if stated.is_empty() or not cover["reported"]:
    whose = "所选街镇" if code else choice.place
    frame.conclusion(f"{whose}{choice.year}年没有写明的数，写不成材料；没有报告不等于没有工作。")
    frame.nothing("没有可以写进材料的数。", "可以换一个年份、地区或街镇。")
    st.stop()
made = (
    office.build(ask, office=code, year=choice.year, areas=choice.areas, simulated=choice.simulated)
    if code
    else district.build(ask, district.Choice(choice.place, choice.year, choice.areas, choice.kind, choice.simulated))
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
