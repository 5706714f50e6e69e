"""Every check of checks.sql: rows made by hand in which it fires, and rows in which it must not."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from pipeline import checks
from pipeline.fill import RECKON, SCHEMA

INDICATORS = [
    # id, name, domain, unit, kind, numerator, denominator, tier
    ("mediation.accepted", "受理矛盾纠纷", "mediation", "件", "count", None, [], "core"),
    ("mediation.handled", "调解矛盾纠纷", "mediation", "件", "count", None, [], "core"),
    ("mediation.succeeded", "调解成功", "mediation", "件", "count", None, [], "core"),
    (
        "mediation.success_rate", "调解成功率", "mediation", "%", "rate", "mediation.succeeded",
        ["mediation.handled", "mediation.accepted"], "core",
    ),
    ("education.materials", "普法宣传资料", "education", "份", "count", None, [], "core"),
    ("education.slogans", "普法宣传标语", "education", "条", "count", None, [], "extended"),
    ("grid.workers", "网格员总数", "grid", "人", "count", None, [], "core"),
    ("grid.workers_full_time", "专职网格员", "grid", "人", "count", None, [], "core"),
    ("hotline.cases", "12345诉求件", "hotline", "件", "count", None, [], "core"),
    ("hotline.closure_rate", "12345办结率", "hotline", "%", "rate", None, ["hotline.cases"], "core"),
    ("litigation.appearance_rate", "负责人出庭应诉率", "litigation", "%", "rate", None, [], "core"),
]  # fmt: skip
CHECKS = {check.name: check for check in checks.load()[1]}
LONG = "全年共受理各类矛盾纠纷并逐件登记建档跟踪回访合计446件。"


class Store:
    """A snapshot in memory, to which a test adds the rows that it is about."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(SCHEMA.read_text(encoding="utf-8"))
        self.reckoned = False
        for i, (id, name, domain, unit, kind, numerator, denominator, tier) in enumerate(INDICATORS):
            self._insert(
                "indicator", id=id, ordinal=i, name=name, domain=domain, domain_name=domain, unit=unit, kind=kind,
                direction="none", numerator=numerator, denominator=denominator, tier=tier, definition="",
                rule_words=[], examples=[], counterexamples=[],
            )  # fmt: skip
        self.reports: dict[str, tuple[str, int | None]] = {}

    def _insert(self, table: str, **row: Any) -> None:
        schema = self.connection.table(table).pl().schema
        self.connection.register("incoming", pl.DataFrame([row], schema_overrides=schema))
        self.connection.execute(f"insert into {table} by name select * from incoming")  # noqa: S608

    def report(self, report: str, office: str = "110101001", year: int | None = 2023, **fields: Any) -> None:
        if not self.connection.execute("from office where office = ?", [office]).fetchall():
            code = None if office.startswith("~") else office
            self._insert(
                "office", office=office, code=code, name=f"街道{office[-1]}", kind="街道", simulated=False,
                district_code=code and code[:6], district="东城区", city="市辖区", province="北京市",
            )  # fmt: skip
        self.reports[report] = office, year
        row = {
            "report": report, "source": report, "sha256": "", "format": "txt", "encoding": "utf-8", "title": None,
            "text": "", "office": office, "year": year, "kind": "annual", "kind_name": "年度报告", "issued": None,
            "period_start": None, "period_end": None, "simulated": False, "ocr": False, "notes": [],
        } | fields  # fmt: skip
        self._insert("report", **row)

    def say(self, report: str, indicator: str, value: float, quote: str, start: int = 0, **fields: Any) -> None:
        """One observation, by default exact, actual, street-wide and of the report's whole year."""
        office, year = self.reports[report]
        row = {
            "report": report, "office": office, "year": year, "indicator": indicator, "value": value,
            "qualifier": "exact", "period_start": year and date(year, 1, 1), "period_end": year and date(year, 12, 31),
            "status": "actual", "scope": "street", "scope_name": None, "start": start, "end": start + len(quote),
            "quote": quote, "unit": "件", "rule": f"{indicator}#1", "sentence_start": 0, "sentence_end": 9,
            "sentence": quote,
        } | fields  # fmt: skip
        self._insert("observation", **row)

    def change(self, report: str, indicator: str, value: float, unit: str, direction: str, **fields: Any) -> None:
        office, year = self.reports[report]
        assert year
        row = {
            "report": report, "office": office, "indicator": indicator, "value": value, "unit": unit,
            "direction": direction, "period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "start": 7,
            "end": 9, "quote": f"{value:g}{unit}", "sentence_start": 0, "sentence_end": 9, "sentence": "",
        } | fields  # fmt: skip
        self._insert("change", **row)

    def reckon(self) -> None:
        """What follows from the rows said so far, and what the checks share; once."""
        if not self.reckoned:
            self.connection.execute(RECKON.read_text(encoding="utf-8"))
            self.connection.execute(checks.load()[0])
            self.reckoned = True

    def offenders(self, check: str) -> list[dict[str, Any]]:
        self.reckon()
        return self.connection.sql(CHECKS[check].statement).pl().to_dicts()

    def places(self, check: str) -> list[tuple[str, str | None, int | None]]:
        return [(row["report"], row["indicator"], row["start"]) for row in self.offenders(check)]


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    store.report("r")
    yield store
    store.connection.close()


