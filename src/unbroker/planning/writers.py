"""Writers: in whose names letters are written, and that somebody who left is none of them. Pure."""

from collections.abc import Iterable
from datetime import date

from unbroker.base.errors import UserError
from unbroker.cases.known_people import People
from unbroker.facts.profile import Person, Profile


class GoneAway(UserError):  # noqa: N818 - the sentence is the name
    """Somebody who left is to be written for."""

    def __init__(self, person: str, left: date) -> None:
        hint = "if they are back: `unbroker people list` has the number for `unbroker people void`"
        super().__init__(f"{person} left on {left}: no letter is written for them ({hint})")


def writers(profile: Profile, people: People, named: Iterable[str]) -> tuple[Person, ...]:
    """The people who are named, else everybody of the profile who has not left.

    Raises:
        UnknownName: one who is named is not in the profile.
        GoneAway: one who is named left.
    """
    handles = dict.fromkeys(named)
    for handle in handles:
        if (left := people.left_on(handle)) is not None:
            raise GoneAway(handle, left)
    everybody = (person.handle for person in profile.people if people.left_on(person.handle) is None)
    return tuple(map(profile.person, handles or everybody))
