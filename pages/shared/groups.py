"""同组: with whom offices are compared: the area, the surroundings of the office looked at, or a list made by hand."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
import streamlit as st

from pages.shared import words
from pages.shared.data import ask
from queries import selection as questions

CHOSEN, HAND = "所选地区", "手选"
LEVELS = {"同区": "district", "同市": "city", "同省": "province"}
ALIKE = "同类"  # of the same kind: 街道, 镇 or 乡
SIZED = "规模相近"  # by stated residents
AROUND = (*(level + alike for level in LEVELS for alike in ("", ALIKE)), SIZED)
GROUPS = (CHOSEN, *AROUND, HAND)
MOST = 40  # offices of a list made by hand: as many as an address can bear


@dataclass(frozen=True, slots=True)
class Group:
    """Codes of areas or offices, the kind of office, both in words, and what the reader should know of the choice."""

    areas: tuple[str, ...]
    kind: str | None
    place: str
    hint: str = ""


def by_hand(simulated: bool) -> dict[str, str]:
    """Draw the list made by hand and the search that feeds it; label → code of the offices on it.

    The register has 41,352 offices, so what can be chosen is looked up by the words typed, and never sent as a whole.
    """
    listed = st.session_state.get("picked", st.query_params.get_all("picked"))
    typed = st.text_input(
        "查找街镇", key="find", placeholder="名称或区县，如“鲤城 开元”", width=240, max_chars=30
    ).split()
    found = ask(questions.search, words=typed, labels=list(listed), simulated=simulated)
    codes = dict(found.select("label", "office").iter_rows())
    hits = len(found.filter(~pl.col("is_listed")))
    more = "，还有更多，请多写几个字" if hits >= questions.HITS else ""
    picked = st.multiselect(
        "手选的街镇", list(codes), key="picked", bind="query-params", filter_mode="contains", max_selections=MOST,
        placeholder=f"找到{hits}个{more}，点此选入" if typed else "先在左边查找", select_all=False, width=720,
    )  # fmt: skip
    return {label: codes[label] for label in picked}


def surroundings(
    group: str, chosen: Group, office: str | None, listed: Mapping[str, str], *, year: int, simulated: bool
) -> Group:
    """The offices that the choice of a group means; the chosen area where it means nothing yet, with a hint why.

    office: the one looked at; year, simulated: of the reports that state how many residents it has.
    """
    if group == CHOSEN:
        return chosen
    if group == HAND:
        return _listed(chosen, office, listed)
    if office is None:
        return Group(chosen.areas, chosen.kind, chosen.place, f"“{group}”要先选一个街镇突出显示，现在按所选地区。")
    if group == SIZED:
        return _sized(chosen, ask(questions.alike, office=office, year=year, simulated=simulated))
    level = LEVELS[group.removesuffix(ALIKE)]
    near = ask(questions.around, office=office)
    row = near.row(0, named=True)
    areas = tuple(near.filter(f"same_{level}")["area"])
    return Group(areas, row["kind"] if group.endswith(ALIKE) else chosen.kind, row[level] or chosen.place)


def _sized(chosen: Group, alike: pl.DataFrame) -> Group:
    """Those with about as many residents."""
    if alike.is_empty():
        why = "突出显示的街镇这一年没有写明可用的常住人口，不能按规模找同组，现在按所选地区。"
        return Group(chosen.areas, chosen.kind, chosen.place, why)
    return Group(tuple(alike["office"]), None, f"规模相近（{words.compact(alike['residents'][0])}人上下）范围")


def _listed(chosen: Group, office: str | None, listed: Mapping[str, str]) -> Group:
    """The list, and with it the office looked at."""
    if not listed:
        return Group(chosen.areas, chosen.kind, chosen.place, "还没有手选街镇，现在按所选地区。")
    codes = dict.fromkeys([*listed.values(), *([office] if office else [])])
    return Group(tuple(codes), chosen.kind, "手选范围")
