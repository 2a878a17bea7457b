"""What is asked of whom: requests, the drafts of their letters, and the references that name them."""

import hmac
import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import count
from typing import Literal

from unbroker.facts.claim import Claim
from unbroker.facts.law import Right
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker, Channel

Step = Literal["first"]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Disclosure:
    """One thing about the person that a letter tells its recipient, and why it does."""

    field: str
    value: str
    why: str


@dataclass(frozen=True)
class Request:
    """A person asks a broker for something under a law; opened once, known by its reference."""

    reference: str
    person: Person
    broker: Broker
    covers: tuple[Broker, ...]
    """Other records that the same letter speaks for: sites of a family, companies that were bought."""
    claim: Claim
    round: int = 1

    @property
    def rights(self) -> tuple[Right, ...]:
        """What is asked, in the order of the letter."""
        return self.claim.rights


@dataclass(frozen=True)
class Recipient:
    """Whom a letter goes to: the names for the address block, and the way there."""

    names: tuple[str, ...]
    channel: Channel


@dataclass(frozen=True)
class Draft:
    """What a letter is made from."""

    request: Request
    number: int
    step: Step
    recipient: Recipient
    date: date
    discloses: tuple[Disclosure, ...]
    specimen: bool = False
    preview: bool = True

    @property
    def letter(self) -> str:
        """The letter's name, such as UB-7F3K2Q8Z.1."""
        return f"{self.request.reference}.{self.number}"

    def disclosed(self, field: str) -> str | None:
        """The value of a field that this letter tells, None if it does not."""
        return next((told.value for told in self.discloses if told.field == field), None)


def reference(
    salt: bytes,
    *,
    person: str,
    broker: str,
    law: str,
    rights: Sequence[str],
    turn: int,
    taken: Container[str] = (),
) -> str:
    """The name of a request: `UB-`, 35 bits of an HMAC-SHA256 under the ledger's salt, and a check character.

    The same request has the same reference in a preview and in the letter. Where another request has it already,
    the next nonce is tried.
    """
    for nonce in count():
        told = json.dumps([person, broker, law, sorted(rights), turn, nonce]).encode()
        number = int.from_bytes(hmac.digest(salt, told, sha256)[:5], "big") >> 5
        digits = "".join(_CROCKFORD[number >> shift & 31] for shift in range(30, -1, -5))
        if (made := f"UB-{digits}{check_character(digits)}") not in taken:
            return made
    raise AssertionError  # pragma: no cover - count() does not end


def check_character(digits: str) -> str:
    """The Luhn mod 32 check character over Crockford base32 digits: catches a wrong digit, and most swaps."""
    total = 0
    for factor, digit in zip((2, 1) * len(digits), reversed(digits), strict=False):
        product = factor * _CROCKFORD.index(digit)
        total += product // 32 + product % 32
    return _CROCKFORD[-total % 32]


def is_reference(text: str) -> bool:
    """Whether a text is a reference with the right check character."""
    digits = text.removeprefix("UB-")
    well_formed = text.startswith("UB-") and len(digits) == 8 and set(digits) <= set(_CROCKFORD)  # noqa: PLR2004 - 7 + 1
    return well_formed and check_character(digits[:-1]) == digits[-1]
