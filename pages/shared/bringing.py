"""Parts of the page 导入: sending files, how far the reading is, each file with what was read in it, and confirming."""

from collections.abc import Sequence

import streamlit as st
from sqlalchemy.exc import DBAPIError

from pages.shared import access, frame, quota
from pages.shared.data import ask
from pages.shared.foreign import escape
from pages.shared.granting import china
from pages.shared.reviewing import saying
from pages.shared.tables import Column, table, text
from pipeline.desk import intake, rebuild
from pipeline.desk.intake import Batch, File, Outdated, TooMuch, Way
from pipeline.store import received
from queries import review, selection

EVERY = 2  # seconds between looks at what runs aside
WHAT = {"gained": "新增", "lost": "消失", "changed": "改变"}
CHANGES = [
    Column("变化", text("what"), "name"),
    Column("指标", text("indicator"), "name"),
    Column("旧的一份", text("old"), "name"),
    Column("这一份", text("new"), "name"),
]
REFUSED = [Column("文件", text("name"), "name"), Column("原因", text("reason"))]
NOTES = (
    f"{intake.LIMITS}；压缩包里最多2000个文件，各算一个。",
    "确认之前什么都不进入数据；离开本页不影响读取，回来接着看。",
    "同一单位、同一年、同一类的新报告代替旧的一份，旧的原件仍然保存；内容相同的文件只收一份，不看文件名。",
    "原件按收到时的样子保存，一个字节也不改；文件名只用来显示。",
    "改正的单位和年份是署名的决定，记入核对记录。",
)


def conclusion(batches: Sequence[Batch]) -> str:
    """What waits for a person."""
    if not batches:
        return "没有等待确认的文件。放入新的报告，看过读出的内容后再确认收入。"
    return f"有{len(batches)}批、共{sum(len(one.files) for one in batches)}个文件等待确认；确认之前不进入数据。"


def upload(person: str) -> None:
    """The place where files are dropped."""
    turn = st.session_state.setdefault("intake_turn", 0)
    endings = [*intake.ENDINGS, "zip"]
    files = st.file_uploader("拖入报告，可以多个，也可以是压缩包（.zip）", endings, True, key=f"files{turn}")
    st.html(f"<p class='quiet'>{escape('、'.join(endings))}</p>")
    st.button("开始读取", type="primary", disabled=not (files and person), on_click=_bring, args=(person,), key="bring")
    if not person:
        st.html("<p class='quiet'>请先在上面填写您的姓名。</p>")


def _bring(person: str) -> None:
    if not _may():
        return
    turn = st.session_state["intake_turn"]
    files = st.session_state[f"files{turn}"]
    try:
        id = intake.bring([(file.name, file.getvalue()) for file in files], person)
    except (TooMuch, OSError) as error:
        st.session_state["intake_told"] = f"没有收下：{error}"
        return
    quota.release(file.file_id for file in files)
    st.session_state["intake_turn"] = turn + 1
    st.query_params["batch"] = id


def _may() -> bool:
    """Whether the reader may do what a button asks, else they are told."""
    if not (may := access.still_may(access.Right.DECIDE)):
        st.session_state["intake_told"] = access.REFUSED
    return may


def told() -> None:
    """What came of the last button, once."""
    if words := st.session_state.pop("intake_told", ""):
        st.html(f"<p class='told'>{escape(words)}</p>")


def choose(batches: Sequence[Batch]) -> Batch | None:
    """The batch that is looked at: that of the address, else the oldest."""
    by_id = {one.id: one for one in batches}
    asked = st.query_params.get("batch", "")
    at = [*by_id].index(asked) if asked in by_id else 0
    if len(by_id) > 1:
        asked = st.selectbox("看哪一批", by_id, at, format_func=lambda id: _named(by_id[id])) or asked
    return by_id.get(asked) or next(iter(by_id.values()), None)


def _named(batch: Batch) -> str:
    return f"{china(batch.began)} {batch.person} {len(batch.files)}个文件"


def explained() -> None:
    frame.nothing(
        "这里会列出每个文件读出的内容。", "单位、年份、数值、检查发现，以及和库中旧报告的差别，都在收入之前看到。"
    )


@st.fragment(run_every=EVERY)
def reading(id: str) -> None:
    """How far the reading is; the page goes on by itself when it is done."""
    intake.waiting()  # begins again where the reading was broken off
    batch = intake.find(id)
    if batch is None or not batch.unread:
        st.rerun(scope="app")
    total = len(batch.files)
    done = total - len(batch.unread)
    st.progress(done / total if total else 1.0, f"正在读取：{done}/{total}个文件。可以离开本页。")


def files(batch: Batch, person: str) -> None:
    """Every file of a batch that was read, the ones that cannot come in below, and the buttons for all of it."""
    offered, chosen = intake.default(batch), dict[str, Way]()
    good = [file for file in batch.files if offered.get(file.sha256, [Way.LEAVE]) != [Way.LEAVE]]
    for file in good:
        with st.container(border=True, key=f"file-{file.sha256[:16]}"):
            chosen[file.sha256] = _file(batch, file, offered[file.sha256], person)
    refused = [{"name": file.name, "reason": _reason(file)} for file in batch.files if file not in good]
    if refused:
        frame.section(f"不能收入的{len(refused)}个文件", table(refused, REFUSED))
    taken = sum(way is not Way.LEAVE for way in chosen.values())
    with st.container(horizontal=True, key="confirming"):
        can = bool(person and taken)
        # Not a callback: its arguments would be those of the run before, and a way chosen just now would be missed.
        if st.button(f"确认收入{taken}份", type="primary", disabled=not can, key="confirm"):
            _confirm(batch.id, person, chosen)
            st.rerun()
        st.button("放弃这一批", on_click=_discard, args=(batch.id,), key="discard")