def test_every_check_returns_the_columns_of_a_finding_and_nothing_from_an_empty_snapshot(store: Store) -> None:
    store.reckon()
    columns = store.connection.table("finding").columns
    for check in CHECKS.values():
        offenders = store.connection.sql(check.statement).pl()
        assert offenders.columns == columns, check.name
        assert offenders.height == 0, check.name


def test_the_checks_fill_the_table_finding(store: Store) -> None:
    store.say("r", "hotline.closure_rate", 120, "120%")
    store.reckon()
    checks.run(store.connection)
    found = store.connection.execute('select "check", report, "start", "end" from finding order by 1').fetchall()
    assert found == [("hidden_counts", "r", 0, 4), ("rate_over_100", "r", 0, 4)]
    titles = dict(store.connection.execute('select "check", title from check_kind').fetchall())
    assert titles.keys() == CHECKS.keys()
    assert titles["dropped_indicator"] == "停报"


@pytest.mark.parametrize(
    ("first", "second", "is_conflict"),
    [
        (("446件", 446, {}), ("448件", 448, {}), True),
        (("446件", 446, {}), ("446件", 446, {}), False),
        (("446件", 446, {}), ("400余件", 400, {"qualifier": "approx"}), False),
        (("446件", 446, {}), ("300余件", 300, {"qualifier": "approx"}), True),
        (("446件", 446, {}), ("440件以上", 440, {"qualifier": "at_least"}), False),
        (("446件", 446, {}), ("450件以上", 450, {"qualifier": "at_least"}), True),
        (("1.2万件", 12000, {}), ("12034件", 12034, {}), False),
        (("1.2万件", 12000, {}), ("12634件", 12634, {}), True),
        (("446件", 446, {}), ("448件", 448, {"period_end": date(2023, 9, 30)}), False),
        (("446件", 446, {}), ("448件", 448, {"scope": "part", "scope_name": "甲村"}), False),
        (("446件", 446, {}), ("448件", 448, {"status": "plan"}), False),
        (("4件", 4, {"scope": "part"}), ("8件", 8, {"scope": "part"}), False),
        (
            ("4件", 4, {"scope": "part", "scope_name": "甲村"}),
            ("8件", 8, {"scope": "part", "scope_name": "甲村"}),
            True,
        ),
    ],
)
def test_two_statements_conflict_only_if_they_cannot_both_be_true(
    store: Store, first: tuple[str, float, dict], second: tuple[str, float, dict], is_conflict: bool
) -> None:
    for start, (quote, value, fields) in ((10, first), (50, second)):
        store.say("r", "mediation.accepted", value, quote, start, **fields)
    assert [place[2] for place in store.places("conflict")] == ([10, 50] if is_conflict else [])


