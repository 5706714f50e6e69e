"""A chart as a drawing inside a page: no script, no browser, its words are text that can be searched and copied."""

from html import escape

from pages.shared.briefing.content import Bar, Chart
from pages.shared.briefing.measure import width
from pages.shared.theme import LIGHT

ROW, SIZE, WIDE = 28, 14, 960  # pixels
GAP = 10
COLOURS = {"quiet": LIGHT.quiet, "looked": LIGHT.accent, "benchmark": LIGHT.benchmark}


def draw(chart: Chart) -> str:
    """The bars as SVG, zero-based, to the left of zero what is below it."""
    names = min(max(width(bar.label, SIZE) for bar in chart.bars), WIDE * 0.4)
    texts = min(max(width(bar.text, SIZE) for bar in chart.bars), WIDE * 0.35)
    low = min(0.0, *(bar.value for bar in chart.bars))
    high = max(0.0, *(bar.value for bar in chart.bars))
    left = names + GAP + (texts + GAP if low < 0 else 0)
    scale = (WIDE - left - texts - 2 * GAP) / ((high - low) or 1)
    zero = left - low * scale
    tall = ROW * len(chart.bars) + 8
    rows = "".join(_row(bar, place, names, zero, scale) for place, bar in enumerate(chart.bars))
    axis = f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="0" y2="{tall - 4}" stroke="{LIGHT.hairline}"/>'
    return (
        f'<svg viewBox="0 0 {WIDE} {tall}" role="img" aria-label="{escape(chart.title)}" '
        f'font-size="{SIZE}" xmlns="http://www.w3.org/2000/svg">{axis}{rows}</svg>'
    )


def _row(bar: Bar, place: int, names: float, zero: float, scale: float) -> str:
    colour, y = COLOURS[bar.tone], place * ROW + 4
    length = abs(bar.value) * scale
    x = zero if bar.value >= 0 else zero - length
    fill = "none" if bar.hollow else colour
    ink = f' fill="{colour}" font-weight="600"' if bar.tone == "looked" else f' fill="{LIGHT.ink}"'
    end = f'x="{x + length + 6:.1f}"' if bar.value >= 0 else f'x="{x - 6:.1f}" text-anchor="end"'
    squeezed = f' textLength="{names:.0f}" lengthAdjust="spacingAndGlyphs"' if width(bar.label, SIZE) > names else ""
    return (
        f'<text x="{names:.0f}" y="{y + 15}" text-anchor="end"{squeezed}{ink}>{escape(bar.label)}</text>'
        f'<rect x="{x:.1f}" y="{y + 1}" width="{length:.1f}" height="18" fill="{fill}" stroke="{colour}"/>'
        f'<text {end} y="{y + 15}"{ink}>{escape(bar.text)}</text>'
    )
