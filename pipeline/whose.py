"""Whose report it is: the office of the register, or what is known of it while a person has to settle that."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.naming import (
    HAN,
    SIGNATURE,
    SUFFIXES,
    Found,
    Mention,
    Parts,
    elect,
    is_anonymous,
    mentions,
    patterns,
    run_start,
)
from pipeline.offices import Office, Offices, Place, support, vocabulary, weigh

_FIELDS = {"district": 6, "city": 4, "province": 2}  # and the length of their codes
_CHAIN = re.compile(
    r"(?P<province>.{2,6}?(?:省|自治区))?(?P<city>.{2,7}?(?:市|自治州|州|盟|地区))?(?P<district>.{1,7}?[区县市旗])?"
)
_ADDRESSED = re.compile(rf"^\s*([{HAN}]{{1,8}}[区县市旗])(?:人民政府|政府|司法局|委)[{HAN}]*:\s*$", re.M)
_NO_DISTRICT = re.compile(
    r"(?:[社小辖园片街景老山校厂库地城市郊新全]|开发|工业|居民|商务|示范|试验|住宅|核心|功能)区$|[各全本我治][区市县旗]$"
)


@dataclass(frozen=True, slots=True)
class Whose:
    name: str | None  # as the report writes it
    office: Office | None  # None while a person has to settle it
    areas: Mapping[str, str]  # district, city and province as far as they are known
    candidates: Sequence[Office] = ()
    facts: Sequence[Found] = ()


def whose(text: str, whole: str, parts: Parts, offices: Offices, given: Mapping[str, str]) -> Whose:
    """`whole` is the text with its furniture, whose place words count too; `given` stands over what the text says."""
    places = offices.places(whole)
    found = mentions(text, parts, offices.by_name)
    mention = _own(found, text, parts, places)
    name = given.get("street_name") or (mention.name if mention else None)
    said = {field: given[field] for field in _FIELDS if field in given}
    direct = joined(text, mention, places, parts) if mention and mention.name == name else []
    direct = [place for place in direct if place.field not in said]
    others = [place for place in places if not _is_piece(place, whole, name or "")]
    weights = weigh((*others, *_neighbours(found, name, offices), *offices.places(" ".join(said.values()))))
    province = _province(whole, others, offices)
    words = [*said.values(), *(place.value for place in direct)]
    office, candidates = _settle(name, words, weights, province, whole, offices)
    if given.get("office_code") in offices.by_code:
        office = offices.by_code[given["office_code"]]
    facts = [Found("office", mention.name, mention.start, mention.end)] if mention else []
    if office:
        areas = {field: getattr(office, field) for field in _FIELDS}
        return Whose(name or office.name, office, areas, (), facts + _place_facts([office], places, offices))
    supported = _place_facts([o for o in candidates if support(o, weights)], places, offices)
    stated = {fact.field: fact for fact in (province, *supported, *reversed(direct)) if fact}
    areas = {field: fact.value for field, fact in stated.items()} | _shared(candidates, weights) | said
    return Whose(name, None, areas, candidates, [*facts, *stated.values()])


def _settle(
    name: str | None,
    words: Sequence[str],
    weights: Mapping[str, float],
    province: Found | None,
    whole: str,
    offices: Offices,
) -> tuple[Office | None, list[Office]]:
    """The office, or those it may be. `words`: the places joined to its name; `province`: the only one spoken of."""
    if name is None or is_anonymous(name):
        suffix = next((s for s in SUFFIXES if name and name.endswith(s)), "街道")
        office: Office | None = None
        candidates = offices.in_named_district(weights, whole, suffix)
    else:
        office, candidates = offices.resolve(name, weights, words)
    if office and province and province.value != office.province and not words:
        candidates, office = [office], None
    if province:
        candidates = [o for o in candidates if o.province == province.value]
    if any(phrase in whole for phrase in vocabulary()["office"]["invented"].split("|")):
        # A report that calls itself invented is never given to a real office.
        office = office if office and office.is_simulated else None
        candidates = [o for o in candidates if o.is_simulated]
    return office, candidates


def _neighbours(found: Iterable[Mention], name: str | None, offices: Offices) -> Iterable[Place]:
    """Other offices that the text mentions speak for their district, where their name is unique in the country."""
    for mention in found:
        same = offices.by_name.get(mention.name, [])
        if mention.name != name and len(same) == 1:
            yield Place((same[0].district_code,), False, mention.start, mention.end)


def _is_piece(place: Place, whole: str, name: str) -> bool:
    """Whether a place word is but a piece of the office's own name: 东兴 in 东兴镇 does not say where it lies."""
    word = whole[place.start : place.end]
    at = place.start - name.find(word)
    return word in name and (whole.startswith(name, at) or (not place.is_full and name.startswith(word)))


