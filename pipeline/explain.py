"""What became of the number at one place of a report, stage by stage, and why: in Chinese, for people."""

from collections.abc import Iterator

from pipeline.catalogue import Catalogue
from pipeline.model import (
    Direction,
    Disposition,
    Extraction,
    Numeral,
    Observation,
    Qualifier,
    Scope,
    Status,
)

DISPOSITIONS = {
    Disposition.ASSIGNED: "归入指标",
    Disposition.CHANGE: "增减幅度，不是数值",
    Disposition.UNASSIGNED: "没有归入任何指标",
    Disposition.STRUCTURAL: "不是数量（日期、序号、名称等）",
    Disposition.DAMAGED: "字符损坏，不取值",
}
QUALIFIERS = {
    Qualifier.EXACT: "确数",
    Qualifier.APPROX: "约数",
    Qualifier.AT_LEAST: "至少",
    Qualifier.AT_MOST: "至多",
}
DIRECTIONS = {Direction.UP: "上升", Direction.DOWN: "下降"}
CONTEXT = 30  # characters shown on both sides


def explain(extraction: Extraction, catalogue: Catalogue, offset: int) -> Iterator[str]:
    """Lines to print on the number at ``offset`` of the original text. Raises IndexError for a place outside it."""
    document, identity = extraction.report.document, extraction.report.identity
    if not 0 <= offset < len(document.text):
        raise IndexError(f"位置 {offset} 不在文中，全文共 {len(document.text)} 字（从 0 起算）")
    yield f"read      读入　{document.source}，{document.format}，{document.encoding}，{len(document.text)} 字"
    yield from (f"　　　　　　　　{note}" for note in document.notes)
    yield f"identify  识别　{identity.office or '单位待定'}，{identity.year or '年度待定'}，{identity.kind_name}"
    numeral = next((n for n in extraction.numerals if n.start <= offset < n.end), None)
    observations = [o for o in extraction.observations if o.start <= offset < o.end]
    if numeral is None and not observations:
        yield from _nothing(extraction, offset)
        return
    start, end = (numeral.start, numeral.end) if numeral else (observations[0].start, observations[0].end)
    yield f"normalize 归一　原文 {start}–{end} 字，{_normalized(extraction, start, end)}"
    yield f"segment   断句　{_around(document.text, start, end)}"
    if numeral:
        yield from _numeral(numeral)
    for observation in observations:
        yield from _observation(observation, catalogue)
    for change in extraction.changes:
        if change.start <= offset < change.end:
            name = catalogue.indicator(change.indicator).name if change.indicator else "指标不明"
            yield f"change    增减　{name} {DIRECTIONS[change.direction]} {change.value:.12g}{change.unit}"


def _nothing(extraction: Extraction, offset: int) -> Iterator[str]:
    text = extraction.report.text
    yield f"　　　　　　　　{_around(text, offset, offset + 1)}"
    if any(start <= offset < end for start, end in _ignored(extraction)):
        yield "normalize 归一　此处是网页附带文字（导航、浏览量等），不读取"
    else:
        yield "quantify  取数　此处没有数字"
    near = min(extraction.numerals, key=lambda numeral: abs(numeral.start - offset), default=None)
    if near:
        yield f"　　　　　　　　最近的数字是「{near.quote}」，位置 {near.start}"


def _ignored(extraction: Extraction) -> list[tuple[int, int]]:
    return [extraction.normalized.span(start, end) for start, end in extraction.normalized.ignored if start < end]


def _normalized(extraction: Extraction, start: int, end: int) -> str:
    origin = extraction.normalized.origin[:-1]
    read = "".join(extraction.normalized.text[i] for i, place in enumerate(origin) if start <= place < end)
    return f"读作「{read}」"


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return f"…{before}【{text[start:end]}】{after}…".replace("\n", "⏎")


def _numeral(numeral: Numeral) -> Iterator[str]:
    value = "无" if numeral.value is None else f"{numeral.value:.12g}"
    yield f"quantify  取数　值 {value}，单位 {numeral.unit or '无'}"
    yield f"assign    归类　{DISPOSITIONS[numeral.disposition]}：{numeral.why}"


def _observation(observation: Observation, catalogue: Catalogue) -> Iterator[str]:
    indicator = catalogue.indicator(observation.indicator)
    rules = {rule.name: rule.text for rule in (*indicator.rules, *indicator.zero)}
    yield (
        f"assign    归类　{indicator.name}（{indicator.id}）＝{observation.value:.12g} {indicator.unit}，"
        f"{QUALIFIERS[observation.qualifier]}；规则 {observation.rule}：{rules.get(observation.rule, '')}"
    )
    yield f"date      期间　{observation.period_start or '不明'} 至 {observation.period_end or '不明'}"
    plan = "计划或目标" if observation.status is Status.PLAN else "实际"
    part = f"局部（{observation.scope_name or '名称不明'}）" if observation.scope is Scope.PART else "全街道"
    yield f"scope     口径　{plan}，{part}"
