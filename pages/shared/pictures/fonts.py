"""The letters of a drawing, put into it: a subset of a free Chinese font of this machine.

Without one (Windows has none that may be passed on) the drawing names its fonts with fall-backs and is shown with those
of the reader's machine.
"""

import base64
import io
import os
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Noto Sans SC"  # the first of theme.FONT, which drawings ask for
FREE = ("NotoSansCJK", "NotoSansSC", "NotoSansCJKsc", "SourceHanSansSC", "SourceHanSans")  # SIL Open Font License
HOMES = (  # where systems keep fonts
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts",
    "~/Library/Fonts", "C:/Windows/Fonts", "~/AppData/Local/Microsoft/Windows/Fonts",
)  # fmt: skip
WEIGHTS = {"Regular": 400, "Bold": 700}
BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)|<b>")


def embed(svg: str) -> str:
    """The drawing with the letters it uses; as it was where no free font is found."""
    letters = unescape(re.sub(r"<[^>]*>", "", svg))
    weights = WEIGHTS if BOLD.search(svg) else {"Regular": 400}
    rules = "".join(_rule(file, weight, letters) for name, weight in weights.items() if (file := _find(name)))
    return re.sub(r"(<svg[^>]*>)", rf"\1<style>{rules}</style>", svg, count=1) if rules else svg


def _rule(file: Path, weight: int, letters: str) -> str:
    data = base64.b64encode(_subset(file, letters)).decode("ascii")
    source = f"url(data:font/woff;base64,{data}) format('woff')"
    return f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:{source}}}"


def _subset(file: Path, letters: str) -> bytes:
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[], notdef_outline=True, flavor="woff")
    with _open(file) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=letters)
        subsetter.subset(font)
        font.flavor = "woff"
        written = io.BytesIO()
        font.save(written)
    return written.getvalue()


def _open(file: Path) -> TTFont:
    """The font, of a collection the one for simplified Chinese."""
    if file.suffix.lower() != ".ttc":
        return TTFont(file, lazy=True)
    with TTCollection(file, lazy=True) as collection:
        names = [font["name"].getDebugName(1) or "" for font in collection.fonts]
    number = next((place for place, name in enumerate(names) if name.endswith(" SC")), 0)
    return TTFont(file, fontNumber=number, lazy=True)


@cache
def _find(weight: str) -> Path | None:
    wanted = {f"{name}-{weight}{ending}".lower() for name in FREE for ending in (".ttc", ".otf", ".ttf")}
    return next((file for file in _files() if file.name.lower() in wanted), None)


def _files() -> Iterator[Path]:
    for home in HOMES:
        for folder, _, names in os.walk(Path(home).expanduser()):
            yield from (Path(folder, name) for name in sorted(names))
