"""The flow from originals to a snapshot: read this first. Only this module knows the order of the stages."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePath

from pipeline import batches, publish, read, review
from pipeline import catalogue as catalogues
from pipeline.account import account
from pipeline.assign import assign
from pipeline.catalogue import Catalogue
from pipeline.change import changes
from pipeline.date import date_quantities
from pipeline.depot import Depot
from pipeline.digests import Digests
from pipeline.fill import ORDER, Spoilt
from pipeline.identify import identify
from pipeline.lexicon import Lexicon, stretches
from pipeline.model import Document, Extraction, Failure, Kind, Original, Reading, Report
from pipeline.normalize import normalize
from pipeline.offices import DATA, Offices
from pipeline.originals import Named, distinct, find, renamed, same_as
from pipeline.quantify import quantify
from pipeline.scope import contexts
from pipeline.segment import segment
from pipeline.store import received
from pipeline.tables import Tables, of_house, of_reports
from pipeline.zero import zeros

REPORTS = DATA / "reports"
SNAPSHOTS = DATA / "snapshots"
BATCHES = "batches"  # folder of batches, beside the snapshots


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did; ``snapshot`` is None when nothing could be built."""

    snapshot: str | None
    is_new: bool = False  # False: nothing had changed, the served snapshot stays
    rows: Mapping[str, int] = field(default_factory=dict)  # of each table of the snapshot
    failures: tuple[Failure, ...] = ()
    notices: tuple[str, ...] = ()  # Chinese remarks on doubled files


def build(
    paths: Sequence[Path | Named] = (REPORTS,),
    snapshots: Path = SNAPSHOTS,
    progress: Callable[[int, int], None] = lambda done, total: None,
    engine: str | None = None,
    depot: Depot | None = None,
) -> Summary:
    """Read, extract and publish all originals under ``paths``; ``progress`` is told how many are done, of how many.

    A file that cannot be read or extracted is a Failure and stops no other. ``engine``: dask://HOST:PORT of a cluster
    that does the work, else the cores of this machine. ``depot``: by which their parts come here, else by the folder.
    Raises CatalogueError, batches.NoEngine, depot.NoDepot, and what publish raises; the served snapshot then stays,
    and a note beside it tells the server why.
    """
    with publish.noted(snapshots):
        try:
            return _build(paths, snapshots, progress, engine, depot)
        except Spoilt:  # what was damaged is away: made anew
            return _build(paths, snapshots, progress, engine, depot)


def _build(
    paths: Sequence[Path | Named],
    snapshots: Path,
    progress: Callable[[int, int], None],
    engine: str | None,
    depot: Depot | None,
) -> Summary:
    digests = Digests(snapshots)
    originals, notices, failures = distinct(find(paths), digests.sha256)
    digests.keep()
    catalogue, decisions = catalogues.load(), review.decisions()
    decided = review.by_report(decisions, originals, received.newer())
    divided = list(batches.divide(originals, decided, circumstances(catalogue)))
    folder, done = snapshots / BATCHES, 0
    for batch in batches.make(divided, _work, folder, engine, depot):
        done += len(batch.originals)
        progress(done, len(originals))
    failures += batches.failures(folder, divided)
    files = {table: batches.files(folder, divided, table) for table in ORDER}
    if not files["report"]:
        return Summary(None, failures=tuple(failures), notices=tuple(notices))
    elsewhere = decided.get("", [])
    beside = hashlib.sha256(repr((elsewhere, failures)).encode()).hexdigest()  # a file that failed has no rows yet
    digest = hashlib.sha256(repr(([batch.key for batch in divided], beside)).encode()).hexdigest()
    served, is_new = publish.served(snapshots), False
    if served is None or served.digest != digest:
        units = {indicator.id: indicator.unit for indicator in catalogue.indicators}
        house = of_house(
            catalogue.indicators,
            catalogue.domains,
            Offices.load().by_code.values(),
            *review.elsewhere(elsewhere, units),
        )
        served, is_new = publish.publish(house, digest, snapshots, files, beside), True
    batches.prune(folder, divided, depot)
    left = {source for source, _ in served.twice}
    notices += [same_as(*pair) for pair in served.twice]
    notices += renamed([original for original in originals if original.source not in left])
    return Summary(served.snapshot, is_new, served.rows, tuple(failures), tuple(notices))


def _work(batch: batches.Batch) -> tuple[Tables, list[Failure]]:
    """The rows of a batch, as people decided them; a function of the batch alone, wherever it runs."""
    catalogue, offices = _house(batch.circumstances)
    units = {indicator.id: indicator.unit for indicator in catalogue.indicators}
    documents, failures = _read(batch.originals)
    extractions = []
    for result in extract_all(documents, catalogue, offices, review.identities(batch.decided)):
        if isinstance(result, Failure):
            failures.append(result)
        else:
            extractions.append(review.apply(result, batch.decided.get(result.report.id, ()), units))
    return of_reports(extractions), failures


@lru_cache(maxsize=1)
def _house(_circumstances: str) -> tuple[Catalogue, Offices]:
    """What every report is read with, loaded once in a process for as long as it does not change."""
    return catalogues.load(), Offices.load()


def _read(originals: Iterable[Original]) -> tuple[list[Document], list[Failure]]:
    documents, failures = list[Document](), list[Failure]()
    for original in originals:
        try:
            documents.append(
                replace(read.read(Path(original.path), original.source), id=original.id, source=original.source)
            )
        except read.Unreadable as error:
            failures.append(Failure(original.source, str(error)))
    return documents, failures


def extract(
    document: Document, catalogue: Catalogue, offices: Offices, override: Mapping[str, str] | None = None
) -> Extraction:
    """Everything one report states. ``override``: a row of a meta file; its filled fields stand over the text."""
    normalized = normalize(document.text)
    identity = identify(document, normalized, offices, override)
    sentences = segment(normalized)
    quantities = quantify(normalized, document.is_legacy)
    lexicon = _lexicon(catalogue)
    hits = lexicon.find(normalized.text, stretches(normalized.text, sentences, quantities))
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
    """All files under the folders (or the files themselves) as Documents in order of their names, and failures."""
    documents, failures = _read(Original(PurePath(source).stem, source, str(path), "") for source, path in find(paths))
    return documents, tuple(failures)


def circumstances(catalogue: Catalogue) -> str:
    """SHA-256 of all that a report's rows are a function of, beside the report and what people decided on it.

    What is installed counts: it decides how a .doc or a scan reads.
    """
    digest = hashlib.sha256(f"{catalogue.digest} {read.abilities()}".encode())
    code = Path(__file__).parent
    for file in sorted([*code.rglob("*.py"), *code.glob("*.sql"), *DATA.glob("offices*")]):
        digest.update(f"{file.name} {file.stat().st_size} ".encode() + file.read_bytes())
    return digest.hexdigest()
