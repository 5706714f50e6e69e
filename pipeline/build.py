"""The flow from originals to a snapshot: read this first. Only this module knows the order of the stages."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from pipeline import catalogue as catalogues
from pipeline import publish, read, review
from pipeline.account import account
from pipeline.assign import assign
from pipeline.catalogue import Catalogue
from pipeline.change import changes
from pipeline.date import date_quantities
from pipeline.identify import identify
from pipeline.lexicon import Lexicon
from pipeline.model import Decision, Document, Extraction, Kind, Reading, Report
from pipeline.normalize import normalize
from pipeline.offices import DATA, Offices
from pipeline.quantify import quantify
from pipeline.scope import contexts
from pipeline.segment import segment
from pipeline.tables import tables
from pipeline.zero import zeros

REPORTS = DATA / "reports"
SNAPSHOTS = DATA / "snapshots"
# Left by systems and editors, like names that begin with . or ~$; nobody's report.
IGNORED = {"thumbs.db", "desktop.ini"}
COMPANIONS = {".csv", ".json", ".jsonl", ".md"}  # notes and tables that lie beside reports: README.md, meta.csv


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave nothing, and why, in Chinese."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did; ``snapshot`` is None when nothing could be built."""

    snapshot: str | None
    is_new: bool = False  # False: nothing had changed, the served snapshot stays
    rows: Mapping[str, int] = field(default_factory=dict)  # of each table of the snapshot
    failures: tuple[Failure, ...] = ()
    notices: tuple[str, ...] = ()  # Chinese remarks on doubled files


