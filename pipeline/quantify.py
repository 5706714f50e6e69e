"""Text → every numeral with unit, value and qualifier; those that are names or dates, and those that are damaged."""

import re
import string

from pipeline import numbers
from pipeline.cues import cue, surfaces
from pipeline.model import Disposition, NormalizedText, Qualifier, Quantity

_NUMERAL = cue("quantify.numeral")
_DIGITS = cue("quantify.digits")
_RANGE = cue("quantify.range")
_TAIL = cue("quantify.tail")
_QUALIFIER = cue("quantify.qualifier")
_ROUNDED = cue("quantify.rounded")
# Numerals that are no quantities; each alternative's name is the reason. Tried where digits begin …
_AT_DIGITS = cue("quantify.at_digits")
# … one character before them …
_BEFORE_DIGITS = cue("quantify.before_digits")
_RUN = re.compile(r"\d+")
_OPENERS = frozenset("〔[(【第") | frozenset(string.ascii_letters)
# … or anywhere, in Chinese numerals.
_IN_CHINESE = cue("quantify.in_chinese")
_REASONS = {
    "document": "文号",
    "telephone": "电话、备案号等号码",
    "date": "日期",
    "name": "专名",
    "duration": "时长",
    "address": "编号",
    "quoted": "引号、书名号内的专名",
    "expansion": "专名的展开说明",
    "list": "序号",
    "furniture": "页面附加信息",
}
_CODES = {name: code for code, name in enumerate(_REASONS, start=1)}
_WHY = dict(enumerate(_REASONS.values(), start=1))
_LIST_NUMBER = cue("quantify.list_number")
_QUOTED = cue("quantify.quoted")
_EXPANSION = cue("quantify.expansion")
_BROKEN = cue("quantify.broken")  # a number with a damaged middle
_REPLACEMENT = re.compile(r"[\ufffd\ue000-\uf8ff]")
_LEFT_OF_UNIT = re.compile(r"^[\d.,?\ufffd\ue000-\uf8ff]*[十百千万亿余多]*")
_MOJIBAKE = cue("quantify.mojibake")
_ASKING = cue("quantify.asking")
# A Chinese numeral counts only with a unit that counts things, and not in a set phrase.
_CHINESE_UNITS = frozenset(surfaces("汉字数单位"))
_TOGETHER = cue("quantify.together")
_DENIED = cue("quantify.denied")
_SET_PHRASE_AFTER = cue("quantify.set_phrase_after")
_SET_PHRASE_BEFORE = cue("quantify.set_phrase_before")


def quantify(normalized: NormalizedText, is_legacy: bool) -> list[Quantity]:
    """All numerals in order; offsets into the normalized text.

    ``is_legacy``: in a text decoded from a legacy encoding U+FFFD damages the numbers within 12 characters, because a
    byte lost there makes false digits further on.
    """
    text, names = normalized.text, _names(normalized)
    damage = _damage(text, 12 if is_legacy else 0)
    quantities: list[Quantity] = []
    position = 0
    while match := _NUMERAL.search(text, position):
        start = match.start()
        if names[start]:
            quantity, position = _structural(text, match, names)
        elif (broken := _BROKEN.match(text, start)) and not _is_question(text, broken):
            position = broken.end()
            unit = _LEFT_OF_UNIT.sub("", broken[0])
            quantity = _damaged(start, position, unit, "数字中间有乱码,缺了字符")
        else:
            quantity = _counted(text, match, damage)
            position = quantity.end if quantity else match.end()
        if quantity:
            quantities.append(quantity)
    return quantities


def _names(normalized: NormalizedText) -> bytearray:
    """For each character the code of the reason why a numeral there is structural, 0 where it is a quantity."""
    text = normalized.text
    names = bytearray(len(text) + 1)

    def mark(start: int, end: int, reason: str) -> None:
        names[start:end] = bytes((_CODES[reason],)) * (end - start)

    for run in _RUN.finditer(text):
        start = run.start()
        if not names[start]:
            opened = _BEFORE_DIGITS.match(text, start - 1) if start and text[start - 1] in _OPENERS else None
            match = opened or _AT_DIGITS.match(text, start)
            if match:
                mark(*match.span(), match.lastgroup or "name")
    for match in _IN_CHINESE.finditer(text):
        mark(*match.span(), match.lastgroup or "date")
    for pattern, reason in ((_QUOTED, "quoted"), (_EXPANSION, "expansion"), (_LIST_NUMBER, "list")):
        for match in pattern.finditer(text):
            mark(*match.span(), reason)
    for start, end in normalized.ignored:
        mark(start, end, "furniture")
    return names


def _damage(text: str, reach: int) -> list[tuple[int, int]]:
    """Spans that a number may not touch; `reach` widens those of lost bytes."""
    spans = [(match.start() - reach, match.end() + reach) for match in _REPLACEMENT.finditer(text)]
    return spans + [match.span() for match in _MOJIBAKE.finditer(text)]


def _is_question(text: str, broken: re.Match[str]) -> bool:
    """Whether a ? after digits is punctuation: at the end of a line or a quotation."""
    return broken[0].endswith("?") and text[broken.end() : broken.end() + 1] in ("", "\n", "”")


