"""What a file of 下载 is to hold: the filters of that page beyond the common ones, all of them in the address."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pages.shared import script, words
from pages.shared.data import ask, is_seen_only, snapshot
from pages.shared.export.columns import HEADINGS
from pages.shared.export.files import FORMATS
from pages.shared.export.slices import Slice
from pages.shared.export.wide import WHO
from pages.shared.selection import Selection, office_labels
from queries import download, selection

LONG, WIDE = "一行一个数", "一行一个街镇"
ENDINGS = {kind.name: ending for ending, kind in FORMATS.items()}


def pick(choice: Selection) -> tuple[Slice, str]:
    """Draw the filters and return what they choose, and the ending of the file."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="wanted"):
        every = ask(selection.years, simulated=choice.simulated)["year"].to_list()
        years = sorted({choice.year, *_several("更多年份", "years", every, f"只有{choice.year}年")})
        catalogue = ask(selection.indicators)
        topics = _several("领域", "topics", catalogue["domain_name"].unique(maintain_order=True), "全部领域")
        among = catalogue.filter(catalogue["domain_name"].is_in(topics or catalogue["domain_name"]))
        ids = dict(among.select("name", "id").iter_rows())
        names = _several("指标", "items", ids, "全部指标", 260)
        offices = office_labels(ask(selection.offices, year=choice.year, **choice.scope))
        streets = _several("街镇", "streets", offices, "全部街镇")
        layout = _one("排列", "layout", (LONG, WIDE))
        columns = _several("列", "columns", _headings(layout).values(), "全部列", 260)
        ending = ENDINGS[_one("文件", "file", tuple(ENDINGS))]
        absent = st.toggle("也要没有写明的", key="absent", bind="query-params")
    filters: download.Filters = {
        "years": tuple(years),
        "areas": tuple(offices[name] for name in streets) or choice.areas,
        "indicators": tuple(ids[name] for name in names or ids) if names or topics else (),
        "kind": choice.kind,
        "simulated": choice.simulated,
        "states": download.STATES if absent else download.STATED,
        "reviewed": is_seen_only(),
    }
    told = "、".join(f"{year}年" for year in years) + words.names(streets or [choice.place]) + (choice.kind or "")
    told += f"，{words.names(names or topics)}" if names or topics else ""
    fields = tuple(field for field, heading in _headings(layout).items() if heading in columns)
    return Slice(snapshot(), told, filters, fields, layout == WIDE, traditional=script.chosen()), ending


def _headings(layout: str) -> dict[str, str]:
    """Columns that may be left out, by field."""
    fields = (*WHO, "sentence") if layout == WIDE else download.FIELDS
    return {field: HEADINGS[field] for field in fields}


def _several(label: str, key: str, options: Iterable[Any], every: str, width: int = 200) -> list[Any]:
    return st.multiselect(
        label, list(options), key=key, bind="query-params", placeholder=every, select_all=False, width=width,
        filter_mode="contains",
    )  # fmt: skip


def _one(label: str, key: str, options: tuple[str, ...]) -> str:
    return st.selectbox(label, options, key=key, bind="query-params", width=180)
