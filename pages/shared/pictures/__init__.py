"""A chart as a picture that cannot lose its context: what it says, what that rests on, and the way back to it.

Drawn on this machine by its own Chromium, without any network. The PNG is the SVG, pixel for pixel, twice as fine.
"""

import base64
from typing import Any, Literal

import plotly.graph_objects as go

from pages.shared import theme
from pages.shared.pictures import chromium, fonts, sheet
from pages.shared.pictures.chromium import NoPicture, is_there
from pages.shared.pictures.sheet import Caption

__all__ = ["Caption", "NoPicture", "is_there", "picture"]

Format = Literal["png", "svg"]
FINE = 2  # pixels of a PNG for one of the drawing


def picture(figure: go.Figure | dict[str, Any], caption: Caption, format: Format, *, width: int = 1200) -> bytes:
    """The figure in the light theme with its caption burnt in, `width` pixels wide (a PNG has twice as many).

    Raises NoPicture, whose words are for people, when there is no Chromium or it does not draw.
    """
    light = theme.worn(figure, theme.LIGHT)
    inner = width - 2 * sheet.EDGE
    height = int(light["layout"].get("height") or sheet.HEIGHT)
    chart = chromium.draw(light, "svg", inner, height).decode("utf-8")
    drawn = sheet.compose(chart, inner, height, caption, theme.LIGHT)
    svg = fonts.embed(drawn.svg)
    return svg.encode("utf-8") if format == "svg" else _pixels(svg, width, drawn.height)


def _pixels(svg: str, width: int, height: int) -> bytes:
    """The same as PNG: an empty chart with the drawing as its background, so that one drawing serves both."""
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode('utf-8')).decode('ascii')}"
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "sizex": 1, "sizey": 1, "sizing": "stretch"}
    bare = {"visible": False}
    layout = {"images": [{"source": source, **place}], "margin": dict.fromkeys("lrtb", 0), "xaxis": bare, "yaxis": bare}
    return chromium.draw({"data": [], "layout": layout}, "png", width, height, FINE)
