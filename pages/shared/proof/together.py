"""Numbers of several offices or of a whole district: sums, pooled rates, changes, ranks, shares, counts of offices.

What not all offices state is a lower bound: a smaller number in the draft is then wrong, a greater one may be right.
"""

from collections.abc import Iterable

from pages.shared import words
from pages.shared.proof import single
from pages.shared.proof.library import Fact, Library, is_whole_year, reach
from pages.shared.proof.reach import LOOSE, exactly, step, together, written
from pages.shared.proof.verdict import AGREES, DIFFERS, NONE, OTHER, Verdict, stated, year_of
from pipeline.desk.claim import Number


def members(number: Number, library: Library) -> list[str]:
    return list(number.subject.offices) or library.members(number.subject.area)


def comparable(number: Number, library: Library, offices: Iterable[str], year: int) -> list[Fact]:
    """The figures of these offices that may be added and ranked."""
    among = set(offices)
    return [row for row in library.by_indicator.get((number.indicator or "", year), []) if row["office"] in among]


def total(number: Number, library: Library) -> Verdict:
    """A sum, or a pooled rate, over the offices."""
    if number.status == "plan":
        return Verdict(number, NONE, "计划数，没有可以核对的实数")
    if not is_whole_year(number.period) or number.scope_name:
        return Verdict(number, NONE, "不是全年、全范围的数，库中不合计，请人工核对")
    if library.indicators[number.indicator or ""]["kind"] == "rate":
        return _pooled(number, library)
    offices = members(number, library)
    rows = comparable(number, library, offices, year_of(number))
    if not rows:
        return Verdict(number, NONE, f"{len(offices)}个街镇没有一个写明可比的数；没有写不等于零")
    known, mine = together(map(reach, rows)), single.said(number)
    unit = str(library.indicators[number.indicator or ""]["unit"])
    ours = words.measured(sum(row["value"] for row in rows), unit)
    cover = coverage(rows, offices, library)
    if mine.meets(known):
        return Verdict(number, AGREES, cover, f"合计{ours}（推算）", rows)
    if not cover:
        return Verdict(number, DIFFERS, f"{len(rows)}个街镇相加", f"合计{ours}（推算）", rows)
    if mine.high < known.low:
        return Verdict(number, DIFFERS, f"比写明的几个相加还少；{cover}", f"合计至少{ours}（推算）", rows)
    return Verdict(number, OTHER, f"{cover}，差额可能来自没有写明的街镇，请核对底数", f"合计至少{ours}（推算）", rows)


def coverage(rows: list[Fact], offices: list[str], library: Library) -> str:
    """Who is not in the sum; empty when all are."""
    stating = {row["office"] for row in rows}
    lacking = library.names(code for code in offices if code not in stating)
    return f"{len(offices)}个街镇中{len(stating)}个写明可比的数，没有{words.names(lacking)}" if lacking else ""


def _pooled(number: Number, library: Library) -> Verdict:
    """A rate of all together is the sum of the parts over the sum of the wholes, never the mean of the rates."""
    offices = members(number, library)
    among = set(offices)
    rows = _alike(
        [r for r in library.ratios.get((number.indicator or "", year_of(number)), []) if r["office"] in among]
    )
    rates = comparable(number, library, offices, year_of(number))
    if not rows:
        return Verdict(number, NONE, f"{len(offices)}个街镇没有一个同时写明分子和分母，不能合并")
    part, whole = sum(row["part"] for row in rows), sum(row["whole"] for row in rows)
    rate, cover = 100 * part / whole, coverage(rows, offices, library)
    basis = f"{words.number(part)}÷{words.number(whole)}" + (f"；{cover}" if cover else "")
    mine, ours = single.said(number), f"合并{words.derived(part, whole)}"
    if mine.meets(exactly(rate)) or 0 <= rate - (number.value or 0) < step(rate, number.quote):
        return Verdict(number, AGREES, basis, ours, rows)
    mean = sum(row["value"] for row in rates) / len(rates) if rates else None
    if mean is not None and mine.meets(exactly(mean)):
        return Verdict(number, OTHER, f"与各街镇比率的简单平均相同；应按件数合并：{basis}", ours, rows)
    values = [row["value"] for row in rates]
    outside = values and not cover and not min(values) - 0.05 <= (number.value or 0) <= max(values) + 0.05
    return Verdict(number, DIFFERS if not cover or outside else OTHER, basis, ours, rows)


def _alike(rows: list[Fact]) -> list[Fact]:
    """Those with the denominator that most offices state; different denominators are never added."""
    places = [row["place"] for row in rows]
    most = max(sorted(set(places)), key=places.count, default=None)
    return [row for row in rows if row["place"] == most]


def change(number: Number, library: Library) -> Verdict:
    """The change of a sum, over the offices that state both years."""
    offices, year = members(number, library), year_of(number)
    if library.indicators[number.indicator or ""]["kind"] == "rate":
        return Verdict(number, NONE, "合并比率的增减不核对，请人工核对")
    after, before = (comparable(number, library, offices, y) for y in (year, year - 1))
    both = {row["office"] for row in after} & {row["office"] for row in before}
    if not both:
        return Verdict(number, NONE, "没有一个街镇两年都写明可比的数，增减无从核对")
    now, then = ([row for row in rows if row["office"] in both] for rows in (after, before))
    found = single.change(number, together(map(reach, now)), together(map(reach, then)), [*now, *then], library)
    cover = coverage(now, offices, library)
    basis = f"按两年都写明的{len(both)}个街镇算" + (f"；{cover}" if cover else "")
    mark = OTHER if found.mark == DIFFERS and cover else found.mark
    return Verdict(number, mark, basis, found.ours, found.sources)


