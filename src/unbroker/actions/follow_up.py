"""Following up: the later letters that recorded cases call for, by which channel each goes, and what can be made of it.

Nothing is sealed here: a mailing takes these letters the same way as first ones.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from unbroker.actions import known_names
from unbroker.actions.outcome import Outcome
from unbroker.base import places
from unbroker.base.errors import ProblemsFound
from unbroker.cases import follow_up
from unbroker.cases.case import Cases
from unbroker.cases.follow_up import Called
from unbroker.cases.later_letter import NoLonger, Shelf, later_letter, request_of
from unbroker.cases.status import Entry, docket
from unbroker.cases.trail import trail
from unbroker.facts import regulators
from unbroker.facts.claim import regulators_of
from unbroker.facts.profile import Residence
from unbroker.facts.registry import Channel
from unbroker.facts.regulators import Regulator
from unbroker.folder import Folder
from unbroker.location import letter_folders
from unbroker.paper import sheet
from unbroker.planning.channel import proving
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.plan import plan
from unbroker.planning.selection import Selection
from unbroker.planning.writers import WHERE_TODAY, NotThereYet, movers
from unbroker.records import Records
from unbroker.writing import languages
from unbroker.writing.choose_language import of_complaint
from unbroker.writing.reference import Step
from unbroker.writing.request import NoWay, Request, ways_to


def called_for(
    folder: Folder, cases: Cases, selection: Selection, today: date, failed: list[Outcome]
) -> Iterator[PlannedLetter]:
    """The letters that the cases call for; `failed` gets what cannot be made.

    A letter that came back is no follow-up: by which other channel it is written again is chosen by a person.
    """
    calls, openings = [], [case.opening for case in cases]
    known_names.check_people(folder.records, openings, selection.people)
    brokers = known_names.slugs_of(folder.records, openings, selection.brokers)
    for call in follow_up.propose(docket(cases, folder.laws, today)):
        opening = call.entry.case.opening
        chosen = not brokers or {*opening.brokers} & {*brokers}
        if not call.came_back and chosen and (not selection.people or opening.person in selection.people):
            calls.append(call)
    numbers: dict[str, int] = {}
    called = follow_up.letters(calls)
    shelf = _shelf(folder, cases) if called else None
    for letter in called:
        reference = letter.reference
        try:
            planned = letter_of_step(folder, letter.entries, letter.step, selection, shelf=shelf)
        except (NoLonger, NoWay) as error:
            broker = letter.entries[0].case.opening.broker
            failed.append(Outcome(reference, broker, "failed").failed_because(error))
            continue
        numbers[reference] = max(numbers.get(reference, 0) + 1, planned.draft.number)
        yield replace(planned, draft=replace(planned.draft, number=numbers[reference]), triggers=letter.triggers)


def letter_of_step(
    folder: Folder, entries: Sequence[Entry], step: Step, selection: Selection = Selection(),  # noqa: B008 - frozen
    *, shelf: Shelf | None = None,
) -> PlannedLetter:  # fmt: skip
    """A later letter of the recorded cases of a request, on its sheet.

    Args:
        folder: the folder.
        entries: the cases that it speaks of.
        step: which letter.
        selection: the sheet, the language, and the way of a complaint to the regulator, where it has that.
        shelf: what the folder knows, where many letters are made; None reads it.

    Raises:
        NoLonger: the person, the broker or the law of the request is gone.
        NoWay: a complaint has no regulator who can be reached.
        ProblemsFound: the regulators' file is faulty.
    """
    shelf = shelf or _shelf(folder, folder.records.read_cases())
    request = request_of(entries[0], shelf)
    hearing = regulators_of(request.claim.law, shelf.regulators, request.person, request.moved_from)
    way = next((way for regulator in hearing[:1] for way in ways_to(regulator) if way == selection.by), None)
    to = _proving(request, entries) if step == "first" else None
    draft = later_letter(entries, step, shelf, hearing, way, to=to, language=selection.language)
    person = request.person
    country = home.country if (home := person.return_address) else places.country(person.residence.code)
    row, name = draft.recipient.channel.row, selection.sheet or folder.settings.sheet
    chosen = sheet.for_letter(folder.sheets, row, country, name, nudge=folder.settings.nudge)
    why = "; ".join(filter(None, (f"a later letter: {step}", draft.language_reason)))
    return PlannedLetter(draft, chosen, why)


def _shelf(folder: Folder, cases: Cases) -> Shelf:
    regulators_known = known_regulators(folder)
    return Shelf(folder.profile, folder.registry, folder.laws, regulators_known, folder.written, trail(cases))


def _proving(request: Request, entries: Sequence[Entry]) -> Channel | None:
    """The way by which the same letter goes once more, so that its receipt is proven."""
    letters = [letter for entry in entries for letter in entry.case.dispatches]
    tried = {letter.to for letter in letters if letter.state in ("bounced", "refused")}
    return proving(request.broker, request.rights, request.person, tried)


def known_regulators(folder: Folder) -> Mapping[str, Regulator]:
    """The regulators that the packaged letters and the folder's own name.

    Raises:
        ProblemsFound: their file is faulty.
    """
    by_slug, problems = regulators.load(reversed(letter_folders(folder.path)))
    if problems:
        raise ProblemsFound(problems)
    return by_slug


def list_follow_ups(
    records: Records, open_folder: Callable[[], Folder], today: date, people: Sequence[str] = ()
) -> tuple[Called, ...]:
    """The letters that the cases call for on a day; where one came back, the reason names the next channel.

    Args:
        records: what is recorded.
        open_folder: opens the whole folder, which only a letter that came back needs.
        today: the day.
        people: whose cases; nobody means everybody's.

    Raises:
        UnknownName: nobody is called that.
    """
    docket = records.read_docket(today)
    known_names.check_people(records, (entry.case.opening for entry in docket.entries), people)
    calls = [call for call in follow_up.propose(docket) if not people or call.entry.case.opening.person in people]
    open_folder = cache(open_folder)
    detours = Detours(open_folder, today, tuple(call.entry for call in calls if call.came_back))
    complaints = Hearings(open_folder, any(call.step == "complaint" for call in calls))
    return follow_up.letters(
        replace(call, reason=f"{call.reason}{detours.words(call.entry)}{complaints.words(call)}") for call in calls
    )


def not_taken(folder: Folder, letters: Iterable[PlannedLetter]) -> tuple[str, ...]:
    """What is to be known of who would hear complaints about some letters: languages, a region that is not said."""
    by_slug, notes = known_regulators(folder), dict[str, None]()
    for request in (letter.draft.request for letter in letters):
        for regulator in regulators_of(request.claim.law, by_slug, request.person, request.moved_from)[:1]:
            said = (
                languages.not_taken(regulator, _complaint_in(request, regulator, folder)),
                of_a_region(regulator, request.person.residence),
            )
            notes |= dict.fromkeys(filter(None, said))
    return tuple(notes)


def of_a_region(regulator: Regulator, home: Residence) -> str | None:
    """That the authority depends on a region of the country, which the profile does not say; None where it does."""
    narrower = [code for code in regulator.serves if code != home.code and places.within(code, home.code)]
    if not narrower or any(places.within(home.code, code) for code in regulator.serves):
        return None
    who, where = regulator.short or regulator.own_name, places.with_article(places.name(home.code))
    hint = f"write yours in 'residence', as in {narrower[0]}"
    return f"the authority in {where} is that of the region; {who} is taken for want of one: {hint}"


def _complaint_in(request: Request, regulator: Regulator, folder: Folder) -> str:
    return of_complaint(request.claim.law, request.rights, request.person, regulator, folder.written)


@dataclass(frozen=True)
class Hearings:
    """In which language the regulators take complaints that are called for; the folder is read only if one is."""

    open_folder: Callable[[], Folder]
    are_called: bool

    def words(self, call: follow_up.FollowUp) -> str:
        """That the regulator does not take the letter's language, as the end of a sentence; nothing where it does."""
        folder, opening, law = self._folder, call.entry.case.opening, call.entry.law
        person = next((who for who in folder.profile.people if who.handle == opening.person), None) if folder else None
        if folder is None or person is None or law is None or call.step != "complaint":
            return ""
        hearing = regulators_of(law, self._regulators, person, opening.left_behind(person.residence.code))
        if not hearing:
            return ""
        rights = tuple(law.right(right) for right in opening.rights)
        language = of_complaint(law, rights, person, hearing[0], folder.written)
        said = (languages.not_taken(hearing[0], language), of_a_region(hearing[0], person.residence))
        return "".join(f"; {note}" for note in said if note)

    @cached_property
    def _folder(self) -> Folder | None:
        return _opened(self.open_folder) if self.are_called else None

    @cached_property
    def _regulators(self) -> Mapping[str, Regulator]:
        return known_regulators(self._folder) if self._folder else {}


