"""Recording a filing: what a person filed through a form, such as DROP, is sealed and has left in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from unbroker.actions import record_event
from unbroker.actions.mailing.mark_sent import TooLate
from unbroker.actions.mailing.record_sealed import Parts, is_sealed, sealing
from unbroker.actions.record_event import Recorded
from unbroker.base.errors import UserError
from unbroker.cases.sealed_letters import run_name
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.event import NewEvent
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.plan import plan
from unbroker.planning.selection import Selection
from unbroker.writing.letter import compose


class NotFiled(UserError):  # noqa: N818 - the sentence is the name
    """There is no request to a broker that goes into a form."""

    def __init__(self, broker: str, reason: str) -> None:
        super().__init__(f"{broker}: it has no request, and {reason} (see `unbroker plan {broker}`)")


class WhoseRequest(UserError):  # noqa: N818 - the sentence is the name
    """Several people of the profile could have filed it."""

    def __init__(self, broker: str, people: Sequence[str]) -> None:
        super().__init__(f"{broker}: it can be for {' or '.join(people)} (say which: --for {people[0]})")


class SealedMeanwhile(UserError):  # noqa: N818 - the sentence is the name
    """A letter that was to be sealed is sealed already."""

    def __init__(self, letter: str) -> None:
        super().__init__(f"{letter} was sealed in the meantime (`unbroker show {letter}` shows what is recorded)")


@dataclass(frozen=True)
class Filing:
    """A request that was filed through a form, before it is recorded."""

    item: PlannedLetter
    run: str
    text: str
    """The words, those that the plan has for the day."""
    sent: NewEvent
    today: date


def plan_filing(
    folder: Folder, broker: str, on: date, facts: Mapping[str, object], today: date, *, people: tuple[str, ...] = ()
) -> Filing:
    """The request to a broker that was filed through its form on a day. Pure.

    DROP counts from the filing itself, which is therefore proven by it.

    Args:
        folder: the folder.
        broker: the broker's slug.
        on: the day.
        facts: what else is known of its leaving.
        today: the day on which it is recorded.
        people: whose it can be; nobody means everybody of the profile.

    Raises:
        UnknownName: there is no such broker.
        NotFiled: nothing is planned for it, or not through a form.
        WhoseRequest: it can be of several people.
        TooLate: the day is still to come.
    """
    if on > today:
        raise TooLate(on, today)
    cases = folder.records.read_cases()
    selection = Selection(brokers=(broker,), people=people, despite_drop=True)
    planned = plan(folder.basis(cases), selection, on)
    letters = [letter for letter in planned.letters if letter.draft.request.broker.slug == broker]
    if not letters:
        reasons = (left.reason for left in planned.left_out if left.broker.slug == broker)
        raise NotFiled(broker, next(reasons, "nothing is planned for it"))
    if len(letters) > 1:
        raise WhoseRequest(broker, [letter.draft.request.person.handle for letter in letters])
    way = letters[0].draft.recipient.channel.row
    if way.kind != "form":
        raise NotFiled(broker, f"its letter goes by {way.noun}, not through a form")
    letter = replace(letters[0], draft=replace(letters[0].draft, preview=False))
    is_drop = "drop" in letter.draft.request.claim.law.rights
    sent = NewEvent.of("sent", on, {**({"proof": "form"} if is_drop else {}), **facts})
    return Filing(letter, run_name("form", on, cases), compose(letter.draft, folder.templates).text, sent, today)


def do_filing(folder: Folder, filing: Filing, at: datetime, proofs: Sequence[Path] = ()) -> Recorded:
    """Seal the words, and record that they left, both or neither.

    Raises:
        SealedMeanwhile: its letter was sealed by then.
        Objected: something speaks against it.
        CannotRead: a file that shall prove it cannot be read.
    """
    contents = evidence.contents(proofs)
    filed = {name: evidence.keep(folder.evidence, content) for name, content in contents.items()}
    parts = Parts({"text": filing.text.encode()})
    hashes = {"text": evidence.keep(folder.evidence, parts.contents["text"])}
    letter = filing.item.draft.letter
    with folder.ledger.transaction(at) as transaction:
        if is_sealed(filing.item, transaction):
            raise SealedMeanwhile(letter)
        transaction.append(sealing(filing.item, hashes, parts, filing.run))
        return record_event.append(folder.records, transaction, letter, filing.sent, filing.today, filed=filed)
