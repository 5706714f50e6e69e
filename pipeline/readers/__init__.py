"""readers: one module per format, each with `read(data: bytes) -> Text`. All but `txt` run in a child process only.

A reader gives the words a person would see on the page, in reading order: a paragraph is one line, a row of a table is
one line (tables.py). It knows nothing of what comes after. Whatever a library raises on a bad file may pass: the
sandbox turns it into an Unreadable.
"""

from dataclasses import dataclass

# Small raised and lowered digits, for 10² is not 102.
RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


class Unreadable(Exception):
    """The file gives no text that could be trusted; the message (Chinese) says what happened and what to do."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader gives."""

    text: str
    encoding: str  # of the bytes where that was a question (utf-8, gb18030 …), else "unicode"
    notes: tuple[str, ...] = ()  # Chinese remarks on the reading
    is_ocr: bool = False  # recognised from a picture, so that any character may be wrong
