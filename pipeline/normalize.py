"""normalize: the original text → NormalizedText: simplified, half-width, without junk, each character with its place.

One to one, so no place moves:
- traditional → simplified by OpenCC's character table, then the few words that depend on a neighbour (WORDS);
- full-width letters, digits of every script, compatibility ideographs and radicals → their plain form. Never NFKC as a
  whole, which would make digits of ① and ²; ㎡ stays ㎡;
- , ; : ? ! ( ) % are half-width; 。、“”‘’《》〔〕 stay Chinese; 「」『』 become “”‘’; a space of any width is " ";
- between digits every dash is "-", elsewhere every long dash is "—"; every wave is "~"; 至 stays. A tab stays a tab.

Cut, and remembered in the map: pinyin residue 區(qū), invisible characters, the space in "2023 年", the line break
inside a clause. Damage (U+FFFD, private use, "?") stays, for later stages must see it.
"""

import re
import tomllib
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

import opencc

from pipeline.model import NormalizedText

Span = tuple[int, int]

FURNITURE = Path(__file__).parents[1] / "data/catalogue/furniture.toml"
HAN = "〇㐀-\u9fff\U00020000-\U0003134f"

FORMS = {  # beyond Unicode's compatibility forms; last: radicals, and variants that OpenCC lacks
    "「」『』﹁﹂﹃﹄〝〞": "“”‘’“”‘’“”",
    "•‧∙・⋅": "·····",
    "〜∼–―‒─‐‑−": "~~————---",
    "\u2028\u2029\x85\x0b\x0c": "\n\n\n\n\n",
    "⺠⻓⻔⻋⻅⻘⻛⻜⻝⻢⻥⻦⻩⻬⻮⻰⻳⻄⻆⻙⻚": "民长门车见青风飞食马鱼鸟黄齐齿龙龟西角韦页",
    "囬擧敎靑戸眞査塡淸竝旣毎歩閙衞錬": "回举教青户真查填清并既每步闹卫炼",
}
# Not simplified one by one: words of their own in simplified text, or in today's office names (濛阳, 鮀江, 氾水 …).
UNTOUCHED = "乾吒拚薹袷濛鮜鮀塚磑洩瀂氾瞭於鷺"
WORDS = re.compile(  # each alternative is one character that its neighbours decide
    "乾(?=[净燥旱洗脆涸枯粮果货部扰预涉警群])|瞭(?!望)|於(?!潜)|鷺(?<!鴜鷺)|画(?<=[计规筹策]画)|覆(?<=[答回批函反]覆)(?!盖)|"
    "著(?<=[随沿接味绕]著)|著(?<![显昭卓]著)(?=[力手重眼落陆装急])|藉(?<=凭藉)|藉(?=[此助以由机故着]|口(?!镇))"
)
WORD = dict(zip("乾瞭於鷺画覆著藉", "干了于鹭划复着借", strict=True))

TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ\u0300\u0301\u0304\u030c"
PINYIN = re.compile(rf"\((?<=[{HAN}]\()(?:[a-zɑɡ]*[{TONES}][a-zɑɡ{TONES}]*|de|le|men|zi|ne|ma|ba|zhe|me|ge|tou)\)")
INVISIBLE = re.compile(
    "[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]+"
)
DASH = re.compile("—(?<=[0-9%‰年月日号]—)—*(?=[0-9])")
LONG_DASH = re.compile("-(?<=[0-9%‰年月日号]-)-+(?=[0-9])")
GAP = re.compile(  # digit and Han or %, Han and digit (no list number), groups of three digits
    rf" (?:(?<=[0-9] )(?=[%‰{HAN}])|(?<=[{HAN}] )(?=-?[0-9])(?![0-9]{{1,2}}[.、](?![0-9]))|"
    r"(?:(?<=[^0-9.,][0-9] )|(?<=[^0-9.,][0-9]{2} )|(?<=[^0-9.,][0-9]{3} ))"
    rf"(?=[0-9]{{3}}(?: [0-9]{{3}}){{0,3}} ?[%‰{HAN}]))"
)
# A row of a flattened table: two numbers side by side; ordinal, name, unit and number; or no clause at all but a last
# cell or a row of words.
ROW = re.compile(
    r"^ *[0-9]{1,3} [^ ]+ [^ ]{1,4} -?[0-9][0-9,.]*(?= |$)|[0-9] (?:[0-9]{1,2}|[0-9]{4,})(?![0-9])|"
    rf"^(?!.*[,。;])(?:.* [0-9.]+[%‰]?$|.*[{HAN}] [{HAN}]+ [{HAN}])"
)
# A space inside a word, as pages of fixed layout leave it where a line or a run of glyphs ended.
TORN = re.compile(rf"(?<=[{HAN},。;、]) (?=[{HAN}])|(?<=[{HAN}]) (?=[,。;、])")
CLOSED = re.compile("[。!?;:…][”’)》]*$")
CLAUSE = re.compile("[,。;、:]")
# What begins a line of its own: an indent, a bracket, a list number, a heading.
OPENING = re.compile(
    r"[ \t(\[【—①-⑳]|[一二三四五六七八九十]+[、.是要]|第[一二三四五六七八九十]+[章节部条]|"
    r"[0-9]{1,2}[.、](?![0-9])|附[件表注]?[0-9]?:"
)
LISTED = re.compile(r" *(?:[(①-⑳]|[一二三四五六七八九十]+、|[0-9]{1,2}[.、])")
# A number that stands on a line of its own in running text, and what goes on after it.
CUT_NUMBER = re.compile(rf"(?!(?:19|20)[0-9][0-9](?:年|$))[0-9][0-9.,]*(?:[余多]?[万亿]?[{HAN}]{{1,2}}[,。;、]|[%‰]?$)")
CUT_UNIT = re.compile(rf"[余多万亿]*[{HAN}]{{1,2}}(?:[,。;、]|$)")
TORN_PER = 150  # characters; more spaces than one in so many are no layout of an author
NARROWEST = 20  # characters; no text is wrapped narrower
LONGEST_FURNITURE = 200  # characters; a longer line is a paragraph


def normalize(text: str) -> NormalizedText:
    """Normalize the text of a whole report; the spans of `ignored` are whole lines, in order."""
    clear = re.sub("\r(?!\n)", "\n", text.translate(CHARACTERS))
    clear = DASH.sub(lambda dash: "-" * len(dash[0]), clear)
    kept, origin = _cut(clear, sorted(chain(_junk(clear), _gaps(clear), _tears(clear), _wraps(clear))))
    kept = WORDS.sub(lambda word: WORD[word[0]], kept)
    return NormalizedText(kept, origin, tuple(_furniture(kept)))


def _characters() -> dict[int, str]:
    """Every character that has another form, to that one character."""
    forms = {}
    compatibility = (0xFF01, 0xFFEF), (0xFE10, 0xFE70), (0xF900, 0xFB00), (0x2E80, 0x2FE0), (0x2F800, 0x2FA20)
    for code in chain.from_iterable(range(*block) for block in compatibility):
        forms[code] = unicodedata.normalize("NFKC", chr(code))
    for code in range(0x80, 0x1FC00):
        if unicodedata.category(chr(code)) == "Zs":
            forms[code] = " "
        elif (digit := unicodedata.decimal(chr(code), None)) is not None:
            forms[code] = str(digit)
    mapping = str.maketrans("".join(FORMS), "".join(FORMS.values()))
    han = [chr(code) for code in range(0x3400, 0xA000) if chr(code) not in UNTOUCHED]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    # A simplified form outside the basic plane is one that hardly a font or a name list has.
    pairs = zip(han, simplified, strict=True)
    mapping |= {ord(old): ord(new) for old, new in pairs if old != new and new < "\U00010000"}
    plain = {code: form.translate(mapping) for code, form in forms.items() if len(form) == 1}
    return {code: chr(form) for code, form in mapping.items()} | plain


CHARACTERS = _characters()


def _junk(text: str) -> Iterator[Span]:
    for run in chain(PINYIN.finditer(text), INVISIBLE.finditer(text), re.finditer("\r(?=\n)", text)):
        yield run.span()
    for dash in LONG_DASH.finditer(text):
        yield dash.start() + 1, dash.end()


