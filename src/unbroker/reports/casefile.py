"""The case file: what one request came to, for somebody who has never heard of it. Pure.

It tells what the ledger has and what follows from the law, no more: a day is called late only where the receipt is
proven and the grace is over, and a file that is lost is named. Words and paper are not here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from mimetypes import MimeTypes

from unbroker.base.errors import UserError
from unbroker.cases.case import Dispatch, Opening
from unbroker.cases.lateness import Delay, delay
from unbroker.cases.status import Entry
from unbroker.facts.due import Due
from unbroker.facts.law import Rule
from unbroker.ledger.event import Event, taken_back
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.schema import Prepared

_UNTOLD: tuple[EventKind, ...] = ("opened", "prepared", "sending", "deferred", "note", "voided")
"""What is no step of the story: a letter is told of when it leaves, a note is the person's own."""
_ABOUT_THE_PERSON = ("name", "guardian", "residence", "address", "email")
_PARTS: Mapping[str, tuple[str, str]] = {
    "pdf": (".pdf", "application/pdf"),
    "text": (".txt", "text/plain"),
    "short": (".txt", "text/plain"),
    "mail": (".eml", "message/rfc822"),
    "permission": (".pdf", "application/pdf"),
    "reading": ("-to-read.txt", "text/plain"),
}
"""By the name of a part of a sealed letter: its ending and its media type."""
_UNKNOWN = "application/octet-stream"
_NO_FILES: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exhibit:
    """A file that proves something, as it lies in the evidence."""

    number: int
    name: str
    """What it is called in the case file; begins with its number."""
    title: str
    """What it was called where it came from, or which part of which letter it is."""
    event: Event
    """What it proves."""
    sha256: str
    media_type: str
    content: bytes | None
    """None if it is lost."""
    lost: str | None = None
    """What became of it."""


@dataclass(frozen=True)
class Moment:
    """A line of the chronology: something that happened, or a day on which something was due."""

    on: date
    event: Event | None
    letter: Dispatch | None = None
    exhibits: tuple[int, ...] = ()
    rights: tuple[str, ...] = ()
    """Those that it is about; none means all."""
    due: Due | None = None
    """Where it is the last day for an answer: the clock that says so."""


@dataclass(frozen=True)
class Matter:
    """One right of the request: what the law says of it, and what became of it."""

    entry: Entry
    rule: Rule | None
    """What gives the right; None if the law had none on that day."""
    delay: Delay

    @property
    def due(self) -> Due | None:
        """The days of its clock."""
        return self.entry.due

    @property
    def right(self) -> str:
        """What was asked."""
        return self.entry.case.right


@dataclass(frozen=True)
class Sealed:
    """A letter as it was sealed."""

    letter: Dispatch
    text: str | None
    """Its words; None if they are lost."""
    exhibits: tuple[int, ...]


@dataclass(frozen=True)
class CaseFile:
    """Everything about one request."""

    opening: Opening
    today: date
    person: Mapping[str, str]
    """What the first letter told about the person: name, residence and so on."""
    matters: tuple[Matter, ...]
    chronology: tuple[Moment, ...]
    letters: tuple[Sealed, ...]
    exhibits: tuple[Exhibit, ...]
    gone: tuple[Event, ...]
    """What was recorded, and taken back as a mistake."""
    notes: int
    """How many notes of the person's own are left out."""
    head: str

    @property
    def lost(self) -> tuple[Exhibit, ...]:
        """The files that the ledger names and nobody has any more."""
        return tuple(exhibit for exhibit in self.exhibits if exhibit.content is None)

    @property
    def reviewed(self) -> tuple[date, ...]:
        """When the rules that count the days were last held against their sources."""
        return tuple(sorted({matter.due.clock.reviewed for matter in self.matters if matter.due}))

    @property
    def sealed_complaint(self) -> Sealed | None:
        """A complaint that was sealed already: it is copied, and none is written again."""
        return next((sealed for sealed in reversed(self.letters) if sealed.letter.step == "complaint"), None)


def casefile(
    entries: Sequence[Entry], history: Sequence[Event], contents: Mapping[str, bytes | str], head: str
) -> CaseFile:
    """The case file of a request.

    Args:
        entries: its cases, all of them.
        history: its events, with those that were taken back.
        contents: by SHA-256, what a file of the evidence holds, or what became of it.
        head: of the ledger.
    """
    voided = taken_back(history)
    sealed = {letter.letter: letter for entry in entries for letter in entry.case.dispatches}
    letters = {name: letter for name, letter in sealed.items() if not letter.is_withdrawn}
    unsent = sealed.keys() - letters.keys()  # what was withdrawn is nobody's business but the person's
    live = [event for event in history if event.seq not in voided and event.kind != "voided"]
    live = [event for event in live if event.letter not in unsent]
    exhibits = tuple(_exhibits(sorted(live, key=_when), contents))
    matters = tuple(map(_matter, entries))
    chronology = sorted(_moments(live, letters, exhibits, matters), key=_place)
    return CaseFile(
        entries[0].case.opening,
        entries[0].today,
        _person(sealed.values()),
        matters,
        tuple(chronology),
        tuple(_sealed(letter, exhibits) for letter in sorted(letters.values(), key=lambda letter: letter.number)),
        exhibits,
        tuple(event for event in history if event.seq in voided),
        sum(event.kind == "note" or bool(event.facts.note) for event in live),
        head,
    )


