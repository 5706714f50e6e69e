"""The furniture of the pages: words, tables, files, the marked text. Pure functions on rows."""

import csv
import io
import tomllib
from datetime import date
from html.parser import HTMLParser
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from world import ROOT

from pages.shared import across, basis, conclusions, export, marked, tables, theme, words
from pages.shared.selection import EVERYWHERE, Selection, area_options
from queries import compare, districts, evidence

HERE = {"areas": ["118801"], "kind": None, "simulated": False}
RATE, CASES = "mediation.success_rate", "enforcement.cases"
CHOICE = Selection(
    2023, ("118801",), "示例区", None, False, {"name": "调解成功率"}, None, (("area", "示例省 示例市 示例区"),)
)


@pytest.mark.parametrize(
    ("value", "plain", "short"),
    [
        (1543.0, "1,543", "1,543"), (99.80, "99.8", "99.8"), (0.493, "0.493", "0.493"), (0.0, "0", "0"), (100.0, "100", "100"),
        (95_450_000.0, "95,450,000", "9,545万"), (12345.0, "12,345", "1.23万"), (12000.000000000002, "12,000", "1.2万"),
        (1.2e9, "1,200,000,000", "12亿"), (-5.0, "-5", "-5"), (0.1 + 0.2, "0.3", "0.3"),
    ],
)  # fmt: skip
def test_a_number_has_never_more_digits_than_there_are(value: float, plain: str, short: str) -> None:
    assert (words.number(value), words.compact(value)) == (plain, short)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(95_450_000.0, "元", "9,545万元"), (12345.0, "元", "12,345元"), (1.5e8, "元", "1.5亿元"), (123_456_700.0, "元", "123,456,700元"), (12345.0, "件", "12,345件"), (99.8, "%", "99.8%")],
)  # fmt: skip
def test_money_is_cut_only_where_nothing_is_lost(value: float, unit: str, said: str) -> None:
    assert words.measured(value, unit) == said


@pytest.mark.parametrize(
    ("qualifier", "value", "unit", "said"),
    [("approx", 200.0, "件", "约200件"), ("at_least", 98.0, "%", "≥98%"), ("at_most", 5.0, "人", "≤5人"), ("exact", 1543.0, "件", "1,543件")],
)  # fmt: skip
def test_a_qualifier_is_kept(qualifier: str, value: float, unit: str, said: str) -> None:
    assert words.stated({"qualifier": qualifier, "value": value, "unit": unit}) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2023, 1, 1), date(2023, 12, 31), "2023年"),
        (date(2023, 1, 1), date(2023, 9, 30), "2023年1—9月"),
        (date(2024, 1, 1), date(2024, 2, 29), "2024年1—2月"),
        (date(2020, 1, 1), date(2023, 5, 22), "2020年1月1日—2023年5月22日"),
        (date(2023, 1, 1), date(2023, 12, 20), "2023年1月1日—2023年12月20日"),
        (None, None, "不明"),
    ],
)
def test_a_period_is_said_as_people_say_it(first: date | None, last: date | None, said: str) -> None:
    assert words.period(first, last) == said


def test_each_way_of_having_no_value_says_why(snapshot: str) -> None:
    rows = {
        row["name"]: row for row in compare.figures(snapshot, indicator=RATE, year=2023, **HERE).iter_rows(named=True)
    }
    assert words.shown(rows["湖滨街道"]) == "报告缺"
    assert words.remark(rows["山口镇"]) == "该年只有新闻稿"
    assert words.remark(rows["西河街道"]) == "不可比：分母为受理矛盾纠纷"
    cases = {
        row["name"]: row for row in compare.figures(snapshot, indicator=CASES, year=2023, **HERE).iter_rows(named=True)
    }
    assert words.shown(cases["北桥街道"]) == "待核"
    zero = compare.figures(snapshot, indicator="litigation.lawsuits", year=2023, **HERE).row(0, named=True)
    assert (words.shown(zero), words.remark(zero)) == ("0件", "原文写明没有")
    damaged = compare.figures(snapshot, indicator="grid.total", year=2023, **HERE).row(
        by_predicate=pl.col("name") == "北桥街道", named=True
    )
    assert words.remark(damaged) == "报告中有1处数字受损，可能与此有关"


