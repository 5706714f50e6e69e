"""What every page shares: the rooms of the house, the line above them, and the parts below a page's own content."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pages.shared import access, door, export, script, shown, takeaway, theme
from pages.shared.access import Right, Visitor
from pages.shared.data import ask, is_seen_only, snapshot, stale
from pages.shared.foreign import escape, spelt
from pages.shared.selection import Selection
from queries import current
from queries import selection as questions

NAME = "街道法治看板"
SEEN = "经人核对的数和本页所依据的全部的数；读对：全部报告中经人核对的数，程序读对几个"
BEIJING = timezone(timedelta(hours=8))
STYLE, ICON = (Path(__file__).with_name(name) for name in ("style.css", "icon.svg"))


@dataclass(frozen=True, slots=True)
class Room:
    """A page: its file in pages/ (and its address), its title, the group it stands in, and the filters it uses."""

    file: str
    title: str
    group: str
    uses: tuple[str, ...]
    one_office: bool = False
    across: bool = False  # whether it is about all districts, whatever area is chosen
    alone: bool = False  # whether it sets its office beside no other
    raw: bool = False  # whether it is about the reading itself, checked or not, so that 仅已核对 keeps back nothing
    right: Right | None = None  # what it asks for, where that is not what its group asks for

    @property
    def filters(self) -> tuple[str, ...]:
        """Those it uses, and with whom offices are compared wherever there is an area to compare them in."""
        compares = "area" in self.uses and not (self.across or self.alone)
        seen = ("seen",) if "area" in self.uses and not (self.alone or self.raw) else ()
        return (*self.uses, *(("group", "picked") if compares else ()), *seen)

    @property
    def needs(self) -> Right:
        """The right without which it is neither listed nor run."""
        return self.right or (Right.DECIDE if self.group == "工作" else Right.READ)


# Groups of pages that show data, all built alike: sentence, chart, table, basis, file. The others are for work.
VIEWS = ("比较", "街镇", "资料")
ROOMS = (
    Room("overview", "总览", "比较", ("area", "year", "kind", "simulated")),
    Room("compare", "对比", "比较", ("area", "year", "indicator", "office", "kind", "simulated")),
    Room("heatmap", "热力图", "比较", ("area", "year", "office", "kind", "simulated")),
    Room("districts", "跨区", "比较", ("area", "year", "indicator", "kind", "simulated"), across=True),
    Room("relation", "关系", "比较", ("area", "year", "indicator", "office", "kind", "simulated")),
    Room("wording", "对照", "比较", ("area", "year", "indicator", "office", "kind", "simulated")),
    Room("trends", "趋势", "比较", ("area", "year", "indicator", "office", "kind", "simulated")),
    Room("silence", "停报", "比较", ("area", "year", "office", "kind", "simulated")),
    Room("office", "街道", "街镇", ("area", "year", "office", "simulated"), one_office=True, right=Right.OWN),
    Room("evidence", "原文", "街镇", ("area", "year", "office", "simulated"), True, alone=True, right=Right.OWN),
    Room("indicators", "指标", "资料", ("area", "year", "indicator", "kind", "simulated")),
    Room("quality", "质量", "资料", ("area", "year", "kind", "simulated"), raw=True),
    Room("unread", "未归入", "资料", ("area", "kind", "simulated"), raw=True),
    Room("download", "下载", "资料", ("area", "year", "kind", "simulated"), right=Right.ANALYSE),
    Room("meeting", "投影", "会议", ()),
    Room("speech", "核数", "会议", ("area", "year", "simulated"), alone=True),
    Room("briefing", "材料", "会议", ("area", "year", "office", "kind", "simulated"), one_office=True),
    Room("selfcheck", "自检", "工作", ("area", "year", "office", "simulated"), True, alone=True, right=Right.OWN),
    Room("console", "查询", "工作", (), right=Right.ANALYSE),
    Room("intake", "导入", "工作", ()),
    Room("review", "核对", "工作", ("area", "year", "kind", "simulated"), alone=True),
    Room("workshop", "工坊", "工作", ("simulated",), across=True, right=Right.ANALYSE),
    Room("roles", "权限", "工作", (), right=Right.MANAGE),
    Room("system", "系统", "工作", (), right=Right.MANAGE),
)


def selection() -> Selection:
    """The choice of this run, for the page that is drawn."""
    choice: Selection = st.session_state["selection"]
    return choice


def navigation(pages: Mapping[Room, Any], here: Room, visitor: Visitor | None) -> None:
    """The links to the rooms that the visitor may enter, each group under its name, and the switch of 简体 and 繁體.

    Streamlit carries the choice along, because the filters are the frame's, not a page's.
    """
    with st.container(horizontal=True, key="rooms", vertical_alignment="center"):
        st.html(f'<span class="name">{NAME}</span>', width="content")
        open_ = [pair for pair in pages.items() if visitor and visitor.may(pair[0].needs)]
        for group, members in groupby(open_, key=lambda pair: pair[0].group):
            with st.container(horizontal=True, width="content", gap=None, vertical_alignment="center"):
                st.html(f'<span class="group">{group}</span>', width="content")
                for _, page in members:
                    st.page_link(page)
        address = [(key, one) for key in st.query_params for one in st.query_params.get_all(key)]
        name, target = script.link(f"{here.file}?{urlencode(address)}")
        st.html(f'<a class="script" target="_self" href="{spelt(target)}">{name}</a>', width="content")
        door.badge(visitor)


def title(room: Room, choice: Selection) -> None:
    """One line: the page's title, and at the right what is covered and how old it is."""
    built = ask(questions.snapshot).row(0, named=True)
    years = f"{choice.year}年" if "year" in room.uses else f"{built['first_year']}—{built['last_year']}年"
    covered = _covered_districts(choice) if room.across else _covered_offices(room, choice)
    age = f"数据生成于{day(built['created'])}"
    parts = ("含模拟数据，仅供演示" if choice.simulated else "", years, covered, age)
    topic = choice.indicator.get("name", "") if "indicator" in room.uses else ""
    view = " · ".join(part for part in (room.title, topic, years, "" if room.across else choice.place) if part)
    address = choice.permalink(room.file, room.filters, {key: st.query_params.get_all(key) for key in st.query_params})
    asked = {"indicator": choice.indicator.get("id"), "indicator_name": topic, "year": choice.year}
    asked |= {"office": choice.office, "name": dict(choice.pinned).get("office"), "simulated": False}
    shown.begin(shown.Shown(view, covered, age, snapshot(), choice.simulated, choice.kind, address, asked))
    line = escape(" · ".join(part for part in parts if part))
    st.html(f'<header class="head"><h1>{room.title}</h1><p>{line}</p></header>')


