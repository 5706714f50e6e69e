"""A view as a screen for the wall: what the page of this run shows, with all that may be asked about its numbers.

All of it is kept with the screen, so that a meeting needs no question to the data and shows what was prepared.
"""

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from pages.shared import shown, theme, words
from pages.shared.data import ask
from pages.shared.foreign import spelt
from pages.shared.shown import Shown
from pages.shared.words import Row
from queries import compare, districts, why

MOST = 240  # numbers of a screen
PARTS = 12  # offices named behind the figure of a district
ROLES = {"numerator": "分子", "denominator": "分母"}
PLAIN = "这个数由报告直接写明，没有分项。"


def content(here: Shown) -> dict[str, Any]:
    """The screen: view, sentence, basis, address, snapshot, figure (in the light theme), numbers, and `asked`: the
    place of the number that is meant until another is chosen, that of the office looked at, else the first.

    A number has label, value (amount and unit: the same as a number), about (period, what to mind), row (its place in
    the chart, None without one), and three lists of what is said of it: parts, said, before; each with label, value,
    the sentence in three pieces, and its report and place.
    """
    figure = _bare(theme.worn(here.figure, theme.LIGHT)) if here.figure is not None else None
    numbers = _numbers(here, _ticks(figure))
    return {
        "view": here.view,
        "sentence": here.sentence,
        "basis": list(shown.basis(here)),
        "address": here.address,
        "snapshot": here.snapshot,
        "figure": figure,
        "numbers": numbers,
        "asked": next((place for place, number in enumerate(numbers) if number["is_asked"]), 0),
    }


def _bare(figure: dict[str, Any]) -> dict[str, Any]:
    """Without the words at the pointer, which a wall has not; they are most of a figure's size."""
    for trace in figure["data"]:
        for field in ("hovertext", "hovertemplate"):
            trace.pop(field, None)
    return figure


def _ticks(figure: dict[str, Any] | None) -> list[str]:
    names = (figure or {}).get("layout", {}).get("yaxis", {}).get("ticktext") or []
    return [re.sub(r"<[^>]*>", "", name).strip("　 ") for name in names]


def _numbers(here: Shown, ticks: Sequence[str]) -> list[dict[str, Any]]:
    rows = pl.DataFrame() if here.rows is None else here.rows
    if {"state", "sentence"} <= set(rows.columns):
        return _stated(here, rows.filter(pl.col("state").is_in(words.STATED)).head(MOST), ticks)
    if {"area", "pooled", "value"} <= set(rows.columns):
        return [_district(here, row, ticks) for row in rows.drop_nulls("value").head(PARTS).iter_rows(named=True)]
    return []


def _stated(here: Shown, rows: pl.DataFrame, ticks: Sequence[str]) -> list[dict[str, Any]]:
    told = [{**here.asked, **row} for row in rows.iter_rows(named=True)]
    several = {field for field in ("name", "indicator_name", "year") if len({row[field] for row in told}) > 1}
    asked = {f"{field}s": [row[field] for row in told] for field in ("office", "indicator", "year")}
    behind = ask(why.behind, **asked).partition_by("number", as_dict=True)
    return [
        _number(row, _label(row, several), behind.get((place,), pl.DataFrame()).rows(named=True), ticks)
        | {"is_asked": row["office"] == here.asked["office"]}
        for place, row in enumerate(told, start=1)
    ]


def _label(row: Row, several: set[str]) -> str:
    """What tells this number from the others of its screen; at least the office."""
    who = row["name"] if "name" in several or "indicator_name" not in several else ""
    year = f"{row['year']}年" if "year" in several else ""
    what = row["indicator_name"] if "indicator_name" in several else ""
    return " ".join(part for part in (who and words.office(row), year, what) if part)


def _number(row: Row, label: str, behind: Sequence[Row], ticks: Sequence[str]) -> dict[str, Any]:
    parts = [one for one in behind if one["role"] != "before"]
    before = [one for one in behind if one["role"] == "before"]
    counted = [one for one in parts if one["role"] in ROLES and one["state"] in words.STATED]
    return {
        "label": label,
        "value": words.stated(row, short=True),
        "about": "；".join(filter(None, (words.period(row["period_start"], row["period_end"]), words.remark(row)))),
        "row": _row(row, ticks),
        "amount": row["value"],
        "unit": row["unit"],
        "is_comparable": not row.get("reason"),
        "parts": [_said(one, _role(one), row) for one in parts if one["value"] is not None],
        "parts_line": _line(parts, counted),
        "said": [_said(row, "", row)],
        "before": [_said(one, f"{one['year']}年", row) for one in before],
    }