def hashes(history: Iterable[Event]) -> tuple[str, ...]:
    """The files that some events name, each once, without what was taken back."""
    events = [*history]
    voided = taken_back(events)
    return tuple(dict.fromkeys(name for event in events if event.seq not in voided for name in event.evidence))


def _exhibits(live: Iterable[Event], contents: Mapping[str, bytes | str]) -> Iterator[Exhibit]:
    numbered: set[str] = set()
    for event in live:
        names = {sha256: name for name, sha256 in event.facts.files.items()}
        hashes_of_parts = event.facts.hashes if isinstance(event.facts, Prepared) else {}
        parts = {sha256: name for name, sha256 in hashes_of_parts.items()}
        for sha256 in event.evidence:
            if sha256 in numbered:
                continue
            numbered.add(sha256)
            content_or_loss, number = contents.get(sha256, "it is not in the evidence"), len(numbered)
            content, lost = (None, content_or_loss) if isinstance(content_or_loss, str) else (content_or_loss, None)
            if sha256 in parts:
                ending, media_type = _PARTS.get(parts[sha256], ("", _media_type("", content)))
                title = f"{event.letter}{ending}"
            else:
                title = names.get(sha256, f"{event.kind}-{event.seq}")
                media_type = _media_type(title, content)
            yield Exhibit(number, f"{number:02}-{title}", title, event, sha256, media_type, content, lost)


def _media_type(name: str, content: bytes | None) -> str:
    """By the name's ending, in a list of Python's own that is the same everywhere; else by the content."""
    by_name = MimeTypes(filenames=_NO_FILES).guess_type(name.casefold())[0]
    if by_name or content is None:
        return by_name or _UNKNOWN
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        content.decode()
    except UnicodeDecodeError:
        return _UNKNOWN
    return "text/plain"


def _matter(entry: Entry) -> Matter:
    law, rule = entry.law, None
    if law is not None:
        try:
            rule = law.right_on(law.right(entry.case.right), entry.case.opening.on)
        except UserError:
            rule = None
    return Matter(entry, rule, delay(entry))


def _moments(
    live: Iterable[Event],
    letters: Mapping[str, Dispatch],
    exhibits: Iterable[Exhibit],
    matters: Iterable[Matter],
) -> Iterator[Moment]:
    numbers = {exhibit.sha256: exhibit.number for exhibit in exhibits}
    for event in live:
        if event.kind not in _UNTOLD:
            letter = letters.get(event.letter or "")
            proofs = [numbers[sha256] for sha256 in event.evidence]
            if letter and event.kind == "sent":
                proofs += [numbers[sha256] for sha256 in letter.prepared.evidence]
            yield Moment(event.on, event, letter, tuple(sorted(set(proofs))), event.rights)
    yield from _days(matters)


def _days(matters: Iterable[Matter]) -> Iterator[Moment]:
    """The last days for an answer, one for the rights that share it."""
    moments: dict[tuple[date, str], Moment] = {}
    for matter in matters:
        if matter.due is None or matter.delay.awaited is None:
            continue
        key = (matter.delay.awaited, matter.due.cite)
        moment = moments.get(key, Moment(matter.delay.awaited, None, due=matter.due))
        moments[key] = replace(moment, rights=(*moment.rights, matter.entry.case.right))
    yield from moments.values()


def _place(moment: Moment) -> tuple[date, int]:
    """What happened on a day comes before what was due on it."""
    return (moment.on, moment.event.seq if moment.event else 10**9)


def _sealed(letter: Dispatch, exhibits: Iterable[Exhibit]) -> Sealed:
    by_hash = {exhibit.sha256: exhibit for exhibit in exhibits}
    parts = {name: by_hash[sha256] for name, sha256 in letter.hashes.items() if sha256 in by_hash}
    content = parts["text"].content if "text" in parts else None
    text = content.decode(errors="replace") if content is not None else None
    return Sealed(letter, text, tuple(sorted(exhibit.number for exhibit in parts.values())))


def _person(letters: Iterable[Dispatch]) -> Mapping[str, str]:
    first = min(letters, key=lambda letter: letter.number, default=None)
    disclosed = {fact.field: fact.value for fact in first.discloses} if first else {}
    return {name: disclosed[name] for name in _ABOUT_THE_PERSON if name in disclosed}


def _when(event: Event) -> tuple[date, int]:
    return event.when
