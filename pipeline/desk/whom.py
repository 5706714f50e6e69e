"""Whom each part of a draft speaks of: the offices, the whole district, or nobody that is known.

Offsets are into the normalized text. A word that only compares (居全区第二, 占全区的三成) does not change the subject.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.numbers import chinese

SUFFIXES = ("街道", "镇", "乡")
HEADING = 30  # characters of a line that can be a heading
KINDS = "街道|街镇|镇街|乡镇|乡镇街道|镇|乡|单位"
_COUNT = rf"(?P<n>[0-9]+|[一二两三四五六七八九十]+)个(?:{KINDS})"
_WHOLE = re.compile(rf"[全我本][区县旗]|[区县]内|各(?:{KINDS})|{_COUNT}")
_CITY = re.compile(r"[全我本]市|全省|全国")
_BEFORE = re.compile(
    r"(?:占|占到|居|位居|位列|列|排|排在|名列|处于|高于|低于|高出|超出|走在|达到|为|比|与|较|在|超过|不及|优于)$"
)
_AFTER = re.compile(
    r"(?:各?(?:街道|街镇|镇街|乡镇))?(?:平均(?:水平|值|数)|排名|第|首位|前列|前茅|前[一二三四五六七八九十0-9]|最|末位|榜首|倒数|总(?:数|量|额)|比重|中上游)"
)
_TOP = re.compile(r"[一二三四五六七八九十]+、")


@dataclass(frozen=True, slots=True)
class Unit:
    """An office that the library knows."""

    code: str
    name: str
    kind: str
    area: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a number is of: some offices (together), or all of an area; nobody known when both are empty."""

    offices: tuple[str, ...] = ()
    area: str | None = None
    words: str = ""
    is_each: bool = False  # the number holds for each of the offices


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    subject: Subject
    compares: bool = False


NOBODY = Subject()


