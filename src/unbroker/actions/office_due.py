"""What is due for all clients of an office, read client by client; nothing is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from unbroker.actions.outcome import Progress, no_progress
from unbroker.actions.status import due_actions, opened_by
from unbroker.actions.waiting_mails import waiting
from unbroker.facts.law import Law
from unbroker.office import OfficeFolder
from unbroker.records import Records


@dataclass(frozen=True, order=True)
class ClientsDue:
    """Something to be done for a client."""

    on: date
    client: str
    case: str
    """The case by its name; empty where it is about none."""
    broker: str
    words: str


def due_of_all(
    office: OfficeFolder, laws: Mapping[str, Law], today: date, *, days: int = 0, by: str | None = None,
    on_progress: Progress = no_progress,
) -> list[ClientsDue]:  # fmt: skip
    """What is to be done for all clients, from now to so many days ahead, the oldest first.

    Args:
        office: the office.
        laws: what the clocks go by.
        today: the day.
        days: how many days ahead.
        by: whoever opened the requests, if not all are meant.
        on_progress: is told how many clients were read.

    Raises:
        ServerRefused: the server does not answer.
    """
    clients, due = office.clients(), list[ClientsDue]()
    for number, client in enumerate(clients, 1):
        records = Records(office.folder(client), laws, office.ledger(client))
        own = opened_by(records, by) if by else None
        for action in due_actions(records.read_docket(today), days):
            case = action.entry.case
            if own is None or case.opening.reference in own:
                due.append(ClientsDue(action.on, client, case.name, case.opening.broker, action.words))
        if mails := len(waiting(records.path)):
            words = f"read {mails} mail{'s' if mails > 1 else ''} that came back: `unbroker mail read`"
            due.append(ClientsDue(today, client, "", "", words))
        on_progress(number, len(clients))
    return sorted(due)
