"""Decks: named, ordered sets of screens for a meeting. Every change is a new version; what a screen says never changes.

A screen is kept as it was seen when somebody took it: a meeting shows the figures that were prepared, whatever is
published meanwhile. Its name is a digest of its content, so the same view taken twice is one row.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from pipeline.store import audit, begin
from pipeline.store.schema import deck as decks
from pipeline.store.schema import screen as screens

Content = Mapping[str, Any]


class Outdated(Exception):
    """Somebody else has saved a newer version of the deck meanwhile."""


@dataclass(frozen=True, slots=True)
class Slide:
    """A screen in its place in a deck. `title`: own words above the finding; `note`: for who presents; `figure`: place
    of the number that stands large instead of the chart, None for the chart."""

    screen: str
    title: str = ""
    note: str = ""
    figure: int | None = None


@dataclass(frozen=True, slots=True)
class Deck:
    """One version of a deck; `saved` is UTC."""

    deck: str
    version: int
    name: str
    slides: tuple[Slide, ...]
    saved: datetime
    is_deleted: bool = False


def every() -> list[Deck]:
    """The newest versions of all decks that are not deleted, the one saved last first."""
    newest = select(decks.c.deck, func.max(decks.c.version).label("version")).group_by(decks.c.deck).subquery()
    is_newest = (newest.c.deck == decks.c.deck) & (newest.c.version == decks.c.version)
    chosen = select(decks).join(newest, is_newest).where(~decks.c.is_deleted)
    with begin() as connection:
        rows = connection.execute(chosen.order_by(decks.c.saved.desc(), decks.c.deck)).mappings()
        return [_deck(row) for row in rows]


def versions(deck: str) -> list[Deck]:
    """All versions of a deck, the newest first; empty when there is none of this name."""
    with begin() as connection:
        chosen = select(decks).where(decks.c.deck == deck).order_by(decks.c.version.desc())
        return [_deck(row) for row in connection.execute(chosen).mappings()]


def create(name: str) -> Deck:
    """A new deck without screens."""
    deck = Deck(secrets.token_urlsafe(12), 1, name, (), audit.now())
    with begin() as connection:
        _add(connection, deck)
    return deck


def save(deck: Deck, **changes: Any) -> Deck:
    """The deck with the changes, as its next version. Raises Outdated when `deck` is not the newest."""
    with begin() as connection:
        newest = connection.execute(select(func.max(decks.c.version)).where(decks.c.deck == deck.deck)).scalar()
        if newest != deck.version:
            raise Outdated(deck.deck)
        changed = replace(deck, **changes, version=deck.version + 1, saved=audit.now())
        _add(connection, changed)
    return changed


def take(content: Content) -> str:
    """Keep what a screen says; its name."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    name = hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]
    with begin() as connection:
        if connection.execute(select(screens.c.screen).where(screens.c.screen == name)).first() is None:
            connection.execute(insert(screens).values(screen=name, content=text, taken=audit.now()))
    return name


def contents(names: Collection[str]) -> dict[str, Any]:
    """What the screens say, by their names."""
    with begin() as connection:
        chosen = select(screens.c.screen, screens.c.content).where(screens.c.screen.in_(list(names)))
        return {name: json.loads(text) for name, text in connection.execute(chosen)}


def _deck(row: Mapping[Any, Any]) -> Deck:
    slides = tuple(Slide(**slide) for slide in json.loads(row["slides"]))
    return Deck(row["deck"], row["version"], row["name"], slides, row["saved"], row["is_deleted"])


def _add(connection: Connection, deck: Deck) -> None:
    slides = json.dumps([asdict(slide) for slide in deck.slides], ensure_ascii=False)
    row = {"deck": deck.deck, "version": deck.version, "name": deck.name, "slides": slides, "saved": deck.saved}
    connection.execute(insert(decks).values(**row, is_deleted=deck.is_deleted))