def test_a_rate_not_stated_but_given_by_counts_is_marked_as_derived() -> None:
    row = {
        "state": "silent", "derived_part": 200.0, "derived_whole": 205.0, "target": None, "damaged": 0, "report_kind": "annual",
        "report_kind_name": "",
    }  # fmt: skip
    assert words.remark(row) == "按所列件数为97.6%（推算）"


def test_the_conclusion_says_coverage_pooled_rate_and_both_ends(snapshot: str) -> None:
    cover = {"offices": 7, "reported": 6, "noun": "街镇"}
    asked: dict[str, Any] = {"indicator": RATE, "year": 2023, **HERE}
    summary = compare.summary(snapshot, **asked).row(0, named=True)
    said = conclusions.compare(
        "示例区",
        2023,
        {"name": "调解成功率", "kind": "rate", "unit": "%"},
        cover,
        summary,
        compare.figures(snapshot, **asked),
    )
    assert said == (
        "2023年示例区7个街镇中6个有报告，4个写明“调解成功率”：按2个单位的件数合并为97.7%（推算），即212÷217；"
        "北桥街道最高（100%），东街街道最低（97.6%）；"
        "按件数推算，这些差距都在偶然波动之内，分不出先后。"
    )


def test_ranks_that_chance_may_turn_over_are_called_so(snapshot: str) -> None:
    asked: dict[str, Any] = {"indicator": RATE, "year": 2023, **HERE}
    summary = compare.summary(snapshot, **asked).row(0, named=True)
    cover = {"offices": 7, "reported": 6, "noun": "街镇"}
    chosen = {"name": "调解成功率", "kind": "rate", "unit": "%"}
    figures = compare.figures(snapshot, **asked)
    for high, is_said in ((2, True), (1, False)):
        ranks = [1, 1] + [None] * (len(figures) - 2), [2, high] + [None] * (len(figures) - 2)
        told = figures.with_columns(pl.Series("rank_low", ranks[0]), pl.Series("rank_high", ranks[1]))
        assert ("分不出先后" in conclusions.compare("示例区", 2023, chosen, cover, summary, told)) is is_said


def test_silence_of_all_is_said_and_not_called_zero(snapshot: str) -> None:
    asked: dict[str, Any] = {"indicator": "litigation.lost", "year": 2023, **HERE}
    summary = compare.summary(snapshot, **asked).row(0, named=True)
    said = conclusions.compare(
        "示例区",
        2023,
        {"name": "败诉纠错", "kind": "count", "unit": "件"},
        {"offices": 7, "reported": 6, "noun": "街镇"},
        summary,
        compare.figures(snapshot, **asked),
    )
    assert said == "2023年示例区7个街镇中6个有报告，没有一个写明“败诉纠错”；没有写不等于零。"


def test_districts_of_equal_rates_are_not_ranked(snapshot: str) -> None:
    rows = districts.figures(snapshot, indicator=RATE, year=2023, kind=None, simulated=False)
    indicator = {"name": "调解成功率", "kind": "rate", "unit": "%"}
    assert "示例区最高，为97.7%（95%区间94.7%—99.2%，2个街镇）；对照区最低，为97.5%" in across.conclusion(
        2023, indicator, rows
    )
    assert "都为97.7%" in across.conclusion(2023, indicator, rows.with_columns(value=pl.lit(97.7)))


def test_those_outside_the_comparison_are_named_with_their_reason(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=RATE, year=2023, **HERE)
    assert basis.outside(rows) == "不可比：西河街道（分母为受理矛盾纠纷）、南门街道（统计期为1—9月）。"


