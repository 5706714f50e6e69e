"""identify: who, when and what a report is of, by its own words; and no office that the words do not defend."""

import csv
import json
import random
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from pipeline.identify import META, identify, meta_row
from pipeline.model import Document, Identity, Kind, Period, Report
from pipeline.normalize import normalize
from pipeline.offices import MAX_CANDIDATES, Offices

SHARED = Path(__file__).parents[2] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the example reports (../shared) are not here")
BODY = "\n2023年,街道坚持依法行政,成立街道工作小组。全年调解纠纷120件。\n"


@pytest.fixture(scope="module")
def offices() -> Offices:
    return Offices.load()


def document(text: str, name: str = "r1") -> Document:
    return Document(name, f"{name}.txt", "", "txt", "utf-8", text)


def identity(offices: Offices, text: str, **override: str) -> Identity:
    return identify(document(text), normalize(text), offices, override)


def shared_reports() -> dict[str, str]:
    files = [*(SHARED / "seeds").glob("*.txt"), *(SHARED / "dev/texts").glob("*.txt")]
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def shared_meta() -> dict[str, dict[str, str]]:
    rows = {}
    for file in (SHARED / "gold/seeds_meta.csv", SHARED / "dev/meta.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows |= {row["report"]: row for row in csv.DictReader(lines)}
    return rows


# --- the register ----------------------------------------


def test_the_register_holds_every_real_office_and_sixteen_simulated_ones(offices: Offices) -> None:
    simulated = [office for office in offices.by_code.values() if office.is_simulated]
    assert len(offices.by_code) == 41_352 + 16
    assert {office.province for office in simulated} == {"模拟省"}
    assert Counter(office.district for office in simulated) == {"澄江区": 8, "栖霞岭区": 8}


@pytest.mark.parametrize(
    ("code", "kind"),
    [("350502003", "街道"), ("610926100", "镇"), ("990102200", "乡"), ("421181473", "类似乡级"), ("990101100", "镇")],
)
def test_the_last_three_digits_of_a_code_say_what_an_office_is(offices: Offices, code: str, kind: str) -> None:
    assert offices.by_code[code].kind == kind


def test_a_municipality_is_its_own_city(offices: Offices) -> None:
    office = offices.by_code["110101002"]
    assert (office.city, office.province) == ("北京市", "北京市")


# --- offices of one name ----------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("思明区开元街道2023年度法治政府建设情况报告" + BODY, "350203007"),
        ("鲤城区开元街道2023年度法治政府建设情况报告" + BODY, "350502004"),
        ("林州市开元街道2023年度法治政府建设情况报告" + BODY, "410581001"),
        ("福州安泰街道2023年工作总结" + BODY + "安泰街道将继续努力。", "350102006"),
        ("开元街道2023年工作总结" + BODY + "落实《厦门市法治政府建设纲要》。", "350203007"),
        ("法治建设工作总结\n2023年,开元街道成效明显。\n泉州市鲤城区人民政府开元街道办事处\n2024年1月5日", "350502004"),
        ("平利县城关镇人民政府2022年法治政府建设年度报告\n2022年,城关镇调解纠纷。", "610926100"),
        ("北京市东城区景山街道办事处2023年法治政府建设情况报告" + BODY, "110101002"),
        ("云川市栖霞岭区梨坪乡2023年法治政府建设情况报告\n2023年,梨坪乡", "990102200"),
        ("澄江区青石街道2023年法治政府建设年度报告(模拟报告)" + BODY, "990101001"),
        # a visit elsewhere does not move the office
        ("鲤城区开元街道2023年工作总结\n到深圳市南山区开元街道学习,借鉴浙江省经验。", "350502004"),
    ],
)
def test_of_offices_with_one_name_the_named_places_choose(offices: Offices, text: str, code: str) -> None:
    assert identity(offices, text).office_code == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("开元街道2023年度法治政府建设情况报告" + BODY, "开元街道"),
        ("开元街道2023年度法治政府建设情况报告\n落实《福建省条例》。" + BODY, "开元街道"),  # two in 福建
        ("城关镇2022年法治政府建设年度报告\n2022年,我镇调解纠纷。\n城关镇人民政府\n2023年1月12日", "城关镇"),
        ("铁炉街道2022年工作总结" + BODY, "铁炉街道"),  # unique in the country, but nothing says where
        ("东兴镇2023年工作总结" + BODY, "东兴镇"),  # 东兴 is a city too, but here a piece of the name
    ],
)
def test_without_words_that_decide_a_person_has_to(offices: Offices, text: str, name: str) -> None:
    found = identity(offices, text)
    assert (found.office_code, found.office) == (None, name)
    assert 1 <= len(found.candidates) <= MAX_CANDIDATES
    assert {offices.by_code[code].name for code in found.candidates} == {name}


