"""Text → every numeral with unit, value and qualifier; those that are names or dates, and those that are damaged."""

import re
import string

from pipeline import numbers
from pipeline.model import Disposition, NormalizedText, Qualifier, Quantity

ARABIC = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+"
_POINT = rf"{_CHINESE}(?:点[零〇一二三四五六七八九]+)?"
_MULTIPLIER = r"[余多]?(?:十万|百万|千万|百|千|万|亿)[余多]?"
# Longest first. The surface stays the unit; which units an indicator takes is the catalogue's business.
_UNITS = (
    r"年度|月份|号楼|个月|条次|单位|\(场\)次|场\(次\)|人\(次\)|家\(次\)|件\(次\)|户\(次\)|个百分点|百分点|平方公里|平方千米|平方米|人次|件次|家次|户次|场次|期次|轮次|摊次|辆次|个次|批次|起次|车次|班次|处次|栋次|例次|"
    "大类|公里|千米|公斤|小时|分钟|周年|立方米|㎡|平米|亩|吨|米|元|人|名|位|个|件|起|宗|例|桩|条|次|场|期|轮|份|处|家|户|栋|幢|座|间|套|块|张|册|"
    "篇|部|项|批|辆|台|支|所|只|对|类|种|天|日|年|月|岁|倍|成|卷|案|组|道|号|楼|里|路|则|单|堂|节|届|副|本|盏|枚|幅|笔|棵|株|门|方|艘|店|村|桶|瓶|盒|袋|"
    "颗|度|级|师|队|格|步|页|字|%|‰"
)
_NUMERAL = re.compile(
    rf"百分之(?P<percent>{_POINT})|千分之(?P<permille>{_POINT})"
    rf"|(?:(?P<arabic>{ARABIC})(?P<multiplier>{_MULTIPLIER})?|(?P<chinese>{_CHINESE})(?P<scale>[余多][万亿](?=元|平方|人|份|次))?)"
    rf"(?P<more>[余多来几]?)(?P<unit>{_UNITS})?"
)
_TAIL = re.compile(r"以上|以下|以内|左右|上下")
_TAILS = {"以上": Qualifier.AT_LEAST, "以内": Qualifier.AT_MOST, "以下": Qualifier.AT_MOST}
_BEFORE = re.compile(
    r"(?P<at_least>超过了?|超出|(?<!赶)超|逾|突破|突破至|不少于|不低于|不小于|至少|高于|多于|大于)$"
    r"|(?P<at_most>不足|不到|不超过|不高于|不多于|低于|少于|小于|至多)$"
    r"|(?P<approx>(?<![公节合预契条违失制签履守相特邀])约|约[为有]|(?<![附邻最临靠就接亲贴切远])近|将近|接近|上(?=[百千万])|几近)$"
)
_YEAR = r"(?:19|20)\d\d"
# Numerals that are no quantities; each alternative's name is the reason. Tried where digits begin …
_AT_DIGITS = re.compile(
    rf"(?P<telephone>\d{{3,4}}-\d{{7,8}}|\d{{8,}}号?(?!\d|[多余]?(?:{_UNITS}))|400[ -]\d{{3}}[ -]\d{{4}})"
    rf"|(?P<date>{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|(?<![\d:])\d{{1,2}}:\d{{2}}(?::\d{{2}})?"
    rf"|(?<![\d.]){_YEAR}\s*[-—~至、和]\s*{_YEAR}(?:年(?:度)?)?|(?<![\d.]){_YEAR}年(?:度)?"
    rf"|(?<![\d.]){_YEAR}(?=以来|[)）\n]|[^\d\W])(?![余多]?[万亿千百]|{_UNITS})"
    r"|(?<![\d.])\d{1,2}(?:[-—~至到、]\d{1,2})*月(?:份)?(?!度)(?:\d{1,2}[日号])?|(?<![\d.])[0-3]?\d日(?!均)|\d(?=季度))"
    r"|(?P<name>\d+(?:-\d+)?[A-Za-z#]+\d*|\d+(?:\s*[+×*/>]\s*[\dA-Za-z]+)+|(?<![\d.])\d{1,2}[·・]\d{1,2}(?!\d)"
    r"|\d{2,6}(?=工作法|机制|模式|行动|工程|部署|思路|工作体系|平台|热线|政务|便民|市民|服务热线|政府服务|投诉|网络|诉求|举报|及\d{4,5}|、\d{5})"
    r"|(?<!\d)(?:12345|12348|12309|12388|12315|8890|96\d{3})(?![\d件条人次宗起个户家,.]))"
    r"|(?P<duration>\d+(?:小时|分钟))"
    r"|(?P<address>\d+号(?!召)(?:楼|院|地块|线|路|令)?)"
)
# … one character before them …
_BEFORE_DIGITS = re.compile(
    rf"(?P<document>[〔\[(【]\s*{_YEAR}\s*[〕\])】]\s*第?\s*\d+\s*号)|(?P<name>[A-Za-z]\d+[A-Za-z\d]*|[A-Za-z]\+\d+)"
    r"|(?P<address>第\d+(?:号|条|款|部分|章|届))"
)
_RUN = re.compile(r"\d+")
_OPENERS = frozenset("〔[(【第") | frozenset(string.ascii_letters)
# … or anywhere, in Chinese numerals.
_IN_CHINESE = re.compile(
    r"(?P<address>第[一二三四五六七八九十百]+(?:号|条|款|部分|章|届))"
    r"|(?P<duration>[一二三四五六七八九十两]+(?:小时|分钟)|[一二三四五六七八九十]+年(?=规划|行动|计划))"
    r"|(?P<date>[一二三四五六七八九十]{1,3}月(?:份|底|初|中旬))"
)
_REASONS = {
    "document": "文号", "telephone": "电话、备案号等号码", "date": "日期", "name": "专名", "duration": "时长", "address": "编号",
    "quoted": "引号、书名号内的专名", "expansion": "专名的展开说明", "list": "序号", "furniture": "页面附加信息",
}  # fmt: skip
_CODES = {name: code for code, name in enumerate(_REASONS, start=1)}
_WHY = dict(enumerate(_REASONS.values(), start=1))
_LIST_NUMBER = re.compile(
    r"^[ 　]*\d{1,3}(?=[ 　]+[一-鿿])|(?:^|(?<=[。;:%\n,)”])|(?<=。 ))[ 　]*\(?\d{1,2}(?:\)|[、.](?!\d)|\.(?=\d{1,4}[名个人家场件次份]))", re.M
)
_QUOTED = re.compile(r"“[^”,。;\n]{1,18}”|《[^》\n]{1,60}》|‘[^’,。;\n]{1,14}’|「[^」,。;\n]{1,18}」")
_EXPANSION = re.compile(r"(?:工作法|机制|模式|体系)”?\([^()]{20,}\)|”(?:工作法|机制|模式|体系)\([^()]{20,}\)")
_DIGITS = re.compile(rf"\d+(?:[.,]\d+)*(?:{_UNITS})?")
_RANGE = re.compile(rf"(?:{_UNITS})? ?[-—~至到] ?(?=\d)")
# A number with a broken middle.
_BROKEN = re.compile(rf"\d[\d,.]*[?\ufffd\ue000-\uf8ff]+[.\d]*(?:{_MULTIPLIER})?(?:{_UNITS})?")
_REPLACEMENT = re.compile(r"[\ufffd\ue000-\uf8ff]")
# Runs that only appear when UTF-8 was read as GBK, or the reverse.
_MOJIBAKE = re.compile(r"锟斤拷|[锟斤拷烫屯鈥銆锛鍙鍦鐨鏂娉曟瀹绀綉璋閮闂繕缃ｄ紶噝鈹]{2,}|[Ã-ÿ]{3,}")
_ASKING = frozenset("吗呢么办吧谁啥样")
# A Chinese numeral counts only with a unit that counts things, and not in a set phrase.
_CHINESE_UNITS = frozenset(
    "人次 件次 家次 户次 场次 期次 轮次 摊次 批次 起次 元 人 名 位 个 件 起 宗 例 桩 条 次 场 期 轮 份 处 家 户 栋 幢 座 间 套 块 张 册 篇 部 "
    "批 辆 台 支 所 项 类 卷 大类 平方米 平方公里 则 岁 年 成 天".split()
)
_TOGETHER = re.compile(r"[与和同跟][^,。;\n]{1,12}$")  # 与群众一起
_DENIED = re.compile(r"(?:未|没有|无|从未)[一-鿿]{0,3}$")  # 未发生一起
_SET_PHRASE_AFTER = re.compile(r"性(?!质|别)|式|化|一体|全会|会议|党代会|人代会|合一|联动|同步|到底|以上多数")
_SET_PHRASE = re.compile(r"(?:每|同|各|另|逐|上|下|前|头|这|那|首|哪|唯|整|最后|不|统|专|任何|初|无|没有|未|零|漏|落|差|丢|少|[二三四五六七八九多]合)$")


