"""Meaning: what a server's words and codes say about an address, looked up in the one table of causes. Pure.

Words go before codes, for many servers use one code for everything; a temporary code never says that an address does
not exist. Each look-up takes time in proportion to the text, of which no more than its beginning is read.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from unbroker.mail.smtp_reply import languages
from unbroker.mail.smtp_reply.cause import Cause, listed
from unbroker.mail.smtp_reply.causes import CAUSES, UNCLEAR

_LONGEST = 8000
_SHORT = 500  # a reply, not a report with advice
_GAP = 60  # how far apart the parts of a phrase may stand
_MOST_TRIES = 20
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']{1,64}@[^\s<>()\[\],;:\"']{1,250}")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\w.:/-])([45]\d\d)(?=[ \-#:;,)]|$)(?!-\d)")
_CONTINUED = re.compile(r"[\s|](?:smtp;? ?)?[45]\d\d-(?:#?[45]\.\d{1,3}\.\d{1,3} )?")
# IronPort puts this before whatever the other server said.
_WRAPPED = re.compile(r"[45]\.\d\.\d - (?:unknown address error|other mail system problem|other network problem) ")
_SENTENCE = re.compile(r"(?<=[.!?]) |\n(?![a-z])")
_MAYBE = re.compile(
    r"\b(?:may|might|possib|perhaps|maybe|please|könnte|möglich|vielleicht|bitte|peut-être|possible|veuillez|puede que"
    r"|posible|potrebbe|possibile)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_BARE = ("550", "551")
_NO_ADDRESS = "no such address"


@dataclass(frozen=True)
class Verdict:
    """What a reply means."""

    cause: Cause
    phrase: str | None = None
    """The words of the table that were found, if any were."""

    @property
    def is_permanent(self) -> bool:
        """Whether the address itself is of no use."""
        return self.cause.meaning == _NO_ADDRESS


def of_reply(text: str, code: int | None = None, *, submitting: bool = False) -> Verdict:
    """What a server's answer means.

    Args:
        text: its words, perhaps with its codes.
        code: its reply code (RFC 5321), where the words have none.
        submitting: whether it is the sender's own server that answers: one that does not relay wants a sign-in.
    """
    return of_report((f"{code} {text}" if code else text,), submitting=submitting)


@lru_cache(maxsize=64)
def of_report(texts: tuple[str, ...], status: str | None = None, *, submitting: bool = False) -> Verdict:
    """What a report means.

    Args:
        texts: what says why, the most telling first; a later one counts only where those before it do not tell.
        status: the enhanced status code (RFC 3463) that the report gives beside them.
        submitting: as `of_reply`.
    """
    verdict = _decided(_Readings.of(texts, status))
    if submitting and verdict.cause.name == "relay":
        return Verdict(_named("sender"), verdict.phrase)
    return verdict


def folded_words(text: str) -> str:
    """A text as it is compared: small letters without accents, one blank between words, no address in it."""
    letters = _plain_letters(_ADDRESS.sub("@", text[:_LONGEST]))
    words = " ".join(letters.replace("’", "'").replace("`", "'").split())
    return _WRAPPED.sub("", words)


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text, in which they stand between strokes, folded as texts are."""
    return tuple(map(_folded_phrase, listed(text)))


def is_in(phrase: str, folded: str) -> bool:
    """Whether a phrase of the table stands in a text that was folded: at the beginning of a word, gaps as they are."""
    first, *others = phrase.split("…")
    at, tries = folded.find(first), 0
    while at >= 0 and tries < _MOST_TRIES:
        tries += 1
        if not _is_within_word(first, folded, at) and _follow(others, folded, at + len(first)):
            return True
        at = folded.find(first, at + 1)
    return False


def codes(text: str) -> tuple[str | None, str | None]:
    """The first reply code (RFC 5321) and the first enhanced status code (RFC 3463) of a text."""
    reply, status = reply_code(text), _STATUS.search(text)
    return reply[1] if reply else None, status[0] if status else None


def reply_code(text: str) -> re.Match[str] | None:
    """Where the first reply code of a text stands."""
    return _REPLY.search(text)


def _firm(text: str) -> str:
    """A text without the sentences that only say what may be: many reports list all that can go wrong."""
    sentences = _SENTENCE.split(text[:_LONGEST])
    return "\n".join(sentence for sentence in sentences if not _MAYBE.search(sentence))


def _is_within_word(first: str, folded: str, at: int) -> bool:
    return (
        first[0].isascii() and first[0].isalpha() and at > 0 and folded[at - 1].isascii() and folded[at - 1].isalpha()
    )


