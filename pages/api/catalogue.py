"""What the figures are of, and where they stand: indicators, offices, evidence."""

import polars as pl
from starlette.requests import Request
from starlette.responses import Response

from pages.api.doors import Missing, data, door
from pages.shared.export import about
from pages.shared.export.address import SWITCH, Mistake, area
from pages.shared.export.slices import Slice
from queries import download, evidence


@door
def indicators(request: Request, snapshot: str) -> Response:
    """The catalogue: code, name, unit, domain, direction and definition of each indicator."""
    _known(request, ())
    return data({"snapshot": snapshot, "rows": about.definitions(Slice(snapshot, "", {})).to_dicts()})


@door
def offices(request: Request, snapshot: str) -> Response:
    """Offices with their codes and the years of which there are reports."""
    given = _known(request, ("area", "simulated", "reported"))
    areas = tuple(area(code) for code in given.get("area", "").split(",") if code)
    simulated, reported = (
        _switch(given, name, default) for name, default in (("simulated", "false"), ("reported", "true"))
    )
    rows = download.offices(snapshot, areas=areas, simulated=simulated, reported=reported)
    return data({"snapshot": snapshot, "total": len(rows), "rows": rows.to_dicts()})


@door
def cited(request: Request, snapshot: str) -> Response:
    """A report as it was read; with start and end the words at that place, their sentence, and what became of them."""
    given = _known(request, ("report", "start", "end"))
    found = evidence.report(snapshot, report=given.get("report", ""))
    if found.is_empty():
        raise Missing(f"没有报告“{given.get('report', '')}”，报告名称见数据的“报告”一列。")
    row = found.row(0, named=True)
    if "start" not in given and "end" not in given:
        return data({"snapshot": snapshot, **row})
    start, end = (_place(given, name, len(row["text"])) for name in ("start", "end"))
    if start >= end:
        raise Mistake("end 应大于 start：位置按字符从0计，含起不含止。")
    marks = evidence.marks(snapshot, report=row["report"])
    held = marks.filter((pl.col("start") < end) & (pl.col("end") > start))
    first, last = (held["sentence_start"].min(), held["sentence_end"].max()) if len(held) else (start, end)
    text = row.pop("text")
    place = {"start": start, "end": end, "quote": text[start:end], "sentence": text[first:last]}
    return data({"snapshot": snapshot, **row, **place, "marks": held.to_dicts()})


def _known(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    """The parameters, each once. Raises Mistake for others."""
    for name in request.query_params:
        if name not in names:
            raise Mistake(
                f"没有参数“{name}”" + (f"，可用的参数：{'、'.join(names)}。" if names else "，这个网址不带参数。")
            )
    return dict(request.query_params)


def _switch(given: dict[str, str], name: str, default: str) -> bool:
    value = given.get(name, default)
    if value not in SWITCH:
        raise Mistake(f"参数“{name}”没有“{value}”，可写：{'、'.join(SWITCH)}。")
    return SWITCH[value]


def _place(given: dict[str, str], name: str, length: int) -> int:
    value = given.get(name, "")
    if not (value.isascii() and value.isdigit() and int(value) <= length):
        raise Mistake(f"参数“{name}”应为0到{length}的整数，写的是“{value}”。")
    return int(value)
