"""data/catalogue → Indicators, strictly: an unknown key, unit, class or reference is an error with file and line.

A rule is one line of words around the number, e.g. ``受理|登记 <纠纷> # @调解 !法律援助 ~件|起``:

- groups left and right of ``#`` (the number with its unit) in this order, alternatives split by ``|``; the group next
  to ``#`` is the anchor and stands in the number's own clause. Without ``#`` the number follows.
- ``<name>`` stands for a class of words.toml.
- ``@`` one of these in the sentence, the sentences before it in the paragraph, or the heading.
- ``!`` none of these among the number's own words.
- ``^`` none of these between the topic and the number: by then another subject is spoken of.
- ``~`` the units taken, instead of those of units.toml.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.model import Indicator, Rule

CATALOGUE = Path(__file__).resolve().parent.parent / "data" / "catalogue"
_KEYS = {
    "name",
    "unit",
    "kind",
    "direction",
    "numerator",
    "denominator",
    "tier",
    "definition",
    "rules",
    "zero",
    "narrow",
    "part_after",
    "examples",
    "counterexamples",
}
_NEEDED = {"name", "unit", "kind", "direction", "tier", "definition", "examples"}
_CHOICES = {
    "kind": {"count", "rate", "amount", "area"},
    "direction": {"higher", "lower", "none"},
    "tier": {"core", "extended"},
}
Where = Callable[..., str]  # of a text in a block, or of the block: its file and line
_SURFACES = {"单位", "汉字数单位"}


class CatalogueError(Exception):
    """What is wrong in which file and line; the message is Chinese."""


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Compared by identity: what it was loaded from stands in ``digest``."""

    indicators: tuple[Indicator, ...]
    domains: dict[str, str]  # id → Chinese title, in order
    words: dict[str, tuple[str, ...]]  # lists of words.toml: pseudo, plan, …
    narrow: dict[str, tuple[str, ...]]  # domain → words that narrow its topic to a part
    units: dict[str, frozenset[str]]  # unit → surfaces it takes
    digest: str
    by_operation: frozenset[str] = frozenset()  # domains in which a named operation's number is a part
    narrow_lists: frozenset[str] = frozenset()  # domains in which what narrows a number narrows those after it too

    def indicator(self, id: str) -> Indicator:
        return next(indicator for indicator in self.indicators if indicator.id == id)


def load(folder: Path | None = None) -> Catalogue:
    """The whole catalogue, of another folder where one is named. Raises CatalogueError."""
    folder = folder or CATALOGUE
    words = read_toml(folder / "words.toml")
    units = _units(folder / "units.toml")
    classes: dict[str, str] = words.pop("classes")
    narrow = {domain: tuple(narrowing) for domain, narrowing in words.pop("narrow").items()}
    indicators: list[Indicator] = []
    domains: dict[str, str] = {}
    settings = read_toml(folder / "domains.toml")
    order = settings["order"]
    files = {file.stem: file for file in (folder / "indicators").glob("*.toml")}
    if set(files) != set(order):
        raise CatalogueError(f"{folder / 'domains.toml'}:域的次序与文件不一致:{set(files) ^ set(order)}")
    for domain in order:
        file = files[domain]
        blocks = read_toml(file)
        domains[domain] = blocks.pop("title")
        source = file.read_text(encoding="utf-8")
        for key, block in blocks.items():
            where = partial(_where, file, source, key)
            indicators.append(_indicator(f"{domain}.{key}", domain, block, classes, units, where))
    _check_references(indicators, folder)
    lists = {name: tuple(value) for name, value in words.items()}
    return Catalogue(
        tuple(indicators),
        domains,
        lists,
        narrow,
        units,
        _digest(folder),
        *(frozenset(settings[k]) for k in ("by_operation", "narrow_lists")),
    )


