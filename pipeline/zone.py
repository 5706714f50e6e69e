"""Which words of a sentence belong to which of its numbers."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.model import Quantity, Sentence

_JOINT = re.compile(r"[、和及与]|以及|(?<=率)(?=[一-鿿]{2,4}率)")
_LISTED = re.compile(r"[、和,]")  # nothing but this between two numbers of one list
_EVENLY = re.compile(r"均|都|皆|分别")
_BOUNDARY = re.compile(r"\([^()\d,]{1,4}\)|[,;:。()\n]")  # 12个村(居)调委会: a short bracket is part of the noun
_AND = ("和", "及", "与", "以及")
_DATES = re.compile(
    r"[较比由从]?(?:(?:19|20)\d\d年?(?:度)?|上年度?|去年|上一年)(?:同期)?的?|\d{1,2}(?:[-—~至到]\d{1,2})?月(?:份|底|末)?|\d{1,2}日|第?[一二三四1-4]季度|[上下]半年|前三季度"
)
_RIGHT = 40  # characters after a number that may be its noun
_BACK = 3  # clauses looked back for an elided subject


class Zone(NamedTuple):
    """Where the words of one number stand, and how far from it: 0 its own, then the clauses before."""

    clause: int  # start of the clause
    left: int  # the slot: [left, left_end)
    left_end: int
    right: int  # the words after the number: [right, right_end)
    right_end: int
    level: int = 0
    is_shared: bool = False  # the slot is one of several before 分别


@lru_cache(maxsize=2)
def _filling(fillers: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted(fillers, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) + r"|[、“”()\s的了]")


class Zones:
    """Finds the zones in one text."""

    def __init__(self, text: str, fillers: Sequence[str]) -> None:
        self.text = text
        self._filler = _filling(tuple(fillers))

    def own(self, sentence: Sentence, quantities: Sequence[Quantity], place: int) -> list[Zone]:
        """The number's own zone, then those of further subjects joined to it (化解率、群众满意率均达99.5%)."""
        quantity = quantities[place]
        clause = self.clause_start(sentence.start, quantity.start, quantities[:place])
        left = clause
        if place and quantities[place - 1].end > clause:
            left = quantities[place - 1].end
            joint = _JOINT.search(self.text, left, quantity.start)
            left = joint.end() if joint else left
        zone = Zone(clause, left, quantity.start, *self._noun(sentence, quantities, place))
        named = self._respectively(quantities, place, clause)
        if named:
            return [zone._replace(left=named[0], left_end=named[1], is_shared=True)]
        return [zone, *self._joined(zone, quantity)]

    def _noun(self, sentence: Sentence, quantities: Sequence[Quantity], place: int) -> tuple[int, int]:
        """The words after the number; of glued numbers (236户371人享受低保) the words after the last."""
        while place + 1 < len(quantities) and quantities[place + 1].start == quantities[place].end:
            place += 1
        right = quantities[place].end
        following = quantities[place + 1].start if place + 1 < len(quantities) else sentence.end
        if self.text.startswith(_AND, right):  # 二级网格62个和三级网格44个: the noun is the next number's
            return right, right
        found = _BOUNDARY.finditer(self.text, right, following)
        boundary = next((match for match in found if len(match[0]) == 1), None)
        end = boundary.start() if boundary else following
        comma = self.text.find("、", right, end)
        if comma >= 0 and not boundary:  # a list of numbers goes on behind it
            end = comma
        return right, min(end, right + _RIGHT)

    def _joined(self, zone: Zone, quantity: Quantity) -> Iterator[Zone]:
        parts = list(_JOINT.finditer(self.text, zone.left, zone.left_end))
        if parts and (_EVENLY.search(self.text, zone.left, zone.left_end) or quantity.unit == "%"):
            for number, joint in reversed(list(enumerate(parts))):
                begin = parts[number - 1].end() if number else zone.left
                yield zone._replace(left=begin, left_end=joint.start(), right_end=zone.right)

    def _respectively(self, quantities: Sequence[Quantity], place: int, clause: int) -> tuple[int, int] | None:
        """响应率、解决率、满意率分别为100%、95%、96%: the slot of the nth subject for the nth number."""
        first = last = place
        while first and _LISTED.fullmatch(self.text, quantities[first - 1].end, quantities[first].start):
            first -= 1
        while last + 1 < len(quantities) and _LISTED.fullmatch(
            self.text, quantities[last].end, quantities[last + 1].start
        ):
            last += 1
        at = self.text.rfind("分别", max(clause, quantities[first].start - 8), quantities[first].start)
        if at < 0 or last == first:
            return None
        begin = max(quantities[first - 1].end if first else 0, self.clause_start(0, at, ()))
        ends = [joint.span() for joint in _JOINT.finditer(self.text, begin, at)]
        starts = [begin, *(end for _, end in ends)]
        slots = list(zip(starts, [*(start for start, _ in ends), at], strict=True))[-(last - first + 1) :]
        return slots[place - first] if place - first < len(slots) else None

    def row(self, sentence: Sentence, quantities: Sequence[Quantity], place: int) -> Zone:
        """A table's cell: its words are the row's label, or a label of its own between it and the number before."""
        own = place and self.text[quantities[place - 1].end : quantities[place].start].strip(" |\n")
        left = quantities[place - 1].end if own else sentence.start
        left_end = quantities[place].start if own else quantities[0].start
        return Zone(left, left, left_end, quantities[place].end, quantities[place].end)

    def before(self, zone: Zone, paragraph: int) -> Iterator[Zone]:
        """Where an elided subject may stand: the rest of the clause, then those before, to the paragraph's start."""
        if zone.left > zone.clause:
            yield Zone(zone.clause, zone.clause, zone.left, zone.right, zone.right, 1)
        at = zone.clause
        for level in range(2, 2 + _BACK):
            while at > paragraph and self.text[at - 1] in ",;:。!()\n ":
                at -= 1
            if at <= paragraph:
                return
            begin = self.clause_start(paragraph, at, ())
            yield Zone(begin, begin, at, zone.right, zone.right, level)
            at = begin

    def clause_start(self, start: int, position: int, quantities: Sequence[Quantity]) -> int:
        """Start of the clause at `position`. Punctuation in closed parentheses and in numbers (1,286) is none."""
        at, depth = position, 0
        while at > start:
            char = self.text[at - 1]
            if char == ")":
                depth += 1
            elif char == "(":
                if not depth:
                    return at
                depth -= 1
            elif char in ",;:。!\n" and not depth and not any(q.start < at <= q.end for q in quantities):
                return at
            at -= 1
        return start

    def is_empty(self, zone: Zone) -> bool:
        """Whether the number has no words of its own."""
        return self.is_filling(zone.left, zone.left_end) and self.is_filling(zone.right, zone.right_end)

    def is_filling(self, start: int, end: int) -> bool:
        """Whether nothing but filling words and dates stands there."""
        return not self._filler.sub("", _DATES.sub("", self.text[start:end]))

    def gap(self, start: int, end: int) -> int:
        """Characters between, filling words aside."""
        return len(self._filler.sub("", self.text[start:end])) if end > start else 0
