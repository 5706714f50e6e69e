"""What the reader has chosen. Every choice is a widget bound to the address, so that a view can be shared and reopened.

A choice not made stays out of the address and means "the newest", "the district with most reports": the placeholder.
Choices that a page has no use for are kept in the address but not shown, so that going back to a page finds them again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from pages.shared import groups, words
from pages.shared.data import ask
from queries import evidence
from queries import selection as questions

MAX_AREAS = 12  # chips that still fit one row of filters
KEYS = (
    "area",
    "year",
    "indicator",
    "office",
    "group",
    "picked",
    "kind",
    "simulated",
    "seen",
)  # of the widgets, in the address
WIDTHS = {"area": 260, "year": 110, "indicator": 200, "office": 170, "group": 130, "kind": 110}  # pixels
KINDS = ("街道", "镇", "乡")
EVERYWHERE = "全部有报告的区县"
FEWEST = 3  # offices worth comparing, as for a median
FAVOURITE = "mediation.success_rate"  # where a visit starts; any indicator if a catalogue lacks it


@dataclass(frozen=True, slots=True)
class Selection:
    """The choice of a visit; `indicator` is a row of queries.selection.indicators, `chosen` what the address holds,
    `pinned` the same with all that was not chosen: what it meant today.

    areas: codes of districts, or of single offices where the reader has listed these by hand.
    """

    year: int
    areas: tuple[str, ...]
    place: str
    kind: str | None
    simulated: bool
    indicator: Mapping[str, Any]
    office: str | None
    chosen: tuple[tuple[str, Any], ...]
    pinned: tuple[tuple[str, Any], ...] = ()
    hint: str = ""  # what the reader should know of the choice

    @property
    def scope(self) -> dict[str, Any]:
        """The filters on offices that most questions take."""
        return {"areas": self.areas, "kind": self.kind, "simulated": self.simulated}

    @property
    def words(self) -> str:
        """The choice in words, for titles and file names."""
        return "".join((f"{self.year}年", self.place, self.kind or ""))

    def address(self, page: str, **more: Any) -> str:
        """Relative address of a page with the same choice, but for what `more` says."""
        kept = [(key, value) for key, value in self.chosen if key not in more]
        return f"{page}?{urlencode([*more.items(), *kept])}"

    def permalink(self, page: str, uses: Collection[str], more: Mapping[str, Sequence[str]]) -> str:
        """Relative address that opens this very view also when newer data would change what "not chosen" means.

        `uses`: filters of the page; `more`: what else the address holds, of which the page's own widgets are kept.
        """
        own = [(key, value) for key, values in more.items() if key not in KEYS for value in values]
        return f"{page}?{urlencode([*(pair for pair in self.pinned if pair[0] in uses), *own])}"

    def evidence(self, report: str, at: int | None) -> str:
        """Relative address of a report, opened at a place of its text; its own office and year are left to it."""
        kept = [(key, value) for key, value in self.chosen if key not in ("year", "office")]
        place = [] if at is None else [("at", at)]
        return f"evidence?{urlencode([('report', report), *place, *kept])}"


def choose(uses: Collection[str], *, one_office: bool) -> Selection:
    """Draw the filters in one row, showing those that the page `uses`, and return the choice; no areas without reports.

    `one_office`: the page is about one office, so that not choosing one means the first. A page that a link opens at a
    report starts with that report's own office and year.
    """
    st.session_state["only_seen"] = "seen" in uses and _is_on("seen")
    row = st.container(horizontal=True, vertical_alignment="bottom", key="filters")
    simulated = _is_on("simulated") or bool(_linked_report().get("simulated", False))
    with st.container(horizontal=True, vertical_alignment="bottom", key="hand"):
        listed = groups.by_hand(simulated)
    with row:
        choice = _draw(uses, one_office, simulated, listed)
    # Hidden by style and always in the same place: Streamlit forgets a widget that moves or is not drawn.
    shown = {*uses, *(["hand"] if "group" in uses and ("group", groups.HAND) in choice.chosen else [])}
    hidden = ",".join(f".st-key-{key}" for key in (*KEYS, "hand") if key not in shown)
    st.html(f"<style>{hidden}{{display:none}}</style>")
    return choice


def _draw(uses: Collection[str], one_office: bool, simulated: bool, listed: Mapping[str, str]) -> Selection:
    linked = _linked_report()
    areas = ask(questions.areas, simulated=simulated)
    options = area_options(areas)
    picked = _pick_areas(options, _default_area(areas, linked.get("area")))
    codes = tuple(sorted({code for label in picked for code in options[label]}))
    years = ask(questions.years, simulated=simulated)["year"]
    year = _pick("year", "年份", years, linked.get("year") or _newest(areas, codes))
    indicator = _pick_indicator()
    kind = _pick("kind", "类型", KINDS, None, empty="全部类型")
    kind = kind if "kind" in uses else None  # a filter that is not seen does not filter
    scope = {"year": year, "areas": (*codes, *listed.values()), "kind": kind, "simulated": simulated}
    labels, label = _pick_office(linked.get("office"), one_office, scope)
    office = labels.get(label or "")
    group = _pick("group", "同组", groups.GROUPS[1:], groups.CHOSEN)
    st.toggle("含模拟数据", key="simulated", bind="query-params", on_change=_leave_report)
    seen = st.toggle("仅已核对", key="seen", bind="query-params")
    chosen = tuple((key, one) for key in KEYS for one in _many(st.session_state.get(key)))
    meant = {"area": picked, "year": year, "indicator": indicator.get("name"), "office": label, "kind": kind}
    meant |= {"group": group, "picked": list(listed), "simulated": simulated, "seen": seen}
    pinned = tuple((key, one) for key in KEYS for one in _many(meant[key]) if one != groups.CHOSEN)
    near = groups.Group(codes, kind, words.names([name.split()[-1] for name in picked]))
    if "group" in uses:
        near = groups.surroundings(group, near, office, listed, year=year, simulated=simulated)
    return Selection(year, near.areas, near.place, near.kind, simulated, indicator, office, chosen, pinned, near.hint)


def _is_on(key: str) -> bool:
    """Whether a switch that is drawn further down is on: as the reader left it, else as the address says."""
    return bool(st.session_state.get(key, st.query_params.get(key) == "true"))


def _linked_report() -> Mapping[str, Any]:
    """The report that the address names, empty when it names none."""
    named = st.query_params.get("report")
    found = ask(evidence.report, report=named).rows(named=True) if named else []
    return found[0] if found else {}


def area_options(areas: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Label → area codes: every district with a report, and above them the cities and provinces that hold several."""
    districts: dict[str, list[str]] = defaultdict(list)
    within: dict[str, list[str]] = defaultdict(list)  # a city or province → codes of its districts
    parts: dict[str, set[str]] = defaultdict(set)  # … → labels of what lies directly in it
    for row in areas.iter_rows(named=True):
        names = [name for name in dict.fromkeys((row["province"], row["city"], row["district"])) if name]
        labels = [" ".join(names[:depth]) for depth in range(1, len(names) + 1)]
        districts[labels[-1]].append(row["area"])
        for label, part in pairwise(labels):
            within[label].append(row["area"])
            parts[label].add(part)
    above = {f"{label}（全域）": codes for label, codes in within.items() if len(parts[label]) > 1}
    whole = {EVERYWHERE: areas["area"].to_list()} if len(areas) > 1 else {}
    return {label: tuple(codes) for label, codes in (whole | above | districts).items()}


