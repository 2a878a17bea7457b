"""The page of a folder as a browser asks for it, without one: the headers that it sends, the cookie, the forms."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import httpx2 as httpx
from starlette.testclient import TestClient

from unbroker.web.app import create_app

HOST = "127.0.0.1:8123"
ORIGIN = f"http://{HOST}"
OURS = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
TODAY = date(2026, 11, 30)


class Page:
    """One browser that was let in."""

    def __init__(self, folder: Path, today: date = TODAY) -> None:
        self.app = create_app(lambda: folder, lambda: today)
        self.desk, self.doors = self.app.state.desk, self.app.state.doors
        self.base: str = self.doors.prefix
        self.client = TestClient(self.app, base_url=ORIGIN, follow_redirects=False)

    def enter(self) -> "Page":
        """Open the printed link."""
        answer = self.client.get(f"{self.base}/start", params={"token": self.doors.new_token()})
        assert answer.status_code == 303
        return self

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page."""
        named = {name.replace("_", "-"): words for name, words in headers.items()}
        return self.client.get(f"{self.base}{path}", headers=named)

    def post(
        self, path: str, fields: Mapping[str, object] | None = None, headers: Mapping[str, str] = OURS, *,
        token: str | None = None, files: list[tuple[str, tuple[str, bytes]]] | None = None,
    ) -> httpx.Response:  # fmt: skip
        """Send a form."""
        sent = {"token": self.doors.form_token if token is None else token, **(fields or {})}
        return self.client.post(f"{self.base}{path}", data=sent, files=files, headers=dict(headers))


def words(html: str) -> str:
    """What a person reads of a page, without its tags."""
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL)
    for mark, letter in (("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(mark, letter)
    return " ".join(text.split())
