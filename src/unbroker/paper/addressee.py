"""The address block: the recipient's lines, folded into the room that a window or a label has for them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unbroker.base import places
from unbroker.facts import delivery as postal
from unbroker.facts.address import PostalAddress
from unbroker.facts.delivery import Delivery
from unbroker.paper import typeface
from unbroker.writing.languages import Language
from unbroker.writing.request import Draft


class DoesNotFit(Exception):  # noqa: N818 - the sentence is the name
    """An address that has no room, and why."""


@dataclass(frozen=True)
class Room:
    """What an address may take."""

    where: str
    """What it is, for messages: the window of us-10."""
    width: float
    """In points."""
    lines: int
    size: float
    """The type size, in points."""
    folds: bool = True
    """Whether a line may be broken at a space."""


@dataclass(frozen=True)
class Addressee:
    """Who a letter is addressed to, and where."""

    names: tuple[str, ...]
    post: PostalAddress | None
    """None where it goes another way."""
    as_filed: tuple[str, ...]
    """The lines of the source, for an address that could not be parsed."""
    to: str
    """The address in one line."""
    origin: str
    """The country that it is posted in."""
    country: str = ""
    """The name of the country that it goes to, as it stands below the address."""


def addressee(draft: Draft, language: Language) -> Addressee:
    """Who a draft is addressed to, in the language of its letter."""
    channel, person = draft.recipient.channel, draft.request.person
    home = draft.sender.address or person.address
    origin = home.country if home else places.country(person.residence.code)
    post = channel.post
    country = language.place(post.country) if post else ""
    return Addressee(draft.recipient.names, post, channel.as_filed, channel.to, origin, country)


def one_line(to: Addressee) -> str:
    """The address without the names, in one line as the destination wants it."""
    if to.post is None or not to.post.parsed:
        return to.to
    return ", ".join(postal.delivery(to.post, to.origin, to.country).lines)


def block(to: Addressee, room: Room) -> tuple[str, ...]:
    """The lines of an address, as the destination wants them, folded where they are too long.

    A web or e-mail address may be cut anywhere, a postal one is broken at spaces.

    Raises:
        DoesNotFit: a word is wider than the room, or the lines are more than it holds.
    """
    if to.post is None:
        return _few_enough(room, (*_folded(to.names, room), *cut(to.to, room.width, room.size)))
    if not to.post.parsed:
        return _few_enough(room, _folded(postal.as_filed_lines(to.as_filed, to.post, to.origin, to.country), room))
    rest = postal.delivery(to.post, to.origin, to.country)
    names = [postal.addressee_line(name, to.post) for name in to.names]
    while True:
        lines = _folded((*names, *rest.lines), room, rest)
        tight = rest.tighter() if len(lines) > room.lines else None
        if tight is None:
            return _few_enough(room, lines)
        rest = tight


def cut(line: str, width: float, size: float) -> tuple[str, ...]:
    """A line folded at spaces, and without usable ones, such as a web address, cut where it is full."""
    folded: tuple[str, ...] | None = typeface.fold(line, width, size)
    if folded:
        return folded
    lines = [""]
    for character in line:
        if typeface.width(lines[-1] + character, size) > width:
            lines.append("")
        lines[-1] += character
    return tuple(lines)


def _few_enough(room: Room, lines: tuple[str, ...]) -> tuple[str, ...]:
    if len(lines) > room.lines:
        raise DoesNotFit(
            f"the address has {len(lines)} lines, but {room.where} shows only {room.lines}: {' / '.join(lines)}"
        )
    return lines


def _folded(lines: Iterable[str], room: Room, rules: Delivery | None = None) -> tuple[str, ...]:
    return tuple(part for line in lines for part in _fold(line, room, rules))


def _fold(line: str, room: Room, rules: Delivery | None) -> tuple[str, ...]:
    ways: list[tuple[str, ...]] = [(line,), *(rules.shorter(line) if rules else ())]
    for way in ways:
        if all(typeface.width(part, room.size) <= room.width for part in way):
            return way
    for way in reversed(ways if room.folds else ()):
        parts = [typeface.fold(part, room.width, room.size) for part in way]
        if all(parts):
            return tuple(_flat(parts))
    raise DoesNotFit(f"the line {line!r} is wider than {room.where}")


def _flat(parts: Iterable[tuple[str, ...] | None]) -> Iterator[str]:
    for part in parts:
        yield from part or ()
