"""The order of the work: drafts become letters, letters become files. The only module that acts."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Literal

from unbroker.base import files, places
from unbroker.base.errors import NOWHERE, Problem, ProblemsFound, UserError
from unbroker.books import evidence, label
from unbroker.books.case import Cases, Dispatch, Event, Opening, fold
from unbroker.books.docket import Docket, Entry, docket
from unbroker.books.followup import propose
from unbroker.books.sequel import NoLonger, Shelf, request_of, sequel
from unbroker.facts import regulators
from unbroker.facts.law import Law, NotInForce
from unbroker.facts.regulators import Regulator
from unbroker.folder import Books, Folder, letter_folders
from unbroker.paper import booklet, press, sheet
from unbroker.paper.sheet import SetOut
from unbroker.plan import Item, Plan, Selection, plan
from unbroker.seal import departure, run_name, sealing, waiting
from unbroker.writing import sample as made_up
from unbroker.writing.letter import compose
from unbroker.writing.request import NoWay, Step
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Outcome:
    """What became of one letter: its PDF (its text, if it goes into a form), or why there is none."""

    letter: str
    broker: str
    result: Literal["made", "placed", "failed"]
    path: Path | None = None
    problems: tuple[Problem, ...] = ()
    run: str | None = None


def preview(items: Iterable[Item], templates: Templates, out: Path) -> Iterator[Outcome]:
    """Write each item's letter as text, and as PDF where it has a sheet; one that fails does not stop the rest.

    Args:
        items: the plan's letters.
        templates: the words.
        out: the folder for the files; it is made if it is missing.

    Yields:
        An outcome for each item, in their order.

    Raises:
        CannotWrite: the folder cannot be written, or the disk is full. What was written before stays whole.
    """
    files.make_folder(out)
    files.clear_scratch(out)
    for work, pdf in _struck(items, templates):
        yield _finish(work, pdf, out)


class NothingWaits(UserError):  # noqa: N818 - the sentence is the name
    """Nothing of that name is sealed and has not left."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: nothing of it waits to leave (see `unbroker status --state prepared`)")


@dataclass(frozen=True)
class Posted:
    """A mailing by post under way: what is sealed already, what will be, and what comes of it letter by letter."""

    waiting: tuple[Dispatch, ...]
    brokers: Mapping[str, str]
    """To whom each of them goes."""
    made: Plan
    outcomes: Iterator[Outcome]

    def __len__(self) -> int:
        return len(self.waiting) + len(self.made.items)

    def foreseen(self) -> list[Outcome]:
        """What would come of it, without doing it."""
        again = [Outcome(one.letter, self.brokers[one.letter], "placed", run=one.prepared.run) for one in self.waiting]
        new = [Outcome(item.draft.letter, item.draft.request.broker.slug, "placed") for item in self.made.items]
        return [*again, *new]


def post(
    own: Folder, selection: Selection, today: date, at: Callable[[], datetime], out: Path, *, follow: bool = False
) -> Posted:
    """Hand out every letter by post that is sealed and has not left, then seal and hand out those of the plan.

    The caller holds the ledger. Whatever ends this, the same call goes on: what is sealed is copied, never made
    again, whatever the selection says by then.

    Args:
        own: the folder.
        selection: whom to write to; the way is by post.
        today: the date of the letters.
        at: tells the moment at which an event is written down.
        out: where the copies go.
        follow: make the follow-ups that are called for, not first letters.
    """
    known = own.known
    sealed = tuple(waiting(known.cases, "post"))
    brokers = {one.letter: case.opening.broker for case in known.cases for one in case.dispatches}
    spoilt: list[Outcome] = []
    if follow:
        called = follow_ups(own, docket(known.cases, own.laws, today), selection, spoilt)
        made = Plan(tuple(item for item in called if item.draft.recipient.channel.kind == "post"), ())
    else:
        made = plan(known, replace(selection, by="post"), today)
    desk = _Desk(own.books, run_name("post", today, known.cases), at, out)
    again = [(Outcome(one.letter, brokers[one.letter], "placed", run=one.prepared.run), one.hashes) for one in sealed]
    outcomes = chain(spoilt, desk.post(again, made.items, own.templates))
    return Posted(sealed, brokers, made, outcomes)


