"""Folders that are too big for one screen: sixty requests in every state, and a plan of forty letters."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from household import BOUND, BROKER
from made_up import new_event

from unbroker import folder as folders
from unbroker.ledger.event import NewEvent
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.writing.reference import reference

TODAY = date(2026, 11, 29)
PROFILE = """\
packs: [made-up]
people:
  - name: Sam Specimen
    slug: sam
    residence: US-CA
    city: Sampleton
    emails: [sam@example.org]
    address: {street: [5 Example Road], city: Sampleton, region: CA, postal_code: "94105", country: US}
  - name: Pat Specimen
    slug: pat
    residence: US-CA
    city: Sampleton
    emails: [pat.specimen.of.the.long.address@example.org]
"""
_SINCE: dict[str, tuple[int, list[tuple[str, int, dict[str, object]]]]] = {
    "waiting": (10, []),
    "acknowledged": (20, [("acknowledged", 15, {})]),
    "paused": (20, [("identity-asked", 12, {})]),
    "extended": (60, [("acknowledged", 55, {}), ("extended", 30, {})]),
    "overdue": (120, [("received", 115, {"proof": "carrier"})]),
    "silent": (120, []),
    "denied": (90, [("answered", 30, {"outcome": "denied", "reason": "no_match"})]),
    "partial": (90, [("answered", 31, {"outcome": "partial"})]),
    "fulfilled": (200, [("answered", 150, {"outcome": "fulfilled"})]),
    "bounced": (30, [("bounced", 28, {"code": "5.1.1", "text": "no such user"})]),
    "complained": (200, [("complained", 100, {})]),
    "closed": (200, [("answered", 150, {"outcome": "fulfilled"}), ("closed", 149, {})]),
}
"""By what became of a request: how many days ago it was sent, and what followed, each so many days ago."""
RIGHTS = ("opt-out", "delete", "access-categories")


def names(count: int) -> dict[str, str]:
    """Brokers by slug."""
    ends = ("data", "search-of-people", "records", "lookup", "finder-of-everybody-and-everything")
    return {f"made-up-{number:02}-{ends[number % 5]}": f"Made Up {number}" for number in range(count)}


def folder_of_many(path: Path, requests: int = 60, brokers: int = 60, profile: str = PROFILE) -> Path:
    """A folder with so many brokers and requests; the last ones lie sealed and wait to leave."""
    folders.make(path, profile, "per_day: 40\n")
    records = [BROKER.format(slug=slug, name=name) for slug, name in names(brokers).items()]
    bound = [record.replace("  channels:", f"{BOUND}  channels:") for record in records[::2]]
    (path / "brokers.yaml").write_text("\n".join([*bound, *records[1::2]]), encoding="utf-8")
    ledger = SqliteLedger(path / "ledger.sqlite")
    new = [event for number in range(requests) for event in _request(ledger.salt, number, [*names(brokers)])]
    with ledger.transaction(datetime(2026, 11, 29, 12, tzinfo=UTC)) as transaction:
        transaction.append(sorted(new, key=lambda event: event.on))
    return path


def _request(salt: bytes, number: int, slugs: list[str]) -> list[NewEvent]:
    broker, person = slugs[number % len(slugs)], "pat" if number % 7 == 3 else "sam"
    fates = [*_SINCE]
    fate = fates[number % len(fates)] if number % 2 else None
    ago, later = _SINCE[fate] if fate else (1, [])
    on = TODAY - timedelta(ago)
    name = reference(salt, person=person, broker=broker, law="ccpa", rights=RIGHTS, turn=number)
    opening = {
        "person": person, "broker": broker, "broker_name": broker, "law": "ccpa", "rights": [*RIGHTS],
        "binding": number % 3 > 0, "round": 1, "covers": [], "residence": "US-CA", "controller": "US-CA",
    }  # fmt: skip
    told = [{"field": "name", "value": "Sam Specimen", "why": "to find the record"}]
    told += [{"field": "email", "value": f"{person}@example.org", "why": "for the answer"}]
    sealed = {
        "step": "first", "trigger": None, "channel": {"kind": "email", "to": f"privacy@{broker}.example.org"},
        "hashes": {}, "discloses": told, "recipient": [broker],
    }  # fmt: skip
    letter, run = f"{name}.1", f"email-{on}"
    events = [new_event("opened", on, name, facts=opening)]
    events.append(new_event("prepared", on, name, letter=letter, run=run, facts=sealed))
    if fate:
        events.append(new_event("sent", on, name, letter=letter, run=run))
        events += [_later(name, letter, *happening) for happening in later]
    return events


def _later(name: str, letter: str, kind: str, ago: int, facts: dict[str, object]) -> NewEvent:
    about = letter if kind in ("bounced", "received") else None
    return new_event(kind, TODAY - timedelta(ago), name, letter=about, facts=facts)  # type: ignore[arg-type]
