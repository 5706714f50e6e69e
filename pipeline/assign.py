"""Quantities and rules → which indicator each number states. The rest stays unassigned, with the reason.

A number's own words decide first: its slot (from the number before it, or the clause's start) and the noun right after
it. Only where both hold nothing but filling words (共, 达, 其中 …) is the subject taken to be elided, and looked for in
the clauses before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.lexicon import Hits, Lexicon
from pipeline.match import ANY, COUNT, Matcher
from pipeline.model import (
    ChangeMark,
    Disposition,
    NormalizedText,
    Quantity,
    Rule,
    Sentence,
    Taken,
)
from pipeline.zone import Zone, Zones

_CAPTION = re.compile(r"^(?:[^|\n]*表\()?单位:\s*([一-鿿㎡%]{1,4})\)?\s*$", re.M)  # 行政处罚分类统计表(单位:件)
_TABLE = 600  # characters above a row that may hold its caption
# A change whose own words name a subject that is no indicator: 万人诉求比下降5%.
OTHER_SUBJECT = Taken(Rule("", "", (), (), (), (), (), frozenset(), ""), (), 0)


def assign(
    normalized: NormalizedText,
    sentences: Sequence[Sentence],
    quantities: Sequence[Quantity],
    changes: Sequence[ChangeMark | None],
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
        self._text = text
        self._zones = Zones(text, lexicon.catalogue.words["filler"])
        self._matcher = Matcher(text, lexicon, hits, self._zones)
        self._other_columns = lexicon.catalogue.words["other_column"]
        self._units = lexicon.catalogue.units

    def sentence(
        self, sentence: Sentence, paragraph: int, quantities: Sequence[Quantity], changes: Sequence[ChangeMark | None]
    ) -> list[tuple[Taken, ...]]:
        counted = [quantity for quantity in quantities if quantity.disposition is not Disposition.STRUCTURAL]
        result = list[tuple[Taken, ...]]()
        for quantity, change in zip(quantities, changes, strict=True):
            is_damaged = quantity.disposition is Disposition.DAMAGED  # no value, but its words say what is missing
            if not is_damaged and (quantity.disposition is not Disposition.UNASSIGNED or quantity.value is None):
                result.append(())
                continue
            place = counted.index(quantity)
            if is_damaged:
                quantity = replace(quantity, unit=quantity.unit or ANY)
            if any(at == quantity.start and self._is_other(head) for at, head in sentence.columns):
                result.append(())
                continue
            if sentence.is_table and not quantity.unit:
                quantity = replace(quantity, unit=self._cell_unit(sentence, counted[0].start))
                zones = [self._zones.row(sentence, counted, place)]
            else:
                zones = self._zones.own(sentence, counted, place)
            if change:
                result.append(self._changed(quantity, zones[-1], change, sentence, paragraph))
            else:
                result.append(tuple(self._take(quantity, zones, sentence, paragraph)))
        return result

    def _take(self, quantity: Quantity, zones: list[Zone], sentence: Sentence, paragraph: int) -> Iterator[Taken]:
        indicators = set[str]()
        for zone in zones:
            best = self._matcher.best(quantity, zone, sentence, paragraph)
            if best and best.rule.indicator not in indicators:
                indicators.add(best.rule.indicator)
                yield best
        if indicators or not self._zones.is_empty(zones[0]):
            return
        for zone in self._zones.before(zones[0], paragraph):  # 受理信访事项123件、206人次 · 大排查。次数达到480余次
            if best := self._matcher.best(quantity, zone, sentence, paragraph):
                yield best
                return
            if zone.level == 1 and not self._zones.is_filling(zone.left, zone.left_end):
                return  # the clause has a subject, only no indicator's

    def _changed(
        self, quantity: Quantity, zone: Zone, change: ChangeMark, sentence: Sentence, paragraph: int
    ) -> tuple[Taken, ...]:
        zone = zone._replace(left_end=max(change.start, zone.left), right_end=zone.right)
        best = self._matcher.best(replace(quantity, unit=ANY), zone, sentence, paragraph)
        if best and best.key[1] > 0:  # words stand between: 万人诉求比下降5% is no change of 诉求
            best = None
        if best is None and not self._zones.is_filling(zone.left, zone.left_end):
            best = OTHER_SUBJECT
        return (best,) if best else ()

    def _is_other(self, head: str) -> bool:
        """Whether a column holds another year's or another figure."""
        return any(word in head for word in self._other_columns)

    def _cell_unit(self, sentence: Sentence, first: int) -> str:
        """The unit in a cell of its own before the row's numbers, else that of the caption; without one, counts.

        With a multiplier (万元) no rule takes it: the number would mean something else than what stands there.
        """
        cells = self._text[sentence.start : first].split()
        if cells and self._is_unit(cells[-1]):
            return cells[-1]
        captions = _CAPTION.findall(self._text, max(0, sentence.start - _TABLE), sentence.start)
        return captions[-1] if captions and self._is_unit(captions[-1]) else COUNT

    def _is_unit(self, word: str) -> bool:
        plain = word.lstrip("十百千万亿")
        return any(plain in surfaces for surfaces in self._units.values())