class Whom:
    """The mentions of a text and what follows from them."""

    def __init__(self, text: str, units: Sequence[Unit], areas: Sequence[tuple[str, str]]) -> None:
        """`areas`: code and name of each."""
        self._text, self._units, self._areas = text, units, dict(areas)
        self._names = tuple(sorted({unit.name for unit in units}, key=len, reverse=True))
        self._named = self._offices()
        self.mentions = sorted(self._named + self._wholes(), key=lambda mention: mention.start)
        self._default = self._of_document()
        self._lines = self._by_line()

    def at(self, start: int, end: int) -> Subject:
        """Whom the number at text[start:end] is of."""
        if owner := self._after(end):
            return owner
        line = max((begin for begin, _ in self._lines if begin <= start), default=0)
        told = [m for m in self.mentions if line <= m.start < start and not m.compares]
        if told:
            return told[-1].subject
        return dict(self._lines).get(line, self._default)

    def group(self, start: int, sentence: int) -> Mention | None:
        """The last group of several offices in the sentence before a place, if no other subject stands between."""
        told = [m for m in self.mentions if sentence <= m.start < start and not m.compares]
        return told[-1] if told and len(told[-1].subject.offices) > 1 else None

    def next(self, start: int, end: int) -> Subject | None:
        """The first office named from `start` to `end`."""
        return next((m.subject for m in self.mentions if start <= m.start < end and m.subject.offices), None)

    def _offices(self) -> list[Mention]:
        found = []
        pattern = _listed(self._names) if self._names else None
        for match in pattern.finditer(self._text) if pattern else ():
            names = _any(self._names).findall(match["list"]) if match["list"] else [match[0]]
            codes = tuple(dict.fromkeys(code for name in names for code in self._codes(name)))
            if codes:
                tail = self._text[match.end() : match.end() + 12]
                each = bool(re.match(r"[^0-9,。;]{0,8}(?:(?<!平)均|都|各)", tail))
                found.append(Mention(match.start(), match.end(), Subject(codes, None, match[0], each)))
        return found

    def _codes(self, name: str) -> list[str]:
        full = [unit.code for unit in self._units if unit.name == name]
        return full or [unit.code for unit in self._units if _short(unit.name) == name and len(name) > 1][:1]

    def _wholes(self) -> list[Mention]:
        found = []
        taken = [(m.start, m.end) for m in self._named]
        names = "|".join(re.escape(name) for name in self._areas.values() if name)
        named = re.finditer(names, self._text) if names else ()
        for match in [*_WHOLE.finditer(self._text), *_CITY.finditer(self._text), *named]:
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            before, after = self._text[: match.start()][-4:], self._text[match.end() : match.end() + 8]
            is_count = match.re is _WHOLE and match["n"]
            compares = bool(_BEFORE.search(before) and not is_count) or bool(_AFTER.match(after))
            if re.match(r"平均[^。;,]{0,10}率", after):
                compares = False  # 全区平均调解成功率 is a figure of the district
            if is_count and re.search("[全我][区县]$", before):
                compares = True  # 全区6个街道: as many as report
            n = _count(match["n"]) if is_count else None
            subject = self._listed(match.start(), n) or self._whole(match[0], n)
            found.append(Mention(match.start(), match.end(), subject, compares))
        return found

    def _listed(self, start: int, n: float | None) -> Subject | None:
        """四个街道合起来, after exactly so many were named in the line, or in the whole draft."""
        for first in (self._text.rfind("\n", 0, start) + 1, 0):
            named = [m.subject.offices for m in self._named if first <= m.start < start]
            codes = tuple(dict.fromkeys(code for offices in named for code in offices))
            if n == len(codes) > 1:
                return Subject(codes, None, "")
        return None

    def _whole(self, words: str, n: float | None) -> Subject:
        code = next((code for code, name in self._areas.items() if name == words), None)
        only = next(iter(self._areas)) if len(self._areas) == 1 else None
        if code is None and not _CITY.fullmatch(words):
            code = only
        streets = sum(unit.kind == "街道" for unit in self._units)
        total = streets if words.endswith("个街道") else len(self._units)
        return Subject((), code if n is None or n == total else None, words)

    def _of_document(self) -> Subject:
        head = self._text.lstrip().split("\n", 1)[0][:60]
        at = self._text.find(head)
        known = [m for m in self.mentions if m.subject.offices or m.subject.area]
        titled = [m for m in known if at <= m.start < at + len(head)]
        if titled:
            return titled[-1].subject
        offices = {m.subject for m in known if m.subject.offices}
        if len(offices) == 1 and not any(m.subject.area for m in known):
            return offices.pop()
        return Subject((), next(iter(self._areas)), "") if len(self._areas) == 1 else NOBODY

    def _by_line(self) -> list[tuple[int, Subject]]:
        """Start of every line and whom it speaks of before it names anybody: as its heading says."""
        lines, current, position = [], self._default, 0
        for line in self._text.split("\n"):
            if line.strip() and len(line.strip()) <= HEADING and "。" not in line:
                named = [m for m in self.mentions if position <= m.start < position + len(line) and not m.compares]
                if named:
                    current = named[-1].subject
                elif _TOP.match(line.strip()):
                    current = self._default
            lines.append((position, current))
            position += len(line) + 1
        return lines

    def _after(self, end: int) -> Subject | None:
        """以392件居首的石榴街道, 14个设在望湖街道: the name stands behind the number."""
        behind = re.match(r"[^,。;\n]{0,10}的(?:是|为)?|(?:均|都)?(?:设在|位于|来自|属于)", self._text[end : end + 12])
        by = "的" in behind[0] if behind else False
        if not behind or (by and not re.search(r"以[^,。;\n]{1,14}$", self._text[:end])):
            return None
        at = end + behind.end()
        return next((m.subject for m in self.mentions if m.start == at and m.subject.offices), None)


@cache
def _any(names: tuple[str, ...]) -> re.Pattern[str]:
    short = sorted({_short(name) for name in names} - {""}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, [*names, *short])))


@cache
def _listed(names: tuple[str, ...]) -> re.Pattern[str]:
    """Several offices in a list, where short names do, or one by its full name."""
    one, each = "|".join(map(re.escape, names)), _any(names).pattern
    tail = rf"(?:等)?(?:(?:[0-9]+|[两二三四五六七八九十]+)个)?(?:{KINDS})?"
    return re.compile(rf"(?P<list>(?:{each})(?:[、,和与及](?:{each}))+){tail}|(?:{one})")


def _count(words: str) -> float | None:
    return float(words) if words.isdigit() else chinese(words)


def _short(name: str) -> str:
    base = name.removesuffix(next((suffix for suffix in SUFFIXES if name.endswith(suffix)), ""))
    return base if len(base) > 1 else ""
