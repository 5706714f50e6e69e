"""An indicator's definition: in words for the page, flat for the file."""

from collections.abc import Iterable

import polars as pl

from pages.shared import words
from pages.shared.foreign import escape
from pages.shared.words import Row


def card(row: Row) -> str:
    """Definition, unit, direction, parts of a rate, the rules in words, and examples with their number marked."""
    parts = f"{row['numerator_name'] or '（未单列）'}÷{row['denominator_name']}" if row["denominator_name"] else ""
    facts = {
        "口径": row["definition"],
        "单位": f"{row['unit']}，{words.KINDS[row['kind']]}，{words.DIRECTIONS[row['direction']]}",
        "分子÷分母": parts,
        "覆盖": f"{row['reported']}份报告中{row['stated']}份写明",
        "准确率": accuracy(row, "precision", f"程序读出并经人核对{row['taken']}处，读对{row['right']}处"),
        "查全率": accuracy(row, "recall", f"经人认定{row['truly']}处，程序读对{row['right']}处"),
    }
    lines = "".join(f"<dt>{title}</dt><dd>{escape(text)}</dd>" for title, text in facts.items() if text)
    lists = "".join(
        f"<dt>{title}</dt><dd>{_lines(texts)}</dd>"
        for title, texts in (("怎样认出", row["rule_words"]), ("例", row["examples"]), ("反例", row["counterexamples"]))
        if texts
    )
    return f'<dl class="card">{lines}{lists}</dl>'


def accuracy(row: Row, share: str, counts: str) -> str:
    """A share measured from what people decided, with its counts and exact interval; said where there is none yet."""
    if row[share] is None:
        return "还没有人核对过，无法计算"
    low, high = (words.number(row[f"{share}_{end}"]) for end in ("low", "high"))
    return f"{words.number(row[share])}%（推算；{counts}；95%区间{low}%—{high}%）"


def _lines(texts: Iterable[str]) -> str:
    """One line each; 【】 holds the number that is meant."""
    return "<br>".join(escape(text).replace("【", "<mark>").replace("】", "</mark>") for text in texts)


def flat(catalogue: pl.DataFrame) -> pl.DataFrame:
    """The catalogue without lists, for a file; its names are those of indicators."""
    lists = [column for column, kind in catalogue.schema.items() if isinstance(kind, pl.List)]
    return catalogue.drop(lists, "kind").rename({"id": "indicator", "name": "indicator_name"})
