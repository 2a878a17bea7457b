"""Strangers: the people whom the ledger knows and the profile lacks, though they have not left. Pure.

A changed slug makes one: all that was asked in the person's name would be asked again under the new one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from unbroker.base.errors import Place, Problem
from unbroker.cases.case import Opening
from unbroker.cases.known_people import People, read_people
from unbroker.facts.profile import Profile
from unbroker.ledger.schema import Prepared
from unbroker.ledger.store import Reader


@dataclass(frozen=True)
class Stranger:
    """Somebody of the ledger who is not in the profile."""

    handle: str
    name: str | None
    """As letters had it."""
    now: str | None
    """Under which handle of the profile they may be meant."""

    def problem(self, place: Place) -> Problem:
        """What is wrong with that, and both commands that correct it."""
        who = f"{self.handle!r}, {self.name}" if self.name else repr(self.handle)
        rename = f"`unbroker people rename {self.handle} {self.now or 'NEW'}`"
        hint = f"if the slug is new: {rename}; if you no longer write for them: `unbroker people leave {self.handle}`"
        return Problem(place, f"the ledger has requests for {who}, who is not in the profile", hint)


def known(reader: Reader, people: People) -> Mapping[str, tuple[str, ...]]:
    """The people of a ledger by the handles of now, each with the references of their requests."""
    references: dict[str, list[str]] = {}
    for event in reader.read(kinds=["opened"]):
        opening = Opening.of(event, people)
        if opening.is_forgotten:
            continue
        references.setdefault(opening.person, []).append(opening.reference)
    return {handle: tuple(names) for handle, names in references.items()}


def name_of(reader: Reader, references: Iterable[str]) -> str | None:
    """The name that letters of some requests told, if one did."""
    for event in reader.read([*references], ["prepared"]):
        if isinstance(event.facts, Prepared):
            for fact in event.facts.discloses:
                if fact.field == "name":
                    return fact.value
    return None


def strangers(profile: Profile, reader: Reader) -> Iterator[Stranger]:
    """Each stranger of a ledger, with whom of the profile they may be."""
    people = read_people(reader)
    references = known(reader, people)
    in_profile = {person.handle: person.name for person in profile.people}
    new = [handle for handle in in_profile if handle not in references and people.left_on(handle) is None]
    for handle, names in references.items():
        if handle not in in_profile and people.left_on(handle) is None:
            name = name_of(reader, names)
            alike = [other for other in new if in_profile[other] == name]
            yield Stranger(handle, name, next(iter(alike or (new if len(new) == 1 else ())), None))
