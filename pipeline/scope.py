"""Whether a number covers the whole office or only a part of it, and whether it is a plan."""

import re
from collections.abc import Sequence

from pipeline.model import Context, NormalizedText, Quantity, Sentence

NOTHING_SPECIAL = Context()
_GENERIC = (
    r"各|全|每|个|本|辖|老旧|住宅|城中|所有|部分|重点|示范|民主|平安|法治|走进|深入|覆盖|完成|依托|推动|指导|组织|建立|建成|建设|打造|创建|无|"
    r"坚持|推进|推动|发动|依靠|围绕|聚焦|立足|面向|贴近|联系|带领|动员|引导|鼓励|支持|帮助|督促|加强|强化|深化|优化|完善|健全|落实|压实|抓好|做好|"
    r"整合|统筹|组建|成立|设立|选派|选聘|配备|拓展|延伸|下|赴|走|去|驻|包保|挂钩|挂点|结对|共建|巡回|评选|培育|涵盖|惠及|涉及|包括|有效|逐|平均|"
    r"和|与|及|等|进|到|在|对|于|以|为|从|将|把|由|向|至|按|其他|两级|三级|一|二|三|四|五|六|七|八九|十|\d|的|了|入|达标|街道|镇|乡|联合|协助|街|多|该|某|村|美丽|智慧|和谐|文明|未来|样板|试点|网格|小区|社区|行政|自然|农|基层|区|县|市|内|配|设|开展|服务|治理|管理|工作|问题|城市|综合|人民|调解"
)
_PLACE = re.compile(
    rf"(?:^|(?<=[,;:。、(\n ])|(?<=其中)|(?<=其中,)|(?<=在)|(?<=对)|(?<=针对)|(?<=建立)|(?<=开展))"
    rf"(?P<name>(?:(?!{_GENERIC})[一-鿿]{{1}}|(?<=[,;:。\n])和(?!谐))(?:(?!{_GENERIC})[一-鿿]){{1,4}}(?:社区(?!矫正|戒毒|康复|工作者|网格|法律|民警|服刑|卫生|公共|服务中心|干部|书记)"
    r"|村(?!\(|社区|委会|规|居|民|级|镇|务|改|两委)|工业区|工业园区?|片区|商圈|示范街|历史文化街区))"
)
_CAMPAIGN = re.compile(
    r"(?:^|(?<=[,;:。(\n ]))(?P<name>[^,;:。\n]{2,32}?(?:期间|时段)|在[^,;:。\n]{2,24}(?:行动|整治|检查|活动|宣传月|整治月)中(?!心)|[^,;:。\n]{0,10}(?:“[^”]+月”里|“[^”]+周”里)|[^,;:。\n]{2,24}(?:的\d+天里|整治中|月中|行动中)|"
    r"[^,;:。\n]{0,8}以来开展的[^,;:。\n]{2,16}行动)(?:\([^)]*\))?(?:期间)?(?=,|[^,;。\d]{0,8}(?:开展|举办|组织|发放|检查|共|出动|查处|排查|劝导|受理|调解))"
)
_NO_CAMPAIGN = re.compile(r"报告期|[“\"]?[七八九]五[”\"]?普?法?期间|十[三四五]五|任期|统计期|^期间|年度?期间|同期间|工作期间")
_ACTION = re.compile(
    r"(?:开展|组织|实施|对|针对|推进|^|(?<=[。;\n,]))(?P<name>(?!辖区|各|全|本|重点)[^,;。\n\d等各]{0,12}(?:街(?!道|居|面|巷)|路(?!口)|市场|商圈|工业区|片区|村(?!居|\(|社区|民)|校园周边|学校周边|沿线)[^,;。\n\d]{0,16}(?:整治|检查|排查|巡查|行动|“回头看”)(?:工作|行动)?)(?=,|出动|发出|共|检查)"
)
_TEAM = re.compile(
    r"(?P<name>“(?!一)[^”,。]{2,12}(?:团|室|专班|队)”|“[^”,。]{1,12}”(?:专班|调解室|工作室|突击队|志愿队|评理室))"
    r"(?=,?(?:[^,。”“]{0,6}(?:受理|化解|调解|调处)|成功|就地|及时|妥善|共|开展|走访|成立|已|累计|办结|全年|接待))"
)
_SINCE = re.compile(r"(?:^|(?<=[,;。\n ]))(?P<name>[^,;。\d]{0,12}(?:调解室|工作室|调解团|说事点|驿站|评理室))(?:自?成立|挂牌|运行)以来")
_LAW = re.compile(r"(?P<name>(?:关于)?落实《[^》]+》)[^,;。]*,")
_OPERATION = re.compile(
    r"(?:开展|组织|实施|的|深入推进)(?P<name>“[^”,。]{2,14}”(?:集中|专项|执法|联合|夜间|市容|环境|整治|攻坚)*(?:行动|整治|攻坚|夜查|战役))(?=,|中(?!心))"
)
_NAMED = re.compile(r"(?P<name>(?:此次|本次)[^,;。“”\d]{0,10}(?:整治|行动|检查|活动|排查))(?=[,已共中累])")
_AUDIENCE = re.compile(r"(?P<name>(?:送法|法律|普法|法治|宪法)进(?:企业|学校|校园|工地|军营|景区|医院|商圈|企|校|寺庙|宗教场所|市场)(?:宣传|活动|讲座)*)(?![、“”]|等)")
_RESET = re.compile(r"全街道|全镇|全乡|全街(?!道)|全办|街道共|镇共|乡共|全辖区|全年(?:共|累计)|全队|合计|截至目前|街道累计|全街办|辖区共|通过(?:举办|开展|组织|发放|设置)")
# One day's event: 6月28日…, 当晚, 此次行动. What is said of the year in the same sentence resets it.
_EVENT = re.compile(
    r"(?P<name>(?<!至)(?<!至今年)(?<!止)(?<!到)(?<![-—~])(?<![\d/.])\d{1,2}月\d{1,2}日(?![-—~至到]|\d|以来|前|起)(?:上午|下午|晚|夜|当天|凌晨)?"
    r"|当晚|当天|当日|(?:此次|本次|这次)[^,;。\d]{0,8}?(?:行动|整治|检查|活动|清理|拆除|排查|共)|行动中|活动中|活动现场|本周|连日来|其间)"
)
_YEARLY = re.compile(r"今年以来|今年来|全年|20\d\d年(?:以来|度)|自20\d\d|年初以来|\d{1,2}月(?:份)?以来|\d[-—~至]\d{1,2}月|上半年|季度|截[至止]到?\d")
_AMONG = re.compile(r"(?:里面?|当中|中)有$")  # 47次行动里有13次
_NEW_TOTAL = re.compile(r"故|因此|现有|目前|全年(?:共|累计)")
_PLAN = re.compile(
    r"力争|争取(?!到|了)|预计(?!.{0,6}(?:实现|完成|可达|达到))|计划(?:全年|年内|于|在|再|建|开展|到|明年|新|完成|实施|年内)|按照计划|拟(?:于|建|开展|新)|"
    r"(?<![把])将(?:建成|建设|完成|实现|达到|新建|开展|继续|进一步|持续|打造|组织|培育|力争|做到|于|再|全面|新增)|确保(?=[^,。]*(?:达到|达|以上|不低于))|"
    r"到(?:今年|20\d\d年|明年)?年?底(?:前)?,?(?:街道|全镇)?(?:将|力争|实现|建成|要)|目标(?:是|为)|奋斗目标"
)
_PLAN_NEXT = re.compile(r"指导数|任务数|目标数|计划数|预算数|年初目标|年度目标|目标任务|年初计划|全年目标|全年任务|任务目标|确保目标|实现全年|实现(?=\d)|计划(?:完成|投资|达到?|为|约)*$")
_PER_UNIT = re.compile(r"月均|日均|人均|户均|年均|周均|平均|均龄|每(?:个|名|户|人|月|周|季度?|年|天|日|次|位|百户|万人|千户|村|社区|网格|半年|单位|件)|各(?:配|设|有|建|派)|均(?:有|配|设)|单宗|单笔")
_ELSEWHERE = re.compile(r"(?:今年|全年|本年度|20\d\d年|截至目前)?,?(?:全[区市县省州旗](?!第|首|前|唯|率先|居|范围|推广|示范)(?!各)|全国|区司法局|市司法局)")
_LISTED = re.compile(r"^[^,;。]{0,8}、[^,;。]*$")  # 每个网格配一名网格长、两名网格员
_NO_PER_UNIT = re.compile(r"每(?:周|月|季度?|日)(?:例会|会商|一查|调度|联席|一?课|学法)")


