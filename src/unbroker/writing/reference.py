"""References, by which a request is known, and steps, by which its letters are."""

import hmac
import json
from collections.abc import Container, Sequence
from hashlib import sha256
from itertools import count
from typing import Literal

Step = Literal[
    "first", "question", "unacknowledged", "overdue", "last-reminder", "extension", "identity", "refused", "partial",
    "no-data", "use-our-form", "not-covered", "processor", "reappeared", "appeal", "controller-complaint", "done",
    "complaint", "agent", "contradiction",
]  # fmt: skip
"""`question` asks whether a letter arrived, `overdue` says that the answer is late, `last-reminder` that a complaint
comes next; `controller-complaint` is the one to the broker itself (United Kingdom), `complaint` the one to a regulator;
`agent` is the cover page of whoever hands the person's own letter in; `contradiction` puts two brokers' answers before
one of them."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DOUBLED = [2 * value // 32 + 2 * value % 32 for value in range(32)]
"""What a digit comes to by its value where that is doubled: the digits of the product are added."""


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
        message = json.dumps([person, broker, law, sorted(rights), turn, nonce]).encode()
        number = int.from_bytes(hmac.digest(salt, message, sha256)[:5], "big") >> 5
        digits = "".join(_CROCKFORD[number >> shift & 31] for shift in range(30, -1, -5))
        if (candidate := f"UB-{digits}{check_character(digits)}") not in taken:
            return candidate
    raise AssertionError  # pragma: no cover - count() does not end


def check_character(digits: str) -> str:
    """The Luhn mod 32 check character over Crockford base32 digits: catches a wrong digit, and most swaps."""
    values = [*map(_CROCKFORD.index, reversed(digits))]
    return _CROCKFORD[-(sum(_DOUBLED[value] for value in values[::2]) + sum(values[1::2])) % 32]


def is_reference(text: str) -> bool:
    """Whether a text is a reference with the right check character."""
    digits = text.removeprefix("UB-")
    well_formed = text.startswith("UB-") and len(digits) == 8 and set(digits) <= set(_CROCKFORD)  # noqa: PLR2004 - 7 + 1
    return well_formed and check_character(digits[:-1]) == digits[-1]
