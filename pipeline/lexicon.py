"""All words of the catalogue in one automaton: one pass over a text gives every place where any of them stands."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.catalogue import Catalogue
from pipeline.model import Disposition, Quantity, Rule, Sentence

Hit = tuple[int, int, int]  # start, end, word
_BY_END = itemgetter(1, 0)
DENIAL = re.compile("[未没无零]")  # one of these is in every word of a stated nothing
TOPIC_BEFORE = 120  # characters back to the topic of a stated nothing


def _FROM_START(hit: Hit) -> tuple[int, int]:
    return hit[0], -hit[1]


_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


class Lexicon:
    """Words, their rules by anchor, and the word sets that context is read from."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.words: list[str] = []
        self._index: dict[str, int] = {}
        self.left: dict[int, list[Rule]] = defaultdict(list)  # anchor left of the number → rules
        self.right: dict[int, list[Rule]] = defaultdict(list)  # anchor right of the number, nothing left of it
        self.zero: dict[int, list[Rule]] = defaultdict(list)  # last word of a stated nothing → rules
        self.groups: dict[tuple[str, ...], frozenset[int]] = {}
        for indicator in catalogue.indicators:
            for rule in indicator.rules:
                anchors, table = (rule.before[-1], self.left) if rule.before else (rule.after[0], self.right)
                for word in anchors:
                    table[self._add(word)].append(rule)
            for rule in indicator.zero:
                for word in rule.before[-1]:
                    self.zero[self._add(word)].append(rule)
            for rule in (*indicator.rules, *indicator.zero):
                for group in (*rule.before, *rule.after, *rule.topic, rule.unless, rule.shadow):
                    self.group(group)
        self._pseudo = self.group(catalogue.words["pseudo"])
        self._anchors = {
            table: {word: _takes(rules) for word, rules in words.items()}
            for table, words in (("left", self.left), ("right", self.right))
        }
        self.narrow = {
            indicator.id: self.group((*catalogue.narrow.get(indicator.domain, ()), *indicator.narrow))
            for indicator in catalogue.indicators
        }
        self._heads = self._pseudo.union(self.left, self.right, *self.narrow.values())
        self._automaton = AhoCorasick(self.words, matchkind=MatchKind.Standard)

    def _add(self, word: str) -> int:
        if word not in self._index:
            self._index[word] = len(self.words)
            self.words.append(word)
        return self._index[word]

    def group(self, words: tuple[str, ...]) -> frozenset[int]:
        """The word numbers of a group of words."""
        if words not in self.groups:
            self.groups[words] = frozenset(map(self._add, words))
        return self.groups[words]

    def is_covered(self, hit: Hit, hits: "Hits", table: str, unit: str) -> bool:
        """Whether the hit is only a piece of a look-alike or of another indicator's longer anchor with that unit."""
        anchors = self._anchors[table]
        own = anchors.get(hit[2], _NONE)[0]
        for word in hits.covers.get(hit, ()):
            indicators, units = anchors.get(word, _NONE)
            if word in self._pseudo or (indicators - own and (unit in units or unit in "?#")):
                return True
        return False

    def is_look_alike(self, hit: Hit, hits: "Hits") -> bool:
        """Whether the hit is a piece of a look-alike (调解 in 协调解决)."""
        covers = hits.covers.get(hit)
        return covers is not None and not self._pseudo.isdisjoint(covers)

    def find(self, text: str, stretches: Iterable[tuple[int, int]]) -> "Hits":
        """The words within stretches of the text that are in order and apart; no word crosses the end of one."""
        find = self._automaton.find_matches_as_indexes
        found = [
            (begin + start, begin + end, word)
            for begin, stop in stretches
            for word, start, end in find(text[begin:stop], overlapping=True)
        ]
        return Hits(found, self._heads)


def _takes(rules: list[Rule]) -> tuple[frozenset[str], frozenset[str]]:
    """Indicators and units of some rules."""
    return frozenset(rule.indicator for rule in rules), frozenset[str]().union(*(rule.units for rule in rules))


def stretches(text: str, sentences: Iterable[Sentence], quantities: Sequence[Quantity]) -> list[tuple[int, int]]:
    """Where words count: paragraphs with a counted number, and what denies something, with the topic before it."""
    counted = [quantity.start for quantity in quantities if quantity.disposition is not Disposition.STRUCTURAL]
    found: list[tuple[int, int]] = []
    for _, group in groupby(sentences, key=attrgetter("paragraph")):
        paragraph = list(group)
        start, end = paragraph[0].start, paragraph[-1].end
        if bisect_left(counted, start) == bisect_left(counted, end):
            denials = [sentence for sentence in paragraph if DENIAL.search(text, sentence.start, sentence.end)]
            if not denials:
                continue
            start = text.rfind("\n", 0, max(0, denials[0].start - TOPIC_BEFORE)) + 1
        if found and start <= found[-1][1]:
            start, end = found[-1][0], max(end, found.pop()[1])
        found.append((start, end))
    return found


class Hits:
    """Places of words in a text, in order of their ends."""

    def __init__(self, found: list[Hit], heads: frozenset[int] | set[int]) -> None:
        self.covers = _covers(found, heads)  # hit → the longer anchors and look-alikes around it
        found.sort(key=_BY_END, reverse=True)
        self._all = found
        self._ends = [-hit[1] for hit in found]

    def within(self, start: int, end: int) -> list[Hit]:
        """Hits inside [start, end), the last first."""
        near = self._all[bisect_left(self._ends, -end) : bisect_left(self._ends, -start)]
        return [hit for hit in near if hit[0] >= start]

    def of(self, words: frozenset[int], start: int, end: int) -> list[Hit]:
        """Hits of some words inside [start, end), the last first."""
        near = self._all[bisect_left(self._ends, -end) : bisect_left(self._ends, -start)]
        return [hit for hit in near if hit[2] in words and hit[0] >= start]


def _covers(found: list[Hit], heads: frozenset[int] | set[int]) -> dict[Hit, list[int]]:
    covers: dict[Hit, list[int]] = defaultdict(list)
    open_heads: list[Hit] = []
    reach = 0  # where the last open head ends
    for hit in sorted(found, key=_FROM_START):
        start, end, word = hit
        if start >= reach:
            open_heads.clear()
        for head in open_heads:
            if end <= head[1] and (start != head[0] or end != head[1]):
                covers[hit].append(head[2])
        if word in heads:
            open_heads.append(hit)
            reach = max(reach, end)
    return covers
