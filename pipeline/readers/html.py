"""html: the article of a saved web page (.html, .mht) without what the site puts around it.

Hidden things, menus and scripts go; tags that stand in a line join (12<b>86</b> is 1286), those that make a line part.
"""

import email
import email.policy
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.readers import LOWERED, RAISED, Text, Unreadable, table
from pipeline.readers.txt import decode

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_GONE = (
    "script, style, template, noscript, iframe, svg, canvas, object, video, audio, select, button, input, textarea, "
    "nav, footer, del, s, strike, [hidden], [aria-hidden=true]"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[^;]*line-through", re.IGNORECASE)
# Where the sites of Chinese offices keep their articles, the most telling first.
_ARTICLES = (
    "#zoom", "#UCAP-CONTENT", ".TRS_Editor", ".trs_editor_view", ".trs_paper_default", "[id^=vsb_content]",
    "#article-content", "#article_content", "#articleContent", ".article-content", ".article_content",
    ".articleContent", ".article-con", "#con_text", ".con_text", "#conText", ".zwnr", ".xxgk_content",
    ".pages_content", ".news_content", ".newsContent", ".content_text", ".detail-content", ".view-content",
    "#js_content", ".rich_media_content", "#content", ".content", ".article", "#article", "article", "main",
)  # fmt: skip
_LINES = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li",
    "main", "ol", "option", "p", "pre", "section", "summary", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_HAN = "\u3000-\u303f㐀-\u9fff\uff00-\uffef"
_BREAK = re.compile(rf"(?<=[{_HAN}])[ \t\r\n\f]*\n[ \t\r\n\f]*(?=[{_HAN}])")  # of the source, not of the page
_MATTER = re.compile(r"[，。；]|(?<![\d:/.-])\d+(?![\d:/-])")
_ENOUGH, _ALMOST_ALL = 0.7, 0.9  # of a page's matter
_TABLE, _FEW = (
    {"table", "thead", "tbody", "tfoot", "tr", "th", "td"},
    3,
)  # lines; a cell with more holds the page's words
_MOST_SPANS = 100


def read(data: bytes) -> Text:
    """Text of a saved page. Raises Unreadable."""
    page, declared = _page(data)
    source, encoding, notes = decode(page, declared)
    tree = LexborHTMLParser(source)
    if tree.body is None:
        raise Unreadable("网页里没有正文。请重新保存网页，或把正文复制到 Word 另存为 .docx 后提交。")
    title = _title(tree)
    for node in [*tree.css(_GONE), *filter(_is_hidden, tree.css("[style]"))]:
        node.decompose()
    lines = list(_lines(_article(tree.body)))
    if title and "".join(title.split()) not in "".join("".join(lines[:10]).split()):
        lines.insert(0, title)
    return Text("\n".join(lines), encoding, notes)


def _page(data: bytes) -> tuple[bytes, str]:
    """The bytes of the page itself and the encoding that it declares."""
    declared = ""
    if re.match(rb"\s*(?:mime-version|from|content-type|snapshot-content-location):", data[:200], re.IGNORECASE):
        parts = email.message_from_bytes(data, policy=email.policy.compat32).walk()
        part = next((part for part in parts if part.get_content_type() == "text/html"), None)
        content = part.get_payload(decode=True) if part else None
        if part is None or not isinstance(content, bytes):
            raise Unreadable(
                "这份网页存档（.mht）里没有网页。请重新保存网页，或把正文复制到 Word 另存为 .docx 后提交。"
            )
        data, declared = content, part.get_content_charset("")
    meta = _DECLARED.search(data[:4000])
    return data, declared or (meta[1].decode("ascii", "replace") if meta else "")


def _title(tree: LexborHTMLParser) -> str:
    """The article's title as the page declares it, else its one headline, else the page's name without the site's."""
    meta = tree.css_first("meta[name='ArticleTitle' i]")
    if meta and (declared := meta.attributes.get("content")):
        return " ".join(declared.split())
    headlines = [" ".join(node.text().split()) for node in tree.css("h1")]
    if len(headlines) == 1 and headlines[0]:
        return headlines[0]
    name = tree.css_first("title")
    return re.split(r"[_|]|\s[-–—]\s", " ".join(name.text().split()))[0].strip() if name else ""


def _is_hidden(node: LexborNode) -> bool:
    return _HIDDEN.search(node.attributes.get("style") or "") is not None


def _article(body: LexborNode) -> LexborNode:
    """A known container that holds most of the page's matter, else the smallest element that holds nearly all."""
    whole = _matter(body)
    for selector in _ARTICLES:
        best = max(body.css(selector), key=_matter, default=None)
        if best is not None and _matter(best) > _ENOUGH * whole:
            return best
    node = article = body
    while whole and (child := max(node.iter(), key=_matter, default=None)) and child.tag != "p":
        if _matter(child) < _ALMOST_ALL * whole:
            break
        node = child
        if node.tag not in _TABLE or (node.tag == "td" and len(node.css("p, div, br")) > _FEW):
            article = node
    return article


def _matter(node: LexborNode) -> int:
    """How much of an article is in a node: punctuation and numbers, but those of links."""
    words = [node.text(), *(link.text() for link in node.css("a"))]
    whole, *linked = (len(_MATTER.findall(text)) for text in words)
    return whole - sum(linked)


def _lines(node: LexborNode) -> Iterator[str]:
    for piece in "".join(_pieces(node)).split("\n"):
        line = " ".join(piece.replace("\xa0", " ").split())
        if line:
            yield line


def _pieces(node: LexborNode) -> Iterator[str]:
    """Words under a node; a line feed where the page begins a line."""
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            yield _BREAK.sub("", child.text_content or "").replace("\n", " ")
        elif tag == "table":
            yield "\n" + "\n".join(table.lines(_grid(child))) + "\n"
        elif tag in _LINES:
            yield "\n"
            yield from _pieces(child)
            yield "\n"
        elif tag in ("sup", "sub"):
            yield "".join(_pieces(child)).translate(RAISED if tag == "sup" else LOWERED)
        else:
            yield from _pieces(child)


def _grid(node: LexborNode) -> list[list[table.Cell]]:
    """The cells of a table; one that spans rows or columns stands in each place."""
    rows: list[list[table.Cell]] = []
    hanging: dict[int, tuple[int, table.Cell]] = {}  # column → rows still to cover, the cell
    for element in _rows(node):
        row: list[table.Cell] = []
        for child in element.iter():
            if child.tag not in ("td", "th"):
                continue
            _hang(row, hanging)
            cell = table.Cell("\n".join(_lines(child)))
            across, down = _span(child, "colspan"), _span(child, "rowspan")
            for column in range(len(row), len(row) + across):
                if down > 1:
                    hanging[column] = down - 1, cell
            row += [cell] * across
        _hang(row, hanging)
        rows.append(row)
    return rows


def _rows(node: LexborNode) -> Iterator[LexborNode]:
    for child in node.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _hang(row: list[table.Cell], hanging: dict[int, tuple[int, table.Cell]]) -> None:
    """Put the cells that hang down from rows above into the next places of a row."""
    while len(row) in hanging:
        left, cell = hanging.pop(len(row))
        if left > 1:
            hanging[len(row)] = left - 1, cell
        row.append(cell)


def _span(node: LexborNode, name: str) -> int:
    value = node.attributes.get(name) or ""
    return min(max(int(value), 1), _MOST_SPANS) if value.isdecimal() else 1
