"""Quantities and rules → which indicator each number states. The rest stays unassigned, with the reason.

A number's own words decide first: its slot (from the number before it, or the clause's start) and the noun right after
it. Only where both hold nothing but filling words (共, 达, 其中 …) is the subject taken to be elided, and looked for in
the clauses before. Among rules the nearest anchor wins, then the longest, then the one with the nearest topic.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.change import Found
from pipeline.lexicon import Hit, Hits, Lexicon
from pipeline.model import Disposition, NormalizedText, Quantity, Rule, Sentence

_BOUNDARY = re.compile(r"[,;:。!()\n]")
_JOINT = re.compile(r"[、和及与]|以及")
_EVENLY = re.compile(r"均|都|皆|分别")
_DATES = re.compile(r"(?:19|20)\d\d年?(?:度)?|\d{1,2}(?:[-—~至到]\d{1,2})?月(?:份|底|末)?|\d{1,2}日|[一二三四1-4]季度|[上下]半年|前三季度")
_ANY = "?"  # the unit of a change: 同比下降5.6% may be of any indicator
_FAR = 14  # characters between a number and its anchor, filling words aside
_BACK = 3  # clauses looked back for an elided subject
_TOPIC_REACH = 160  # characters back to a topic outside the sentence


@dataclass(frozen=True, slots=True)
class Taken:
    """A rule that takes a number."""

    rule: Rule
    key: tuple[int, int, int, int]  # level, gap, -length, distance of the topic: the least wins
    slot: int  # where the words begin that belong to this number
    narrow: str | None = None  # words that narrow the indicator's topic (疫情纠纷)


# A change whose own words name a subject that is no indicator: 万人诉求比下降5%.
OTHER_SUBJECT = Taken(Rule("", "", (), (), (), (), (), frozenset(), ""), (0, 0, 0, 0), 0)


@dataclass(frozen=True, slots=True)
class _Zone:
    """Where the words of one number stand."""

    clause: int  # start of its clause
    left: int  # its slot: [left, left_end)
    left_end: int
    right: int  # the words after it: [right, right_end)
    right_end: int


def assign(
    normalized: NormalizedText,
    sentences: Sequence[Sentence],
    quantities: Sequence[Quantity],
    changes: Sequence[Found | None],
    lexicon: Lexicon,
    hits: Hits,
) -> list[tuple[Taken, ...]]:
    """For each quantity the rules that take it: none, one, or several where the sentence names several indicators.

    A change's subject stands before the words of the change.
    """
    taken: list[tuple[Taken, ...]] = [()] * len(quantities)
    assigner = _Assigner(normalized.text, lexicon, hits)
    index, paragraph, start = 0, -1, 0
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, start = sentence.paragraph, sentence.start
        while index < len(quantities) and quantities[index].start < sentence.start:
            index += 1
        first = index
        while index < len(quantities) and quantities[index].start < sentence.end:
            index += 1
        if first < index:
            taken[first:index] = assigner.sentence(sentence, start, quantities[first:index], changes[first:index])
    return taken


class _Assigner:
    def __init__(self, text: str, lexicon: Lexicon, hits: Hits) -> None:
        self.text, self.lexicon, self.hits = text, lexicon, hits
        fillers = sorted(lexicon.catalogue.words["filler"], key=len, reverse=True)
        self._units = frozenset[str]().union(*lexicon.catalogue.units.values())
        self._filler = re.compile("|".join(map(re.escape, fillers)) + r"|[、“”()\s的了]")

    def sentence(
        self, sentence: Sentence, paragraph: int, quantities: Sequence[Quantity], changes: Sequence[Found | None]
    ) -> list[tuple[Taken, ...]]:
        counted = [quantity for quantity in quantities if quantity.disposition is not Disposition.STRUCTURAL]
        result = []
        for quantity, change in zip(quantities, changes, strict=True):
            if quantity.disposition is not Disposition.UNASSIGNED or quantity.value is None:
                result.append(())
                continue
            place = counted.index(quantity)
            if sentence.is_table and not quantity.unit:
                quantity = replace(quantity, unit=self._cell_unit(sentence, counted[0].start))
                zones = [self._row(sentence, counted, place)]
            else:
                zones = list(self._zones(sentence, counted, place))
            if change is None:
                result.append(tuple(self._take(quantity, zones, sentence, paragraph)))
            else:
                zone = replace(zones[-1], left_end=max(change.start, zones[-1].left), right_end=zones[-1].right)
                found = self._candidates(replace(quantity, unit=_ANY), zone, 0, sentence, paragraph)
                best = min(found, key=lambda item: item.key, default=None)
                is_other = not best and not self._is_filling(zone.left, zone.left_end)
                result.append((best,) if best else (OTHER_SUBJECT,) if is_other else ())
        return result

    def _row(self, sentence: Sentence, quantities: Sequence[Quantity], place: int) -> _Zone:
        """A table's cell: its words are the label before the first number of the row (or between it and the last)."""
        first = quantities[0].start
        between = self.text[quantities[place - 1].end : quantities[place].start] if place else ""
        left = sentence.start if not between.strip() else quantities[place - 1].end
        end = first if not between.strip() else quantities[place].start
        return _Zone(left, left, end, quantities[place].end, quantities[place].end)

    def _cell_unit(self, sentence: Sentence, first: int) -> str:
        """The unit that stands in a cell of its own before the numbers; without one any unit will do."""
        cells = self.text[sentence.start : first].split()
        return cells[-1] if cells and cells[-1] in self._units else _ANY

    def _take(
        self, quantity: Quantity, zones: list[_Zone], sentence: Sentence, paragraph: int
    ) -> Iterator[Taken]:
        indicators = set[str]()
        for zone in zones:  # several where several subjects share the number: 化解率、群众满意率均达99.5%
            found = self._candidates(quantity, zone, 0, sentence, paragraph)
            best = min(found, key=lambda item: item.key, default=None)
            if best and best.rule.indicator not in indicators:
                indicators.add(best.rule.indicator)
                yield best
        if not indicators and self._is_empty(zones[0]) and (best := self._elided(quantity, zones[0], sentence, paragraph)):
            yield best

    def _zones(self, sentence: Sentence, quantities: Sequence[Quantity], place: int) -> Iterator[_Zone]:
        """The number's own zone, then those of further subjects joined to it by 、和及."""
        quantity = quantities[place]
        clause = self._clause_start(sentence.start, quantity.start, quantities[:place])
        left = clause
        if place and quantities[place - 1].end > clause:
            left = quantities[place - 1].end
            joint = _JOINT.search(self.text, left, quantity.start)
            left = joint.end() if joint else left
        following = quantities[place + 1].start if place + 1 < len(quantities) else sentence.end
        boundary = re.compile(r"[,;:。、()\n]").search(self.text, quantity.end, following)
        right_end = min(boundary.start() if boundary else following, quantity.end + 40)
        zone = _Zone(clause, left, quantity.start, quantity.end, right_end)
        named = self._respectively(quantities, place, clause)
        if named:
            yield _Zone(clause, named[0], named[1], quantity.end, right_end)
            return
        slot = self.text[left : quantity.start]
        parts = list(_JOINT.finditer(slot))
        yield zone
        if parts and (_EVENLY.search(slot) or quantity.unit == "%"):
            for number, match in reversed(list(enumerate(parts))):
                begin = parts[number - 1].end() if number else 0
                yield _Zone(clause, left + begin, left + match.start(), quantity.end, quantity.end)

    def _respectively(self, quantities: Sequence[Quantity], place: int, clause: int) -> tuple[int, int] | None:
        """响应率、解决率、满意率分别为100%、95%、96%: the slot of the nth subject for the nth number."""
        first = place
        while first and re.fullmatch(r"[、和,]", self.text[quantities[first - 1].end : quantities[first].start]):
            first -= 1
        last = place
        while last + 1 < len(quantities) and re.fullmatch(r"[、和,]", self.text[quantities[last].end : quantities[last + 1].start]):
            last += 1
        start = self._clause_start(clause, quantities[first].start, ())
        at = self.text.rfind("分别", max(start, quantities[first].start - 8), quantities[first].start)
        if at < 0 or last == first:
            return None
        begin = max((quantities[first - 1].end if first else 0), self._clause_start(0, at, ()))
        spans, position = [], begin
        for match in [*_JOINT.finditer(self.text, begin, at), None]:
            end = match.start() if match else at
            spans.append((position, end))
            position = match.end() if match else at
        spans = spans[-(last - first + 1) :]
        return spans[place - first] if place - first < len(spans) else None

    def _clause_start(self, start: int, position: int, before: Sequence[Quantity]) -> int:
        """Start of the clause at `position`; punctuation inside quotation marks, closed parentheses and numbers is none."""
        at, depth = position, 0
        while at > start:
            char = self.text[at - 1]
            if char == ")":
                depth += 1
            elif char == "(":
                if not depth:
                    return at
                depth -= 1
            elif char in ",;:。!\n" and not depth and not self._is_inside(at - 1, before):
                return at
            at -= 1
        return start

    @staticmethod
    def _is_inside(position: int, quantities: Sequence[Quantity]) -> bool:
        return any(quantity.start <= position < quantity.end for quantity in quantities)

    def _is_filling(self, start: int, end: int) -> bool:
        """Whether nothing but filling words stands there."""
        rest = _DATES.sub("", self.text[start:end])
        return not self._filler.sub("", rest)

    def _is_empty(self, zone: _Zone) -> bool:
        return self._is_filling(zone.left, zone.left_end) and self._is_filling(zone.right, zone.right_end)

    def _elided(self, quantity: Quantity, zone: _Zone, sentence: Sentence, paragraph: int) -> Taken | None:
        """The subject stands in the clauses before: 受理信访事项123件、206人次 · 大排查。次数达到480余次."""
        spans = [(zone.clause, zone.left)] if zone.left > zone.clause else []
        at = zone.clause
        for _ in range(_BACK):
            while at > paragraph and self.text[at - 1] in ",;:。!()\n ":
                at -= 1
            if at <= paragraph:
                break
            begin = self._clause_start(paragraph, at, ())
            spans.append((begin, at))
            at = begin
        for level, (begin, end) in enumerate(spans, start=1):
            back = _Zone(begin, begin, end, zone.right, zone.right)
            found = self._candidates(quantity, back, level, sentence, paragraph)
            best = min(found, key=lambda item: item.key, default=None)
            if best:
                return best
        return None

    def _candidates(
        self, quantity: Quantity, zone: _Zone, level: int, sentence: Sentence, paragraph: int
    ) -> Iterator[Taken]:
        for hit in self.hits.within(zone.left, zone.left_end):
            rules = self.lexicon.left.get(hit[2])
            if rules and not self.lexicon.is_covered(hit, self.hits, "left", quantity.unit):
                gap = 0 if level else self._gap(hit[1], zone.left_end)
                if gap <= _FAR:
                    yield from self._fitting(rules, quantity, hit, gap, zone, level, sentence, paragraph)
        if level:
            return
        for hit in self.hits.within(zone.right, zone.right_end):
            rules = self.lexicon.right.get(hit[2])
            if rules and not self.lexicon.is_covered(hit, self.hits, "right", quantity.unit):
                gap = self._gap(zone.right, hit[0])
                if gap <= _FAR:
                    yield from self._fitting(rules, quantity, hit, gap, zone, level, sentence, paragraph)

    def _gap(self, start: int, end: int) -> int:
        return len(self._filler.sub("", self.text[start:end])) if end > start else 0

    def _fitting(
        self, rules: list[Rule], quantity: Quantity, anchor: Hit, gap: int, zone: _Zone, level: int, sentence: Sentence, paragraph: int
    ) -> Iterator[Taken]:  # fmt: skip
        for rule in rules:
            if quantity.unit not in rule.units and quantity.unit != _ANY:
                continue
            length = self._groups(rule, anchor, zone)
            if length is None or self._has(rule.unless, min(zone.left, anchor[0]), zone.right_end):
                continue
            distance = self._topic(rule, anchor, zone, sentence, paragraph)
            if distance is not None:
                slot = zone.left if not level else quantity.start
                yield Taken(rule, (level, gap, -length, distance), slot, self._narrow(rule, zone, anchor))

    def _groups(self, rule: Rule, anchor: Hit, zone: _Zone) -> int | None:
        """Length of all words of the rule, None where one is missing."""
        length = anchor[1] - anchor[0]
        position = anchor[0]
        for group in reversed(rule.before[:-1]):
            hit = self._first(group, zone.clause, position)
            if hit is None:
                return None
            length, position = length + hit[1] - hit[0], hit[0]
        position = zone.right if rule.before else anchor[1]
        for group in rule.after if rule.before else rule.after[1:]:
            hits = [hit for hit in self.hits.within(position, zone.right_end) if hit[2] in self.lexicon.groups[group]]
            if not hits:
                return None
            length, position = length + hits[-1][1] - hits[-1][0], hits[-1][1]
        return length

    def _narrow(self, rule: Rule, zone: _Zone, anchor: Hit) -> str | None:
        """The words before the anchor, where one of them narrows the indicator's topic and no 等 opens it again."""
        words = self.lexicon.narrow.get(rule.indicator.split(".")[0])
        if not words or "等" in self.text[zone.clause : anchor[1]]:
            return None
        hits = (hit for hit in self.hits.within(zone.left, anchor[1]) if hit[2] in words)
        hit = next((hit for hit in hits if hit not in self.hits.covers), None)
        return self.text[hit[0] : anchor[1]] if hit else None

    def _first(self, group: tuple[str, ...], start: int, end: int) -> Hit | None:
        """The nearest hit of a group before `end`."""
        words = self.lexicon.groups[group]
        return next((hit for hit in self.hits.within(start, end) if hit[2] in words), None)

    def _has(self, group: tuple[str, ...], start: int, end: int) -> bool:
        return bool(group) and self._first(group, start, end) is not None

    def _topic(self, rule: Rule, anchor: Hit, zone: _Zone, sentence: Sentence, paragraph: int) -> int | None:
        """Distance of the farthest topic, 0 where the rule needs none, None where one is missing."""
        distance = 0
        for group in rule.topic:
            words = self.lexicon.groups[group]
            near = (hit for hit in self.hits.within(zone.clause, zone.right_end) if hit[2] in words)
            before = self._first(group, max(paragraph, anchor[0] - _TOPIC_REACH), anchor[1])
            if before:
                if self._has(rule.shadow, before[1], zone.right):
                    return None
                distance = max(distance, anchor[0] - before[1])
            elif next(near, None):
                distance = max(distance, zone.right_end - zone.clause)
            elif _in(group, sentence.heading) and not self._has(rule.shadow, paragraph, zone.right):
                distance = max(distance, _TOPIC_REACH)
            else:
                return None
        return distance


def _in(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)