def quantify(normalized: NormalizedText, is_legacy: bool) -> list[Quantity]:
    """All numerals in order; offsets into the normalized text.

    ``is_legacy``: in a text decoded from a legacy encoding U+FFFD damages the numbers within 12 characters, because a
    byte lost there makes false digits further on.
    """
    text, names = normalized.text, _names(normalized)
    damage = _damage(text, 12 if is_legacy else 0)
    quantities: list[Quantity] = []
    position = 0
    while match := _NUMERAL.search(text, position):
        start = match.start()
        if names[start]:
            quantity, position = _structural(text, match, names)
        elif (broken := _BROKEN.match(text, start)) and not _is_question(text, broken):
            quantity, position = _damaged(start, broken.end(), "数字中间有乱码,缺了字符"), broken.end()
        else:
            quantity = _counted(text, match, damage)
            position = quantity.end if quantity else match.end()
        if quantity:
            quantities.append(quantity)
    return quantities


def _names(normalized: NormalizedText) -> bytearray:
    """For each character the code of the reason why a numeral there is structural, 0 where it is a quantity."""
    text = normalized.text
    names = bytearray(len(text) + 1)

    def mark(start: int, end: int, reason: str) -> None:
        names[start:end] = bytes((_CODES[reason],)) * (end - start)

    for run in _RUN.finditer(text):
        start = run.start()
        if not names[start]:
            opened = _BEFORE_DIGITS.match(text, start - 1) if start and text[start - 1] in _OPENERS else None
            match = opened or _AT_DIGITS.match(text, start)
            if match:
                mark(*match.span(), match.lastgroup or "name")
    for match in _IN_CHINESE.finditer(text):
        mark(*match.span(), match.lastgroup or "date")
    for pattern, reason in ((_QUOTED, "quoted"), (_EXPANSION, "expansion"), (_LIST_NUMBER, "list")):
        for match in pattern.finditer(text):
            mark(*match.span(), reason)
    for start, end in normalized.ignored:
        mark(start, end, "furniture")
    return names


