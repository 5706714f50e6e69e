"""Sentences and words of the page on numbers that no indicator takes (未归入). Pure functions."""

import polars as pl

from pages.shared.foreign import escape, spelt
from pages.shared.selection import Selection
from pages.shared.words import Row

MOST = 12  # words of one search
NOTES = (
    "“所数的事物”由程序从数字前后的词中取出：同一单位下最多街镇共用的词，只作归并用，不是指标名称，可能截得不准。",
    "年、月、天等时长，平均数、每个单位几个、区间、全区全市的数按规定不取，不进入归并，在明细和文件中写明原因。",
    "未归入的数字没有丢：在原文中可以逐个看到；每份报告未归入的比例见“质量”页的数字总账。",
)


def asked(text: str | None) -> tuple[str, ...]:
    """The words of a search, each once."""
    return tuple(dict.fromkeys((text or "").split()))[:MOST]


def conclusion(place: str, searched: tuple[str, ...], groups: pl.DataFrame, numbers: pl.DataFrame) -> str:
    """How many numbers nobody could assign, and what most of them count."""
    beside = f"旁边写有{'、'.join(f'“{word}”' for word in searched)}的" if searched else ""
    if numbers.is_empty():
        return f"{place}历年报告中没有{beside}未归入数字。"
    told = f"{place}历年{numbers['report'].n_unique()}份报告有{beside}未归入数字{len(numbers):,}处"
    if groups.is_empty():
        return f"{told}，都是按规定不取的。"
    common = [thing(row) for row in groups.head(3).iter_rows(named=True) if row["noun"] and row["offices"] > 1]
    most = f"；最多街镇写的是{'、'.join(common)}" if common else "；没有两个街镇写的是同一样"
    return f"{told}，其中{groups['numbers'].sum():,}处还没有指标可归{most}。"


def thing(row: Row) -> str:
    """What a group counts, with its unit: 走访商户（家）."""
    unit = row["unit"] or "无单位"
    return f"{row['noun']}（{unit}）" if row["noun"] else f"前后没有词（{unit}）"


def link(choice: Selection, row: Row) -> str:
    """The same as the link to the numbers that have the noun beside them, as ready HTML."""
    if not row["noun"]:
        return escape(thing(row))
    return f'<a href="{spelt(choice.address("unread", words=row["noun"]))}">{escape(thing(row))}</a>'


def why(row: Row) -> str:
    """Why a number belongs to no indicator."""
    return "没有相配的指标" if row["is_open"] else str(row["why"]).replace(",", "，")
