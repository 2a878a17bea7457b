#!/bin/sh
# Chromium 156 (Debian 12) driven by Playwright 1.65.2: a page that is served with `Referrer-Policy: no-referrer`,
# as guides to hardening say, posts its own forms to its own server with `Origin: null`.
#
# - The very header that says "tell nobody where this came from" takes the origin from same-origin form posts too, so a
#   server that compares `Origin` exactly, the usual guard against forged requests, refuses its own pages. The Fetch
#   standard says so ("append a request Origin header"), for requests that are not CORS; `fetch()` keeps the origin.
# - `Sec-Fetch-Site: same-origin` is sent as ever.
# - `<meta name="referrer" content="same-origin">` in the page wins over the header: the origin is there again, and
#   other sites still learn nothing.
#
# Whoever wants both guards sends the header with everything and the meta tag with pages that have forms. Seen on
# 2026-11-30. Needs Debian's `chromium`. Exits 1 once it behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "playwright==1.65.2"
"$folder/venv/bin/python" - <<'PYTHON'
import shutil
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import sync_playwright

META = '<meta name="referrer" content="same-origin">'
seen = {}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, html):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>x</title>{html}".encode())

    def do_GET(self):
        head = META if self.path == "/with-meta" else ""
        self.answer(f'{head}<form method="post" action="{self.path}"><button>Send</button></form>')

    def do_POST(self):
        seen[self.path] = self.headers["Origin"], self.headers["Sec-Fetch-Site"]
        self.answer("<p>taken</p>")


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
with sync_playwright() as tools:
    browser = tools.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    for path in ("/header-alone", "/with-meta"):
        page.goto(f"{base}{path}")
        page.click("button")
        page.wait_for_selector("p")
        print(f"{path}: Origin: {seen[path][0]}, Sec-Fetch-Site: {seen[path][1]}")
    browser.close()
expected = {"/header-alone": ("null", "same-origin"), "/with-meta": (base, "same-origin")}
sys.exit(seen != expected)
PYTHON