def _damage(text: str, reach: int) -> list[tuple[int, int]]:
    """Spans that a number may not touch; `reach` widens those of lost bytes."""
    spans = [(match.start() - reach, match.end() + reach) for match in _REPLACEMENT.finditer(text)]
    return spans + [match.span() for match in _MOJIBAKE.finditer(text)]


def _is_question(text: str, broken: re.Match[str]) -> bool:
    """Whether a ? after digits is punctuation: at the end of a line or a quotation."""
    return broken[0].endswith("?") and text[broken.end() : broken.end() + 1] in ("", "\n", "”")


def _structural(text: str, match: re.Match[str], names: bytearray) -> tuple[Quantity | None, int]:
    """A numeral inside a name or date. A Chinese numeral there (“四个平台”) is a word, unless it is a duration."""
    start, end = match.span()
    code = names[start]
    is_duration = match["unit"] in ("分钟", "小时")
    while end > start + 1 and names[end - 1] != code:
        end -= 1
    why = _WHY[code]
    if match["arabic"] is None:
        return (_named(start, match.end(), why) if is_duration or code == _CODES["duration"] else None), match.end()
    digits = _DIGITS.match(text, start, end)
    end = digits.end() if digits else start + 1
    return _named(start, end, why), end


def _named(start: int, end: int, why: str) -> Quantity:
    return Quantity(start, end, None, "", Qualifier.EXACT, Disposition.STRUCTURAL, why)


