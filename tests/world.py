"""A small invented world of reports as a snapshot: two districts, four years, and every way in which a value can be absent.

A report is written once, from pieces; numbers are pieces that know what they mean, so offsets are never typed by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parent.parent
WHY = {"unassigned": "没有指标的词与它相配"}  # as pipeline.account says it
SNAPSHOT = "20240601T000000000Z-0a1b2c3d"
NINE_MONTHS = (date(2023, 1, 1), date(2023, 9, 30))

INDICATORS = [
    # id, name, domain_name, unit, kind, direction, numerator, denominator
    ("mediation.accepted", "受理矛盾纠纷", "矛盾调解", "件", "count", "none", None, []),
    ("mediation.handled", "调解矛盾纠纷", "矛盾调解", "件", "count", "none", None, []),
    ("mediation.succeeded", "调解成功", "矛盾调解", "件", "count", "higher", None, []),
    ("mediation.success_rate", "调解成功率", "矛盾调解", "%", "rate", "higher", "mediation.succeeded",
     ["mediation.handled", "mediation.accepted"]),
    ("mediation.amount", "调解涉及金额", "矛盾调解", "元", "amount", "none", None, []),
    ("enforcement.cases", "行政执法案件", "行政执法", "件", "count", "none", None, []),
    ("enforcement.illegal_construction_area", "拆违治违面积", "行政执法", "平方米", "area", "none", None, []),
    ("grid.total", "网格总数", "网格治理", "个", "count", "none", None, []),
    ("grid.workers", "网格员总数", "网格治理", "人", "count", "none", None, []),
    ("litigation.reconsiderations", "行政复议", "复议诉讼", "件", "count", "none", None, []),
    ("litigation.lawsuits", "行政诉讼", "复议诉讼", "件", "count", "none", None, []),
    ("litigation.lost", "败诉纠错", "复议诉讼", "件", "count", "lower", None, []),
    ("education.campaigns", "普法宣传活动", "普法教育", "场", "count", "none", None, []),
    ("hotline.cases", "12345诉求件", "政务热线", "件", "count", "none", None, []),
    ("hotline.satisfaction_rate", "12345满意率", "政务热线", "%", "rate", "higher", None, ["hotline.cases"]),
]  # fmt: skip

OFFICES = [
    # office, name, kind, district_code, district, simulated
    ("118801001", "东街街道", "街道", "118801", "示例区", False),
    ("118801002", "西河街道", "街道", "118801", "示例区", False),
    ("118801003", "南门街道", "街道", "118801", "示例区", False),
    ("118801004", "北桥街道", "街道", "118801", "示例区", False),
    ("118801005", "中山街道", "街道", "118801", "示例区", False),
    ("118801006", "湖滨街道", "街道", "118801", "示例区", False),
    ("118801007", "虚拟街道", "街道", "118801", "示例区", True),
    ("118801100", "山口镇", "镇", "118801", "示例区", False),
    ("118802001", "北苑街道", "街道", "118802", "对照区", False),
    ("118802002", "南苑街道", "街道", "118802", "对照区", False),
    ("118802003", "东苑街道", "街道", "118802", "对照区", False),
    ("~来稿", "某街道", "未定", None, None, False),
]


@dataclass(frozen=True)
class N:
    """A number (or words that state a nothing) as it stands in a text, and what it means."""

    quote: str
    indicator: str | None = None
    value: float | None = None
    qualifier: str = "exact"
    status: str = "actual"
    scope: str = "street"
    scope_name: str | None = None
    period: tuple[date, date] | None = None
    disposition: str = "assigned"
    is_numeral: bool = True
    unit: str = ""  # of a number that belongs to no indicator


def zero(quote: str, indicator: str) -> N:
    return N(quote, indicator, 0, is_numeral=False)


Piece = str | N
Sentence = Sequence[Piece]

# One entry per report: id, office, year, kind, kind_name, simulated, sentences.
REPORTS: list[tuple[str, str, int, str, str, bool, list[Sentence]]] = [
    ("东街2023", "118801001", 2023, "annual", "法治政府建设年度报告", False, [
        ("东街街道", N("2023年", disposition="structural"), "法治政府建设情况报告。"),
        ("全年受理矛盾纠纷", N("210件", "mediation.accepted", 210), "，调解", N("205件", "mediation.handled", 205), "，成功",
         N("200件", "mediation.succeeded", 200), "，调解成功率", N("97.6%", "mediation.success_rate", 97.6), "，涉及金额",
         N("9545万元", "mediation.amount", 95_450_000), "。"),
        ("办理行政执法案件", N("1543件", "enforcement.cases", 1543), "，较上年增长",
         N("10.2%", "enforcement.cases", 10.2, disposition="change"), "。"),
        ("划分网格", N("24个", "grid.total", 24), "，配备网格员", N("130人", "grid.workers", 130), "。"),
        (zero("未发生行政复议", "litigation.reconsiderations"), "，", zero("无行政诉讼", "litigation.lawsuits"), "。"),
        ("受理热线诉求", N("约3200件", "hotline.cases", 3200, "approx"), "，满意率达",
         N("98%以上", "hotline.satisfaction_rate", 98, "at_least"), "。"),
        ("开展普法活动", N("36场", "education.campaigns", 36), "，另走访商户", N("412家", disposition="unassigned"), "。"),
        ("下一年计划开展普法活动", N("40场", "education.campaigns", 40, status="plan",
         period=(date(2024, 1, 1), date(2024, 12, 31))), "。"),
    ]),
    ("东街2022", "118801001", 2022, "annual", "法治政府建设年度报告", False, [
        ("全年受理矛盾纠纷", N("190件", "mediation.accepted", 190), "，调解", N("180件", "mediation.handled", 180), "，成功",
         N("171件", "mediation.succeeded", 171), "，调解成功率", N("95%", "mediation.success_rate", 95), "。"),
        ("办理行政执法案件", N("1400件", "enforcement.cases", 1400), "，划分网格", N("24个", "grid.total", 24), "。"),
        ("行政诉讼", N("2件", "litigation.lawsuits", 2), "。"),
    ]),
    ("东街2021", "118801001", 2021, "annual", "法治政府建设年度报告", False, [
        ("调解矛盾纠纷", N("150件", "mediation.handled", 150), "，调解成功率", N("94.5%", "mediation.success_rate", 94.5), "。"),
    ]),
    ("东街2020", "118801001", 2020, "annual", "法治政府建设年度报告", False, [
        ("办理行政执法案件", N("1200件", "enforcement.cases", 1200), "。"),
    ]),
    ("西河2023", "118801002", 2023, "annual", "年度工作总结", False, [
        ("受理矛盾纠纷", N("120件", "mediation.accepted", 120), "，调解成功", N("118件", "mediation.succeeded", 118), "，成功率",
         N("98.3%", "mediation.success_rate", 98.3), "。"),
        ("查处行政执法案件", N("640件", "enforcement.cases", 640), "，划分网格", N("18个", "grid.total", 18), "。"),
    ]),
    ("西河2021", "118801002", 2021, "annual", "年度工作总结", False, [
        ("调解矛盾纠纷", N("100件", "mediation.handled", 100), "，成功", N("95件", "mediation.succeeded", 95), "，成功率",
         N("95%", "mediation.success_rate", 95), "。"),
    ]),
    ("南门2023", "118801003", 2023, "annual", "法治政府建设年度报告", False, [
        (N("1-9月", disposition="structural"), "调解矛盾纠纷", N("90件", "mediation.handled", 90, period=NINE_MONTHS), "，成功",
         N("88件", "mediation.succeeded", 88, period=NINE_MONTHS), "，成功率",
         N("97.8%", "mediation.success_rate", 97.8, period=NINE_MONTHS), "，办理执法案件",
         N("310件", "enforcement.cases", 310, period=NINE_MONTHS), "。"),
    ]),
    ("北桥2023", "118801004", 2023, "annual", "法治政府建设年度报告", False, [
        ("调解矛盾纠纷", N("12件", "mediation.handled", 12), "，成功", N("12件", "mediation.succeeded", 12), "，成功率",
         N("100%", "mediation.success_rate", 100), "。"),
        ("办理行政执法案件", N("86件", "enforcement.cases", 86), "。"),
        ("全年共办结行政执法案件", N("96件", "enforcement.cases", 96), "。"),
        ("摸排餐饮场所?", N("190家", disposition="damaged"), "。"),
    ]),
    ("中山2023", "118801005", 2023, "annual", "法治政府建设年度报告", False, [
        ("全年", zero("未发生行政复议", "litigation.reconsiderations"), "。"),
        ("办理行政执法案件", N("205件", "enforcement.cases", 205), "，划分网格", N("31个", "grid.total", 31), "。"),
    ]),
    ("山口2023", "118801100", 2023, "news", "新闻稿", False, [
        ("山口村调解矛盾纠纷", N("15件", "mediation.handled", 15, scope="part", scope_name="山口村"), "。"),
        ("全镇办理行政执法案件", N("41件", "enforcement.cases", 41), "。"),
    ]),
    ("虚拟2023", "118801007", 2023, "annual", "法治政府建设年度报告", True, [
        ("调解矛盾纠纷", N("1000件", "mediation.handled", 1000), "，成功", N("999件", "mediation.succeeded", 999), "，成功率",
         N("99.9%", "mediation.success_rate", 99.9), "，办理执法案件", N("9000件", "enforcement.cases", 9000), "。"),
    ]),
    ("北苑2023", "118802001", 2023, "annual", "法治政府建设年度报告", False, [
        ("调解矛盾纠纷", N("300件", "mediation.handled", 300), "，成功", N("291件", "mediation.succeeded", 291), "，成功率",
         N("97%", "mediation.success_rate", 97), "，办理执法案件", N("800件", "enforcement.cases", 800), "，网格",
         N("30个", "grid.total", 30), "。"),
    ]),
    ("南苑2023", "118802002", 2023, "annual", "法治政府建设年度报告", False, [
        ("调解矛盾纠纷", N("100件", "mediation.handled", 100), "，成功", N("99件", "mediation.succeeded", 99), "，成功率",
         N("99%", "mediation.success_rate", 99), "，网格", N("12个", "grid.total", 12), "。"),
    ]),
    ("来稿", "~来稿", 2023, "annual", "法治政府建设年度报告", False, [
        ("某街道办理行政执法案件", N("77件", "enforcement.cases", 77), "。"),
    ]),
]  # fmt: skip

FINDINGS = [
    (
        "conflict",
        "warning",
        "北桥2023",
        "118801004",
        2023,
        "enforcement.cases",
        "同一指标写有两个不同的数，请对照原文核实后取舍。",
    ),
    (
        "damaged_numeral",
        "warning",
        "北桥2023",
        "118801004",
        2023,
        None,
        "此处数字因字符损坏不可信，未取值，请对照原件。",
    ),
    (
        "dropped_indicator",
        "note",
        "西河2023",
        "118801002",
        2023,
        "mediation.handled",
        "往年写明，今年没有写。没有写不等于零。",
    ),
    ("unresolved_office", "error", "来稿", "~来稿", 2023, None, "不能确定本报告属于哪个街道，未列入对比，请人工指定。"),
]
CHECKS = {
    "conflict": "前后矛盾",
    "damaged_numeral": "数字受损",
    "dropped_indicator": "停报",
    "unresolved_office": "街道待认定",
}


def build(
    folder: Path,
    reports: Sequence[Any] = tuple(REPORTS),
    snapshot: str = SNAPSHOT,
    duties: Sequence[tuple[str, int, str, str]] = (),
) -> str:
    """Write the world as the current snapshot of ``folder`` and return its id; without reports it is an empty one.

    duties: office, year, indicator and reason of each 无此职能.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / f"{snapshot}.duckdb")) as connection:
        connection.execute((ROOT / "pipeline/schema.sql").read_text(encoding="utf-8"))
        _catalogue(connection)
        connection.execute(
            "insert into build values (?, ?, 'digest', '', ?)", [snapshot, "2024-06-01 00:00:00", len(reports)]
        )
        for report in reports:
            _report(connection, *report)
        for duty in duties:
            connection.execute("insert into duty values (?, ?, ?, ?)", duty)
        connection.execute((ROOT / "pipeline/reckon.sql").read_text(encoding="utf-8"))
        for ordinal, (check, title) in enumerate(CHECKS.items()):
            connection.execute("insert into check_kind values (?, ?, ?)", [check, ordinal, title])
        for *finding, message in FINDINGS if reports else ():
            connection.execute("insert into finding values (?, ?, ?, ?, ?, ?, null, null, ?)", [*finding, message])
        for name in ("derived", "common", "comments"):
            connection.execute((ROOT / f"pipeline/{name}.sql").read_text(encoding="utf-8"))
    (folder / "CURRENT").write_text(snapshot, encoding="utf-8")
    return snapshot


