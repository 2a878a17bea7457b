"""Recording names: whom an answer names as a source or as a recipient, who that is, and a record for who is not known.

Who said what goes into the ledger, with the answer or with a note to it; the folder's own brokers.yaml learns only that
somebody exists.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from unbroker.actions import record_event
from unbroker.actions.record_event import Recorded, Recording, SaysNothing
from unbroker.base import files
from unbroker.base.errors import ProblemsFound
from unbroker.base.late import late
from unbroker.cases.validate_event import NAMING
from unbroker.facts.registry import Broker
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import Side, Stance
from unbroker.ledger.schema import Naming
from unbroker.ledger.stored import Named
from unbroker.records import Records

if TYPE_CHECKING:  # only an event that names others needs the registry
    from unbroker.registry.named import Known, Unknown

parties = late("unbroker.registry.named")
compiled, reading = late("unbroker.registry.compiled"), late("unbroker.registry.reading")

_OF_ALL: tuple[Stance, ...] = ("categories", "refused", "nobody")


@dataclass(frozen=True)
class Mention:
    """What an answer says of one source or recipient, or of all of them, as a person read it."""

    side: Side
    says: Stance = "named"
    name: str = ""
    """Who it is, as the answer writes it; a site may stand behind it in brackets."""
    words: str = ""
    """The sentence that says so."""
    written: str = ""
    """As the answer writes the name, where `name` is a slug."""


@dataclass(frozen=True)
class NamesRecording:
    """An event with the names in it, and the records that are written for those who are not known."""

    recording: Recording
    unknown: "tuple[Unknown, ...]"
    path: Path
    """The folder's own brokers.yaml."""
    after: str
    """Its text with them."""


class NamesItself(SaysNothing):
    """An answer is said to name the very broker who answered."""

    def __init__(self, name: str) -> None:
        super().__init__([f"{name!r} is the one who answered (name whom it had the data from, or gave them to)"])


def plan_record_names(
    records: Records, name: str, event: NewEvent, mentions: Sequence[Mention], today: date, *, new: bool = False
) -> NamesRecording:
    """What would be recorded of an answer that names others. Pure.

    Args:
        records: what is recorded.
        name: of a request or a case.
        event: the answer, or a note to it.
        mentions: what it says.
        today: the day on which it is recorded.
        new: take names that no record has as they are, although some are near.

    Raises:
        NearMiss, SeveralRecords: a name is not sure.
        NamesItself: one is that of who answered.
        SaysNothing, UnknownName, SeveralRequests: as `plan_record`.
    """
    opening = record_event.find(records, name, today)[0].case.opening
    registry = compiled.sound(records.path)
    names, unknown = parties.Names(registry), dict[str, "Unknown"]()
    said: list[Named] = []
    for mention in (replace(each, words=" ".join(each.words.split())) for each in mentions):
        if mention.says in _OF_ALL:
            said.append(Named(mention.side, mention.says, words=mention.words))
            continue
        party = names.take(mention.name, opening.residence or "", new=new)
        if party.slug in opening.brokers:
            raise NamesItself(mention.name)
        if isinstance(party, parties.Unknown):
            unknown.setdefault(party.slug, party)
        said.append(_named(mention, party))
    facts = event.facts
    if not isinstance(facts, Naming):
        raise SaysNothing([f"{event.kind!r} names nobody (it goes with {' or '.join(map(repr, NAMING))})"])
    event = replace(event, facts=replace(facts, names=(*facts.names, *said)))
    path = records.path / "brokers.yaml"
    text = files.read_text(path) if files.exists(path) else ""
    after = _with_all(text, (party.broker for party in unknown.values()))
    return NamesRecording(record_event.plan_record(records, name, event, today), tuple(unknown.values()), path, after)


def do_record_names(
    records: Records, planned: NamesRecording, at: datetime, *, proofs: Sequence[Path] = (), anyway: bool = False,
    read: Mapping[str, bytes] | None = None,
) -> Recorded:  # fmt: skip
    """Write the records of those who are not known, and record the answer with all names.

    Args:
        records: where.
        planned: what is to be recorded.
        at: the moment of writing.
        proofs: files that prove it, which are filed.
        anyway: record it although something speaks against it.
        read: what proves it, too, and was read already: by name.

    Raises:
        Objected: something speaks against it, and nobody said `anyway`; nothing is written.
        ProblemsFound: the folder's brokers.yaml would have errors.
        CannotWrite: it cannot be written.
    """
    recording = planned.recording
    if recording.objections and not anyway:
        raise record_event.Objected(recording.name, recording.given, recording.objections)
    _write_records(planned)
    return record_event.do_record(records, recording, at, proofs=proofs, anyway=anyway, read=read)


def _write_records(planned: NamesRecording) -> None:
    if not planned.unknown:
        return
    text = files.read_text(planned.path) if files.exists(planned.path) else ""
    after = _with_all(text, (party.broker for party in planned.unknown))
    _, problems = reading.parse(after, files.shown(planned.path))
    if problems:
        raise ProblemsFound(problems)
    if after != text:
        files.write(planned.path, after.encode())


def _with_all(text: str, brokers: Iterable[Broker]) -> str:
    for broker in brokers:
        text = parties.with_record(text, broker)
    return text


def _named(mention: Mention, party: "Known | Unknown") -> Named:
    return Named(mention.side, mention.says, mention.written or party.name, party.slug, mention.words)
