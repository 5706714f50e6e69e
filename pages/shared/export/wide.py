"""Long rows turned wide: one row per office and year, three columns per indicator: the number, what to know of it, and
the sentence that states it."""

import polars as pl

from pages.shared import words
from pages.shared.export.columns import HEADINGS, WORDS

WHO = ("province", "city", "district", "name", "office", "kind", "simulated", "year")
LAST = ("choice", "snapshot")
NOTE, SENTENCE = "：说明", "：原文句子"  # end the headings of an indicator's second and third column
SAID = [words.STATES[state] for state in words.STATED]


def headings(indicators: pl.DataFrame, fields: tuple[str, ...] = ()) -> list[str]:
    """Headings of the file: whose and when, then those of the indicators (rows of queries.selection.indicators)."""
    who = [HEADINGS[field] for field in WHO if not fields or field in fields]
    return [*who, *_columns(indicators, fields), *(HEADINGS[field] for field in LAST)]


def turn(told: pl.DataFrame, indicators: pl.DataFrame, fields: tuple[str, ...] = ()) -> pl.DataFrame:
    """Worded long rows as one row per office and year, in their order. A number that is not plainly comparable says so
    in its note; a number that is to be checked or not stated is empty, and the note says which."""
    keys = [HEADINGS[field] for field in (*WHO, *LAST)]
    state, value = pl.col(HEADINGS["state"]), pl.col(HEADINGS["value"])
    cells = told.select(
        *keys,
        HEADINGS["indicator"],
        pl.when(state.is_in(SAID)).then(value).alias("value"),
        _note().alias("note"),
        HEADINGS["sentence"],
    )
    turned = cells.pivot(
        HEADINGS["indicator"], on_columns=indicators["id"], index=keys, values=["value", "note", HEADINGS["sentence"]],
        maintain_order=True,
    )  # fmt: skip
    named = {f"value_{row['id']}": f"{row['name']}（{row['unit']}）" for row in indicators.iter_rows(named=True)}
    named |= {f"note_{row['id']}": f"{row['name']}{NOTE}" for row in indicators.iter_rows(named=True)}
    named |= {
        f"{HEADINGS['sentence']}_{row['id']}": f"{row['name']}{SENTENCE}" for row in indicators.iter_rows(named=True)
    }
    return turned.rename(named).select(headings(indicators, fields))


def _columns(indicators: pl.DataFrame, fields: tuple[str, ...]) -> list[str]:
    sentence = not fields or "sentence" in fields
    return [
        heading
        for row in indicators.iter_rows(named=True)
        for heading in (
            f"{row['name']}（{row['unit']}）",
            f"{row['name']}{NOTE}",
            *([f"{row['name']}{SENTENCE}"] if sentence else []),
        )
    ]


def _note() -> pl.Expr:
    """约数；不可比：统计期为1—9月, 未提及; empty for a plain comparable number."""
    state, qualifier = pl.col(HEADINGS["state"]), pl.col(HEADINGS["qualifier"])
    said, reason = state.is_in(SAID), pl.col(HEADINGS["reason"])
    parts = [
        pl.when(state != words.STATES["value"]).then(state),
        pl.when(said & (qualifier != WORDS["qualifier"]["exact"])).then(qualifier),
        pl.when(said & reason.is_not_null()).then(pl.lit("不可比：") + reason),
        pl.when(state == words.STATES["review"]).then(pl.col(HEADINGS["doubt"])),
        pl.when(state == words.STATES["exempt"]).then(pl.col(HEADINGS["duty"])),
    ]
    return pl.concat_str(parts, separator="；", ignore_nulls=True)
