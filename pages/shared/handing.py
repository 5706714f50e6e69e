"""Handing a file over: a small one at once; a long one is written first, in sight, and then fetched from the shelf."""

import io
from functools import partial

import streamlit as st

from pages.shared.export import address, shelf
from pages.shared.export.files import FORMATS
from pages.shared.export.slices import Slice
from pages.shared.export.spreadsheet import TooLong
from pages.shared.foreign import spelt
from pages.shared.frame import section

LARGE = 20_000  # rows from which on a reader is shown how far the file is
EXPLAINED = {
    "csv": "表格软件可直接打开，每行带筛选条件和数据版本",
    "xlsx": "数字、日期各有类型，首行固定并可筛选，末页说明各列含义、指标口径、数据版本和许可",
    "parquet": "各列带类型，供分析程序读取",
    "json": "每行一个对象，供程序读取",
    "zip": "含全部列的数据、指标口径和清单；可用 python -m pipeline verify 离线对照报告原件逐数核对",
}


def over(chosen: Slice, ending: str) -> None:
    """下载: the file of a choice, and the address from which programs fetch the same."""
    kind, name = FORMATS[ending], f"全部数据_{chosen.words}.{ending}".replace("/", "／")
    section("下载", f"<p class='quiet'>{chosen.total:,}行，{EXPLAINED[ending]}。</p>")
    if chosen.total <= LARGE:
        make = partial(_bytes, chosen, ending)
        st.download_button("导出表格", make, name, kind.media, key="export", on_click="ignore")
    elif st.button("准备文件", key="export"):
        _prepare(chosen, ending, name)
    same = f"<a href='{spelt(address.write(chosen, ending))}'>这份数据的网址</a>"
    how = "<a href='api/v1/'>数据接口说明</a>"
    st.html(f"<p class='quiet'>表格软件和程序可直接读取并刷新：{same}，用法见{how}。</p>")


def _bytes(chosen: Slice, ending: str) -> bytes:
    sink = io.BytesIO()
    FORMATS[ending].write(chosen, sink, lambda done, total: None)
    return sink.getvalue()


def _prepare(chosen: Slice, ending: str, name: str) -> None:
    bar = st.progress(0.0, "正在写文件")

    def tell(done: int, total: int) -> None:
        bar.progress(done / total, f"已写{done:,}行，共{total:,}行")

    try:
        path = shelf.put(name, lambda sink: FORMATS[ending].write(chosen, sink, tell))
    except TooLong as error:
        bar.empty()
        st.error(str(error))
        return
    bar.progress(1.0, f"共{chosen.total:,}行，已全部写好")
    size = f"{path.stat().st_size / 1e6:,.1f}"
    link = f"<a href='{spelt(shelf.address(path))}' download>保存文件（{size}兆字节）</a>"
    st.html(f"<p>{link}　一小时内有效。</p>")
