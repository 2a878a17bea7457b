"""The registrable domain of a site: what its owner registered, such as `example.co.uk`.

This is no list of public suffixes: where a country of two letters sells names below `co`, `com` or the like, a domain
has three labels, otherwise two. Hosts on which everybody has a page are nobody's.
"""

import re
from urllib.parse import urlsplit

_BELOW = frozenset({"ac", "asso", "co", "com", "edu", "firm", "gen", "go", "gob", "gouv", "gov", "gv", "ind", "info",
                    "ltd", "me", "ne", "net", "nom", "or", "org", "plc"})  # fmt: skip
_TWO_LETTERS, _HOST = 2, re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
EVERYBODYS = frozenset({
    "apple.com", "blogspot.com", "facebook.com", "github.com", "github.io", "google.com", "instagram.com",
    "linkedin.com", "medium.com", "my-policies.eu", "notion.site", "onetrust.com", "sites.google.com", "termly.io",
    "transcend.io", "truste.com", "trustarc.com", "twitter.com", "wixsite.com", "wordpress.com", "x.com", "youtube.com",
})  # fmt: skip
"""Sites on which many have a page, a form or an account."""


def host(site: str) -> str | None:
    """The host of a web address or of a bare name such as `www.example.org`; None where there is none."""
    written = site.strip().casefold()
    try:
        name = urlsplit(written if "//" in written else f"//{written}").hostname or ""
    except ValueError:
        return None
    try:
        name = name.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return name.removeprefix("www.") if _HOST.fullmatch(name) else None


def registrable(site: str) -> str | None:
    """What the owner of a site registered; None where the site is none, or is everybody's."""
    name = host(site)
    if name is None:
        return None
    labels = name.split(".")
    is_below = len(labels) > _TWO_LETTERS and len(labels[-1]) == _TWO_LETTERS and labels[-2] in _BELOW
    domain = ".".join(labels[-3 if is_below else -2 :])
    return None if domain in EVERYBODYS else domain
