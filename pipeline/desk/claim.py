"""What a draft says with one number."""

import re
from dataclasses import dataclass
from datetime import date

from pipeline.desk.whom import NOBODY, Subject


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a draft. Offsets into the draft as it was given, half-open.

    kind: level (of an indicator), change, rank, share, count (of offices), line (the bound of such a count), other
    (no indicator), structural, damaged. `value` is in the indicator's unit; of a rank, the place.
    """

    start: int
    end: int
    quote: str
    kind: str
    subject: Subject = NOBODY
    indicator: str | None = None
    value: float | None = None
    unit: str = ""
    bound: str = "exact"  # exact, about, more (余), under (近), at_least, at_most, above, below
    period: tuple[date, date] | None = None
    status: str = "actual"
    scope_name: str | None = None
    why: str = ""
    rises: bool = True  # of a change; of a rank: counted from the highest
    line: float | None = None  # of a count of offices
    sentence: tuple[int, int] = (0, 0)


_HEDGES = (
    ("under", "近|接近|将近"),
    ("about", "约|大约|约为"),
    ("at_most", "不超过|至多"),
    ("above", "超|超过|突破|逾|多达|高于|超出"),
    ("at_least", "不少于|不低于|至少"),
    ("below", "不足|低于|不到"),
)
_BEFORE = [(name, re.compile(f"(?:{words})$")) for name, words in _HEDGES]


def bound(text: str, start: int, end: int) -> str:
    """How the number at text[start:end] is hedged by the words around it."""
    quote, before, after = text[start:end], text[max(0, start - 4) : start], text[end : end + 2]
    for name, pattern in _BEFORE:
        if pattern.search(before):
            return name
    if re.search("左右|上下", quote + after):
        return "about"
    if "以上" in quote + after:
        return "at_least"
    if re.search("以内|以下", quote + after):
        return "at_most"
    return "more" if re.search("[余多]", quote) or after[:1] in ("余", "多") else "exact"