def test_a_conflict_between_two_reports_names_the_other_one_and_both_figures(store: Store) -> None:
    store.report("news")
    store.say("r", "mediation.accepted", 446, "446件")
    store.say("news", "mediation.accepted", 448, "448件")
    messages = {row["report"]: row["message"] for row in store.offenders("conflict")}
    assert "受理矛盾纠纷（2023年）此处写「446件」，另一份报告《news》写「448件」" in messages["r"]
    assert "《r》写「446件」" in messages["news"]


@pytest.mark.parametrize(
    ("quote", "rate", "accepted", "succeeded", "fields", "severity"),
    [
        ("99%", 99, 446, 442, {}, None),
        ("99.1%", 99.1, 446, 442, {}, None),
        ("99.2%", 99.2, 446, 442, {}, "error"),
        ("98.5%", 98.5, 320, 305, {}, "error"),
        ("９８．５％", 98.5, 320, 305, {}, "error"),
        ("百分之九十八点五", 98.5, 320, 305, {}, "error"),
        ("98.6%", 98.6, 1000, 986, {}, None),
        ("98.6%", 98.6, 3000, 2960, {}, None),  # 98.67: cut off, not rounded
        ("95%以上", 95, 320, 305, {"qualifier": "at_least"}, None),
        ("96%以上", 96, 320, 305, {"qualifier": "at_least"}, "error"),
        ("98.5%", 98.5, 60, None, {}, "warning"),
        ("98.3%", 98.3, 60, None, {}, None),
        ("100%", 100, 60, None, {}, None),
        ("98.5%", 98.5, 60, None, {"qualifier": "at_least"}, None),
        ("98.5%", 98.5, 60, None, {"period_end": date(2023, 9, 30)}, None),
        ("98.5%", 98.5, 60, None, {"scope": "part", "scope_name": "甲村"}, None),
        ("98.5%", 98.5, 60, None, {"status": "plan"}, None),
        ("98.5%", 98.5, None, 60, {}, None),
    ],
)
def test_a_rate_is_impossible_if_no_count_stated_beside_it_gives_it(
    store: Store, quote: str, rate: float, accepted: int, succeeded: int, fields: dict[str, Any], severity: str | None
) -> None:
    store.say("r", "mediation.success_rate", rate, quote, 30, **fields)
    if accepted is not None:
        store.say("r", "mediation.accepted", accepted, f"{accepted}件", 10)
    if succeeded is not None:
        store.say("r", "mediation.succeeded", succeeded, f"{succeeded}件", 20)
    assert [row["severity"] for row in store.offenders("impossible_rate")] == ([severity] if severity else [])


def test_a_rate_that_one_of_two_denominators_gives_is_possible(store: Store) -> None:
    store.say("r", "mediation.success_rate", 98.5, "98.5%", 30)
    store.say("r", "mediation.accepted", 320, "320件", 10)
    store.say("r", "mediation.handled", 200, "200件", 15)
    store.say("r", "mediation.succeeded", 197, "197件", 20)
    assert store.offenders("impossible_rate") == []


def test_a_rounded_count_proves_no_rate_impossible(store: Store) -> None:
    store.say("r", "hotline.closure_rate", 98.57, "98.57%", 30)
    store.say("r", "hotline.cases", 12000, "1.2万件", 10)
    assert store.offenders("impossible_rate") == []


