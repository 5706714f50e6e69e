"""The words of fair comparison: verdicts, and reasons for giving none."""

from enum import StrEnum
from typing import Literal

Direction = Literal["higher", "lower", "none"]  # which way an indicator is better, as in the catalogue


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    UP = "up"  # up and down: indicators without a good direction
    DOWN = "down"
    SIMILAR = "similar"
    NO_CLAIM = "no_claim"  # looked at, but the figures do not support a statement
    NOT_COMPARABLE = "not_comparable"  # could not be looked at


OVER_TIME = {
    Verdict.BETTER: "有改善",
    Verdict.WORSE: "有退步",
    Verdict.UP: "上升",
    Verdict.DOWN: "下降",
    Verdict.NO_CLAIM: "不能断定有变化",
    Verdict.NOT_COMPARABLE: "不可比",
}
AGAINST_PEERS = {
    Verdict.BETTER: "好于同类",
    Verdict.WORSE: "差于同类",
    Verdict.UP: "高于同类",
    Verdict.DOWN: "低于同类",
    Verdict.SIMILAR: "与同类相近",
    Verdict.NO_CLAIM: "不作判断",
    Verdict.NOT_COMPARABLE: "不可比",
}


class Reason(StrEnum):
    """Why there is no interval, rank or claim; shown as it stands."""

    UNSTATED = "未写明件数"
    NO_CASES = "分母为零"
    NO_SHARE = "件数不成比率"  # a part above the whole, a negative number or a fraction of a case
    NO_VALUE = "未写明此数"
    ALONE = "只有1个单位，不排名次"
    FEW_PEERS = "可比的同类单位不足3个"
    NO_INTERVAL = "没有件数，算不出区间"
    FEW_PAIRS = "两项都可比的街镇不足10个"
    ALL_ALIKE = "其中一项各街镇都相同"
    NO_DENOMINATOR = "没有分母，增减是否超出偶然无从检验"
    APPROXIMATE = "约数或以上、以内的数，不算增减"
    NOT_BEYOND_CHANCE = "差别未超出偶然波动"
    FEW_YEARS = "可比年份不足4年"
    FEW_YEARS_UNCOUNTED = "没有分母时可比年份须满5年"
    UNCHANGED = "各年相同"
    NOT_SIGNIFICANT = "检验不显著"
    ONE_YEAR = "离群一年决定方向"
    ERRATIC = "各年起伏大，不成稳定趋势"


class Method(StrEnum):
    """Named tests."""

    COCHRAN_ARMITAGE_EXACT = "Cochran–Armitage检验（精确）"
    COCHRAN_ARMITAGE = "Cochran–Armitage检验（渐近）"
    MANN_KENDALL = "Mann–Kendall检验（精确）"
    SPEARMAN = "Spearman秩相关（置换检验）"  # of two indicators, not of years
    SPEARMAN_T = "Spearman秩相关（近似检验）"


WIDE = "区间宽于10个百分点，只作参考"


def judged(sign: float, direction: Direction) -> Verdict:
    """Verdict of a difference whose sign is certain. `sign`: above zero for more, below for less, never zero."""
    if direction == "none":
        return Verdict.UP if sign > 0 else Verdict.DOWN
    return Verdict.BETTER if (sign > 0) == (direction == "higher") else Verdict.WORSE


def place(low: int, high: int, of: int, direction: Direction) -> str:
    """第3–11名，共20; without a good direction 从高到低第3–11位，共20."""
    lead, noun = ("从高到低第", "位") if direction == "none" else ("第", "名")
    return f"{lead}{low}{noun}，共{of}" if low == high else f"{lead}{low}–{high}{noun}，共{of}"


def tied_place(rank: int, tied: int, of: int, direction: Direction) -> str:
    """第3名（2个并列），共20: for counts, where no interval can be given."""
    lead, noun = ("从高到低第", "位") if direction == "none" else ("第", "名")
    return f"{lead}{rank}{noun}{f'（{tied}个并列）' if tied > 1 else ''}，共{of}"
