"""What the page 查询 consists of: whether it is on, the tables in words, examples, the answer as table and file."""

import os
from collections.abc import Iterable
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from pages.shared import export
from pages.shared.foreign import escape, spelt
from pages.shared.tables import MOST, Column, table, text
from queries.confined import Answer, run

SWITCH = "JIEDAO_CONSOLE"
SHORT = 12  # characters that stay on one line
EXAMPLES = {
    "各单位2023年调解成功率": """
select name, value, quote, sentence
from cell
where indicator_name = '调解成功率' and year = 2023 and value is not null
order by value desc""",
    "每个区县合计，没写的不当零": """
select district, sum(value) as total, count(value) as stated, count(distinct office) as offices
from cell
where indicator_name = '行政处罚' and year = 2023
group by district
having stated > 0
order by total desc""",
    "两年之间增减": """
select name, max(value) filter (where year = 2022) as y2022, max(value) filter (where year = 2023) as y2023,
    y2023 - y2022 as difference
from cell
where indicator_name = '12345诉求件' and reason is null
group by name
having difference is not null
order by difference desc""",
    "按领域数没有写的核心指标": """
select domain_name, count(*) filter (where state = 'silent') as silent, count(*) as all_cells
from cell
where tier = 'core' and year = 2023 and state <> 'missing'
group by domain_name
order by silent desc""",
    "未归入指标的数字": """
select report, quote, why
from numeral
where disposition = 'unassigned'
limit 50""",
}


def is_on() -> bool:
    """Whether whoever runs the board has switched the console on."""
    return os.environ.get(SWITCH, "").strip().lower() == "on"


@st.cache_data(max_entries=50, show_spinner="正在查询")
def answer(snapshot: str, statement: str) -> Answer:
    """What came of a statement; a snapshot never changes, so neither does this."""
    return run(snapshot, statement)


def links(names: Iterable[str]) -> str:
    """Each example as an address that holds its statement."""
    items = "　".join(
        f'<a href="{spelt("console?" + urlencode({"sql": EXAMPLES[name].strip()}))}" target="_self">{escape(name)}</a>'
        for name in names
    )
    return f'<p class="links">示例　{items}</p>'


def schema(columns: pl.DataFrame) -> str:
    """The tables with their columns, each with what it means, folded."""
    parts = []
    for rows in columns.partition_by("table_name", maintain_order=True):
        first = rows.row(0, named=True)
        head = f"<summary><code>{escape(first['table_name'])}</code>　{escape(first['table_comment'])}</summary>"
        lines = "".join(
            f"<dt><code>{escape(row['column_name'])}</code></dt><dd>{escape(row['comment'] or '')}</dd>"
            for row in rows.iter_rows(named=True)
        )
        parts.append(f"<details>{head}<dl>{lines}</dl></details>")
    return f'<div class="schema">{"".join(parts)}</div>'


def said(found: Answer, most: int) -> str:
    """The answer in one sentence."""
    if found.reason:
        return found.reason
    if found.is_cut:
        return f"结果超过上限，只取前{len(found.rows):,}行（上限{most:,}行）；要全部，请加条件或先汇总。"
    return f"共{len(found.rows):,}行。" if found.rows else "查询成立，但没有一行符合。"


def grid(found: Answer) -> str:
    """The rows as a table."""
    longest = [max((len(row[at] or "") for row in found.rows), default=0) for at in range(len(found.columns))]
    styles = [
        "right" if number else "name" if size <= SHORT else ""
        for number, size in zip(found.numeric, longest, strict=True)
    ]
    columns = [Column(name, text(str(at)), styles[at]) for at, name in enumerate(found.columns)]
    return table([{str(at): cell for at, cell in enumerate(row)} for row in found.rows[: MOST + 1]], columns)


def csv(found: Answer, snapshot: str) -> bytes:
    """The rows as a file; columns keep the names of the statement."""
    columns = [f"c{at}" for at in range(len(found.columns))]
    frame = pl.DataFrame(found.rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return export.plain(frame, found.columns, found.numeric, snapshot)