def _covered_districts(choice: Selection) -> str:
    """有报告的区县 of the register."""
    areas = ask(questions.areas, simulated=choice.simulated)
    return f"{len(areas.filter(pl.col('area') != ''))}个区县有报告"


def _covered_offices(room: Room, choice: Selection) -> str:
    cover = ask(questions.coverage, year=choice.year, **choice.scope).row(0, named=True)
    reported = f"中{cover['reported']}个有报告" if "year" in room.uses else ""
    return f"{choice.place} · {cover['offices']}个{cover['noun']}{reported}"


def day(moment: datetime) -> str:
    """A UTC moment as a day in China."""
    local = moment.replace(tzinfo=UTC).astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日"


def hint(words: str) -> None:
    """What the reader should know of the choice above."""
    st.html(f'<p class="quiet">{escape(words)}</p>')


def conclusion(sentence: str) -> None:
    """一句话结论: the page in one sentence filled from data."""
    sentence = f"{_only()}{sentence}"
    shown.current().sentence = sentence
    st.html(f'<p class="conclusion">{escape(sentence)}{_seen()}</p>')


def _only() -> str:
    """What every sentence must say while numbers that nobody saw are kept back: else 没有一个写明 would be untrue."""
    return "只看经人核对的数：" if is_seen_only() else ""


