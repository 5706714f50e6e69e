"""A report's text as HTML: every character escaped, every number marked by its class, the asked sentence lifted out."""

from collections.abc import Iterator

import polars as pl

from pages.shared import words
from pages.shared.foreign import escape, spelt
from pages.shared.words import Row


def offset(text: str | None) -> int | None:
    """The place that an address asks for, None if it is no number."""
    return int(text) if text and text.isascii() and text.isdigit() else None


def whole(text: str, marks: pl.DataFrame, at: int | None) -> str:
    """The whole text; the sentence around `at` stands out, and a browser opens the text there."""
    asked = sentence(marks, at)
    first, last = (asked["sentence_start"], asked["sentence_end"]) if asked else (0, 0)
    body = (
        f'{_run(text, marks, 0, first, at)}<span class="target" id="here"></span>'
        f'<span class="here">{_run(text, marks, first, last, at)}</span>'
        if asked
        else ""
    )
    content = body + _run(text, marks, last, len(text), at)
    return f'<div class="report" tabindex="0" role="region" aria-label="报告全文"><q>{content}</q></div>'


def cited(text: str, marks: pl.DataFrame, at: int | None) -> str:
    """The asked sentence by itself, with what its number was read as; a hint where nothing was asked for."""
    asked = sentence(marks, at)
    if not asked:
        return '<p class="quiet">点右表或其他页面中的“原文”，会在这里打开那个数所在的句子。</p>'
    meaning = "、".join(asked["names"]) or words.DISPOSITIONS[asked["disposition"]]
    line = _run(text, marks, asked["sentence_start"], asked["sentence_end"], at)
    heading = f"<b>{escape(meaning)}：<q>{escape(asked['quote'])}</q></b>"
    return f'<div class="cited">{heading}　<q>{line.strip()}</q>　<a href="#here">到全文中看</a></div>'


def sentence(marks: pl.DataFrame, at: int | None) -> Row | None:
    """The mark at a place of the text; None where no number stands."""
    if at is None:
        return None
    found = marks.filter((pl.col("start") <= at) & (pl.col("end") > at)).head(1)
    return None if found.is_empty() else found.row(0, named=True)


def number(row: Row) -> str:
    """A number in the mark of its class."""
    return f'<mark class="number {row["disposition"]}"><q>{escape(row["quote"])}</q></mark>'


def legend(marks: pl.DataFrame) -> str:
    """What the marks mean, and how many there are of each."""
    counts = dict(marks.group_by("disposition").len().iter_rows())
    items = (
        f'<span><mark class="number {name}">12</mark> {title} {counts.get(name, 0)}</span>'
        for name, title in words.DISPOSITIONS.items()
    )
    return f'<div class="legend">{"".join(items)}</div>'


def about(report: Row) -> list[str]:
    """Which report this is, in words."""
    place = "".join(name for name in dict.fromkeys((report["province"], report["city"], report["district"])) if name)
    issued = (
        f"；成文于{report['issued'].year}年{report['issued'].month}月{report['issued'].day}日"
        if report["issued"]
        else ""
    )
    covered = words.period(report["period_start"], report["period_end"])
    return [
        f"{place}{report['name']}《{report['title'] or '无标题'}》，{report['kind_name']}，统计期{covered}{issued}。",
        *report["notes"],
    ]


def _run(text: str, marks: pl.DataFrame, start: int, end: int, at: int | None) -> str:
    """text[start:end] with its marks; a mark that overlaps the one before it starts where that ends."""
    return "".join(_pieces(text, marks, start, end, at))


def _pieces(text: str, marks: pl.DataFrame, start: int, end: int, at: int | None) -> Iterator[str]:
    position = start
    for mark in marks.filter((pl.col("end") > start) & (pl.col("start") < end)).iter_rows(named=True):
        first, last = max(mark["start"], position), min(mark["end"], end)
        if first >= last:
            continue
        asked = " asked" if at is not None and mark["start"] <= at < mark["end"] else ""
        told = "、".join(mark["names"]) or mark["why"]
        yield escape(text[position:first])
        style = f"number {mark['disposition']}{asked}"
        yield f'<mark class="{style}" title="{spelt(told)}">{escape(text[first:last])}</mark>'
        position = last
    yield escape(text[position:end])
