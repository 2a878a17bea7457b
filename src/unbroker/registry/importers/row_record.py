"""From the cells of a row to a broker's record: channels, domains, slug; what is wrong with a cell names it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from unbroker.base import files
from unbroker.base.errors import Problem
from unbroker.facts.address import PostalAddress
from unbroker.facts.registry import Broker, Channel
from unbroker.registry import mailbox, sites
from unbroker.registry.legal_name import compared
from unbroker.registry.sheet import Row

_NO_NAME = frozenset({"", "n/a", "na", "none", "not applicable", "-", "no", "no dba", "yes"})
_OWNED = re.compile(r"(?:an? (?=.*\bcompany\b)|part of |a division of )", re.IGNORECASE)
"""How what follows a name says whose it is."""
_ADDED = (
    r"[\s,]*\b(?:d/?b/?a|doing business as)\b.*|[\s,]+(?:and )?(?:all (?:of )?)?its (?:subsid|affil).*|"
    r", a division of .*"
)
_FORM = (
    r"[\s,]+(?:Inc|LLC|L\.L\.C|Ltd|Limited|LP|L\.P|LLP|Corp|Corporation|GmbH|PLC|Incorporated|Pte Ltd|B\.V|AG|SAS|"
    r"S\.A\.?S|GmbH & Co\. KG|e\.K|UG(?: \(?haftungsbeschränkt\)?)?|A/S|AB|S\.r\.l|SA)\.?$"
)


@dataclass
class Source:
    """Where a row is from, and what is found out about it on the way."""

    name: str
    """The registry and its year, as `source` has it."""
    dated: str
    tier: str
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def channel(self, **way: object) -> Channel:
        """A channel of this source."""
        return Channel.model_validate({**way, "source": self.name, "dated": self.dated or None, "tier": self.tier})

    def reach(self, territory: str, because: str) -> dict[str, object]:
        """Where a law binds a broker, by this source."""
        dated = {"dated": self.dated} if self.dated else {}
        return {"territory": territory, "because": because, "source": self.name, **dated}

    def emails(self, row: Row, label: str, cell: str) -> Iterator[Channel]:
        """The mailboxes of a cell that are those of an office."""
        addresses, others = mailbox.split(cell)
        for other in others:
            if other.casefold() not in _NO_NAME:
                self.problems.append(
                    row.problem(label, f"{other!r} is no e-mail address", "the rest of the row is read without it")
                )
        for address in dict.fromkeys(addresses):
            if mailbox.is_office(address):
                yield self.channel(email=address)
            else:
                self.left_out.append(f"the mailbox in {label!r}: by its name it is a person's")

    def post(self, address: PostalAddress, as_filed: Sequence[str]) -> Channel:
        """The channel of a postal address."""
        return self.channel(post=address, as_filed=as_filed)


def urls(row: Row, label: str, cell: str, problems: list[Problem]) -> tuple[str, ...]:
    """The web addresses of a cell, and a problem for what is none."""
    addresses, others = sites.split(cell)
    hint = "the rest of the row is read without it"
    problems += [row.problem(label, f"{other!r} is no web address", hint) for other in others]
    return tuple(dict.fromkeys(addresses))


def names(cell: str) -> tuple[str, ...]:
    """The names of a cell: one, or several between semicolons or commas."""
    parts = (" ".join(part.split()) for part in re.split(r"[;\n]|,(?!\s*(?:Inc|LLC|Ltd|L\.?P|LP|Corp|Co)\b)", cell))
    bare = (part.strip(" .,") for part in parts)
    return tuple(part for part in bare if part.casefold() not in _NO_NAME and not _OWNED.match(part))


def slug(name: str) -> str:
    """A slug of a name without the form of the company."""
    return files.file_name(compared(name) or name)


def everyday(legal_name: str) -> str:
    """A legal name as people say it: without the form of the company and what is only capitals."""
    bare = re.sub(_ADDED, "", " ".join(legal_name.split()), flags=re.IGNORECASE)
    while (shorter := re.sub(_FORM, "", bare, flags=re.IGNORECASE).strip(" ,")) != bare and shorter:
        bare = shorter
    return bare


def built(row: Row, facts: dict[str, object]) -> tuple[Broker | None, list[Problem]]:
    """The record of some facts, or what is wrong with them."""
    try:
        return Broker.model_validate(facts), []
    except ValidationError as error:
        message = "; ".join(f"{detail['loc'][0]}: {detail['msg']}" for detail in error.errors() if detail["loc"])
        return None, [row.problem("name", f"is refused: {message}", "correct the row", severity="error")]