def read_toml(file: Path) -> dict[str, Any]:
    """A file of the catalogue. Raises CatalogueError."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CatalogueError(f"{file}:找不到目录文件") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file}:不是合法的 TOML:{error}") from error


def _units(file: Path) -> dict[str, frozenset[str]]:
    """Unit → surfaces it takes. Beside the units stand the lists of all surfaces, which cues are made of."""
    units = read_toml(file)
    lists = units.pop("surfaces", {})
    if set(lists) != _SURFACES:
        raise CatalogueError(f"{file}:[surfaces] 里只能有、也都要有 {sorted(_SURFACES)},现在是 {sorted(lists)}")
    for unit, surfaces in units.items():
        if not isinstance(surfaces, list):
            raise CatalogueError(f"{file}:不认识的键 {unit}")
    return {unit: frozenset(surfaces) for unit, surfaces in units.items()}


def _where(file: Path, source: str, key: str, text: str = "") -> str:
    """File and line of a block, or of a text in it."""
    match = re.search(rf"^\[{re.escape(key)}\]", source, re.M)
    start = match.start() if match else 0
    at = source.find(json.dumps(text, ensure_ascii=False), start) if text else start
    return f"{file}:{source.count(chr(10), 0, max(at, start)) + 1}"


def _indicator(
    id: str, domain: str, block: dict[str, Any], classes: dict[str, str], units: dict[str, frozenset[str]], where: Where
) -> Indicator:
    if unknown := set(block) - _KEYS:
        raise CatalogueError(f"{where()}:不认识的键 {sorted(unknown)}")
    if missing := _NEEDED - set(block):
        raise CatalogueError(f"{where()}:缺少 {sorted(missing)}")
    if block["unit"] not in units:
        raise CatalogueError(f"{where()}:units.toml 里没有单位 {block['unit']}")
    for key, allowed in _CHOICES.items():
        if block[key] not in allowed:
            raise CatalogueError(f"{where()}:{key} 只能是 {sorted(allowed)},现在是 {block[key]}")
    for key, title in (("examples", "例句"), ("counterexamples", "反例")):
        for example in block.get(key, ()):
            if example.count("【") < 1 or example.count("【") != example.count("】"):
                raise CatalogueError(f"{where(example)}:{title}要用【】标出数字:{example}")

    def rule(text: str, number: int) -> Rule:
        return parse_rule(text, f"{id}#{number}", id, classes, units[block["unit"]], where)

    rules = tuple(rule(text, number) for number, text in enumerate(block.get("rules", ()), start=1))
    zero = tuple(rule(text, 0) for text in block.get("zero", ()))
    return Indicator(
        id=id,
        name=block["name"],
        domain=domain,
        unit=block["unit"],
        kind=block["kind"],
        direction=block["direction"],
        numerator=block.get("numerator"),
        denominator=tuple(block.get("denominator", ())),
        tier=block["tier"],
        definition=block["definition"],
        rules=rules,
        zero=zero,
        narrow=tuple(block.get("narrow", ())),
        part_after=tuple(block.get("part_after", ())),
        examples=tuple(block["examples"]),
        counterexamples=tuple(block.get("counterexamples", ())),
    )


def parse_rule(
    text: str, name: str, indicator: str, classes: dict[str, str], units: frozenset[str], where: Where
) -> Rule:
    """One rule from its line. Raises CatalogueError."""

    def group(words: str) -> tuple[str, ...]:
        parts = [part for part in expand(words).split("|") if part]
        return tuple(dict.fromkeys(parts))

    def expand(words: str) -> str:
        expanded = words
        for _ in range(3):  # a class may use classes
            for reference in re.findall(r"<([^>]+)>", expanded):
                if reference not in classes:
                    raise CatalogueError(f"{where(text)}:words.toml 里没有词类 <{reference}>,规则:{text}")
                expanded = expanded.replace(f"<{reference}>", classes[reference])
        return expanded

    if wrong := _wrong(text):
        raise CatalogueError(f"{where(text)}:{wrong},规则:{text}")
    before: list[tuple[str, ...]] = []
    after: list[tuple[str, ...]] = []
    topic: list[tuple[str, ...]] = []
    unless: tuple[str, ...] = ()
    shadow: tuple[str, ...] = ()
    side = before
    for part in text.split():
        if part == "#":
            side = after
        elif part[0] == "@":
            topic.append(group(part[1:]))
        elif part[0] == "!":
            unless += group(part[1:])
        elif part[0] == "^":
            shadow += group(part[1:])
        elif part[0] == "~":
            units = frozenset(expand(part[1:]).split("|"))  # an empty one takes numbers without a unit
        else:
            side.append(group(part))
    if not before and not after:
        raise CatalogueError(f"{where(text)}:规则里没有词:{text}")
    return Rule(name, indicator, tuple(before), tuple(after), tuple(topic), unless, shadow, units, text)


def _wrong(text: str) -> str:
    """What is wrong with the signs of a rule, empty when nothing is."""
    parts = text.split()
    if parts.count("#") > 1:
        return "一条规则只能有一个 #"
    if text.count("<") != len(re.findall(r"<[^<>]+>", text)) or text.count("<") != text.count(">"):
        return "词类的 < 和 > 不成对"
    alone = next((part for part in parts if part in ("@", "!", "^", "|")), "")
    return f"{alone} 的旁边没有词" if alone else ""


def _check_references(indicators: list[Indicator], folder: Path) -> None:
    ids = {indicator.id for indicator in indicators}
    for indicator in indicators:
        for reference in (indicator.numerator, *indicator.denominator, *indicator.part_after):
            if reference and reference not in ids:
                raise CatalogueError(f"{folder / 'indicators'}:{indicator.id} 指向不存在的指标 {reference}")


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.toml")):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
