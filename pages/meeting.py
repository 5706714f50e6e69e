"""投影: the decks of screens for meetings, their order and words, and the way to the wall."""

import streamlit as st

from pages.shared import access, address, arranged, frame
from pages.shared.foreign import visible
from pipeline.store import decks

found = {deck.deck: deck for deck in decks.every()}
if not found:
    frame.nothing("还没有会议。", "在任何一页的“下载”处点“加入会议”，这一页的结论和图就成为一屏。")
    st.stop()
linked = st.query_params.get("deck", "")
names = list(found)
with st.container(horizontal=True, vertical_alignment="bottom"):
    picked = st.selectbox(
        "会议", names, names.index(linked) if linked in found else 0, key="deck", width=360, filter_mode="contains",
        format_func=lambda deck: visible(found[deck].name),
    )  # fmt: skip
    colours = st.selectbox("底色", list(arranged.THEMES), key="theme", width=120)
    pause = st.selectbox("自动轮播", arranged.PAUSES, key="seconds", width=160)
deck = found[picked]
st.query_params["deck"] = picked
query = arranged.query(colours, pause)
whole = address.absolute(f"projector/{deck.deck}{query}", st.context.url)

frame.conclusion(arranged.said(deck))
st.html(arranged.links(deck, query, whole))
contents = decks.contents([slide.screen for slide in deck.slides])
if access.here().may(access.ARRANGE):
    arranged.heading(deck)
    for place, slide in enumerate(deck.slides):
        arranged.slide(deck, place, slide, contents[slide.screen])
    arranged.past(deck)
else:
    arranged.listed(deck, contents)
frame.notes(
    [
        "每一屏保留加入时所见的结论、图和句子，会上看到的就是准备好的；数据更新后，屏上仍写明数据版本，可打开原视图重新加入。",
        "放映时：← → 换屏，空格轮播，↑ ↓ 选数，W 逐步看构成、原文句子和上一年的句子，"
        "S 原文，Q 二维码，F 全屏，Esc 返回，H 全部按键。",
        "字高不小于视距的二百分之一才看得清：8米处须40毫米。正文最小24像素（按1920像素宽计），画面宽3.5米即够；"
        "图中最密的格子最小18像素，须4.7米。画面更窄时请坐近些：正文在画面宽的2.3倍以内。",
        "每次改动都另存一个版本，可以退回。分析及以上角色可以加入和改动，浏览角色可以打开和放映。",
    ]
)
