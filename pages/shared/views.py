"""The views of 对比: each draws its sentence and chart, and gives the rows, columns and basis of its table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import basis, comparison, conclusions, frame, tables, words
from pages.shared.charts import bars, dots, lanes, panels
from pages.shared.charts.base import Rule
from pages.shared.data import ask
from pages.shared.selection import Selection
from pages.shared.tables import PERIOD, SENTENCE, VALUE, Column, linked, source, text, who, worded
from pages.shared.theme import palette
from queries import compare, selection

PANELS = 4  # indicators shown together before any is chosen


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: the choice, the filters of its questions, and the beginning of every sentence."""

    choice: Selection
    filters: Mapping[str, Any]
    lead: str
    cover: words.Row
    figures: pl.DataFrame

    @property
    def indicator(self) -> Mapping[str, Any]:
        return self.choice.indicator

    @property
    def own(self) -> words.Row | None:
        """The row of the office looked at."""
        return next(self.figures.filter(office=self.choice.office or "").iter_rows(named=True), None)


@dataclass(frozen=True, slots=True)
class View:
    """Below the chart: the table, which is what the file holds, and its basis.

    across: the field whose values stand beside each other in one row of an office; empty for one row per figure.
    """

    rows: pl.DataFrame
    columns: Sequence[Column]
    notes: Sequence[str] = ()
    across: str = ""


def side_by_side(asked: Asked) -> View:
    """条形: every office with its value, of rates with the exact interval, against the middle of the others."""
    indicator, figures, is_rate = asked.indicator, asked.figures, asked.indicator["kind"] == "rate"
    summary = ask(compare.summary, **asked.filters).row(0, named=True)
    choice = asked.choice
    frame.conclusion(conclusions.compare(choice.place, choice.year, indicator, asked.cover, summary, figures))
    draw = dots.rates if is_rate else bars.offices
    if summary["stated"]:
        _chart(draw(figures, palette(), looked=choice.office, rule=_middle(asked)), asked, figures)
    else:
        frame.nothing(f"没有一个街镇写明“{indicator['name']}”。", "可以换一个指标、年份或地区；没有写不等于零。")
    _absent(asked)
    certain = (
        Column("按件数推算，95%区间", worded(comparison.derived), "small", "derived_rate"),
        Column("位次区间（推算）", text("rank_words"), "name", "rank_low"),
    )
    place = Column("序", text("place"), "right", "place")
    stated = VALUE if not is_rate else Column("写明的率", VALUE.cell, "right", "value")
    columns = [place, *who(choice), stated, PERIOD, *(certain if is_rate else ()), *_proof(choice)]
    told = (basis.CERTAIN, comparison.VERDICT) if is_rate else ()
    return View(figures, columns, (comparison.SYMBOLS, basis.MEDIAN, *told))


def distribution(asked: Asked) -> View:
    """分布: a lane for the whole group and for each of its parts, every comparable office a dot."""
    boxes = ask(compare.boxes, **asked.filters)
    figures, office = asked.figures.filter("is_comparable"), asked.choice.office
    frame.conclusion(comparison.spread(asked.lead, asked.indicator, figures, boxes, office))
    if figures.is_empty():
        frame.nothing(f"没有可比的“{asked.indicator['name']}”。", "可以换一个指标、年份或同组。")
    else:
        _chart(lanes.groups(figures, boxes, palette(), looked=office), asked, figures)
    _absent(asked)
    standing = Column("在其他街镇中", worded(comparison.quarter), "name")
    columns = [*who(asked.choice), VALUE, standing, _others(asked.indicator["unit"]), *_proof(asked.choice)]
    return View(figures, columns, (comparison.SYMBOLS, comparison.QUARTILES, basis.outside(asked.figures)))


def ceiling(asked: Asked) -> View:
    """千件未成: what was left undone per 1,000 cases, for rates that sit at their ceiling."""
    rows = ask(compare.ceilings, **asked.filters)
    frame.conclusion(comparison.undone(asked.lead, rows))
    if rows.is_empty():
        frame.nothing(
            "这个指标没有可以这样看的数。", "只用于分好坏、写明件数的比率，如调解成功率；可以换一个指标或回到“条形”。"
        )
    else:
        own = rows.filter(office=asked.choice.office or "").drop_nulls("others_rate").rows(named=True)
        rule = own[0]["others_rate"] if own else rows["all_rate"][0]
        said = f"{'其他街镇' if own else ''}合计每千件{words.number(round(rule, 1))}件"
        drawn = dots.failures(rows, palette(), looked=asked.choice.office, rule=Rule(rule, said))
        _chart(drawn, asked, rows)
    _absent(asked)
    columns = [
        *who(asked.choice),
        Column("每千件未成（推算）", worded(comparison.failures), "right", "failures_rate"),
        Column("真实比率", worded(comparison.ceiling), "name", "possible"),
        Column("写明的率", VALUE.cell, "right", "value"),
        *_proof(asked.choice),
    ]
    return View(rows, columns, (comparison.CEILING, basis.CERTAIN, *_left_out(asked)))