def _gaps(text: str) -> Iterator[Span]:
    """Single spaces between a number and its neighbour, but the borders of a table's cells."""
    end, is_row = -1, False
    for gap in GAP.finditer(text):
        if gap.start() > end:
            end = text.find("\n", gap.end())
            end = len(text) if end < 0 else end
            is_row = ROW.search(text[text.rfind("\n", 0, gap.start()) + 1 : end]) is not None
        if not is_row:
            yield gap.span()


def _tears(text: str) -> Iterator[Span]:
    """Single spaces inside sentences, in texts torn all over; few of them part a heading from what follows."""
    spans = [gap.span() for gap in TORN.finditer(text)]
    if len(spans) * TORN_PER < len(text):
        return
    for start, end in spans:
        line = text[text.rfind("\n", 0, start) + 1 : text.find("\n", end)]
        if re.search("[,。;]", line) and not ROW.search(line):
            yield start, end


def _wraps(text: str) -> Iterator[Span]:
    """Line breaks inside a clause."""
    at, goes_on = 0, False
    for line, following in pairwise(text.split("\n")):
        body = line.rstrip(" \r")
        goes_on = _goes_on(body, following, goes_on)
        if goes_on:
            yield at + len(body), at + len(line) + 1
        at += len(line) + 1


def _goes_on(line: str, following: str, is_running: bool) -> bool:
    """Whether the clause at the end of `line` goes on; `is_running` says that `line` itself goes on from one before."""
    if not line or not following or CLOSED.search(line) or OPENING.match(following):
        return False
    if line[-1] in ",、" or following[0] in ",、。;:!?)》%‰":
        return True
    if line.rfind("《") > line.rfind("》") and "》" in following:
        return True
    if (
        CUT_NUMBER.match(following)
        and re.search(f"[,;][^。]*[{HAN}]$|^[^,;。]*[{HAN}]$", line)
        and not ROW.search(line)
    ):
        has_comma = "," in line or "," in following
        return is_running or "," in line or (has_comma and CUT_NUMBER.fullmatch(following) is None)
    if re.fullmatch("[0-9][0-9.,]*", line):
        return CUT_UNIT.match(following) is not None
    if len(line) < NARROWEST or ROW.search(line) or ROW.search(following):
        return False
    if is_running or "。" in line:  # no heading or title
        return CLAUSE.search(following) is not None
    # The first lines of a wrapped paragraph may hold no full stop; then the lines must be of one width.
    is_wrapped = line.count(",") > bool(LISTED.match(line)) and len(following) <= len(line) + 2
    return is_wrapped and (len(following) >= len(line) - 2 or CLOSED.search(following) is not None)


def _cut(text: str, spans: Iterable[Span]) -> tuple[str, Sequence[int]]:
    """Text without `spans` (in order, may overlap), and where each of its characters stood; then the old length."""
    kept, at = [], 0
    for start, end in spans:
        if start > at:
            kept.append((at, start))
        at = max(at, end)
    if at == 0:
        return text, range(len(text) + 1)
    kept.append((at, len(text)))
    origin = array("I", chain.from_iterable(range(*piece) for piece in kept))
    origin.append(len(text))
    return "".join(text[start:end] for start, end in kept), origin


@cache
def _furniture_lines() -> re.Pattern[str]:
    blocks = tomllib.loads(FURNITURE.read_text(encoding="utf-8"))
    pieces: dict[str, str] = {}

    def expand(pattern: str) -> str:
        return re.sub("<([a-z]+)>", lambda piece: f"(?:{pieces[piece[1]]})", pattern)

    for name, pattern in blocks.pop("pieces").items():
        pieces[name] = expand(pattern)
    return re.compile("|".join(f"(?:{expand(block['line'])})" for block in blocks.values()))


def _furniture(text: str) -> Iterator[Span]:
    """Lines that belong to the web page, not to the report."""
    is_furniture = _furniture_lines().fullmatch
    at = 0
    for line in text.split("\n"):
        if len(line) <= LONGEST_FURNITURE and is_furniture(line.strip(" \t")):
            yield at, at + len(line)
        at += len(line) + 1
