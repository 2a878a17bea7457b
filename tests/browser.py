"""A real browser on a real server: Debian's Chromium without a window, and `unbroker serve` in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

TODAY = "2026-11-30"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; a sandbox of its own is not to be had as root."""
    binary = shutil.which("chromium")
    assert binary, "chromium is missing: install what README.md names"
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Server:
    """A server under way, and how to get in."""

    process: subprocess.Popen[str]
    link: str
    file: Path

    def enter(self, page: Page) -> str:
        """Open the file that posts the token; answers the address below which all pages lie."""
        page.goto(self.file.as_uri())
        page.wait_for_url(lambda address: address.startswith("http") and "/start" not in address)
        return "/".join(page.url.split("/")[:4])

    def end(self) -> int:
        """Press Ctrl-C once; answers the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(10)


@contextmanager
def serving(folder: Path, *options: str, today: str = TODAY, **environment: str) -> Iterator[Server]:
    """`unbroker serve` on a folder, until the block ends."""
    server = start(folder, *options, today=today, **environment)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
            server.process.wait(10)
        for stream in (server.process.stdout, server.process.stderr):
            if stream is not None:
                stream.close()


def start(folder: Path, *options: str, today: str = TODAY, **environment: str) -> Server:
    """Start one, and read how to get in."""
    command = [
        sys.executable,
        "-m",
        "unbroker",
        "serve",
        str(folder),
        "--no-open",
        "--json",
        "--today",
        today,
        *options,
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if line.startswith("}"):
            break
    way_in = json.loads(text)
    return Server(process, way_in["link"], Path(way_in["file"]))
