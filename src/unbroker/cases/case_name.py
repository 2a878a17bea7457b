"""Labels: how a person names a case, and which one that is: a reference, a broker's slug, with or without rights. Pure.

Example:
    `UB-7F3K2Q8Z`, `ub-7f3k2q8z/delete`, `UB-7F3K2Q8Z.2`, `acme`, `acme/delete,opt-out`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from unbroker.base.errors import UnknownName, UserError
from unbroker.cases.case import Opening
from unbroker.cases.status import Docket, Entry
from unbroker.facts.law import Law
from unbroker.ledger.event import Event
from unbroker.writing.reference import is_reference

_LOOKALIKES = str.maketrans("OIL", "011")


class Mistyped(UserError):  # noqa: N818 - the sentence is the name
    """A reference whose check character does not fit."""

    def __init__(self, word: str) -> None:
        super().__init__(f"{word} is not a reference: its check character is wrong (compare it with the letter)")


class SeveralRequests(UserError):  # noqa: N818 - the sentence is the name
    """More than one request is meant."""

    def __init__(self, word: str, entries: Sequence[Entry], *, are_open: bool) -> None:
        by_reference: dict[str, list[Entry]] = {}
        for entry in entries:
            by_reference.setdefault(entry.case.opening.reference, []).append(entry)
        lines = [_line(of_one) for of_one in by_reference.values()]
        what = "open requests" if are_open else "requests, none of them open"
        super().__init__("\n".join([f"{word} has {len(lines)} {what} (name one by its reference):", *lines]))


class NothingRecorded(UserError):  # noqa: N818 - the sentence is the name
    """The ledger has no request at all."""

    def __init__(self) -> None:
        super().__init__("no request is recorded yet (`unbroker mail post` seals the first letters)")


@dataclass(frozen=True)
class CaseName:
    """What was typed, taken apart."""

    name: str
    """A reference, or a broker's slug."""
    rights: tuple[str, ...] = ()
    letter: str | None = None

    @property
    def is_reference(self) -> bool:
        """Whether it names one request for good."""
        return self.name.startswith("UB-")

    def means(self, letter: str, opening: Opening) -> bool:
        """Whether a letter of a request is meant."""
        return letter == self.letter if self.letter else self.name in (opening.reference, *opening.brokers)


def parse(text: str) -> CaseName:
    """Take a name apart; letters that look like digits are read as digits, as Crockford's base 32 wants.

    Raises:
        Mistyped: it is meant as a reference, and is none.
    """
    head, _, tail = text.strip().partition("/")
    rights = tuple(right.strip() for right in tail.split(",") if right.strip())
    name, _, number = head.partition(".")
    bare = name.upper().removeprefix("UB-").translate(_LOOKALIKES)
    if is_reference(f"UB-{bare}"):
        reference = f"UB-{bare}"
        return CaseName(reference, rights, f"{reference}.{number}" if number else None)
    if name.upper().startswith("UB-"):
        raise Mistyped(name)
    return CaseName(head, rights)


def references(label: CaseName, openings: Iterable[Event]) -> tuple[str, ...]:
    """The requests that a label can mean.

    Raises:
        UnknownName: there is none of that name.
        NothingRecorded: there is none at all.
    """
    opened = [opening for event in openings if not (opening := Opening.of(event)).is_forgotten]
    if not opened:
        raise NothingRecorded
    meant = [opening.reference for opening in opened if label.name in (opening.reference, *opening.brokers)]
    if not meant:
        names = {name for opening in opened for name in (opening.reference, *opening.brokers)}
        raise UnknownName("request", label.name, names, see="see `unbroker status --all`")
    return tuple(dict.fromkeys(meant))


def choose(label: CaseName, docket: Docket, laws: Mapping[str, Law]) -> tuple[Entry, ...]:
    """The cases of the one request that is meant; only those of the rights that were named.

    Raises:
        SeveralRequests: it can be more than one.
        UnknownName: the request has no such right.
    """
    entries = docket.entries
    if label.rights and not label.is_reference:
        entries = tuple(entry for entry in entries if entry.case.right in _rights(label, entry, laws)) or entries
    are_open = tuple(entry for entry in entries if entry.is_open)
    candidates = are_open or entries
    if len({entry.case.opening.reference for entry in candidates}) > 1:
        raise SeveralRequests(label.name, candidates, are_open=bool(are_open))
    reference = candidates[0].case.opening.reference
    chosen = tuple(entry for entry in docket.entries if entry.case.opening.reference == reference)
    _check_rights(label, chosen, laws)
    return tuple(entry for entry in chosen if not label.rights or entry.case.right in _rights(label, entry, laws))


def _rights(label: CaseName, entry: Entry, laws: Mapping[str, Law]) -> tuple[str, ...]:
    """The rights that are named, by the names that the law has for them."""
    law = laws.get(entry.case.opening.law)
    aliases = law.aliases if law else {}
    return tuple(aliases.get(right, right) for right in label.rights)


def _check_rights(label: CaseName, chosen: Sequence[Entry], laws: Mapping[str, Law]) -> None:
    rights = [entry.case.right for entry in chosen]
    for right, meant in zip(label.rights, _rights(label, chosen[0], laws), strict=True):
        if meant not in rights:
            reference = chosen[0].case.opening.reference
            raise UnknownName("right", right, rights, see=f"it asks for {', '.join(rights)}", of=reference)


def _line(entries: Sequence[Entry]) -> str:
    opening = entries[0].case.opening
    states = ", ".join(f"{entry.case.right} {entry.state}" for entry in entries)
    return f"  {opening.reference}  {opening.broker} for {opening.person}, {opening.law}, {opening.on}: {states}"
