"""Which rules fit a number by the words of a zone."""

from collections.abc import Iterator

from pipeline.lexicon import Hit, Hits, Lexicon
from pipeline.model import Quantity, Rule, Sentence, Taken
from pipeline.zone import Zone, Zones

ANY = "?"  # the unit of a change: 同比下降5.6% may be of any indicator
COUNT = "#"  # the unit of a table's bare number: it counts something
_MEASURES = frozenset({"元", "%", "‰", "平方米", "㎡", "平米", "平方公里", "平方千米"})
_FAR = 14  # characters between a number and its anchor, filling words aside
_TOPIC_REACH = 160  # characters back to a topic outside the sentence


def _takes(rule: Rule, unit: str) -> bool:
    return unit in rule.units or unit == ANY or (unit == COUNT and not rule.units <= _MEASURES)


class Matcher:
    """Matches the numbers of one text."""

    def __init__(self, text: str, lexicon: Lexicon, hits: Hits, zones: Zones) -> None:
        self._text, self._lexicon, self._hits, self._zones = text, lexicon, hits, zones

    def best(self, quantity: Quantity, zone: Zone, sentence: Sentence, paragraph: int) -> Taken | None:
        """The rule that fits best: nearest anchor, then the longest words, then the nearest topic."""
        taken = None
        for rules, anchor, gap in self._anchors(quantity, zone):
            for rule in rules:
                if _takes(rule, quantity.unit):
                    other = self._fit(rule, anchor, gap, zone, sentence, paragraph)
                    if other and (taken is None or other.key < taken.key):
                        taken = other
        return taken

    def _anchors(self, quantity: Quantity, zone: Zone) -> Iterator[tuple[list[Rule], Hit, int]]:
        for hit in self._hits.within(zone.left, zone.left_end):
            rules = self._lexicon.left.get(hit[2])
            if rules and not self._lexicon.is_covered(hit, self._hits, "left", quantity.unit):
                gap = 0 if zone.level else self._zones.gap(hit[1], zone.left_end)
                if gap <= _FAR:
                    yield rules, hit, gap
        for hit in self._hits.within(zone.right, zone.right_end):
            rules = self._lexicon.right.get(hit[2])
            if rules and not self._lexicon.is_covered(hit, self._hits, "right", quantity.unit):
                gap = self._zones.gap(zone.right, hit[0])
                if gap <= _FAR:
                    yield rules, hit, gap

    def _fit(self, rule: Rule, anchor: Hit, gap: int, zone: Zone, sentence: Sentence, paragraph: int) -> Taken | None:
        length = self._length(rule, anchor, zone)
        if length is None or self._forbids(rule, anchor, zone):
            return None
        topic = self._topic(rule, anchor, zone, sentence, paragraph)
        if topic is None:
            return None
        slot = zone.right if zone.level else zone.left
        side = 0 if anchor[0] >= zone.right and not zone.level else 1  # 6个大网格33个小网格: the noun behind wins
        return Taken(rule, (zone.level, gap, side, -length, *topic), slot, self._narrow(rule, zone, anchor))

    def _forbids(self, rule: Rule, anchor: Hit, zone: Zone) -> bool:
        """Whether a word that the rule forbids stands among the number's own."""
        begin = min(zone.left, anchor[0])
        if zone.is_shared:  # between the slot and the number stand the other numbers' words: 专职、兼职网格员分别为
            return self._has(rule.unless, begin, zone.left_end) or self._has(rule.unless, zone.right, zone.right_end)
        return self._has(rule.unless, begin, zone.right_end)

    def _length(self, rule: Rule, anchor: Hit, zone: Zone) -> int | None:
        """Length of all words of the rule, None where one is missing."""
        length, position = anchor[1] - anchor[0], anchor[0]
        for group in reversed(rule.before[:-1]):
            hit = self._first(group, zone.clause, position)
            if hit is None:
                return None
            length, position = length + hit[1] - hit[0], hit[0]
        position = zone.right if rule.before else anchor[1]
        for group in rule.after if rule.before else rule.after[1:]:
            words = self._lexicon.groups[group]
            hits = self._hits.of(words, position, zone.right_end)
            if not hits:
                return None
            length, position = length + hits[-1][1] - hits[-1][0], hits[-1][1]
        return length

    def _topic(self, rule: Rule, anchor: Hit, zone: Zone, sentence: Sentence, paragraph: int) -> tuple[int, int] | None:
        """Distance of the farthest topic and -its length; 0 where the rule needs none; None where one is missing."""
        distance = length = 0
        for group in rule.topic:
            before = self._first(group, max(paragraph, anchor[0] - _TOPIC_REACH), anchor[1])
            if before:
                if self._has(rule.shadow, before[1], zone.right):
                    return None
                distance, length = max(distance, anchor[0] - before[1]), length + before[1] - before[0]
            elif self._first(group, zone.clause, zone.right_end):
                distance = max(distance, zone.right_end - zone.clause)
            elif any(word in sentence.heading for word in group) and not self._has(rule.shadow, paragraph, zone.right):
                distance = max(distance, _TOPIC_REACH)
            else:
                return None
        return distance, -length

    def _narrow(self, rule: Rule, zone: Zone, anchor: Hit) -> str | None:
        """The words from a narrowing one to the anchor (疫情纠纷), where no 等 opens the topic again."""
        words = self._lexicon.narrow[rule.indicator]
        is_behind = anchor[0] >= zone.right and not zone.level
        start = zone.right if is_behind else zone.left
        if not words or "等" in self._text[start if is_behind else zone.clause : anchor[1]]:
            return None
        hits = self._hits.of(words, start, anchor[1])
        hit = next((hit for hit in hits if not self._hits.covers.get(hit)), None)
        return self._text[hit[0] : anchor[1]] if hit else None

    def _first(self, group: tuple[str, ...], start: int, end: int) -> Hit | None:
        """The nearest hit of a group before `end`."""
        for hit in self._hits.of(self._lexicon.groups[group], start, end):
            if not self._lexicon.is_look_alike(hit, self._hits):
                return hit
        return None

    def _has(self, group: tuple[str, ...], start: int, end: int) -> bool:
        return bool(group) and self._first(group, start, end) is not None