def follow_ups(own: Folder, known: Docket, selection: Selection, spoilt: list[Outcome]) -> Iterator[Item]:
    """The letters that the cases call for, one for each request, step and trigger; `spoilt` gets what cannot be made.

    A letter that is to be written again by another way is no follow-up: its channel is chosen by a person.
    """
    grouped: dict[tuple[str, Step, str], list[Entry]] = {}
    for one in propose(known):
        opening = one.entry.case.opening
        chosen = not selection.brokers or {opening.broker, *opening.covers} & {*selection.brokers}
        if one.step != "first" and chosen and (not selection.people or opening.person in selection.people):
            grouped.setdefault((opening.reference, one.step, one.trigger), []).append(one.entry)
    numbers: dict[str, int] = {}
    for (reference, step, trigger), entries in grouped.items():
        try:
            item = later(own, entries, step, selection.sheet)
        except (NoLonger, NoWay) as error:
            slug = entries[0].case.opening.broker
            spoilt.append(_spoilt(Outcome(reference, slug, "failed"), (Problem(NOWHERE, str(error)),)))
            continue
        numbers[reference] = max(numbers.get(reference, 0) + 1, item.draft.number)
        yield replace(item, draft=replace(item.draft, number=numbers[reference]), trigger=trigger)


@dataclass(frozen=True)
class _Desk:
    """Where one run is made."""

    books: Books
    run: str
    at: Callable[[], datetime]
    out: Path

    def post(
        self, sealed: Iterable[tuple[Outcome, Mapping[str, str]]], items: Iterable[Item], templates: Templates
    ) -> Iterator[Outcome]:
        """Hand out what is sealed, seal and hand out the rest."""
        files.make_folder(self.out)
        files.clear_scratch(self.out)
        for outcome, hashes in sealed:
            yield self.hand_out(outcome, hashes)
        for work, pdf in _struck((_final(item) for item in items), templates):
            if work.outcome.problems or work.text is None or pdf is None:
                yield work.outcome
                continue
            hashes = seal(work.item, {"text": work.text.encode(), "pdf": pdf}, self.books, self.run, self.at())
            yield self.hand_out(replace(work.outcome, result="placed", run=self.run), hashes)

    def hand_out(self, outcome: Outcome, hashes: Mapping[str, str]) -> Outcome:
        """Copy a sealed letter's PDF, byte for byte."""
        path = self.out / f"{outcome.broker}-{outcome.letter}.pdf"
        try:
            files.write(path, evidence.fetch(self.books.evidence, hashes.get("pdf", "")))
        except evidence.EvidenceLost as error:
            return _spoilt(outcome, (Problem(NOWHERE, str(error)),))
        return replace(outcome, path=path)


def seal(item: Item, parts: dict[str, bytes], books: Books, run: str, at: datetime) -> dict[str, str]:
    """Fix what a letter is: its parts go to the evidence, and `prepared` names their hashes, which are answered.

    The files are on disk before the event is: what the ledger names is there.
    """
    hashes = {name: evidence.keep(books.evidence, content) for name, content in parts.items()}
    books.ledger.append(sealing(item, hashes, run), at)
    return hashes


def left(books: Books, name: str, on: date, *, today: date, at: datetime) -> tuple[Event, ...]:
    """Record that letters left on a day: those of a run, of a request or of a broker, or a single one.

    Raises:
        NothingWaits: none of them is sealed and has not left.
        TooEarly: one was sealed after that day.
        TooLate: the day is still to come.
        SeveralRequests: it can be more than one request.
    """
    if on > today:
        raise TooLate(on, today)
    with books.ledger.hold():
        cases = fold(books.ledger.read())
        sealed = [*waiting(cases)]
        found = [one for one in sealed if one.prepared.run == name] or _named(cases, sealed, name)
        for one in found:
            if on < one.prepared.on:
                raise TooEarly(one, on)
        return books.ledger.append([happening for one in found for happening in departure(one, on)], at)


def _named(cases: Cases, sealed: Iterable[Dispatch], name: str) -> list[Dispatch]:
    """The letters of the request that is named, or the one letter."""
    wanted = label.parse(name)
    openings = {case.opening.reference: case.opening for case in cases}
    meant = {
        one.letter: one
        for one in sealed
        if (one.letter == wanted.letter if wanted.letter else _is_of(openings[one.prepared.reference or ""], wanted))
    }
    if not meant:
        raise NothingWaits(name)
    references = sorted({one.prepared.reference or "" for one in meant.values()})
    if len(references) > 1:
        raise SeveralWait(name, references)
    return list(meant.values())


def _is_of(opening: Opening, wanted: label.Label) -> bool:
    return wanted.name in (opening.reference, opening.broker, *opening.covers)


class SeveralWait(UserError):  # noqa: N818 - the sentence is the name
    """Letters of more than one request wait to leave."""

    def __init__(self, name: str, references: Iterable[str]) -> None:
        listed = ", ".join(references)
        super().__init__(f"{name}: letters of several requests wait to leave: {listed} (name one of them, or a run)")


class TooLate(UserError):  # noqa: N818 - the sentence is the name
    """Nothing can have left on a day that is still to come."""

    def __init__(self, on: date, today: date) -> None:
        super().__init__(f"{on} is still to come, today is {today}: nothing can have left then (mend `--on`)")


