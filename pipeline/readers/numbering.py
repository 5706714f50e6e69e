"""numbering: the numbers that Word itself puts before paragraphs (一、 （一） 1.); no paragraph's text has them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital", 
    "ideographLegalTraditional",
    "japaneseCounting", "japaneseDigitalTenThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseLegal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and what it writes (%1 stands for the number of the first level)."""

    format: str = "decimal"
    template: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """All lists of a document and how far each has counted."""

    lists: Mapping[str, Mapping[int, Level]]  # numId → level → Level
    shared: Mapping[str, str]  # numId → the list that it continues
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, number: str, level: int) -> str:
        """The label of the next paragraph of a list at a level; empty for bullets and unknown lists."""
        levels = self.lists.get(number, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self.shared[number], {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        if levels[level].format in ("bullet", "none"):
            return ""
        label = levels[level].template
        for key, one in levels.items():
            label = label.replace(f"%{key + 1}", spell(counts.get(key, one.start), one.format))
        return f"{label} " if re.search("[0-9A-Za-z.]$", label) else label  # 1. before 2023年 is no decimal


def numbering(root: etree._Element | None) -> Numbering:
    """The lists of a numbering part."""
    if root is None:
        return Numbering({}, {})
    abstract = {attribute(one, "abstractNumId"): _levels(one) for one in root.iterfind("{*}abstractNum")}
    lists, shared = {}, {}
    for one in root.iterfind("{*}num"):
        number, base = attribute(one, "numId"), value(one, "abstractNumId")
        levels = abstract.get(base, {})
        changed = _overrides(one, levels)
        lists[number] = {**levels, **changed}
        shared[number] = number if changed else f"abstract {base}"
    return Numbering(lists, shared)


def _levels(element: etree._Element) -> dict[int, Level]:
    return {int(attribute(one, "ilvl") or 0): _level(one) for one in element.iterfind("{*}lvl")}


def _level(element: etree._Element) -> Level:
    return Level(value(element, "numFmt"), value(element, "lvlText"), int(value(element, "start") or 1))


def _overrides(element: etree._Element, levels: Mapping[int, Level]) -> dict[int, Level]:
    """Levels that one list has of its own, or starts anew."""
    found = {}
    for one in element.iterfind("{*}lvlOverride"):
        key, start = int(attribute(one, "ilvl") or 0), value(one, "startOverride")
        level = {**levels, **_levels(one)}.get(key)
        if level:
            found[key] = replace(level, start=int(start)) if start else level
    return found


def value(parent: etree._Element | None, name: str) -> str:
    """The w:val of a child, empty where it has none."""
    child = None if parent is None else parent.find(f"{{*}}{name}")
    return "" if child is None else attribute(child, "val")


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without namespace, empty where there is none."""
    return next((str(found) for key, found in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def spell(number: int, format: str) -> str:
    """A list number in one of Word's number formats; a format that is not known counts in digits."""
    if format in _CHINESE and 0 < number < 100:
        return _chinese(number)
    if format == "decimalEnclosedCircle" and 0 < number <= 20:
        return _CIRCLED[number - 1]
    if format == "decimalEnclosedParen":
        return f"({number})"
    if format == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if format in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr(ord("a" if format == "lowerLetter" else "A") + number - 1)
    if format in ("lowerRoman", "upperRoman") and 0 < number < 40:
        roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
        return roman.lower() if format == "lowerRoman" else roman
    return str(number)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
