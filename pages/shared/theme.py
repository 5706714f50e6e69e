"""The design tokens, in one place; .streamlit/config.toml repeats those that Streamlit needs (a test compares them)."""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st

FONT = (
    '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", '
    '"WenQuanYi Micro Hei", sans-serif'
)


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme. One colour for all offices, one for the one looked at; never red against green."""

    page: str
    panel: str
    ink: str
    secondary: str
    hairline: str
    primary: str
    accent: str  # the highlighted office
    benchmark: str
    quiet: str  # everything else
    tint: str  # background of a found number
    full: str  # darkest cell of a grid; ink stays readable on it
    warm: str  # the worse end of a grid with a direction, opposite of `full`; ink stays readable on it


LIGHT = Palette(
    page="#FFFFFF",
    panel="#F7F9FB",
    ink="#1F2933",
    secondary="#52606D",
    hairline="#D9E2EC",
    primary="#0B4F8A",
    accent="#C2410C",
    benchmark="#616E7C",
    quiet="#6B89A8",
    tint="#DCEAF7",
    full="#A6BFD9",
    warm="#F2BE9B",
)
DARK = Palette(
    page="#11181F",
    panel="#1A232C",
    ink="#E8EDF2",
    secondary="#AAB7C4",
    hairline="#33414F",
    primary="#7DB9EC",
    accent="#FB9A5B",
    benchmark="#9FB0C0",
    quiet="#6F8FAE",
    tint="#1E3F5C",
    full="#3C5F82",
    warm="#7A4A2B",
)
TOKENS = {value: name for colours in (LIGHT, DARK) for name, value in asdict(colours).items()}  # no two share a colour
# For a hall, seen from afar: text at least 7:1 against its ground, marks at least 4.5:1 (a test computes both).
DAY = Palette(
    page="#FFFFFF",
    panel="#F0F4F8",
    ink="#0B1620",
    secondary="#37424D",
    hairline="#B8C4D0",
    primary="#083F70",
    accent="#93300A",
    benchmark="#3F4A56",
    quiet="#3F6288",
    tint="#CFE2F5",
    full="#A6BFD9",
    warm="#F2BE9B",
)
NIGHT = Palette(
    page="#05090D",
    panel="#111A22",
    ink="#FFFFFF",
    secondary="#C9D4DE",
    hairline="#465563",
    primary="#9CCBF5",
    accent="#FFB27D",
    benchmark="#BFCBD6",
    quiet="#85A9CC",
    tint="#1E4A70",
    full="#2B557E",
    warm="#82451C",
)


def worn(figure: go.Figure | dict[str, Any], colours: Palette) -> dict[str, Any]:
    """A figure drawn for a reader, in other colours: its colours are tokens, and each is replaced by its namesake."""
    text = figure.to_json() if isinstance(figure, go.Figure) else json.dumps(figure)
    new = asdict(colours)
    changed: dict[str, Any] = json.loads(
        re.sub(r"#[0-9A-F]{6}", lambda hex_: new.get(TOKENS.get(hex_[0], ""), hex_[0]), text)
    )
    return changed


def palette() -> Palette:
    """Colours of the theme the reader has."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def variables(colours: Palette) -> str:
    """The tokens as a CSS rule, for style.css."""
    tokens = "".join(f"--{name}:{value};" for name, value in asdict(colours).items())
    return f":root{{{tokens}--font:{FONT};}}"
