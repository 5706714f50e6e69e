"""Rows as a CSV file that Excel opens right: UTF-8 with a byte order mark, Chinese headings, no formulas."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from pages.shared import words

FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # first characters that a spreadsheet would act on
HEADINGS = {
    "province": "省", "city": "市", "district": "区县", "office": "街道代码", "name": "街道（镇、乡）", "kind": "类型",
    "simulated": "是否模拟", "year": "年份", "domain_name": "领域", "indicator": "指标代码", "indicator_name": "指标",
    "unit": "单位", "state": "状态", "value": "数值", "qualifier": "限定",
    "period_start": "期间起", "period_end": "期间止",
    "scope": "范围", "scope_name": "范围名称", "place": "位次", "is_comparable": "是否可比", "reason": "不可比原因",
    "low": "95%区间下限", "high": "95%区间上限", "rank_low": "位次区间起", "rank_high": "位次区间止",
    "rank_words": "位次区间", "no_rank": "无位次区间的原因",
    "before": "上年", "after": "本年", "difference": "增减", "change": "增减（%，推算）",
    "peers": "同区可比数", "peer_median": "同区中位数", "offices": "街镇数", "reported": "有报告数", "stated": "写明数",
    "comparable": "可比数", "total": "合计", "pooled": "合并数", "part": "分子合计", "whole": "分母合计",
    "value_before": "上年数值", "qualifier_before": "上年限定", "reason_before": "上年不可比原因",
    "part_before": "上年分子", "whole_before": "上年分母", "quote_before": "上年原文写法",
    "sentence_before": "上年原文句子", "report_before": "上年报告", "start_before": "上年起始位置",
    "difference_low": "增减95%区间下限", "difference_high": "增减95%区间上限", "paired": "两年都计入的街镇数",
    "used": "计入的街镇数", "tested": "可比年数", "first": "起年", "last": "止年", "said": "结论", "method": "检验",
    "p_value": "p值", "core": "核心指标数",
    "position": "组内位置（0最低—1最高，推算）", "merit": "组内位置（1为好的一端，推算）",
    "year_before": "上次报告年份", "state_before": "上次状态", "stated_before": "上次写明数", "stopped": "停报数",
    "has_report": "本年有报告", "is_paired": "可与上次同类报告对照", "kind_before": "上次报告类型",
    "report_now": "本年报告",
    "said_words": "本年报告写", "now_quote": "本年数", "before_quote": "上年报告写", "outcome_words": "核对",
    "gap_words": "补出的上年数", "before_report": "上年报告",
    "noun": "所数的事物", "lead": "数字前的词", "tail": "数字后的词", "is_open": "没有相配的指标",
    "numerals": "数字总数", "assigned": "已归入指标", "unassigned": "未归入",
    "changes": "增减变化", "structural": "结构性数字", "spoilt": "受损", "share": "未归入（%，推算）",
    "findings": "发现数", "found": "全部发现数", "errors": "须更正数", "warnings": "须核对数", "notes": "提示数",
    "derived_part": "分子（推算用）", "derived_whole": "分母（推算用）", "derived_name": "分母名称",
    "pooled_name": "分母名称",
    "target": "计划数", "duty": "无此职能的理由", "doubt": "疑点",
    "tier": "层级", "direction": "方向", "definition": "口径说明",
    "severity": "程度", "title": "事项", "message": "内容", "disposition": "类别", "why": "理由",
    "quote": "原文写法", "sentence": "原文句子", "report_kind_name": "报告类型", "report": "报告", "start": "起始位置",
    "end": "结束位置", "sentence_start": "句子起始", "sentence_end": "句子结束",
}  # fmt: skip
QUALIFIERS = {"exact": "确数", "approx": "约数", "at_least": "以上", "at_most": "以内"}
WORDS: dict[str, dict[Any, str]] = {
    "state": words.STATES,
    "state_before": words.STATES,
    "qualifier_before": QUALIFIERS,
    "qualifier": QUALIFIERS,
    "scope": {"street": "全街道", "part": "局部"},
    "tier": {"core": "核心", "extended": "扩展"},
    "direction": words.DIRECTIONS,
    "severity": words.SEVERITIES,
    "disposition": words.DISPOSITIONS,
}


def csv(rows: pl.DataFrame, choice: str, snapshot: str) -> bytes:
    """The file: the columns that have a heading, in their order, then the choice in words and the snapshot's id."""
    kept = [column for column in rows.columns if column in HEADINGS]
    worded = rows.select(_cell(column, rows.schema[column]) for column in kept).with_columns(
        _safe(pl.lit(choice)).alias("筛选"), _safe(pl.lit(snapshot)).alias("数据版本")
    )
    return worded.rename(HEADINGS, strict=False).write_csv(include_bom=True, line_terminator="\r\n").encode("utf-8")


def plain(rows: pl.DataFrame, names: Sequence[str], numeric: Sequence[bool], snapshot: str) -> bytes:
    """A table of texts that is none of ours, under its own `names`; columns that are `numeric` stay as they are."""
    cells = [
        column if is_number else _safe(pl.col(column.name)).alias(column.name)
        for column, is_number in zip(rows, numeric, strict=True)
    ]
    worded = rows.select(*cells, _safe(pl.lit(snapshot)).alias("数据版本"))
    head = pl.DataFrame([[*names, "数据版本"]], schema=worded.columns, orient="row").with_columns(
        _safe(pl.col(column)).alias(column) for column in worded.columns
    )
    return (
        pl.concat([head, worded])
        .write_csv(include_header=False, include_bom=True, line_terminator="\r\n")
        .encode("utf-8")
    )


def _cell(column: str, kind: pl.DataType) -> pl.Expr:
    cell = pl.col(column)
    if column in WORDS:
        return cell.replace_strict(WORDS[column], default=cell)
    if kind == pl.Boolean:
        return pl.when(cell).then(pl.lit("是")).when(~cell).then(pl.lit("否")).alias(column)
    if kind == pl.Float64:
        return cell.map_elements(words.digits, return_dtype=pl.String)
    return _safe(cell).alias(column) if kind == pl.String else cell


def _safe(cell: pl.Expr) -> pl.Expr:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers are no texts."""
    return pl.when(cell.str.slice(0, 1).is_in(FORMULA)).then(pl.lit("'") + cell).otherwise(cell)
