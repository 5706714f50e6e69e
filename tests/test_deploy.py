"""What stands in deploy/: a real nginx in front of the board, units and container files that keep what they promise."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import world
from playwright.sync_api import expect, sync_playwright
from websockets.asyncio.client import connect
from world import ROOT

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
DEPLOY = ROOT / "deploy"
LOGGED = "log_format visits '$http_user_agent\t$upstream_addr\t$status\t$request_method\t$uri';"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def fetch(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 (our own server)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


@contextlib.contextmanager
def fronted(folder: Path, *ports: int, log: str = "off") -> Iterator[str]:
    """The address of an nginx before the board's two ports, as deploy/nginx.conf says it but for the ports."""
    assert NGINX
    front, text = free_port(), (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{front};")
    for written, real in zip(("8501", "8502"), ports, strict=True):
        text = text.replace(f":{written}", f":{real}")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; daemon off; error_log {folder}/error.log; events {{}} "
        f"http {{ {LOGGED} access_log {log}; {paths}\n{text}\n}}",
        encoding="utf-8",
    )
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as proxy:
        address = f"http://localhost:{front}"
        for _ in range(240):
            if fetch(f"{address}/board/_stcore/health")[0] == 200:
                break
            time.sleep(0.25)
        yield address
        proxy.terminate()


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory, world_folder: Path) -> Iterator[str]:
    """The address of the board behind nginx; of its two processes only one runs."""
    if not NGINX:
        pytest.skip("no nginx on this machine (Debian: nginx-light)")
    port = free_port()
    board = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    board += ["--server.address", "127.0.0.1"]
    environment = os.environ | {"JIEDAO_SNAPSHOTS": str(world_folder)}
    null = subprocess.DEVNULL
    with subprocess.Popen(board, cwd=ROOT, env=environment, stdout=null, stderr=null) as server:
        with fronted(tmp_path_factory.mktemp("nginx"), port, free_port()) as address:
            yield address
        server.terminate()


@pytest.mark.parametrize(
    "path", ["/", "/board/", "/board/compare?year=2023", "/board/overview", "/board/compare?area=示例區"]
)
def test_a_page_opens_through_the_proxy_below_its_path(proxied: str, path: str) -> None:
    status, text = fetch(f"{proxied}{quote(path, safe='/?=')}")
    assert status == 200
    assert '<html lang="zh-CN">' in text


@pytest.mark.parametrize("path", ["/board/_stcore/metrics", "/board/_stcore/agent/openapi.json"])
def test_the_proxy_closes_what_tells_about_the_server(proxied: str, path: str) -> None:
    assert fetch(f"{proxied}{path}")[0] == 403


@pytest.mark.parametrize("path", ["/board/healthz", "/board/readyz", "/board/version"])
def test_machines_ask_through_the_proxy(proxied: str, path: str) -> None:
    status, text = fetch(f"{proxied}{path}")
    assert status == 200
    assert world.SNAPSHOT in text


@pytest.mark.e2e
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}; set CHROMIUM to one")
def test_a_reader_walks_through_the_board_below_its_path(proxied: str) -> None:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        with playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments) as chromium:
            page = chromium.new_page(locale="zh-CN")
            page.goto(f"{proxied}/board/compare?year=2023")
            expect(page.locator(".head h1")).to_have_text("对比", timeout=60_000)
            page.locator(".st-key-rooms").get_by_role("link", name="趋势").click()
            expect(page.locator(".head h1")).to_have_text("趋势", timeout=60_000)
            assert page.url.startswith(f"{proxied}/board/trends")
            page.locator("a.script").click()
            expect(page.locator(".head h1")).to_have_text("趨勢", timeout=60_000)
            assert page.url.startswith(f"{proxied}/board/trends")


def test_a_web_socket_goes_through_the_proxy(proxied: str) -> None:
    async def greet(origin: str) -> bool:
        address = f"{proxied.replace('http', 'ws')}/board/_stcore/stream"
        try:
            async with connect(address, origin=origin, subprotocols=["streamlit"], open_timeout=10):  # type: ignore[arg-type, list-item]
                return True
        except Exception:
            return False

    assert asyncio.run(greet(proxied))
    assert not asyncio.run(greet("http://evil.example")), "a foreign page may not connect"


