"""A briefing as one HTML file that opens without network: its style and its charts are inside, there is no script."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from pages.shared import theme
from pages.shared.briefing import svg
from pages.shared.briefing.content import Briefing, Chart, Evidence, Section, Table

STYLE = Path(__file__).with_name("print.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
SHORT = 14  # rows of a table that is kept on one page
APPENDIX = "附录　数字出处"
PLACES = "位置按报告读入时的原文计字，首尾都算在内。中位数、合并率、增减等推算的数由报告写明的数算出，没有自己的句子。"


def write(briefing: Briefing) -> bytes:
    """The file, UTF-8."""
    title = escape(briefing.title)
    style = theme.variables(theme.LIGHT) + STYLE.read_text(encoding="utf-8")
    body = "".join(_chapter(place, name, sections) for place, (name, sections) in enumerate(briefing.chapters, 1))
    basis = "".join(f"<li>{escape(line)}</li>" for line in briefing.basis)
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body><main>'
        f"<header><h1>{title}</h1><p class='quiet'>{escape(_dated(briefing))}</p></header>"
        f"<p class='conclusion'>{escape(briefing.conclusion)}</p>{body}"
        f"<section><h2>口径</h2><ul>{basis}</ul></section>{_appendix(briefing.evidence)}</main></body></html>"
    ).encode()


def _dated(briefing: Briefing) -> str:
    return " · ".join(filter(None, (briefing.caution, briefing.subject, briefing.dated)))


def _chapter(place: int, name: str, sections: list[Section]) -> str:
    """A chapter of one section, or of several with headings of their own."""
    if not sections[0].group:
        return f"<section><h2>{place}　{escape(name)}</h2>{_section(sections[0])}</section>"
    parts = "".join(
        f"<section><h3>{place}.{number}　{escape(section.name)}</h3>{_section(section)}</section>"
        for number, section in enumerate(sections, 1)
    )
    return f"<section><h2>{place}　{escape(name)}</h2>{parts}</section>"


def _section(section: Section) -> str:
    text = "".join(f"<p>{escape(line)}</p>" for line in section.more)
    drawn = _chart(section.chart) if section.chart else ""
    listed = _table(section.table) if section.table else ""
    return f"<p class='headline'>{escape(section.headline)}</p>{text}{drawn}{listed}"


def _chart(chart: Chart) -> str:
    note = f"<p class='quiet'>{escape(chart.note)}</p>" if chart.note else ""
    return f"<figure><figcaption>{escape(chart.title)}</figcaption>{svg.draw(chart)}{note}</figure>"


def _table(table: Table) -> str:
    sides = ["right" if column.right else "" for column in table.columns]
    whole = sum(column.width for column in table.columns)
    cols = "".join(f'<col style="width:{100 * column.width / whole:.1f}%">' for column in table.columns)
    head = "".join(
        f'<th scope="col" class="{side}">{escape(column.title)}</th>'
        for side, column in zip(sides, table.columns, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f'<td class="{side}">{escape(cell)}</td>' for side, cell in zip(sides, row, strict=True))
        for row in table.rows
    )
    caption = f"<caption>{escape(table.title)}</caption>"
    short = " class='short'" if len(table.rows) <= SHORT else ""
    return (
        f"<table{short}>{caption}<colgroup>{cols}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _appendix(evidence: Iterable[Evidence]) -> str:
    rows = "".join(
        f'<tr id="e{one.number}"><td>{one.number}</td><td>{escape(one.what)}{_remark(one)}</td>'
        f"<td>{_marked(one)}<br><span class='quiet'>{escape(one.place)}</span></td></tr>"
        for one in evidence
    )
    head = "<thead><tr><th>序号</th><th>数</th><th>原文句子和位置</th></tr></thead>"
    cols = '<colgroup><col style="width:7%"><col style="width:33%"><col></colgroup>'
    return (
        f"<section class='appendix'><h2>{APPENDIX}</h2><p class='quiet'>{PLACES}</p>"
        f"<table>{cols}{head}<tbody>{rows}</tbody></table></section>"
    )


def _remark(one: Evidence) -> str:
    return f"<br><span class='quiet'>{escape(one.remark)}</span>" if one.remark else ""


def _marked(one: Evidence) -> str:
    """The sentence with the words of the number marked."""
    before, quote, after = one.sentence.partition(one.quote)
    return f"<q>{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}</q>"
