"""Posted letters: those that labels, lists and print services are about, with who sends each to whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from unbroker.actions import known_names
from unbroker.base import places, source
from unbroker.base.errors import NOWHERE, UserError
from unbroker.cases import case_name
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.sealed_letters import for_printer, waiting
from unbroker.facts.address import PostalAddress
from unbroker.folder import Folder
from unbroker.ledger.schema import Sent
from unbroker.paper.addressee import Addressee, addressee
from unbroker.planning.decision import LeftOut
from unbroker.planning.plan import plan
from unbroker.planning.selection import Selection


class NothingToLabel(UserError):  # noqa: N818 - the sentence is the name
    """No letter by post waits to leave."""

    def __init__(self) -> None:
        super().__init__(
            "no letter is waiting to leave by post (name a run, a case or brokers, or run `mail post` first)"
        )


class LetterLeft(UserError):  # noqa: N818 - the sentence is the name
    """Everything of that name has left."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has already left (add --all to take what left, too)")


class AllWithdrawn(UserError):  # noqa: N818 - the sentence is the name
    """Nothing of a run ever leaves."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: its letters were withdrawn, and none of them leaves by post")


@dataclass(frozen=True)
class Article:
    """A letter by post that is sealed, or would be: who sends it to whom."""

    letter: str
    broker: str
    person: str
    to: Addressee
    number: str | None = None
    """The carrier's, if it is known."""
    run: str | None = None


@dataclass(frozen=True)
class Articles:
    """The letters that were asked for, as a run lies, and the brokers named that get none."""

    letters: tuple[Article, ...]
    missed: tuple[LeftOut, ...] = ()


def find_articles(
    folder: Folder, names: Sequence[str], today: date, *, people: tuple[str, ...] = (), gone: bool = False
) -> Articles:
    """The letters by post of some runs, requests, letters or brokers that wait, else all for the own printer.

    A broker to whom nothing is sealed counts with the letter that the plan has for it. What was withdrawn never counts.

    Args:
        folder: the folder.
        names: of runs, requests, letters or brokers.
        today: the date of letters that are planned.
        people: whose letters they may be; nobody means everybody.
        gone: take those that have left, too.

    Raises:
        NothingToLabel: none waits, and nothing is named.
        LetterLeft: all that a name means has left.
        AllWithdrawn: all letters of a run were withdrawn.
        UnknownName: a name is no run, nothing that is recorded, and no broker; or there is no such person.
        NotTheirs: a name means somebody else's letters.
    """
    everybodys = folder.records.read_cases()
    cases = known_names.only_of(folder.records, everybodys, people)
    articles = [*articles_of(cases, _unnamed(cases, gone=gone))] if not names else []
    missed: list[LeftOut] = []
    planned: list[str] = []
    for name in names:
        own = known_names.only_of(folder.records, everybodys, people, name)
        letters = [*articles_of(own, _named(own, name, gone=gone))]
        articles += letters
        planned += [] if letters else [folder.registry.get(known_names.broker_typed(folder.records, own, name)).slug]
    if planned:
        by_post = plan(folder.basis(everybodys), Selection(tuple(planned), by="post", people=people), today)
        missed += [left for left in by_post.left_out if left.unreached and not left.drawn_in]
        articles += [
            Article(draft.letter, draft.request.broker.slug, draft.request.person.handle, to)
            for draft in (letter.draft for letter in by_post.letters)
            for to in [addressee(draft, folder.templates.language(draft.language))]
        ]
    if not articles and not missed:
        raise NothingToLabel
    unique = {article.letter: article for article in articles}
    return Articles(tuple(sorted(unique.values(), key=_place)), tuple(missed))


def articles_of(cases: Cases, letters: Iterable[Dispatch]) -> Iterator[Article]:
    """Letters by post as the ledger has them."""
    openings = {case.opening.reference: case.opening for case in cases}
    numbers = {
        event.letter: event.facts.tracking
        for history in cases.histories.values()
        for event in history
        if isinstance(event.facts, Sent)
    }
    for letter in letters:
        opening = openings[letter.prepared.reference or ""]
        number, run = numbers.get(letter.letter), letter.prepared.run
        yield Article(letter.letter, opening.broker, opening.person, _recorded(letter), number, run)


def _recorded(letter: Dispatch) -> Addressee:
    """Who a sealed letter is addressed to, as the ledger has it."""
    to = letter.channel
    post, _ = source.validate(to.post, PostalAddress, NOWHERE)
    return Addressee(letter.facts.recipient, post, to.as_filed, to.to, to.origin or "")


def _unnamed(cases: Cases, *, gone: bool) -> tuple[Dispatch, ...]:
    """Everything that the person's own printer has; what a service has, it addresses."""
    left = [letter for letter in _sealed(cases) if letter.left and not letter.facts.via] if gone else []
    return (*left, *for_printer(cases))


def _sealed(cases: Cases) -> list[Dispatch]:
    letters = {letter.letter: letter for case in cases for letter in case.dispatches if letter.kind == "post"}
    return [*letters.values()]


def _named(cases: Cases, name: str, *, gone: bool) -> list[Dispatch]:
    """The letters by post of a run, a request or a broker, or the one letter, that wait; those that left, if wanted.

    Raises:
        LetterLeft: they left, and are not wanted.
        AllWithdrawn: a run is meant of which nothing waits.
    """
    sealed = _sealed(cases)
    of_run = [letter for letter in sealed if letter.prepared.run == name]
    wanted = None if of_run else case_name.parse(name)
    openings = {case.opening.reference: case.opening for case in cases}
    named = of_run or [
        letter
        for letter in sealed
        if wanted is not None and wanted.means(letter.letter, openings[letter.prepared.reference or ""])
    ]
    waits = {letter.letter for letter in waiting(cases, "post")}
    letters = [letter for letter in named if letter.letter in waits or (gone and letter.left)]
    if not letters and any(letter.left for letter in named):
        raise LetterLeft(name)
    if of_run and not letters:
        raise AllWithdrawn(name)
    return letters


def _place(article: Article) -> tuple[object, ...]:
    """Letters that stay in the country first, then by country and postal code."""
    post, names = article.to.post, "; ".join(article.to.names)
    country = post.country if post else ""
    code = post.postal_code or "" if post else ""
    abroad = country != article.to.origin
    return abroad, places.name(country) if country else "", code, names.casefold(), article.letter