def _line(parts: Sequence[Row], counted: Sequence[Row]) -> str:
    """The sentence above the parts; none above parts of another kind."""
    if not parts:
        return PLAIN
    return _division(counted) if any(one["role"] in ROLES for one in parts) else ""


def _role(row: Row) -> str:
    role = ROLES.get(row["role"])
    return f"{role}：{row['indicator_name']}" if role else f"其中{row['part']}"


def _division(counted: Sequence[Row]) -> str:
    """205÷210=97.6%（推算）, where both counts are stated exactly and of the same; else why nothing is derived."""
    if len(counted) != len(ROLES):
        return "报告没有同时写明分子和分母。"
    part, whole = counted
    if any(part[field] != whole[field] for field in ("report", "period_start", "period_end", "reason")):
        return "分子和分母的统计期或范围不一致，不作推算。"
    if not whole["value"] or {part["qualifier"], whole["qualifier"]} != {"exact"}:
        return "分子或分母不是确数，不作推算。"
    return (
        f"{words.number(part['value'])}÷{words.number(whole['value'])}={words.derived(part['value'], whole['value'])}"
    )


def _said(row: Row, label: str, of: Row) -> dict[str, Any]:
    """What is stated, and the sentence around it in three pieces; without a statement, the name of its absence."""
    about = f"{of.get('name') or ''}{row.get('year') or of['year']}年报告"
    stated = words.stated(row, short=True) if row["state"] in words.STATED else words.STATES[row["state"]]
    if row["value"] is None or not row["sentence"]:
        return {"label": label, "value": stated, **_pieces("", "", "", "")}
    place = row["start"] - row["sentence_start"]
    end = place + len(row["quote"])
    pieces = _pieces(row["sentence"][:place], row["quote"], row["sentence"][end:], about)
    reason = f"（{row['reason']}）" if label and row.get("reason") else ""
    placed = {"report": row.get("report"), "start": row.get("start")}
    return {"label": label, "value": stated + reason, **pieces, **placed}


def _pieces(before: str, quote: str, after: str, source: str) -> dict[str, str]:
    return {"before": before, "quote": quote, "after": after, "source": source}


def _row(row: Row, ticks: Sequence[str]) -> int | None:
    """Where the number stands in the chart: at the tick of its office or of its indicator."""
    names = (f"{row.get('district')} {words.office(row)}", words.office(row), row["indicator_name"])
    return next((ticks.index(name) for name in map(spelt, names) if name in ticks), None)


def _district(here: Shown, row: Row, ticks: Sequence[str]) -> dict[str, Any]:
    """The figure of a district: the offices it is made of, their sentences, and its figure of the year before."""
    asked = {"indicator": here.asked["indicator"], "kind": here.kind, "simulated": here.simulated}
    offices = ask(compare.figures, year=here.asked["year"], areas=(row["area"],), **asked)
    parts = offices.filter("is_comparable").head(PARTS).rows(named=True)
    earlier = ask(districts.figures, year=here.asked["year"] - 1, **asked).filter(area=row["area"])
    label = words.district_label(row)
    year = {"year": here.asked["year"]}
    tick = next((place for place, name in enumerate(ticks) if name.endswith(row["district"])), None)
    return {
        "label": label,
        "value": words.pooled(row, row["unit"]),
        "about": words.district_cover(row),
        "row": tick,
        "amount": row["value"],
        "unit": row["unit"],
        "is_comparable": True,
        "is_asked": False,
        "parts": [{"label": words.office(one), "value": _counts(one), **_pieces("", "", "", "")} for one in parts],
        "parts_line": words.district(row),
        "said": [_said({**one, **year}, words.office(one), {**one, **year}) for one in parts],
        "before": [
            {"label": f"{here.asked['year'] - 1}年", "value": words.district_value(one), **_pieces("", "", "", "")}
            for one in earlier.iter_rows(named=True)
        ],
    }


def _counts(row: Row) -> str:
    """97.6%（200÷205）, or the count alone."""
    stated = words.stated(row, short=True)
    whole = row["derived_whole"]
    return f"{stated}（{words.number(row['derived_part'])}÷{words.number(whole)}）" if whole else stated
