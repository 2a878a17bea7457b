"""Writers: in whose names letters are written: of those who agreed, and of nobody who left. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date

from unbroker.base.errors import UserError
from unbroker.cases.case import Cases
from unbroker.cases.known_people import People
from unbroker.facts.law import Law
from unbroker.facts.profile import Person, Profile
from unbroker.facts.registry import Broker
from unbroker.writing import agency, guardianship


class GoneAway(UserError):  # noqa: N818 - the sentence is the name
    """Somebody who left is to be written for."""

    def __init__(self, person: str, left: date) -> None:
        hint = "if they are back: `unbroker people list` has the number for `unbroker people void`"
        super().__init__(f"{person} left on {left}: no letter is written for them ({hint})")


class NotThereYet(UserError):  # noqa: N818 - the sentence is the name
    """Somebody is said to live where they move on a day to come."""

    def __init__(self, person: Person, message: str) -> None:
        super().__init__(f"{person.handle} {message} ({WHERE_TODAY})")


WHERE_TODAY = "write where they live today, and change it on that day"
"""What to do about a residence of a day to come."""


def moves_later(person: Person, today: date) -> str | None:
    """That a person does not live yet where the profile says, as a half sentence; None if they do."""
    since = person.residence.since
    return f"lives in {person.residence.name} only from {since} on" if since is not None and since > today else None


def movers(people: Iterable[Person], today: date) -> list[tuple[Person, str]]:
    """Those who do not live yet where the profile says, each with that as a half sentence."""
    return [(person, message) for person in people if (message := moves_later(person, today)) is not None]


def writers(profile: Profile, people: People, named: Iterable[str], today: date) -> tuple[Person, ...]:
    """The people who are named, else everybody of the profile who has not left; who moves later is left out of a plan.

    Raises:
        UnknownName: one who is named is not in the profile.
        GoneAway: one who is named left.
        NotThereYet: one who is named moves on a day to come, or nobody lives where the profile says yet.
    """
    handles = dict.fromkeys(named)
    for handle in handles:
        if (left := people.left_on(handle)) is not None:
            raise GoneAway(handle, left)
    everybody = (person.handle for person in profile.people if people.left_on(person.handle) is None)
    chosen = tuple(map(profile.person, handles or everybody))
    later = movers(chosen, today)
    if later and (handles or len(later) == len(chosen)):
        raise NotThereYet(*later[0])
    return chosen


def must_agree(person: Person, profile: Profile, cases: Cases) -> bool:
    """Whether a person has yet to agree, before the first letter in their name.

    Somebody alone writes their own letters, who signed a permission has agreed, and made-up people cannot. For a
    child its guardian confirms once to have the care of it, and a new guardian once more.
    """
    if profile.specimen or person.agent:
        return False
    if person.guardian:
        return not cases.people.cares_for(person.handle, person.guardian.name)
    if len(profile.people) == 1:
        return False
    return person.handle not in cases.askers and cases.people.agreed_on(person.handle) is None


def unagreed(person: Person, profile: Profile, cases: Cases) -> Iterator[str]:
    """That a person has yet to agree, or the guardian of a child to confirm, as a remark of a plan."""
    if must_agree(person, profile, cases):
        what = f"{person.guardian.name} confirmed it" if person.guardian else f"{person.handle} agreed"
        yield f"not sealed before {what}: `unbroker people agree {person.handle}`"


def refused(person: Person, broker: Broker, law: Law, today: date) -> tuple[str, str] | None:
    """Why whoever acts for a person may not ask a broker under a law, and what helps; None where they may."""
    if person.agent and broker.kind != "portal" and (reason := agency.refused(law, today)):
        return reason, agency.IN_OWN_NAME
    reason = guardianship.refused(law, person, today)
    return (reason, guardianship.IN_OWN_NAME) if reason else None
