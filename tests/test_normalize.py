"""normalize: one plain form for all spellings, and never a place lost."""

import json
import re
import tomllib
from bisect import bisect_left
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize import FURNITURE, normalize
from pipeline.read import read

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
BLOCKS = {
    name: block for name, block in tomllib.loads(FURNITURE.read_text(encoding="utf-8")).items() if name != "pieces"
}


def told(kind: str) -> list[tuple[str, str]]:
    return [(name, line) for name, block in BLOCKS.items() for line in block[kind]]


@pytest.mark.parametrize(
    ("original", "normal"),
    [
        # traditional script
        ("調解矛盾糾紛1.5萬宗", "调解矛盾纠纷1.5万宗"),
        ("羣峯裏衆爲條個處場於後", "群峰里众为条个处场于后"),
        ("乾淨的乾安縣", "干净的乾安县"),
        ("顯著成效,著名品牌,著力推進,沿著方向,顯著重要", "显著成效,著名品牌,着力推进,沿着方向,显著重要"),
        ("工作計畫、答覆率、覆蓋面、瞭解、瞭望、狼藉、憑藉", "工作计划、答复率、覆盖面、了解、瞭望、狼藉、凭借"),
        ("於潛鎮關於", "於潜镇关于"),
        # full width
        ("２０２３年，１，２８６件；９９．９％", "2023年,1,286件;99.9%"),
        ("（一）ＡＰＰ：＋－？！", "(一)APP:+-?!"),
        ("“甲”、《乙》。〔2023〕「丙」", "“甲”、《乙》。〔2023〕“丙”"),
        # digits of other scripts, but nothing that only looks like one
        ("٣件𝟏𝟐件", "3件12件"),
        ("①23件,10²,⒈2起,5㎡,½,Ⅳ,㈠", "①23件,10²,⒈2起,5㎡,½,Ⅳ,㈠"),
        # compatibility ideographs and radicals
        ("⽤\uf90a⻓⻔", "用金长门"),
        # dashes and waves
        ("2021—2025年,1－9月,5月1日——7日,10%–20%,−3", "2021-2025年,1-9月,5月1日-7日,10%-20%,-3"),
        ("10～20件,10〜20件,10至20件", "10~20件,10~20件,10至20件"),
        ("发现问题—责任分解——闭环", "发现问题—责任分解——闭环"),
        ("4•15", "4·15"),
        # spaces
        ("2023 年 24 名,占 96.5 %", "2023年24名,占96.5%"),
        ("共\u30001\xa0286\u2009次", "共1286次"),
        ("收入1 286 000 元", "收入1286000元"),
        ("比增 -2.1 %", "比增-2.1%"),
        ("某某街道  办事处 LED 屏", "某某街道  办事处 LED 屏"),
        ("强化领导 1.召开会议3 次", "强化领导 1.召开会议3次"),
        # invisible characters and line ends
        ("1\u200b28\ufeff6\u202e件", "1286件"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        # pinyin residue and true parentheses
        ("網(wǎng)格萬(wàn)元場(chǎng)次企業（yè）", "网格万元场次企业"),
        ("我們(men)的(de)", "我们的"),
        ("(一)(员)(2021-2025年)(APP)(LED)(其中)(de)", "(一)(员)(2021-2025年)(APP)(LED)(其中)(de)"),
        ("客户端(app)、指标(kpi)、x(yì)", "客户端(app)、指标(kpi)、x(yì)"),
        # damage stays for later stages to see
        ("9\ufffd.6%,3?2件,\ue000件,\x00", "9\ufffd.6%,3?2件,\ue000件,\x00"),
        ("", ""),
    ],
)
def test_spellings_have_one_normal_form(original: str, normal: str) -> None:
    assert normalize(original).text == normal


PARAGRAPH = (
    "  全年共开展法治宣传活动32场次,发放宣传资料1200余份,解答群众咨询460人次,社区法律顾问驻点服务达到全覆盖,"
    "群众满意率保持在98.6%以上。综合行政执法队办理案件216件,罚款18.4万元,没有发生行政复议案件。"
)


@pytest.mark.parametrize("width", [20, 28, 37, 40])
def test_a_hard_wrapped_paragraph_is_joined(width: int) -> None:
    wrapped = "\n".join(PARAGRAPH[at : at + width] for at in range(0, len(PARAGRAPH), width))
    text = f"一、主要工作\n{wrapped}\n  二、下一步打算\n{wrapped}"
    assert normalize(text).text == f"一、主要工作\n{PARAGRAPH}\n  二、下一步打算\n{PARAGRAPH}"


@pytest.mark.parametrize(
    ("original", "normal"),
    [
        ("对照《2023 \n年法治建设要点》抓落实", "对照《2023年法治建设要点》抓落实"),
        ("受理来信、\n来访、来电", "受理来信、来访、来电"),
        ("化解率达98\r\n%,位居前列", "化解率达98%,位居前列"),
        ("上半年,排查纠纷\n47\n起\n,化解率\n96%\n;走访", "上半年,排查纠纷47起,化解率96%;走访"),
        ("全 年完成投 资 31.5 亿元,签 约项目 6 个。", "全年完成投资31.5亿元,签约项目6个。"),
    ],
)
def test_a_break_inside_a_title_or_after_a_comma_is_joined_whatever_the_length(original: str, normal: str) -> None:
    assert normalize(original).text == normal


@pytest.mark.parametrize(
    "text",
    [
        "3.以群众法治需求为导向,构建全方位法治宣传工作新格局\n在工业园区开展宣传5场。",
        "某某街道2023年度法治政府建设工作情况报告和下一年工作思路\n2023年,街道办理案件12件。",
        "(一)依法防范化解社会矛盾风险,维护辖区和谐稳定\n1.加强重点人群管控。",
        "调解成功率达到98.6%,群众满意度不断提升。\n二、存在问题",
        "街道全年办理案件216件。开展宣传32场次,受教育群众1万余人,成效明显\n一是宣传形式单一。",
        "街道全年办理案件216件。开展宣传32场次,受教育群众1万余人,成效明显\n某某街道办事处\n2024年1月12日",
        "受理纠纷 件 310 286\n调解成功 件 301 282\n违规占道 98 12 110",
        "序号 指标名称 单位 2022年 2023年\n1 受理矛盾纠纷 件 310 286\n2 调解成功 件 301 282",
        "第十条第(六)项 行政处罚 本年处理决定数量 23 行政强制 0\n第十条第(八)项 本年收费金额(单位:万元) 0",
        "  全年共开展法治宣传活动32场次。发放宣传资料若干\n  街道司法所办理法律援助12件。",
    ],
)
def test_headings_tables_and_paragraphs_keep_their_lines_and_spaces(text: str) -> None:
    normalized = normalize(text)
    assert normalized.text == text
    assert list(normalized.origin) == list(range(len(text) + 1))


# (original, normal): independent of each other, so that the map of their concatenation is known.
PIECES = [
    ("網(wǎng)", "网"),
    ("萬", "万"),
    ("２３", "23"),
    ("件", "件"),
    ("\u200b", ""),
    ("\u202e\ufeff", ""),
    ("。\r\n", "。\n"),
    ("。", "。"),
    ("，", ","),
    ("區(qū)(一)", "区(一)"),
    ("\ufffd", "\ufffd"),
    ("①", "①"),
    ("7 年", "7年"),
    ("𠮷", "𠮷"),
    ("“", "“"),
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_every_slice_maps_back_to_what_it_came_from(pieces: list[tuple[str, str]]) -> None:
    normalized = normalize("".join(original for original, _ in pieces))
    assert normalized.text == "".join(normal for _, normal in pieces)
    at, place = 0, 0
    for original, normal in pieces:
        if normal:
            start, end = normalized.span(at, at + len(normal))
            assert start == place
            assert normalize(original[: end - start]).text == normal
            assert normalize(original[end - start :]).text.strip("()abcdefghijklmnopqrstuvwxyzǎū") in ("", "\n")
        at, place = at + len(normal), place + len(original)


@settings(max_examples=300)
@given(
    st.text(
        st.one_of(
            st.sampled_from("网網(wǎng)萬２23 \u3000\n\r年件%。,，—-《》\u200b乾著"), st.characters(codec="utf-8")
        )
    )
)
def test_the_map_rises_and_each_character_is_the_form_of_its_origin(text: str) -> None:
    normalized = normalize(text)
    assert len(normalized.origin) == len(normalized.text) + 1
    assert normalized.origin[-1] == len(text)
    assert all(here < there for here, there in pairwise(normalized.origin))
    for at, character in enumerate(normalized.text):
        start, end = normalized.span(at, at + 1)
        alone = normalize(text[start:end]).text
        assert end == start + 1
        assert alone == character or (alone + character in "—- 著着 乾干 画划 覆复 藉借 於于 瞭了 鷺鹭" and alone)


@settings(max_examples=100)
@given(st.text(st.sampled_from("网網(wǎng)萬２23 \u3000\n\r年件%。,，—-《》\u200b"), max_size=80))
def test_furniture_is_whole_lines_in_order(text: str) -> None:
    normalized = normalize(f"{text}。\n+1\n全年{text}。\n[打印本页]\n浏览次数：356")
    assert len(normalized.ignored) >= 3
    assert list(normalized.ignored) == sorted(normalized.ignored)
    for start, end in normalized.ignored:
        assert normalized.text[start - 1 : start] in ("", "\n")
        assert normalized.text[end : end + 1] in ("", "\n")
        assert "\n" not in normalized.text[start:end]


@pytest.mark.parametrize(("name", "line"), told("examples"))
def test_furniture_is_ignored_but_kept(name: str, line: str) -> None:
    normalized = normalize(f"全年办结12件。\n  {line}\n全年办结13件。")
    assert [normalized.text[start:end].strip() for start, end in normalized.ignored] == [normalize(line).text]


@pytest.mark.parametrize(("name", "line"), told("counterexamples"))
def test_body_sentences_are_never_ignored(name: str, line: str) -> None:
    assert normalize(f"全年办结12件。\n{line}\n全年办结13件。").ignored == ()


def test_every_kind_of_furniture_is_told_by_examples() -> None:
    for name, block in BLOCKS.items():
        assert set(block) == {"name", "line", "examples", "counterexamples"}, name
        assert block["examples"], name
        assert block["counterexamples"], name


def test_no_name_of_todays_places_is_changed() -> None:
    """But for the width of brackets: a name in a report is looked up in the register as it stands there."""
    names = duckdb.sql(
        f"select distinct unnest([office, district, city, province]) from '{ROOT}/data/offices.parquet'"  # noqa: S608
    ).fetchall()
    plain = [name.replace("（", "(").replace("）", ")") for (name,) in names if name]
    assert len(plain) > 30_000
    assert normalize("。\n".join(plain)).text == "。\n".join(plain)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared reports are not on this machine")
@pytest.mark.parametrize(("gold", "folder"), [("gold/seeds.jsonl", "seeds"), ("dev/gold.jsonl", "dev/texts")])
def test_gold_quotes_survive(gold: str, folder: str) -> None:
    """Each quote is a slice of the normalized text, outside furniture, whose span is the quote's own place."""
    texts = {path.stem: read(path).text for path in (SHARED / folder).glob("*.txt")}
    normal = {report: normalize(text) for report, text in texts.items()}
    for row in map(json.loads, (SHARED / gold).read_text(encoding="utf-8").splitlines()):
        normalized = normal[row["report"]]
        start, end = bisect_left(normalized.origin, row["start"]), bisect_left(normalized.origin, row["end"])
        place = normalized.span(start, end)
        assert normalized.text[start:end] == normalize(row["quote"]).text
        assert place[0] == row["start"]
        # A residue at its very end belongs to the gold quote, not to the number.
        assert re.fullmatch(r"(?:\([^()一-鿿]+\))?", texts[row["report"]][place[1] : row["end"]])
        assert not any(start < last and first < end for first, last in normalized.ignored)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared reports are not on this machine")
def test_only_the_breaks_inside_clauses_of_the_shared_reports_are_joined() -> None:
    joined = {}
    for path in [*(SHARED / "seeds").glob("*.txt"), *(SHARED / "dev/texts").glob("*.txt")]:
        text = read(path).text
        if n_joined := text.count("\n") - normalize(text).text.count("\n"):
            joined[path.stem[:3]] = n_joined
    assert joined == {"002": 3, "d21": 3}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared reports are not on this machine")
def test_a_text_without_junk_keeps_its_length() -> None:
    text = read(SHARED / "seeds/000_98c7330cd706cfdb.txt").text
    assert normalize(text).origin == range(len(text) + 1)