def test_an_impossible_rate_is_explained_with_the_figures(store: Store) -> None:
    store.say("r", "mediation.success_rate", 98.5, "98.5%", 30)
    store.say("r", "mediation.accepted", 320, "320件", 10)
    store.say("r", "mediation.succeeded", 305, "305件", 20)
    message = store.offenders("impossible_rate")[0]["message"]
    assert message == (
        "写明的调解成功率为「98.5%」，但同一期间调解成功「305件」÷受理矛盾纠纷「320件」为95.31%，对不上；请核对原文。"
    )


def test_a_rate_that_no_whole_number_gives_is_explained_with_the_nearest_ones(store: Store) -> None:
    store.say("r", "hotline.closure_rate", 98.5, "98.5%", 30)
    store.say("r", "hotline.cases", 60, "60件", 10)
    message = store.offenders("impossible_rate")[0]["message"]
    assert "以12345诉求件「60件」为分母，59件为98.33%，60件为100.0%，没有一个整数能得出" in message


@pytest.mark.parametrize(
    ("succeeded", "qualifier", "wholes", "fires"),
    [
        (450, "exact", {"mediation.accepted": 446}, True),
        (446, "exact", {"mediation.accepted": 446}, False),
        (450, "exact", {"mediation.accepted": 446, "mediation.handled": 500}, False),
        (450, "at_most", {"mediation.accepted": 446}, False),
        (450, "exact", {}, False),
    ],
)
def test_successes_above_every_stated_base_are_found(
    store: Store, succeeded: int, qualifier: str, wholes: dict[str, int], fires: bool
) -> None:
    store.say("r", "mediation.succeeded", succeeded, f"{succeeded}件", 5, qualifier=qualifier)
    for name, value in wholes.items():
        store.say("r", name, value, f"{value}件")
    assert store.places("success_above_base") == ([("r", "mediation.succeeded", 5)] if fires else [])


@pytest.mark.parametrize(
    ("part", "total", "fires"),
    [
        (("grid.workers_full_time", 320, {}), ("grid.workers", 314, {}), True),
        (("grid.workers_full_time", 314, {}), ("grid.workers", 314, {}), False),
        (("grid.workers_full_time", 320, {}), ("grid.workers", 300, {"qualifier": "approx"}), False),
        (("mediation.handled", 60, {"scope": "part", "scope_name": "甲村"}), ("mediation.handled", 50, {}), True),
        (("mediation.handled", 40, {"scope": "part", "scope_name": "甲村"}), ("mediation.handled", 50, {}), False),
        (
            ("mediation.handled", 60, {"scope": "part", "scope_name": "甲村"}),
            ("mediation.handled", 50, {"period_end": date(2023, 6, 30)}),
            False,
        ),
        (
            ("litigation.appearance_rate", 100, {"scope": "part", "scope_name": "甲村"}),
            ("litigation.appearance_rate", 90, {}),
            False,
        ),
        (  # two campaigns, of which neither is said to be all of the year
            ("mediation.handled", 60, {"scope": "part", "scope_name": "甲村", "sentence_start": 30}),
            ("mediation.handled", 50, {"sentence": "集中化解50件，共建共治，公共服务到家。"}),
            False,
        ),
        (
            ("mediation.handled", 60, {"scope": "part", "scope_name": "甲村", "sentence_start": 30}),
            ("mediation.handled", 50, {"sentence": "全年共调解50件。"}),
            True,
        ),
    ],
)
def test_a_part_above_its_total_is_found(
    store: Store, part: tuple[str, float, dict], total: tuple[str, float, dict], fires: bool
) -> None:
    for start, (name, value, fields) in ((5, part), (50, total)):
        store.say("r", name, value, f"{value}人", start, **fields)
    assert store.places("part_above_total") == ([("r", part[0], 5)] if fires else [])


@pytest.mark.parametrize(("value", "fires"), [(100, False), (100.1, True), (0, False), (-3, True)])
def test_a_rate_beyond_0_and_100_is_found(store: Store, value: float, fires: bool) -> None:
    store.say("r", "hotline.closure_rate", value, f"{value}%")
    store.say("r", "hotline.cases", 1200, "1200件", 40)
    assert store.places("rate_over_100") == ([("r", "hotline.closure_rate", 0)] if fires else [])