def _structural(text: str, match: re.Match[str], names: bytearray) -> tuple[Quantity | None, int]:
    """A numeral inside a name or date. A Chinese numeral there (“四个平台”) is a word, unless it is a duration."""
    start, end = match.span()
    code = names[start]
    is_duration = match["unit"] in ("分钟", "小时")
    while end > start + 1 and names[end - 1] != code:
        end -= 1
    why = _WHY[code]
    if match["arabic"] is None:
        return (_named(start, match.end(), why) if is_duration or code == _CODES["duration"] else None), match.end()
    digits = _DIGITS.match(text, start, end)
    end = digits.end() if digits else start + 1
    return _named(start, end, why), end


def _named(start: int, end: int, why: str) -> Quantity:
    return Quantity(start, end, None, "", Qualifier.EXACT, Disposition.STRUCTURAL, why)


def _damaged(start: int, end: int, unit: str, why: str) -> Quantity:
    return Quantity(start, end, None, unit, Qualifier.EXACT, Disposition.DAMAGED, why)


def _counted(text: str, match: re.Match[str], damage: list[tuple[int, int]]) -> Quantity | None:
    """A quantity, damaged where its neighbours are; None where a Chinese numeral is a word."""
    start, end = match.span()
    unit = match["unit"] or ""
    if match["percent"] or match["permille"]:
        value = numbers.chinese(match["percent"] or match["permille"])
        unit = "%" if match["percent"] else "‰"
        end = match.start("more") if match["more"] == "" and not match["unit"] else end
    elif match["chinese"]:
        value = _chinese(text, match)
        if value is None:
            return None
        value = numbers.scaled(value, numbers.MULTIPLIERS[match["scale"][1]]) if match["scale"] else value
    else:
        value = _multiplied(match, match)
    if value is None:
        return None
    upper = None
    if match["arabic"] and (joint := _RANGE.match(text, match.end("arabic"))):
        other = _NUMERAL.match(text, joint.end())
        if other and other["arabic"] and numbers.arabic(other["arabic"]) > numbers.arabic(match["arabic"]):
            value, upper = _multiplied(match, other), _multiplied(other, other)  # 3-5万元: both ends are 万
            unit, end = other["unit"] or "", other.end()
    tail = _TAIL.match(text, end)
    if tail and unit:
        end = tail.end()
    if why := _is_damaged(text, start, end, damage):
        return _damaged(start, end, unit, why)
    qualifier = _qualifier(text, match, tail if unit else None)
    if text[start - 1 : start] == "-" and "\u4e00" <= text[start - 2 : start - 1] <= "\u9fff":
        start, value = start - 1, -value
    why = ""
    if text[start - 1 : start] == "第":
        start, why = start - 1, "名次"
    return Quantity(start, end, value, unit, qualifier, Disposition.UNASSIGNED, why, upper)


def _multiplied(match: re.Match[str], unit: re.Match[str]) -> float:
    """The value of digits with the multiplier that `unit` carries."""
    value, multiplier = numbers.arabic(match["arabic"]), (unit["multiplier"] or "").strip("余多")
    return numbers.scaled(value, numbers.MULTIPLIERS[multiplier]) if multiplier else value


def _chinese(text: str, match: re.Match[str]) -> float | None:
    """Value of a Chinese numeral that counts something, else None (一方面, 第一, 万里)."""
    numeral, unit = match["chinese"], match["unit"] or ""
    if unit not in _CHINESE_UNITS or _SET_PHRASE_BEFORE.search(text, max(0, match.start() - 2), match.start()):
        return None
    if _SET_PHRASE_AFTER.match(text, match.end()) or (match[0] == "一起" and _TOGETHER.search(text, 0, match.start())):
        return None
    if numeral == "一" and _DENIED.search(text, max(0, match.start() - 5), match.start()):
        return None
    if numeral == "一" and match[0] in text[max(0, match.start() - 8) : match.start()]:
        return None  # 发现一起介入一起
    if unit == "项" and (numbers.chinese(numeral) or 0) < 6:
        return None  # 三项制度, 一项重要工作
    if numeral[0] in "亿" or (
        numeral in "百千万" and not match["more"] and not _ROUNDED.match(text, match.start() - 1, match.start())
    ):
        return None
    return numbers.chinese(numeral)


def _qualifier(text: str, match: re.Match[str], tail: re.Match[str] | None) -> Qualifier:
    if tail:
        return Qualifier(tail.lastgroup or "approx")
    before = _QUALIFIER.search(text, max(0, match.start() - 4), match.start())
    if before:
        return Qualifier(before.lastgroup or "approx")
    is_rounded = (match["more"] or match["scale"] or "") or any(char in (match["multiplier"] or "") for char in "余多")
    return Qualifier.APPROX if is_rounded else Qualifier.EXACT


def _is_damaged(text: str, start: int, end: int, damage: list[tuple[int, int]]) -> str:
    """Why the number cannot be trusted, empty when it can."""
    left, right = text[start - 1 : start], text[end : end + 1]
    if (left == "?" and not _ASKING.match(text, start - 2, start - 1)) or (
        right == "?" and text[end + 1 : end + 2] not in ("", "\n", "”")
    ):
        return "紧邻处有“?”,可能缺了数字"
    if any(a <= end and start <= b for a, b in damage):
        return "紧邻处有乱码,可能缺了数字"
    return ""
