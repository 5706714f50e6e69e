"""Start here: `python start.py` shows the board, `python start.py test` runs every check and test.

Standard library only, and words that an old Python still reads: this file tells people that theirs is too old.
"""

import argparse
import hashlib
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NEEDED, FOR_TESTS = ROOT / "requirements.txt", ROOT / "requirements-test.txt"
SNAPSHOTS = Path(os.environ.get("JIEDAO_SNAPSHOTS") or ROOT / "data" / "snapshots")
OLDEST = (3, 11)
PORT = 8501
PATIENCE = 120  # seconds that the board may take to answer for the first time
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fontconfig", "fonts-noto-cjk")  # of Debian, for the tests that open whole pages


class Trouble(Exception):
    """What happened and what to do, in Chinese."""


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run what is asked for; the exit status: 0 good, 2 trouble, of tests that of pytest."""
    if sys.version_info < OLDEST:
        print(
            f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}。"
            "请从 python.org 或本单位软件库安装后重试；Windows 上可用 py -3.11 start.py。",
            file=sys.stderr,
        )
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # Windows would take the code page
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        return status
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python start.py", description="打开街道法治看板；加 test 则运行全部检查和测试")
    parser.add_argument("--port", type=int, default=PORT, help=f"看板的端口（默认 {PORT}）")
    parser.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    parser.set_defaults(run=board)
    testing = parser.add_subparsers(metavar="test").add_parser("test", help="运行全部检查和测试")
    testing.set_defaults(run=test)
    return parser


def board(options: argparse.Namespace) -> int:
    """Show the board until it is stopped. Raises Trouble."""
    address = f"http://localhost:{options.port}"
    if _is_taken(options.port):
        raise Trouble(
            f"端口 {options.port} 已被占用。看板可能已在运行，请先打开 {address} 看看；"
            f"要另开一个，请换端口：python start.py --port {options.port + 1}"
        )
    install(NEEDED)
    build()
    # Streamlit's own greeting would ask a server outside for this machine's address.
    quiet = ["--server.headless", "true", "--logger.hideWelcomeMessage", "true"]
    command = [PYTHON, "-m", "streamlit", "run", "app.py", "--server.port", options.port, *quiet]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that `finally` is reached
    server = subprocess.Popen([str(word) for word in command], cwd=ROOT, env=_environment())
    try:
        _await(server, options.port)
        print(f"\n看板已打开：{address}\n停止请按 Ctrl+C。", flush=True)
        if not options.no_browser and _has_screen():
            webbrowser.open(address)
        return server.wait()
    except KeyboardInterrupt:
        print("看板已停止。")
        return 0
    finally:
        server.terminate()
        server.wait()


def test(_options: argparse.Namespace) -> int:
    """Every check and test in one go; the last line is pytest's. Raises Trouble."""
    install(NEEDED)
    install(FOR_TESTS)
    if not (_browser() and _has_fonts()):
        _fetch_browser()
    found = _browser()
    if found:
        os.environ.setdefault("CHROMIUM", found)  # where tests/test_e2e.py looks
    return _run(PYTHON, "-m", "pytest", "-n", 2)


def install(requirements: Path) -> None:
    """Make .venv where there is none that works, and put the requirements in, if they changed. Raises Trouble."""
    if not _works():
        print("正在建立运行环境 .venv …", flush=True)
        if _run(sys.executable, "-m", "venv", "--clear", VENV):
            raise Trouble("运行环境 .venv 没有建成，原因见上。Debian、Ubuntu 请先安装 python3-venv；还请确认磁盘可写。")
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    mark = VENV / f"{requirements.stem}.sha256"
    if mark.exists() and mark.read_text() == digest:
        return
    print(f"正在安装 {requirements.name} 中的软件包 …", flush=True)
    if _run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements):
        raise Trouble(
            "软件包没有装上，原因见上。请检查网络能否访问软件包索引；内网可先设置本单位的镜像："
            "pip config set global.index-url 镜像地址，再重新运行。已有的数据不受影响。"
        )
    mark.write_text(digest)


def build() -> None:
    """Build the first snapshot; one that is there stays. Raises Trouble."""
    current = SNAPSHOTS / "CURRENT"
    if current.exists():
        return
    print("还没有数据，正在由 data/reports 中的报告生成 …", flush=True)
    _run(PYTHON, "-m", "pipeline", "build", "--snapshots", SNAPSHOTS)
    if not current.exists():
        raise Trouble("数据没有生成，看板没有打开，原因见上。报告原件不受影响；改正后重新运行即可。")


def _environment() -> "dict[str, str]":
    return {**os.environ, "PYTHONUTF8": "1"}


def _run(*command: object) -> int:
    """The exit status of a command, run in the house's folder."""
    return subprocess.run([str(word) for word in command], cwd=ROOT, env=_environment(), check=False).returncode


def _works() -> bool:
    """Whether .venv holds a Python that runs, is new enough and can install; one from another machine does not."""
    try:
        code = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
        return subprocess.run([str(PYTHON), "-c", code], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _await(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until the board answers. Raises Trouble."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine, never by a proxy
    for _ in range(PATIENCE * 4):
        if server.poll() is not None:
            raise Trouble(f"看板没有打开（退出码 {server.returncode}），原因见上。数据不受影响；可换端口再试：--port。")
        try:
            direct.open(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise Trouble(f"看板 {PATIENCE} 秒内没有响应，已停止。数据不受影响，请稍后重试。")


def _has_screen() -> bool:
    """Whether a browser can be opened: on Linux only under a desktop, else a text browser might take the terminal."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _browser() -> "str | None":
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _has_fonts() -> bool:
    """Whether Chinese can be shown; only Linux may lack it."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(
        shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout
    )


def _fetch_browser() -> None:
    """Chromium and Chinese fonts, for the tests of whole pages; where they cannot be had, those are skipped."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        print("没有找到 Chromium 或中文字体，用浏览器打开整页的测试可能跳过。", flush=True)
        return
    print("正在安装 Chromium 和中文字体 …", flush=True)
    get = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *PACKAGES]
    if _run("apt-get", "update", "--quiet=2") or _run(*get):
        print("没有装上 Chromium 和中文字体，用浏览器打开整页的测试将跳过。", flush=True)


if __name__ == "__main__":
    sys.exit(main())
