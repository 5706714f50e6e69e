"""A briefing on a page: what will be in it, and a button for each kind of file, written when it is asked for."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import streamlit as st

from pages.shared import access, script
from pages.shared.briefing import docx, html, pdf, pptx
from pages.shared.briefing.content import Briefing, Section, in_traditional
from pages.shared.foreign import escape
from pages.shared.pictures import chromium
from pipeline.store.decks import Deck

OFFICE = "application/vnd.openxmlformats-officedocument"
# What a button says, what the file is good for, its ending, its type, and who writes it.
FILES: tuple[tuple[str, str, str, str, Callable[[Briefing], bytes]], ...] = (
    ("下载幻灯片", "宽屏，图表可改，备注里有出处", "pptx", f"{OFFICE}.presentationml.presentation", pptx.write),
    ("下载公文", "公文版式，图表可改", "docx", f"{OFFICE}.wordprocessingml.document", docx.write),
    ("下载打印稿", "A4，带页码，不可改", "pdf", "application/pdf", pdf.write),
    ("下载网页", "一个文件，不联网也能打开", "html", "text/html", html.write),
)


def pick(found: Sequence[Deck]) -> Deck | None:
    """The deck chosen, at first the one that the address names, else the one saved last; None without any."""
    if not found:
        return None
    named = {one.deck: one for one in found}
    decks = list(named)
    linked = st.query_params.get("deck", "")
    picked = st.selectbox(
        "会议", decks, decks.index(linked) if linked in named else 0, key="material", width=360,
        filter_mode="contains", format_func=lambda deck: named[deck].name, label_visibility="collapsed",
    )  # fmt: skip
    st.query_params["deck"] = picked
    return named[picked]


def sentence(briefing: Briefing) -> str:
    """What the files hold, in one sentence."""
    parts, figures = len(briefing.chapters), len(briefing.evidence)
    return f"《{briefing.title}》分{parts}部分，引用{figures}个数，每个数在附录里都有原文句子、报告和位置。"


def outline(briefing: Briefing) -> str:
    """Its chapters and sections with their findings, as HTML."""
    lines = "".join(
        f"<tr><td class='name'>{escape(chapter)}</td><td class='name'>{escape(section.name if section.group else '')}"
        f"</td><td>{escape(section.headline)}</td></tr>"
        for chapter, section in _numbered(briefing)
    )
    head = "<thead><tr><th scope='col'>部分</th><th scope='col'>标题</th><th scope='col'>写的是什么</th></tr></thead>"
    table = f"<table>{head}<tbody>{lines}</tbody></table>"
    return f'<div class="rows" tabindex="0" role="region" aria-label="目录">{table}</div>'


def _numbered(briefing: Briefing) -> Iterator[tuple[str, Section]]:
    """Each section with the number and name of its chapter, which only the first of a chapter shows."""
    for number, (name, sections) in enumerate(briefing.chapters, 1):
        for place, section in enumerate(sections):
            yield ("" if place else f"{number}　{name}"), section


def buttons(briefing: Briefing) -> None:
    """One button for each kind of file; one that this machine cannot write says why."""
    briefing = in_traditional(briefing) if script.chosen() else briefing
    lacks_browser = not chromium.is_there()
    with st.container(horizontal=True, key="files"):
        for label, use, ending, kind, write in FILES:
            with st.container(width="content"):
                file = f"{briefing.title}.{ending}"
                st.download_button(
                    label, access.logged(partial(write, briefing), file), file, kind, key=f"file-{ending}",
                    on_click="ignore", disabled=ending == "pdf" and lacks_browser,
                )  # fmt: skip
                st.html(f"<p class='quiet'>{escape(use)}</p>")
    if lacks_browser:
        st.html(f"<p class='quiet'>{escape(pdf.LACKING)}</p>")
