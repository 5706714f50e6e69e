"""A briefing as PDF: our HTML file, printed by the Chromium of this machine without any network."""

import os
import subprocess
import tempfile
from pathlib import Path

from pages.shared.briefing import html
from pages.shared.briefing.content import Briefing
from pages.shared.pictures import chromium

PATIENCE = 120  # seconds
LACKING = "本机没有 Chromium（或 Edge、Chrome），不能生成打印稿；可以先下载网页，用浏览器打开后打印，内容相同。"
QUIET = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip


class NoBrowser(Exception):
    """There is no browser on this machine that prints, or it did not print."""


def write(briefing: Briefing) -> bytes:
    """The file, A4 with page numbers. Raises NoBrowser."""
    program = chromium.path()
    if program is None:
        raise NoBrowser(LACKING)
    with tempfile.TemporaryDirectory() as folder:
        page, paper = Path(folder, "page.html"), Path(folder, "paper.pdf")
        page.write_bytes(html.write(briefing))
        sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()  # root cannot have one
        command = [program, *QUIET, *sandbox, f"--user-data-dir={folder}/profile", f"--print-to-pdf={paper}"]
        done = subprocess.run([*command, page.as_uri()], capture_output=True, timeout=PATIENCE, check=False)
        if done.returncode or not paper.exists():
            raise NoBrowser(LACKING)
        return paper.read_bytes()
