"""The page of a deck: its screens as data for projector.js, the codes of their views, and the few elements it fills."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pages.shared import script, theme
from pages.shared.foreign import escape, spelt, visible
from pages.shared.pictures import sheet
from pipeline.store.decks import Deck, Slide

THEMES = {"day": theme.DAY, "night": theme.NIGHT}
KEYS = {
    "← →": "上一屏、下一屏",
    "空格": "自动轮播，暂停或继续",
    "↑ ↓": "选定图中的一个数",
    "W": "为什么：构成、原文、上一年，逐步看",
    "S": "原文句子",
    "Q": "本屏的二维码",
    "N": "讲者备注",
    "T": "浅色、深色",
    "F": "全屏",
    "Esc": "返回",
    "H": "本说明",
}
BUTTONS = {
    "ArrowLeft": "上一屏", "ArrowRight": "下一屏", " ": "轮播", "w": "为什么", "s": "原文", "q": "二维码", "f": "全屏",
}  # fmt: skip
QR = 400  # units of a drawing that is scaled anyway


@dataclass(frozen=True, slots=True)
class Said:
    """A deck, what its screens say by their names, and how a relative address becomes a whole one."""

    deck: Deck
    contents: Mapping[str, Any]
    whole: Callable[[str], str]


def tokens() -> str:
    """The colours of both themes as CSS."""
    rules = (
        f":root[data-theme={name}]{{{''.join(f'--{token}:{value};' for token, value in asdict(colours).items())}}}"
        for name, colours in THEMES.items()
    )
    return f":root{{--font:{theme.FONT}}}{''.join(rules)}\n"


def write(said: Said, chosen: str, marks: Mapping[str, str], traditional: bool = False) -> str:
    """The whole page in a theme of THEMES, the first of them by default; words of the house in 繁體 where wished."""
    slides = [slide for slide in said.deck.slides if slide.screen in said.contents]
    screens = [_screen(slide, said.contents[slide.screen], said.whole) for slide in slides]
    data = {
        "name": said.deck.name,
        "screens": screens,
        "themes": {name: _recoloured(colours) for name, colours in THEMES.items()},
        "back": f"../meeting?deck={said.deck.deck}",
    }
    words = script.traditional if traditional else str
    body = words(_body(said.deck) if screens else _empty(f"“{said.deck.name}”还没有一屏。", "在任何一页点“加入会议”。"))
    codes = "".join(_code(place, one["address"]) for place, one in enumerate(screens))
    text = json.dumps(_worded(data, words), ensure_ascii=False).replace("<", "\\u003c")
    island = f'<script type="application/json" id="deck">{text}</script>'
    name = words(visible(said.deck.name))
    return _whole(name, chosen if chosen in THEMES else "day", body + codes + island, marks, runs=bool(screens))


def missing(marks: Mapping[str, str]) -> str:
    """The page for a deck that is not there."""
    return _whole(
        "没有这个会议",
        "day",
        _empty("没有这个会议。", "它可能已被删除，请核对链接；启用了登录的，请先在这台机器上登录看板。"),
        marks,
        runs=False,
    )


def _whole(title: str, chosen: str, body: str, marks: Mapping[str, str], *, runs: bool) -> str:
    scripts = "".join(
        f'<script defer src="../projector-files/{name}?{marks[name]}"></script>'
        for name in ("plotly.js", "projector.js")
        if runs
    )
    sheet_ = f'<link rel="stylesheet" href="../projector-files/projector.css?{marks["projector.css"]}">'
    return (
        f'<!doctype html><html lang="zh-CN" data-theme="{chosen}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{sheet_}{scripts}</head><body>{body}</body></html>"
    )


def _body(deck: Deck) -> str:
    keys = "".join(f"<dt>{key}</dt><dd>{escape(what)}</dd>" for key, what in KEYS.items())
    buttons = "".join(f'<button type="button" data-key="{key}">{name}</button>' for key, name in BUTTONS.items())
    return (
        '<main><div class="head"><p data-at="view"></p><p data-at="count"></p></div>'
        '<div class="words"><h1 data-at="title"></h1><p class="sentence" data-at="sentence"></p></div>'
        '<div class="show"><div class="chart" data-at="chart"></div><div class="big" data-at="big" hidden></div>'
        '<div class="why" data-at="why" hidden></div></div>'
        '<div class="basis"><p data-at="basis"></p><p class="status" data-at="status" data-rows=""></p></div></main>'
        f'<div class="panel" data-at="panel" role="dialog" aria-label="{spelt(deck.name)}" hidden></div>'
        f'<nav class="bar">{buttons}</nav><template data-at="keys"><dl>{keys}</dl></template>'
    )


def _empty(what: str, advice: str) -> str:
    back = '<a href="../meeting">返回会议</a>'
    return f'<main class="empty"><h1>{escape(what)}</h1><p>{escape(advice)}</p><p>{back}</p></main>'


def _screen(slide: Slide, content: Mapping[str, Any], whole: Callable[[str], str]) -> dict[str, Any]:
    own = {"title": slide.title, "note": slide.note, "focus": slide.figure}
    return {**content, **own, "address": whole(content["address"])}


def _code(place: int, address: str) -> str:
    code, name = sheet.code(address, 0, 0, QR), KEYS["Q"]
    drawing = f'<svg viewBox="0 0 {QR} {QR}" role="img" aria-label="{name}">{code}</svg>'
    return f'<template data-qr="{place}">{drawing}</template>'


def _recoloured(colours: theme.Palette) -> dict[str, str]:
    """Colour as screens are kept → colour of the theme."""
    return dict(zip(asdict(theme.LIGHT).values(), asdict(colours).values(), strict=True))


def _worded(value: Any, words: Callable[[str], str]) -> Any:
    """All words of the house through `words`; those of a report as they were written. What is hidden is spelt out."""
    if isinstance(value, dict):
        kept = ("before", "quote", "after", "address", "back")
        own = {key for key in kept if isinstance(value.get(key), str)}
        return {key: _worded(one, str if key in own else words) for key, one in value.items()}
    if isinstance(value, list):
        return [_worded(one, words) for one in value]
    return words(visible(value)) if isinstance(value, str) else value