class TooEarly(UserError):  # noqa: N818 - the sentence is the name
    """A letter cannot have left before it was sealed."""

    def __init__(self, sealed: Dispatch, on: date) -> None:
        self.letter = sealed.letter
        super().__init__(
            f"{sealed.letter} was sealed on {sealed.prepared.on}: it cannot have left on {on} (mend `--on`)"
        )


def _final(item: Item) -> Item:
    return replace(item, draft=replace(item.draft, preview=False))


def later(own: Folder, entries: Sequence[Entry], step: Step, named_sheet: str | None = None) -> Item:
    """A later letter of the recorded cases of a request, on its sheet.

    Raises:
        NoLonger: the person, the broker or the law of the request is gone.
        NoWay: a complaint has no regulator who can be reached.
        ProblemsFound: the regulators' file is faulty.
    """
    shelf = Shelf(own.profile, own.registry, own.laws, known_regulators(own))
    request = request_of(entries[0], shelf)
    hearing = made_up.regulators_of(request.claim.law, shelf.regulators, request.person)
    draft, person = sequel(entries, step, shelf, hearing), request.person
    country = person.address.country if person.address else places.country(person.residence.code)
    is_form = draft.recipient.channel.kind == "form"
    chosen = None if is_form else sheet.choose(own.sheets, country, named_sheet or own.settings.sheet)
    return Item(draft, chosen, f"a later letter: {step}")


def known_regulators(own: Folder) -> Mapping[str, Regulator]:
    """The regulators that the packaged letters and the folder's own name.

    Raises:
        ProblemsFound: their file is faulty.
    """
    known, problems = regulators.load(reversed(letter_folders(own.path)))
    if problems:
        raise ProblemsFound(problems)
    return known


def sample(law: Law, known: Mapping[str, Regulator], templates: Templates, on: date, out: Path) -> tuple[Path, Path]:
    """Write every letter of a law for a made-up case, as one PDF and one text; answers their paths.

    Raises:
        NotInForce: the law is not in force on the day.
        ProblemsFound: a template is missing or faulty.
        CannotWrite: the folder cannot be written, or the disk is full.
    """
    if not law.in_force(on):
        raise NotInForce(law.slug, "right", on, next(iter(law.rights.values())))
    specimens = made_up.specimens(law, known, templates, on)
    letters = [(specimen.title, compose(specimen.draft, templates)) for specimen in specimens]
    bound = booklet.bind(law, letters, templates, on)
    files.make_folder(out)
    pdf, text = out / f"sample-{law.slug}.pdf", out / f"sample-{law.slug}.txt"
    files.write(pdf, bound.pdf)
    files.write(text, bound.text.encode())
    return pdf, text


@dataclass(frozen=True)
class _Work:
    """A letter between its draft and its files."""

    item: Item
    outcome: Outcome
    text: str | None = None
    page: SetOut | None = None


def _struck(items: Iterable[Item], templates: Templates) -> Iterator[tuple[_Work, bytes | None]]:
    """Each item's words and its PDF, in their order; no PDF where it has no sheet, or where it failed."""
    works: deque[_Work] = deque()

    def set_out() -> Iterator[SetOut]:
        for item in items:
            work = _begin(item, templates)
            works.append(work)
            if work.page is not None:
                yield work.page

    for printed in press.strike(set_out()):
        while works[0].page is None:
            yield works.popleft(), None
        work = works.popleft()
        yield replace(work, outcome=_spoilt(work.outcome, printed.problems)), printed.pdf
    while works:
        yield works.popleft(), None


def _begin(item: Item, templates: Templates) -> _Work:
    broker = item.draft.request.broker.slug
    outcome = Outcome(item.draft.letter, broker, "made")
    try:
        letter = compose(item.draft, templates)
        page = sheet.set_out(letter, item.sheet, templates) if item.sheet else None
    except ProblemsFound as error:
        return _Work(item, _spoilt(outcome, error.problems))
    except UserError as error:
        return _Work(item, _spoilt(outcome, (Problem(NOWHERE, str(error)),)))
    return _Work(item, outcome, letter.text, page)


def _finish(work: _Work, pdf: bytes | None, out: Path) -> Outcome:
    if work.outcome.problems or work.text is None:
        return work.outcome
    stem = f"{work.outcome.broker}-{work.outcome.letter}"
    text = out / f"{stem}.txt"
    files.write(text, work.text.encode())
    if pdf is None:
        return replace(work.outcome, path=text)
    path = out / f"{stem}.pdf"
    files.write(path, pdf)
    return replace(work.outcome, path=path)


def _spoilt(outcome: Outcome, problems: tuple[Problem, ...]) -> Outcome:
    return replace(outcome, result="failed", problems=problems) if problems else outcome
