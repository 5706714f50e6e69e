"""Whole sentences: indicator, scope, status, changes and zeros, as a reader would take them."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from pipeline import build, catalogue
from pipeline.model import Disposition, Document, Extraction
from pipeline.offices import Offices

META = {"street_name": "柳浪街道", "year": "2023", "report_kind": "法治政府建设年度报告"}


@cache
def world() -> tuple[catalogue.Catalogue, Offices]:
    return catalogue.load(), Offices.load()


def read(text: str) -> Extraction:
    return build.extract(Document("x", "x", "", "txt", "utf-8", text), *world(), META)


def rows(text: str) -> list[tuple[Any, ...]]:
    """(indicator, value, marks): marks are p for a part, P for a plan."""
    return [
        (o.indicator, o.value, ("P" if o.status == "plan" else "") + ("p" if o.scope == "part" else ""))
        for o in read(text).observations
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "共调解各类矛盾纠纷436件,调解成功431件,涉及金额208300元,调处率100%,调解成功率98.9%。",
            [("mediation.handled", 436, ""), ("mediation.succeeded", 431, ""), ("mediation.amount", 208300, ""),
             ("mediation.handling_rate", 100, ""), ("mediation.success_rate", 98.9, "")],
        ),
        ("设置15个一级网格、57个二级网格和39个三级网格。", [("grid.level1", 15, ""), ("grid.level2", 57, ""), ("grid.level3", 39, "")]),
        ("受理信访事项123件、206人次,按期办结率100%。", [("petition.cases", 123, ""), ("petition.persons", 206, ""), ("petition.closure_rate", 100, "")]),
        ("受理12345热线工单2618件,按时办结率、回访满意率均为100%。", [("hotline.cases", 2618, ""), ("hotline.closure_rate", 100, ""), ("hotline.satisfaction_rate", 100, "")]),
        ("承办12345市民诉求3527件,响应率、解决率、满意率分别为100%、94.61%、95.28%。",
         [("hotline.cases", 3527, ""), ("hotline.response_rate", 100, ""), ("hotline.resolution_rate", 94.61, ""), ("hotline.satisfaction_rate", 95.28, "")]),
        ("每个网格配备3名专职网格员。", []),
        ("在册低保64户93人,新增15户17人。", [("welfare.low_income_households", 64, ""), ("welfare.low_income_persons", 93, ""),
                                   ("welfare.low_income_households_added", 15, ""), ("welfare.low_income_persons_added", 17, "")]),
        ("全街道调解矛盾纠纷342起;桔园社区调解矛盾纠纷31起。", [("mediation.handled", 342, ""), ("mediation.handled", 31, "p")]),
        ("综合执法行动47次,其中严管示范街专项整治行动13次。", [("enforcement.operations", 47, ""), ("enforcement.operations", 13, "p")]),
        ("办理行政执法案件1543件,其中行政检查1457件、行政处罚86件。",
         [("enforcement.cases", 1543, ""), ("enforcement.inspections", 1457, ""), ("enforcement.penalties", 86, "")]),
        ("力争矛盾纠纷调解成功率达到98%以上。", [("mediation.success_rate", 98, "P")]),
        ("二、2024年工作计划\n(一)开展法治宣传活动60场。", [("education.campaigns", 60, "P")]),
        ("全年未发生行政复议和行政诉讼案件。", [("litigation.lawsuits", 0, ""), ("litigation.reconsiderations", 0, "")]),
        ("全年无行政复议被纠错、行政诉讼败诉案件。", [("litigation.lost", 0, "")]),
        ("严格落实行政复议、行政诉讼制度。", []),
        ("“燃气安全月”期间,检查餐饮场所143家。全街道全年检查各类场所1680家次。", [("safety.sites_inspected", 143, "p"), ("safety.sites_inspected", 1680, "")]),
        ("街道面积21平方公里,辖8个社区、5个行政村。", [("profile.area", 21, ""), ("profile.communities", 8, "p"), ("profile.communities", 5, "p")]),
        ("街道面积21平方公里,辖八个社区、两个居委会和五个村。", [("profile.area", 21, ""), ("profile.communities", 8, "p"), ("profile.communities", 2, "p"), ("profile.communities", 5, "p")]),
        ("调解矛盾纠纷147件,达成口头协议96件、书面协议51份。", [("mediation.handled", 147, ""), ("mediation.agreements", 96, "p"), ("mediation.agreements", 51, "p")]),
        ("调解矛盾纠纷147件,达成书面协议51份。", [("mediation.handled", 147, ""), ("mediation.agreements", 51, "")]),
        ("调解成功矛盾纠纷147件。一起涉及8名工人、金额42万元的欠薪纠纷当天办结。", [("mediation.succeeded", 147, ""), ("mediation.amount", 420000, "p")]),
        ("全年主动公开政府信息264条。“柳浪之声”公众号推送378篇。", [("openness.published", 264, ""), ("openness.published", 378, "p")]),
        ("微信公众号、政府网站共发布信息378条。", [("openness.published", 378, "")]),
        ("占道经营整治处罚统计表(单位:件)\n类别 简易程序 一般程序 合计\n违规占道 54 9 63", []),
        ("开展燃?x)m椪危,下达责令整改通知书58份。全年下达责令整改通知书204份。", [("enforcement.notices", 58, "p"), ("enforcement.notices", 204, "")]),
    ],
)  # fmt: skip
def test_a_sentence_is_read_as_a_careful_person_reads_it(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert sorted(rows(text)) == sorted(expected)


def test_a_repeated_statement_is_one_observation_at_its_first_place() -> None:
    (row,) = read("调解矛盾纠纷342起。如前所述,调解矛盾纠纷342起。").observations
    assert row.start == len("调解矛盾纠纷")


def test_two_values_of_one_indicator_are_both_kept() -> None:
    assert [value for _, value, _ in rows("调解矛盾纠纷342起。\n调解矛盾纠纷312起。")] == [342, 312]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理矛盾纠纷274件,同比下降6.3%。", [("mediation.accepted", 6.3, "%", "down")]),
        ("受理矛盾纠纷286件,较上年减少41件。", [("mediation.accepted", 41, "件", "down")]),
        (
            "信访总量137件、291人次,同比分别下降16.8%、7.4%。",
            [("petition.cases", 16.8, "%", "down"), ("petition.persons", 7.4, "%", "down")],
        ),
        ("调解成功率99%,同比提高0.6个百分点。", [("mediation.success_rate", 0.6, "百分点", "up")]),
        ("限上商业零售额完成3.86亿元,比增-32.5%。", [("economy.retail_sales", 32.5, "%", "down")]),
        ("行政处罚案件由64件增至97件。", []),
        ("万人诉求比下降5%。", [(None, 5, "%", "down")]),
        ("矛盾纠纷调解成功率提高2个百分点。", [("mediation.success_rate", 2, "百分点", "up")]),
        ("投诉量下降5%,信访总量下降3%。", [(None, 5, "%", "down"), ("petition.cases", 3, "%", "down")]),
        # the change has a subject of its own, which is not the level's
        ("受理矛盾纠纷274件,其中某某情况下降5%。", [(None, 5, "%", "down")]),
        (
            "受理信访事项123件,同比下降5%,群众上访批次下降8%。",
            [("petition.cases", 5, "%", "down"), (None, 8, "%", "down")],
        ),
    ],
)
def test_changes_are_kept_apart_from_levels(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert [(c.indicator, c.value, c.unit, c.direction) for c in read(text).changes] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "指标 单位 2023年\n调解成功率 % 98.5\n受理矛盾纠纷 件 446",
            [("mediation.success_rate", 98.5, ""), ("mediation.accepted", 446, "")],
        ),
        ("辖区面积 平方公里 42", [("profile.area", 42, "")]),
        ("普法宣传活动 万人次 1.2", []),  # 12,000 persons, no 1.2 campaigns
        ("调解涉及金额 亿元 42", []),
        ("调解涉及金额统计表(单位:万元)\n类别 金额\n涉及金额 42", []),
    ],
)
def test_a_unit_in_a_cell_of_its_own_is_that_of_its_row(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert rows(text) == expected


def test_permille_of_a_rate_in_percent_is_a_tenth() -> None:
    text = "严重精神障碍患者在册管理158人,报告患病率4.76‰。"
    assert ("corrections.mental_prevalence_rate", 0.476, "") in rows(text)


def test_every_numeral_says_why() -> None:
    for numeral in read("2023年,街道有13支队伍、314名网格员,每个网格3名,增长5%。").numerals:
        assert numeral.why


def test_what_each_grid_has_is_no_total_down_to_the_last_of_the_list() -> None:
    text = "街道划分网格61个,每个网格配一名网格长、两名网格员、三名信息员。"
    assert rows(text) == [("grid.total", 61, "")]


def test_what_came_of_a_campaign_is_its_own_across_a_semicolon() -> None:
    text = "“燃气安全月”期间,检查餐饮场所143家;开具限期整改通知书27份。全街道检查各类场所1680家次。"
    assert ("enforcement.notices", 27, "p") in rows(text)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("全年共调解各类矛盾纠纷4?6件,成功431件。", "mediation.handled"),
        ("全年共调解各类矛盾纠纷\ufffd436件,成功431件。", "mediation.handled"),
        ("全年走访商户4?6家。", None),
        ("桔园社区全年调解矛盾纠纷4?6件。", None),
        ("2024年计划调解矛盾纠纷4?6件。", None),
        ("调解矛盾纠纷431件,较上年增加3?件。", None),
        ("2022年调解矛盾纠纷4?6件。", None),
        ("全区共调解矛盾纠纷4?6件。", None),
    ],
)
def test_a_damaged_number_has_no_value_but_its_words_say_what_is_missing(text: str, missing: str | None) -> None:
    (damaged,) = (n for n in read(text).numerals if n.disposition is Disposition.DAMAGED)
    assert (damaged.value, damaged.indicator) == (None, missing)
    assert all(o.start != damaged.start for o in read(text).observations)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("受理信访29件,其中国家平台8件、省平台21件。", [(29, None), (8, "国家平台"), (21, "省平台")]),
        ("受理行政诉讼案件17件(其中拆迁类13件)。", [(17, None), (13, "拆迁类")]),
        ("实施行政许可98件,其中林木采伐许可17件,规划许可81件。", [(98, None), (17, "林木采伐许可"), (81, "规划许可")]),
        (
            "临时救助24户77人,其中青杠村2户10人,大坪村8户17人。",
            [(24, None), (77, None), (2, "青杠村"), (10, "青杠村"), (8, "大坪村"), (17, "大坪村")],
        ),
        ("受理信访29件,其中国家平台8件、省平台31件。", [(29, None), (8, "国家平台")]),
        ("受理信访29件,其中国家平台8人。", [(29, None)]),
        ("受理信访29件,其中满意8件。", [(29, None)]),
        ("受理信访29件,国家平台8件。", [(29, None)]),
        ("指派特邀调解74件,调成66件。", [(74, "特邀调解"), (66, "特邀调解")]),
        ("全年调解矛盾纠纷320件,其中物业纠纷28件,调解成功316件。", [(320, None), (28, "物业纠纷"), (316, None)]),
    ],
)
def test_what_stands_behind_a_total_is_its_part_where_it_names_a_place_a_source_or_a_class(
    text: str, parts: list[tuple[float, str | None]]
) -> None:
    assert [(o.value, o.scope_name) for o in read(text).observations] == parts


@pytest.mark.parametrize(
    "text",
    [
        "街道主要负责人主动出庭应诉1宗。",
        "对27个村级人民调解委员会的组成人员分批培训,面积9.3平方公里。",
        "各支部理论学习60余次,落实中心组学习制度。",
    ],
)
def test_what_counts_another_thing_is_no_total_of_the_office(text: str) -> None:
    stated = {o.indicator for o in read(text).observations if o.scope == "street"}
    assert not stated & {"litigation.lawsuits", "profile.communities", "party.theory_sessions"}


def test_a_month_before_its_number_is_its_period() -> None:
    found = [
        (o.value, o.period_start, o.period_end) for o in read("受理热线工单如下。5月816件,6月731件。").observations
    ]
    assert found == [(816, date(2023, 5, 1), date(2023, 5, 31)), (731, date(2023, 6, 1), date(2023, 6, 30))]


def test_a_noun_shared_by_several_levels_is_given_to_each() -> None:
    assert rows("一级、二级、三级网格分别为15个、57个、39个。") == [
        ("grid.level1", 15, ""), ("grid.level2", 57, ""), ("grid.level3", 39, ""),
    ]  # fmt: skip
    assert rows("专职、兼职网格员分别为12名、30名。") == [
        ("grid.workers_full_time", 12, ""), ("grid.workers_part_time", 30, ""),
    ]  # fmt: skip


def test_a_damaged_number_without_a_unit_stops_no_report() -> None:
    found = read("罚款4.2\ufffd元；全年调解矛盾纠纷12\ufffd3，办理行政执法案件5件。")
    assert [n.value for n in found.numerals if n.disposition is Disposition.DAMAGED] == [None] * 2


def test_words_that_count_stand_in_the_stretches_that_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [document.text for document in build.load([build.REPORTS])[0][::3]]
    found = [read(text) for text in texts]
    monkeypatch.setattr(build, "stretches", lambda text, sentences, quantities: [(0, len(text))])
    assert [read(text) for text in texts] == found


def test_a_column_of_another_year_is_no_figure_of_this_one() -> None:
    text = "项目 | 上年 | 本年 |\n调解矛盾纠纷 | 312 | 342 |\n行政处罚 | 80 | 86 |"
    assert rows(text) == [("mediation.handled", 342, ""), ("enforcement.penalties", 86, "")]