def contexts(
    normalized: NormalizedText, sentences: Sequence[Sentence], quantities: Sequence[Quantity], is_news: bool
) -> list[Context]:
    """One context for each quantity, in order.

    ``is_news``: what a news item says after it has told of an event is of that event, until it speaks of the year.
    """
    found: list[Context] = [NOTHING_SPECIAL] * len(quantities)
    index, event = 0, None
    for sentence in sentences:
        while index < len(quantities) and quantities[index].start < sentence.start:
            index += 1
        first = index
        while index < len(quantities) and quantities[index].start < sentence.end:
            index += 1
        if is_news:
            event = _event(normalized.text, sentence, event)
        if first < index:
            found[first:index] = _sentence(normalized.text, sentence, quantities[first:index], event)
    return found


def _event(text: str, sentence: Sentence, last: str | None) -> str | None:
    """The event that a news item is telling of."""
    if _YEARLY.search(text, sentence.start, sentence.end):
        return None
    cue = _EVENT.search(text, sentence.start, sentence.end) or _OPERATION.search(text, sentence.start, sentence.end)
    return cue["name"] if cue else last


def _sentence(text: str, sentence: Sentence, quantities: Sequence[Quantity], event: str | None) -> list[Context]:
    parts = _parts(text, sentence)
    operations = list(_OPERATION.finditer(text, sentence.start, sentence.end))
    plans = [  # 目标为: opens a list that semicolons part
        (match.start(), match[0].startswith("目标") and text[match.end() : match.end() + 1] == ":")
        for match in _PLAN.finditer(text, sentence.start, sentence.end)
    ]
    of_which = [match.start() for match in re.finditer("其中", text[sentence.start : sentence.end])]
    contexts, previous = list[Context](), sentence.start
    for quantity in quantities:
        scope_start = max(sentence.start, text.rfind(";", sentence.start, quantity.start) + 1)
        clause = max(scope_start, text.rfind(",", scope_start, quantity.start) + 1)
        part = next((name for start, end, name in reversed(parts) if start <= quantity.start < end), None)
        contexts.append(
            Context(
                part,
                next((match["name"] for match in operations if scope_start <= match.start() < quantity.start), event),
                any(
                    scope_start <= sentence.start + at < quantity.start
                    and not _NEW_TOTAL.search(text, sentence.start + at, quantity.start)
                    for at in of_which
                )
                or bool(_AMONG.search(text, max(clause, previous), quantity.start)),
                sentence.is_outlook
                or any((scope_start <= at or is_list) and at < quantity.start for at, is_list in plans)
                or bool(_PLAN_NEXT.search(text, max(clause, previous), quantity.start)),
                _is_per_unit(text, max(clause, previous), quantity.start)
                or bool(contexts and contexts[-1].is_per_unit and _LISTED.search(text, previous, quantity.start)),
                bool(_ELSEWHERE.match(text, clause, quantity.start)),
            )
        )
        previous = quantity.end
    return contexts


