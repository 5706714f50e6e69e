"""指标工坊: a block of an indicator becomes the catalogue it would make, a proposal, and at last a part of its file.

A block is data: TOML that the strict loader reads, words and no patterns. Nothing of it is ever run.
"""

import difflib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pipeline import catalogue as catalogues
from pipeline.catalogue import Catalogue, CatalogueError
from pipeline.desk import blocks, drafts, rebuild
from pipeline.desk.blocks import Form
from pipeline.store import begin, proposals
from pipeline.store.proposals import Proposal, State

__all__ = ["Form"]

TITLES = {"rules": "规则", "zero": "写明没有", "examples": "例句", "counterexamples": "反例"}
FEWEST = {"rules": 1, "examples": 2, "counterexamples": 1}  # as the tests of the catalogue demand


class Wrong(Exception):
    """What is wrong with a block; Chinese, with the line of the form."""


class NotWritable(Exception):
    """The catalogue cannot be written from here; Chinese."""


def known() -> Catalogue:
    """The catalogue as its files say it now. Raises CatalogueError."""
    return _with(catalogues.CATALOGUE, _stamp(), "", "")


def block(id: str) -> str:
    """The block of an indicator as its file says it now; empty where there is none."""
    return blocks.find(_file(id).read_text(encoding="utf-8"), id.partition(".")[2])


def form(id: str) -> Form:
    return blocks.form(block(id))


def new_id(domain: str, name: str) -> str:
    """The id of an indicator that is added in the page: the same for the same name."""
    return f"{domain}.added_{sha256(name.encode()).hexdigest()[:8]}"


def written(id: str, filled: Form) -> str:
    """The block of a filled form, not yet read. Raises Wrong where something is missing."""
    for field, title in (("name", "名称"), ("definition", "口径"), ("unit", "单位")):
        if not getattr(filled, field).strip():
            raise Wrong(f"还没有填写{title}。")
    others = (indicator.name for indicator in known().indicators if indicator.id != id)
    if filled.name.strip() in others:
        raise Wrong("已有同名的指标，请改用别的名称，或在上面选它来修改。")
    for field, least in FEWEST.items():
        lines = [line for line in getattr(filled, field).splitlines() if line.partition(blocks.REMARK)[0].strip()]
        if len(lines) < least:
            raise Wrong(f"{TITLES[field]}至少要有{least}行，现在有{len(lines)}行。")
    return blocks.write(id.partition(".")[2], filled, block(id))


def changed(id: str, block: str) -> Catalogue:
    """The catalogue with this block in place of the indicator's own. Raises Wrong as the strict loader finds it."""
    return _with(catalogues.CATALOGUE, _stamp(), id, block)


def differences(about: Proposal) -> Iterator[tuple[str, bool, str]]:
    """Field of the form, whether the line goes out (else it comes in), and the line."""
    was, now = blocks.form(about.before), blocks.form(about.block)
    for field in fields(Form):
        old, new = (getattr(one, field.name).splitlines() for one in (was, now))
        for line in difflib.ndiff(old, new):
            if line[0] in "-+":
                yield field.name, line[0] == "-", line[2:]


def activate(about: Proposal, person: str) -> None:
    """Write a proposal's block into the catalogue and begin to build the data anew.

    Raises Wrong, proposals.Answered, and NotWritable; then nothing is changed.
    """
    with begin() as connection:
        proposals.answer(connection, about, State.ACTIVE, person)
        if block(about.indicator) != about.before:
            raise Wrong("提出之后目录中的这一项又改过，请按现在的内容重新提出。")
        changed(about.indicator, about.block)
        _write(about)
    drafts.known.cache_clear()
    rebuild.start(person)


def decline(about: Proposal, person: str) -> None:
    """Leave a proposal aside. Raises proposals.Answered."""
    with begin() as connection:
        proposals.answer(connection, about, State.DECLINED, person)


def file_name(id: str) -> str:
    """Where the block of an indicator belongs, for people who write it there by hand."""
    return f"data/catalogue/indicators/{id.partition('.')[0]}.toml"


def _write(about: Proposal) -> None:
    """Aside, then in one step into its place."""
    file = _file(about.indicator)
    whole = blocks.put(file.read_text(encoding="utf-8"), about.indicator.partition(".")[2], about.block)
    aside = file.with_suffix(".aside")
    try:
        aside.write_text(whole, encoding="utf-8", newline="\n")
        os.replace(aside, file)  # noqa: PTH105 (the atomic one, named as what it is)
    except OSError as error:
        why = f"指标目录所在的文件夹不能写入（{error.strerror}）"
        raise NotWritable(f"{why}，没有启用。请把下面的文字交给维护人员，写入{file_name(about.indicator)}。") from error


def _file(id: str) -> Path:
    return catalogues.CATALOGUE / "indicators" / f"{id.partition('.')[0]}.toml"


def _stamp() -> tuple[tuple[str, int, int], ...]:
    """By which one sees that a file of the catalogue has changed."""
    states = ((file, file.stat()) for file in sorted(catalogues.CATALOGUE.rglob("*.toml")))
    return tuple((str(file), state.st_mtime_ns, state.st_size) for file, state in states)


@lru_cache(maxsize=16)
def _with(folder: Path, _stamp: tuple[tuple[str, int, int], ...], id: str, block: str) -> Catalogue:
    if not id:
        return catalogues.load(folder)
    domain, _, key = id.partition(".")
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "catalogue"
        shutil.copytree(folder, copy)
        file = copy / "indicators" / f"{domain}.toml"
        source = blocks.put(file.read_text(encoding="utf-8"), key, block)
        file.write_text(source, encoding="utf-8", newline="\n")
        try:
            return catalogues.load(copy)
        except CatalogueError as error:
            raise Wrong(_told(str(error), copy, source[: source.find(f"[{key}]")].count("\n"), block)) from error


def _told(message: str, copy: Path, first: int, block: str) -> str:
    """The loader's words with the line of the form instead of a file's; `first`: lines before the block."""
    said = message.removeprefix(f"{copy / 'indicators'}").removeprefix(os.sep).lstrip(":")
    said = said.replace("words.toml 里", "词表里").replace(",规则:", "。规则：")
    place = re.match(r"\w+\.toml:(\d+):(.*)", said, re.S)
    if place is None:
        for indicator in known().indicators:
            said = re.sub(rf"\b{re.escape(indicator.id)}\b", f"“{indicator.name}”", said)
        return re.sub(r"\(at line (\d+).*\)", lambda at: f"（第{int(at[1]) - first}行）", said)
    field, line = blocks.line_in_form(block, int(place[1]) - first)
    return f"{TITLES[field]}第{line}行：{place[2]}" if field in TITLES else place[2]
