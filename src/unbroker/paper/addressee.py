"""The address block: the recipient's lines, folded into the room that a window or a label has for them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from unbroker.base import places
from unbroker.facts import delivery as postal
from unbroker.facts.address import PostalAddress
from unbroker.facts.delivery import Delivery
from unbroker.paper import typeface
from unbroker.writing.languages import Language, country_for_post
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
    shortens: bool = True
    """Whether a name may lose its end."""


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
    """Who a draft is addressed to; the country's name is in a language of the post that takes the letter."""
    channel, person = draft.recipient.channel, draft.request.person
    home = draft.return_address or person.return_address
    origin = home.country if home else places.country(person.residence.code)
    post = channel.post
    country = country_for_post(post.country, origin, language.code) if post else ""
    return Addressee(draft.recipient.names, post, channel.as_filed, channel.to, origin, country)


def one_line(to: Addressee) -> str:
    """The address without the names, in one line as the destination wants it."""
    if to.post is None or not to.post.parsed:
        return to.to
    return ", ".join(postal.delivery(to.post, to.origin, to.country).lines)


def block(to: Addressee, room: Room) -> tuple[str, ...]:
    """The lines of an address, as the destination wants them, folded where they are too long.

    A web or e-mail address may be cut anywhere, a postal one is broken at spaces, a name in a long word too. Where
    there are too many lines, those of the town are joined, then those of the street; then the name loses its end,
    and last what stands above the line of the street, such as c/o and a house.

    Raises:
        DoesNotFit: a word of the address is wider than the room, or its lines are more than the room holds.
    """
    if to.post is None:
        return _with_names(to.names, cut(to.to, room.width, room.size), room)
    if not to.post.parsed:
        return _filed(to, to.post, room)
    rules = rest = postal.delivery(to.post, to.origin, to.country)
    names = tuple(postal.addressee_line(name, to.post) for name in to.names)
    while (height := len(_folded(rest.lines, room, rest)) + len(_name_lines(names, room, rest))) > room.lines:
        tight = rest.tighter()
        if tight is None:
            break
        rest = tight
    if height > room.lines and room.shortens:
        rest = _without_houses(rules, len(names), room) or rest
    return _with_names(names, _folded(rest.lines, room, rest), room, rest)


def _without_houses(rules: Delivery, names: int, room: Room) -> Delivery | None:
    """The same with what stands above the line of its street as short as the room asks; None where that is nothing."""
    if len(rules.street) == 1:
        return None
    *houses, street = rules.street
    rest = replace(rules, street=(street,), town=(" ".join(rules.town),))
    space = room.lines - names - len(_folded(rest.lines, room, rest))
    if space < 1:
        return None
    mark = "" if rules.is_american else "…"
    short = typeface.shortened(rules.joint.join(houses), space, room.width, room.size, mark)
    return replace(rest, street=(*short, street))


def _filed(to: Addressee, post: PostalAddress, room: Room) -> tuple[str, ...]:
    """The lines of a source: two are joined where they are too many, as long as that saves a line."""
    lines = postal.as_filed_lines(to.as_filed, post, to.origin, to.country)
    names, rest = lines[:1], lines[1:]
    while len(_name_lines(names, room)) + len(height := _folded(rest, room)) > room.lines:
        ways = [way[1:] for way in postal.joined((*names, *rest), post, is_abroad=post.country != to.origin)]
        shorter = next((way for way in ways if len(_folded(way, room)) < len(height)), None)
        if shorter is None and not ways:
            break
        rest = shorter or ways[0]
    return _with_names(names, _folded(rest, room), room)


def _with_names(
    names: tuple[str, ...], rest: tuple[str, ...], room: Room, rules: Delivery | None = None
) -> tuple[str, ...]:
    """An address below its names, which lose their ends if there is no room for them; the salutation has them whole.

    Raises:
        DoesNotFit: there is no room for the address itself.
    """
    lines = _name_lines(names, room, rules)
    if (space := room.lines - len(rest)) < len(lines) and room.shortens and space >= len(names):
        mark = "" if rules and rules.is_american else "…"
        each = (typeface.shortened(name, space // len(names), room.width, room.size, mark) for name in names)
        lines = tuple(_flat(each))
    return _few_enough(room, (*lines, *rest))


def _name_lines(names: tuple[str, ...], room: Room, rules: Delivery | None = None) -> tuple[str, ...]:
    try:
        return _folded(names, room, rules)
    except DoesNotFit:
        if not room.folds:
            raise
    return tuple(part for name in names for part in typeface.fold_name(name, room.width, room.size))


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
