"""read: whatever the encoding, the text comes out as it was written, or a Chinese reason why not."""

import codecs
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read import READERS, Unreadable, decode, read

SHARED = Path(__file__).parents[2] / "shared"
REPORT = "某某街道2023年度法治政府建设情况报告\n全年共调解矛盾纠纷120件，成功率98.3%，开展普法宣传12场次。\n"
TRADITIONAL = "某某街道2023年度法治政府建設情況報告\n全年共調解矛盾糾紛120宗，成功率98.3%，開展普法宣傳12場次。\n"

WORDS = [
    "街道",
    "社区",
    "法治政府",
    "开展",
    "调解",
    "矛盾纠纷",
    "件",
    "万元",
    "%",
    "，",
    "。",
    "、",
    "；",
    "普法宣传",
    "执法",
]
TRADITIONAL_WORDS = [
    "街道",
    "社區",
    "法治政府",
    "開展",
    "調解",
    "矛盾糾紛",
    "宗",
    "萬元",
    "%",
    "，",
    "。",
    "、",
    "執法",
]


def reports(words: list[str]) -> st.SearchStrategy[str]:
    pieces = st.one_of(st.sampled_from(words), st.integers(0, 99999).map(str), st.just("\r\n"), st.just("\n"))
    return st.lists(pieces, min_size=12, max_size=60).map(lambda found: words[2] + "".join(found))


@pytest.mark.parametrize(
    ("text", "codec", "mark", "name"),
    [
        (REPORT, "utf-8", b"", "utf-8"),
        (REPORT, "utf-8", codecs.BOM_UTF8, "utf-8"),
        (REPORT, "gb2312", b"", "gb18030"),
        (REPORT, "gbk", b"", "gb18030"),
        (REPORT + "䶮街𠮷社区㐂", "gb18030", b"", "gb18030"),
        (TRADITIONAL, "gbk", b"", "gb18030"),
        (TRADITIONAL, "big5", b"", "big5"),
        (TRADITIONAL, "cp950", b"", "big5"),
        (TRADITIONAL + "深水埗㗎", "big5hkscs", b"", "big5"),
        (REPORT, "utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        (REPORT, "utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        (REPORT, "utf-16-le", b"", "utf-16"),
        (REPORT, "utf-16-be", b"", "utf-16"),
        ("ASCII only: 12 cases\n", "utf-8", b"", "utf-8"),
        ("ASCII only: 12 cases\n", "utf-16-be", b"", "utf-16"),
    ],
)
def test_each_encoding_is_recognised_and_a_mark_is_no_text(text: str, codec: str, mark: bytes, name: str) -> None:
    assert decode(mark + text.encode(codec)) == (text, name, ())


@settings(max_examples=150)
@given(
    text=reports(WORDS),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]),
)
def test_decoding_undoes_encoding(text: str, codec: str) -> None:
    assert decode(text.encode(codec))[0] == text


@settings(max_examples=100)
@given(text=reports(TRADITIONAL_WORDS), codec=st.sampled_from(["big5", "cp950", "big5hkscs", "gb18030"]))
def test_decoding_undoes_encoding_of_traditional_text(text: str, codec: str) -> None:
    assert decode(text.encode(codec))[0] == text


