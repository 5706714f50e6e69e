"""What goes with every file: who made it, from which data, under which conditions, and what its words mean."""

from datetime import UTC, datetime

import polars as pl

from pages.shared import words
from pages.shared.export.columns import COLUMNS
from pages.shared.export.slices import Slice

LICENCE = (
    "数字取自各街道公开的报告，使用时请注明报告名称并以原文为准；演示数据（是否模拟为“是”）是虚构的，不得当作真实数据使用。"
    "指标目录和程序按 MIT 许可证发布。"
)


def facts(chosen: Slice) -> list[tuple[str, str]]:
    """What the file is: name and value, in plain words."""
    return [
        ("内容", "各街道（镇、乡）报告中写明的数字，由程序从原文读出，每个数都附原文句子和位置"),
        ("筛选", chosen.words),
        (
            "行数",
            f"{chosen.total:,}" + ("" if chosen.total == chosen.whole else f"（全部{chosen.whole:,}行中的一部分）"),
        ),
        ("数据版本", chosen.snapshot),
        ("导出时间", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("没有写的", "“未提及”“无此职能”和“报告缺”都不是零；只有原文写明没有，才记为零"),
        ("许可", LICENCE),
    ]


def columns(chosen: Slice) -> list[tuple[str, str]]:
    """Heading and meaning of each column of the file; of a wide one, of its three kinds of columns."""
    told = [(heading, meaning) for heading, meaning in COLUMNS.values() if heading in chosen.empty.columns]
    if not chosen.is_wide:
        return told
    return [
        ("指标（单位）", "该街道该年写明的数；待核、未提及、无此职能、报告缺的为空"),
        ("指标：说明", "这个数的限定、不可比的原因，或为什么没有数；为空表示是可比的确数"),
        ("指标：原文句子", "写着这个数的整句原文"),
        *told,
    ]


def definitions(chosen: Slice) -> pl.DataFrame:
    """Code, name, unit, domain, direction and definition of each indicator that is asked for."""
    direction = pl.col("direction").replace_strict(words.DIRECTIONS)
    return chosen.indicators.select(
        pl.col("id").alias("指标代码"),
        pl.col("name").alias("指标"),
        pl.col("unit").alias("单位"),
        pl.col("domain_name").alias("领域"),
        direction.alias("方向"),
        pl.col("definition").alias("口径说明"),
    )
