"""The log of the server: lines that a program reads, with request and person, and never a word of a report."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import app
from pages.shared import journal
from pages.shared.access import SECRET_HEADER, USER_HEADER

SENTENCE, SECRET = "东街街道全年受理矛盾纠纷210件", "hunter2-planted-secret"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the house logs, as it is written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(journal.Lines())
    logging.getLogger().addHandler(handler)
    journal.LOG.setLevel(logging.INFO)
    yield stream
    logging.getLogger().removeHandler(handler)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_a_line_with_its_number_and_without_what_was_asked(log: io.StringIO, snapshot: str) -> None:
    answer = TestClient(app, base_url="http://localhost").get(f"/api/v1/evidence?report={SENTENCE}&key={SECRET}")
    (line,) = [line for line in lines(log) if line.get("path") == "/api/v1/evidence"]
    assert line["request"] == answer.headers["x-request-id"]
    assert line["status"] == answer.status_code
    assert isinstance(line["ms"], int)
    assert SENTENCE not in log.getvalue() and SECRET not in log.getvalue()


def test_the_person_is_named_where_a_proxy_names_them(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDAO_ACCESS", "proxy")
    monkeypatch.setenv("JIEDAO_PROXY_SECRET", SECRET)
    monkeypatch.setenv("JIEDAO_ADMINS", "wang")
    headers = {USER_HEADER: "wang", SECRET_HEADER: SECRET}
    TestClient(app, base_url="http://localhost").get("/version", headers=headers)
    assert [line["person"] for line in lines(log) if line.get("path") == "/version"] == ["wang"]
    assert SECRET not in log.getvalue()


def written(name: str, message: str, *arguments: str, error: BaseException | None = None) -> str:
    """What becomes of a message of some logger."""
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.getLogger(name).makeRecord(name, logging.ERROR, __file__, 1, message, arguments, info)
    return journal.Lines().format(record)


@pytest.mark.parametrize("name", ["jiedao", "pages.shared.data", "streamlit.runtime", "uvicorn.error", "asyncio"])
def test_an_error_is_told_by_kind_and_place_not_by_its_words(name: str) -> None:
    try:
        try:
            raise KeyError(SENTENCE)
        except KeyError as cause:
            raise ValueError(SECRET) from cause
    except ValueError as error:
        line = written(name, "error %s shown to a reader", "a1b2c3", error=error)
    assert "ValueError" in line and "KeyError" in line and "test_journal.py" in line
    assert SENTENCE not in line and SECRET not in line
    assert json.loads(line)["level"] == "ERROR"


@pytest.mark.parametrize("name", ["uvicorn.access", "streamlit", "sqlalchemy.engine"])
def test_a_foreign_library_cannot_put_words_into_the_log(name: str) -> None:
    for line in (written(name, "GET /compare?q=%s", SENTENCE), written(name, f"cannot show {SECRET}")):
        assert SENTENCE not in line and SECRET not in line


def test_files_of_the_page_are_not_logged(log: io.StringIO) -> None:
    TestClient(app, base_url="http://localhost").get("/static/nothing.js")
    assert lines(log) == []


def test_the_lines_go_to_standard_error(
    serve: Callable[[Path], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(logging.root.handlers)
    monkeypatch.setattr(logging.root, "handlers", [])
    journal.begin()
    journal.LOG.warning("hello")
    logging.root.handlers[:] = before
    shown = capsys.readouterr()
    assert json.loads(shown.err)["message"] == "hello"
    assert shown.out == ""
