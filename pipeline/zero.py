"""A stated nothing is a zero: 未发生行政复议、行政诉讼 gives 0 for both, the words being the evidence."""

import re
from collections.abc import Iterator, Sequence

from pipeline.cues import cue
from pipeline.lexicon import DENIAL, TOPIC_BEFORE, Hit, Hits, Lexicon
from pipeline.model import NormalizedText, Rule, Sentence, StatedNothing

_BEFORE = cue("zero.before")
_AFTER = cue("zero.after")
_JOINED = cue("zero.joined")  # 行政复议、行政诉讼均为零
_COUNTED = cue("zero.counted")  # 无行政诉讼、行政复议1起
_REACH = 22
_BREAK = re.compile(r"[,;。!\n]")


def zeros(
    normalized: NormalizedText, sentences: Sequence[Sentence], lexicon: Lexicon, hits: Hits
) -> Iterator[StatedNothing]:
    """Every stated nothing of the catalogue."""
    text = normalized.text
    for sentence in sentences:
        if not DENIAL.search(text, sentence.start, sentence.end):
            continue
        for hit in hits.within(sentence.start, sentence.end):
            rules = lexicon.zero.get(hit[2])
            if not rules:
                continue
            span = _denied(text, sentence, hit)
            if span is None:
                continue
            for rule in rules:
                if not _other(text, rule, hits, lexicon, span, hit) and _has_topic(rule, hits, lexicon, sentence, span):
                    yield StatedNothing(*span, rule, _part(text, sentence, rule, hits, lexicon, span))


def _denied(text: str, sentence: Sentence, hit: Hit) -> tuple[int, int] | None:
    """The words that deny the thing, from the denial to the thing or the other way round."""
    start = max(sentence.start, hit[0] - _REACH)
    breaks = [match.end() for match in _BREAK.finditer(text, start, hit[0])]
    start = breaks[-1] if breaks else start
    if _COUNTED.match(text, hit[1], hit[1] + 5):
        return None
    denials = list(_BEFORE.finditer(text, start, hit[0]))
    if denials:
        return denials[0].start(), hit[1]
    joined = _JOINED.match(text, hit[1], min(sentence.end, hit[1] + _REACH))
    for position in (hit[1], joined.end() if joined else hit[1]):
        after = _AFTER.match(text, position, sentence.end)
        if after and not after[0].endswith("0"):
            return hit[0], after.end()
    if joined and joined.end() > hit[1] and (after := _AFTER.search(text, hit[1], min(sentence.end, hit[1] + _REACH))):
        between = text[hit[1] : after.start()]
        if not _BREAK.search(between) and not after[0].endswith("0"):
            return hit[0], after.end()
    return None


def _part(text: str, sentence: Sentence, rule: Rule, hits: Hits, lexicon: Lexicon, span: tuple[int, int]) -> str | None:
    """What narrows the nothing in its clause: 因政府信息公开引起的行政复议."""
    breaks = [match.end() for match in _BREAK.finditer(text, sentence.start, span[0])]
    words = lexicon.narrow[rule.indicator]
    return next(
        (
            text[hit[0] : hit[1]]
            for hit in hits.within(breaks[-1] if breaks else sentence.start, span[1])
            if hit[2] in words
        ),
        None,
    )


def _other(text: str, rule: Rule, hits: Hits, lexicon: Lexicon, span: tuple[int, int], hit: Hit) -> bool:
    """Whether a word of the rule's `!` follows, so that something else is denied (行政复议被纠错)."""
    words = lexicon.groups.get(rule.unless, frozenset())
    end = max(span[1], hit[1])
    stop = _BREAK.search(text, end, end + 10)
    return any(other[2] in words for other in hits.within(span[0], stop.start() if stop else end + 10))


def _has_topic(rule: Rule, hits: Hits, lexicon: Lexicon, sentence: Sentence, span: tuple[int, int]) -> bool:
    for group in rule.topic:
        words = lexicon.groups[group]
        near = hits.within(max(0, span[0] - TOPIC_BEFORE), sentence.end)
        if not any(hit[2] in words for hit in near) and not any(word in sentence.heading for word in group):
            return False
    return True