@pytest.mark.parametrize(
    ("values", "years"),
    [
        ({2021: 6000, 2022: 6200, 2023: 62000}, [2023]),
        ({2021: 6000, 2022: 6200, 2023: 600}, [2023]),
        ({2022: 6200, 2023: 62000}, [2022, 2023]),
        ({2022: 6200, 2023: 61000}, []),
        ({2022: 1, 2023: 15}, []),
        ({2022: 0, 2023: 500}, []),
        ({2023: 62000}, []),
    ],
)
def test_a_jump_by_ten_against_the_office_s_other_years_is_found(
    store: Store, values: dict[int, float], years: list[int]
) -> None:
    for year, value in values.items():
        store.report(f"y{year}", year=year)
        store.say(f"y{year}", "education.materials", value, f"{value}份")
    store.report("other", office="110101002", year=2020)
    store.say("other", "education.materials", 9, "9份")
    assert [row["year"] for row in store.offenders("value_jump")] == years


PEERS = [900, 1000, 1100, 1200]


@pytest.mark.parametrize(
    ("value", "peers", "fields", "own", "severities"),
    [
        (11_000, PEERS, {}, None, ["note"]),
        (90, PEERS, {}, None, ["note"]),
        (9_000, PEERS, {}, None, []),
        (11_000, PEERS[:3], {}, None, []),
        (11_000, [40, 400, 4000, 1500], {}, None, []),
        (11_000, PEERS, {"period_end": date(2023, 9, 30)}, None, []),
        (11_000, PEERS, {}, 10_500, []),
        (11_000, PEERS, {}, 1_000, ["warning"]),
        (15, [1, 1, 1, 1], {}, None, []),
    ],
    ids=["above", "below", "less than ten times", "three peers", "peers far apart", "other period", "always so",
         "unlike its own years too", "small numbers"],
)  # fmt: skip
def test_a_value_ten_times_off_its_peers_is_noted(
    store: Store, value: float, peers: list[int], fields: dict[str, Any], own: int | None, severities: list[str]
) -> None:
    for n, peer in enumerate(peers):
        store.report(f"peer{n}", office=f"11010100{n + 2}")
        store.say(f"peer{n}", "hotline.cases", peer, f"{peer}件", **fields)
    store.say("r", "hotline.cases", value, f"{value}件")
    if own:
        store.report("before", year=2022)
        store.say("before", "hotline.cases", own, f"{own}件")
    rows = [row for row in store.offenders("value_jump") if row["report"] == "r"]
    assert [row["severity"] for row in rows] == severities
    assert all("同区同类4个单位同期为900至1200（中位数1050）" in row["message"] for row in rows)


def test_a_damaged_numeral_is_found_and_a_sound_one_is_not(store: Store) -> None:
    for start, disposition, value in ((3, "damaged", None), (9, "unassigned", 5)):
        store._insert(
            "numeral", report="r", start=start, end=start + 2, quote="3?", disposition=disposition, why="字符损坏",
            value=value, unit="", sentence_start=0, sentence_end=20,
        )  # fmt: skip
    store._insert(
        "numeral", report="r", start=19, end=21, quote="4?6件", disposition="damaged", why="字符损坏", value=None, unit="件",
        sentence_start=0, sentence_end=20, indicator="hotline.cases",
    )  # fmt: skip
    assert store.places("damaged_numeral") == [("r", None, 3), ("r", "hotline.cases", 19)]
    assert "此处12345诉求件的数字「4?6件」" in store.offenders("damaged_numeral")[1]["message"]


