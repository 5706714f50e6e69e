"""A depot: parts on storage that workers and publisher reach who share no folder: S3, or what else fsspec knows.

A part is one object there, a ZIP of its files: half a one is known as such. The publisher fetches what it does not
have into its own folder of parts, from which a snapshot is made as ever.
"""

import contextlib
import importlib
import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ENDING = ".zip"


class NoDepot(Exception):
    """The storage that was named cannot be used; the message says so in Chinese."""


@dataclass(frozen=True, slots=True)
class Depot:
    """``address``: s3://bucket/folder and the like. Account and server stand in the environment (of S3: AWS_…)."""

    address: str

    def names(self) -> set[str]:
        """The parts that are there. Raises NoDepot, as the others do."""
        with self._open() as (storage, root):
            storage.makedirs(root, exist_ok=True)
            storage.invalidate_cache()
            return {Path(path).stem for path in storage.find(root) if path.endswith(ENDING)}

    def put(self, name: str, folder: Path) -> None:
        """Bring the files of a folder as a part."""
        with zipfile.ZipFile(packed := io.BytesIO(), "w") as package:  # Parquet is compressed already
            for file in folder.iterdir():
                package.write(file, file.name)
        with self._open() as (storage, root):
            storage.pipe_file(f"{root}/{name}{ENDING}", packed.getvalue())

    def fetch(self, name: str, folder: Path) -> None:
        """Lay the files of a part into a folder. Raises zipfile.BadZipFile where it was not brought whole."""
        with self._open() as (storage, root):
            packed = io.BytesIO(storage.cat_file(f"{root}/{name}{ENDING}"))
        with zipfile.ZipFile(packed) as package:
            package.extractall(folder)

    def prune(self, used: Collection[str], kept: float) -> None:
        """Take away what is not used and was brought ``kept`` seconds ago or earlier."""
        before = datetime.now(UTC) - timedelta(seconds=kept)
        unused = self.names() - set(used)
        with self._open() as (storage, root):
            for path in (f"{root}/{name}{ENDING}" for name in unused):
                if storage.modified(path) < before:
                    storage.rm_file(path)

    @contextlib.contextmanager
    def _open(self) -> Iterator[tuple[Any, str]]:
        """The storage and the place in it; whatever its library says becomes words for the person at the keyboard."""
        try:
            storage, root = importlib.import_module("fsspec.core").url_to_fs(self.address)
            yield storage, root.rstrip("/")
        except ImportError as error:
            raise NoDepot(f"没有装读写 {self.address} 的软件包（S3 用 pip install s3fs），或去掉 --parts。") from error
        except Exception as error:  # each storage has errors of its own
            reason = f"{type(error).__name__}: {error}"
            raise NoDepot(f"{self.address} 用不了（{reason}）。请确认地址、账号和网络，或去掉 --parts。") from error
