"""What a draft claims of places among the offices: ranks, shares of the whole, how many offices reach a bound.

Works on the numbers of a draft in their order, with offsets into its normalized text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.desk.claim import Number
from pipeline.desk.whom import KINDS, Subject, Whom
from pipeline.numbers import chinese

_NTH = r"[0-9]+|[一二三四五六七八九十]+"
_PLACE = re.compile(
    r"(?:位居|居于|居|位列|名列|列|排名|排在|排|位于)?(?P<among>[全我][区县]|各(?:街道|街镇|镇街|乡镇))?(?:各?(?:街道|街镇|镇街|乡镇))?"
    rf"(?:排名)?(?P<last>倒数第(?P<back>{_NTH})|末位|末尾)|"
    r"(?:位居|居于|居|位列|名列|列|排名|排在|排|位于)(?:[全我][区县])?(?:各?(?:街道|街镇|镇街|乡镇))?(?:排名)?"
    rf"(?:首位|榜首|第(?P<n>{_NTH})|前(?P<top>[二三四五2-9]))(?:位|名)?|"
    rf"[全我][区县](?:各?(?:街道|街镇|镇街|乡镇))?(?:排名)?(?:第(?P<m>{_NTH})(?:位|名)?|首位|最(?P<most>多|高|大|少|低|小))|居首"
)
_SUPERLATIVE = re.compile(r"最(?P<most>多|高|大|少|低|小)的?(?:街道|街镇|单位)?(?:是|为|属|当属)?")
_SHARE = re.compile(r"占(?:到|了|比)?(?:[全我][区县]|各街道)[^,。;\n]{0,12}$")
_OFFICES = re.compile(KINDS)
_FILLER = re.compile(
    r"(?:其次|其中|是|为|和|与|及|以|则|只有|仅有?|也?有|达到?|分别|居|排|第[一二三四五六七八九十]|位|名|最[多少高低大小]|的|也|紧随其后|"
    r"依次|其余|合计|总计|共计?|一共|超过|突破|不足|近|约|开展|举办|组织|完成|办理|受理|上报|审查|发现|[,、:()\s])*"
)
_REACHES = re.compile(r"达|为|均|都|在|实现|保持")
LOW = ("少", "低", "小")


def counts_offices(text: str, end: int) -> bool:
    """Whether a number that ends there counts offices: 6个街道."""
    return bool(_OFFICES.match(text, end)) and text.endswith("个", 0, end)


def with_claims(found: Sequence[Number], text: str, whom: Whom) -> list[Number]:
    """The numbers with what they claim beyond their own value, and the ranks, which are often no numbers at all."""
    numbers = list(found)
    _inherit(numbers, text, whom)
    _shares(numbers, text)
    _counts(numbers, text, whom)
    ranks = [*_ranks(numbers, text, whom), *_superlatives(numbers, text, whom)]
    kept = [n for n in numbers if not any(r.start < n.end and n.start < r.end for r in ranks)]
    return sorted([*kept, *ranks], key=lambda number: (number.start, number.end))


def _inherit(numbers: list[Number], text: str, whom: Whom) -> None:
    """石榴街道392件,其次是青石街道366件: the second has no words of its own and is of the same indicator."""
    for i, number in enumerate(numbers):
        mention = next((m for m in reversed(whom.mentions) if m.end <= number.start and not m.compares), None)
        if number.kind not in ("other", "level") or number.value is None or mention is None:
            continue
        before = numbers[i - 1].end if i and numbers[i - 1].kind in ("level", "other") else 0
        own = text[max(mention.end, before) : number.start]
        if "\n" in own or not _FILLER.fullmatch(own) or counts_offices(text, number.end):
            continue
        lead = text[numbers[i - 1].end if i else 0 : mention.start]
        model = _model(numbers[:i], number, mention.start, text)
        if model and (number.kind == "other" or ("其中" not in lead and _FILLER.fullmatch(lead.replace(";", "")))):
            sentence = min(model.sentence[0], number.start), max(model.sentence[1], number.end)
            numbers[i] = replace(
                number, kind="level", indicator=model.indicator, unit=model.unit, period=model.period,
                status=model.status, sentence=sentence,
            )  # fmt: skip


def _model(numbers: Sequence[Number], number: Number, start: int, text: str) -> Number | None:
    """The number that one without words of its own follows: the first one of the subject before, counted alike."""
    line, sentence = text.rfind("\n", 0, start) + 1, _sentence(text, start)[0]
    alike = [
        n for n in numbers if n.kind == "level" and line <= n.start < start and _unit(n, text) == _unit(number, text)
    ]
    if not alike or (number.kind == "level" and alike[-1].start < sentence):
        return None
    return list(takewhile(lambda n: n.subject == alike[-1].subject, reversed(alike)))[-1]


def _unit(number: Number, text: str) -> str:
    """The measure word as written."""
    return re.sub(r"[0-9.,\s万亿千百余多近约]|以上|左右|(?<=场)次|(?<=家)次", "", text[number.start : number.end])


def _shares(numbers: list[Number], text: str) -> None:
    for i, number in enumerate(numbers):
        if number.kind in ("other", "level") and text[number.end - 1] == "%" and _SHARE.search(text, 0, number.start):
            of = _before(numbers[:i], text, number.start)
            subject = of.subject if of else number.subject
            numbers[i] = replace(
                number, kind="share", indicator=of.indicator if of else None, period=of.period if of else None,
                unit="%", subject=subject, value=number.value,
            )  # fmt: skip


def _counts(numbers: list[Number], text: str, whom: Whom) -> None:
    """6个街道的调解成功率在98%以上: the bound belongs to the count."""
    for i, number in enumerate(numbers):
        if number.kind == "structural" or not counts_offices(text, number.end):
            continue
        listed = (m.subject for m in whom.mentions if m.start == number.start and m.subject.offices)
        own = next(listed, Subject((), number.subject.area))
        numbers[i] = replace(number, kind="count", indicator=None, subject=own)
        stop = min((at for mark in "。;\n" if (at := text.find(mark, number.end)) >= 0), default=len(text))
        line = next(
            (k for k in range(i + 1, len(numbers)) if numbers[k].start < stop and numbers[k].kind == "level"), None
        )
        if line is None or re.match(rf"(?:{KINDS})中", text[number.end : number.end + 6]):
            continue
        between = text[number.end : numbers[line].start]
        is_bound = numbers[line].bound in ("at_least", "above", "at_most", "below")
        if numbers[line].subject.offices or not (is_bound or (numbers[line].unit == "%" and _REACHES.search(between))):
            continue
        bound = numbers[line]
        numbers[i] = replace(
            numbers[i], indicator=bound.indicator, period=bound.period, line=bound.value,
            bound=bound.bound if is_bound else "at_least",
        )  # fmt: skip
        numbers[line] = replace(bound, kind="line")


def _ranks(numbers: Sequence[Number], text: str, whom: Whom) -> Iterable[Number]:
    for match in _PLACE.finditer(text):
        nth = next((match[name] for name in ("n", "m", "back") if match[name]), None)
        value = _number(match["top"] or nth or "一")
        is_low = bool(match["last"]) or match["most"] in LOW
        bound = "at_most" if match["top"] else "exact"
        subject = whom.at(match.start(), match.end())
        of = _before(numbers, text, match.start()) or _after(numbers, text, match.end())
        if value and len(subject.offices) == 1:
            yield _rank(match, text, subject, of, value, bound, not is_low)


def _superlatives(numbers: Sequence[Number], text: str, whom: Whom) -> Iterable[Number]:
    for match in _SUPERLATIVE.finditer(text):
        if text[: match.start()].endswith(("全区", "全县")):
            continue
        named = whom.next(match.end(), match.end() + 1)
        subject = named or whom.at(match.start(), match.end())
        of = _after(numbers, text, match.end()) or _before(numbers, text, match.start())
        if len(subject.offices) == 1 and (named or re.match(r"[,、。;]", text[match.end() : match.end() + 1])):
            yield _rank(match, text, subject, of, 1.0, "exact", match["most"] not in LOW)


def _rank(
    match: re.Match[str], text: str, subject: Subject, of: Number | None, value: float, bound: str, rises: bool
) -> Number:
    is_level = of is not None and of.kind == "level"
    start, end = _sentence(text, match.start())
    return Number(
        match.start(), match.end(), match[0], "rank", subject, of.indicator if of and is_level else None, value, "",
        bound, of.period if of else None, rises=rises, sentence=(start, end),
        why="" if is_level else "没有写明按哪一项排，或者按增减排",
    )  # fmt: skip


def _before(numbers: Sequence[Number], text: str, at: int) -> Number | None:
    """The level or change stated last in the sentence before a place."""
    start, _ = _sentence(text, at)
    told = [n for n in numbers if start <= n.start < at and n.kind in ("level", "change")]
    return told[-1] if told else None


def _after(numbers: Sequence[Number], text: str, at: int) -> Number | None:
    _, end = _sentence(text, at)
    return next((n for n in numbers if at <= n.start < end and n.kind in ("level", "change")), None)


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind(stop, 0, at) for stop in "。\n") + 1
    end = min((found for stop in "。\n" if (found := text.find(stop, at)) >= 0), default=len(text))
    return start, end


def _number(words: str) -> float | None:
    return float(words) if words.isdigit() else chinese(words)
