"""Extraction of real-length reports beside bare passes over the same texts; one core, interleaved rounds."""

import argparse
import re
import time
from collections.abc import Callable
from importlib.util import find_spec

import opencc

from bench.results import interleaved, record
from pipeline import build, catalogue, simulate
from pipeline.model import Document, Failure
from pipeline.offices import Offices

LENGTH = 5_500  # characters of a report as offices publish them


def texts(reports: int) -> list[Document]:
    """Reports of that length: simulated ones of different offices, one behind the other."""
    pieces = (text.body for _, text in simulate.country(8 * reports, 1, 7))
    found, body = list[Document](), ""
    for piece in pieces:
        body += piece
        if len(body) >= LENGTH:
            found.append(_document(f"模拟-{len(found)}-2023", body[:LENGTH]))
            body = ""
    return found[:reports]


def _document(name: str, text: str) -> Document:
    return Document(id=name, source=f"{name}.txt", sha256="", format="txt", encoding="utf-8", text=text)


def works(documents: list[Document]) -> dict[str, Callable[[], object]]:
    """What is timed: each pass over all texts."""
    house, offices, digits, convert = catalogue.load(), Offices.load(), re.compile("[0-9]+"), opencc.OpenCC("t2s")
    bodies = [document.text for document in documents]

    def extracted() -> None:
        for result in build.extract_all(documents, house, offices):
            if isinstance(result, Failure):
                raise RuntimeError(result.reason)

    passes: dict[str, Callable[[], object]] = {
        f"extraction, all {len(house.indicators)} indicators": extracted,
        "re [0-9]+": lambda: [digits.findall(body) for body in bodies],
        "OpenCC t2s": lambda: [convert.convert(body) for body in bodies],
    }
    if find_spec("cn2an"):
        import cn2an

        passes["cn2an.transform"] = lambda: [cn2an.transform(body) for body in bodies[:5]]
    if find_spec("spacy"):
        import spacy

        reader = spacy.blank("zh")
        words = [word for indicator in house.indicators for word in (indicator.name,)]
        reader.add_pipe("entity_ruler").add_patterns([{"label": "I", "pattern": word} for word in words])
        passes[f"spaCy blank zh, EntityRuler, {len(words)} words"] = lambda: [reader(body) for body in bodies[:5]]
    return passes


def main() -> None:
    """Time all passes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100)
    options = parser.parse_args()
    documents = texts(options.reports)
    passes = works(documents)
    next(iter(passes.values()))()  # loads what is loaded once
    taken = interleaved(passes, clock=time.process_time)
    few = 5 / len(documents)  # the slow peers take five texts only
    size = sum(len(document.text) for document in documents) / 1e6
    speeds = {name: size * (few if name.startswith(("cn2an", "spaCy")) else 1) / taken[name] for name in passes}
    own = next(iter(speeds.values()))
    record(
        f"text: {len(documents)} reports of {LENGTH:,} characters",
        ("work", "M characters/s", "× extraction"),
        [(name, speed, speed / own) for name, speed in speeds.items()],
        [
            f"One report: {LENGTH / own / 1e3:.1f} ms (target 3 ms, 2 M characters/s). Medians of 5 interleaved rounds, by the time of the core that was used."
        ],
    )


if __name__ == "__main__":
    main()