def rank(number: Number, library: Library) -> Verdict:
    """第二 among all offices of the district. Offices that state nothing can only push a rank down."""
    (office,) = number.subject.offices
    offices = library.members(str(library.offices[office]["area"]))
    rows = comparable(number, library, offices, year_of(number))
    own = next((row for row in rows if row["office"] == office), None)
    if own is None:
        return Verdict(number, NONE, "这个街镇没有可比的数，位次无从核对")
    from_top = number.rises != (
        library.indicators[number.indicator or ""]["direction"] == "lower" and "最" not in number.quote
    )
    ahead = [r for r in rows if (r["value"] > own["value"] if from_top else r["value"] < own["value"])]
    tied = [r for r in rows if r["value"] == own["value"] and r["office"] != office]
    first, last = len(ahead) + 1, len(ahead) + 1 + len(tied)
    claimed, cover = int(number.value or 0), coverage(rows, offices, library)
    what = "从高到低" if from_top else "从低到高"
    ours = f"{what}第{first}位" + (f"（与{words.names(library.names(r['office'] for r in tied))}并列）" if tied else "")
    basis = f"{stated(own)}，写明可比数的{len(rows)}个街镇中" + (f"；{cover}" if cover else "")
    leaders = sorted(ahead, key=lambda row: row["value"], reverse=from_top)
    named = [f"{row['name']}{stated(row)}" for row in leaders]
    before = f"；在前的是{words.names(named)}" if leaders else ""
    if number.bound == "at_most":
        agrees, beyond = first <= claimed, False
    else:
        agrees, beyond = first <= claimed <= last, claimed > last and bool(cover)
    mark = AGREES if agrees else OTHER if beyond else DIFFERS
    return Verdict(number, mark, basis + ("" if agrees else before), ours, [own, *leaders[:2]])


def share(number: Number, library: Library) -> Verdict:
    """占全区的三成: an office's part of the sum. Offices that state nothing can only make the share smaller."""
    if len(number.subject.offices) != 1 or library.indicators[number.indicator or ""]["kind"] == "rate":
        return Verdict(number, NONE, "看不出是哪个街镇占全区的比重，请人工核对")
    (office,) = number.subject.offices
    offices = library.members(str(library.offices[office]["area"]))
    rows = comparable(number, library, offices, year_of(number))
    own = next((row for row in rows if row["office"] == office), None)
    if own is None:
        return Verdict(number, NONE, "这个街镇没有可比的数，比重无从核对")
    whole, cover = sum(row["value"] for row in rows), coverage(rows, offices, library)
    if not whole:
        return Verdict(number, NONE, "全区合计为零，没有比重可言")
    found, mine = 100 * own["value"] / whole, written(number.value or 0.0, number.quote, number.bound)
    ours = f"占{words.derived(own['value'], whole)}"
    basis = f"{words.number(own['value'])}÷{words.number(whole)}" + (f"；{cover}" if cover else "")
    if mine.meets(exactly(found)):
        return Verdict(number, AGREES, basis, ours, rows)
    return Verdict(number, OTHER if cover and mine.high < found else DIFFERS, basis, ours, [own, *rows])


def count(number: Number, library: Library) -> Verdict:
    """8个街镇, or 6个街道达到98%以上."""
    offices, claimed = library.members(number.subject.area), int(number.value or 0)
    if number.subject.offices and number.line is None:
        return Verdict(
            number, AGREES, "前面点到的正是这几个单位", words.names(library.names(number.subject.offices), 8)
        )
    if number.indicator is None or number.line is None:
        streets = sum(library.offices[code]["kind"] == "街道" for code in offices)
        if claimed in (len(offices), streets):
            return Verdict(number, AGREES, "与名册相符", f"{len(offices)}个街镇，其中{streets}个街道")
        return Verdict(number, NONE, "没有写明是哪几个单位，无从核对")
    rows = comparable(number, library, offices, year_of(number))
    if not rows:
        return Verdict(number, NONE, "没有一个街镇写明可比的数")
    line, cover = number.line, coverage(rows, offices, library)
    tests = {
        "above": lambda value: value > line, "at_least": lambda value: value >= line - LOOSE,
        "below": lambda value: value < line, "at_most": lambda value: value <= line + LOOSE,
    }  # fmt: skip
    reaching = [row for row in rows if tests[number.bound](row["value"])]
    ours = f"写明的{len(rows)}个中有{len(reaching)}个"
    named = f"：{words.names([row['name'] for row in reaching], 8)}" if reaching else ""
    basis = f"{library.indicators[number.indicator]['name']}{named}" + (f"；{cover}" if cover else "")
    silent = len(offices) - len(rows)
    if claimed == len(reaching):
        return Verdict(number, AGREES, basis, ours, reaching)
    return Verdict(
        number, OTHER if len(reaching) < claimed <= len(reaching) + silent else DIFFERS, basis, ours, reaching
    )
