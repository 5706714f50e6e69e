"""Whether a number covers the whole office or only a part of it, and whether it is a plan."""

import re
from collections.abc import Sequence

from pipeline.cues import Cue, cue
from pipeline.model import Context, Disposition, NormalizedText, Quantity, Sentence

NOTHING_SPECIAL = Context()
_PLACE = cue("scope.place")
_CAMPAIGN = cue("scope.campaign")
_NO_CAMPAIGN = cue("scope.no_campaign")
_ACTION = cue("scope.action")
_TEAM = cue("scope.team")
_SINCE = cue("scope.since")
_LAW = cue("scope.law")
_OPERATION = cue("scope.operation")
_NAMED = cue("scope.named")
_AUDIENCE = cue("scope.audience")
_UNREADABLE = cue("scope.unreadable")
_CLASS = cue("scope.class")  # 9个社区、6个行政村
_ONE_CASE = cue("scope.one_case")
_CHANNEL = cue("scope.channel")  # what a court or the police passed on
_RESET = cue("scope.reset")
_PARTS = (_PLACE, _CAMPAIGN, _ACTION, _TEAM, _SINCE, _LAW, _NAMED, _AUDIENCE, _UNREADABLE, _CLASS, _ONE_CASE, _CHANNEL)
_COUNTED = re.compile(
    r"^[\d一二两三四五六七八九十百]+个|[\d一二两三四五六七八九十百]+[件份]$"
)  # what is no name of a class
_ALONE = (_CLASS, _ONE_CASE)  # speak of the numbers within them only
_UNREAD = "读不出的一部分(原文有乱码)"
_EVENT = cue("scope.event")  # one day's event; what is said of the year in the same sentence resets it
_YEARLY = cue("scope.yearly")
_OF_WHICH = cue("scope.of_which")
_AMONG = cue("scope.among")  # 47次行动里有13次
_NEW_TOTAL = cue("scope.new_total")
_PLAN = cue("scope.plan")
_PLAN_NEXT = cue("scope.plan_next")
_PER_UNIT = cue("scope.per_unit")
_NO_PER_UNIT = cue("scope.no_per_unit")
_CONTINUED = cue("scope.continued")
_ELSEWHERE = cue("scope.elsewhere")
_LISTED = cue("scope.listed")  # 每个网格配一名网格长、两名网格员


def contexts(
    normalized: NormalizedText, sentences: Sequence[Sentence], quantities: Sequence[Quantity], is_news: bool
) -> list[Context]:
    """One context for each quantity, in order.

    ``is_news``: what a news item says after it has told of an event is of that event, until it speaks of the year.
    """
    found: list[Context] = [NOTHING_SPECIAL] * len(quantities)
    index, event = 0, None
    parts = [part for part in _PARTS if part.is_possible(normalized.text, 0, len(normalized.text))]  # mostly few
    for sentence in sentences:
        while index < len(quantities) and quantities[index].start < sentence.start:
            index += 1
        first = index
        while index < len(quantities) and quantities[index].start < sentence.end:
            index += 1
        if is_news:
            event = _event(normalized.text, sentence, event)
        if first < index:
            found[first:index] = _sentence(normalized.text, sentence, quantities[first:index], parts, event)
    return found


def _event(text: str, sentence: Sentence, last: str | None) -> str | None:
    """The event that a news item is telling of."""
    if _YEARLY.search(text, sentence.start, sentence.end):
        return None
    told = _EVENT.search(text, sentence.start, sentence.end) or _OPERATION.search(text, sentence.start, sentence.end)
    return told["name"] if told else last


def _sentence(
    text: str, sentence: Sentence, quantities: Sequence[Quantity], possible: Sequence[Cue], event: str | None
) -> list[Context]:
    parts = _parts(text, sentence, possible)
    operations = list(_OPERATION.finditer(text, sentence.start, sentence.end))
    plans = [  # 目标为: opens a list that semicolons part
        (match.start(), match[0].startswith("目标") and text[match.end() : match.end() + 1] == ":")
        for match in _PLAN.finditer(text, sentence.start, sentence.end)
    ]
    of_which = [match.start() for match in _OF_WHICH.finditer(text, sentence.start, sentence.end)]
    contexts, previous, is_per_unit = list[Context](), sentence.start, False
    for quantity in quantities:
        scope_start = max(sentence.start, text.rfind(";", sentence.start, quantity.start) + 1)
        clause = max(scope_start, text.rfind(",", scope_start, quantity.start) + 1)
        is_per_unit = _is_per_unit(text, max(clause, previous), quantity.start) or (
            is_per_unit and _LISTED.match(text, previous, quantity.start) is not None
        )
        if quantity.disposition is Disposition.STRUCTURAL:
            contexts.append(NOTHING_SPECIAL)
            previous = quantity.end
            continue
        part = next((name for start, end, name in reversed(parts) if start <= quantity.start < end), None)
        contexts.append(
            Context(
                part,
                next((match["name"] for match in operations if scope_start <= match.start() < quantity.start), event),
                any(
                    scope_start <= at < quantity.start and not _NEW_TOTAL.search(text, at, quantity.start)
                    for at in of_which
                )
                or bool(_AMONG.search(text, max(clause, previous), quantity.start)),
                sentence.is_outlook
                or any((scope_start <= at or is_list) and at < quantity.start for at, is_list in plans)
                or bool(_PLAN_NEXT.search(text, max(clause, previous), quantity.start)),
                is_per_unit,
                bool(_ELSEWHERE.match(text, clause, quantity.start)),
            )
        )
        previous = quantity.end
    return contexts


def _is_per_unit(text: str, start: int, end: int) -> bool:
    return bool(_PER_UNIT.search(text, start, end)) and not _NO_PER_UNIT.search(text, start, end)


def _end(text: str, start: int, end: int) -> int:
    """Where a part ends: at the semicolon, but for one before what came of it (;开具通知书92份)."""
    while (at := text.find(";", start, end)) >= 0 and _CONTINUED.match(text, at):
        start = at + 1
    return at if at >= 0 else end


def _parts(text: str, sentence: Sentence, possible: Sequence[Cue]) -> list[tuple[int, int, str]]:
    """Stretches of the sentence that speak of a part only: from its name to the semicolon, a reset or the end."""
    parts = []
    for part in possible:
        for match in part.finditer(text, sentence.start, sentence.end):
            if part in _ALONE:
                parts += [
                    (*match.span(group), _COUNTED.sub("", word)) for group, word in match.groupdict().items() if word
                ]
                continue
            name = _UNREAD if part is _UNREADABLE else match["name"]
            if part is _CAMPAIGN and _NO_CAMPAIGN.search(name):
                continue
            end = _end(text, match.end(), sentence.end)
            reset = _RESET.search(text, match.end(), end)
            parts.append((match.start(), reset.start() if reset else end, name))
    for match in _EVENT.finditer(text, sentence.start, sentence.end):
        end = text.find(";", match.end(), sentence.end)
        reset = _YEARLY.search(text, match.end(), end if end >= 0 else sentence.end)
        is_quoted = text.rfind("“", sentence.start, match.start()) > text.rfind("”", sentence.start, match.start())
        if not is_quoted and not _YEARLY.search(text, sentence.start, match.start()):
            parts.append((match.start(), reset.start() if reset else end if end >= 0 else sentence.end, match["name"]))
    return sorted(parts)
