"""What a browser may send to a running server: nothing without its token, no file too large, and no flood."""

import contextlib
import http.client
import re
import socket
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from test_e2e import browser, pytestmark
from test_people_e2e import free_port, serving
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol
from world import ROOT

from pages.shared import quota
from pipeline.desk import upload
from pipeline.desk.upload import MB

__all__ = ["browser"]  # a fixture of the module beside
GRACE = 2  # seconds that a lost visit is kept; the board itself keeps it for as long as .streamlit/config.toml says
EDGE = "xxxxjiedaoxxxx"


class Visit:
    """A visit as a browser opens it."""

    def __init__(self, line: ClientConnection) -> None:
        self.line, self.id = line, ""

    def open(self, room: str) -> None:
        asked = BackMsg()
        asked.rerun_script.page_name = room
        self.line.send(asked.SerializeToString())
        while True:
            said = ForwardMsg.FromString(self.line.recv(timeout=30))  # type: ignore[arg-type]
            if said.WhichOneof("type") == "new_session":
                self.id = said.new_session.initialize.session_id
            if said.WhichOneof("type") == "script_finished":
                return


@dataclass
class Board:
    port: int
    process: int

    @property
    def memory(self) -> float:
        """MB of the server in memory."""
        status = Path(f"/proc/{self.process}/status").read_text("utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def get(self, path: str) -> tuple[int, str]:
        with contextlib.closing(http.client.HTTPConnection("localhost", self.port, timeout=30)) as line:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")

    def token(self) -> str:
        """What a browser is given as a cookie, and must send back as a header too."""
        with contextlib.closing(http.client.HTTPConnection("localhost", self.port, timeout=30)) as line:
            line.request("GET", "/_stcore/health")
            cookies = line.getresponse().headers.get_all("Set-Cookie") or []
        return next(cookie.split("=", 1)[1].split(";")[0] for cookie in cookies if cookie.startswith("_streamlit_xsrf"))

    def put(self, visit: Visit, name: str, data: bytes, **headers: str) -> tuple[int, str]:
        head = f'--{EDGE}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{EDGE}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
        with contextlib.closing(http.client.HTTPConnection("localhost", self.port, timeout=60)) as line:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it is sent
                line.request("PUT", f"/_stcore/upload_file/{visit.id}/{name}", body, kind | headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, world_folder: Path) -> Iterator[Board]:
    port = free_port()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("JIEDAO_ORIGINALS", str(tmp_path_factory.mktemp("originals")))
        patched.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", str(GRACE))
        with serving(world_folder, port) as process:
            board = Board(port, process.pid)
            with visiting(board) as first:  # what the first visit loads is no growth
                board.put(first, "a.txt", b"x" * 4 * MB, **signed(board.token()))
            yield board


@contextlib.contextmanager
def visiting(board: Board, room: str = "intake") -> Iterator[Visit]:
    home = f"localhost:{board.port}/_stcore/stream"
    origin, spoken = Origin(f"http://localhost:{board.port}"), [Subprotocol("streamlit")]
    with connect(f"ws://{home}", origin=origin, subprotocols=spoken, max_size=None) as line:
        visit = Visit(line)
        visit.open(room)
        yield visit


def signed(token: str) -> dict[str, str]:
    return {"Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token}


def test_a_file_is_taken_only_with_the_token_in_header_and_cookie(board: Board) -> None:
    own, other = board.token(), board.token()
    cases = {
        "nothing": ({}, 403),
        "cookie only": ({"Cookie": f"_streamlit_xsrf={own}"}, 403),
        "header only": ({"X-Xsrftoken": own}, 403),
        "the token of another": (signed(own) | {"X-Xsrftoken": other}, 403),
        "both": (signed(own), 204),
    }
    with visiting(board) as visit:
        told = {name: board.put(visit, "a.txt", b"1", **headers)[0] for name, (headers, _) in cases.items()}
    assert told == {name: status for name, (_, status) in cases.items()}


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("http://localhost:{port}", "localhost:{port}", 101),
        ("http://evil.example", "localhost:{port}", 403),
        ("http://evil.example", "evil.example", 403),  # a name that was made to lead here
        ("http://localhost:{port}", "evil.example", 403),
    ],
)
def test_only_a_page_of_our_own_opens_a_visit(board: Board, origin: str, host: str, status: int) -> None:
    head = {
        "Host": host, "Origin": origin, "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Protocol": "streamlit",
    }  # fmt: skip
    with socket.create_connection(("localhost", board.port), timeout=30) as line:
        lines = [f"{name}: {value.format(port=board.port)}" for name, value in head.items()]
        line.sendall("\r\n".join(["GET /_stcore/stream HTTP/1.1", *lines, "", ""]).encode())
        answer = line.recv(4096).split(b" ", 2)
    assert int(answer[1]) == status


