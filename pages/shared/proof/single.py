"""A number of one office: its level or its change."""

from collections.abc import Iterator

from pages.shared import words
from pages.shared.proof.library import Fact, Library, covers, is_whole_year, reach
from pages.shared.proof.reach import Reach, exactly, step, written
from pages.shared.proof.verdict import AGREES, DIFFERS, NONE, OTHER, Verdict, period, stated, year_of
from pipeline.desk.claim import Number

TELLING = 5  # below, a value equal to another one means nothing


def judge(number: Number, library: Library) -> Verdict:
    """The verdict on a number of one office, or on one that holds for each of several."""
    verdicts = [_of(number, office, library) for office in number.subject.offices]
    worst = {DIFFERS: 0, OTHER: 1, NONE: 2, AGREES: 3}
    return min(verdicts, key=lambda verdict: worst[verdict.mark])


def said(number: Number) -> Reach:
    """What the draft's number means to its reader."""
    return written(number.value or 0.0, number.quote, number.bound)


def _of(number: Number, office: str, library: Library) -> Verdict:
    if number.kind == "change":
        return _change(number, office, library)
    rows = library.of(office, number.indicator or "", year_of(number), number.status)
    same = [row for row in rows if covers(row, number.period) and row["scope_name"] == number.scope_name]
    if same:
        return _same(number, office, same, library)
    if number.status == "plan":
        return Verdict(number, NONE, "计划数，库中没有同一项计划，无从核对")
    if rows:
        return _other_basis(number, rows)
    return _sibling(number, office, library) or _derived(number, office, library) or _silent(number, office, library)


def _same(number: Number, office: str, rows: list[Fact], library: Library) -> Verdict:
    agreeing = [row for row in rows if said(number).meets(reach(row))]
    if not agreeing:
        others = [row for row in rows if row["value"] != rows[0]["value"]]
        both = f"；报告中另有一处写{stated(others[0])}" if others else ""
        return Verdict(number, DIFFERS, _hint(number, office, library) + both, stated(rows[0]), rows)
    row, remarks = agreeing[0], []
    if row["value"] != number.value:
        remarks.append(_rounded(number))
    if any(other["value"] != row["value"] for other in rows):
        remarks.append("报告中另有一处写法不同，请看原文")
    if row["is_figure"] and row["reason"] and not number.scope_name and is_whole_year(number.period):
        remarks.append(row["reason"])
    return Verdict(number, AGREES, "；".join(remarks), stated(row), agreeing)


def _rounded(number: Number) -> str:
    loose = {"exact": "按所写位数取整后一致", "above": "库中的数确在其上", "at_least": "库中的数确在其上"}
    return loose.get(number.bound, "约数相符")


def _other_basis(number: Number, rows: list[Fact]) -> Verdict:
    row = min(rows, key=lambda row: (row["scope"] == "part", abs(row["value"] - (number.value or 0))))
    if row["scope"] == "part" and not number.scope_name:
        basis = f"库中只有“{row['scope_name'] or '部分范围'}”的数"
    elif number.scope_name and row["scope"] == "street":
        basis = f"稿中限于“{number.scope_name}”，库中是全街道的数"
    else:
        basis = f"库中的数统计期为{period(row)}"
    equal = "，数字相同" if row["value"] == number.value else ""
    return Verdict(number, OTHER, basis + equal, stated(row), [row])


def _sibling(number: Number, office: str, library: Library) -> Verdict | None:
    """The same value under a neighbouring indicator: 受理 for 调解."""
    row = next(_alike(number, office, library, year_of(number)), None)
    if row is None:
        return None
    return Verdict(
        number, OTHER, f"库中这个数是“{row['indicator_name']}”，不是“{_name(number, library)}”", stated(row), [row]
    )


def _derived(number: Number, office: str, library: Library) -> Verdict | None:
    """A rate that the library can compute from stated counts."""
    row = library.ratio(office, number.indicator or "", year_of(number))
    if row is None or not is_whole_year(number.period) or number.scope_name:
        return None
    rate = 100 * row["part"] / row["whole"]
    computed = words.derived(row["part"], row["whole"])
    basis = f"报告没有写这个比率，按{row['part_name']}÷{row['whole_name']}推算"
    agrees = said(number).meets(exactly(rate)) or abs(rate - (number.value or 0)) < step(rate, number.quote)
    return Verdict(number, AGREES if agrees else DIFFERS, basis, computed, [row])


def _silent(number: Number, office: str, library: Library) -> Verdict:
    year, name = year_of(number), library.names([office])[0]
    if year not in library.offices[office]["years"]:
        return Verdict(number, NONE, f"库中没有{name}{year}年的报告")
    return Verdict(number, NONE, f"{name}{year}年的报告没有写“{_name(number, library)}”；没有写不等于零")


