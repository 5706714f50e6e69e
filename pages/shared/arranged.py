"""The deck being arranged on 投影: its links, the controls of each screen, and its earlier versions."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.shared import access
from pages.shared.address import is_only_here
from pages.shared.data import snapshot
from pages.shared.foreign import escape, spelt, visible
from pages.shared.frame import day
from pages.shared.pictures import sheet
from pipeline.store import decks
from pipeline.store.decks import Deck, Slide

THEMES = {"浅色": "day", "深色": "night"}
PAUSES = ("不轮播", "10秒一屏", "20秒一屏", "30秒一屏", "60秒一屏")
CHART = "图"
QR = 132  # pixels
Content = Mapping[str, Any]


def query(colours: str, pause: str) -> str:
    """The end of a projector's address: theme and seconds for each screen."""
    seconds = "".join(letter for letter in pause if letter.isdigit())
    return "?" + urlencode({"theme": THEMES[colours]} | ({"seconds": seconds} if seconds else {}))


def said(deck: Deck) -> str:
    """The deck in one sentence."""
    if not deck.slides:
        return f"“{deck.name}”还没有一屏，请在任何一页的“下载”处点“加入会议”。"
    return f"“{deck.name}”共{len(deck.slides)}屏，{day(deck.saved)}保存，可以放映，也可以把链接发给别的电脑打开。"


def links(deck: Deck, query: str, whole: str) -> str:
    """The way to the wall, and the link with its code for other machines."""
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {QR} {QR}">{sheet.code(whole, 0, 0, QR)}</svg>'
    source = b64encode(drawn.encode("ascii")).decode("ascii")
    code = f'<img width="{QR}" height="{QR}" alt="二维码" src="data:image/svg+xml;base64,{source}">'
    start = (
        f'<a class="start" href="projector/{escape(deck.deck + query)}" target="_blank">放映</a>' if deck.slides else ""
    )
    here = "<br>这个地址只在本机有效：请用本机的名字或地址打开看板，或由管理员设置 JIEDAO_ADDRESS。"
    words = f"<p class='quiet'>在别的电脑上打开：<br><b>{escape(whole)}</b>{here if is_only_here(whole) else ''}</p>"
    return f'<div class="wall">{start}{code}{words}</div>'


def heading(deck: Deck) -> None:
    """Name of the deck, and its end."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"name-{deck.deck}-{deck.version}"
        st.text_input("会议名称", deck.name, key=key, max_chars=60, width=360, on_change=_rename, args=(deck, key))
        with st.popover("删除会议"):
            st.text("删除后链接不能再放映；版本仍保留，管理员可以找回。")
            st.button("确认删除", on_click=_save, args=(deck,), kwargs={"is_deleted": True})


def slide(deck: Deck, place: int, slide: Slide, content: Content) -> None:
    """One screen: what it says, own words, what stands large, and its place."""
    key = f"{deck.deck}-{deck.version}-{place}"
    with st.container(border=True):
        words, own, moves = st.columns([5, 5, 2], gap="medium")
        with words:
            st.html(_told(place, content))
        with own:
            st.text_input("屏上标题", slide.title, key=f"title-{key}", max_chars=60, placeholder="不写就用结论",
                          on_change=_edit, args=(deck, place, f"title-{key}", "title"))  # fmt: skip
            st.text_area("讲者备注", slide.note, key=f"note-{key}", max_chars=1_000, height=80,
                         on_change=_edit, args=(deck, place, f"note-{key}", "note"))  # fmt: skip
        with moves:
            names = [CHART, *(visible(f"大字：{one['label']} {one['value']}") for one in content["numbers"])]
            st.selectbox("这一屏画", range(len(names)), 0 if slide.figure is None else slide.figure + 1,
                         key=f"figure-{key}", format_func=names.__getitem__, filter_mode="contains",
                         on_change=_enlarge, args=(deck, place, f"figure-{key}"))  # fmt: skip
            with st.container(horizontal=True):
                st.button("上移", key=f"up-{key}", disabled=place == 0, on_click=_move, args=(deck, place, -1))
                last = place == len(deck.slides) - 1
                st.button("下移", key=f"down-{key}", disabled=last, on_click=_move, args=(deck, place, 1))
                st.button("移除", key=f"out-{key}", on_click=_move, args=(deck, place, 0))


def listed(deck: Deck, contents: Mapping[str, Content]) -> None:
    """The screens for who may show them and not change them."""
    for place, slide in enumerate(deck.slides):
        with st.container(border=True):
            st.html(_told(place, contents[slide.screen]))


def _told(place: int, content: Content) -> str:
    newer = "" if content["snapshot"] == snapshot() else "<p class='quiet'>数据已有更新，可打开原视图重新加入。</p>"
    view = f'<a href="{spelt(content["address"])}">{escape(content["view"])}</a>'
    return f"<p>{place + 1}. {escape(content['sentence'])}</p><p class='quiet'>{view}</p>{newer}"


def past(deck: Deck) -> None:
    """The earlier versions, each of which can be made the newest again."""
    earlier = {one.version: one for one in decks.versions(deck.deck)[1:]}
    if earlier:
        with st.popover("以前的版本"):
            name: Callable[[int], str] = lambda number: _version(earlier[number])  # noqa: E731 (a label, not a step)
            number = st.selectbox("退回到", list(earlier), format_func=name, key=f"past-{deck.deck}-{deck.version}")
            old = earlier[number]
            st.button("退回", on_click=_save, args=(deck,), kwargs={"name": old.name, "slides": old.slides})


def _version(deck: Deck) -> str:
    return f"第{deck.version}版，{day(deck.saved)}，{len(deck.slides)}屏，{visible(deck.name)}"


def _save(deck: Deck, **changes: Any) -> None:
    if not access.still_may(access.ARRANGE):
        st.toast(access.REFUSED)
        return
    try:
        decks.save(deck, **changes)
    except decks.Outdated:
        st.toast("别人刚改过这个会议，已显示最新内容，请再改一次。")


def _rename(deck: Deck, key: str) -> None:
    if name := st.session_state[key].strip():
        _save(deck, name=name)


def _edit(deck: Deck, place: int, key: str, field: str) -> None:
    _change(deck, place, **{field: st.session_state[key].strip()})


def _enlarge(deck: Deck, place: int, key: str) -> None:
    number = st.session_state[key]
    _change(deck, place, figure=number - 1 if number else None)


def _change(deck: Deck, place: int, **changes: Any) -> None:
    slides = list(deck.slides)
    slides[place] = replace(slides[place], **changes)
    _save(deck, slides=tuple(slides))


def _move(deck: Deck, place: int, step: int) -> None:
    """One place up or down, or out of the deck."""
    slides = list(deck.slides)
    moved = slides.pop(place)
    if step:
        slides.insert(place + step, moved)
    _save(deck, slides=tuple(slides))