def test_the_candidates_of_the_named_province_stand_alone(offices: Offices) -> None:
    found = identity(offices, "开元街道2023年工作总结\n落实《福建省条例》。" + BODY)
    assert set(found.candidates) == {"350203007", "350502004"}
    assert (found.province, found.city) == ("福建省", None)


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("甲楼区文峰街道2023年工作总结" + BODY, "甲楼区"),
        ("鲤湖区浮桥街道2023年工作总结\n落实《福建省条例》。" + BODY, "鲤湖区"),
        ("浮桥街道2023年工作总结\n章水区司法局:\n" + BODY, "章水区"),
        ("浮桥街道2023年工作总结\n浮桥街道地处章水区中部。" + BODY, "章水区"),
        ("金城东区鲤中街道:让矛盾不出社区" + BODY, "金城东区"),  # 城东区 exists, 金城东区 does not
    ],
)
def test_a_named_district_that_holds_no_such_office_forbids_every_real_one(
    offices: Offices, text: str, district: str
) -> None:
    found = identity(offices, text)
    assert (found.office_code, found.district) == (None, district)


def test_another_province_forbids_an_office_whose_name_is_unique(offices: Offices) -> None:
    found = identity(offices, "浮桥街道2022年工作总结\n推进法治赣鄱建设,到泉州学习。" + BODY)
    assert (found.office_code, found.province) == (None, "江西省")


def test_a_report_that_calls_itself_invented_is_given_to_no_real_office(offices: Offices) -> None:
    text = "鲤城区开元街道2023年工作总结" + BODY
    assert identity(offices, text).office_code == "350502004"
    assert identity(offices, text + "(本文系虚构样本)").office_code is None


def test_a_report_of_a_whole_district_is_of_no_office(offices: Offices) -> None:
    text = "鲤城区2023年法治政府建设年度报告\n2023年,全区推进。开元街道调解120件,鲤中街道调解90件,开元街道获评先进。"
    found = identity(offices, text)
    assert (found.office, found.office_code, found.district) == (None, None, "鲤城区")


@pytest.mark.parametrize("name", ["XX街道", "××街道", "**街道", "某街道", "某某街道"])
def test_an_anonymised_name_is_kept_and_its_district_gives_the_candidates(offices: Offices, name: str) -> None:
    text = f"{name}2023年度法治政府建设工作报告\n2023年,{name}建设法治鲤城,服务鲤城,做响浮桥品牌,落实《福建省条例》。"
    found = identity(offices, text)
    assert (found.office_code, found.office, found.district) == (None, name, "鲤城区")
    assert found.candidates[0] == "350502005"  # its bare name stands in the text
    assert {offices.by_code[code].district for code in found.candidates} == {"鲤城区"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("金碧坊司法所2023年工作总结\n在街道党工委领导下,金碧坊司法所", "金碧坊街道"),
        ("翠湾区司法局金碧坊司法所2023年工作总结\n街道", "金碧坊街道"),
        ("白桦街道司法所2022年工作总结\n", "白桦街道"),
        ("泺南区人民政府泉畔街道办事处2023年政府信息公开工作年度报告\n", "泉畔街道"),
        ("鹭汀凤凰花街道:近邻一家亲\n凤凰花街道下辖8个社区。", "凤凰花街道"),
        ("2023年,潮音街道在区委领导下,成立街道专班,建设平安街道。现将2023年度法治政府建设情况报告如下:\n", "潮音街道"),
        ("现将枕河街道2022年度法治政府建设情况报告如下:\n枕河街道", "枕河街道"),
        ("甲楼区西石榴街道2023年工作总结\n", "西石榴街道"),  # 石榴街道 is in the register
        ("各镇街道2023年普法工作总结\n成立街道小组,推进小城镇建设,乡镇街道齐抓共管。", None),
    ],
)
def test_the_name_is_what_the_report_calls_its_office(offices: Offices, text: str, name: str | None) -> None:
    assert identity(offices, text).office == name


