"""Which files are originals, each content and each name once, in whatever order they are found."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.model import Failure, Original

# Left by systems and editors, like names that begin with . or ~$; nobody's report.
IGNORED = {"thumbs.db", "desktop.ini"}
COMPANIONS = {".csv", ".json", ".jsonl", ".md"}  # notes and tables that lie beside reports: README.md, meta.csv


def find(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """All files that are meant: their path below the folder named, so that nothing depends on where it lies.

    A file that is named counts whatever it is; in a folder, all that could be meant as a report.
    """
    return sorted(_files(paths))


def _files(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for path in paths:
        if not path.is_dir():
            yield path.name, path
            continue
        for file in path.rglob("*"):
            inner = file.relative_to(path)
            is_hidden = any(part.startswith((".", "~$")) for part in inner.parts) or file.name.lower() in IGNORED
            if file.is_file() and not is_hidden and file.suffix.lower() not in COMPANIONS:
                yield inner.as_posix(), file


def distinct(files: Iterable[tuple[str, Path]]) -> tuple[list[Original], list[str], list[Failure]]:
    """The originals, notices of those left out because another has the same bytes, and files that cannot be opened.

    Of two contents under one name the later one's id gets the beginning of its digest.
    """
    originals: dict[str, Original] = {}
    contents: dict[str, Original] = {}
    notices, failures = [], []
    for source, path in files:
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            why = "找不到这个文件，可能已被移走或改名" if isinstance(error, FileNotFoundError) else error.strerror
            failures.append(Failure(source, f"打不开文件“{path}”（{why}）。请核对路径和权限后重试。"))
            continue
        if same := contents.get(digest):
            notices.append(same_as(source, same.source))
            continue
        id = path.stem if path.stem not in originals else f"{path.stem}~{digest[:8]}"
        originals[id] = contents[digest] = Original(id, source, str(path), digest)
    return list(originals.values()), notices, failures


def same_as(source: str, other: str) -> str:
    return f"{source}：内容与 {other} 相同，只采用后者。"


def renamed(originals: Sequence[Original]) -> Iterator[str]:
    """Notices of those whose name another one has."""
    first = {original.id: original.source for original in originals}
    for original in originals:
        if original.id != (stem := Path(original.path).stem):
            yield f"{original.source}：与 {first[stem]} 同名而内容不同，在系统中改称“{original.id}”。"
