"""The address of a choice, by which programs fetch it: written here, and read back here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pages.shared import words
from pages.shared.data import answer
from pages.shared.export.columns import HEADINGS
from pages.shared.export.slices import Slice
from queries import download, selection
from queries.download import Filters

KINDS = ("街道", "镇", "乡")
SWITCH = {"true": True, "false": False}
UNPLACED = "none"  # area of reports whose office nobody could settle


class Mistake(ValueError):
    """A parameter that cannot be; the message says in Chinese what is wrong and what may be written."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One name of an address: what it means, and an example."""

    meaning: str
    example: str
    is_list: bool = False


PARAMETERS = {
    "area": Parameter("区县（6位代码）或街道（9位代码），不写为全部；none 为尚未认定街道的报告", "118801", True),
    "year": Parameter("年份，不写为全部", "2023", True),
    "indicator": Parameter("指标代码或名称，不写为全部", "mediation.success_rate", True),
    "state": Parameter(f"状态：{'、'.join(words.STATES.values())}，不写为有数、写明为零、待核", "有数", True),
    "kind": Parameter(f"类型：{'、'.join(KINDS)}，不写为全部", "街道"),
    "simulated": Parameter("true 为含模拟数据", "true"),
    "comparable": Parameter("true 为只要可以并列比较的数", "true"),
    "reviewed": Parameter("true 为只要人工核对过的数", "true"),
    "fields": Parameter("只要这些列，写列名或字段名，不写为全部", "街道（镇、乡）,年份,指标,数值", True),
    "layout": Parameter("wide 为一行一个街镇一年，不写为一行一个数", "wide"),
    "offset": Parameter("从头略过的行数", "0"),
    "limit": Parameter("最多的行数，不写为全部；还有剩余时，回答的 Link 头给出下一段的网址", "1000"),
}
LISTS = {"area": "areas", "year": "years", "indicator": "indicators", "state": "states"}  # name → filter


def write(chosen: Slice, ending: str) -> str:
    """Relative address of the same choice as a file with this ending."""
    told: dict[str, Any] = {name: chosen.filters.get(filter, ()) for name, filter in LISTS.items()}
    told |= {name: chosen.filters.get(name) for name in ("kind", "simulated", "comparable", "reviewed")}
    told["area"] = [area or UNPLACED for area in told["area"]]
    told["state"] = () if tuple(told["state"]) == download.STATED else told["state"]
    told |= {"fields": chosen.fields, "layout": "wide" if chosen.is_wide else None}
    told |= {"offset": chosen.first, "limit": chosen.most}
    query = [(name, _plain(value)) for name, value in told.items() if value or (name, value) == ("limit", 0)]
    return f"api/v1/observations.{ending}" + (f"?{urlencode(query)}" if query else "")


def _plain(value: Any) -> str:
    return "true" if value is True else str(value) if isinstance(value, str | int) else ",".join(map(str, value))


def read(parameters: Iterable[tuple[str, str]], snapshot: str) -> Slice:
    """The choice of an address. A list is written with commas or by repeating its name. Raises Mistake."""
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        if name not in PARAMETERS:
            raise Mistake(f"没有参数“{name}”，可用的参数：{'、'.join(PARAMETERS)}。")
        given.setdefault(name, []).extend(part for part in value.split(",") if part)
    for name, values in given.items():
        if len(values) > 1 and not PARAMETERS[name].is_list:
            raise Mistake(f"参数“{name}”只能写一个值。")
    one = {name: values[0] for name, values in given.items() if values and not PARAMETERS[name].is_list}
    filters: Filters = {
        "areas": tuple(area(code) for code in given.get("area", ())),
        "years": tuple(sorted({_number("year", year) for year in given.get("year", ())})),
        "indicators": _indicators(given.get("indicator", []), snapshot),
        "states": tuple(_among("state", state, _states()) for state in given.get("state", ())) or download.STATED,
        "kind": _among("kind", one["kind"], {kind: kind for kind in KINDS}) if "kind" in one else None,
        "simulated": _among("simulated", one.get("simulated", "false"), SWITCH),
        "comparable": _among("comparable", one.get("comparable", "false"), SWITCH),
        "reviewed": _among("reviewed", one.get("reviewed", "false"), SWITCH),
    }
    fields = tuple(_among("fields", field, _fields()) for field in given.get("fields", ()))
    is_wide = _among("layout", one.get("layout", "long"), {"long": False, "wide": True})
    first, most = _number("offset", one.get("offset", "0")), _number("limit", one["limit"]) if "limit" in one else None
    return Slice(snapshot, _words(given), filters, fields, is_wide, first, most)


def area(code: str) -> str:
    """The code of a district or office as queries know it. Raises Mistake."""
    if code == UNPLACED:
        return ""
    if code.startswith("~") or (code.isascii() and code.isdigit() and len(code) in (6, 9)):
        return code
    raise Mistake(f"“{code}”不是区县的6位代码或街道的9位代码。")


def _number(name: str, value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    raise Mistake(f"参数“{name}”应为整数，写的是“{value}”。")


def _among(name: str, value: str, allowed: Mapping[str, Any]) -> Any:
    if value not in allowed:
        raise Mistake(f"参数“{name}”没有“{value}”，可写：{'、'.join(allowed)}。")
    return allowed[value]


def _states() -> dict[str, str]:
    return {**{word: state for state, word in words.STATES.items()}, **{state: state for state in words.STATES}}


def _fields() -> dict[str, str]:
    return {**{HEADINGS[field]: field for field in download.FIELDS}, **{field: field for field in download.FIELDS}}


def _indicators(asked: list[str], snapshot: str) -> tuple[str, ...]:
    known = dict(answer(snapshot, selection.indicators).select("name", "id").iter_rows())
    ids = set(known.values())
    for one in asked:
        if one not in known and one not in ids:
            raise Mistake(f"没有指标“{one}”，全部指标见 /api/v1/indicators。")
    return tuple(known.get(one, one) for one in asked)


def _words(given: Mapping[str, list[str]]) -> str:
    """The choice as it is written into the file."""
    shown = {name: values for name, values in given.items() if name not in ("fields", "layout", "offset", "limit")}
    return "；".join(f"{name}={','.join(values)}" for name, values in shown.items() if values) or "全部"
