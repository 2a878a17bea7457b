"""What a file may hold: a line, an e-mail or web address, a territory, the date of a source, a length."""

import re
import unicodedata
from datetime import date
from typing import Annotated

from unbroker.base import places
from unbroker.base.errors import shortened
from unbroker.base.fact import AfterValidator, BeforeValidator, Field

_EMAIL = re.compile(
    r"(?!\.)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+(?<!\.)@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_URL = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+(?:[/?#]\S*)?")
_LINK = re.compile(r"\bhttps?://(?P<host>[^\s/?#]*)[^\s]*", re.IGNORECASE)
"""A link within a text, and what stands where its host does."""
_LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
LONGEST_LINE = 4000
"""How many characters a line may have."""
# What Unicode lets programs leave out when they show a text, and is no format character (Default_Ignorable_Code_Point);
# and a letter of Braille without a dot.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | frozenset(
    chr(code) for first, last in ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF)) for code in range(first, last + 1)
)
_JOINERS = "\u200c\u200d"
_JOINING = frozenset(
    ("ARABIC", "SYRIAC", "NKO", "MANDAIC", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA",
     "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN")
)  # fmt: skip
_SELECTORS = (
    ("\u180b\u180c\u180d\u180f", ("MONGOLIAN",)),
    (frozenset(map(chr, (*range(0xFE00, 0xFE03), *range(0xE0100, 0xE01F0)))), ("CJK",)),
)
"""What chooses the form of the sign before it, and of which scripts' signs."""


def _one_line(text: str) -> str:
    """One line that reads as what it is: nothing that breaks it, turns it around or cannot be seen.

    A joiner stays within a word of a script that needs it (RFC 5892, A.1 and A.2, takes it there, too), and a
    variation selector behind a sign of which it chooses the form.
    """
    if len(text) > LONGEST_LINE:
        raise ValueError(f"contains {len(text):,} characters | write at most {LONGEST_LINE:,}")
    if not (text.isascii() and text.isprintable()):
        for at in range(len(text)):
            _refuse_unreadable(text, at)
    if not (text := unicodedata.normalize("NFC", text.strip())):
        raise ValueError("is empty | write it, or remove the line")
    if "://" in text:
        for link in _LINK.finditer(text):
            _refuse_user(link[0], link["host"])
    return text


def _refuse_user(link: str, host: str) -> None:
    """Refuse a link that leads elsewhere than it seems: a browser takes what stands before an @ for a user."""
    if "@" in host or "\\" in host:
        reason = "has a user name before its host, and leads elsewhere than it seems"
        raise ValueError(f"{shortened(link)} {reason} | write it without")


def _refuse_unreadable(text: str, at: int) -> None:
    character = text[at]
    kind = unicodedata.category(character)
    if (kind[0] in "LMNPS" or kind == "Zs") and character not in _UNSEEN:
        return
    named = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
    if kind in ("Cc", "Zl", "Zp"):
        raise ValueError(f"contains a line break or control character ({named}) | write it on one line")
    if kind in ("Co", "Cs", "Cn"):
        raise ValueError(f"contains {named}, which is not a character | remove it")
    if (kind == "Cf" or character in _UNSEEN) and not _is_needed(text, at):
        raise ValueError(f"contains {named}, which cannot be seen | remove it")


def _is_needed(text: str, at: int) -> bool:
    before, character = text[at - 1 : at], text[at]
    if character in _JOINERS:
        scripts = [_script(neighbour) for neighbour in (before, text[at + 1 : at + 2])]
        return scripts[0] in _JOINING and scripts[0] == scripts[1]
    return any(character in selectors and _script(before) in scripts for selectors, scripts in _SELECTORS)


def _script(character: str) -> str:
    """The script of a letter or mark, by the first word of its name; empty for anything else."""
    if not character or unicodedata.category(character)[0] not in "LM":
        return ""
    return unicodedata.name(character, "").partition(" ")[0]


def _email(address: str) -> str:
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address) or ".." in address:
        raise ValueError(f"{shortened(address)} is not an e-mail address | as in privacy@example.org")
    return address


def _url(url: str) -> str:
    if _URL.fullmatch(url) is None:
        raise ValueError(f"{shortened(url)} is not a web address | as in https://example.org/privacy")
    return url


def line(text: object) -> str:
    """One line, as records have it.

    Raises:
        ValueError: it is none; the message may carry a hint after " | ".
    """
    if not isinstance(text, str):
        raise ValueError("Input should be a valid string")  # noqa: TRY004 - as for all that a file has
    return _one_line(text)


def email(text: object) -> str:
    """An e-mail address, as records have it.

    Raises:
        ValueError: it is none; the message may carry a hint after " | ".
    """
    return _email(line(text))


def url(text: object) -> str:
    """A web address, as records have it.

    Raises:
        ValueError: it is none; the message may carry a hint after " | ".
    """
    return _url(line(text))


def is_url(text: str) -> bool:
    """Whether a text is a web address as records have it."""
    try:
        return url(text) == text
    except ValueError:
        return False


def _day(day: str) -> str:
    try:
        date.fromisoformat(f"{day}-01-01"[:10] if len(day) < len("2026-05") else f"{day}-01"[:10])
    except ValueError as error:
        raise ValueError(f"{day!r} is not a date | as in 2026, 2026-05 or 2026-05-13") from error
    return day


def _as_text(scalar: object) -> object:
    return str(scalar) if isinstance(scalar, int) else scalar


Line = Annotated[str, AfterValidator(_one_line)]
Email = Annotated[Line, AfterValidator(_email)]
Url = Annotated[Line, AfterValidator(_url)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
SourceDate = Annotated[
    str, BeforeValidator(_as_text), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"), AfterValidator(_day)
]
"""A year, a month or a day, as precise as the source is: 2026, 2026-05, 2026-05-13."""
Territory = Annotated[str, AfterValidator(places.check)]
"""A country, a region or a union: DE, US-CA, EEA."""
Country = Annotated[str, AfterValidator(places.check_country)]
"""ISO 3166-1, two letters."""
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]+)*$")]
"""A language as the names of its files have it: `en` for `letter.en.md`."""
Length = Annotated[float, Field(allow_inf_nan=False)]
"""Millimetres or points, also less than none."""
Extent = Annotated[Length, Field(gt=0)]
"""Millimetres or points, more than none."""
Count = Annotated[int, Field(ge=1, le=10**9)]
