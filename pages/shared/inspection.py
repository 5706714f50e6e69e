"""What the page 自检 says of a draft: sentences and tables, in which every foreign word is escaped."""

from collections.abc import Sequence

from pages.shared import words
from pages.shared.foreign import escape
from pages.shared.tables import Column, table, text, worded
from pages.shared.words import Row
from pipeline.desk.advice import Advice
from pipeline.desk.selfcheck import Result

FINDING = [
    Column("程度", worded(words.severity), "name"),
    Column("事项", text("title"), "name"),
    Column("指标", text("indicator_name"), "name"),
    Column("内容", text("message"), "small wide"),
]
OMITTED = [
    Column("领域", text("domain_name"), "name"),
    Column("指标", text("indicator_name"), "name"),
    Column("同区其他单位", worded(lambda row: f"{row['peers']}个中有{row['stating']}个写明"), "name"),
    Column("年份", worded(lambda row: years(row)), "name"),
]
DROPPED = [
    Column("指标", text("indicator_name"), "name"),
    Column("上次写的", lambda row: f"<q>{escape(row['quote'])}</q>（{row['year']}年）"),
]
ADVICE = [
    Column("稿中", lambda row: f"<q>{escape(row['quote'])}</q>", "name"),
    Column("可能的歧义", text("title"), "name"),
    Column("建议", text("proposal"), "small wide"),
]


def conclusion(result: Result, name: str) -> str:
    """How the draft will look to the district."""
    counts = {severity: sum(row["severity"] == severity for row in result.findings) for severity in words.SEVERITIES}
    parts = [f"{title}{counts[severity]}处" for severity, title in words.SEVERITIES.items() if counts[severity]]
    told = f"检查发现{'、'.join(parts)}" if parts else "检查没有发现问题"
    more = [
        f"{len(result.omitted)}项核心指标同区多数单位写了而本稿没写" if result.omitted else "",
        f"{len(result.advice)}处可以写得更清楚" if result.advice else "",
    ]
    return f"{name}{result.report['year']}年{result.report['kind_name']}：{'；'.join(filter(None, [told, *more]))}。"


def years(row: Row) -> str:
    first, last = row["first_year"], row["last_year"]
    return f"{last}年" if first == last else f"{first}—{last}年"


def grouped(findings: Sequence[Row]) -> list[Row]:
    """The findings, those that say the same of several places as one."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in findings:
        groups.setdefault((row["check"], row["message"]), []).append(row)
    return [
        {**rows[0], "message": rows[0]["message"] + (f"（共{len(rows)}处）" if len(rows) > 1 else "")}
        for rows in groups.values()
    ]


def advice(found: Sequence[Advice]) -> str:
    rows = [{"quote": one.quote, "title": one.title, "proposal": one.proposal} for one in found]
    return table(rows, ADVICE) if rows else "<p class='quiet'>没有发现容易误读的写法。</p>"


def findings(result: Result) -> str:
    return table(grouped(result.findings), FINDING) if result.findings else "<p class='quiet'>没有发现问题。</p>"


def absent(result: Result) -> str:
    """What is not stated: by most others, or since last time."""
    none = "<p class='quiet'>同区多数单位写明的核心指标，本稿都写了；或同区有年度报告的单位不足三个。</p>"
    parts = [table(result.omitted, OMITTED) if result.omitted else none]
    if result.dropped:
        parts.append(f"<p class='quiet'>本单位上次写了、本稿没有写的：</p>{table(result.dropped, DROPPED)}")
    return "".join(parts)


def account(result: Result) -> str:
    """What became of all numbers of the draft, in one line."""
    counts = dict(result.marks.group_by("disposition").len().iter_rows())
    parts = [f"{title}{counts[name]}个" for name, title in words.DISPOSITIONS.items() if name in counts]
    return f"稿中{len(result.marks)}处数字：{'、'.join(parts)}。" if parts else "稿中没有数字。"
