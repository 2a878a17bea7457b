"""Doors: the secrets of one running server. Who knows none of them gets in nowhere; none is kept on a disk.

All pages lie under a random path, which is the path of the cookie: a cookie knows no ports, and would be sent to
every other program on this machine. A start-up token is spent by the first request that it opens the door to.
"""

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

COOKIE = "unbroker"
_MINUTES = 60
_LIFE = 10 * _MINUTES


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class Doors:
    """What opens one server."""

    clock: Callable[[], float] = time.monotonic
    prefix: str = field(default_factory=lambda: "/" + secrets.token_urlsafe(16), repr=False)
    """Below which all pages lie."""
    session: str = field(default_factory=_secret, repr=False)
    """What the cookie holds."""
    form_token: str = field(default_factory=_secret, repr=False)
    """What each form carries."""
    above: str | None = None
    """Where the list of clients is, for the pages of one of them."""
    on_spent: Callable[[], None] = lambda: None
    """Is told when a token has opened the door."""
    _tokens: dict[str, float] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def below(self, path: str) -> "Doors":
        """The same doors for the pages below a path: whoever is in is in there, too."""
        return replace(self, prefix=f"{self.prefix}{path}", above=self.prefix)

    def new_token(self) -> str:
        """A start-up token: it opens the door once, within ten minutes."""
        token = _secret()
        with self._lock:
            self._tokens[token] = self.clock() + _LIFE
        return token

    def spend(self, token: str) -> bool:
        """Whether a token opens the door; it never does again."""
        with self._lock:
            known = next((kept for kept in self._tokens if hmac.compare_digest(kept.encode(), token.encode())), None)
            opens = known is not None and self._tokens.pop(known) >= self.clock()
        if opens:
            self.on_spent()
        return opens

    def is_session(self, cookie: str) -> bool:
        """Whether a cookie is the one that was set here."""
        return hmac.compare_digest(cookie.encode(), self.session.encode())

    def is_form(self, token: str) -> bool:
        """Whether a form was made here."""
        return hmac.compare_digest(token.encode(), self.form_token.encode())
