"""The script of every visit: which room is asked for, the frame around it, then the room itself.

It stands here and not beside pages/, or Streamlit would take that folder for its older kind of navigation.
"""

import duckdb
import streamlit as st

from pages.shared import access, door, frame, quota
from pages.shared.selection import choose
from queries import NoSnapshot, connect, current

pages = {
    room: st.Page(f"../{room.file}.py", title=room.title, url_path=room.file, default=room is frame.ROOMS[0])
    for room in frame.ROOMS
}
here = st.navigation(list(pages.values()), position="hidden")
room = next(room for room, page in pages.items() if page.title == here.title)
quota.leave(room.file)
st.set_page_config(page_title=f"{room.title} · {frame.NAME}", page_icon=str(frame.ICON), layout="wide")
frame.style()
visitor = access.visitor()
st.session_state["visitor"] = visitor
frame.navigation(pages, room, visitor)
if visitor is None or not door.may_enter(visitor):
    door.closed(visitor)
    st.stop()
if not visitor.may(room.needs):
    door.locked(visitor)
    st.stop()

try:
    st.session_state["snapshot"] = current()
    connect(st.session_state["snapshot"])
except NoSnapshot:
    frame.nothing(
        "还没有可以展示的数据。", "请把报告放入 data/reports，再运行“python -m pipeline build”，完成后刷新本页。"
    )
    st.stop()
except duckdb.Error:
    frame.nothing("数据文件已损坏，无法打开；原始报告不受影响。", "请联系管理员重新运行“python -m pipeline build”。")
    st.stop()

head = st.container()
door.keep_to_own_reports(visitor)
choice = door.keep_to_own_office(choose(room.filters, one_office=room.one_office), visitor)
st.session_state["selection"], st.session_state["room"] = choice, room
if room.uses and not choice.areas:
    with head:
        st.html(f'<header class="head"><h1>{room.title}</h1></header>')
    advice = "打开“含模拟数据”可先看演示数据。" if not choice.simulated else "请先导入报告。"
    frame.nothing("还没有任何真实报告。" if not choice.simulated else "还没有任何报告。", advice)
    st.stop()
with head:
    frame.title(room, choice)
    frame.freshness()
if choice.hint:
    frame.hint(choice.hint)
here.run()
