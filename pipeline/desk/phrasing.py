"""A draft in the words of a report: what the stages were made for. Every character keeps its place in the draft.

Names of offices are left out (the topic of their sentence stands in their stead), 全区 is read as the whole office, and
sayings of speeches are put as reports put them.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.desk.whom import Mention
from pipeline.model import NormalizedText

_TOPIC = re.compile(
    r"(?:[从在就](?P<seen>[^,。;\d]{2,10}?)(?:来看|看|方面|上)|(?<![^。\n])(?P<aspect>[^,。;\d\s]{2,10}?)方面)[,:]"
)
_AMONG = re.compile(r"其中[,:、]?$")
_COUNTED = re.compile(r"[0-9一二两三四五六七八九十]+个")  # 6个街道, whoever they are
_SAYINGS = [
    (re.compile(pattern), words)
    for pattern, words in (
        ("(?<!法律)顾问意见", "法律顾问提出意见"),
        (r"普法(?=[0-9])", "普法宣传活动"),
        ("调解(?:总)?量", "调解矛盾纠纷"),
        ("热线(?:总)?量", "热线受理"),
        ("信访(?:总)?量", "信访"),
        ("(?<![解处])成功率", "调解成功率"),
        (r"(?<![普法治])宣传(?=[0-9]+场)", "普法宣传活动"),
        ("去年[底末]", "年末"),
        (r"(?<=率)平均(?=为)|平均(?=[^,。;0-9]{1,8}率)", ""),
    )
]


def as_report(text: str, mentions: Sequence[Mention]) -> NormalizedText:
    """The text as an office would write it of itself, each character with its place in `text`."""
    plain, origin, last = "", list[int](), 0
    for start, end, filled in sorted([*_left_out(text, mentions), *_sayings(text)]):
        if start >= last:
            plain += text[last:start] + filled
            origin += [*range(last, start), *[start] * len(filled)]
            last = end
    return NormalizedText(plain + text[last:], [*origin, *range(last, len(text) + 1)])


def _left_out(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, str]]:
    """Stretches of the text with what is read in their stead."""
    topics = [(m.end(), _stop(text, m.end()), _plain(m["seen"] or m["aspect"])) for m in _TOPIC.finditer(text)]
    for mention in mentions:
        words = text[mention.start : mention.end]
        topic = next((f" {topic}" for start, stop, topic in topics if start <= mention.start < stop), " ")
        if mention.subject.offices and not _COUNTED.match(words):
            among = _AMONG.search(text, 0, mention.start)
            yield among.start() if among else mention.start, mention.end, topic
        elif re.fullmatch(r"[全我本][区县旗]", words):
            yield mention.start, mention.end, "全街"
        else:  # of 6个街道 the number stays
            yield mention.start + words.rfind("个") + 1, mention.end, " "
        apart = re.search("分别", text[mention.end : mention.end + 30])
        if len(mention.subject.offices) > 1 and apart:
            yield mention.end + apart.start(), mention.end + apart.end(), " "


def _sayings(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern, words in _SAYINGS:
        yield from ((*match.span(), words) for match in pattern.finditer(text))


def _plain(topic: str) -> str:
    for pattern, words in _SAYINGS:
        topic = pattern.sub(words, topic)
    return topic


def _stop(text: str, at: int) -> int:
    """End of the sentence that runs on at a place."""
    return min((found for stop in "。\n" if (found := text.find(stop, at)) >= 0), default=len(text))
