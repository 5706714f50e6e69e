"""The sheet around a chart: the finding above it, what it rests on below, and a QR code of the view at the right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import segno

from pages.shared.theme import FONT, Palette

EDGE = 32  # pixels around everything
HEIGHT = 480  # of a chart that names none
TITLE, HEAD, NOTE = 22, 15, 14  # pixels of type
LEADING = 1.55  # line height
QR = 118  # pixels of the code with its margin
NARROW = 0.62  # width of a Latin letter or digit against its size, at most
CLOSING = "，。；：、）》”’！？%,.;:)"  # never first on a line


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture carries along. `lines`: n, period, coverage, what is not comparable, snapshot; `address`: of the
    same view, with its scheme; empty gives no code."""

    title: str
    head: str = ""  # small words above the title: which view, of what
    lines: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    svg: str
    height: int


def compose(chart: str, width: int, height: int, caption: Caption, colours: Palette) -> Drawn:
    """The sheet around `chart`, an SVG of width × height pixels."""
    parts: list[str] = []
    below = float(EDGE)
    if caption.head:
        below = _lines(parts, [caption.head], HEAD, below, colours.secondary)
    below = _lines(parts, fold(caption.title, width / TITLE), TITLE, below, colours.ink, bold=True) + 8
    parts.append(_placed(chart, EDGE, below, width, height))
    below += height + 12
    parts.append(f'<path d="M{EDGE} {below}h{width}" stroke="{colours.hairline}"/>')
    room = (width - (QR + EDGE if caption.address else 0)) / NOTE
    notes = [part for line in caption.lines for part in fold(line, room)]
    foot = _lines(parts, notes, NOTE, below + 6, colours.secondary)
    if caption.address:
        parts.append(code(caption.address, EDGE + width - QR, below + 10, QR))
        foot = max(foot, below + QR)
    total = int(foot) + EDGE
    size = f'width="{width + 2 * EDGE}" height="{total}" viewBox="0 0 {width + 2 * EDGE} {total}"'
    family = escape(FONT.replace('"', "'"))
    ground = f'<rect width="100%" height="100%" fill="{colours.page}"/>'
    body = "".join(parts)
    return Drawn(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{family}"><title>{escape(caption.title)}</title>'
        f"{ground}{body}</svg>",
        total,
    )


def code(address: str, x: float, y: float, size: float) -> str:
    """A QR code as a group of an SVG, black on white in any theme, with the margin that readers need."""
    qr = segno.make_qr(address, error="m")
    modules = qr.symbol_size(border=4)[0]
    path = "".join(
        f"M{column + 4} {row + 4}h1v1h-1z"
        for row, line in enumerate(qr.matrix)
        for column, is_dark in enumerate(line)
        if is_dark
    )
    scale = f'<g transform="translate({x:g},{y:g}) scale({size / modules:g})" shape-rendering="crispEdges">'
    return f'{scale}<rect width="{modules}" height="{modules}" fill="#FFFFFF"/><path d="{path}" fill="#000000"/></g>'


def fold(text: str, room: float) -> list[str]:
    """The text in lines of at most `room` times its size; numbers stay whole and no line starts with a comma."""
    lines, length = [""], 0.0
    for word in _words(text):
        wide = breadth(word)
        if length + wide > room and lines[-1] and word[0] not in CLOSING:
            lines.append("")
            length = 0.0
        lines[-1] += word
        length += wide
    return lines


def breadth(text: str) -> float:
    """Width of a text against the size of its type."""
    return sum(NARROW if letter.isascii() else 1 for letter in text)


def _words(text: str) -> Iterator[str]:
    yield from re.findall(r"[!-~]+|.", text)


def _lines(parts: list[str], lines: list[str], size: int, top: float, fill: str, *, bold: bool = False) -> float:
    """Adds the lines below `top` and returns where they end."""
    weight = ' font-weight="bold"' if bold else ""
    for line in lines:
        top += size * LEADING
        parts.append(
            f'<text x="{EDGE}" y="{top - size * 0.3:g}" font-size="{size}" fill="{fill}"{weight}>{escape(line)}</text>'
        )
    return top


def _placed(chart: str, x: float, y: float, width: int, height: int) -> str:
    """An SVG put into another at a place."""
    head = f'<svg x="{x}" y="{y:g}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" overflow="visible"'
    spaces = ' xmlns:xlink="http://www.w3.org/1999/xlink">'
    return head + spaces + chart[chart.index(">", chart.index("<svg")) + 1 :]