def together(asked: Asked) -> View:
    """多指标: several indicators of the same offices beside each other."""
    catalogue = ask(selection.indicators)
    ids = dict(catalogue.select("name", "id").iter_rows())
    near = catalogue.filter(domain_name=asked.indicator["domain_name"], tier="core")["name"].to_list()
    start = list(dict.fromkeys([asked.indicator["name"], *near]))[:PANELS]
    picked = st.multiselect(
        "并列的指标", list(ids), key="more", bind="query-params", filter_mode="contains", select_all=False, width=760,
        max_selections=panels.PANELS, placeholder="、".join(start),
    )  # fmt: skip
    filters = {key: value for key, value in asked.filters.items() if key != "indicator"}
    rows = ask(compare.several, indicators=[ids[name] for name in picked or start], **filters)
    frame.conclusion(comparison.together(asked.lead, rows))
    _chart(panels.several(rows, palette(), looked=asked.choice.office), asked, rows)
    heads = rows.unique("indicator", keep="first", maintain_order=True).iter_rows(named=True)
    columns = [
        *who(asked.choice),
        *(
            Column(f"{row['indicator_name']}（{row['unit']}）", linked(asked.choice, row["indicator"]), "right")
            for row in heads
        ),
        Column("报告", source(asked.choice, whole=True)),
    ]  # fmt: skip
    note = "每格指标从零起画，各用各的刻度；街镇按第一个指标由高到低，加方括号、空心的不可比。"
    return View(rows, columns, (note,), "indicator")


def sized(asked: Asked) -> View:
    """归一: numbers set against residents, grids or communities of the same report."""
    base = st.segmented_control(
        "除以", list(compare.BASES), default=next(iter(compare.BASES)), key="per", bind="query-params",
        label_visibility="collapsed",
    ) or next(iter(compare.BASES))  # fmt: skip
    if asked.indicator["kind"] == "rate":
        frame.conclusion(f"“{asked.indicator['name']}”是比率，本来就可以比大小，不再归一。")
        frame.nothing("比率不归一。", "可以换一个件数类、金额类的指标，或回到“条形”。")
        return View(pl.DataFrame(), ())
    rows = ask(compare.densities, base=base, **asked.filters)
    known, office = rows.drop_nulls("per"), asked.choice.office
    frame.conclusion(comparison.sized(asked.lead, base, asked.indicator, rows))
    if known.is_empty():
        frame.nothing(f"不能按“{base}”推算。", "可以换一个分母、年份或同组。")
    else:
        rule = _band(next((row for row in known.iter_rows(named=True) if row["office"] == office), None))
        _chart(bars.sized(known, palette(), looked=office, rule=rule), asked, known)
    columns = [
        *who(asked.choice),
        Column(
            f"{base}（推算）", worded(lambda row: "" if row["per"] is None else comparison.per(row)), "right", "per"
        ),
        Column("推算自", worded(lambda row: "" if row["per"] is None else comparison.parts(row)), "right"),
        Column("位次", text("rank_words"), "name"),
        Column("不能推算的原因", worded(lambda row: "" if row["no_per"] is None else comparison.absence(row)), "small"),
        SENTENCE,
        Column("分母", source(asked.choice, "base_report", start="base_start"), "name"),
        Column("原文", source(asked.choice)),
    ]
    return View(rows, columns, (comparison.SIZE, comparison.SYMBOLS))


VIEWS: dict[str, Callable[[Asked], View]] = {
    "条形": side_by_side, "分布": distribution, "千件未成": ceiling, "多指标": together, "归一": sized,
}  # fmt: skip


def _chart(drawn: Any, asked: Asked, rows: pl.DataFrame) -> None:
    frame.chart(drawn, "compare", f"{asked.choice.words}各街镇的{asked.indicator['name']}，数值见下表", rows)


def _absent(asked: Asked) -> None:
    st.html(tables.absent(asked.figures) or "<p class='quiet'>每个街镇都写明了这一项。</p>")


def _proof(choice: Selection) -> list[Column]:
    told = Column("说明", worded(comparison.told), "small")
    return [told, SENTENCE, Column("原文", source(choice))]


def _left_out(asked: Asked) -> tuple[str, str]:
    """Who states the rate and is not in the view of failures, and why."""
    uncounted = asked.figures.filter(pl.col("is_comparable") & pl.col("low").is_null())
    names = words.names([words.office(row) for row in uncounted.iter_rows(named=True)], tables.NAMED)
    return (f"没有写明件数，不能这样看：{names}。" if names else "", basis.outside(asked.figures))


def _others(unit: str) -> Column:
    def cell(row: words.Row) -> str:
        return comparison.band(row["others_lower"], row["others_median"], row["others_upper"], unit)

    return Column("其他街镇", worded(cell), "name")


def _middle(asked: Asked) -> Rule | None:
    """The middle of the others, or of all where no office is looked at."""
    if asked.own:
        return _band(asked.own)
    whole = ask(compare.boxes, **asked.filters).head(1).rows(named=True)
    if not whole or whole[0]["median"] is None:
        return None
    low, middle, high = (whole[0][name] for name in ("lower_quartile", "median", "upper_quartile"))
    return Rule(middle, comparison.band(low, middle, high, asked.indicator["unit"]), low, high)


def _band(own: words.Row | None) -> Rule | None:
    """The middle of the others of the office looked at."""
    if own is None or own["others_median"] is None:
        return None
    low, middle, high = (own[f"others_{name}"] for name in ("lower", "median", "upper"))
    return Rule(middle, f"其他{own['others']}个：{comparison.band(low, middle, high, own['unit'])}", low, high)