TEMPLATES = {
    "district": "{d}{n}2023年法治政府建设年度报告\n2023年,{n}推进法治建设。\n{n}将继续努力。",
    "signature": "法治政府建设年度报告\n2023年,{n}推进法治建设。{n}党工委重视。\n{d}人民政府{n}办事处\n2024年1月5日",
    "invented": "甲楼区{n}2023年度工作总结\n2023年,{n}推进法治建设。",
    "nowhere": "{n}2023年度工作总结\n2023年,{n}推进法治建设。",
}


@pytest.mark.parametrize("where", TEMPLATES)
def test_any_office_of_the_country_is_found_by_its_district_and_not_without(offices: Offices, where: str) -> None:
    pool = [o for o in offices.by_code.values() if o.name.endswith(("街道", "镇", "乡")) and not o.is_simulated]
    right = wrong = 0
    sample = random.Random(7).sample(pool, 150)
    for office in sample:
        code = identity(offices, TEMPLATES[where].format(n=office.name, d=office.district)).office_code
        right += code == office.code
        wrong += code not in (None, office.code)
    assert wrong == 0
    assert right >= 0.97 * len(sample) if where in ("district", "signature") else right == 0


# --- year, period, date, kind ----------------------------------------

YEAR = ("2023-01-01", "2023-12-31")