def build(
    paths: Sequence[Path] = (REPORTS,),
    snapshots: Path = SNAPSHOTS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Read, extract and publish all originals under ``paths``; ``progress`` is told how many are done, of how many.

    A file that cannot be read or extracted is a Failure and stops no other. Raises CatalogueError, and what publish
    raises; the served snapshot then stays, and a note beside it tells the server why.
    """
    with publish.noted(snapshots):
        return _build(paths, snapshots, progress)


def _build(paths: Sequence[Path], snapshots: Path, progress: Callable[[int, int], None]) -> Summary:
    documents, failures = load(paths)
    documents, notices = _distinct(documents)
    if not documents:
        return Summary(None, failures=failures, notices=notices)
    catalogue, decisions = catalogues.load(), review.decisions()
    digest = _digest(documents, catalogue, decisions)
    served = publish.served(snapshots)
    if served and (served.digest, served.rows["report"]) == (digest, len(documents)):
        return Summary(served.snapshot, False, served.rows, failures, notices)
    offices, extractions = Offices.load(), []
    units = {indicator.id: indicator.unit for indicator in catalogue.indicators}
    decided = review.by_report(decisions, documents)
    for done, result in enumerate(extract_all(documents, catalogue, offices, review.identities(decided)), start=1):
        if isinstance(result, Failure):
            failures += (result,)
        else:
            extractions.append(review.apply(result, decided.get(result.report.id, ()), units))
        progress(done, len(documents))
    if not extractions:
        return Summary(None, failures=failures, notices=notices)
    elsewhere = review.elsewhere(decided.get("", ()), units)
    rows = tables(extractions, catalogue.indicators, catalogue.domains, offices.by_code.values(), *elsewhere)
    published = publish.publish(rows, digest, snapshots)
    return Summary(published.snapshot, True, published.rows, failures, notices)


def extract(
    document: Document, catalogue: Catalogue, offices: Offices, override: Mapping[str, str] | None = None
) -> Extraction:
    """Everything one report states. ``override``: a row of a meta file; its filled fields stand over the text."""
    normalized = normalize(document.text)
    identity = identify(document, normalized, offices, override)
    sentences = segment(normalized)
    quantities = quantify(normalized, document.is_legacy)
    lexicon = _lexicon(catalogue)
    hits = lexicon.find(normalized.text)
    periods = date_quantities(normalized, sentences, quantities, identity.period)
    surroundings = contexts(normalized, sentences, quantities, identity.kind is Kind.NEWS)
    changed = changes(normalized, sentences, quantities)
    taken = assign(normalized, sentences, quantities, changed, lexicon, hits)
    readings = [Reading(*parts) for parts in zip(quantities, periods, surroundings, changed, taken, strict=True)]
    nothing = list(zeros(normalized, sentences, lexicon, hits))
    result = account(document, normalized, sentences, readings, nothing, identity.period, catalogue)
    return Extraction(
        Report(document, identity),
        tuple(result.observations),
        tuple(result.changes),
        tuple(result.numerals),
        normalized,
    )


@lru_cache(maxsize=2)
def _lexicon(catalogue: Catalogue) -> Lexicon:
    return Lexicon(catalogue)


def extract_all(
    documents: Iterable[Document],
    catalogue: Catalogue,
    offices: Offices,
    overrides: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[Extraction | Failure]:
    """One result for each document, in their order. ``overrides``: rows of a meta file by report."""
    for document in documents:
        try:
            yield extract(document, catalogue, offices, (overrides or {}).get(document.id))
        except Exception as error:  # whatever one report brings to light must not take the others along
            reason = f"程序处理这份文件时出错（{type(error).__name__}: {error}），请转交维护人员。"
            yield Failure(document.source, reason)


def load(paths: Iterable[Path]) -> tuple[list[Document], tuple[Failure, ...]]:
    """All files under the folders (or the files themselves) as Documents in order of their names, and failures.

    ``Document.source`` is the path below the folder, so that nothing depends on where the folder lies.
    """
    documents, failures = [], []
    for source, path in sorted(_originals(paths)):
        try:
            documents.append(replace(read.read(path), source=source))
        except read.Unreadable as error:
            failures.append(Failure(source, str(error)))
    return documents, tuple(failures)


def _originals(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """A file that is named counts whatever it is; in a folder, all that could be meant as a report."""
    for path in paths:
        if not path.is_dir():
            yield path.name, path
            continue
        for file in path.rglob("*"):
            inner = file.relative_to(path)
            is_hidden = any(part.startswith((".", "~$")) for part in inner.parts) or file.name.lower() in IGNORED
            if file.is_file() and not is_hidden and file.suffix.lower() not in COMPANIONS:
                yield inner.as_posix(), file


def _distinct(documents: Iterable[Document]) -> tuple[list[Document], tuple[str, ...]]:
    """Each text once and each id once. The first by name keeps its place, in whatever order the files came.

    A text that differs only in white space or encoding is the same text. Of two texts under one name the later one's
    id gets the beginning of its digest.
    """
    kept: dict[str, Document] = {}
    texts: dict[str, Document] = {}
    notices = []
    for document in sorted(documents, key=lambda document: (document.source, document.sha256)):
        if same := texts.get(text := "".join(document.text.split())):
            notices.append(f"{document.source}：内容与 {same.source} 相同，只采用后者。")
            continue
        if other := kept.get(document.id):
            document = replace(document, id=f"{document.id}~{document.sha256[:8]}")
            notices.append(f"{document.source}：与 {other.source} 同名而内容不同，在系统中改称“{document.id}”。")
        kept[document.id] = texts[text] = document
    return list(kept.values()), tuple(notices)


def _digest(documents: Iterable[Document], catalogue: Catalogue, decisions: Sequence[Decision]) -> str:
    """SHA-256 of all that a snapshot is a function of: originals, catalogue, decisions, register of offices, code.

    The text counts beside the file: how a .doc or a scan reads depends on what is installed.
    """
    parts = [f"{document.source}\0{document.sha256}\0{document.text}".encode() for document in documents]
    parts += [catalogue.digest.encode(), repr(decisions).encode()]
    code = Path(__file__).parent
    for file in sorted([*code.rglob("*.py"), *code.glob("*.sql"), *DATA.glob("offices*")]):
        parts += [file.name.encode(), file.read_bytes()]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
