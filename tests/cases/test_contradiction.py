"""Two answers that do not fit together call for a letter about them, and then for a complaint."""

from datetime import date, timedelta

import pytest
from made_up import events, new_event, opened, packaged_laws, prepared

from unbroker.actions.status import due_actions
from unbroker.cases import follow_up
from unbroker.cases.case import fold
from unbroker.cases.contradiction import called_for, contradictions
from unbroker.cases.status import Docket, docket
from unbroker.cases.trail import trail
from unbroker.ledger.event import NewEvent

DAY = date(2026, 5, 3)
TO_BOLT = {"side": "recipient", "says": "named", "name": "Bolt", "broker": "bolt", "words": "We gave it to Bolt."}
FROM_ACME = {"side": "source", "says": "named", "name": "Acme", "broker": "acme"}
NOBODY = {"side": "recipient", "says": "nobody"}


def begun() -> list[NewEvent]:
    """Letters to Acme and Bolt have left."""
    steps: list[NewEvent] = []
    for broker in ("acme", "bolt"):
        name = f"UB-{broker}"
        steps += [opened(name, on=DAY, broker=broker, law="gdpr", rights=("access", "delete"), residence="DE")]
        steps += [prepared(name, on=DAY), new_event("sent", DAY, name, letter=f"{name}.1")]
    return steps


def answer(broker: str, day: int, right: str, outcome: str, *names: dict[str, str]) -> NewEvent:
    """A broker answers, so many days on."""
    facts = {"outcome": outcome, "names": [*names]}
    return new_event("answered", DAY + timedelta(days=day), f"UB-{broker}", right, facts=facts, evidence=("a" * 64,))


def looked_at(*more: NewEvent, after: int = 40) -> Docket:
    """The docket so many days on."""
    return docket(fold(events(*begun(), *more)), packaged_laws(), DAY + timedelta(days=after))


EMPTY = (answer("acme", 20, "access", "fulfilled", TO_BOLT), answer("bolt", 25, "access", "no-data"))
DENIED = (answer("acme", 20, "access", "fulfilled", NOBODY), answer("bolt", 25, "access", "fulfilled", FROM_ACME))
KEPT = (
    answer("acme", 20, "access", "fulfilled", TO_BOLT),
    answer("acme", 22, "delete", "fulfilled"),
    answer("bolt", 30, "access", "fulfilled", FROM_ACME),
)


@pytest.mark.parametrize(
    ("answers", "kind", "asked", "words"),
    [
        (EMPTY, "nothing-held", "UB-bolt/access", "it says that it holds nothing, and acme says that they passed"),
        (DENIED, "denied", "UB-acme/access", "it denies what bolt says about the two of them"),
        (KEPT, "not-passed-on", "UB-acme/delete", "it says that it deleted, and bolt, which had the data from it"),
    ],
)
def test_a_letter_goes_to_whose_answer_stands_alone(
    answers: tuple[NewEvent, ...], kind: str, asked: str, words: str
) -> None:
    """It is due from the day of the later answer, and takes the place of the letter that would ask less."""
    looked = looked_at(*answers)
    (found,) = contradictions(trail(entry.case for entry in looked.entries))
    (action,) = called_for(looked.entries)
    steps = [call.step for call in follow_up.propose(looked)]

    assert (found.kind, action.entry.case.name, action.step) == (kind, asked, "contradiction")
    assert action.words.startswith(words)
    assert action in due_actions(looked, 7)
    assert "contradiction" in steps
    assert "no-data" not in steps


def test_who_is_asked_and_silent_is_complained_about() -> None:
    """After fourteen days; until then there is to wait."""
    (action,) = called_for(looked_at(*EMPTY).entries)
    letter = prepared(
        "UB-bolt", number=2, on=DAY + timedelta(days=41), step="contradiction", trigger={"access": action.trigger}
    )
    sent = new_event("sent", DAY + timedelta(days=41), "UB-bolt", letter="UB-bolt.2")
    (waiting,) = called_for(looked_at(*EMPTY, letter, sent, after=45).entries)
    (after,) = called_for(looked_at(*EMPTY, letter, sent, after=60).entries)

    assert (waiting.waits, waiting.step) == (True, None)
    assert after.step in ("complaint", "controller-complaint")


def test_what_is_corrected_is_settled() -> None:
    """Bolt finds the data after all: the last answer counts."""
    corrected = answer("bolt", 50, "access", "fulfilled", FROM_ACME)

    assert called_for(looked_at(*EMPTY, corrected, after=60).entries) == ()
