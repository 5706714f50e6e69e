"""Ten invented drafts over the sample reports, with the truth written into them.

A draft begins with the area and the year that its reader would choose. {366件=} is right, {376件!} is a planted error,
{214件?} is of another basis, {412家-} is nothing that the library has; braces without a mark only set the number apart.
"""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("drafts")
MARKS = {"=": "一致", "!": "不符", "?": "口径不同", "-": "库中无"}
_MARKED = re.compile(r"\{([^}]*?)([=!?-]?)\}")


@dataclass(frozen=True)
class Draft:
    name: str
    area: str
    year: int
    text: str
    truth: dict[tuple[int, int], str]  # place of each marked number and the mark it should get


def load() -> list[Draft]:
    """All drafts in order of their names."""
    return [_draft(path) for path in sorted(FOLDER.glob("*.txt"))]


def _draft(path: Path) -> Draft:
    head, marked = path.read_text(encoding="utf-8").split("\n", 1)
    area, year = head.lstrip("#").split()
    text, truth, last = "", {}, 0
    for match in _MARKED.finditer(marked):
        text += marked[last : match.start()]
        if match[2]:
            truth[len(text), len(text) + len(match[1])] = MARKS[match[2]]
        text += match[1]
        last = match.end()
    return Draft(path.stem, area, int(year), text + marked[last:], truth)
