"""Words that others wrote, made safe to stand on a page: markup is text, and what cannot be seen is shown.

A character that turns the words after it round (U+202E), or takes no room between two (U+200B), stands as a small mark
of its own and does nothing to its neighbours. In HTML it stays in the text, so that what is counted, searched and
copied is exact; where no element can stand, it is spelt out. Files are not written through here: they hold it as it is.
"""

import html
import re

# Controls but for blanks, format characters, separators of lines, and letters without a shape (a test compares).
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
HINT = "看不见的字符"


def escape(words: str) -> str:
    """As the content of an element; a hidden character is an inline block of its own, which no direction leaves."""
    return HIDDEN.sub(_mark, html.escape(words))


def spelt(words: str) -> str:
    """Where no element can stand: as the value of an attribute, or in a chart, which knows `&#34;` and not `&quot;`."""
    return html.escape(visible(words)).replace("&quot;", "&#34;")


def visible(words: str) -> str:
    """Not escaped, for what takes plain words: a choice of a list, the wall."""
    return HIDDEN.sub(lambda found: _name(found[0]), words)


def _name(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"


def _mark(found: re.Match[str]) -> str:
    return f'<span class="sign" data-sign="{_name(found[0])}" title="{HINT}">{found[0]}</span>'
