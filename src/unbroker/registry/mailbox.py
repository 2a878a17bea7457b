"""Mailboxes: those of an office, which a registry may name, and those of a person, which it leaves out.

A mailbox is an office's only where its name says so: by a word such as `privacy`, or by the company's own name. What
says nothing, such as `jdoe`, is taken for a person's.
"""

import re

from unbroker.facts import text
from unbroker.registry.domain import registrable

_LONG = re.compile(
    "privacy|privcy|datasubject|dpo|eurep|support|legal|compliance|optout|opt-out|ccpa|gdpr|rgpd|dsar|datenschutz|dataprotect|data-protect|"
    "dataprotection|databroker|consumer|customer|service|article27|unsubscribe|suppression|individualrights|"
    "yourprivacyrights|datagovernance|datarequest|accounting|operations|auskunft|tietosuoja|osobni-data|kontakt|"
    "californ|infosec|techteam|techleads|membersupport|adressen|beschwerde|betroffen|inquir|enquir|kundendienst|marketing"
)
_WORDS = frozenset({
    "admin", "ads", "ap", "article", "ask", "bizdev", "business", "ca", "care", "cnil", "contact", "contactus", "data",
    "documents", "dp", "dpd", "dpo", "dsb", "dsr", "email", "feedback", "finance", "groupdpo", "hello", "help",
    "helpdesk", "hi", "hr", "info", "infos", "it", "itops", "justask", "mail", "media", "ncoa", "oba", "office", "ops",
    "onlineops", "optin", "policy", "post", "postmaster", "press", "remove", "removal", "removals", "request",
    "requests", "safety", "sales", "security", "siriusinfo", "sourcing", "tax", "team", "trust", "ukdpo", "verwaltung",
    "webmaster", "zentrale",
})  # fmt: skip
_FREE = frozenset({"aol.com", "gmail.com", "gmx.de", "gmx.net", "hotmail.com", "icloud.com", "outlook.com", "web.de",
                   "yahoo.com"})  # fmt: skip
_SHORTEST = 4
_AT = re.compile(r"\s*[\[(]\s*at\s*[\])]\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[\[(]\s*dot\s*[\])]\s*", re.IGNORECASE)


def is_office(address: str) -> bool:
    """Whether a mailbox is that of an office rather than of somebody by name."""
    local, _, site = address.casefold().partition("@")
    words = re.split(r"[^a-z]+", local)
    if _LONG.search(local) or any(word in _WORDS for word in words):
        return True
    company = (registrable(site) or "").partition(".")[0].replace("-", "")
    bare = "".join(words)
    is_company = len(bare) >= _SHORTEST and (bare in company or (len(company) >= _SHORTEST and company in bare))
    return is_company and site not in _FREE


def tidied(address: str) -> str:
    """An e-mail address with its host in small letters; whether capitals count before it, only that host knows."""
    name, at, site = address.removeprefix("mailto:").rpartition("@")
    return f"{name}{at}{site.lower()}"


def is_free(address: str) -> bool:
    """Whether a mailbox is with a host where anybody can have one."""
    return address.casefold().rpartition("@")[2] in _FREE


def split(cell: str) -> tuple[list[str], list[str]]:
    """The e-mail addresses of a cell, and what in it is none; `[at]` and `[dot]` are put right."""
    addresses, others = [], []
    for part in re.split(r"[;,\s]+", _DOT.sub(".", _AT.sub("@", cell.strip()))):
        written = part.strip("<>()\"'.:").removeprefix("mailto:")
        if not written:
            continue
        try:
            addresses.append(tidied(text.email(written)))
        except ValueError:
            others.append(part)
    return addresses, others
