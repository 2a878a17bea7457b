"""Posted letters: those that labels, lists and print services are about, with who sends each to whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from unbroker.base import places, source
from unbroker.base.errors import NOWHERE, UserError
from unbroker.cases import case_name
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.sealed_letters import waiting
from unbroker.facts.address import PostalAddress
from unbroker.folder import Folder
from unbroker.ledger.schema import Sent
from unbroker.paper.addressee import Addressee, addressee
from unbroker.planning.plan import LeftOut, Selection, plan


class NothingToLabel(UserError):  # noqa: N818 - the sentence is the name
    """No letter by post waits to leave."""

    def __init__(self) -> None:
        super().__init__(
            "no letter is waiting to leave by post (name a run, a case or brokers, or run `mail post` first)"
        )


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


def find_articles(folder: Folder, names: Sequence[str], today: date) -> Articles:
    """The letters by post of some runs, requests, letters or brokers, else all that wait to leave.

    A broker to whom nothing is sealed counts with the letter that the plan has for it.

    Raises:
        NothingToLabel: none waits, and nothing is named.
        UnknownName: a name is no run, nothing that is recorded, and no broker.
    """
    cases = folder.records.read_cases()
    articles = [*articles_of(cases, waiting(cases, "post"))] if not names else []
    missed: list[LeftOut] = []
    planned: list[str] = []
    for name in names:
        letters = [*articles_of(cases, _named(cases, name))]
        articles += letters
        planned += [] if letters else [folder.registry.get(name).slug]
    if planned:
        by_post = plan(folder.basis(cases), Selection(tuple(planned), by="post"), today)
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


def _named(cases: Cases, name: str) -> list[Dispatch]:
    """The letters by post of a run, a request or a broker, or the one letter, whether they have left or not."""
    sealed = {letter.letter: letter for case in cases for letter in case.dispatches if letter.kind == "post"}
    if of_run := [letter for letter in sealed.values() if letter.prepared.run == name]:
        return of_run
    wanted = case_name.parse(name)
    openings = {case.opening.reference: case.opening for case in cases}
    return [
        letter for letter in sealed.values() if wanted.means(letter.letter, openings[letter.prepared.reference or ""])
    ]


def _place(article: Article) -> tuple[object, ...]:
    """Letters that stay in the country first, then by country and postal code."""
    post, names = article.to.post, "; ".join(article.to.names)
    country = post.country if post else ""
    code = post.postal_code or "" if post else ""
    abroad = country != article.to.origin
    return abroad, places.name(country) if country else "", code, names.casefold(), article.letter
