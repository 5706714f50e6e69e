"""会议: a deck of screens as a briefing. A screen keeps what was seen when it was taken, so nothing is asked anew."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pages.shared import screens
from pages.shared.briefing.cited import CITED, mark
from pages.shared.briefing.content import Bar, Briefing, Chart, Column, Evidence, Section, lean, settled
from pages.shared.frame import day
from pipeline.store.decks import Deck, Slide

Content = Mapping[str, Any]
KEPT = "每一屏保留加入会议时所见的结论、数和句子；之后数据若有更新，以各屏写明的数据版本为准。"
CAUTION = "含模拟数据，仅供演示"


def build(deck: Deck, contents: Mapping[str, Content]) -> Briefing:
    """The briefing of a deck with at least one screen. `contents`: what its screens say, by their names."""
    evidence: list[Evidence] = []
    sections = tuple(_section(slide, contents[slide.screen], evidence) for slide in deck.slides)
    basis = dict.fromkeys(line for slide in deck.slides for line in _named(contents[slide.screen]))
    caution = any(line.startswith(CAUTION) for content in contents.values() for line in content["basis"])
    return settled(
        Briefing(
            title=deck.name,
            subject=f"共{len(deck.slides)}屏",
            dated=f"{day(deck.saved)}保存，第{deck.version}版",
            caution=CAUTION if caution else "",
            conclusion=f"{deck.name}共{len(deck.slides)}屏，引用{len(evidence)}个数，各有原文句子和位置。",
            sections=sections,
            basis=(KEPT, *basis),
            evidence=tuple(evidence),
        )
    )


def _named(content: Content) -> list[str]:
    """What a screen rests on, with the screen's own view before it."""
    return [f"{content['view']}：{''.join(content['basis'])}"]


def _section(slide: Slide, content: Content, evidence: list[Evidence]) -> Section:
    """A screen: its own title or what it says, its numbers, and their sentences added to the evidence."""
    numbers = content["numbers"] if slide.figure is None else [content["numbers"][slide.figure]]
    cited = [_cite(number, evidence) for number in numbers]
    cells = tuple(
        (number["label"], number["value"], number["about"], _parts(number), mark(cites))
        for number, cites in zip(numbers, cited, strict=True)
    )
    columns = (Column("名称", 5), Column("数值", 3, right=True), Column("说明", 5), Column("构成", 6), CITED)
    return Section(
        name=slide.title or content["view"],
        headline=slide.title or content["sentence"].rstrip("。"),
        text=(content["sentence"],),
        chart=_chart(content) if slide.figure is None else None,
        table=lean(content["view"], columns, cells) if cells else None,
        cites=tuple(number for numbers in cited for number in numbers),
        note=slide.note,
    )


def _parts(number: Content) -> str:
    """What a number is made of; nothing where it stands for itself."""
    return "" if number["parts_line"] == screens.PLAIN else str(number["parts_line"])


def _cite(number: Content, evidence: list[Evidence]) -> list[int]:
    """Places of a number in the appendix, where a sentence that stands there already is not listed twice."""
    cites = []
    for said in number["said"]:
        one = _evidence(said, number)
        known = next((old.number for old in evidence if replace(old, number=0) == one), None)
        if known is None:
            known = len(evidence) + 1
            evidence.append(replace(one, number=known))
        cites.append(known)
    return cites


def _evidence(said: Content, number: Content) -> Evidence:
    report, start = said.get("report"), said.get("start")
    return Evidence(
        number=0,
        office=said["label"] or number["label"],
        indicator="",
        value=said["value"],
        period="",
        remark="" if said["label"] else number["about"],
        sentence=f"{said['before']}{said['quote']}{said['after']}",
        quote=said["quote"],
        report="".join((said["source"], f"（{report}）" if report else "")),
        start=start,
        end=(start or 0) + len(said["quote"]),
    )


def _chart(content: Content) -> Chart | None:
    """Bars for a screen whose chart has a row for each of its numbers; of other screens the table holds the numbers."""
    numbers = content["numbers"]
    places, units = [number["row"] for number in numbers], {number.get("unit") for number in numbers}
    if not numbers or None in places or len(set(places)) < len(places) or len(units) > 1 or None in units:
        return None
    bars = tuple(
        Bar(number["label"], number["amount"], number["value"], hollow=not number["is_comparable"])
        for number in numbers
    )
    return Chart(content["view"], units.pop(), bars)
