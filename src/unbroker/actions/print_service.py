"""The handover: sealed letters for a print service, a folder with a PDF for each that was measured, and its list.

Files only: nothing is sent, and nobody is asked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from unbroker.actions.labels import Article, sealed
from unbroker.actions.seal import waiting
from unbroker.actions.typeset import Outcome
from unbroker.base import files
from unbroker.base.errors import NOWHERE, Problem
from unbroker.cases.case import Dispatch
from unbroker.facts.address import PostalAddress
from unbroker.facts.settings import Nudge
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.paper import measure
from unbroker.paper import service as services
from unbroker.paper.addressee import DoesNotFit, Room, addressee, block
from unbroker.paper.envelope import POINTS
from unbroker.paper.service import Row, Service
from unbroker.planning.plan import Item


@dataclass(frozen=True)
class HandedOver:
    """What became of the letters, the lists that were written, and how many letters are on another sheet."""

    outcomes: tuple[Outcome, ...]
    lists: tuple[Path, ...]
    elsewhere: int


def unmoved(own: Folder) -> Folder:
    """The folder without its nudge: the printer that misses is not the service's."""
    return replace(own, settings=own.settings.model_copy(update={"nudge": Nudge()}))


def hand_over(own: Folder, name: str, service: Service, out: Path) -> HandedOver:
    """Copy the letters that wait on a service's sheet, each measured first; one that fails does not stop the rest.

    Args:
        own: the folder.
        name: what the service is called.
        service: what it asks of them.
        out: where its folders go, one for each run.

    Raises:
        CannotWrite: a folder cannot be written, or the disk is full.
    """
    cases = own.known.cases
    letters = [*waiting(cases, "post")]
    mine = [one for one in letters if one.prepared.fact("sheet") == service.sheet]
    outcomes: list[Outcome] = []
    lists: list[Path] = []
    for run in dict.fromkeys(one.prepared.run for one in mine):
        folder = files.make_folder(out / f"{run}-{name}")
        files.clear_scratch(folder)
        of_run = [one for one in mine if one.prepared.run == run]
        rows = []
        for one, article in zip(of_run, sealed(cases, of_run), strict=True):
            path = folder / f"{article.broker}-{one.letter}.pdf"
            outcome = Outcome(one.letter, article.broker, "placed", path, run=run)
            made, wrong = _copy(own, service, one, article, path)
            if wrong:
                problems = tuple(Problem(NOWHERE, f"{one.letter} to {article.broker}: {said}") for said in wrong)
                outcome = replace(outcome, result="failed", path=None, problems=problems)
                path.unlink(missing_ok=True)
            else:
                rows.append(made)
            outcomes.append(outcome)
        lists.append(folder / service.manifest.file)
        files.write(lists[-1], services.written(service, rows))
    return HandedOver(tuple(outcomes), tuple(lists), len(letters) - len(mine))


def refused(own: Folder, service: Service, item: Item) -> tuple[Problem, ...]:
    """What keeps a letter from going to a service at all, so that it is not even sealed for it."""
    draft = item.draft
    slug, article = draft.request.broker.slug, Article("", "", draft.request.person.handle, addressee(draft))
    wrong = [*_unfit(own, service, article), *services.row(service, _values(own, article, "", "", 0))[1]]
    hint = "print it yourself: `unbroker mail post` without --service"
    return tuple(Problem(draft.recipient.channel.place, f"broker {slug!r}: {said}", hint) for said in wrong[:1])


def _copy(
    own: Folder, service: Service, one: Dispatch, article: Article, path: Path
) -> tuple[dict[str, str], Iterable[str]]:
    """Write a letter where nothing speaks against it; answers what the list says of it, and what does."""
    digest = one.hashes.get("pdf", "")
    try:
        pdf = evidence.fetch(own.books.evidence, digest)
    except evidence.EvidenceLost as error:
        return {}, [str(error)]
    values = _values(own, article, path.name, digest, len(measure.measure(pdf)))
    made, wrong = services.row(service, values)
    wrong += _unfit(own, service, article)
    if not wrong:
        lines = _lines(own, service, article)
        wrong += services.faults(service, pdf, own.sheets[service.sheet].page.box, lines)
    if not wrong:
        files.write(path, pdf)
    return made, wrong


def _unfit(own: Folder, service: Service, article: Article) -> Iterator[str]:
    post = article.to.post
    if service.countries and (post is None or post.country not in service.countries):
        yield f"{service.title} mails to {', '.join(service.countries)} only"
    try:
        _lines(own, service, article)
    except DoesNotFit as error:
        yield str(error)


def _lines(own: Folder, service: Service, article: Article) -> tuple[str, ...]:
    sheet = own.sheets[service.sheet]
    return block(article.to, Room(sheet.name, sheet.address.width * POINTS, sheet.lines, sheet.size))


def _values(own: Folder, article: Article, file: str, digest: str, pages: int) -> Row:
    """What a list may say of a letter."""
    person = next((one for one in own.profile.people if one.handle == article.person), None)
    home, post = person.address if person else None, article.to.post
    return {
        "letter": article.letter,
        "file": file,
        "sha256": digest,
        "pages": str(pages),
        "recipient": ", ".join(article.to.names),
        "street": _street(post),
        "city": (post.city or "") if post else "",
        "region": (post.region or "") if post else "",
        "postal_code": (post.postal_code or "") if post else "",
        "country": post.country if post else "",
        "sender": person.name if person else article.person,
        "sender_street": _street(home),
        "sender_city": (home.city or "") if home else "",
        "sender_region": (home.region or "") if home else "",
        "sender_postal_code": (home.postal_code or "") if home else "",
        "sender_country": home.country if home else "",
    }


def _street(address: PostalAddress | None) -> str:
    return ", ".join(address.street) if address else ""