@settings(max_examples=200)
@given(data=st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_reason(data: bytes) -> None:
    try:
        text, name, _ = decode(data)
    except Unreadable as reason:
        assert any("一" <= character <= "鿿" for character in str(reason))
    else:
        assert text.strip()
        assert name in {"utf-8", "gb18030", "big5", "utf-16"}


@settings(max_examples=150)
@given(at=st.integers(0, len(REPORT.encode("gb18030")) - 1), codec=st.sampled_from(["utf-8", "gb18030"]))
def test_a_lost_byte_changes_neither_the_encoding_nor_the_rest(at: int, codec: str) -> None:
    data = (REPORT * 3).encode(codec)
    text, name, notes = decode(data[:at] + data[at + 1 :])
    assert name == codec
    assert text.endswith(REPORT)
    if "\ufffd" in text:
        assert "需人工核对" in notes[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t ", "没有文字"),
        (codecs.BOM_UTF8, "没有文字"),
        (b"PK\x03\x04" + b"\0" * 100, "Office 文档"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Word"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (bytes(range(256)) * 4, "无法识别"),
        (REPORT.encode("utf-32"), "纯文本"),
        ("これはひらがなのぶんしょうです。".encode("shift_jis"), "无法识别"),
        (codecs.BOM_UTF8 + REPORT.encode("gbk"), "损坏严重"),
        ("说明\x01\x02\x03".encode() * 5, "纯文本"),
    ],
)
def test_what_is_no_text_is_refused_in_chinese(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        decode(data)


@pytest.mark.parametrize(
    ("text", "wrong", "right", "name"),
    [
        # Of an odd number of bytes GBK loses the last: only text that came through whole can be had back.
        ("街道共调解纠纷一百二十件成功率很高群众满意", "gb18030", "utf-8", "utf-8"),
        (REPORT, "latin-1", "utf-8", "utf-8"),
        (REPORT, "latin-1", "gbk", "gb18030"),
        (REPORT, "cp1252", "gbk", "gb18030"),
        (TRADITIONAL, "latin-1", "big5", "big5"),
    ],
)
def test_text_decoded_wrongly_and_saved_is_restored_with_a_note(text: str, wrong: str, right: str, name: str) -> None:
    try:
        mojibake = text.encode(right).decode(wrong)
    except UnicodeDecodeError:
        mojibake = text.encode(right).decode("latin-1")
    restored, encoding, notes = decode(mojibake.encode("utf-8"))
    assert (restored, encoding) == (text, name)
    assert "双重编码" in notes[0]
    assert "已整篇还原" in notes[0]


@pytest.mark.parametrize(
    "text",
    [
        REPORT + "普法宣传册".encode().decode("gbk", "replace") + "6200份",
        "全年共调解".encode().decode("gb18030", "replace"),
        "µÄ",  # 的 in GBK, and two letters
        "Résumé naïve façade",
    ],
)
def test_mojibake_in_places_or_beyond_certainty_stays(text: str) -> None:
    assert decode(text.encode("utf-8")) == (text, "utf-8", ())


def test_line_ends_are_kept_for_offsets_point_into_them() -> None:
    assert decode("第一行\r\n第二行\r第三行\n".encode())[0] == "第一行\r\n第二行\r第三行\n"


def test_a_document_knows_its_file(tmp_path: Path) -> None:
    path = tmp_path / "某某街道2023.TXT"
    path.write_bytes(REPORT.encode("gbk"))
    document = read(path)
    assert (document.id, document.format, document.encoding) == ("某某街道2023", "txt", "gb18030")
    assert document.text == REPORT
    assert document.source == str(path)
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.is_legacy


@pytest.mark.parametrize(
    ("name", "reason"), [("无此文件.txt", "找不到文件"), ("报告.xyz", "不支持“.xyz”"), ("报告", "不支持“报告”")]
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "夹.txt").mkdir()
    with pytest.raises(Unreadable, match="打不开文件"):
        read(tmp_path / "夹.txt")


def test_every_reader_is_called_by_a_lower_case_ending() -> None:
    assert all(ending == ending.lower().strip(".") for ending in READERS)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared reports are not on this machine")
@pytest.mark.parametrize(("gold", "folder"), [("gold/seeds.jsonl", "seeds"), ("dev/gold.jsonl", "dev/texts")])
def test_gold_offsets_point_at_gold_quotes(gold: str, folder: str) -> None:
    texts = {path.stem: read(path).text for path in (SHARED / folder).glob("*.txt")}
    rows = [json.loads(line) for line in (SHARED / gold).read_text(encoding="utf-8").splitlines()]
    assert rows
    assert [row for row in rows if texts[row["report"]][row["start"] : row["end"]] != row["quote"]] == []
