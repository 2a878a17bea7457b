"""What each page costs, against `status` of an earlier program: `python -m bench.page [BASE_CHECKOUT] [--paint]`.

One person, 600 cases of 200 requests, the packaged registry of over a thousand brokers. Processor time of this process
for a page that was asked for before (median of seven), and for the first time once the server has warmed up; with a
checkout of the older program (commit cb75317), its `status` on a folder of as many events, pinned to the same core.
`--paint` shows instead when Chromium first paints each page, in milliseconds on the clock (median of three).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient

from bench import ledger
from bench.today import TODAY, installed
from bench.today_folders import FOLDERS
from unbroker.web.app import create_app, warm

EVENTS = 1640
"""Of 200 requests of three cases each."""
SHARE = 0.1
PAGES = (
    "/", "/brokers", "/brokers?q=data", "/brokers?pack=to-ai-developers", "/brokers/acxiom", "/plan", "/plan/told",
    "/letters", "/letters?show=left", "/letters/LETTER", "/answers", "/trail", "/report", "/requests/REFERENCE",
    "/runs/post", "/runs/email", "/runs/form", "/doubt", "/you", "/you/files", "/you/account", "/you/lock",
)  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """The processor time of a call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def pages_of(folder: Path, reference: str, day: date) -> list[tuple[str, float, float]]:
    """Each page: for the first time, and again."""
    app = create_app(lambda: folder, lambda: day)
    doors = app.state.doors
    warm(app.state.desk, doors)
    client = TestClient(app, base_url="http://127.0.0.1:8123")
    client.get(f"{doors.prefix}/start", params={"token": doors.new_token()}, follow_redirects=False)
    measured: list[tuple[str, float, float]] = []
    for page in PAGES:
        path = page.replace("LETTER", f"{reference}.1").replace("REFERENCE", reference)

        def ask(path: str = path) -> None:
            answer = client.get(f"{doors.prefix}{path}", follow_redirects=False)
            if answer.status_code not in (200, 303):
                raise SystemExit(f"{path}: {answer.status_code}")

        first = seconds(ask)
        measured.append((page, first, median(seconds(ask) for _ in range(7))))
    return measured


def paints_of(folder: Path, reference: str) -> list[tuple[str, float]]:
    """When each page is first painted, of a server in a process of its own."""
    command = [sys.executable, "-m", "unbroker", "serve", str(folder), "--no-open", "--json", "--today", TODAY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as tools:
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            lines = iter(server.stdout.readline, "}\n")
            link: str = json.loads("".join(lines) + "}")["link"]
            browser = tools.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            window = browser.new_page()
            window.goto(link)
            measured: list[tuple[str, float]] = []
            for page in PAGES:
                path = page.replace("LETTER", f"{reference}.1").replace("REFERENCE", reference)
                times = []
                for _ in range(3):
                    window.goto(f"{link.partition('/start')[0]}{path}")
                    while not window.evaluate(f"{_PAINT}.length"):  # the page's policy lets no function be waited for
                        window.wait_for_timeout(10)
                    times.append(window.evaluate(f"{_PAINT}[0].startTime"))
                measured.append((page, median(times)))
            browser.close()
        finally:
            server.terminate()
    return measured


_PAINT = "performance.getEntriesByName('first-contentful-paint')"


def status_of(base: Path, scratch: Path) -> float:
    """The processor time of the older program's `status` on a folder of as many events, that it made itself."""
    older, folder = installed("base", base, scratch), scratch / "older"
    older.python("-c", FOLDERS["ledger"], str(folder), str(EVENTS), str(base.resolve()))
    return median(older.run(("status",), folder).seconds for _ in range(4))


def main() -> None:
    """Print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path, nargs="?", help="a checkout of the older program")
    parser.add_argument("--paint", action="store_true")
    options = parser.parse_args()
    if options.paint:
        _show_paints()
        return
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        allowed = SHARE * status_of(options.base, scratch) if options.base else None
        ledger.made(scratch / "folder", EVENTS)
        reference = next(iter(ledger.requests(_salt(scratch / "folder")))).reference or ""
        measured = pages_of(scratch / "folder", reference, date.fromisoformat(TODAY))
    if allowed:
        print(f"allowed: {allowed * 1000:.0f} ms, a tenth of the older `status`")
    print(f"{'processor time in ms':34} {'first':>8} {'again':>8}")
    for page, first, again in measured:
        print(f"{page:34} {first * 1000:8.1f} {again * 1000:8.1f}{'  over' if allowed and again > allowed else ''}")
    if allowed and any(again > allowed for _, _, again in measured):
        sys.exit(1)


def _show_paints() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "folder"
        ledger.made(folder, EVENTS)
        reference = next(iter(ledger.requests(_salt(folder)))).reference or ""
        for page, milliseconds in paints_of(folder, reference):
            print(f"{page:34} {milliseconds:8.0f}")


def _salt(folder: Path) -> bytes:
    return ledger.SqliteLedger(folder / "ledger.sqlite").salt


if __name__ == "__main__":
    main()
