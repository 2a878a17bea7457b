"""Letters that left by e-mail, and the mails under `mails/` that came back about them.

All of the mails are made up after the standards and after what such programs write; those about a letter are about
the one to Acme.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from household import NAMES
from made_up import new_event, opened

from unbroker.ledger.event import NewEvent
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.mail.incoming import mailbox_files
from unbroker.mail.incoming.mailbox_files import StoredMail
from unbroker.mail.incoming.match import Correspondence, Sealed
from unbroker.mail.incoming.parsed import Incoming

MAILS = Path(__file__).parent / "mails"
SENT, READ = date(2026, 11, 23), date(2026, 11, 25)
REFERENCES: Mapping[str, str] = {"acme": "UB-7F3K2Q8Z", "bolt": "UB-2222222A", "cask": "UB-3333333Z"}
RIGHTS = ("opt-out", "delete", "access-categories")
TICKET = "2026112410000123"


def message_id(slug: str) -> str:
    """The Message-ID of the letter to a broker."""
    return f"<{REFERENCES[slug]}.1.0123456789abcdef@example.org>"


def sealed(slug: str = "acme", **now: object) -> Sealed:
    """The letter to a broker, as a mail can be about it."""
    reference, to = REFERENCES[slug], f"privacy@{slug}.example.org"
    told: dict[str, object] = {"state": "sent", "left": SENT, "prepared": SENT, "domains": (f"{slug}.example.org",)}
    return Sealed(f"{reference}.1", reference, slug, "email", to, message_id(slug), **{**told, **now})  # type: ignore[arg-type]


def correspondence(*letters: Sealed) -> Correspondence:
    """Letters to Acme and Bolt, or those that are given, and the ticket number that Acme gave to its own."""
    return Correspondence(letters or (sealed(), sealed("bolt")), {TICKET: REFERENCES["acme"]})


def mail(name: str) -> Incoming:
    """A mail of the corpus."""
    (found,) = mailbox_files.mails_in(MAILS / name)
    assert isinstance(found, StoredMail)
    return found.mail


def day_of(moment: datetime) -> date:
    """The calendar day in Greenwich."""
    return moment.astimezone(UTC).date()


def leave(path: Path, *slugs: str, state: str = "sent") -> None:
    """Letters to brokers leave a household by e-mail, on the day of the corpus."""
    SqliteLedger(path / "ledger.sqlite").append(
        [one for slug in slugs or NAMES for one in _left(slug, state)], datetime(2026, 11, 23, 10, tzinfo=UTC)
    )


def _left(slug: str, state: str) -> Iterator[NewEvent]:
    reference, letter = REFERENCES[slug], f"{REFERENCES[slug]}.1"
    yield opened(reference, on=SENT, rights=RIGHTS, broker=slug, broker_name=NAMES[slug], binding=False)
    way = {"kind": "email", "to": f"privacy@{slug}.example.org", "country": None}
    facts: dict[str, object] = {
        "step": "first", "trigger": None, "channel": way, "hashes": {}, "discloses": [],
        "message_id": message_id(slug),
    }  # fmt: skip
    yield new_event("prepared", SENT, reference, letter=letter, run="email-2026-11-23", facts=facts)
    if state != "prepared":
        yield new_event("sending", SENT, reference, letter=letter, run="email-2026-11-23")
        yield new_event(state, SENT, reference, letter=letter, run="email-2026-11-23")  # type: ignore[arg-type]