def _is_per_unit(text: str, start: int, end: int) -> bool:
    return bool(_PER_UNIT.search(text, start, end)) and not _NO_PER_UNIT.search(text, start, end)


def _parts(text: str, sentence: Sentence) -> list[tuple[int, int, str]]:
    """Stretches of the sentence that speak of a part only: from its name to the semicolon, a reset or the end."""
    parts = []
    for pattern in (_PLACE, _CAMPAIGN, _ACTION, _TEAM, _SINCE, _LAW, _NAMED, _AUDIENCE):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            name = match["name"]
            if pattern is _CAMPAIGN and _NO_CAMPAIGN.search(name):
                continue
            end = text.find(";", match.end(), sentence.end)
            end = sentence.end if end < 0 else end
            reset = _RESET.search(text, match.end(), end)
            parts.append((match.start(), reset.start() if reset else end, name))
    for match in _EVENT.finditer(text, sentence.start, sentence.end):
        end = text.find(";", match.end(), sentence.end)
        reset = _YEARLY.search(text, match.end(), end if end >= 0 else sentence.end)
        is_quoted = text.rfind("“", sentence.start, match.start()) > text.rfind("”", sentence.start, match.start())
        if not is_quoted and not _YEARLY.search(text, sentence.start, match.start()):
            parts.append((match.start(), reset.start() if reset else end if end >= 0 else sentence.end, match["name"]))
    return sorted(parts)