def test_a_foreign_host_is_refused_behind_the_proxy(proxied: str) -> None:
    assert fetch(f"{proxied}/board/api/v1/indicators", Host="evil.example")[0] == 403


HARDENED = (
    "NoNewPrivileges=yes", "PrivateTmp=yes", "ProtectSystem=strict", "ProtectHome=yes", "CapabilityBoundingSet=",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "IPAddressDeny=any", "User=jiedao",
)  # fmt: skip


def test_the_unit_is_hardened_and_understood() -> None:
    unit = DEPLOY / "jiedao@.service"
    lines = unit.read_text(encoding="utf-8").splitlines()
    assert [line for line in HARDENED if line not in lines] == []
    assert any(re.fullmatch(r"MemoryMax=\d+G", line) for line in lines)
    program = shutil.which("systemd-analyze")
    if program:
        done = subprocess.run(
            [program, "security", "--offline=true", str(unit)], capture_output=True, text=True, check=False
        )
        level = re.search(r"Overall exposure level.*?: ([\d.]+)", done.stdout)
        if level:
            print(level[0])
            assert float(level[1]) <= 2.5


@pytest.mark.parametrize(("file", "home"), [("jiedao@.service", "/var/lib/jiedao"), ("Containerfile", "/data")])
def test_what_people_bring_and_write_lies_where_the_server_may_write(file: str, home: str) -> None:
    text = (DEPLOY / file).read_text(encoding="utf-8")
    assert f"JIEDAO_SNAPSHOTS={home}/" in text
    assert f"JIEDAO_ORIGINALS={home}/" in text
    assert f"JIEDAO_STORE=sqlite:///{home}/" in text


def test_the_container_runs_as_nobody_special_and_installs_without_a_network() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001$", text, re.M)
    assert re.findall(r"^FROM (.*)$", text, re.M) == ["docker.io/library/python:3.11-slim-bookworm"]
    assert "--no-index" in text and "--require-hashes" in text and "/readyz" in text
    for copied in re.findall(r"^COPY (.*) \S+$", text, re.M):
        for name in copied.split():
            assert (ROOT / name).exists() or name == "wheels", name


@pytest.mark.skipif(not os.environ.get("JIEDAO_TORTURE"), reason="before a release: make wheels licences torture")
def test_the_lock_is_of_the_libraries_that_are_pinned() -> None:
    """`make wheels` and `make licences` were run after the last change of requirements.txt."""
    pins = set(re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([\w.-]+==[\w.]+) \\\n    --hash=sha256:[0-9a-f]{64}", lock, re.M))
    bill = json.loads((ROOT / "deploy/sbom.json").read_text(encoding="utf-8"))
    assert {f"{part['name']}=={part['version']}" for part in bill["components"]} == pins, "make licences"
    assert locked == pins, "make wheels"
    listed = re.findall(r"^\| ([\w.-]+) \| ([\w.]+) \|", (ROOT / "docs/LICENCES.md").read_text(encoding="utf-8"), re.M)
    assert {"==".join(row) for row in listed[1:]} == pins, "make licences"


@pytest.mark.skipif(not os.environ.get("JIEDAO_WHEELS"), reason="JIEDAO_WHEELS names no folder of wheels (make wheels)")
def test_the_wheels_install_without_a_network(tmp_path: Path) -> None:
    """In a network namespace of its own, where there is not even a loopback."""
    pip = [tmp_path / "venv/bin/python", "-m", "pip", "install", "--quiet", "--no-index", "--require-hashes"]
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    command = ["unshare", "-n", *pip, "--find-links", os.environ["JIEDAO_WHEELS"], "-r", ROOT / "requirements.lock"]
    subprocess.run([str(word) for word in command], check=True)
    tried = [tmp_path / "venv/bin/python", "-c", "import app"]
    subprocess.run([*command[:2], *map(str, tried)], cwd=ROOT, check=True)
