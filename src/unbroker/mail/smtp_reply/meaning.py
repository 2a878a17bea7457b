"""Meaning: what a server's words and codes say about an address, looked up in the one table of causes. Pure.

Words go before codes, for many servers use one code for everything; a temporary code never says that an address does
not exist. Each look-up takes time in proportion to the text, of which no more than its beginning is read.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from unbroker.mail.smtp_reply import languages
from unbroker.mail.smtp_reply.cause import Cause, listed
from unbroker.mail.smtp_reply.causes import CAUSES, UNCLEAR

_LONGEST = 8000
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
    verdict = Verdict(UNCLEAR)
    for text in (*map(_firm, texts), *texts):
        verdict = _of_text(folded_words(text), None)
        if verdict.cause is not UNCLEAR:
            break
    if verdict.cause is UNCLEAR or verdict.phrase is None:
        verdict = _of_text(folded_words(texts[0] if texts else ""), status) if status else verdict
    if submitting and verdict.cause.name == "relay":
        return Verdict(next(cause for cause in CAUSES if cause.name == "sender"), verdict.phrase)
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


def _of_text(folded: str, status: str | None) -> Verdict:
    """What one text means, with the code of the report where it has none itself."""
    reply, own = codes(folded)
    is_temporary = (own or reply or status or "").startswith("4")
    words = _CONTINUED.sub(" ", f" {folded}").strip()
    for verdict in (_by_phrase(words), _by_status(own or status), _by_hint(words), _by_code(words, reply)):
        if verdict is not None:
            return Verdict(_AWHILE, verdict.phrase) if is_temporary and verdict.is_permanent else verdict
    return Verdict(_AWHILE if is_temporary else UNCLEAR)


def _by_phrase(words: str) -> Verdict | None:
    return next((Verdict(cause, phrase) for cause, phrase in _phrases() if is_in(phrase, words)), None)


def _by_hint(words: str) -> Verdict | None:
    return next((Verdict(cause, hint) for cause, hint in _hints() if is_in(hint, words)), None)


def _by_status(status: str | None) -> Verdict | None:
    detail = status.partition(".")[2] if status else None
    return next((Verdict(cause) for cause in CAUSES if detail in cause.statuses), None)


def _by_code(words: str, reply: str | None) -> Verdict | None:
    """By what RFC 5321 says of a reply code without any words; and RFC 7504 of a server that takes no mail."""
    match reply:
        case "552":
            return Verdict(_named("full"))
        case "556":
            return Verdict(_named("no domain"))
        case "550" | "551" if not _WORD.search(words):
            return Verdict(_named("no mailbox"))
        case "530" | "534" | "535" | "538":
            return Verdict(_named("sender"))
        case _:
            return None


def _named(name: str) -> Cause:
    return next(cause for cause in CAUSES if cause.name == name)


_AWHILE = _named("busy")


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