@pytest.mark.parametrize(
    ("text", "kind", "year", "issued", "period"),
    [
        # the year of the title; plans for the next are none
        ("开元街道2023年度工作总结和2024年工作计划" + BODY, "annual", 2023, None, YEAR),
        ("一、2023年法治建设工作情况\n调解120件。\n二、2024年工作思路\n2024年,街道努力。", "annual", 2023, None, YEAR),
        ("开元街道二〇二三年度法治政府建设工作报告\n二〇二四年一月五日", "annual", 2023, "2024-01-05", YEAR),
        ("开元街道法治政府建设情况报告\n今年以来,街道调解120件。\n开元街道办事处\n2024年1月5日", "annual", 2023,
         "2024-01-05", YEAR),
        ("开元街道法治政府建设报告\n落实《实施纲要(2021-2025年)》。2022年以来,街道努力。2023年,调解120件。", "annual",
         2023, None, YEAR),
        # upload dates say nothing
        ("开元街道2023年度工作总结\n时间:2024-09-12 10:05 浏览量:7\n街道努力。", "annual", 2023, None, YEAR),
        ("开元街道2023年度工作总结\n发布时间:2023-11-08 来源:本网\n街道努力。", "annual", 2023, None, YEAR),
        ("开元街道工作总结\n发布时间:2024-11-08 来源:本网\n街道努力。", "annual", None, None, None),
        # a text dated within its year ends there; a date of the next January with the old year is a slip
        ("开元街道2023年工作总结\n(2023年12月20日)\n街道努力。", "annual", 2023, "2023-12-20",
         ("2023-01-01", "2023-12-20")),
        ("开元街道2023年工作总结\n街道努力。\n开元街道办事处\n2023年1月10日", "annual", 2023, "2023-01-10", YEAR),
        ("开元街道2023年工作总结\n成文日期:2023-12-11 发布日期:2024-02-01\n街道努力。", "annual", 2023, "2023-12-11",
         ("2023-01-01", "2023-12-11")),
        # halves, quarters, months
        ("开元街道2023年上半年工作总结和下半年工作计划\n(2023年7月5日)\n", "half_year", 2023, "2023-07-05",
         ("2023-01-01", "2023-06-30")),
        ("开元街道2023年下半年工作总结\n", "half_year", 2023, None, ("2023-07-01", "2023-12-31")),
        ("开元街道2023年第三季度工作总结\n", "other", 2023, None, ("2023-07-01", "2023-09-30")),
        ("开元街道2023年1-9月工作总结\n", "annual", 2023, None, ("2023-01-01", "2023-09-30")),
        # news
        ("开元街道:矛盾不出社区\n\n2023-05-22 11:54:28 来源:山水报\n近年来,街道努力。2020年以来调解9件。", "news",
         2023, "2023-05-22", ("2023-01-01", "2023-05-22")),
        ("开元街道:矛盾不出社区\n本报讯 街道综治中心调解120件。\n(记者 张三 2023年6月5日)", "news", 2023, "2023-06-05",
         ("2023-01-01", "2023-06-05")),
        # only a plan
        ("开元街道2023年法治政府建设工作要点\n街道将普法40场。\n2023年2月1日", "plan", 2023, "2023-02-01", YEAR),
        # nothing said
        ("街道努力,调解成功。", "other", None, None, None),
    ],
)  # fmt: skip
def test_year_period_and_kind_are_the_texts_own(
    offices: Offices, text: str, kind: str, year: int | None, issued: str | None, period: tuple[str, str] | None
) -> None:
    found = identity(offices, text)
    assert (found.kind, found.year) == (kind, year)
    assert found.issued == (date.fromisoformat(issued) if issued else None)
    assert found.period == (Period(*map(date.fromisoformat, period)) if period else None)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("开元街道2023年度法治政府建设情况报告", "法治政府建设年度报告"),
        ("开元街道2023年工作总结暨2024年工作要点", "年度工作总结和下一年工作计划"),
        ("开元司法所2023年工作总结", "司法所年度工作总结"),
        ("开元街道综合行政执法队2023年执法工作报告", "行政执法年度报告"),
        ("开元街道2023年政府信息公开工作年度报告", "政府信息公开工作年度报告"),
        ("开元街道2023年上半年法治建设工作总结", "半年工作总结"),
        ("开元街道2023年工作与2024年打算", "年度工作总结和下一年工作计划"),
        ("开元街道2024年普法工作计划", "工作计划"),
    ],
)
def test_the_kind_is_named_in_the_terms_of_the_trade(offices: Offices, title: str, name: str) -> None:
    assert identity(offices, title + BODY).kind_name == name


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("首页 > 政务 > 基层\n\n开元街道2023年工作总结\n时间:2024-01-05\n街道努力。", "开元街道2023年工作总结"),
        ("开街办〔2024〕3号\n鲤城区开元街道办事处\n关于2023年法治政府建设情况的报告\n区委依法治区办:\n街道努力。",
         "鲤城区开元街道办事处关于2023年法治政府建设情况的报告"),
        ("“一扇门”里解千愁\n——开元街道化解纠纷见闻\n\n“谈拢了!”陈大爷说。", "“一扇门”里解千愁——开元街道化解纠纷见闻"),
        ("一、2023年工作情况\n调解120件。", None),
        ("2023年,街道努力,扎实推进各项工作。现将情况报告如下:\n一、工作情况", None),
    ],
)  # fmt: skip
def test_the_title_is_the_first_line_that_is_one(offices: Offices, text: str, title: str | None) -> None:
    assert identity(offices, text).title == title


# --- evidence and the meta file ----------------------------------------


def test_every_fact_shows_its_words_in_the_original(offices: Offices) -> None:
    text = "鯉城區開元街道２０２３年度法治政府建設(shè)情況報告\n街道努力。\n2024年1月5日"
    found = identity(offices, text)
    assert {e.field: e.quote for e in found.evidence} == {
        "office": "開元街道",
        "district": "鯉城區",
        "year": "２０２３年度法治政府建設(shè)情況報告",
        "kind": "法治政府建設(shè)情況",
        "issued": "2024年1月5日",
    }
    assert all(text[e.start : e.end] == e.quote for e in found.evidence)


