"""txt: the bytes of plain text → text, whatever their encoding.

The text is kept exactly as it was decoded (line ends too; only a byte order mark is no part of it).
"""

import re

import opencc

from pipeline.readers import Text, Unreadable

SAVE_AS_UTF8 = "请用记事本或 WPS 打开，另存为 UTF-8 编码的 .txt 后重新提交。"

# (Python codec, name in Document.encoding). gb2312 and gbk are subsets of gb18030; cp950 and HKSCS are kinds of Big5.
CODECS = (
    ("utf-8", "utf-8"),
    ("gb18030", "gb18030"),
    ("cp950", "big5"),
    ("big5hkscs", "big5"),
    ("utf-16-le", "utf-16"),
    ("utf-16-be", "utf-16"),
)
NAMES = dict(CODECS)
DECLARED = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5-hkscs": "big5", "unicode": "utf-16"}
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
MARKS = {  # byte order marks
    b"\xef\xbb\xbf": "utf-8",
    b"\x84\x31\x95\x33": "gb18030",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
SIGNATURES = {
    b"PK\x03\x04": "Office 文档（.docx、.xlsx）或压缩包",
    b"\xd0\xcf\x11\xe0": "旧版 Word 文档（.doc、.wps）",
    b"%PDF": "PDF 文档",
    b"{\\rtf": "RTF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"SQLite format 3": "数据库文件",
}
# Codecs that, one taken for the other, leave text from which every byte can be had back: (used wrongly, right one).
CONFUSIONS = (
    ("gb18030", "utf-8"),
    ("latin-1", "utf-8"),
    ("latin-1", "gb18030"),
    ("latin-1", "cp950"),
    ("gb18030", "cp950"),
    ("cp950", "gb18030"),
)
# What Windows shows for the bytes 80–9F where Latin-1 has controls.
UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
WINDOWS_1252 = {ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in UNDEFINED}

# The most frequent characters of administrative Chinese. Under a wrong codec next to none of them turn up.
_SIMPLIFIED = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学"
    "法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外"
    "天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又利比或但质气第向道命此变条只没结解问意建月公无系军很情"
    "者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手"
    "角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术"
    "极交受联认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报完类八离名确才科张信节话"
    "米整空元况今集传土许步群广石记需段研界律且究越织装影低持音众书布复容儿须际商非验连断难近千周委素技备半办青省列习响约"
    "般感便团往历市克何除消构府称太准精值号率族维划选标写存候亲快效院查江型按格养置派层片始专状育京识适属圆包住调满县局照"
    "参红细引听该价严街道社区村镇执罚诉讼纠纷矛盾宣普综治网隐患案审核咨询普援矫复议督培训案例履职推促落实深化坚持项户宗起"
)
_SIGNS = "，。、；：？！“”‘’（）《》〔〕—…　％·０１２３４５６７８９"
COMMON = frozenset(_SIMPLIFIED + opencc.OpenCC("s2t").convert(_SIMPLIFIED) + _SIGNS)


def read(data: bytes) -> Text:
    """The text of a plain file. Raises Unreadable."""
    return Text(*decode(data))


def decode(data: bytes, declared: str = "") -> tuple[str, str, tuple[str, ...]]:
    """Bytes of a text file → text, encoding (utf-8, gb18030, big5, utf-16), Chinese notes. Raises Unreadable.

    ``declared``: what the file says of itself; a hint that decides only where the bytes do not.
    """
    if not data:
        raise Unreadable("文件是空的（0 字节）。请检查原文件后重新提交。")
    for signature, what in SIGNATURES.items():
        if data.startswith(signature):
            raise Unreadable(f"文件内容不是纯文本，而是{what}，后缀可能被改过。请改回原来的后缀，或转存为 .txt。")
    codec = _codec(data, declared)
    text, notes = _strictly_if_possible(data, codec)
    text = text.removeprefix("\ufeff")
    _refuse_rubbish(text)
    return _undo_confusion(text, codec, notes)


def _codec(data: bytes, declared: str) -> str:
    """Byte order mark, else strict UTF-8, else whichever codec gives the most common characters."""
    for mark, codec in MARKS.items():
        if data.startswith(mark):
            return codec
    # A NUL stands in no Chinese text, but in UTF-16 every digit and line end has one.
    codecs = [codec for codec, name in CODECS if name == "utf-16"] if b"\0" in data else [codec for codec, _ in CODECS]
    if "utf-8" in codecs and _is_valid(data, "utf-8"):
        return "utf-8"
    foreign = BEYOND_ASCII.search(data)
    start = foreign.start() & ~1 if foreign else 0
    sample = data[start : start + 40_000]
    codecs.sort(key=lambda codec: NAMES[codec] != DECLARED.get(declared.lower(), declared.lower()))
    familiarity = {codec: _familiarity(sample.decode(codec, "replace")) for codec in codecs}
    best = max(codecs, key=familiarity.__getitem__)
    if familiarity[best] < 0.2:
        raise Unreadable(f"无法识别文件的编码，内容可能不是中文文本或已损坏。{SAVE_AS_UTF8}")
    return best


def _is_valid(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _familiarity(text: str) -> float:
    """Share of common characters among those beyond ASCII in the first 20,000; 1.0 where there are none."""
    foreign = [character for character in text[:20_000] if not character.isascii()]
    return sum(character in COMMON for character in foreign) / len(foreign) if foreign else 1.0


def _strictly_if_possible(data: bytes, codec: str) -> tuple[str, tuple[str, ...]]:
    if _is_valid(data, codec):
        return data.decode(codec), ()
    text = data.decode(codec, "replace")
    lost = text.count("\ufffd") - data.decode(codec, "ignore").count("\ufffd")
    if lost > len(text) / 20:
        raise Unreadable(f"文件损坏严重：按{NAMES[codec]}解码有{lost}处无法还原。请重新获取原文件。")
    return text, (f"原文件有{lost}处字节无法按{NAMES[codec]}解码，已用“�”标出，附近的数字需人工核对",)


def _refuse_rubbish(text: str) -> None:
    if not text.strip():
        raise Unreadable("文件里没有文字，只有空白。请检查原文件后重新提交。")
    controls = sum(text.count(chr(code)) for code in range(0x20) if chr(code) not in "\t\n\r\f\v")
    if controls > len(text) / 100:
        raise Unreadable(f"文件内容不是纯文本（含大量控制字符）。{SAVE_AS_UTF8}")


def _undo_confusion(text: str, codec: str, notes: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Undo a wrong decoding that was saved, but only where the whole text comes back; mojibake in places stays."""
    if _familiarity(text) > 0.2 or len(text) < 10:
        return text, NAMES[codec], notes
    for wrong, right in CONFUSIONS:
        try:
            restored = text.translate(WINDOWS_1252 if wrong == "latin-1" else {}).encode(wrong).decode(right)
        except UnicodeError:
            continue
        if _familiarity(restored) > 0.4:
            note = f"原文件是双重编码（{NAMES[right]}文本曾按{NAMES.get(wrong, wrong)}误读后另存），已整篇还原"
            return restored.removeprefix("\ufeff"), NAMES[right], (*notes, note)
    return text, NAMES[codec], notes
