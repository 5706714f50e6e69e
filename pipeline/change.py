"""Changes are not levels: 同比下降5.6%, 较上年增加31件. 增加到281件 and 升至95.4% are levels."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.cues import cue
from pipeline.model import (
    ChangeMark,
    Direction,
    Disposition,
    NormalizedText,
    Quantity,
    Sentence,
)

_CHANGE = cue("change.change")
_SAFE = cue("change.safe")
_COMPARED = cue("change.compared")
_AMOUNT = cue("change.amount")  # 收案数减少112件
_REACH = 16


def changes(
    normalized: NormalizedText, sentences: Sequence[Sentence], quantities: Sequence[Quantity]
) -> list[ChangeMark | None]:
    """For each quantity whether it is a change, and where the words of the change begin."""
    text, found = normalized.text, list[ChangeMark | None]()
    starts = [sentence.start for sentence in sentences]
    place = -1
    for index, quantity in enumerate(quantities):
        while place + 1 < len(starts) and starts[place + 1] <= quantity.start:
            place += 1
        start = starts[place] if place >= 0 else 0
        before = quantities[index - 1] if index and found else None
        found.append(_change(text, start, quantity, before, found[index - 1] if index else None))
    for index in range(len(found) - 2, -1, -1):  # the first of two changes belongs to the first of two figures
        this, following = found[index], found[index + 1]
        if this and following and text[quantities[index].end : quantities[index + 1].start] in ("、", "和"):
            found[index] = replace(this, left=following.left + 1)
    return found


def _change(
    text: str, start: int, quantity: Quantity, before: Quantity | None, last: ChangeMark | None
) -> ChangeMark | None:
    if quantity.disposition is Disposition.STRUCTURAL:
        return None
    if last and before and text[before.end : quantity.start] in ("、", "和") and quantity.unit == before.unit:
        return last  # 分别下降18.4%、9.2%
    clause = max(start, *(text.rfind(mark, start, quantity.start) + 1 for mark in ",;:("))
    slot_start = max(clause, quantity.start - _REACH)
    if before and before.disposition is not Disposition.STRUCTURAL:
        slot_start = max(slot_start, before.end)
    match = _CHANGE.search(text, slot_start, quantity.start)
    if not match:
        return None
    if match["to"] and "百分点" not in quantity.unit and match["to"] != "为":
        return None
    words = match["up"] or match["down"]
    compared = _COMPARED.search(text, clause, quantity.start)
    is_change = (
        "百分点" in quantity.unit
        or (quantity.unit in ("%", "‰", "成", "倍") and (len(words) > 1 or compared))
        or bool(_SAFE.match(words))
        or bool(compared)
        or bool(_AMOUNT.search(text, slot_start, match.start()))
    )
    if not is_change:
        return None
    direction = Direction.UP if match["up"] else Direction.DOWN
    if (quantity.value or 0) < 0:
        direction = Direction.DOWN
    begin = compared.start() if compared else match.start()
    return ChangeMark(direction, min(begin, match.start()))