HOSTILE = [
    "=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0", "<script>", "甲,\"乙\"",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_file_runs_as_a_formula(text: str) -> None:
    rows = pl.DataFrame({"name": [text], "quote": [text], "value": [-5.0]})
    content = export.csv(rows, text, text)
    assert content.startswith(b"\xef\xbb\xbf")
    _, cells = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert not any(cell.startswith(export.FORMULA) for cell in cells if cell != "-5")
    assert cells[2] == "-5"
    assert cells[0].removeprefix("'") == text


def test_a_file_has_chinese_headings_words_for_states_and_its_provenance(snapshot: str) -> None:
    rows = compare.figures(snapshot, indicator=RATE, year=2023, **HERE)
    content = export.csv(rows, "2023年示例区", snapshot).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content)))
    assert [line["街道（镇、乡）"] for line in lines] == rows["name"].to_list()
    assert lines[0]["数值"] == "100"
    assert lines[-1]["状态"] == "报告缺"
    assert lines[-1]["数值"] == ""
    assert {"报告", "原文句子", "原文写法", "起始位置", "期间起", "不可比原因", "筛选", "数据版本"} <= set(lines[0])
    assert {line["数据版本"] for line in lines} == {snapshot}
    assert not any(heading.isascii() for heading in lines[0])


