"""Lodged requests: what a person filed through a form, such as DROP, is sealed and has left in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from unbroker.actions import record_event
from unbroker.actions.desk import seal
from unbroker.actions.mark_sent import TooLate
from unbroker.actions.record_event import Recorded
from unbroker.actions.seal import run_name
from unbroker.base.errors import UserError
from unbroker.folder import Folder
from unbroker.ledger.event import NewEvent
from unbroker.planning.plan import Item, Selection, plan
from unbroker.writing.letter import compose


class NotLodged(UserError):  # noqa: N818 - the sentence is the name
    """There is no request to a broker that goes into a form."""

    def __init__(self, broker: str, reason: str) -> None:
        super().__init__(f"{broker}: nothing of it is recorded, and {reason} (see `unbroker plan {broker}`)")


class WhoseRequest(UserError):  # noqa: N818 - the sentence is the name
    """Several people of the profile could have filed it."""

    def __init__(self, broker: str, people: Sequence[str]) -> None:
        super().__init__(f"{broker}: it can be of {' or '.join(people)} (say whose it is: --for {people[0]})")


def lodge(
    own: Folder,
    broker: str,
    on: date,
    people: tuple[str, ...],
    *,
    today: date,
    at: datetime,
    facts: Mapping[str, object],
    proofs: Sequence[Path] = (),
) -> Recorded:
    """Record that the request to a broker was filed through its form on a day.

    The words are those that the plan has for the day; they are sealed as text. DROP counts from the filing itself,
    which is therefore proven by it.

    Raises:
        UnknownName: there is no such broker.
        NotLodged: nothing is planned for it, or not through a form.
        WhoseRequest: it can be of several people.
        TooLate: the day is still to come.
    """
    if on > today:
        raise TooLate(on, today)
    with own.ledger.hold():
        known = own.known
        item = _planned(own, broker, on, people)
        text = compose(item.draft, own.templates).text
        seal(item, {"text": text.encode()}, own.books, run_name("form", on, known.cases), at)
        is_drop = "drop" in item.draft.request.claim.law.rights
        told = {**({"proof": "form"} if is_drop else {}), **facts}
        sent = NewEvent("sent", on, facts=told)
        return record_event.record(own.books, item.draft.letter, sent, today=today, at=at, proofs=proofs)


def _planned(own: Folder, broker: str, on: date, people: tuple[str, ...]) -> Item:
    """The letter to a broker that the plan has, with nothing about it that says preview."""
    made = plan(own.known, Selection(brokers=(broker,), people=people, despite_drop=True), on)
    items = [item for item in made.items if item.draft.request.broker.slug == broker]
    if not items:
        why = next((left.reason for left in made.left_out if left.broker.slug == broker), "nothing is planned for it")
        raise NotLodged(broker, why)
    if len(items) > 1:
        raise WhoseRequest(broker, [item.draft.request.person.handle for item in items])
    way = items[0].draft.recipient.channel.kind
    if way != "form":
        raise NotLodged(broker, f"its letter goes by {'e-mail' if way == 'email' else way}, not through a form")
    return replace(items[0], draft=replace(items[0].draft, preview=False))