def _file(batch: Batch, file: File, ways: Sequence[Way], person: str) -> Way:
    """One file in one row: what was read, what becomes of it; its details below when they are asked for."""
    what, beside, act = st.columns([5, 4, 3], vertical_alignment="center")
    what.html(_read(file))
    is_twice = ways[0] is Way.LEAVE
    beside.html(_beside(file) + ("<p>本批已有一份同单位、同年、同类的，默认不收这一份。</p>" if is_twice else ""))
    with act:
        label = f"{file.name}：怎样处理"
        way: Way = st.selectbox(label, ways, key=f"way-{batch.id}-{file.sha256}", label_visibility="collapsed")
        is_open = st.toggle("细看和改正", key=f"open-{batch.id}-{file.sha256}")
    if is_open:
        _correct(batch, file, person)
        seen = file.seen
        if seen and seen.changes:
            rows = [
                {"what": WHAT[c.what], "indicator": c.indicator, "old": c.old or "没有", "new": c.new or "没有"}
                for c in seen.changes
            ]
            st.html(table(rows, CHANGES))
    return way


def _read(file: File) -> str:
    seen = file.seen
    office = seen.office.title if seen and seen.office else "单位未能认定，请先改正"
    year = f"{seen.year}年" if seen and seen.year else "年份未知"
    kind = seen.kind_name if seen else ""
    notes = "".join(f"<p class='quiet'>{escape(note)}</p>" for note in (seen.notes if seen else ()))
    return (
        f"<p><strong>{escape(office)}</strong>　{escape(year)}　{escape(kind)}</p>"
        f"<p class='quiet'>{escape(file.name)}</p>{notes}"
    )


def _beside(file: File) -> str:
    seen = file.seen
    if seen is None:
        return ""
    found = "" if seen.findings is None else f"，检查发现{seen.findings}处"
    lines = [f"{seen.numbers}个数字，{seen.figures}个指标数值{found}"]
    if seen.replaces:
        counts = [f"{title}{n}个" for what, title in WHAT.items() if (n := sum(c.what == what for c in seen.changes))]
        lines.append(f"库中已有“{seen.replaced}”：{'、'.join(counts) or '数值没有差别'}")
    else:
        lines.append("库中没有同一单位同年同类的报告")
    return "".join(f"<p class='quiet'>{escape(line)}</p>" for line in lines)


def _reason(file: File) -> str:
    seen = file.seen
    if file.problem or seen is None:
        return file.problem
    return seen.problem or f"内容与库中的“{seen.same_as}”相同，不用再收。"


def _correct(batch: Batch, file: File, person: str) -> None:
    """Whose report it is and of which year, where the program is wrong."""
    seen, key = file.seen, f"{batch.id}-{file.sha256}"
    one, two, three, four = st.columns([2, 4, 2, 1], vertical_alignment="bottom")
    typed = one.text_input("街镇名称（至少两个字）", key=f"typed-{key}", max_chars=30)
    offices = {office.title: office.code for office in (seen.candidates if seen else ())}
    if seen and seen.office:
        offices = {seen.office.title: seen.office.code} | offices
    named = ask(review.named, words=typed.strip(), report="")
    offices |= dict(named.select("title", "office").iter_rows())
    at = 0 if seen and seen.office and not typed else None
    hint = f"{len(offices)}个可选" if offices else "先在左边写名称"
    title = two.selectbox("单位", list(offices), at, key=f"office-{key}-{typed}", placeholder=hint)
    year = three.number_input(
        "年份", 2000, 2100, seen.year if seen else None, step=1, format="%d", key=f"year-{key}", placeholder="请填写"
    )
    ready = bool(person and title and year)
    if (
        four.button("改正", key=f"correct-{key}", disabled=not ready) and title and year and _may()
    ):  # no callback: see `files`
        intake.correct(batch.id, file, offices[title], int(year))
        st.rerun()


def _confirm(id: str, person: str, chosen: dict[str, Way]) -> None:
    if not _may():
        return
    try:
        taken = intake.confirm(id, person, chosen)
    except (Outdated, OSError, DBAPIError) as error:
        st.session_state["intake_told"] = f"没有收入：{error}"
        return
    st.query_params.pop("batch", None)
    st.session_state["intake_told"] = f"已收入{taken}份，原件已保存；正在更新数据，完成后各页会提示“数据已更新”。"


def _discard(id: str) -> None:
    if not _may():
        return
    intake.discard(id)
    st.query_params.pop("batch", None)
    st.session_state["intake_told"] = "已放弃这一批，什么都没有收入。"


@st.fragment(run_every=EVERY)
def renewing(person: str) -> None:
    """How many confirmed reports are not in the data yet; a button where nothing is bringing them in."""
    built = ask(selection.snapshot)["created"][0]
    waiting = sum(one.time > built for one in received.every())
    state = rebuild.state()
    if state.is_running:
        st.text(f"正在更新数据：{state.done}/{state.total}份报告。" if state.total else "正在准备更新数据……")
    elif waiting:
        st.text(
            f"{f'上次更新没有成功：{state.failure}' if state.failure else ''}{waiting}份已收入的报告还没有进入数据。"
        )
        st.button("更新数据", disabled=not person, on_click=saying.apply, args=(person,), key="renew")
