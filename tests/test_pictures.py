"""Charts as pictures: opened by readers that are not ours, with their context burnt in, and from a browser that may die."""

import base64
import io
import os
import re
import signal
from dataclasses import asdict
from pathlib import Path
from typing import Any

import lxml.etree
import plotly.graph_objects as go
import polars as pl
import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from PIL import Image

from pages.shared import address, shown, theme
from pages.shared.charts import bars
from pages.shared.charts.base import Rule
from pages.shared.pictures import Caption, NoPicture, chromium, fonts, picture, sheet
from queries import compare

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}; set CHROMIUM to one")
HERE = {"areas": ["118801"], "kind": None, "simulated": False}
ADDRESS = "http://10.1.2.3:8501/compare?area=%E7%A4%BA%E4%BE%8B%E5%8C%BA&year=2023&indicator=%E8%B0%83%E8%A7%A3"
CAPTION = Caption(
    "示例区4个写明“调解成功率”<&>：中位数97.6%。",
    "对比 · 示例区",
    ("n：写明4个。", "数据版本20240601T000000000Z。"),
    ADDRESS,
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def rows(snapshot: str) -> pl.DataFrame:
    return compare.figures(snapshot, indicator="mediation.success_rate", year=2023, **HERE)


@pytest.fixture
def figure(rows: pl.DataFrame) -> go.Figure:
    return bars.offices(rows, theme.DARK, looked="118801002", rule=Rule(97.6, "中位数 97.6%"))


@needs_chromium
def test_a_png_has_its_size_and_a_code_that_leads_back_to_the_view(figure: go.Figure) -> None:
    image = Image.open(io.BytesIO(picture(figure, CAPTION, "png")))
    assert (image.format, image.width) == ("PNG", 2400)
    assert image.height > 2 * (figure.layout.height or 0)
    assert image.getpixel((5, 5))[:3] == (255, 255, 255)  # drawn in the light theme, whatever the reader's
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [ADDRESS]


@needs_chromium
def test_an_svg_holds_every_word_and_the_letters_for_them(figure: go.Figure) -> None:
    svg = picture(figure, CAPTION, "svg")
    tree = lxml.etree.fromstring(svg)
    said = ["".join(text.itertext()) for text in tree.iter(f"{SVG}text")]
    for words in (*CAPTION.lines, CAPTION.head, "北桥街道", "西河街道", "中位数 97.6%"):
        assert any(words in text for text in said), words
    assert CAPTION.title in "".join(said)
    letters = set("".join(said)) - set(" \u3000\xa0")
    if any(fonts._find(weight) for weight in fonts.WEIGHTS):
        rules = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)", svg.decode())
        assert {weight for weight, _ in rules} == {"400", "700"}
        held = TTFont(io.BytesIO(base64.b64decode(rules[0][1]))).getBestCmap()
        assert letters <= set(map(chr, held))
    else:
        assert "Microsoft YaHei" in svg.decode()
    assert not re.search(r"(?:href|src)=[\"']https?:", svg.decode())


@needs_chromium
def test_a_browser_that_died_is_replaced(figure: go.Figure) -> None:
    first = picture(figure, CAPTION, "svg")
    browser = chromium._hand._browser
    assert browser
    os.kill(browser.subprocess.pid, signal.SIGKILL)
    assert len(picture(figure, CAPTION, "svg")) == pytest.approx(len(first), abs=200)
    assert chromium._hand._browser is not browser
    chromium._hand.stop()


def test_without_a_browser_the_words_say_what_to_do(figure: go.Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(NoPicture, match=r"没有安装.*表格照常可以导出"):
        picture(figure, CAPTION, "png")


def test_one_that_never_draws_is_tried_twice_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []

    def draw(*asked: Any) -> bytes:
        tried.append(asked)
        raise OSError("broken pipe")

    monkeypatch.setattr(chromium, "is_there", lambda: True)
    monkeypatch.setattr(chromium._hand, "draw", draw)
    with pytest.raises(NoPicture, match="数据没有受损"):
        chromium.draw({}, "png", 10, 10)
    assert len(tried) == chromium.TRIES


def test_colours_are_replaced_by_their_namesakes(figure: go.Figure) -> None:
    text = str(theme.worn(figure, theme.NIGHT))
    assert theme.NIGHT.accent in text and theme.NIGHT.quiet in text
    only_dark = set(asdict(theme.DARK).values()) - set(asdict(theme.NIGHT).values())
    assert not [colour for colour in only_dark if colour in text]


def test_no_two_tokens_share_a_colour() -> None:
    assert len(theme.TOKENS) == len(asdict(theme.LIGHT)) + len(asdict(theme.DARK))


@pytest.mark.parametrize("colours", [theme.DAY, theme.NIGHT], ids=["day", "night"])
def test_a_hall_sees_text_at_seven_to_one_and_marks_at_four_and_a_half(colours: theme.Palette) -> None:
    for ground in (colours.page, colours.panel):
        for text in (colours.ink, colours.secondary, colours.primary, colours.accent):
            assert _contrast(text, ground) >= 7, (text, ground)
        for mark in (colours.quiet, colours.benchmark):
            assert _contrast(mark, ground) >= 4.5, (mark, ground)
    for ground in (colours.tint, colours.full, colours.warm, colours.hairline):
        assert _contrast(colours.ink, ground) >= 7, ground


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("一二三四五", 3, ["一二三", "四五"]),
        ("一二三，四", 3, ["一二三，", "四"]),
        ("一二1234567", 3, ["一二", "1234567"]),
        ("", 3, [""]),
    ],
)
def test_a_line_breaks_where_a_reader_would(text: str, room: float, lines: list[str]) -> None:
    assert sheet.fold(text, room) == lines


def test_the_basis_counts_names_and_dates_what_the_chart_rests_on(rows: pl.DataFrame) -> None:
    here = shown.Shown(
        "对比", "示例区 · 7个街镇中6个有报告", "数据生成于2024年6月1日", "20240601T", True, None, "compare", {}
    )
    here.rows = rows
    assert shown.basis(here) == (
        "含模拟数据，仅供演示。",
        "n：写明4个，其中可比2个；未提及2个；报告缺1个。统计期：2023年（3个）、2023年1—9月（1个）。",
        "覆盖：示例区 · 7个街镇中6个有报告。",
        "不可比：西河街道（分母为受理矛盾纠纷）、南门街道（统计期为1—9月）。",
        "数据版本20240601T，数据生成于2024年6月1日。",
    )


@pytest.mark.parametrize(
    ("named", "seen", "whole"),
    [
        (None, "http://10.1.2.3:8501/compare", "http://10.1.2.3:8501/trends?year=2023"),
        ("https://board.example/fz/", "http://10.1.2.3:8501", "https://board.example/fz/trends?year=2023"),
        (None, None, "http://localhost:8501/trends?year=2023"),
    ],
)
def test_an_address_is_as_the_reader_or_an_administrator_names_the_board(
    named: str | None, seen: str | None, whole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JIEDAO_ADDRESS", raising=False)
    if named:
        monkeypatch.setenv("JIEDAO_ADDRESS", named)
    assert address.absolute("trends?year=2023", seen) == whole


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
