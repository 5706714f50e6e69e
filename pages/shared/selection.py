"""What the reader has chosen. Every choice is a widget bound to the address, so that a view can be shared and reopened.

A choice not made stays out of the address and means "the newest", "the district with most reports": shown as placeholder.
Choices that a page has no use for are kept in the address but not shown, so that going back to a page finds them again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from pages.shared import words
from pages.shared.data import ask
from queries import evidence
from queries import selection as questions

MAX_AREAS = 12  # chips that still fit one row of filters
KEYS = ("area", "year", "indicator", "office", "kind", "simulated")  # names of the widgets and in the address
WIDTHS = {"area": 360, "year": 120, "indicator": 240, "office": 220, "kind": 140}  # pixels
KINDS = ("街道", "镇", "乡")
EVERYWHERE = "全部有报告的区县"
FAVOURITE = "mediation.success_rate"  # where a visit starts; any indicator if a catalogue lacks it


@dataclass(frozen=True, slots=True)
class Selection:
    """The choice of a visit; `indicator` is a row of queries.selection.indicators, `chosen` what the address holds."""

    year: int
    areas: tuple[str, ...]
    place: str
    kind: str | None
    simulated: bool
    indicator: Mapping[str, Any]
    office: str | None
    chosen: tuple[tuple[str, Any], ...]

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

    def evidence(self, report: str, at: int | None) -> str:
        """Relative address of a report, opened at a place of its text; its own office and year are left to it."""
        kept = [(key, value) for key, value in self.chosen if key not in ("year", "office")]
        place = [] if at is None else [("at", at)]
        return f"evidence?{urlencode([('report', report), *place, *kept])}"


def choose(uses: Iterable[str], *, one_office: bool) -> Selection:
    """Draw the filters that the page `uses`, in one row, and return the choice; without reports it holds no areas.

    `one_office`: the page is about one office, so that not choosing one means the first. A page that a link opens at a
    report starts with that report's own office and year.
    """
    bar, rest = st.container(horizontal=True, vertical_alignment="bottom", key="filters"), st.container(key="unused")
    places = {name: bar if name in uses else rest for name in KEYS}
    simulated = bool(st.session_state.get("simulated", st.query_params.get("simulated") == "true"))
    linked = _linked_report()
    areas = ask(questions.areas, simulated=simulated or linked.get("simulated", False))
    options = area_options(areas)
    picked = _pick_areas(places["area"], options, _default_area(areas, linked.get("area")))
    codes = tuple(sorted({code for label in picked for code in options[label]}))
    newest = linked.get("year") or _newest(areas, codes)
    year = _pick(places["year"], "year", "年份", ask(questions.years, simulated=simulated)["year"], newest)
    indicator = _pick_indicator(places["indicator"])
    kind = _pick(places["kind"], "kind", "类型", KINDS, None, empty="全部类型")
    kind = kind if "kind" in uses else None
    scope = {"areas": codes, "kind": kind, "simulated": simulated or linked.get("simulated", False)}
    office = _pick_office(places["office"], scope, linked.get("office"), one_office)
    with places["simulated"]:
        st.toggle("含模拟数据", key="simulated", bind="query-params", on_change=_leave_report)
    chosen = tuple((key, one) for key in KEYS for one in _many(st.session_state.get(key)))
    place = words.names([label.split()[-1] for label in picked])
    return Selection(year, codes, place, kind, scope["simulated"], indicator, office, chosen)


def _linked_report() -> Mapping[str, Any]:
    """The report that the address names, empty when it names none."""
    named = st.query_params.get("report")
    found = ask(evidence.report, report=named).rows(named=True) if named else []
    return found[0] if found else {}


def area_options(areas: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Label → area codes: every district with a report, and above them the cities and provinces that hold several."""
    groups: dict[str, list[str]] = {}
    for row in areas.iter_rows(named=True):
        names = [name for name in dict.fromkeys((row["province"], row["city"], row["district"])) if name]
        for depth in range(1, len(names) + 1):
            groups.setdefault(" ".join(names[:depth]), []).append(row["area"])
    below = {label: [codes for other, codes in groups.items() if other.startswith(f"{label} ")] for label in groups}
    leaves = {label: codes for label, codes in groups.items() if not below[label]}
    above = {f"{label}（全域）": codes for label, codes in groups.items() if below[label] and codes not in below[label]}
    whole = {EVERYWHERE: areas["area"].to_list()} if len(areas) > 1 else {}
    return {label: tuple(codes) for label, codes in (whole | above | leaves).items()}


def _default_area(areas: pl.DataFrame, linked: str | None) -> str:
    """Label of the linked district, else of the one with most reports, known offices first."""
    best = areas.sort((pl.col("area").eq_missing(linked), pl.col("area") != "", "reports"), descending=True).head(1)
    return next(iter(area_options(best)), "")


def _newest(areas: pl.DataFrame, codes: tuple[str, ...]) -> int:
    return areas.filter(pl.col("area").is_in(codes))["last_year"].max() or areas["last_year"].max() or 0


def _pick(place: Any, key: str, label: str, options: Iterable[Any], default: Any, empty: str | None = None, **how: Any) -> Any:
    """A select box bound to the address; nothing chosen gives the default, which the placeholder names."""
    options = list(options)
    hint = empty or (f"{how.get('format_func', str)(default)}" if default is not None else "请选择")
    with place:
        value = st.selectbox(
            label, options, index=None, key=key, bind="query-params", placeholder=hint, filter_mode="contains",
            on_change=_leave_report, width=WIDTHS[key], **how,
        )  # fmt: skip
    return default if value is None else value


def _pick_areas(place: Any, options: Mapping[str, tuple[str, ...]], default: str) -> list[str]:
    with place:
        picked = st.multiselect(
            "地区", list(options), key="area", bind="query-params", placeholder=default or "没有报告", max_selections=MAX_AREAS,
            filter_mode="contains", on_change=_leave_report, width=WIDTHS["area"],
        )  # fmt: skip
    return picked or [default] * bool(default)


def _pick_indicator(place: Any) -> Mapping[str, Any]:
    rows = {row["name"]: row for row in ask(questions.indicators).iter_rows(named=True)}
    default = next((name for name, row in rows.items() if row["id"] == FAVOURITE), next(iter(rows), None))
    return rows.get(_pick(place, "indicator", "指标", rows, default), {})


def _pick_office(place: Any, scope: dict[str, Any], linked: str | None, one_office: bool) -> str | None:
    offices = ask(questions.offices, **scope)
    twice = pl.col("name").is_duplicated()
    label = pl.when(twice).then(pl.format("{}（{}）", "name", pl.col("district").fill_null("未认定"))).otherwise("name")
    labels = dict(offices.select(label, "office").iter_rows())
    first = next((name for name, code in labels.items() if code == linked), next(iter(labels), None))
    if one_office:
        return labels.get(_pick(place, "office", "街道（镇、乡）", labels, first))
    return labels.get(_pick(place, "office", "突出显示", labels, None, empty="不突出"))


def _many(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value in (None, False) else ["true" if value is True else value]


def _leave_report() -> None:
    """A new choice leaves the report that a link had opened."""
    for name in ("report", "at"):
        st.query_params.pop(name, None)
