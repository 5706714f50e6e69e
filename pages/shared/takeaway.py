"""What a reader takes away from a page: the chart as a picture with its context burnt in."""

from functools import partial
from typing import get_args

import streamlit as st

from pages.shared import access, address, shown
from pages.shared.pictures import Caption, Format, chromium, picture

FORMATS: tuple[Format, ...] = get_args(Format)
MIME = {"png": "image/png", "svg": "image/svg+xml"}


def pictures(name: str) -> None:
    """Buttons that give the page's chart as PNG and SVG; drawn only when asked for, outside this run."""
    here = shown.current()
    if here.figure is None or not chromium.is_there():
        return
    caption = Caption(here.sentence, here.view, shown.basis(here), address.absolute(here.address, st.context.url))
    for format in FORMATS:
        label, file = f"图片（{format.upper()}）", f"{name}.{format}"
        make = access.logged(partial(picture, here.figure, caption, format), file)
        st.download_button(label, make, file, MIME[format], key=f"picture-{format}", on_click="ignore")


def advice() -> str:
    """What is said where pictures cannot be had; empty where they can."""
    return "" if shown.current().figure is None or chromium.is_there() else chromium.LACKING
