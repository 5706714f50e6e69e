"""What can come of a number: five marks, with the library's value, the reason, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.shared import words
from pages.shared.proof.library import Fact, Library
from pipeline.desk.claim import Number

AGREES, DIFFERS, OTHER, NONE, NO_NUMBER = "一致", "不符", "口径不同", "库中无", "非指标"
MARKS = (DIFFERS, OTHER, NONE, AGREES, NO_NUMBER)  # in the order of what needs a person most


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ours`: the library's value in words, empty where it has none; `sources`: the rows it comes from."""

    number: Number
    mark: str
    remark: str = ""
    ours: str = ""
    sources: Sequence[Fact] = ()


def year_of(number: Number) -> int:
    return number.period[1].year if number.period else 0


def subject(number: Number, library: Library) -> str:
    """Whom the number is of, in words."""
    if number.subject.offices:
        return words.names(library.names(number.subject.offices))
    districts = {str(row["district"]) for row in library.offices.values() if row["area"] == number.subject.area}
    return districts.pop() if len(districts) == 1 else "未写明"


def stated(row: Fact) -> str:
    """A stated value with its unit, as it may be quoted."""
    return words.stated(row)


def period(row: Fact) -> str:
    return words.period(row["period_start"], row["period_end"])