def test_nobody_sends_a_file_to_a_visit_that_is_none(board: Board) -> None:
    with visiting(board) as visit:
        visit.id = "0" * 36
        assert board.put(visit, "a.txt", b"1", **signed(board.token()))[0] == 400


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/upload_file/..%2f..%2f..%2f..%2fetc%2fpasswd/x",
        "/media/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/app/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/static/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/projector-files/..%2f..%2f..%2fapp.py",
        "/api/v1/files/..%2f..%2f..%2fapp.py",
        "/..%5c..%5c..%5cetc%5cpasswd",
        "/static/%2e%2e/%2e%2e/%2e%2e/app.py",
    ],
)
def test_no_path_leads_out_of_what_is_served(board: Board, path: str) -> None:
    status, text = board.get(path)
    assert "root:" not in text and "import " not in text.replace("import(", "")
    assert status >= 400 or "<title>" in text, status


def test_a_file_above_the_limit_is_refused_without_being_kept_though_it_does_not_say_how_long_it_is(
    board: Board,
) -> None:
    own, before, sent = board.token(), board.memory, 0
    with visiting(board) as visit, socket.create_connection(("localhost", board.port), timeout=30) as line:
        head = [f"PUT /_stcore/upload_file/{visit.id}/a.txt HTTP/1.1", f"Host: localhost:{board.port}"]
        head += [f"{name}: {value}" for name, value in signed(own).items()]
        head += [f"Content-Type: multipart/form-data; boundary={EDGE}", "Transfer-Encoding: chunked", "", ""]
        line.sendall("\r\n".join(head).encode())
        part = f'--{EDGE}\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n'.encode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for data in [part, *[b"x" * MB] * 400]:
                line.sendall(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                sent += len(data)
        answer = line.recv(4096)
        grown = board.memory - before
    print({"sent_MB": sent // MB, "grown_MB": round(grown)})
    assert b" 413 " in answer.splitlines()[0]
    assert grown < 50


def test_a_flood_is_refused_above_the_limit_and_gone_after_the_visit(board: Board) -> None:
    own, before = board.token(), board.memory
    with visiting(board) as visit:
        told = [board.put(visit, f"{n}.txt", b"x" * 4 * MB, **signed(own)) for n in range(40)]
        during = board.memory
        taken = [status for status, _ in told].count(204)
        assert 25 <= taken <= quota.BYTES // (4 * MB) and {status for status, _ in told} == {204, 413}
        assert told[-1] == (413, quota.FULL)
        with visiting(board) as second:  # somebody else is not shut out
            assert board.put(second, "a.txt", b"1", **signed(own))[0] == 204
    end = time.monotonic() + 60
    while board.memory > before + 40 and time.monotonic() < end:
        time.sleep(0.5)
    after = board.memory
    print({"taken": taken, "before_MB": round(before), "during_MB": round(during), "after_MB": round(after)})
    assert during - before < quota.BYTES / MB + 60
    assert after - before < 40


def test_what_was_put_into_a_room_is_gone_when_one_leaves_it(board: Board) -> None:
    """So nobody who looks at other rooms in between meets the limit."""
    own = board.token()
    with visiting(board) as visit:
        for _ in range(2):
            told = {board.put(visit, f"{n}.txt", b"x" * 16 * MB, **signed(own))[0] for n in range(7)}
            assert told == {204}
            visit.open("compare")
            visit.open("intake")


def test_small_files_are_counted_too(board: Board) -> None:
    own = board.token()
    with visiting(board) as visit:
        told = [board.put(visit, f"{n}.txt", b"1", **signed(own))[0] for n in range(quota.FILES + 5)]
    assert told == [204] * quota.FILES + [413] * 5


@pytest.mark.e2e
@pytestmark[1]
def test_what_is_too_much_is_told_in_chinese_where_it_was_put(board: Board, browser: Browser, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.txt" for n in range(upload.MOST_FILES + 1)]
    for file in [*files, tmp_path / "a.exe"]:
        file.write_bytes(b"1")
    page = browser.new_page(locale="zh-CN")
    page.goto(f"http://localhost:{board.port}/intake")
    page.get_by_label("您的姓名").fill("甲", timeout=30_000)
    page.keyboard.press("Enter")
    page.locator("input[type=file]").set_input_files([*files, tmp_path / "a.exe"])
    refused = page.locator("[data-testid=stFileChip][aria-invalid=true]")
    expect(refused).to_have_count(1, timeout=30_000)
    assert "没有收下" in refused.evaluate("one => getComputedStyle(one, '::after').content")
    page.get_by_role("button", name="开始读取").click(timeout=30_000)
    expect(page.get_by_text(f"没有收下：{upload.LIMITS}。请分几批导入。")).to_be_visible(timeout=30_000)
    page.close()


def test_the_board_keeps_a_lost_visit_for_a_minute_and_takes_files_as_large_as_a_batch_may_hold() -> None:
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["server"]
    assert settings["disconnectedSessionTTL"] == 60
    assert settings["maxUploadSize"] * MB == upload.MOST_OF_FILE
    assert settings["enableXsrfProtection"] is True
    assert upload.MOST_BYTES < quota.BYTES < quota.ALL  # a batch that is too large is told by its page
