"""The guard: what is refused before any page is asked, and what is said with every answer.

A page of another port of this machine counts as the same site to a browser, which sends it a strict cookie; a name
that was bent to 127.0.0.1 counts as the same origin. So the host, the origin and where a request comes from are
compared exactly (Fetch Metadata, W3C; RFC 6454), and every answer says that nothing of it may be framed or loaded
elsewhere.
"""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unbroker.web.doors import COOKIE, Doors

LARGEST_FORM = 2**20
LARGEST_UPLOAD = 40 * 2**20
"""How many bytes the body of a request may have: of a form, and of one with files."""
TAKES_FILES = ("/answers", "/answers/file")
"""The pages to which files are given."""
START = "/start"
_HTML = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FRAMED = "frame-ancestors 'self'"
"""The policy of what a page of ours frames: with 'none', or in a sandbox, a browser's PDF viewer stays blank."""
_ALWAYS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class TooLarge(Exception):  # noqa: N818 - the sentence is the name
    """The body of a request has more bytes than it may have."""


class Guard:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        """Take what it guards, and what opens it."""
        self._app, self._doors = app, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        if (refusal := self._refusal(scope)) is not None:
            await refusal(scope, receive, _adorned(send))
            return
        try:
            await self._app(scope, self._counted(scope, receive), _adorned(send))
        except TooLarge:
            await _says(413, "This is more than can be taken at once.")(scope, receive, _adorned(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """Why a request is not even looked at."""
        headers, path = Headers(scope=scope), scope["path"]
        if headers.get("host") != _authority(scope):
            return _says(400, "This is not the address of this page.")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _says(405, "This page takes no such request.")
        if path != self._doors.prefix and not path.startswith(f"{self._doors.prefix}/"):
            return _says(404, "There is nothing here.")
        inside = path.removeprefix(self._doors.prefix)
        if _length(headers) > _allowed(inside):
            return _says(413, "This is more than can be taken at once.")
        return None if inside == START else self._stranger(headers, scope, inside)

    def _stranger(self, headers: Headers, scope: Scope, inside: str) -> Response | None:
        """Why a request does not come from one of our pages, in a browser that was let in."""
        site = headers.get("sec-fetch-site")
        is_ours = headers.get("origin") == f"http://{_authority(scope)}" and site == "same-origin"
        if scope["method"] == "POST" and not is_ours:
            return _says(403, "This did not come from a page of unbroker, and was not done.")
        if site not in (None, "none", "same-origin"):
            return _says(403, "This did not come from a page of unbroker.")
        if not inside.startswith("/static/") and not self._doors.is_session(_cookie(headers)):
            return _says(403, "This browser was not let in. `unbroker serve`, typed in a terminal, opens the page.")
        return None

    def _counted(self, scope: Scope, receive: Receive) -> Receive:
        """The body, of which no more is taken than it may have, whatever length was announced."""
        left = _allowed(scope["path"].removeprefix(self._doors.prefix))

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLarge
            return message

        return counted


def _authority(scope: Scope) -> str:
    """The host and port that this server listens on, as a browser writes it."""
    server = scope.get("server") or ("127.0.0.1", 80)
    return "127.0.0.1" if server[1] in (80, None) else f"127.0.0.1:{server[1]}"


def _allowed(inside: str) -> int:
    return LARGEST_UPLOAD if inside in TAKES_FILES else LARGEST_FORM


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else LARGEST_UPLOAD + 1


def _cookie(headers: Headers) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _says(status: int, words: str) -> Response:
    return PlainTextResponse(f"{words}\n", status)


def _adorned(send: Send) -> Send:
    """Says with every answer what a browser must not do with it."""

    async def adorned(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, words in _ALWAYS.items():
                headers[name] = words
            headers.setdefault("Content-Security-Policy", _HTML)
            if FRAMED not in headers["Content-Security-Policy"]:
                headers["X-Frame-Options"] = "DENY"
        await send(message)

    return adorned
