"""The draft with its marks, and the list of what was found, as HTML in which every foreign word is escaped."""

from collections import Counter
from collections.abc import Sequence

from pages.shared import words
from pages.shared.foreign import escape, spelt
from pages.shared.proof.library import Library
from pages.shared.proof.verdict import AGREES, DIFFERS, MARKS, NO_NUMBER, NONE, OTHER, Verdict, subject
from pages.shared.selection import Selection
from pages.shared.tables import Column, table, worded

STYLES = {AGREES: "agrees", DIFFERS: "differs", OTHER: "other", NONE: "none", NO_NUMBER: "structural"}
MEANING = {
    DIFFERS: "库中同一单位、同一时期、同一指标的数不同",
    OTHER: "统计期、范围、分母不同，或合计不全，不能直接比",
    NONE: "库中没有可以核对的数，请人工核对",
    AGREES: "与库中的数相符，含四舍五入和约数",
    NO_NUMBER: "年份、序号、分档线等",
}
LINKED = 12  # sources of one sum that are linked


def conclusion(verdicts: Sequence[Verdict]) -> str:
    """How many numbers there are of each mark."""
    if not verdicts:
        return "稿中没有数字。"
    counts = Counter(verdict.mark for verdict in verdicts)
    parts = [f"{mark}{counts[mark]}处" for mark in MARKS if counts[mark]]
    lead = "没有发现与库中不符的数" if not counts[DIFFERS] else f"{counts[DIFFERS]}处与库中不符，请逐一核对"
    return f"{lead}。稿中共{len(verdicts)}处：{'、'.join(parts)}。"


def legend(verdicts: Sequence[Verdict]) -> str:
    """What the marks mean, and how many there are of each."""
    counts = Counter(verdict.mark for verdict in verdicts)
    items = (
        f'<span title="{spelt(MEANING[mark])}">{_marked(mark, "12")} {mark} {counts[mark]}</span>' for mark in MARKS
    )
    return f'<div class="legend">{"".join(items)}</div>'


def text(draft: str, verdicts: Sequence[Verdict]) -> str:
    """The whole draft with its numbers marked; what a number was held against stands in its hint."""
    body, position = "", 0
    for verdict in verdicts:
        number = verdict.number
        first = max(number.start, position)
        if first >= number.end:
            continue
        told = "；".join(
            part for part in (verdict.mark, verdict.ours and f"库中：{verdict.ours}", verdict.remark) if part
        )
        body += escape(draft[position:first])
        body += _marked(verdict.mark, draft[first : number.end], told)
        position = number.end
    content = f"<q>{body}{escape(draft[position:])}</q>"  # its own words, whatever the script of the page
    return f'<div class="report" tabindex="0" role="region" aria-label="稿件全文">{content}</div>'


def _marked(mark: str, words: str, hint: str = "") -> str:
    return f'<mark class="number {STYLES[mark]}" title="{spelt(hint)}">{escape(words)}</mark>'


def found(verdicts: Sequence[Verdict], library: Library, choice: Selection) -> str:
    """One row for each number that is one, those that need a person first."""
    rows = [
        {
            "mark": verdict.mark, "quote": verdict.number.quote, "who": subject(verdict.number, library),
            "what": what(verdict, library), "ours": verdict.ours, "remark": verdict.remark,
            "links": links(verdict, choice), "state": "value",
        }
        for verdict in sorted(verdicts, key=lambda v: (MARKS.index(v.mark), v.number.start))
        if verdict.mark != NO_NUMBER
    ]  # fmt: skip
    columns = [
        Column("核对", lambda row: _marked(row["mark"], row["mark"]), "name"),
        Column("稿中", lambda row: f"<q>{escape(row['quote'])}</q>", "name"),
        Column("单位", worded(lambda row: row["who"]), "name"),
        Column("指标", worded(lambda row: row["what"]), "name"),
        Column("库中", worded(lambda row: row["ours"])),
        Column("说明", worded(lambda row: row["remark"]), "small"),
        Column("原文", lambda row: str(row["links"])),
    ]
    return table(rows, columns)


def what(verdict: Verdict, library: Library) -> str:
    """What a number is of, in words."""
    number = verdict.number
    known = library.indicators.get(number.indicator or "")
    kinds = {"change": "增减", "rank": "位次", "share": "比重", "count": "单位数"}
    name = str(known["name"]) if known else ""
    kind = kinds.get(number.kind, "计划" if number.status == "plan" else "")
    return f"{name}（{kind}）" if name and kind else name or kind or "未归入"


def links(verdict: Verdict, choice: Selection) -> str:
    """The ways to the sentences that the library's value comes from."""
    many = len(verdict.sources) > 1
    parts = [
        f'<a href="{spelt(choice.evidence(row["report"], row["start"]))}">{escape(_link(row) if many else "原文")}</a>'
        for row in verdict.sources[:LINKED]
    ]
    return " ".join(parts)


def _link(row: words.Row) -> str:
    return str(row.get("name") or row.get("year") or "原文")