def _default_area(areas: pl.DataFrame, linked: str | None) -> str:
    """Label of the linked district, else of the one with most reports; all of them where none has three to compare."""
    best = areas.sort((pl.col("area").eq_missing(linked), pl.col("area") != "", "reports"), descending=True).head(1)
    if linked is None and len(areas) > 1 and areas.filter(pl.col("reported") >= FEWEST).is_empty():
        return EVERYWHERE
    return next(iter(area_options(best)), "")


def _newest(areas: pl.DataFrame, codes: tuple[str, ...]) -> int:
    """The newest year with a report in the areas, 0 where there is none at all."""
    years: list[int] = areas.filter(pl.col("area").is_in(codes))["last_year"].drop_nulls().to_list()
    return max(years, default=0)


def _pick(key: str, label: str, options: Iterable[Any], default: Any, empty: str = "请选择") -> Any:
    """A select box bound to the address; nothing chosen gives the default, which the placeholder names."""
    value = st.selectbox(
        label, list(options), index=None, key=key, bind="query-params", filter_mode="contains", width=WIDTHS[key],
        placeholder=empty if default is None else str(default), on_change=_leave_report,
    )  # fmt: skip
    return default if value is None else value


def _pick_areas(options: Mapping[str, tuple[str, ...]], default: str) -> list[str]:
    picked = st.multiselect(
        "地区", list(options), key="area", bind="query-params", filter_mode="contains", width=WIDTHS["area"],
        placeholder=default or "没有报告", max_selections=MAX_AREAS, select_all=False,
        on_change=_leave_report,
    )  # fmt: skip
    return picked or [default] * bool(default)


def _pick_indicator() -> Mapping[str, Any]:
    rows = {row["name"]: row for row in ask(questions.indicators).iter_rows(named=True)}
    default = next((name for name, row in rows.items() if row["id"] == FAVOURITE), next(iter(rows), None))
    return rows.get(_pick("indicator", "指标", rows, default), {})


def _pick_office(linked: str | None, one_office: bool, scope: dict[str, Any]) -> tuple[dict[str, str], str | None]:
    """The offices to choose from, label → code, and the label that was chosen."""
    labels = office_labels(ask(questions.offices, **scope))
    first = next((name for name, code in labels.items() if code == linked), next(iter(labels), None))
    if one_office:
        return labels, _pick("office", "街道（镇、乡）", labels, first)
    return labels, _pick("office", "突出显示", labels, None, empty="不突出")


def office_labels(offices: pl.DataFrame) -> dict[str, str]:
    """Label → code of rows of queries.selection.offices; those of one name with their district."""
    twice = pl.col("name").is_duplicated()
    label = pl.when(twice).then(pl.format("{}（{}）", "name", pl.col("district").fill_null("未认定"))).otherwise("name")
    return dict(offices.select(label, "office").iter_rows())


def _many(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value in (None, False) else ["true" if value is True else value]


def _leave_report() -> None:
    """A new choice leaves the report that a link had opened."""
    for name in ("report", "at"):
        st.query_params.pop(name, None)
