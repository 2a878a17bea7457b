"""Sense: which cases an event by hand is about, and what speaks against it. Pure.

An objection is a sentence; who is told of it may record the event all the same, with that mark.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from unbroker.base.errors import did_you_mean
from unbroker.cases.case import Dispatch
from unbroker.cases.status import Entry
from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.kinds import OUTCOMES, PROOFS, REASONS, EventKind
from unbroker.ledger.schema import MODELS, Naming

BY_HAND: tuple[EventKind, ...] = (
    "sent", "refused", "deferred", "stopped", "bounced", "received", "acknowledged", "identity-asked", "identity-given",
    "clarification-asked", "clarification-given", "extended", "answered", "appealed", "complained", "reappeared",
    "closed", "note",
)  # fmt: skip
OF_LETTERS: tuple[EventKind, ...] = ("sent", "refused", "deferred", "stopped", "bounced", "received")
WANTED: Mapping[EventKind, str] = {"answered": "outcome", "received": "proof"}
"""What an event says nothing without."""
_CHOICES: Mapping[str, Collection[str]] = {"outcome": OUTCOMES, "proof": PROOFS, "reason": REASONS}


def _with(fact: str) -> tuple[EventKind, ...]:
    """The events by hand that can say a fact."""
    return tuple(kind for kind in BY_HAND if fact in dict(MODELS[kind].defaults()))


_ONLY: Mapping[str, tuple[EventKind, ...]] = {fact: _with(fact) for fact in ("outcome", "reason", "proof")}
QUOTED: Mapping[str, tuple[EventKind, ...]] = {
    fact: _with(fact)
    for fact in ("says", "asks", "answered", "missing", "form", "where", "shows", "to", "excluded", "ticket")
}
"""What a later letter may quote of an event, and of which: their words, what they ask for or left out, a page."""
NAMING: tuple[EventKind, ...] = _with("names")
"""The events that can say whom the data came from, and went to."""
TRACES = ("message_id",)
"""What an event keeps of the mail that it was read from, so that an answer to that mail can say so."""
_LISTS = tuple(fact for fact, kinds in QUOTED.items() if dict(MODELS[kinds[0]].defaults())[fact] == ())
_FOLLOWS: dict[EventKind, tuple[EventKind, ...]] = {
    "identity-given": ("identity-asked",),
    "clarification-given": ("clarification-asked",),
    "appealed": ("answered",),
    "reappeared": ("answered", "closed"),
}
_ONCE: tuple[EventKind, ...] = ("sent", "closed")


def quoted(pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """What is to be quoted, as facts of an event: a name given more than once makes a list."""
    facts: dict[str, object] = {}
    for name, words in pairs:
        before = facts.get(name)
        facts[name] = [*(before if isinstance(before, list) else ()), words] if name in _LISTS else words
    return facts


def faults(kind: EventKind, facts: Mapping[str, object], named: Callable[[str], str] = repr) -> Iterator[str]:
    """What an event lacks to say anything, and what it cannot say; nobody records that anyway.

    Args:
        kind: of the event.
        facts: its facts by name.
        named: how whoever wrote it knows a fact: as a column of a spreadsheet, or as an option.
    """
    wanted = WANTED.get(kind)
    if wanted and not facts.get(wanted):
        yield f"{kind!r} needs {named(wanted)} (one of {', '.join(_CHOICES[wanted])})"
    for name, kinds in _ONLY.items():
        if facts.get(name) and kind not in kinds:
            yield f"{kind!r} takes no {named(name)} (it goes with {' or '.join(map(repr, kinds))})"
    yield from _strange(kind, facts)
    for name, choices in _CHOICES.items():
        if facts.get(name) and facts[name] not in choices:
            hint = did_you_mean(str(facts[name]), choices) or f"one of {', '.join(choices)}"
            yield f"{named(name)} cannot be {facts[name]!r} ({hint})"
    if kind == "answered" and facts.get("reason") and facts.get("outcome") != "denied":
        yield f"{named('reason')} goes only with {named('outcome')} 'denied' (say why in a note)"


def _strange(kind: EventKind, facts: Iterable[str]) -> Iterator[str]:
    """The facts that there are not, or that an event of a kind does not have."""
    for name in facts:
        kinds = NAMING if name == "names" else QUOTED.get(name, (kind,))
        if name not in (*QUOTED, *_ONLY, *TRACES, "names", "note"):
            names = f"one of {', '.join(QUOTED)}"
            yield f"there is no fact {name!r} ({did_you_mean(name, QUOTED) or names})"
        elif kind not in kinds:
            yield f"{kind!r} has no fact {name!r} (it goes with {' or '.join(map(repr, kinds))})"


def concerned(entries: Sequence[Entry], kind: EventKind) -> tuple[Entry, ...]:
    """The cases that an event without a right is about: those that it can still happen to."""
    match kind:
        case "note" | "sent" | "refused" | "deferred" | "stopped" | "bounced" | "received":
            return tuple(entries)
        case "closed" | "complained":
            return tuple(entry for entry in entries if entry.state != "closed")
        case "appealed":
            return tuple(entry for entry in entries if entry.state == "answered" or entry.is_unanswered)
        case "reappeared":
            return tuple(entry for entry in entries if not entry.is_open or _had_its_time(entry))
        case _:
            return tuple(entry for entry in entries if entry.is_open)


def letter_of(entries: Sequence[Entry], kind: EventKind) -> str | None:
    """The letter that an event without one is about: the first to which it has not happened yet."""
    letters = {letter.letter: letter for entry in entries for letter in entry.case.dispatches}
    received = {event.letter for entry in entries for event in entry.case.events if event.kind == "received"}
    match kind:
        case "sent":
            candidates = [
                letter
                for letter in letters.values()
                if letter.left is None and letter.state not in ("bounced", "refused", "withdrawn")
            ]
        case "received":
            candidates = [letter for letter in letters.values() if letter.left and letter.letter not in received]
        case _:
            candidates = [letter for letter in reversed(letters.values()) if letter.left]
    return candidates[0].letter if candidates else next(iter(letters), None)


def fitting(entries: Sequence[Entry], happening: NewEvent) -> NewEvent:
    """The same event with the letter or the rights that it is about; the rights only where they are not all."""
    if happening.kind in OF_LETTERS:
        return replace(happening, letter=happening.letter or letter_of(entries, happening.kind))
    rights = [entry.case.right for entry in entries]
    if len(rights) == 1:
        return replace(happening, right=rights[0])
    return replace(happening, facts=replace(happening.facts, rights=tuple(rights)))


def objections(entries: Sequence[Entry], happening: NewEvent, today: date) -> Iterator[str]:
    """What speaks against an event that fits some cases, each reason once."""
    yield from dict.fromkeys(_objections(entries, happening, today))


def _objections(entries: Sequence[Entry], happening: NewEvent, today: date) -> Iterator[str]:
    kind, on = happening.kind, happening.on
    if on > today:
        yield f"{on} is in the future"
    if not entries:
        yield f"nothing is open to record {kind!r} on"
        return
    for entry in entries:
        opening = entry.case.opening
        if on < opening.on and kind != "note" and not _is_filed(entry, happening):
            yield f"the request was not open yet: it was opened on {opening.on}"
        if same := _same(entry, happening):
            yield f"this is already recorded, as event {same.seq}"
        if kind in OF_LETTERS:
            yield from _of_letter(entry, happening)
        elif kind not in ("note", "closed"):
            yield from _of_case(entry, happening)


def _is_filed(entry: Entry, happening: NewEvent) -> bool:
    """Whether an event is that a form was filled in, or came after that: who does it may have done it before."""
    if happening.kind == "sent":
        return any(sent.kind == "form" for sent in entry.case.dispatches if sent.letter == happening.letter)
    return any(sent.left and sent.left <= happening.on for sent in entry.case.dispatches)


def _of_letter(entry: Entry, happening: NewEvent) -> Iterator[str]:
    kind, on = happening.kind, happening.on
    sealed = next((letter for letter in entry.case.dispatches if letter.letter == happening.letter), None)
    if sealed is None:
        yield f"there is no letter {happening.letter}" if happening.letter else "no letter of this request is sealed"
    elif sealed.is_withdrawn:
        yield f"{sealed.letter} was withdrawn on {sealed.since} (did it leave? `track CASE void NUMBER` first)"
    elif kind == "sent":
        if sealed.left is not None:
            yield f"{sealed.letter} has already left, on {sealed.left}"
        elif not sealed.may_have_left(on):
            yield f"{sealed.letter} was not sealed until {sealed.prepared.on}"
    else:
        yield from _after_leaving(sealed, happening)


def _after_leaving(sealed: Dispatch, happening: NewEvent) -> Iterator[str]:
    was_tried = happening.kind in ("refused", "bounced") and sealed.state in ("deferred", "stopped")
    if sealed.left is None and not was_tried and sealed.state not in ("bounced", "sending", "unknown"):
        yield f"{sealed.letter} has not left yet"
    elif sealed.left is not None and happening.on < sealed.left:
        yield f"{sealed.letter} did not leave until {sealed.left}"


def _of_case(entry: Entry, happening: NewEvent) -> Iterator[str]:
    kind, on, case = happening.kind, happening.on, entry.case
    left = min((letter.left for letter in case.dispatches if letter.left), default=None)
    if left is None:
        yield f"no letter about {case.right} has left yet"
    elif on < left:
        yield f"the letter about {case.right} did not leave until {left}"
    if entry.state == "closed" and kind != "reappeared":
        yield f"{case.name} is closed"
    if kind in _FOLLOWS and not (_had_its_time(entry) if kind == "reappeared" else entry.is_unanswered):
        before = case.last(*_FOLLOWS[kind])
        what = " or ".join(_FOLLOWS[kind])
        if before is None:
            yield f"{kind!r} needs an earlier {what} about {case.right}, and there is none"
        elif on < before.on:
            yield f"{before.kind} was not until {before.on}"


def _had_its_time(entry: Entry) -> bool:
    """Whether the time to comply is over where nobody need answer: what is seen then needs no answer before it."""
    last = entry.due.last_day if entry.due else None
    return (entry.need_not_answer or entry.case.right == "drop") and last is not None and last < entry.today


def _same(entry: Entry, happening: NewEvent) -> Event | None:
    """An event that says the same: of one kind and day, or of a kind that happens once."""
    for event in entry.case.events:
        alike = (event.kind, event.letter) == (happening.kind, happening.letter)
        if alike and event.kind == "note" and not _says_no_more(happening, event):
            continue
        if alike and (event.on == happening.on or (event.kind in _ONCE and entry.state == "closed")):
            return event
    return None


def _says_no_more(note: NewEvent, before: Event) -> bool:
    """Whether a note says what one of the same day says, and brings no other file."""
    return _noted(note) == _noted(before) and {*note.evidence} <= {*before.evidence}


def _noted(event: NewEvent) -> tuple[object, ...]:
    return event.facts.note, event.facts.names if isinstance(event.facts, Naming) else ()
