"""The form of an indicator: words in fields, rules in the catalogue's own grammar; what it gives is a block."""

from dataclasses import fields
from typing import NamedTuple

import streamlit as st

from pages.shared import words
from pages.shared.foreign import escape
from pipeline.desk import workshop
from pipeline.desk.workshop import Form, Wrong
from pipeline.store import proposals
from pipeline.store.proposals import Proposal

NEW = "新增指标"
TIERS = {"core": "核心指标", "extended": "扩展指标"}
TITLES = {
    **{"name": "名称", "definition": "口径", "unit": "单位", "kind": "类别", "direction": "方向", "tier": "层级"},
    **workshop.TITLES,
}
GRAMMAR = (
    ("受理 纠纷 # ", "一行一条规则；# 是数字的位置，左右是它旁边要有的词，按先后排列"),
    ("受理|登记", "竖线隔开的词，有一个就行"),
    ("<纠纷>", "一类词，收在目录的词表里"),
    ("@调解", "本句、同段前文或标题里要有的词"),
    ("!法律援助", "数字自己的话里不能有的词"),
    ("^上级", "话题和数字之间不能有的词"),
    ("~件|起", "只认这些单位，代替指标单位的各种写法"),
    ("// 说明", "写给人看的话，程序不读"),
)


class Draft(NamedTuple):
    """A block that was filled in."""

    id: str
    name: str
    block: str


def which() -> str | None:
    """The id of the indicator to edit; None for a new one."""
    names = {indicator.name: indicator.id for indicator in workshop.known().indicators}
    options = [NEW, *names]
    picked = st.selectbox("指标", options, key="edited", bind="query-params", filter_mode="contains", width=260)
    return names.get(picked or NEW)


def draw(id: str | None) -> Draft | str | None:
    """The fields; what they gave when they were last tried, or in Chinese what is wrong; None before the first time."""
    now = workshop.form(id) if id else Form(unit="件")
    with st.form(f"block-{id}", border=False):
        domain, filled = _fields(id, now)
        sent = st.form_submit_button("试一试", type="primary")
    if sent:
        own = id or workshop.new_id(domain, filled.name)
        try:
            block = workshop.written(own, filled)
            workshop.changed(own, block)
            st.session_state[f"draft-{id}"] = Draft(own, filled.name.strip(), block)
        except Wrong as error:
            st.session_state[f"draft-{id}"] = str(error)
    draft: Draft | str | None = st.session_state.get(f"draft-{id}")
    return draft


def _fields(id: str | None, now: Form) -> tuple[str, Form]:
    """The domain, and all that a person may fill in."""
    known = workshop.known()
    left, right = st.columns([2, 3], gap="large")
    said = {field.name: getattr(now, field.name) for field in fields(Form)}

    def words_of(field: str, title: str, place: str = "") -> None:
        said[field] = st.text_input(title, said[field], key=f"{field}-{id}", max_chars=200, placeholder=place)

    def lines_of(field: str, title: str, height: int) -> None:
        said[field] = st.text_area(title, said[field], key=f"{field}-{id}", height=height, max_chars=20_000)

    def choice_of(field: str, title: str, options: dict[str, str]) -> None:
        at = list(options).index(said[field]) if said[field] in options else 0
        said[field] = st.selectbox(title, options, at, key=f"{field}-{id}", format_func=options.__getitem__)

    with left:
        domain = id.partition(".")[0] if id else ""
        if not id:
            domain = st.selectbox("领域", known.domains, key="domain", format_func=known.domains.__getitem__) or ""
        words_of("name", "名称")
        words_of("definition", "口径", "数的是什么，包括什么，不包括什么")
        one, two = st.columns(2)
        with one:
            choice_of("unit", "单位", {unit: unit or "（无）" for unit in known.units})
            choice_of("direction", "方向", words.DIRECTIONS)
        with two:
            choice_of("kind", "类别", words.KINDS)
            choice_of("tier", "层级", TIERS)
        lines_of("zero", "写明没有时的写法（可以不填，最后一个词之后不写 #）", 80)
    with right:
        lines_of("rules", "规则（一行一条）", 190)
        lines_of("examples", "例句（一行一句，要取的数用【】标出，至少两句）", 110)
        lines_of("counterexamples", "反例（一行一句，不该取的数用【】标出，至少一句）", 90)
    return domain, Form(**said)


def grammar() -> str:
    """How a rule is written."""
    items = "".join(f"<dt>{escape(sign)}</dt><dd>{escape(meaning)}</dd>" for sign, meaning in GRAMMAR)
    return f'<dl class="card">{items}</dl>'


def save(draft: Draft, person: str, passes: bool) -> None:
    """The reason and the button by which a block that was tried becomes a proposal."""
    before = workshop.block(draft.id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input("为什么这样改", key=f"reason-{draft.id}", max_chars=300)
        can = bool(person and passes and draft.block != before)
        if st.button("保存为提案", type="primary", disabled=not can) and reason.strip():
            new = Proposal(draft.id, draft.name, draft.block, before, person, reason.strip())
            st.session_state["proposed"] = proposals.propose(new)
    if not can:
        why = (
            "例句没有全部通过，不能保存。" if not passes else "与目录现在的内容相同。" if person else "先填写您的姓名。"
        )
        st.html(f'<p class="quiet">{why}</p>')
    elif number := st.session_state.pop("proposed", None):
        st.html(f'<p class="quiet">已保存为第{number}号提案，等待管理员启用。</p>')
    else:
        st.html('<p class="quiet">写明理由后保存；管理员启用之后才会用到数据里。</p>')