def _damaged(start: int, end: int, why: str) -> Quantity:
    return Quantity(start, end, None, "", Qualifier.EXACT, Disposition.DAMAGED, why)


def _counted(text: str, match: re.Match[str], damage: list[tuple[int, int]]) -> Quantity | None:
    """A quantity, damaged where its neighbours are; None where a Chinese numeral is a word."""
    start, end = match.span()
    unit = match["unit"] or ""
    if match["percent"] or match["permille"]:
        value = numbers.chinese(match["percent"] or match["permille"])
        unit = "%" if match["percent"] else "‰"
        end = match.start("more") if match["more"] == "" and not match["unit"] else end
    elif match["chinese"]:
        value = _chinese(text, match)
        if value is None:
            return None
        value = numbers.scaled(value, numbers.MULTIPLIERS[match["scale"][1]]) if match["scale"] else value
    else:
        value = numbers.arabic(match["arabic"])
        multiplier = (match["multiplier"] or "").strip("余多")
        value = numbers.scaled(value, numbers.MULTIPLIERS[multiplier]) if multiplier else value
    if value is None:
        return None
    upper = None
    if match["arabic"] and (joint := _RANGE.match(text, match.end("arabic"))):
        other = _NUMERAL.match(text, joint.end())
        if other and other["arabic"] and numbers.arabic(other["arabic"]) > numbers.arabic(match["arabic"]):
            upper, unit, end = numbers.arabic(other["arabic"]), other["unit"] or "", other.end()
    tail = _TAIL.match(text, end)
    if tail and unit:
        end = tail.end()
    if why := _is_damaged(text, start, end, damage):
        return _damaged(start, end, why)
    qualifier = _qualifier(text, match, tail if unit else None)
    if text[start - 1 : start] == "-" and "\u4e00" <= text[start - 2 : start - 1] <= "\u9fff":
        start, value = start - 1, -value
    why = ""
    if text[start - 1 : start] == "第":
        start, why = start - 1, "名次"
    return Quantity(start, end, value, unit, qualifier, Disposition.UNASSIGNED, why, upper)


def _chinese(text: str, match: re.Match[str]) -> float | None:
    """Value of a Chinese numeral that counts something, else None (一方面, 第一, 万里)."""
    numeral, unit = match["chinese"], match["unit"] or ""
    if unit not in _CHINESE_UNITS or _SET_PHRASE.search(text, max(0, match.start() - 2), match.start()):
        return None
    if _SET_PHRASE_AFTER.match(text, match.end()) or (match[0] == "一起" and _TOGETHER.search(text, 0, match.start())):
        return None
    if numeral == "一" and _DENIED.search(text, max(0, match.start() - 5), match.start()):
        return None
    if numeral == "一" and match[0] in text[max(0, match.start() - 8) : match.start()]:
        return None  # 发现一起介入一起
    if unit == "项" and (numbers.chinese(numeral) or 0) < 6:
        return None  # 三项制度, 一项重要工作
    if numeral[0] in "亿" or (numeral in "百千万" and not match["more"] and text[match.start() - 1] not in "近上逾超"):
        return None
    return numbers.chinese(numeral)


def _qualifier(text: str, match: re.Match[str], tail: re.Match[str] | None) -> Qualifier:
    if tail:
        return _TAILS.get(tail[0], Qualifier.APPROX)
    before = _BEFORE.search(text, max(0, match.start() - 4), match.start())
    if before:
        return Qualifier(before.lastgroup or "approx")
    is_rounded = (match["more"] or match["scale"] or "") or any(char in (match["multiplier"] or "") for char in "余多")
    return Qualifier.APPROX if is_rounded else Qualifier.EXACT


def _is_damaged(text: str, start: int, end: int, damage: list[tuple[int, int]]) -> str:
    """Why the number cannot be trusted, empty when it can."""
    left, right = text[start - 1 : start], text[end : end + 1]
    if (left == "?" and text[start - 2 : start - 1] not in _ASKING) or (right == "?" and text[end + 1 : end + 2] not in ("", "\n", "”")):
        return "紧邻处有“?”,可能缺了数字"
    if any(a <= end and start <= b for a, b in damage):
        return "紧邻处有乱码,可能缺了数字"
    return ""