class Text(HTMLParser):
    """The visible text of HTML and the names of its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


PAYLOADS = [
    "<img src=x onerror=alert(1)>", "</div><style>body{display:none}</style>", "<script>1</script>", "1~2件,3~4件", "7*24小时",
    "100%~~120%~~", "![x](http://evil)", "&lt;b&gt;", "\"'><a href=javascript:1>", "$x^2$", ":material/bolt:", "[点我](http://evil)",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_foreign_words_in_a_table_stay_words(payload: str) -> None:
    row = {
        "name": payload, "simulated": False, "state": "value", "sentence": f"{payload}12件", "quote": "12件", "start": len(payload),
        "sentence_start": 0, "report": payload,
    }  # fmt: skip
    html = tables.table([row], [tables.NAME, tables.SENTENCE, tables.Column("原文", tables.source(CHOICE))])
    assert payload in Text(html).text
    assert Text(html).tags <= {"div", "table", "thead", "tbody", "tr", "th", "td", "mark", "q", "a"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_report_is_shown_exactly_whatever_it_says(payload: str) -> None:
    text = f"前{payload}12件{payload}后"
    marks = pl.DataFrame(
        [{"start": 1 + len(payload), "end": 4 + len(payload), "quote": "12件", "disposition": "assigned", "why": payload, "sentence_start": 0, "sentence_end": len(text), "names": [payload]}]
    )  # fmt: skip
    html = marked.whole(text, marks, 1 + len(payload))
    assert Text(html).text == text
    assert Text(html).tags == {"div", "span", "mark", "q"}


@settings(deadline=None)
@given(
    text=some.text(alphabet="甲乙12件<>&\n%", min_size=1, max_size=60),
    spans=some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60)), max_size=6),
)
def test_marks_never_change_the_text_even_where_they_overlap(text: str, spans: list[tuple[int, int]]) -> None:
    rows = [
        {"start": min(a, b), "end": max(a, b), "quote": "", "disposition": "unassigned", "why": "", "sentence_start": 0, "sentence_end": len(text), "names": ["x"]}
        for a, b in spans if a != b and max(a, b) <= len(text)
    ]  # fmt: skip
    marks = pl.DataFrame(rows, schema_overrides={"names": pl.List(pl.String)}) if rows else _no_marks()
    for at in (None, 0, len(text) // 2):
        assert Text(marked.whole(text, marks.sort("start", "end"), at)).text == text


def _no_marks() -> pl.DataFrame:
    places = dict.fromkeys(("start", "end", "sentence_start", "sentence_end"), pl.Int64)
    return pl.DataFrame(
        schema=places | dict.fromkeys(("quote", "disposition", "why"), pl.String) | {"names": pl.List(pl.String)}
    )


def test_a_long_sentence_is_cut_between_clauses_and_never_inside_a_number() -> None:
    lead, tail = "共有104名调解员，" * 9, "，另有2025件在办" * 9
    row = {"sentence": f"{lead}成功98件{tail}", "quote": "98件", "start": len(lead) + 2, "sentence_start": 0}
    shown = Text(tables.sentence(row)).text
    assert shown.startswith("…共有104名") and shown.endswith("2025件在办，…")
    assert "98件" in shown and len(shown) < 100


def test_a_report_opens_at_the_asked_sentence(snapshot: str) -> None:
    text = evidence.report(snapshot, report="东街2023")["text"][0]
    marks = evidence.marks(snapshot, report="东街2023")
    at = text.index("97.6%")
    html = marked.whole(text, marks, at)
    here = html[html.index('class="here"') :]
    assert Text(html).text == text
    assert here.index("全年受理矛盾纠纷") < here.index("asked") < here.index("97.6%")
    assert "调解成功率：97.6%" in Text(marked.cited(text, marks, at)).text
    assert "asked" not in marked.whole(text, marks, None)


@pytest.mark.parametrize("text", ["", "-1", "1e3", "１２", "x", "1;2", None])
def test_an_address_that_is_no_offset_opens_the_report_without_a_place(text: str | None) -> None:
    assert marked.offset(text) is None


def test_the_link_of_a_number_keeps_the_choice_but_not_another_year_or_office() -> None:
    choice = Selection(
        2023, (), "", None, False, {}, None, (("area", "甲 乙"), ("year", 2022), ("office", "丙"), ("indicator", "丁"))
    )
    assert choice.evidence("r&1", 7) == "evidence?report=r%261&at=7&area=%E7%94%B2+%E4%B9%99&indicator=%E4%B8%81"
    assert choice.address("compare", indicator="戊").startswith("compare?indicator=%E6%88%8A&area=")


def test_areas_can_be_chosen_at_every_level_that_holds_several() -> None:
    rows = [
        ("110101", "北京市", "北京市", "东城区"),
        ("110102", "北京市", "北京市", "西城区"),
        ("350502", "福建省", "泉州市", "鲤城区"),
        ("", None, None, "未认定街道的报告"),
    ]
    options = area_options(pl.DataFrame(rows, schema=["area", "province", "city", "district"], orient="row"))
    assert list(options) == [
        EVERYWHERE,
        "北京市（全域）",
        "北京市 东城区",
        "北京市 西城区",
        "福建省 泉州市 鲤城区",
        "未认定街道的报告",
    ]
    assert options["北京市（全域）"] == ("110101", "110102")
    assert options[EVERYWHERE] == ("110101", "110102", "350502", "")


def test_the_table_says_when_it_is_cut() -> None:
    html = tables.table([{"name": str(n), "simulated": False} for n in range(tables.MOST + 1)], [tables.NAME])
    assert f"只显示前{tables.MOST}行" in html


def test_the_tokens_of_the_configuration_are_those_of_the_design() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    for name, colours in (("light", theme.LIGHT), ("dark", theme.DARK)):
        tokens = config["theme"][name]
        assert tokens["primaryColor"] == tokens["linkColor"] == colours.primary
        assert (tokens["backgroundColor"], tokens["secondaryBackgroundColor"]) == (colours.page, colours.panel)
        assert (tokens["textColor"], tokens["borderColor"]) == (colours.ink, colours.hairline)
    assert config["theme"]["font"] == theme.FONT.replace('"', "")


def test_nothing_is_sent_anywhere_and_foreign_hosts_are_refused_by_configuration() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["allowedHosts"] == ["localhost", "127.0.0.1", "::1"]
    assert config["client"]["disableDataExport"] is True
    assert config["server"]["enableAgentApi"] is False


def test_no_page_lets_markup_through() -> None:
    for file in (ROOT / "pages").rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        assert "unsafe_allow" not in source, file
        assert "st.markdown" not in source, file
        assert ":material/" not in source, file
