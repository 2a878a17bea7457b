"""The screen: templates, and how days, counts and our own words look on a page; everything else is escaped."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from unbroker.base import places

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December")  # fmt: skip
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_COMMAND = re.compile(r"`([^`]+)`")
_ASIDE = re.compile(r"[ ,;:]*\(?(?:then )?`unbroker [^`]*`(?: (?:says why|sends it again|tells|lists them))?\)?")
_LABELLED, _ITEM, _FULL = re.compile(r"[^:]{1,45}: "), re.compile(r"-|\d+\. "), 45
"""A line of the person above the letter, an item of a list, and how long a line is that was broken for its width."""
TO_RECORD: Mapping[str, str] = {
    "closed": "that it is over",
    "reappeared": "that it came back",
    "answered --outcome partial": "that a part is missing",
    "identity-given": "that you told them",
    "clarification-given": "that you told them",
    "complained": "that you complained",
    "appealed": "that you appealed",
}
"""How the words of the program call what is to be recorded, as a person says it."""
WHY: Mapping[str, str] = {
    "suspected_fraud": "they suspect fraud",
    "insuf_verification": "they do not believe who you are",
    "no_match": "they found nobody who matches you",
    "claim_not_covered": "they say that the law does not cover this",
    "outside_jurisdiction": "they say that the law does not apply",
    "too_many_requests": "they say that you asked too often",
    "processor": "they say that they work for somebody else",
}
"""Why they refused, in a few words."""
_REASON = re.compile(rf"\(({'|'.join(WHY)})\)")
RIGHTS: Mapping[str, str] = {
    "access": "show what they hold",
    "access-categories": "say which kinds of data they hold",
    "access-specific": "show what they hold",
    "delete": "delete it",
    "correct": "correct it",
    "opt-out": "stop selling and sharing it",
    "limit": "limit the use of sensitive data",
    "object": "stop processing it",
    "restrict": "set it aside",
    "withdraw": "accept that consent is withdrawn",
    "port": "hand it over in a usable form",
    "third-parties": "say to whom they gave it",
    "file": "show your file",
    "dispute": "check what is disputed",
    "drop": "delete it, through DROP",
    "preserve": "keep it for now",
}
"""What a letter asks them to do, by right."""


def day(on: date | None, today: date | None = None) -> str:
    """A day in words; without its year where that is today's."""
    if on is None:
        return ""
    year = "" if today is not None and on.year == today.year else f" {on.year}"
    return f"{on.day} {_MONTHS[on.month - 1]}{year}"


def count(number: int, noun: str, several: str | None = None) -> str:
    """A number with its noun: "one letter", "2 letters"."""
    return f"{number_words(number)} {noun if number == 1 else several or f'{noun}s'}"


def number_words(number: int) -> str:
    """A number, the small ones in words."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"


def first_up(words: str) -> str:
    """The words as a sentence begins."""
    return words[:1].upper() + words[1:]


def place(code: str) -> str:
    """What a territory is called."""
    return {"EEA": "the European Economic Area", "EU": "the European Union"}.get(code) or places.name(code)


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them."""
    *rest, last = [*names] or [""]
    return f"{', '.join(rest)} and {last}" if rest else last


def asks(rights: Iterable[str]) -> str:
    """What some rights ask for, in plain words."""
    return listed(dict.fromkeys(RIGHTS.get(right, right) for right in rights))


def days_in(words: str) -> str:
    """Words of the program with their days as a person writes them."""
    return _DAY.sub(lambda match: day(date(*map(int, match.groups()))), words)


def reflowed(text: str) -> str:
    """The words of a letter for a screen of any width: its lines end where the screen does, its lists stay."""
    return "\n\n".join(map(_reflowed, text.split("\n\n")))


def _reflowed(block: str) -> str:
    lines = block.split("\n")
    if all(map(_LABELLED.match, lines)):
        return block
    whole = [lines[0]]
    for before, line in pairwise(lines):
        is_item = _ITEM.match(line.lstrip())
        if is_item or (len(before) < _FULL and not line.startswith("  ")):
            whole.append(line)
        else:
            whole[-1] += f" {line.strip()}"
    return "\n".join(whole)


def spoken(words: str) -> Markup:
    """Words of the program on a page: a command stays one, a word in backticks becomes emphasis, days become words."""
    return Markup(_COMMAND.sub(_command, str(escape(days_in(words)))))  # noqa: S704 - it is escaped


def _command(match: re.Match[str]) -> str:
    words = match[1]
    return f"<code>{words}</code>" if words.startswith(("unbroker", "--")) else f"<em>{words}</em>"


def without_commands(words: str) -> str:
    """Words of the program without the commands that a button stands for, and with what to record in words."""
    words = words.replace(" bounced: try another channel", " came back: try another way").replace(
        " was refused: try another channel", " was refused: try another way"
    )
    bare = _COMMAND.sub(lambda match: TO_RECORD.get(match[1], match[1]), _ASIDE.sub("", words))
    return first_up(days_in(_REASON.sub(lambda match: f"({WHY[match[1]]})", bare)).strip())


@lru_cache(1)
def environment() -> Environment:
    """The templates of the pages."""
    pages = Environment(
        loader=PackageLoader("unbroker.web"), autoescape=True, undefined=StrictUndefined, lstrip_blocks=True
    )
    pages.filters |= {
        "day": day, "count": count, "first_up": first_up, "listed": listed, "asks": asks, "spoken": spoken,
        "number": number_words, "place": place, "plain": without_commands, "reflowed": reflowed,
    }  # fmt: skip
    return pages


@lru_cache(4)
def static(name: str) -> tuple[bytes, str] | None:
    """A file of the page's own, with its type; None where there is none of that name."""
    kinds = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
    if name not in kinds:
        return None
    return resources.files("unbroker.web").joinpath("static", name).read_bytes(), kinds[name]