def _name(number: Number, library: Library) -> str:
    return str(library.indicators[number.indicator or ""]["name"])


def _hint(number: Number, office: str, library: Library) -> str:
    """Where the wrong value may come from; empty when nothing speaks for anything."""
    value, year, indicator = number.value or 0.0, year_of(number), number.indicator or ""
    for row in library.by_office.get((office, indicator), []):
        if row["value"] == value and row["year"] != year and row["status"] == "actual":
            return f"与{row['year']}年的数相同，可能用错了年份"
    if abs(value) >= TELLING:
        for row in library.by_indicator.get((indicator, year), []):
            if row["value"] == value and row["office"] != office:
                return f"与{row['name']}的数相同，可能把两个街镇的数弄混"
        for row in _alike(number, office, library, year):
            return f"与“{row['indicator_name']}”的数相同，可能用错了指标"
    ours = library.of(office, indicator, year)
    return _slip(value, ours[0]["value"]) if ours else ""


def _alike(number: Number, office: str, library: Library, year: int) -> Iterator[Fact]:
    """Numbers of the same office and year, of the same domain and unit and of the same size."""
    own = library.indicators[number.indicator or ""]
    if abs(number.value or 0) < TELLING or own["kind"] == "rate":
        return
    for other in library.indicators.values():
        if other["domain"] == own["domain"] and other["unit"] == own["unit"] and other["id"] != own["id"]:
            yield from (row for row in library.of(office, other["id"], year) if row["value"] == number.value)


def _slip(value: float, ours: float) -> str:
    """A slip of the pen: digits swapped, a power of ten."""
    mine, theirs = words.digits(abs(value)), words.digits(abs(ours))
    if value and ours and any(abs(value / ours - factor) < 0.01 for factor in (10, 0.1, 100, 0.01, 10_000, 1e-4)):
        return "差了整十倍、百倍或万倍，可能是单位或小数点写错"
    if len(mine) == len(theirs) and sorted(mine) == sorted(theirs):
        return "数字相同而次序不同，可能是笔误"
    return ""


def _change(number: Number, office: str, library: Library) -> Verdict:
    year, indicator = year_of(number), number.indicator or ""
    mine = number.value if number.rises else -(number.value or 0.0)
    after, before = (library.figure(office, indicator, y) for y in (year, year - 1))
    if after and before:
        return change(number, reach(after), reach(before), [after, before], library)
    for row in library.changes.get((office, indicator, year), []):
        theirs = row["value"] if row["direction"] == "up" else -row["value"]
        if row["unit"] == number.unit:
            agrees = written(mine or 0.0, number.quote, number.bound).meets(exactly(theirs))
            ours = (
                f"{'增' if theirs > 0 else '减'}{words.number(abs(theirs))}{row['unit'].replace('百分点', '个百分点')}"
            )
            return Verdict(number, AGREES if agrees else DIFFERS, "报告写明的增减", ours, [row])
    return Verdict(number, NONE, "库中缺本年或上年可比的数，增减无从核对")


def change(number: Number, after: Reach, before: Reach, sources: list[Fact], library: Library) -> Verdict:
    """A change held against two levels, each as far as it is known."""
    is_rate = library.indicators[number.indicator or ""]["unit"] == "%"
    mine = (number.value or 0.0) * (1 if number.rises else -1)
    as_percent = number.unit == "%" and not is_rate
    if as_percent and before.low <= 0:
        return Verdict(number, NONE, "上年为零，增减的百分比没有意义", "", sources)
    low, high = after.low - before.high, after.high - before.low
    if as_percent:
        low, high = 100 * (after.low / before.high - 1), 100 * (after.high / before.low - 1)
    room = step(mine, number.quote) if as_percent or is_rate else 0.0  # cut off or rounded
    hedge = 0.0 if number.bound == "exact" else abs(mine) / 20
    agrees = low - room - hedge <= mine <= high + room + hedge
    if number.bound in ("above", "at_least"):
        agrees = high >= mine > 0 or (mine < 0 and low <= mine)
    middle = (low + high) / 2
    unit = "%" if as_percent else "个百分点" if is_rate else str(library.indicators[number.indicator or ""]["unit"])
    size = words.number(round(abs(middle), 1)) + unit
    ours = "持平" if abs(middle) < 1e-9 else f"{'上升' if middle > 0 else '下降'}{size}（推算）"
    levels = "、".join(f"{row['year']}年{stated(row)}" for row in reversed(sources)) if len(sources) == 2 else ""
    return Verdict(number, AGREES if agrees else DIFFERS, levels, ours, sources)