def _follow(parts: Sequence[str], folded: str, end: int) -> bool:
    for part in parts:
        at = folded.find(part, end, end + _GAP + len(part))
        if at < 0:
            return False
        end = at + len(part)
    return True


@dataclass(frozen=True)
class _Readings:
    """The texts of a report, folded, in the order in which they are believed."""

    firm: tuple[str, ...]
    """Without what only may be; of a short text, the whole, too."""
    whole: tuple[str, ...]
    status: str | None
    is_temporary: bool
    """By the first code that there is."""

    @classmethod
    def of(cls, texts: tuple[str, ...], status: str | None) -> "_Readings":
        """The readings of some texts, and the code that stands beside them."""
        firm = (part for text in texts for part in (_firm(text), text if len(text) < _SHORT else ""))
        whole = tuple(filter(None, map(folded_words, texts)))
        numbers = (code for text in whole for code in reversed(codes(text)) if code)
        return cls(tuple(filter(None, map(folded_words, firm))), whole, status, _is_temporary(numbers, status))


def _is_temporary(numbers: Iterator[str], status: str | None) -> bool:
    return next(numbers, status or "").startswith("4")


def _decided(readings: _Readings) -> Verdict:
    """The first thing that says why: words that leave no doubt, then codes, then hints."""
    for verdict in _verdicts(readings):
        if verdict is not None:
            return Verdict(_AWHILE, verdict.phrase) if readings.is_temporary and verdict.is_permanent else verdict
    return Verdict(_AWHILE if readings.is_temporary else UNCLEAR)


def _verdicts(readings: _Readings) -> Iterator[Verdict | None]:
    for text in readings.firm:
        yield _by_phrase(_joined(text))
        yield _by_status(codes(text)[1])
    yield _by_status(readings.status)
    for text in (*readings.firm, *readings.whole):
        yield _by_hint(_joined(text))
        yield _by_code(_joined(text), codes(text)[0])
        yield _by_phrase(_joined(text))


def _joined(folded: str) -> str:
    """A text without the codes in the middle of its sentences, where a reply has several lines."""
    return _CONTINUED.sub(" ", f" {folded}").strip()


def _by_phrase(words: str) -> Verdict | None:
    return next((Verdict(cause, phrase) for cause, phrase in _phrases() if is_in(phrase, words)), None)


def _by_hint(words: str) -> Verdict | None:
    return next((Verdict(cause, hint) for cause, hint in _hints() if is_in(hint, words)), None)


def _by_status(status: str | None) -> Verdict | None:
    detail = status.partition(".")[2] if status else ""
    cause = next((cause for cause in CAUSES if detail in cause.statuses), None)
    name = _BY_SUBJECT.get(detail.partition(".")[0])
    return Verdict(cause) if cause else Verdict(_named(name)) if name else None


def _by_code(words: str, reply: str | None) -> Verdict | None:
    """By what RFC 5321 says of a reply code without any words; and RFC 7504 of a server that takes no mail."""
    match reply:
        case "552":
            return Verdict(_named("full"))
        case "556":
            return Verdict(_named("no mail server"))
        case "550" | "551" if not _WORD.search(words):
            return Verdict(_named("no mailbox"))
        case "530" | "534" | "535" | "538":
            return Verdict(_named("sender"))
        case _:
            return None


def _named(name: str) -> Cause:
    return next(cause for cause in CAUSES if cause.name == name)


_AWHILE = _named("busy")
_BY_SUBJECT = {"4": "unreachable", "6": "policy", "7": "policy"}
"""What a code means whose detail is in no cause: of the network, of the content, of security (RFC 3463)."""


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[Cause, str], ...]:
    rows = ((cause, (*cause.phrases, *languages.PHRASES.get(cause.name, ()))) for cause in CAUSES)
    return tuple((cause, _folded_phrase(phrase)) for cause, phrases in rows for phrase in phrases)


@lru_cache(maxsize=1)
def _hints() -> tuple[tuple[Cause, str], ...]:
    rows = ((cause, (*cause.hints, *languages.HINTS.get(cause.name, ()))) for cause in CAUSES)
    return tuple((cause, _folded_phrase(hint)) for cause, hints in rows for hint in hints)


def _folded_phrase(phrase: str) -> str:
    """The ellipsis stays, which the decomposition would make three dots."""
    return "…".join(map(_plain_letters, phrase.split("…")))


def _plain_letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
