"""The store of what people write: what was told as written is there, and two who write wait for each other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline import store


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty store of its own."""
    monkeypatch.setenv("JIEDAO_STORE", f"sqlite:///{tmp_path / 'below' / 'people.sqlite'}")
    yield
    store._engine.cache_clear()


def test_a_transaction_that_fails_leaves_nothing(people: None) -> None:
    with store.begin() as connection:
        connection.execute(text("create table note (words varchar)"))
    with pytest.raises(ZeroDivisionError), store.begin() as connection:
        connection.execute(text("insert into note values ('half')"))
        _ = 1 / 0
    with store.begin() as connection:
        assert connection.execute(text("select count(*) from note")).scalar() == 0


def test_two_who_read_and_then_write_do_not_lose_each_other(people: None) -> None:
    with store.begin() as connection:
        connection.execute(text("create table tally (n integer)"))
        connection.execute(text("insert into tally values (0)"))

    def add(_: int) -> None:
        with store.begin() as connection:
            n = connection.execute(text("select n from tally")).scalar_one()
            connection.execute(text("update tally set n = :n"), {"n": n + 1})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(100)))
    with store.begin() as connection:
        assert connection.execute(text("select n from tally")).scalar() == 100
