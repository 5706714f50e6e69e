"""An indicator's block as text: found in its domain's file, taken apart for a form, written again like its neighbours.

A line of rules may be followed by, or be, a remark: ``//`` and words, which the file holds as a comment.
What was not changed keeps its own words, blanks and remarks to the letter.
"""

import json
import re
import tomllib
from dataclasses import dataclass, fields

REMARK = "//"
REMARKED = ("rules", "zero")
LISTS = (*REMARKED, "examples", "counterexamples")
_ORDER = (
    *("name", "unit", "kind", "direction", "numerator", "denominator", "tier", "definition"),
    *("rules", "zero", "narrow", "part_after", "examples", "counterexamples"),
)
_KEY = re.compile(r"^(\w+) *=", re.M)
_HEADER = re.compile(r"^\[(\w+)\]", re.M)
_ITEM = re.compile(r'^\s*(?:("(?:[^"\\]|\\.)*")\s*,?\s*)?(?:#\s*(.*))?$')


@dataclass(frozen=True, slots=True)
class Form:
    """What a person fills in. Lists have an item a line; `zero` is wordings by which nothing is stated."""

    name: str = ""
    unit: str = ""
    kind: str = "count"
    direction: str = "none"
    tier: str = "extended"
    definition: str = ""
    rules: str = ""
    zero: str = ""
    examples: str = ""
    counterexamples: str = ""


def find(source: str, key: str) -> str:
    """The block of a key in a file of the catalogue, without blank lines around it; empty where there is none."""
    start, end = _place(source, key)
    return source[start:end].strip("\n")


def put(source: str, key: str, block: str) -> str:
    """The file with the block in the place of the old one, or at its end; an empty block takes the old one out."""
    start, end = _place(source, key)
    before, after = source[:start].rstrip("\n"), source[end:].strip("\n")
    return "\n\n".join(part for part in (before, block.strip("\n"), after) if part) + "\n"


def form(block: str) -> Form:
    """What stands in a block, for a person to change."""
    if not block:
        return Form()
    parts = _parts(block)
    words = {key: tomllib.loads(part)[key] for key, part in parts.items() if key not in LISTS}
    lists = {key: _lines(key, part) for key, part in parts.items() if key in LISTS}
    return Form(**{field.name: (words | lists).get(field.name, "") for field in fields(Form)})


def write(key: str, filled: Form, old: str) -> str:
    """The block of a form; keys that the form does not have stay as they are in the old block."""
    was, parts = form(old), _parts(old) if old else {}
    for field in fields(Form):
        value = getattr(filled, field.name)
        if field.name not in parts or value != getattr(was, field.name):
            parts[field.name] = _list(field.name, value) if field.name in LISTS else f"{field.name} = {_quoted(value)}"
    if not filled.zero.strip():
        parts.pop("zero", None)
    return "\n".join([f"[{key}]", *(parts[name] for name in _ORDER if name in parts)])


def line_in_form(block: str, number: int) -> tuple[str, int]:
    """Key and line within it (1, 2, …) of the line of a block with this number (1: its header)."""
    key, start = "", 0
    for at, line in enumerate(block.split("\n"), start=1):
        if at <= number and (match := _KEY.match(line)):
            key, start = match[1], at
    return key, max(number - start, 1)


def _place(source: str, key: str) -> tuple[int, int]:
    headers = [*_HEADER.finditer(source)]
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        if header[1] == key:
            return header.start(), following.start() if following else len(source)
    return len(source), len(source)


def _parts(block: str) -> dict[str, str]:
    """The text of each key, in order."""
    keys = [*_KEY.finditer(block)]
    ends = [*(key.start() for key in keys[1:]), len(block)]
    return {key[1]: block[key.start() : end].rstrip("\n") for key, end in zip(keys, ends, strict=True)}


def _lines(key: str, part: str) -> str:
    """Items of a list, one a line, with their remarks where a form can show them."""
    items: list[str] = tomllib.loads(part)[key]
    body = part[part.index("[") + 1 : part.rindex("]")].strip("\n")
    found = [match for line in body.split("\n") if (match := _ITEM.match(line))]
    if key not in REMARKED or [json.loads(match[1]) for match in found if match[1]] != items:
        return "\n".join(items)
    lines = ((json.loads(match[1]) if match[1] else "", f"{REMARK} {match[2]}" if match[2] else "") for match in found)
    return "\n".join(" ".join(filter(None, line)) for line in lines)


def _list(key: str, text: str) -> str:
    lines = []
    for line in filter(str.strip, text.splitlines()):
        item, has_remark, remark = line.partition(REMARK) if key in REMARKED else (line, "", "")
        said = f"# {_plain(remark)}" if has_remark else ""
        lines.append(f"    {'  '.join(filter(None, [f'{_quoted(item)},' if item.strip() else '', said]))}")
    return "\n".join([f"{key} = [", *lines, "]"])


def _quoted(words: str) -> str:
    """As a string of TOML."""
    return json.dumps(_plain(words), ensure_ascii=False)


def _plain(words: str) -> str:
    """In one line, without signs that nobody sees."""
    return "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
