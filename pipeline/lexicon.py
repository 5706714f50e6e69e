"""All words of the catalogue in one automaton: one pass over a text gives every place where any of them stands."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.catalogue import Catalogue
from pipeline.model import Rule

Hit = tuple[int, int, int]  # start, end, word


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
        return any(word in self._pseudo for word in hits.covers.get(hit, ()))

    def find(self, text: str) -> "Hits":
        found = [
            (start, end, word) for word, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
        ]
        return Hits(found, self._heads)


def _takes(rules: list[Rule]) -> tuple[frozenset[str], frozenset[str]]:
    """Indicators and units of some rules."""
    return frozenset(rule.indicator for rule in rules), frozenset[str]().union(*(rule.units for rule in rules))


class Hits:
    """Places of words in a text, in order of their ends."""

    def __init__(self, found: list[Hit], heads: frozenset[int] | set[int]) -> None:
        found.sort(key=lambda hit: (hit[1], hit[0]))
        self.all = found
        self._ends = [hit[1] for hit in found]
        self.covers = _covers(found, heads)  # hit → the longer anchors and look-alikes around it

    def within(self, start: int, end: int) -> Iterator[Hit]:
        """Hits inside [start, end), the last first."""
        position = bisect_left(self._ends, end + 1) - 1
        while position >= 0 and self._ends[position] > start:
            if self.all[position][0] >= start:
                yield self.all[position]
            position -= 1


def _covers(found: list[Hit], heads: frozenset[int] | set[int]) -> dict[Hit, list[int]]:
    covers: dict[Hit, list[int]] = defaultdict(list)
    open_heads: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        open_heads = [head for head in open_heads if head[1] > hit[0]]
        for head in open_heads:
            if hit[1] <= head[1] and hit[:2] != head[:2]:
                covers[hit].append(head[2])
        if hit[2] in heads:
            open_heads.append(hit)
    return covers