def _insert(connection: duckdb.DuckDBPyConnection, table: str, **row: Any) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    connection.execute(f'insert into "{table}" ({names}) values ({marks})', list(row.values()))  # noqa: S608 (own names)


def _catalogue(connection: duckdb.DuckDBPyConnection) -> None:
    for office, name, kind, code, district, simulated in OFFICES:
        city, province = ("示例市", "示例省") if code else (None, None)
        values = [office, office if code else None, name, kind, code, district, city, province, simulated]
        connection.execute("insert into office values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    for ordinal, (id, name, domain_name, unit, kind, direction, numerator, denominator) in enumerate(INDICATORS):
        _insert(
            connection, "indicator", id=id, ordinal=ordinal, name=name, domain=id.split(".")[0], domain_name=domain_name,
            unit=unit, kind=kind, direction=direction, numerator=numerator, denominator=denominator, tier="core",
            definition=f"{name}的口径说明", rule_words=[f"数字前依次有「{name}」"], examples=[f"{name}【12{unit}】"],
            counterexamples=[f"计划{name}【12{unit}】"],
        )  # fmt: skip


def _report(
    connection: duckdb.DuckDBPyConnection,
    id: str,
    office: str,
    year: int,
    kind: str,
    kind_name: str,
    simulated: bool,
    sentences: list[Sentence],
) -> None:
    text = "".join(piece if isinstance(piece, str) else piece.quote for sentence in sentences for piece in sentence)
    whole_year = (date(year, 1, 1), date(year, 12, 31))
    _insert(
        connection, "report", report=id, source=f"{id}.txt", sha256="0" * 64, format="txt", encoding="utf-8",
        title=f"{year}年工作报告", text=text, office=office, year=year, kind=kind, kind_name=kind_name,
        period_start=whole_year[0], period_end=whole_year[1], simulated=simulated, ocr=False, notes=[],
    )  # fmt: skip
    position = 0
    for sentence in sentences:
        words = "".join(piece if isinstance(piece, str) else piece.quote for piece in sentence)
        bounds = (position, position + len(words))
        for piece in sentence:
            length = len(piece if isinstance(piece, str) else piece.quote)
            if isinstance(piece, N):
                _number(connection, id, office, piece, position, bounds, words, piece.period or whole_year)
            position += length


def _number(
    connection: duckdb.DuckDBPyConnection,
    report: str,
    office: str,
    number: N,
    start: int,
    bounds: tuple[int, int],
    sentence: str,
    period: tuple[date, date],
) -> None:
    unit = next((row[3] for row in INDICATORS if row[0] == number.indicator), number.unit)
    place = {
        "start": start, "end": start + len(number.quote), "quote": number.quote,
        "sentence_start": bounds[0], "sentence_end": bounds[1],
    }  # fmt: skip
    if number.is_numeral:
        _insert(
            connection, "numeral", report=report, disposition=number.disposition, why=WHY.get(number.disposition, "说明"),
            value=None if number.disposition == "damaged" else number.value, unit=unit, **place,
        )  # fmt: skip
    if number.disposition == "change":
        _insert(
            connection, "change", report=report, office=office, indicator=number.indicator, value=number.value, unit="%",
            direction="up", sentence=sentence, period_start=period[0], period_end=period[1], **place,
        )  # fmt: skip
    if number.disposition == "assigned" and number.indicator:
        _insert(
            connection, "observation", report=report, office=office, year=period[1].year, indicator=number.indicator,
            value=number.value, qualifier=number.qualifier, period_start=period[0], period_end=period[1],
            status=number.status, scope=number.scope, scope_name=number.scope_name, unit=unit,
            rule=f"{number.indicator}#1", sentence=sentence, **place,
        )  # fmt: skip
