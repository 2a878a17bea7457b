"""What a file may hold: a line, an e-mail or web address, a territory, the date of a source, a length."""

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from unbroker.base import places

_EMAIL = re.compile(
    r"(?!\.)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+(?<!\.)@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_URL = re.compile(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?")


def _one_line(text: str) -> str:
    for character in text:
        kind = unicodedata.category(character)
        if kind in ("Cc", "Zl", "Zp"):
            raise ValueError(
                f"contains a line break or control character (U+{ord(character):04X}) | write it on one line"
            )
        if kind in ("Co", "Cs", "Cn"):
            raise ValueError(f"contains U+{ord(character):04X}, which is not a character | remove it")
    if not (text := unicodedata.normalize("NFC", text.strip())):
        raise ValueError("is empty | write it, or remove the line")
    return text


def _email(address: str) -> str:
    if not _EMAIL.fullmatch(address) or ".." in address:
        raise ValueError(f"{address!r} is not an e-mail address | as in privacy@example.org")
    return address


def _url(url: str) -> str:
    if not _URL.fullmatch(url):
        raise ValueError(f"{url!r} is not a web address | as in https://example.org/privacy")
    return url


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
Count = Annotated[int, Field(ge=1)]
