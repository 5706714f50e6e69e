"""The office looked at under every peer group that makes sense: what it is compared with decides its place."""

from collections.abc import Mapping
from typing import Any

from pages.shared import comparison, groups, tables
from pages.shared.data import ask
from pages.shared.foreign import spelt
from pages.shared.selection import Selection
from pages.shared.tables import Column, text, worded
from pages.shared.words import Row
from queries import compare


def table(choice: Selection, filters: Mapping[str, Any]) -> str:
    """One row per group around the office: its place there, the middle of the others, and what may be said of it."""
    rows = list(filter(None, (_place(choice, filters, group) for group in groups.AROUND)))
    columns = [
        Column("同组", lambda row: _switch(choice, row["group"]), "name"),
        Column("范围", text("place_name"), "name"),
        Column("位次", worded(comparison.ranked), "name"),
        Column("其他街镇", worded(comparison.others), "name"),
        Column("与其他街镇相比", worded(comparison.judged), "name"),
        Column("说明", text("no_rank"), "small"),
    ]
    return tables.table(rows, columns, lambda row: row["areas"] == choice.areas and row["of_kind"] == choice.kind)


def _switch(choice: Selection, group: str) -> str:
    """The link to the same comparison within another group."""
    return f'<a target="_self" href="{spelt(choice.address("compare", group=group))}">{group}</a>'


def _place(choice: Selection, filters: Mapping[str, Any], group: str) -> Row | None:
    """The office's row of queries.compare.figures within a group."""
    chosen = groups.Group(choice.areas, None, choice.place)
    near = groups.surroundings(group, chosen, choice.office, {}, year=choice.year, simulated=choice.simulated)
    if near.hint:
        return None
    rows = ask(compare.figures, **{**filters, "areas": near.areas, "kind": near.kind})
    own = rows.filter(office=choice.office).rows(named=True)
    about = {"group": group, "place_name": f"{near.place}{near.kind or ''}", "areas": near.areas, "of_kind": near.kind}
    return {**own[0], **about} if own else None
