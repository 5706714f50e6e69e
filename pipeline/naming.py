"""What a report calls its office.

Names are found by their endings (街道, 镇, 乡, 司法所) and by where they begin: at a boundary, or because the register
knows them. Every mention votes with the weight of its place: title and signature say more than the body.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline.offices import vocabulary

HAN = "㐀-鿿"
_LONGEST, _LONGEST_UNKNOWN = 10, 5  # characters of a name before its ending
_ENDING = re.compile(r"街道|司法所|镇(?![海江村街区级企域亲镇乡])|乡(?![镇村街亲土愁情贤级])")
SUFFIXES = ("街道", "镇", "乡")
_ADMINISTRATIVE = rf"(?<=[{HAN}])(?:自治区|[省市区县旗州盟])"
_DATED = r"(?<=[\d〇零一二三四五六七八九])(?:年度?|月|日)|(?<=\d\s)(?:年度?|月|日)"
_TITLE, SIGNATURE, _DISTRICT, _OPENING, _KNOWN, _UNKNOWN = 10.0, 8.0, 5.0, 4.0, 2.0, 0.7
_NAMED = 2.0  # votes that a name needs


@dataclass(frozen=True, slots=True)
class Mention:
    name: str  # 金霞街道, also where the text says 金霞司法所
    start: int
    end: int
    votes: float


class Found(NamedTuple):
    """A fact and the words that say it, with offsets into the normalized text."""

    field: str  # as Evidence.field
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of a text lie that say most."""

    title: tuple[int, int]  # empty when there is none
    opening: int  # end of the first words of the body
    signature: int  # start of the closing lines


class Patterns(NamedTuple):
    """The words of kinds.toml by which a name is bounded, compiled."""

    cuts: re.Pattern[str]  # what ends before a name begins, districts included
    words: re.Pattern[str]  # the same without districts
    generic: re.Pattern[str]  # ends of runs that are no name
    anonymous: re.Pattern[str]  # names that hide who it is


@cache
def patterns() -> Patterns:
    words = vocabulary()["office"]
    before = "|".join(sorted(words["before"].split("|"), key=len, reverse=True))
    anonymous = "".join(re.escape(c) for c in words["anonymous"].split("|"))
    return Patterns(
        re.compile(f"{before}|{_ADMINISTRATIVE}|{_DATED}"),
        re.compile(f"{before}|{_DATED}"),
        re.compile(f"(?:{words['generic']})$"),
        re.compile(f"[{anonymous}]{{1,4}}$"),
    )


def mentions(text: str, parts: Parts, known: Container[str]) -> list[Mention]:
    """Every mention of something that may be an office's name, with its votes."""
    found, last = [], 0
    suffix = _usual_suffix(text)
    for match in _ENDING.finditer(text):
        ending = match[0]
        start, certain = _beginning(text, max(last, match.start() - _LONGEST), match.start(), ending, known)
        if start is None:
            continue
        last = match.end()
        base = text[start : match.start()]
        name = base + (suffix if ending == "司法所" else ending)
        votes = _votes(text, start, name in known, certain, parts)
        if ending != "街道" and name not in known and votes < _OPENING:
            continue
        found.append(Mention(name, start, match.end(), votes))
    return found


def _usual_suffix(text: str) -> str:
    """Of which kind an office is whose text names only its 司法所."""
    return max(SUFFIXES, key=lambda suffix: (text.count(suffix), suffix == "街道"))


def _beginning(text: str, low: int, end: int, ending: str, known: Container[str]) -> tuple[int | None, bool]:
    """Where the name before text[end:] begins, and whether a boundary says so; None when there is no name."""
    if hidden := patterns().anonymous.search(text, max(low, end - 4), end):
        return hidden.start(), True
    start = run_start(text, low, end)
    if start == end:
        return None, False
    begins = [at for at in (start, *(m.end() for m in patterns().cuts.finditer(text, start, end))) if at < end - 1]
    names = [at for at in range(start, end) if text[at:end] + ending in known]
    known_at = next((at for at in begins if at in names), None)
    if patterns().generic.search(text, start, end):
        return (known_at, True) if known_at is not None and _opens(text, known_at) else (None, False)
    if known_at is not None:
        return known_at, True
    whole = begins[-1] if begins and (start > low or not low or len(begins) > 1) else None
    if whole is not None and (_opens(text, whole) or not names) and _may_be_name(text, start, whole, end):
        return whole, True
    return (names[0], False) if names else (None, False)


def _may_be_name(text: str, start: int, whole: int, end: int) -> bool:
    """Whether text[whole:end], which the register does not know, is short enough and no word like 成立."""
    is_word = any(m.end() > end - 2 and len(m[0]) > 1 for m in patterns().words.finditer(text, start, end))
    return not is_word and end - whole <= (_LONGEST if text[end - 1] == "族" else _LONGEST_UNKNOWN)


def _opens(text: str, start: int) -> bool:
    """Whether a name that begins there begins a line or follows its district or a date."""
    return not start or text[start - 1] in "区县市旗州盟省年度\n"


def run_start(text: str, low: int, end: int) -> int:
    """Start of the Chinese characters that stand without a gap before `end`."""
    start = end
    while start > low and "㐀" <= text[start - 1] <= "鿿":
        start -= 1
    return start


def _votes(text: str, start: int, is_known: bool, certain: bool, parts: Parts) -> float:
    if parts.title[0] <= start < parts.title[1]:
        return _TITLE
    if start >= parts.signature:
        return SIGNATURE
    if certain and text.endswith(("区", "县", "旗", "人民政府", "司法局"), 0, start):
        return _DISTRICT
    if certain and start < parts.opening:
        return _OPENING
    return (_KNOWN if certain else 1.0) if is_known else _UNKNOWN


def elect(found: Iterable[Mention], text: str) -> Mention | None:
    """The mention with the most telling place of the name with the most votes; None when no name has enough."""
    best: dict[str, Mention] = {}
    votes: dict[str, float] = {}
    for mention in found:
        votes[mention.name] = votes.get(mention.name, 0.0) + mention.votes
        best.setdefault(mention.name, mention)
        best[mention.name] = max(best[mention.name], mention, key=lambda m: m.votes)
    for longer in sorted(votes, key=len, reverse=True):
        for shorter in [name for name in votes if name != longer and longer.endswith(name)]:
            _join(longer, shorter, votes, text)
    name = max(votes, key=lambda name: (votes[name], -best[name].start), default=None)
    return best[name] if name and votes[name] >= _NAMED else None


def _join(longer: str, shorter: str, votes: dict[str, float], text: str) -> None:
    """Of 福州安泰街道 and 安泰街道 the shorter is the name if it stands alone too; else it is a piece of the longer."""
    kept, lost = (shorter, longer) if text.count(shorter) > text.count(longer) else (longer, shorter)
    votes[kept] += votes[lost]
    votes[lost] = 0.0


def is_anonymous(name: str) -> bool:
    """Whether a name hides who it is: XX街道, 某镇."""
    return bool(patterns().anonymous.fullmatch(name.removesuffix(next((s for s in SUFFIXES if name.endswith(s)), ""))))
