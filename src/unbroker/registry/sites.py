"""The sites of a cell: web addresses as people write them, several in one, without a scheme, with what is none."""

import re

from unbroker.facts import text
from unbroker.registry.domain import host, registrable

_URL = re.compile(r"(https?://)([^/?#\s]+)(\S*)", re.IGNORECASE)
_TRACKING = re.compile(r"(?<=[?&])(?:utm_\w+|gclid|fbclid|msclkid)=[^&#]*&?")
_LANGUAGE = re.compile(r"(?:[a-z]{2}(?:[-_][a-z]{2})?)?", re.IGNORECASE)
_NONE = frozenset({"", "-", "n/a", "na", "none", "not", "applicable", "tbd"})


def split(cell: str) -> tuple[list[str], list[str]]:
    """The web addresses of a cell, with their schemes, and what in it is none."""
    urls, others = [], []
    for part in re.split(r"[;,\s]+(?=\S)|\s+", cell.strip()):
        written = part.strip(";,<>()\"' ").rstrip(".")
        if written.casefold() in _NONE:
            continue
        url = _url(written if "//" in written else f"https://{written}")
        if url is None:
            others.append(part)
        else:
            urls.append(url)
    return urls, others


def _url(written: str) -> str | None:
    """A web address, tidied; None if it is none."""
    if _URL.fullmatch(written) is None or host(written) is None:
        return None
    try:
        return text.url(tidied(written))
    except ValueError:
        return None


def tidied(url: str) -> str:
    """A web address with its scheme and its host in small letters, and without what tells who led people there."""
    if (link := _URL.fullmatch(url)) is None:
        return url
    rest = _TRACKING.sub("", link[3])
    return f"{link[1].lower()}{link[2].lower()}{rest.rstrip('?&') if rest != link[3] else rest}"


def domains(cell: str) -> tuple[str, ...]:
    """The registrable domains of the sites in a cell."""
    return tuple(dict.fromkeys(domain for url in split(cell)[0] if (domain := registrable(url))))


def is_front(url: str, own: str) -> bool:
    """Whether an address is the front page of a site, in whatever language, and so none on which anything is asked.

    A host of its own below the site, such as `privacy.example.org`, is no front page.

    Args:
        url: a web address.
        own: the cell of the company's own sites.
    """
    path = url.partition("://")[2].partition("/")[2].strip("/")
    is_page = _LANGUAGE.fullmatch(path) is None
    return not is_page and (host(url) == registrable(url) or host(url) in {host(site) for site in split(own)[0]})