def test_every_number_of_a_recognised_picture_is_to_be_checked_and_none_of_a_text(store: Store) -> None:
    store.report("scan", office="110101002", ocr=True)
    store.say("scan", "hotline.cases", 446, "446件", 7)
    store.say("r", "hotline.cases", 440, "440件", 7)
    assert store.places("ocr_number") == [("scan", "hotline.cases", 7)]


def test_a_report_without_a_settled_office_or_year_is_found_with_its_candidates(store: Store) -> None:
    store.report("b", office="110101002")
    store.report("lost", office="~lost", year=None)
    store._insert("candidate", report="lost", office="110101001")
    store._insert("candidate", report="lost", office="110101002")
    store._insert("evidence", report="lost", field="office", value="街道", start=4, end=6, quote="街道")
    assert store.places("unresolved_office") == [("lost", None, 4)]
    assert "北京市市辖区东城区街道1、北京市市辖区东城区街道2" in store.offenders("unresolved_office")[0]["message"]
    assert store.places("unknown_year") == [("lost", None, None)]


def test_a_core_indicator_that_the_next_report_no_longer_states_is_found(store: Store) -> None:
    store.report("before", year=2021)
    for name, value in (("hotline.cases", 1200), ("education.materials", 600), ("education.slogans", 8)):
        store.say("before", name, value, f"{value}件")
    store.say("r", "education.materials", 700, "700份", scope="part", scope_name="甲村")
    assert store.places("dropped_indicator") == [("r", "hotline.cases", None)]
    assert "2021年写「1200件」，2023年没有写" in store.offenders("dropped_indicator")[0]["message"]


@pytest.mark.parametrize(
    "fields", [{"kind": "news"}, {"office": "110101002"}, {"year": None}], ids=["other kind", "other office", "no year"]
)
def test_only_a_report_of_the_same_office_and_kind_can_drop_an_indicator(store: Store, fields: dict[str, Any]) -> None:
    store.report("before", **{"year": 2022} | fields)
    store.say("before", "hotline.cases", 1200, "1200件")
    assert store.offenders("dropped_indicator") == []


@pytest.mark.parametrize(
    ("indicator", "sentence", "office", "year", "flagged"),
    [
        ("mediation.accepted", LONG, "110101001", 2022, ["r"]),
        ("mediation.accepted", LONG, "110101002", 2022, ["r"]),
        ("mediation.accepted", LONG, "110101002", 2023, ["other", "r"]),
        ("mediation.accepted", LONG, "110101001", 2023, []),
        ("mediation.accepted", "受理纠纷446件。", "110101001", 2022, []),
        ("grid.workers", LONG, "110101001", 2022, []),
        ("hotline.closure_rate", LONG, "110101001", 2022, []),
    ],
)
def test_a_sentence_copied_with_its_numbers_is_found_in_the_later_report(
    store: Store, indicator: str, sentence: str, office: str, year: int, flagged: list[str]
) -> None:
    store.report("other", office=office, year=year)
    store.say("r", indicator, 446, "446件", sentence=sentence)
    store.say("other", indicator, 446, "446件", sentence=sentence)
    assert sorted(row["report"] for row in store.offenders("copied_sentence")) == flagged


def test_of_many_copies_the_earliest_three_are_named_and_all_are_counted(store: Store) -> None:
    for number in range(5):
        store.report(f"r{number}", office=f"11010100{number + 1}", year=2018 + number)
        store.say(f"r{number}", "mediation.accepted", 446, "446件", sentence=LONG)
    found = {row["report"]: row["message"] for row in store.offenders("copied_sentence")}
    assert sorted(found) == ["r1", "r2", "r3", "r4"]
    assert "《r0》、" in found["r3"] and "《r2》逐字相同" in found["r3"]
    assert "《r2》等4处逐字相同" in found["r4"] and "《r3》" not in found["r4"]


