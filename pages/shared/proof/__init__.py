"""讲稿核数: each number of a draft held against the library. Pure functions over the numbers and the rows.

reach       which values a number as written stands for
library     what is stated, laid out for looking up
verdict     the five marks, and whom a number is of
single      numbers of one office
together    numbers of several or all: sums, pooled rates, ranks, shares, counts of offices
shown       the draft with its marks, and the list, as HTML
annotated   the draft as a Word document with comments
"""

from collections.abc import Iterable

from pages.shared.proof import single, together
from pages.shared.proof.library import Library
from pages.shared.proof.verdict import NO_NUMBER, NONE, Verdict
from pipeline.desk.claim import Number
from pipeline.desk.whom import Unit

NOTHING_TO_CHECK = {
    "structural": "年份、序号、文号等，不是指标",
    "damaged": "数字的字符受损，读不出来",
    "line": "是前面“几个街镇”的分档线，与它一起核对",
}


def units(library: Library) -> list[Unit]:
    """The offices as the reader of drafts knows them."""
    return [Unit(code, row["name"], row["kind"], row["area"]) for code, row in library.offices.items()]


def areas(library: Library) -> list[tuple[str, str]]:
    """Code and name of the districts."""
    return list(dict.fromkeys((row["area"], row["district"] or "") for row in library.offices.values()))


def check(numbers: Iterable[Number], library: Library) -> list[Verdict]:
    """One verdict for each number of a draft, in their order."""
    return [_check(number, library) for number in numbers]


def _check(number: Number, library: Library) -> Verdict:
    if number.kind in NOTHING_TO_CHECK:
        return Verdict(number, NO_NUMBER, NOTHING_TO_CHECK[number.kind])
    if number.kind == "count":
        return together.count(number, library)
    if number.indicator is None or number.value is None or number.indicator not in library.indicators:
        return Verdict(number, NONE, number.why if number.kind == "rank" else "没有与它相配的指标，请人工核对")
    if not number.subject.offices and number.subject.area is None:
        return Verdict(number, NONE, "看不出是哪个单位或哪个区的数，请人工核对")
    if number.kind in ("rank", "share"):
        return together.rank(number, library) if number.kind == "rank" else together.share(number, library)
    if len(number.subject.offices) == 1 or number.subject.is_each:
        return single.judge(number, library)
    return together.change(number, library) if number.kind == "change" else together.total(number, library)
