"""The register of offices, the place words of a text, and which office of a name the places speak for.

An office is taken only where the text's own place words support it and no district joined to its name speaks against
it: a name that is unique in the country is not enough, for an invented or abolished office may bear it too.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from ahocorasick_rs import AhoCorasick, MatchKind

DATA = Path(__file__).resolve().parent.parent / "data"
MAX_CANDIDATES = 20
_SIMULATED = "99"  # province code of data/offices_simulated.csv, which no real office has
_LONG_FORM = re.compile(r"(?:(?:[㐀-鿿]{1,4}?族)+|维吾尔|蒙古)?自治[区州县旗]$|(?:省|市|地区|盟|林区|区|县|旗)$")
_NOT_CITIES = {
    **{"市辖区": "province", "县": "province"},
    **{"省直辖县级行政区划": "district", "自治区直辖县级行政区划": "district"},
}
# How much a place word says about an office, by level (length of its code): full name, short name or hint.
_WEIGHT = {6: (4.0, 2.0), 4: (3.0, 2.0), 2: (2.0, 1.0)}
_AGAIN = 0.25  # for each repetition, up to four
# What must be named for a name that is unique, or joined to a place of the office's own; and for one of several.
_ENOUGH, _ENOUGH_AMONG = 2.0, 3.0
_LEAD = 1.0  # by which the best of several offices of one name must lead


class Office(NamedTuple):
    """One office of the register; `city` is the province for 直辖市 and the district where no city stands between."""

    code: str  # 9 digits
    name: str
    district_code: str
    district: str
    city_code: str
    city: str
    province_code: str
    province: str

    @property
    def areas(self) -> dict[str, str]:
        """Name by code of its district, city and province."""
        return dict(zip(self[2::2], self[3::2], strict=True))

    @property
    def is_simulated(self) -> bool:
        """Whether it is invented (模拟), never to be counted as data."""
        return self.province_code == _SIMULATED

    @property
    def kind(self) -> str:
        """街道, 镇, 乡, 类似乡级 or 其他, from the last three digits of the code."""
        number = int(self.code[6:])
        bounds = ((1, 99, "街道"), (100, 199, "镇"), (200, 399, "乡"), (400, 599, "类似乡级"))
        return next((kind for first, last, kind in bounds if first <= number <= last), "其他")


class Place(NamedTuple):
    """A place word of a text: every district, city or province (6, 4, 2 digits) that it may mean."""

    codes: tuple[str, ...]
    is_full: bool  # 鲤城区, not 鲤城
    start: int
    end: int


@cache
def vocabulary() -> dict[str, Any]:
    """data/catalogue/kinds.toml: the words by which reports say what they are and whose."""
    return tomllib.loads((DATA / "catalogue" / "kinds.toml").read_text(encoding="utf-8"))


class Offices:
    """All offices by code, by name and by district code; `places` finds place words in a text."""

    def __init__(self, frame: pl.DataFrame) -> None:
        """`frame`: columns as data/offices.parquet, all text."""
        self.frame = frame
        self.by_code = {row[0]: Office._make(row) for row in frame.iter_rows()}
        self.by_name: dict[str, list[Office]] = defaultdict(list)
        self.by_district: dict[str, list[Office]] = defaultdict(list)
        for office in self.by_code.values():
            for name in {office.name, office.name.removeprefix(office.district)} - {""}:
                self.by_name[name].append(office)  # the register has 濮阳县清河头乡 too
            self.by_district[office.district_code].append(office)

    @classmethod
    def load(cls, folder: Path = DATA) -> "Offices":
        """The real offices and the simulated ones (province 99, 模拟省)."""
        real = pl.read_parquet(folder / "offices.parquet")
        simulated = pl.read_csv(folder / "offices_simulated.csv", infer_schema=False)
        city = pl.col("city")
        for name, column in _NOT_CITIES.items():
            city = pl.when(pl.col("city") == name).then(pl.col(column)).otherwise(city)
        return cls(pl.concat([real, simulated]).with_columns(city.alias("city")))

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Name of every district, city and province by its 6, 4 or 2 digits."""
        return {code: name for first, *_ in self.by_district.values() for code, name in first.areas.items()}

    @cached_property
    def _place_words(self) -> dict[str, tuple[tuple[str, ...], bool]]:
        """Every full name, short name, hint and set phrase with the codes it may mean; a set phrase means none."""
        words = vocabulary()["place"]
        full: dict[str, set[str]] = defaultdict(set)
        short: dict[str, set[str]] = defaultdict(set)
        for code, name in self.area_names.items():
            full[name].add(code)
            short[_LONG_FORM.sub("", name)].add(code)
        for province, letter in words["abbreviation"].items():
            short[f"{letter}ICP备"] |= full[province]
        for province, hints in words["hint"].items():
            for hint in hints.split("|"):
                short[hint] |= full[province]
        common = {*words["common"].split()}
        found = {word: (tuple(sorted(short[word])), False) for word in short if len(word) > 1 and word not in common}
        found |= {word: (tuple(sorted(full[word])), True) for word in full if not re.fullmatch(".区", word)}
        return found | {phrase: ((), False) for phrase in words["phrases"].split()}

    @cached_property
    def _place_search(self) -> AhoCorasick:
        return AhoCorasick(self._place_words, matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def _place_meanings(self) -> list[tuple[tuple[str, ...], bool]]:
        return list(self._place_words.values())

    def places(self, text: str) -> list[Place]:
        """Place words of `text` in order, with offsets into it; 龙湖 in 龙湖村 is the village's, not the district's."""
        not_after = tuple(vocabulary()["place"]["not_after"].split("|"))
        found = []
        for index, start, end in self._place_search.find_matches_as_indexes(text):
            codes, is_full = self._place_meanings[index]
            if codes and (is_full or not text.startswith(not_after, end)):
                found.append(Place(codes, is_full, start, end))
        return found

    def resolve(
        self, name: str, weights: Mapping[str, float], direct: Sequence[str]
    ) -> tuple[Office | None, list[Office]]:
        """The office of that name which the places speak for; else None and those it may be, the likeliest first.

        `direct`: districts, cities and provinces that the text joins to the name; each must be one of the office's own.
        """
        named = self.by_name.get(name, [])
        same = [o for o in named if all(any(a.startswith(word) for a in o.areas.values()) for word in direct)]
        ranked = sorted(((support(o, weights), o) for o in same), key=lambda pair: (-pair[0], pair[1].code))
        if not ranked:
            return None, [o for o in named if support(o, weights) >= _ENOUGH][:MAX_CANDIDATES]
        best, office = ranked[0]
        if len(ranked) == 1 and (direct or (best >= _ENOUGH and len(named) == 1)):
            return office, []
        if len(ranked) > 1 and best - ranked[1][0] >= _LEAD and best >= (_ENOUGH if direct else _ENOUGH_AMONG):
            return office, []
        return None, [o for _, o in ranked[:MAX_CANDIDATES]]

    def in_named_district(self, weights: Mapping[str, float], text: str, suffix: str) -> list[Office]:
        """Offices of the district that the places speak for most, those whose bare name stands in the text first."""
        areas = {code: weight for code, weight in weights.items() if len(code) == 6 and weight > _WEIGHT[6][1]}
        ranked = sorted(((support(self.by_district[code][0], weights), code) for code in areas), reverse=True)
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _LEAD):
            return []
        offices = [o for o in self.by_district[ranked[0][1]] if o.name.endswith(suffix)]
        return sorted(offices, key=lambda o: (o.name.removesuffix(suffix) not in text, o.code))[:MAX_CANDIDATES]


def weigh(places: Iterable[Place]) -> dict[str, float]:
    """Weight of every code that the places may mean: its clearest word, and a little for each repetition."""
    places = list(places)
    counts = Counter(code for place in places for code in place.codes)
    clear = {code for place in places if place.is_full for code in place.codes}
    return {c: _WEIGHT[len(c)][0 if c in clear else 1] + _AGAIN * min(n - 1, 4) for c, n in counts.items()}


def support(office: Office, weights: Mapping[str, float]) -> float:
    """How strongly the places of a text speak for an office."""
    return sum(weights.get(code, 0.0) for code in office.areas)
