"""Reading an answer: whom its files seem to name and what they leave out, for a person to accept; then it is recorded.

The files are those that a person hands over on purpose, a mail with what is attached to it, or what was filed with an
answer before. Nothing of them is written anywhere but the evidence, and that only once something is accepted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from unbroker.actions import record_event
from unbroker.actions.record_event import Recorded
from unbroker.actions.record_names import Mention, NamesRecording, do_record_names, plan_record_names
from unbroker.answer import contents, prose, read_file
from unbroker.answer.contents import Ticked
from unbroker.answer.names import Finder, Proposal
from unbroker.answer.passage import NotReadable, Passage
from unbroker.answer.passage import WantsPassword as FileWantsPassword
from unbroker.base.errors import UserError
from unbroker.cases import case_name
from unbroker.cases.status import Entry
from unbroker.cases.trail import TELLING
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Answered, Note
from unbroker.mail.incoming import parsed, quotes
from unbroker.writing.checklist import checklist

PASSWORD = "UNBROKER_FILE_PASSWORD"  # noqa: S105 - the name of a variable


class WantsPassword(UserError):  # noqa: N818 - the sentence is the name
    """A file is encrypted.

    Attributes:
        name: of the file.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"{name} is encrypted: its password is missing or wrong (type it at a terminal, or set ${PASSWORD})"
        )


class CannotBeRead(UserError):  # noqa: N818 - the sentence is the name
    """A file is no answer that can be read."""

    def __init__(self, name: str, error: NotReadable) -> None:
        super().__init__(f"{name} {error.message} ({error.hint})")


class NothingFiled(UserError):  # noqa: N818 - the sentence is the name
    """No answer of a request has a file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: no file is filed with an answer (name one: unbroker answer {name} FILE)")


@dataclass(frozen=True)
class AnswerReading:
    """What the files of an answer seem to say."""

    name: str
    """The case, by its reference and rights."""
    broker: str
    files: Mapping[str, bytes]
    proposals: tuple[Proposal, ...]
    items: tuple[Ticked, ...]
    """The checklist of the law."""
    notes: tuple[str, ...]
    """What could not be read."""
    is_answered: bool
    """Whether an answer is recorded already: names are then added to it with a note."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What the answer seems to lack, as a letter names it."""
        return tuple(ticked.item.words for ticked in self.items if not ticked.found)


def plan_answer(
    folder: Folder, name: str, files: Mapping[str, bytes], today: date, *, passwords: Mapping[str, str] | None = None,
    people: tuple[str, ...] = (),
) -> AnswerReading:  # fmt: skip
    """What the files of an answer seem to say. Pure, but for a process that reads each.

    Args:
        folder: the folder.
        name: of a request or a case.
        files: what was handed over, by name; nothing takes what was filed with the last answer.
        today: the day.
        passwords: of encrypted files, by name; that of "" is tried on each.
        people: whose request it is.

    Raises:
        WantsPassword: a file is encrypted.
        CannotBeRead: a file is of no kind that is read, or damaged.
        NothingFiled: no file was handed over, and none is filed.
        UnknownName, SeveralRequests: as `record_event.find`.
    """
    entries = record_event.find(folder.records, name, today, people=people)
    about = _about(entries, wants=bool(case_name.parse(name).rights))
    opening = about[0].case.opening
    files = files or _filed(folder, about, name)
    passages: list[Passage] = []
    notes: list[str] = []
    for file, content in files.items():
        for title, part in _parts(file, content):
            passages += _read(title, part, passwords or {}, notes, is_attached=title != file)
    passages += [passage for file, content in files.items() for passage in _own_words(file, content)]
    proposals = Finder(folder.registry, opening.residence or "").find(passages, opening.brokers)
    law, rights = folder.laws.get(opening.law), [entry.case.right for entry in about]
    items = checklist(law, rights, today, folder.templates) if law else ()
    return AnswerReading(
        f"{opening.reference}/{','.join(rights)}",
        opening.broker,
        files,
        proposals,
        contents.ticked(items, passages, proposals),
        tuple(notes),
        all(entry.case.last("answered") is not None for entry in about),
    )


def plan_recording(
    folder: Folder, reading: AnswerReading, mentions: Sequence[Mention], on: date, today: date, *,
    outcome: str | None, missing: Sequence[str] = (), new: bool = False,
) -> NamesRecording:  # fmt: skip
    """What would be recorded of an answer, once a person has accepted it. Pure.

    Args:
        folder: the folder.
        reading: what was read.
        mentions: whom it names, as accepted.
        on: the day of the answer.
        today: the day on which it is recorded.
        outcome: of the answer; None adds the names to the one that is recorded.
        missing: what it lacks, as a letter names it.
        new: take names as they are that are near to others.

    Raises:
        UserError: as `plan_record_names`.
    """
    facts = Note() if outcome is None else Answered(outcome=outcome, missing=tuple(missing))
    return plan_record_names(folder.records, reading.name, NewEvent(facts, on), mentions, today, new=new)


def do_answer(
    folder: Folder, reading: AnswerReading, planned: NamesRecording, at: datetime, *, anyway: bool = False
) -> Recorded:
    """Record an answer with its names, and file what it was read from.

    Raises:
        Objected: something speaks against it, and nobody said `anyway`.
    """
    return do_record_names(folder.records, planned, at, anyway=anyway, read=reading.files)


def mention(proposal: Proposal) -> Mention:
    """A proposal as it is recorded when a person accepts it."""
    return Mention(proposal.side, proposal.says, proposal.slug, proposal.words, proposal.name)


def _about(entries: Sequence[Entry], *, wants: bool) -> tuple[Entry, ...]:
    """The cases that an answer is about: those that were named, else those whose answers tell something."""
    telling = tuple(entry for entry in entries if entry.case.right in TELLING)
    return tuple(entries) if wants or not telling else telling


def _filed(folder: Folder, entries: Sequence[Entry], name: str) -> Mapping[str, bytes]:
    answers = {event.seq: event for entry in entries for event in entry.case.events if event.facts.files}
    replies = [event for event in answers.values() if event.kind in ("answered", "note")]
    if not replies:
        raise NothingFiled(name)
    last = max(replies, key=lambda event: event.when)
    return {file: evidence.fetch(folder.evidence, digest) for file, digest in last.facts.files.items()}


def _parts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files to be read: of a mail those that are attached."""
    if not _is_mail(name, content):
        yield name, content
        return
    for title, attached in parsed.attachments_of(parsed.read(content).message):
        yield f"{name}, {title}", attached


def _own_words(name: str, content: bytes) -> Iterator[Passage]:
    """What a mail says itself, without what it quotes."""
    if _is_mail(name, content):
        text = quotes.own_words(parsed.read(content).text)
        yield from (replace(passage, place=name) for passage in prose.passages(text))


def _is_mail(name: str, content: bytes) -> bool:
    return name.casefold().endswith(".eml") or (parsed.is_mail(content) and not name.casefold().endswith(".txt"))


def _read(
    name: str, content: bytes, passwords: Mapping[str, str], notes: list[str], *, is_attached: bool
) -> Iterator[Passage]:
    try:
        said = read_file.read(content, name, passwords.get(name, passwords.get("")))
    except FileWantsPassword as error:
        raise WantsPassword(name) from error
    except NotReadable as error:
        if not is_attached:
            raise CannotBeRead(name, error) from error
        notes.append(f"{name} {error.message} ({error.hint})")
        return iter(())
    notes += said.notes
    return (replace(passage, place=", ".join(filter(None, (name, passage.place)))) for passage in said.passages)
