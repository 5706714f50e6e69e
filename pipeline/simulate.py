"""A simulated country: reports of real offices with invented figures and known truth, for tests and benchmarks.

Sentences and ranges stand in data/simulation.toml. The same seed gives the same reports. What is not in the truth is
not in the text: whole reports, sections and sentences are left out as real ones leave them out.
"""

import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import opencc

from pipeline.offices import DATA, Office, Offices

LAST_YEAR = 2023
KINDS = ("街道", "镇", "乡")  # not the farms and zones that the register counts among them
PLACE = re.compile(r"\{([\w.]+)(?:\|([^|}]+))?(?:\|(part|plan|half|none))?\}")
HAN = "一二三四五六七八九十"
COMMUNITIES = ("柳浪", "桃溪", "望江", "新华", "东门", "和平", "红旗", "幸福", "文昌", "南园")
# How often, of a hundred.
MISSING_REPORT, MISSING_SECTION, MISSING_GROUP, DAMAGED, TRADITIONAL, ABOUT = 8, 12, 25, 2, 5, 6
_TRADITIONAL = opencc.OpenCC("s2t")


@dataclass(slots=True)
class Text:
    """A report that grows piece by piece, and what its numbers are."""

    report: str
    body: str = ""
    truth: list[dict[str, Any]] = field(default_factory=list)


def country(offices: int, years: int, seed: int) -> Iterator[tuple[Office, Text]]:
    """Reports of so many real offices, spread over all districts, for the years up to 2023."""
    recipe = tomllib.loads((DATA / "simulation.toml").read_text(encoding="utf-8"))
    register = sorted(
        (office for office in Offices.load().by_code.values() if not office.is_simulated and office.kind in KINDS),
        key=lambda office: office.code,
    )
    step = max(1, len(register) // max(1, offices))
    for office in register[::step][:offices]:
        chance = random.Random(f"{seed} {office.code}")  # noqa: S311 (repeatable, not secret)
        size = chance.uniform(0.4, 1.0)
        for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
            if chance.randrange(100) >= MISSING_REPORT:
                yield office, _Author(recipe, office, year, size, chance).write()


def write(folder: Path, offices: int, years: int, seed: int) -> Iterator[Path]:
    """The reports as files below a folder of their district, and truth.jsonl beside them, one stated number a line."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "truth.jsonl").open("w", encoding="utf-8", newline="\n") as truth:
        for office, text in country(offices, years, seed):
            path = folder / office.district_code / f"{text.report}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text.body, encoding="utf-8", newline="\n")
            for row in text.truth:
                truth.write(json.dumps(row, ensure_ascii=False) + "\n")
            yield path


class _Author:
    """Writes one report."""

    def __init__(
        self, recipe: Mapping[str, Any], office: Office, year: int, size: float, chance: random.Random
    ) -> None:
        self._recipe, self._chance, self._size = recipe, chance, size
        self._values: dict[str, float] = {}
        self._year = year
        self._words = {
            "office": office.name,
            "district": office.district,
            "city": office.city if office.city != office.district else "",
            "year": str(year),
            "next": str(year + 1),
        }
        self._text = Text(f"模拟-{office.code}-{year}")

    def write(self) -> Text:
        recipe, chance = self._recipe, self._chance
        self._say(chance.choice(recipe["titles"]) + "\n\n")
        self._say(chance.choice(recipe["openings"]) + "\n")
        sections = [s for s in recipe["sections"] if chance.randrange(100) >= MISSING_SECTION]
        for number, section in enumerate(sections):
            self._say(f"（{HAN[number]}）{chance.choice(section['titles'])}。")
            self._groups(section["groups"])
            self._say("\n" + "".join(chance.sample(recipe["prose"], chance.randint(1, 4))) + "\n")
        self._say(chance.choice(recipe["outlooks"]) + "\n")
        for plan in recipe["plans"]:
            if chance.randrange(100) >= MISSING_GROUP:
                self._say(plan)
        self._say(f"\n\n{recipe['signature']}\n{recipe['label']}\n")
        return self._spoil()

    def _groups(self, groups: Sequence[Sequence[str]]) -> None:
        for group in groups:
            if self._chance.randrange(100) >= MISSING_GROUP:
                self._say(self._chance.choice(group))

    def _say(self, template: str) -> None:
        at = 0
        for slot in PLACE.finditer(template):
            self._text.body += template[at : slot.start()]
            at = slot.end()
            name, unit, kind = slot.groups()
            if unit is None:
                self._text.body += self._chance.choice(COMMUNITIES) if name == "place" else self._words[name]
            else:
                self._state(name, unit, kind)
        self._text.body += template[at:]

    def _state(self, indicator: str, unit: str, kind: str | None) -> None:
        if kind == "none":
            self._record(indicator, 0.0, unit, "exact", kind)
            return
        value = self._some(indicator) if kind else self._value(indicator)
        is_about = not kind and unit != "%" and value >= 100 and self._chance.randrange(100) < ABOUT
        value = value // 10 * 10 if is_about else value
        written = f"{value:g}" if unit == "%" else f"{value:,.0f}" if self._chance.randrange(4) == 0 else f"{value:.0f}"
        qualifier = "at_least" if unit.endswith("以上") else "approx" if is_about else "exact"
        self._record(indicator, value, f"{written}{'余' * is_about}{unit}", qualifier, kind)

    def _record(self, indicator: str, value: float, quote: str, qualifier: str, kind: str | None) -> None:
        start = len(self._text.body)
        self._text.body += quote
        self._text.truth.append(
            {
                "report": self._text.report,
                "indicator": indicator,
                "value": value,
                "qualifier": qualifier,
                "period_start": None if kind == "plan" else f"{self._year}-01-01",
                "period_end": None if kind == "plan" else f"{self._year}-{'06-30' if kind == 'half' else '12-31'}",
                "status": "plan" if kind == "plan" else "actual",
                "scope": "part" if kind == "part" else "street",
                "quote": quote,
                "start": start,
                "end": start + len(quote),
            }
        )

    def _value(self, indicator: str) -> float:
        """The office's own figure of the year, the same wherever the report states it."""
        if indicator not in self._values:
            self._values[indicator] = self._draw(indicator)
        return self._values[indicator]

    def _draw(self, indicator: str) -> float:
        source = self._recipe["values"][indicator]
        if isinstance(source, list):
            low, high = source
            return float(round(low + (high - low) * self._size * self._chance.uniform(0.1, 1.0)))
        if "of" in source:
            return float(round(self._value(source["of"]) * self._chance.uniform(*source["share"])))
        return round(100 * self._value(source["part"]) / self._value(source["whole"]), 1)

    def _some(self, indicator: str) -> float:
        """A figure of a part, a plan or half a year: a third of the office's own at most."""
        return float(self._chance.randrange(1, max(2, int(self._value(indicator)) // 3)))

    def _spoil(self) -> Text:
        """Some reports come in 繁體, some with a digit lost; a damaged number is no longer true."""
        text, chance = self._text, self._chance
        if chance.randrange(100) < TRADITIONAL:
            text.body = "".join(map(_TRADITIONAL.convert, text.body))  # one for one, so that no place moves
            for row in text.truth:
                row["quote"] = text.body[row["start"] : row["end"]]
        long = [row for row in text.truth if row["quote"][:3].isdigit()]
        if long and chance.randrange(100) < DAMAGED:
            lost = chance.choice(long)
            text.body = f"{text.body[: lost['start'] + 1]}\ufffd{text.body[lost['start'] + 2 :]}"
            text.truth.remove(lost)
        return text