def test_filled_fields_of_the_meta_file_stand_over_the_text(offices: Offices) -> None:
    text = "开元街道2023年工作总结" + BODY
    found = identity(
        offices, text, district="鲤城区", city="", year="2022", report_kind="新闻稿(枫桥经验)", source_date="2022-06-01"
    )
    assert (found.office_code, found.year, found.kind) == ("350502004", 2022, Kind.NEWS)
    assert found.period == Period(date(2022, 1, 1), date(2022, 6, 1))
    assert {e.field for e in found.evidence}.isdisjoint({"year"})
    assert identity(offices, text, street_name="浮桥街道", district="章水区").office_code is None
    assert identity(offices, text, office_code="350203007").office_code == "350203007"


def test_a_wrong_date_in_the_meta_file_is_an_error(offices: Offices) -> None:
    with pytest.raises(ValueError, match="2024"):
        identity(offices, "开元街道", source_date="2024年1月")


def test_a_meta_row_given_back_changes_nothing(offices: Offices) -> None:
    text = "鲤城区开元街道2023年度工作总结\n时间:2024-09-12 10:05 浏览量:7" + BODY
    found = identity(offices, text)
    row = meta_row(Report(document(text), found))
    assert tuple(row) == META
    assert (row["source_date"], row["office_code"], row["year"]) == ("2024-09-12", "350502004", "2023")
    again = identify(document(text), normalize(text), offices, row)
    assert (again.office_code, again.issued, again.period) == (found.office_code, None, found.period)


# --- the example reports ----------------------------------------


@needs_shared
def test_the_seed_reports_are_of_the_offices_that_they_are_of(offices: Offices) -> None:
    found = {
        name[:3]: identify(document(text, name), normalize(text), offices) for name, text in shared_reports().items()
    }
    codes = {seed: found[seed].office_code for seed in ("000", "001", "002", "003", "004")}
    assert codes == {"000": "350502003", "001": "440507001", "002": None, "003": "350102006", "004": "350502004"}
    assert found["002"].candidates[0] == "330211001"
    assert all(identity.office_code is None for name, identity in found.items() if name.startswith("d"))


@needs_shared
def test_no_invented_report_is_given_to_a_real_office_even_without_its_last_line(offices: Offices) -> None:
    for name, text in shared_reports().items():
        if name.startswith("d"):
            text = text[: max(text.rfind("本文系"), 1) - 1]
            assert identify(document(text, name), normalize(text), offices).office_code is None, name


@needs_shared
def test_names_years_kinds_and_dates_agree_with_the_meta_files(offices: Offices) -> None:
    wrong = []
    meta = shared_meta()
    for name, text in shared_reports().items():
        row = meta_row(Report(document(text, name), identify(document(text, name), normalize(text), offices)))
        expected = meta[name]
        for field in ("street_name", "year", "report_kind", "source_date"):
            if not expected[field].startswith(row[field]) or bool(expected[field]) != bool(row[field]):
                wrong.append((name, field, row[field], expected[field]))
    assert wrong == []


@needs_shared
def test_the_period_is_that_of_most_of_a_reports_numbers(offices: Offices) -> None:
    periods: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for file in (SHARED / "gold/seeds.jsonl", SHARED / "dev/gold.jsonl"):
        for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            if row["status"] == "actual":
                periods[row["report"]][row["period_start"], row["period_end"]] += 1
    differing = set()
    for name, text in shared_reports().items():
        period = identify(document(text, name), normalize(text), offices).period
        assert period is not None
        if (period.start.isoformat(), period.end.isoformat()) != periods[name].most_common(1)[0][0]:
            differing.add(name)
    assert differing == {
        "d24"
    }  # its own period ends on its date; most of its numbers are said to be the first quarter's
