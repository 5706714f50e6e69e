"""下载: any choice of figures as a file, every number with its provenance."""

import streamlit as st

from pages.shared import basis, conclusions, frame, handing, wanted
from pages.shared.data import ask
from pages.shared.tables import DISTRICT, NAME, PERIOD, SENTENCE, VALUE, Column, source, table, text
from queries import download

PREVIEW = 50

choice = frame.selection()
chosen, ending = wanted.pick(choice)

frame.conclusion(conclusions.download(chosen.words, chosen.total, is_wide=chosen.is_wide))
if not chosen.total:
    frame.nothing("这个范围里没有写明的数。", "可以换一个地区、年份或指标，或打开“也要没有写明的”。")
    st.stop()
rows = ask(download.figures, most=PREVIEW, **chosen.filters)
columns = [
    DISTRICT,
    NAME,
    Column("年份", text("year"), "name"),
    Column("指标", text("indicator_name"), "name"),
    VALUE,
    PERIOD,
    SENTENCE,
    Column("原文", source(choice)),
]
st.html(table(rows, columns))
frame.notes(
    [
        f"上表只预览前{PREVIEW}个数，文件里是全部。" if len(rows) == PREVIEW else "",
        "上表按一行一个数预览，文件里一行一个街镇，每个指标有数值、说明、原文句子三列。" if chosen.is_wide else "",
        basis.WHOLE_YEAR,
        basis.SILENCE,
        basis.MACHINE,
        "位置按字符计，左闭右开，指报告读入时的原文。",
    ]
)
handing.over(chosen, ending)
