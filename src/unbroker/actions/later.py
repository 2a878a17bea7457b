"""Later letters: what a recorded case calls for, as items that a mailing takes like first letters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from unbroker.actions.typeset import Outcome, spoilt
from unbroker.base import places
from unbroker.base.errors import NOWHERE, Problem, ProblemsFound
from unbroker.cases.follow_up import letters, propose
from unbroker.cases.later_letter import NoLonger, Shelf, request_of, sequel
from unbroker.cases.status import Docket, Entry
from unbroker.facts import regulators
from unbroker.facts.registry import ChannelKind
from unbroker.facts.regulators import Regulator
from unbroker.folder import Folder, letter_folders
from unbroker.paper import sheet
from unbroker.planning.plan import Item, LeftOut, Selection
from unbroker.writing import sample as made_up
from unbroker.writing.request import NoWay, Step

_OTHERWISE: Mapping[ChannelKind, tuple[str, str]] = {
    "email": ("unbroker mail email --follow-ups", "goes by e-mail to"),
    "post": ("unbroker mail post --follow-ups", "goes by post to"),
    "form": ("unbroker mail forms --follow-ups", "goes into the form at"),
}
"""By the way of a letter: what makes it, and how that is said."""


def follow_ups(own: Folder, known: Docket, selection: Selection, failed: list[Outcome]) -> Iterator[Item]:
    """The letters that the cases call for, as `followup` has them; `failed` gets what cannot be made.

    A letter that is to be written again by another way is no follow-up: its channel is chosen by a person.
    """
    called = []
    for one in propose(known):
        opening = one.entry.case.opening
        chosen = not selection.brokers or {opening.broker, *opening.covers} & {*selection.brokers}
        if one.step != "first" and chosen and (not selection.people or opening.person in selection.people):
            called.append(one)
    numbers: dict[str, int] = {}
    for letter in letters(called):
        reference = letter.reference
        try:
            item = later(own, letter.entries, letter.step, selection.sheet)
        except (NoLonger, NoWay) as error:
            slug = letter.entries[0].case.opening.broker
            failed.append(spoilt(Outcome(reference, slug, "failed"), (Problem(NOWHERE, str(error)),)))
            continue
        numbers[reference] = max(numbers.get(reference, 0) + 1, item.draft.number)
        yield replace(item, draft=replace(item.draft, number=numbers[reference]), triggers=letter.triggers)


def parted(called: Iterable[Item], kind: ChannelKind) -> tuple[tuple[Item, ...], tuple[LeftOut, ...]]:
    """The follow-ups that go one way, and of the others by which way they go."""
    there: list[Item] = []
    elsewhere: list[LeftOut] = []
    for item in called:
        channel, request = item.draft.recipient.channel, item.draft.request
        if channel.kind == kind:
            there.append(item)
            continue
        command, way = _OTHERWISE[channel.kind]
        reason = f"letter {item.draft.letter}, step {item.draft.step!r}, {way} {channel.to}"
        elsewhere.append(
            LeftOut(request.person, request.broker, item.draft.rights, reason, f"`{command}`", unreached=True)
        )
    return tuple(there), tuple(elsewhere)


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
    if chosen is not None and draft.recipient.channel.kind == "post":
        chosen = sheet.nudged(chosen, own.settings.nudge)
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
