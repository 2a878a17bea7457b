"""People in the ledger: a rename holds for what was recorded before it, and who left is known by the newest handle."""

from made_up import DAY, events, new_event, opened

from unbroker.cases.case import fold
from unbroker.cases.known_people import People
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Left, Renamed, Voided


def renamed(person: str, to: str) -> NewEvent:
    """A handle became another one."""
    return NewEvent(Renamed(person=person, to=to), DAY)


def left(person: str) -> NewEvent:
    """Somebody left."""
    return NewEvent(Left(person=person), DAY)


def taken_back(seq: int) -> NewEvent:
    """An event did not happen."""
    return NewEvent(Voided(), DAY, voids=seq)


def test_a_rename_holds_for_what_was_before() -> None:
    """Who is called so later is somebody else."""
    people = People(events(renamed("me", "robin"), renamed("robin", "rob")))

    assert ("rob", "rob", "me") == (people.handle("me", 0), people.handle("robin", 1), people.handle("me", 2))


def test_a_rename_there_and_back_is_none() -> None:
    """Each holds for what was before it."""
    people = People(events(renamed("me", "robin"), renamed("robin", "me")))

    assert "me" == people.handle("me", 0) == people.handle("robin", 1)


def test_who_left_is_known_by_the_newest_handle() -> None:
    """Also if the rename came after it."""
    people = People(events(left("me"), renamed("me", "robin")))

    assert (DAY, None) == (people.left_on("robin"), people.left_on("me"))


def test_what_is_taken_back_did_not_happen() -> None:
    """Neither a renaming nor a leaving."""
    people = People(events(renamed("me", "robin"), left("robin"), taken_back(1), taken_back(2)))

    assert ("me", {}) == (people.handle("me", 0), people.gone)


def test_openings_have_the_handle_of_now() -> None:
    """A request stays the person's, and says that they left, in however many parts it is folded."""
    person = opened().fact("person") or ""
    history = events(opened(), renamed(person, "robin"), left("robin"), new_event("note", DAY, "UB-7F3K2Q8Z"))
    whole = fold(history)

    for at in range(len(history)):
        assert fold(history[at:], fold(history[:at])) == whole
    (first, *_) = whole
    assert ("robin", DAY) == (first.opening.person, first.opening.left)
