"""The draft that a reader gives: pasted or as a file. It stays in the memory of this visit and is written nowhere."""

import streamlit as st

from pages.shared import frame
from pipeline.desk import drafts
from pipeline.desk.drafts import Document, Unreadable

LONGEST = 100_000  # characters
KEPT = "稿子只在本次访问的内存里，不保存、不进入数据库、不写入日志；关闭页面即消失。"


def given(what: str) -> Document | None:
    """The draft, None while there is none or it cannot be read; then the page has said why."""
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    with left:
        text = st.text_area(f"粘贴{what}", key="draft", height=170, max_chars=LONGEST, placeholder=KEPT)
    with right:
        file = st.file_uploader(f"或上传{what}（{'、'.join(drafts.ENDINGS)}）", type=list(drafts.ENDINGS), key="file")
        st.button("核对", type="primary")
    try:
        if file is not None:
            return drafts.opened(file.name, file.getvalue())
    except Unreadable as error:
        frame.nothing("这份文件读不了。", str(error))
        return None
    return drafts.typed(text) if text and text.strip() else None