def _seen() -> str:
    """How much of what the page shows a person has seen; nothing on pages that show no figures."""
    room: Room | None = st.session_state.get("room")
    if room is None or "seen" not in room.filters or room.group not in VIEWS:
        return ""
    choice = selection()
    wanted = {
        "year": choice.year if "year" in room.uses else None,
        "indicator": choice.indicator.get("id") if "indicator" in room.uses else None,
        "office": choice.office if room.one_office else None,
    }
    count = ask(questions.seen, **wanted, **choice.scope).row(0, named=True)
    right = f" · 本指标读对{count['right']}/{count['taken']}" if count["taken"] else ""
    return f'<span class="seen" title="{SEEN}">已核对{count["seen"]}/{count["n"]}{right}</span>' if count["n"] else ""


def chart(figure: go.Figure, name: str, description: str, rows: pl.DataFrame | None = None) -> None:
    """A chart as wide as the page. `description` is read to those who do not see it; `rows`: those it was drawn from,
    where the page's file holds others."""
    if shown.current().figure is None:
        shown.current().figure, shown.current().rows = figure, rows
    config = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False}
    st.plotly_chart(figure, key=name, theme=None, config=config, alt=description)


def tabs(names: Sequence[str]) -> str:
    """The views of a page, one of them shown; the first where the address names none."""
    picked = st.segmented_control(
        "看法", names, default=names[0], key="view", bind="query-params", label_visibility="collapsed"
    )
    return picked or names[0]


def heading(words: str, explanation: str) -> None:
    """What the chart below shows, and how to read it."""
    st.html(f'<h2>{escape(words)}</h2><p class="quiet">{escape(explanation)}</p>')


def section(heading: str, body: str) -> None:
    """A heading with ready HTML below it; every foreign word in `body` is escaped by whoever made it."""
    st.html(f"<section><h2>{escape(heading)}</h2>{body}</section>")


def notes(lines: Iterable[str]) -> None:
    """口径: definition, period, what is not comparable and why, who is missing."""
    section("口径", "<ul class='notes'>" + "".join(f"<li>{escape(line)}</li>" for line in lines if line) + "</ul>")


def download(rows: pl.DataFrame, what: str, name: str, scope: str | None = None, title: str = "") -> None:
    """下载: what is seen, as a file that a spreadsheet opens right; written only when asked for, outside this run.

    `title`: what a further file of the same page holds, two or three words for its button; the first has none.
    """
    given = (rows, scope or selection().words, snapshot())
    make = access.logged(partial(export.csv, *given, traditional=script.chosen()), f"{name}.csv")
    line = f"{what}；表格软件可直接打开，每行带筛选条件和数据版本。{'' if title else takeaway.advice()}"
    explained = f"<p class='quiet'>{escape(line)}</p>"
    if title:
        st.html(explained)
    else:
        section("下载", explained)
    key = f"export-{title}" if title else "export"
    with st.container(horizontal=True, key=f"takeaway-{key}"):
        st.download_button(f"导出{title or '表格'}", make, f"{name}.csv", "text/csv", key=key, on_click="ignore")
        if not title:
            shown.current().rows = rows if shown.current().rows is None else shown.current().rows
            takeaway.pictures(name)
            takeaway.meeting()


@st.fragment(run_every=15)
def freshness() -> None:
    """Says when there are newer data than those shown, or should be; the reader stays where they are."""
    if said := stale():
        hint(said)
    if current() != snapshot() and st.button("数据已更新，点此显示新的数据", key="news", type="primary"):
        st.rerun(scope="app")


def nothing(what: str, advice: str) -> None:
    """A designed empty state: what is so, and what can be done."""
    st.html(f'<div class="nothing"><p>{escape(_only() + what)}</p><p>{escape(advice)}</p></div>')


def style() -> None:
    """The look of the house; colours follow the reader's light or dark theme."""
    st.html(f"<style>{theme.variables(theme.palette())}{STYLE.read_text(encoding='utf-8')}</style>")