@dataclass(frozen=True)
class Detours:
    """By which other channel the plan would write letters again that came back.

    The registry is read only if there is something to find in it; a folder that cannot be opened has no plan.
    """

    open_folder: Callable[[], Folder]
    today: date
    stuck: tuple[Entry, ...]

    def words(self, entry: Entry) -> str:
        """The channel and the command for it, or what can be done where there is none, as the end of a sentence."""
        if entry not in self.stuck or self._by_reference is None:
            return ""
        opening = entry.case.opening
        if opening.person in self._moving:
            return f"; {opening.person} {self._moving[opening.person]} ({WHERE_TODAY})"
        return self._by_reference.get(
            opening.reference, f"; no other is known (`unbroker plan {opening.broker}` says why): or record `closed`"
        )

    @cached_property
    def _folder(self) -> Folder | None:
        return _opened(self.open_folder) if self.stuck else None

    @cached_property
    def _moving(self) -> Mapping[str, str]:
        """For whom nothing is planned before they have moved, with when they do."""
        people = self._folder.profile.people if self._folder else ()
        return {person.handle: message for person, message in movers(people, self.today)}

    @cached_property
    def _by_reference(self) -> Mapping[str, str] | None:
        folder = self._folder
        brokers = dict.fromkeys(entry.case.opening.broker for entry in self.stuck)
        selected = tuple(broker for broker in brokers if folder and broker in folder.registry.brokers)
        if folder is None or not selected:
            return None
        try:
            letters = plan(folder.basis(folder.records.read_cases()), Selection(selected), self.today).letters
        except NotThereYet:
            letters = ()
        return {letter.draft.request.reference: _way_of(letter) for letter in letters}


def _opened(open_folder: Callable[[], Folder]) -> Folder | None:
    try:
        return open_folder()
    except ProblemsFound:
        return None


def _way_of(letter: PlannedLetter) -> str:
    channel, broker = letter.draft.recipient.channel, letter.draft.request.broker.slug
    return f", {channel.row.to} {channel.to}: `unbroker {channel.row.command} {broker}`"