def _own(found: Iterable[Mention], text: str, parts: Parts, places: Iterable[Place]) -> Mention | None:
    """The office that the report calls its own; a report of a whole district has none, whomever it mentions."""
    office = elect(found, text)
    start, end = parts.title
    if (
        office is None
        or office.votes >= SIGNATURE
        or any(own in text for own in vocabulary()["office"]["own"].split("|"))
    ):
        return office
    is_of_district = any(p.is_full and start <= p.start < end and min(map(len, p.codes)) > 2 for p in places)
    return None if is_of_district else office


def _shared(candidates: Sequence[Office], weights: Mapping[str, float]) -> dict[str, str]:
    """District, city and province that all candidates have, where the text names them or something inside them."""
    shared = {}
    for field, digits in _FIELDS.items():
        codes = {office.code[:digits] for office in candidates}
        if len(codes) == 1 and any(code.startswith(tuple(codes)) for code in weights):
            shared[field] = getattr(candidates[0], field)
    return shared


def _place_facts(known: Sequence[Office], places: Sequence[Place], offices: Offices) -> list[Found]:
    """The clearest place word for each area that the known offices share."""
    facts = []
    for field, digits in _FIELDS.items():
        codes = {office.code[:digits] for office in known}
        words = [place for place in places if len(codes) == 1 and not codes.isdisjoint(place.codes)]
        if words:
            best = max(words, key=lambda place: (place.is_full, -place.start))
            facts.append(Found(field, offices.area_names[codes.pop()], best.start, best.end))
    return facts


def _province(whole: str, places: Iterable[Place], offices: Offices) -> Found | None:
    """The province that full names or hints speak of, when no other one is named at all."""
    found: dict[str, Found] = {}
    short = set()
    for place in places:
        for code in place.codes:
            if len(code) == 2:
                name = offices.area_names[code]
                if place.is_full or not name.startswith(whole[place.start : place.end]):
                    found.setdefault(code, Found("province", name, place.start, place.end))
                else:
                    short.add(code)
    return next(iter(found.values())) if len(found) == 1 and short <= found.keys() else None


def joined(text: str, office: Mention, places: Iterable[Place], parts: Parts) -> list[Found]:
    """Places written right before the name (泉州市鲤城区开元街道), where it is said to lie, or whom it reports to.

    Those of the title alone where it has any, else of the signature, else of the whole text.
    """
    ending_at = {place.end: place for place in places}
    ends = {_before_institution(text, m.start()) for m in re.finditer(re.escape(office.name), text)}
    ends |= {_before_institution(text, office.start)}
    lies = re.search(rf"{re.escape(office.name)}(?:地处|位于|隶属于?|属于?)([{HAN}]{{1,9}}?[区县市旗])", text)
    addressed = _ADDRESSED.search(text, 0, parts.opening)
    ends |= {match.end(1) for match in (lies, addressed) if match}
    found = [p for end in sorted(ends) for p in _known_before(text, end, ending_at) or _chain_before(text, end)]
    titled = [place for place in found if parts.title[0] <= place.start < parts.title[1]]
    signed = [place for place in found if place.start >= parts.signature]
    return titled or signed or found


def _before_institution(text: str, end: int) -> int:
    """End of 鲤城区 in 鲤城区人民政府."""
    match = re.search(r"(?:人民政府|政府|司法局|委)\s*$", text[max(0, end - 6) : end])
    return end - (len(match[0]) if match else 0)


def _known_before(text: str, end: int, ending_at: dict[int, Place]) -> list[Found]:
    """Places of the register that end there; none where a line begins with more than they (金|城东区)."""
    fields = {6: "district", 4: "city", 2: "province"}
    found = []
    while place := ending_at.get(end):
        found.append(Found(fields[max(map(len, place.codes))], text[place.start : end], place.start, end))
        end = place.start
    start = run_start(text, max(0, end - 8), end)
    rest = text[start:end]
    is_more = found and rest and text[max(0, start - 1) : start] in ("", "\n") and not patterns().words.search(rest)
    return [] if is_more else found


def _chain_before(text: str, end: int) -> list[Found]:
    """Districts and cities that no register knows: 栖宁市望川区 before 枕河街道."""
    low = max(0, end - 16)
    start = run_start(text, low, end)
    if start == low > 0:
        return []
    start = max((m.end() for m in patterns().words.finditer(text, start, end)), default=start)
    chain = _CHAIN.fullmatch(text, start, end)
    if not chain or _NO_DISTRICT.search(chain[0]):
        return []
    return [Found(field, word, *chain.span(field)) for field, word in chain.groupdict().items() if word]
