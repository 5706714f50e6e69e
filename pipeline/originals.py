"""Which files are originals, each content and each name once, in whatever order they are found."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePath

from pipeline.model import Failure, Original

# Left by systems and editors, like names that begin with . or ~$; nobody's report.
IGNORED = {"thumbs.db", "desktop.ini"}
COMPANIONS = {".csv", ".json", ".jsonl", ".md"}  # notes and tables that lie beside reports: README.md, meta.csv


Named = tuple[str, Path]  # a file, and the name by which people know it


def find(paths: Iterable[Path | Named]) -> list[Named]:
    """All files that are meant: their path below the folder named, so that nothing depends on where it lies.

    A file that is named counts whatever it is; in a folder, all that could be meant as a report.
    """
    return sorted(_files(paths))


def _files(paths: Iterable[Path | Named]) -> Iterator[Named]:
    for path in paths:
        if isinstance(path, tuple):
            yield path
        elif not path.is_dir():
            yield path.name, path
        else:
            for folder, _, names in os.walk(path):  # a third of the time that rglob takes
                below = PurePath(folder).relative_to(path)
                found = ((below / name, name) for name in names)
                yield from ((inner.as_posix(), Path(folder, name)) for inner, name in found if is_meant(inner))


def is_meant(inner: PurePath) -> bool:
    """Whether a file of a folder could be meant as a report, by its path in the folder."""
    is_hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in inner.parts) or inner.name.lower() in IGNORED
    return not is_hidden and inner.suffix.lower() not in COMPANIONS


def distinct(
    files: Iterable[Named], digested: Callable[[Path], str]
) -> tuple[list[Original], list[str], list[Failure]]:
    """The originals, notices of those left out because another has the same bytes, and files that cannot be opened.

    ``digested``: SHA-256 of a file. Of two contents under one name the later one's id gets the beginning of its digest.
    """
    originals: dict[str, Original] = {}
    contents: dict[str, Original] = {}
    notices, failures = [], []
    for source, path in files:
        try:
            digest = digested(path)
        except OSError as error:
            why = "找不到这个文件，可能已被移走或改名" if isinstance(error, FileNotFoundError) else error.strerror
            failures.append(Failure(source, f"打不开文件“{path}”（{why}）。请核对路径和权限后重试。"))
            continue
        if same := contents.get(digest):
            notices.append(same_as(source, same.source))
            continue
        stem = PurePath(source).stem
        id = stem if stem not in originals else f"{stem}~{digest[:8]}"
        originals[id] = contents[digest] = Original(id, source, str(path), digest)
    return list(originals.values()), notices, failures


def same_as(source: str, other: str) -> str:
    return f"{source}：内容与 {other} 相同，只采用后者。"


def renamed(originals: Sequence[Original]) -> Iterator[str]:
    """Notices of those whose name another one has."""
    first = {original.id: original.source for original in originals}
    for original in originals:
        if original.id != (stem := PurePath(original.source).stem):
            yield f"{original.source}：与 {first[stem]} 同名而内容不同，在系统中改称“{original.id}”。"
