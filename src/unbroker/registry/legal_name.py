"""Legal names as they are compared: without the form of the company, punctuation, accents and what filers add."""

import re
import unicodedata

_ALSO = re.compile(
    r"\b(?:d\W{0,2}b\W{0,2}a|doing business as|f\W{0,2}k\W{0,2}a|formerly|a\W{0,2}k\W{0,2}a|trading as|t/a|c/o)\b.*",
    re.DOTALL,
)
_GROUP = re.compile(
    r"(?:\band|&|\bon behalf of|\bwith)\s+(?:all\s+(?:of\s+)?)?(?:(?:its|their)\s+)?"
    r"(?:wholly[- ]owned\s+|various\s+)?(?:subsidiar|affiliat|(?<=its )(?:compan|brand|entit|famil)).*",
    re.DOTALL,
)
_FORMS = (
    "limited liability company", "limited liability partnership", "gmbh co kg", "gmbh und co kg", "gmbh", "mbh", "ag",
    "kg", "ug haftungsbeschrankt", "ug", "e k", "e v", "incorporated", "inc", "llc", "l l c", "llp", "lp", "l p", "plc",
    "ltd", "limited", "pty", "pvt", "corporation", "corp", "company", "co", "sarl", "s a r l", "sas", "s a s", "sa",
    "s a", "s p a", "spa", "srl", "s r l", "s l u", "slu", "s l", "sl", "b v", "bv", "n v", "nv", "oy", "oyj", "ab",
    "aps", "a s", "as", "sp z o o", "spolka z o o", "s r o", "sro", "se", "dac", "pbc", "unlimited", "eurl", "sc",
    "kft", "zrt", "doo", "d o o", "aps", "ivs",
)  # fmt: skip
_FORM = re.compile(rf"\s+(?:{'|'.join(sorted(map(re.escape, _FORMS), key=len, reverse=True))})$")
_WORD = re.compile(r"\w+")
_BETWEEN = frozenset({"the", "and", "und", "et"})


def compared(name: str | None) -> str:
    """A name for comparison; empty where nothing is left of it."""
    text = (name or "").casefold().replace("ß", "ss")
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    text = _GROUP.sub("", _ALSO.sub("", text)) or text
    words = _WORD.findall(text.replace("&", " and ").replace("'", "").replace("’", ""))
    bare = " ".join(word for word in words if word not in _BETWEEN)
    while (shorter := _FORM.sub("", bare)) != bare:
        bare = shorter
    return bare


def run_together(name: str | None) -> str:
    """A name as a domain would have it: `People Data Labs, Inc.` is `peopledatalabs`."""
    return re.sub(r"[^a-z0-9]", "", compared(name))
