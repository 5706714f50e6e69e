"""The one way in which pages ask: answers are kept per snapshot, question and filters, never by frames."""

from collections.abc import Callable
from datetime import date
from types import FunctionType
from typing import Any

import polars as pl
import streamlit as st

from queries import failure, is_fallen_back, only_seen

Question = Callable[..., pl.DataFrame]
Plain = str | int | float | bool | date | None
Given = tuple[tuple[str, Plain | tuple[Plain, ...]], ...]


def ask(question: Question, **filters: Any) -> pl.DataFrame:
    """Rows of one function of `queries` on the snapshot this visit reads. Raises TypeError when a filter is no plain
    value or list of such: Streamlit tells frames apart by a few of their rows only, so a change would go unseen."""
    return answer(snapshot(), question, checked=is_seen_only(), **filters)


def answer(snapshot: str, question: Question, *, checked: bool = False, **filters: Any) -> pl.DataFrame:
    """The same on a snapshot that is named. `checked`: from numbers alone that a person has seen."""
    return _answer(snapshot, checked, question, tuple((key, _plain(filters[key])) for key in sorted(filters)))


def snapshot() -> str:
    """Id of the snapshot that this run reads, the same for all its questions even if a newer one appears."""
    return str(st.session_state["snapshot"])


def stale() -> str:
    """Why there should be newer data than those served, in one sentence; empty when all is well."""
    if is_fallen_back():
        return "当前的数据文件已损坏，这里是最近一份完好的数据；请管理员重新生成。"
    return "最近一次更新没有成功，这里仍是此前的数据；请管理员在“系统”页查看原因。" if failure() else ""


def is_seen_only() -> bool:
    """Whether the reader wants only numbers that a person has seen (仅已核对), in a room that can show them alone."""
    return bool(st.session_state.get("only_seen", False))


def _plain(value: Any) -> Plain | tuple[Plain, ...]:
    several = tuple(value) if isinstance(value, list | tuple) else None
    if not all(isinstance(one, Plain) for one in ((value,) if several is None else several)):
        raise TypeError(f"a filter is a plain value or a list of such, not {type(value).__name__}")
    return value if several is None else several


def _named(question: FunctionType) -> str:
    return f"{question.__module__}.{question.__qualname__}"


@st.cache_data(max_entries=2_000, show_spinner=False, hash_funcs={FunctionType: _named})
def _answer(snapshot: str, checked: bool, question: Question, filters: Given) -> pl.DataFrame:
    with only_seen(checked):
        return question(snapshot, **dict(filters))
