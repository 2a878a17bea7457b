"""Comments of filings, without the names, mailboxes and telephone numbers of people: the sentences with them go."""

import re
from collections.abc import Iterable, Iterator

from unbroker.registry import mailbox

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"(*•\d])|\s*\n+\s*")
_PHONE = re.compile(
    r"(?:\+?\d{1,2}[\s.-]?)?(?:\(\d{3}\)|\b\d{3})[\s.-]?\d{3}[\s.-]?\d{4}\b|\b1-8\d\d-\w+|\b8\d\d-\d{3}-\w+"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_NUMBER = re.compile(r"\(?\d{1,2}[.)]")
_SOMEBODY = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr)\.? [A-Z]|\b[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+,? "
    r"(?:\(?(?:our|the|my|its|as)?\s*"
    r"(?:CEO|CFO|COO|CTO|CPO|DPO|Chief|Founder|President|Owner|Director|General Counsel|Attorney)\b)|"
    r"\b(?:my name is|I am|contact|attn:?) [A-Z][a-z]+ [A-Z][a-z]+\b"
)
_SAYS_NOTHING = frozenset({"", "n/a", "na", "none", "n.a.", "no", "not applicable", "-", "no comment", "no comments"})


def without_people(text: str) -> tuple[str | None, list[str]]:
    """A comment in one line without the sentences that name or ring somebody, and what was left out."""
    sentences = [*_with_numbers(" ".join(part.split()) for part in _SENTENCE.split(text.strip()))]
    kept = [sentence for sentence in sentences if not _is_of_somebody(sentence)]
    comment = " ".join(kept).strip()
    removed = len(sentences) - len(kept)
    left_out = [f"{removed} of {len(sentences)} sentences of the comment: with a name or a number"] if removed else []
    return (None if comment.casefold().strip(" .") in _SAYS_NOTHING else comment), left_out


def _with_numbers(sentences: Iterable[str]) -> Iterator[str]:
    """Sentences, each item of a list with the number before it, which ends like a sentence."""
    before = ""
    for sentence in sentences:
        text = f"{before} {sentence}".strip()
        body, _, number = text.rpartition(" ")
        before = number if _NUMBER.fullmatch(number) else ""
        if before:
            text = body
        if text:
            yield text
    if before:
        yield before


def _is_of_somebody(sentence: str) -> bool:
    mailboxes = _MAIL.findall(sentence)
    has_person = any(not mailbox.is_office(address.rstrip(".")) for address in mailboxes)
    return has_person or _PHONE.search(sentence) is not None or _SOMEBODY.search(sentence) is not None