@pytest.mark.parametrize(
    ("indicator", "before", "now", "change", "truth"),
    [
        ("mediation.accepted", 200, 234, (17, "%", "up"), None),
        ("mediation.accepted", 200, 235, (17.5, "%", "up"), None),
        ("mediation.accepted", 200, 210, (17, "%", "up"), "上升5.0%"),
        ("mediation.accepted", 200, 234, (17, "%", "down"), "上升17.0%"),
        ("mediation.accepted", 200, 234, (34, "件", "up"), None),
        ("mediation.accepted", 200, 234, (31, "件", "up"), "上升34.0件"),
        ("mediation.accepted", 200, 200, (31, "件", "up"), "持平"),
        ("hotline.closure_rate", 95.1, 97.5, (2.4, "百分点", "up"), None),
        ("hotline.closure_rate", 95.1, 97.5, (4.2, "百分点", "up"), "上升2.4个百分点"),
        ("hotline.closure_rate", 95.1, 97.5, (2.4, "%", "up"), None),
    ],
)
def test_a_change_is_contradicted_if_the_two_years_do_not_give_it(
    store: Store, indicator: str, before: float, now: float, change: tuple[float, str, str], truth: str | None
) -> None:
    store.report("before", year=2022)
    store.say("before", indicator, before, f"{before}件")
    store.say("r", indicator, now, f"{now}件")
    store.change("r", indicator, *change)
    messages = [row["message"] for row in store.offenders("change_contradicted")]
    assert len(messages) == (truth is not None)
    assert all(truth is not None and f"实为{truth}；" in message for message in messages)


def test_a_change_is_not_judged_without_exact_values_of_both_whole_years(store: Store) -> None:
    store.report("before", year=2022)
    store.say("before", "mediation.accepted", 200, "200余件", qualifier="approx")
    store.say("r", "mediation.accepted", 210, "210件")
    store.say("before", "hotline.cases", 200, "200件", period_end=date(2022, 9, 30))
    store.say("r", "hotline.cases", 210, "210件")
    store.change("r", "mediation.accepted", 17, "%", "up")
    store.change("r", "hotline.cases", 17, "%", "up")
    assert store.offenders("change_contradicted") == []


@pytest.mark.parametrize(("n_peers", "n_stating", "fires"), [(3, 2, True), (4, 2, False), (2, 2, False)])
def test_a_core_indicator_that_most_peers_state_is_missed(
    store: Store, n_peers: int, n_stating: int, fires: bool
) -> None:
    for n in range(n_peers):
        store.report(f"peer{n}", office=f"11010100{n + 2}")
        if n < n_stating:
            store.say(f"peer{n}", "hotline.cases", 5, "5件")
            store.say(f"peer{n}", "education.slogans", 5, "5条")
    missed = [place for place in store.places("missing_core") if place[0] == "r"]
    assert missed == ([("r", "hotline.cases", None)] if fires else [])


def test_offices_elsewhere_or_in_another_year_are_no_peers(store: Store) -> None:
    for n in range(4):
        store.report(f"far{n}", office=f"11010200{n + 1}")
        store.report(f"old{n}", office=f"11010100{n + 2}", year=2022)
        store.say(f"far{n}", "hotline.cases", 5, "5件")
        store.say(f"old{n}", "hotline.cases", 5, "5件")
    assert [place for place in store.places("missing_core") if place[0] == "r"] == []


@pytest.mark.parametrize(
    ("rate", "count", "fires"),
    [
        ("mediation.success_rate", None, True),
        ("mediation.success_rate", "mediation.accepted", False),
        ("mediation.success_rate", "mediation.succeeded", False),
        ("mediation.success_rate", "hotline.cases", True),
        ("litigation.appearance_rate", None, False),
    ],
)
def test_a_rate_without_any_of_its_counts_hides_them(store: Store, rate: str, count: str | None, fires: bool) -> None:
    store.say("r", rate, 99, "99%", 8)
    if count:
        store.say("r", count, 5, "5件")
    assert store.places("hidden_counts") == ([("r", rate, 8)] if fires else [])
