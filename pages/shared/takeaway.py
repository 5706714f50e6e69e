"""What a reader takes away from a page: its chart as a picture with its context, and itself as a screen of a deck."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import get_args

import streamlit as st

from pages.shared import access, address, screens, script, shown
from pages.shared.foreign import visible
from pages.shared.pictures import Caption, Format, chromium, picture
from pipeline import store
from pipeline.store import decks

FORMATS: tuple[Format, ...] = get_args(Format)
FRESH = 10  # seconds after which a deck of somebody else can be chosen
NEW = ""  # stands for a deck that is yet to be made
MIME = {"png": "image/png", "svg": "image/svg+xml"}


def pictures(name: str) -> None:
    """Buttons that give the page's chart as PNG and SVG; drawn only when asked for, outside this run."""
    here = shown.current()
    if here.figure is None or not chromium.is_there():
        return
    figure, caption = here.figure, Caption(here.sentence, here.view, shown.basis(here))
    if script.chosen():
        figure = json.loads(script.traditional(figure.to_json()))
        basis = tuple(map(script.traditional, caption.lines))
        caption = Caption(script.traditional(caption.title), script.traditional(caption.head), basis)
    caption = replace(caption, address=address.absolute(here.address, st.context.url))
    for format in FORMATS:
        label, file = f"图片（{format.upper()}）", f"{name}.{format}"
        make = access.logged(partial(picture, figure, caption, format), file)
        st.download_button(label, make, file, MIME[format], key=f"picture-{format}", on_click="ignore")


def meeting() -> None:
    """加入会议: takes what the page shows into a deck, which is chosen or made here."""
    known: access.Visitor | None = st.session_state.get("visitor")
    if known and not known.may(access.ARRANGE):
        return
    kept = _decks(store.url())
    if kept is None:
        st.html("<p class='quiet'>会议现在不能用：存放会议的数据库连不上。</p>", width="content")
        return
    found = {deck.deck: deck for deck in kept}
    names = {deck: f"{visible(one.name)}（{len(one.slides)}屏）" for deck, one in found.items()} | {NEW: "新建会议"}
    with st.popover("加入会议"):
        picked = st.selectbox("加入哪个会议", list(names), key="deck-picked", width=320, format_func=names.__getitem__)
        if picked == NEW:
            st.text_input("会议名称", key="deck-name", placeholder="例如：三季度法治工作例会", max_chars=60)
        st.button("加入", key="deck-add", on_click=_take, args=(found, shown.current()))


@st.cache_data(ttl=FRESH, show_spinner=False)
def _decks(where: str) -> list[decks.Deck] | None:
    """The decks to choose from, None while the store is out of reach; kept for a while: not every run of every page
    asks the store. `where`: the store."""
    try:
        return decks.every()
    except store.UNREACHABLE:
        return None


def _take(found: Mapping[str, decks.Deck], seen: shown.Shown) -> None:
    """Add the page as it is to the deck chosen by now; one that somebody changed meanwhile is read anew."""
    if not access.still_may(access.ARRANGE):
        st.toast(access.REFUSED)
        return
    deck = found.get(st.session_state["deck-picked"])
    name = (st.session_state.get("deck-name") or "").strip() or "未命名会议"
    deck = decks.versions(deck.deck)[0] if deck else decks.create(name)
    slide = decks.Slide(decks.take(screens.content(seen)))
    deck = decks.save(deck, slides=(*deck.slides, slide), is_deleted=False)
    _decks.clear()
    st.session_state["deck-picked"] = deck.deck
    # Streamlit reads a notice as Markdown: the name, which a person wrote, must not stand in it.
    st.toast(f"已加入所选的会议，现有{len(deck.slides)}屏。在“投影”页排序和放映。")


def advice() -> str:
    """What is said where pictures cannot be had; empty where they can."""
    return "" if shown.current().figure is None or chromium.is_there() else chromium.LACKING
