"""Keys: what locks bytes and opens them, in the format of age (age-encryption.org/v1). Pure.

A folder has one key of its own. It is kept twice: under the passphrase, and under the recovery key, so that either
may be changed without writing everything anew. What is derived from it for names and for the ledger is HMAC-SHA-256.
"""

import hmac
import os
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

import pyrage
from pyrage import passphrase, x25519

from unbroker.base.errors import UserError

RECOVERY = "AGE-SECRET-KEY-1"
"""How a recovery key begins; whoever is asked for the passphrase may give it instead."""
SHORTEST = 8
"""Characters of the shortest passphrase that is taken."""


class WrongSecret(UserError):  # noqa: N818 - the sentence is the name
    """A passphrase or recovery key does not open something."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: this passphrase does not open it (type it again, or give the recovery key instead)")


class TooShort(UserError):  # noqa: N818 - the sentence is the name
    """A passphrase that would be guessed."""

    def __init__(self) -> None:
        super().__init__(f"a passphrase has at least {SHORTEST} characters (four words that nobody guesses are good)")


@dataclass(frozen=True)
class Secret:
    """A passphrase or a recovery key, never shown."""

    _hidden: str = field(repr=False)

    @property
    def text(self) -> str:
        """Itself, in composed Unicode, since keyboards differ in how they send é; a recovery key without its spaces."""
        text = unicodedata.normalize("NFC", self._hidden.strip("\r\n"))
        bare = "".join(text.split()).upper()
        return bare if bare.startswith(RECOVERY) else text

    @property
    def is_recovery(self) -> bool:
        """Whether it is a recovery key."""
        return self.text.startswith(RECOVERY)

    def checked(self) -> "Secret":
        """Itself, as something new to lock with.

        Raises:
            TooShort: it is too short.
        """
        if len(self.text) < SHORTEST:
            raise TooShort
        return self

    def seal(self, content: bytes) -> bytes:
        """Content that only this secret opens, as `age --passphrase` or `age --recipient` would write it."""
        if self.is_recovery:
            return bytes(pyrage.encrypt(content, [_identity(self.text).to_public()]))
        return bytes(passphrase.encrypt(content, self.text))

    def unseal(self, sealed: bytes, what: str) -> bytes:
        """What was sealed.

        Raises:
            WrongSecret: it was sealed with another one, or is damaged; `what` names it.
        """
        try:
            if self.is_recovery:
                return bytes(pyrage.decrypt(sealed, [_identity(self.text)]))
            return bytes(passphrase.decrypt(sealed, self.text))
        except (pyrage.DecryptError, pyrage.IdentityError) as error:
            raise WrongSecret(what) from error


def _identity(text: str) -> x25519.Identity:
    return x25519.Identity.from_str(text)


def new_recovery_key() -> Secret:
    """A recovery key that nobody has seen."""
    return Secret(str(x25519.Identity.generate()))


class Damaged(OSError):  # noqa: N818 - the word is what happened
    """What was read was not written under this key, or not as it is."""


@dataclass(frozen=True)
class Key:
    """The key of a folder."""

    _text: str = field(repr=False)

    @classmethod
    def new(cls) -> "Key":
        """A key of its own for a new locked folder."""
        return cls(str(x25519.Identity.generate()))

    @classmethod
    def kept(cls, content: bytes) -> "Key":
        """The key of the bytes that `content` answered."""
        return cls(content.decode())

    @property
    def content(self) -> bytes:
        """The key, to be sealed under a passphrase or a recovery key; nothing else may write it anywhere."""
        return self._text.encode()

    @cached_property
    def _own(self) -> x25519.Identity:
        return x25519.Identity.from_str(self._text)

    @cached_property
    def _recipient(self) -> x25519.Recipient:
        return self._own.to_public()

    def seal(self, content: bytes) -> bytes:
        """Content under this key."""
        return bytes(pyrage.encrypt(content, [self._recipient]))

    def unseal(self, sealed: bytes) -> bytes:
        """What was sealed.

        Raises:
            Damaged: under another key, or it was changed.
        """
        try:
            return bytes(pyrage.decrypt(sealed, [self._own]))
        except pyrage.DecryptError as error:
            raise Damaged(None, "it is damaged, or was written under another key") from error

    def name(self, text: str) -> str:
        """The name under which something is kept: it says nothing without the key, and is the same each time."""
        return self._derived(f"name {text}")[:40]

    @cached_property
    def ledger(self) -> str:
        """The key of the ledger: 256 bits in hexadecimal."""
        return self._derived("ledger")

    def _derived(self, label: str) -> str:
        return hmac.digest(self.content, os.fsencode(f"unbroker {label}"), "sha256").hex()
