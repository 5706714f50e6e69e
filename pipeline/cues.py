"""data/catalogue/context.toml → cues, strictly: the words around a number that say what it counts, and of when.

A cue is a regular expression with what follows from it, its examples and counterexamples. Stages ask for theirs by
name, ``cue("scope.place")``; which conclusion is drawn where stands in the stage, which words lead to it in the file.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.catalogue import CATALOGUE, CatalogueError, read_toml

_FORMS = {"pattern", "any", "words"}  # three ways to write the same thing, exactly one in a cue
_NEEDED = {"says", "examples", "counterexamples"}
_KEYS = _NEEDED | _FORMS | {"needs"}
_REFERENCE = re.compile(r"(?<!\?P)<(\w+)>")  # <单位>, but not the name of a group
_FOLD = re.compile(r"\n *")


@dataclass(frozen=True, slots=True)
class Cue:
    """Asked like its pattern, within [start, end); not even tried where none of the words stands that it needs."""

    name: str
    says: str  # what it means and what follows, Chinese
    pattern: re.Pattern[str]
    needs: tuple[str, ...]  # one of these is in everything that the pattern can match
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    # Asked for every number: without needs they are the pattern's own, no step between.
    match: Callable[..., re.Match[str] | None] = field(init=False, repr=False, compare=False)
    search: Callable[..., re.Match[str] | None] = field(init=False, repr=False, compare=False)
    finditer: Callable[..., Iterator[re.Match[str]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        search, finditer = (
            (self._search, self._finditer) if self.needs else (self.pattern.search, self.pattern.finditer)
        )
        for name, ask in (("match", self.pattern.match), ("search", search), ("finditer", finditer)):
            object.__setattr__(self, name, ask)

    def is_possible(self, text: str, start: int, end: int) -> bool:
        for word in self.needs:  # a loop: asked for every sentence, and any() takes twice as long
            if text.find(word, start, end) >= 0:
                return True
        return not self.needs

    def _search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.pattern.search(text, start, end) if self.is_possible(text, start, end) else None

    def _finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text, start, end) if self.is_possible(text, start, end) else iter(())


def cue(name: str) -> Cue:
    """The cue of that name. Raises CatalogueError."""
    cues = load()
    if name not in cues:
        raise CatalogueError(f"{CATALOGUE / 'context.toml'}:没有线索 {name}")
    return cues[name]


@lru_cache
def surfaces(name: str, folder: Path = CATALOGUE) -> tuple[str, ...]:
    """A list of units as they are written, from units.toml. Raises CatalogueError."""
    return tuple(read_toml(folder / "units.toml")["surfaces"][name])


@lru_cache
def load(folder: Path = CATALOGUE) -> Mapping[str, Cue]:
    """All cues by name. Raises CatalogueError."""
    file = folder / "context.toml"
    stages = read_toml(file)
    lists = {
        name: _choice(map(re.escape, words)) for name, words in read_toml(folder / "units.toml")["surfaces"].items()
    }
    for name, value in stages.pop("lists", {}).items():
        parts = [value] if isinstance(value, str) else value
        lists[name] = _choice(_expand(part, lists, f"{file}:[lists] {name}") for part in parts)
    return {
        f"{stage}.{key}": _cue(f"{stage}.{key}", block, lists, f"{file}:{stage}.{key}")
        for stage, blocks in stages.items()
        for key, block in blocks.items()
    }


def _choice(parts: Iterator[str]) -> str:
    return f"(?:{'|'.join(parts)})"


def _expand(pattern: str, lists: Mapping[str, str], where: str) -> str:
    def listed(reference: re.Match[str]) -> str:
        if reference[1] not in lists:
            raise CatalogueError(f"{where}:没有叫 <{reference[1]}> 的一组")
        return lists[reference[1]]

    return _REFERENCE.sub(listed, _FOLD.sub("", pattern))


def _cue(name: str, block: dict[str, Any], lists: Mapping[str, str], where: str) -> Cue:
    if unknown := set(block) - _KEYS:
        raise CatalogueError(f"{where}:不认识的键 {sorted(unknown)}")
    if missing := {key for key in _NEEDED if not block.get(key)}:
        raise CatalogueError(f"{where}:缺少 {sorted(missing)}")
    if len(forms := _FORMS & set(block)) != 1:
        raise CatalogueError(f"{where}:{sorted(_FORMS)} 要写一种,现在写了 {sorted(forms)}")
    if not block.get("needs", True):
        raise CatalogueError(f"{where}:needs 不能是空的")
    for example in block["examples"]:
        if example.count("【") != 1 or example.count("】") != 1:
            raise CatalogueError(f"{where}:examples 要用【】标出一处:{example}")
    form = forms.pop()
    parts = [block[form]] if form == "pattern" else block[form]
    pattern = "|".join(re.escape(part) if form == "words" else _expand(part, lists, where) for part in parts)
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise CatalogueError(f"{where}:不是合法的正则表达式:{error}") from error
    return Cue(
        name,
        block["says"],
        compiled,
        tuple(block.get("needs", ())),
        tuple(block["examples"]),
        tuple(block["counterexamples"]),
    )
