"""One envelope for many: the letters of several clients by recipient, those to one recipient as one parcel. Pure.

Who the clients are stands in the manifest, which the office keeps; a parcel's cover list has references only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from unbroker.base import places, table
from unbroker.paper import parcel_list, post
from unbroker.paper.envelope import Page
from unbroker.paper.pdf import lay_out
from unbroker.paper.post import Posting, Run
from unbroker.paper.sheet import Sheet
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates

_GRAMS = 80
"""What a square metre of office paper weighs."""
_COLUMNS = (
    "number", "client", "letter", "broker", "recipient", "address", "postal_code", "country", "parcel", "file", "page",
    "pages", "sealed", "sha256",
)  # fmt: skip
_BY_CLIENT = ("client", "letters", "pages", "sheets_of_paper", "in_parcels", "single")


@dataclass(frozen=True)
class ClientPosting:
    """A sealed letter of one of the clients."""

    client: str
    posting: Posting


@dataclass(frozen=True)
class Parcel:
    """Letters to one recipient, which go together; one that goes alone has no number."""

    number: int | None
    letters: tuple[ClientPosting, ...]

    @property
    def postings(self) -> tuple[Posting, ...]:
        """The letters without whose they are."""
        return tuple(letter.posting for letter in self.letters)

    @property
    def recipient(self) -> str:
        """To whom they go."""
        return self.letters[0].posting.recipient

    @property
    def address(self) -> str:
        """Where they go, in one line."""
        return self.letters[0].posting.address

    def leaves(self, paper: Page) -> int:
        """Sheets of that paper, with those of the cover list."""
        listed = 0 if self.number is None else parcel_list.leaves(len(self.letters), paper)
        return sum(posting.leaves for posting in self.postings) + listed


@dataclass(frozen=True)
class Placed:
    """Where a letter is printed."""

    letter: ClientPosting
    parcel: int | None
    file: str
    page: int


def sort(letters: Iterable[ClientPosting], *, single: bool = False) -> tuple[Parcel, ...]:
    """The letters by recipient, those within the country first.

    Args:
        letters: of all clients, on one sheet.
        single: give each letter an envelope of its own.
    """
    in_order = sorted(letters, key=_place)
    groups = [tuple(group) for _, group in groupby(in_order, key=lambda letter: _place(letter)[:5])]
    parcels: list[Parcel] = []
    number = 0
    for group in groups:
        if single or len(group) == 1:
            parcels += (Parcel(None, (letter,)) for letter in group)
        else:
            number += 1
            parcels.append(Parcel(number, group))
    return tuple(parcels)


def _place(letter: ClientPosting) -> tuple[object, ...]:
    to = letter.posting
    country = places.name(to.country) if to.country else ""
    return (to.abroad, country, to.postal_code, to.recipient.casefold(), to.address, letter.client, to.letter)


def cover(run: Run, sheet: Sheet, parcels: Sequence[Parcel], templates: Templates) -> bytes:
    """The cover sheet of a pile: what it takes of paper, envelopes and postage.

    Raises:
        ProblemsFound: the template is faulty, or the page could not be laid out.
    """
    language, page = templates.language(), sheet.page
    singles = [posting for parcel in parcels if parcel.number is None for posting in parcel.postings]
    letters = [letter for parcel in parcels for letter in parcel.letters]
    values: Names = {
        "run": _named(run),
        "page": _measured(page),
        "sheet": sheet.names,
        "clients": len({letter.client for letter in letters}),
        "sealed": post.span([letter.posting.sealed for letter in letters], language),
        "letters": len(letters),
        "leaves": sum(parcel.leaves(page) for parcel in parcels),
        "parcels": [_weighed(parcel, page) for parcel in parcels if parcel.number is not None],
        "singles": len(singles),
        "stamps": [asdict(kind) | {"grams": f"{kind.grams:.0f}"} for kind in post.stamps(singles, sheet, language)],
    }
    return lay_out(templates.sheet("office.html", values, language), f"cover sheet of {run.name}")


def _named(run: Run) -> Names:
    return {"name": run.name, "specimen": run.specimen}


def _measured(page: Page) -> Names:
    return {"width": page.width, "height": page.height}


def _weighed(parcel: Parcel, page: Page) -> Names:
    leaves, grams = parcel.leaves(page), page.width * page.height / 1_000_000 * _GRAMS
    return {
        "number": parcel.number,
        "recipient": parcel.recipient,
        "address": parcel.address,
        "letters": len(parcel.letters),
        "leaves": leaves,
        "grams": f"{leaves * grams:.0f}",
    }


def rows(placed: Sequence[Placed]) -> str:
    """The manifest as CSV, in the order of the paper."""
    return table.written(_COLUMNS, (_row(number, letter) for number, letter in enumerate(placed, 1)))


def rows_by_client(placed: Sequence[Placed]) -> str:
    """How much of the run is whose, as CSV: what an office accounts to its clients."""
    in_order = sorted(placed, key=lambda letter: letter.letter.client)
    return table.written(
        _BY_CLIENT, (_sum(client, [*group]) for client, group in groupby(in_order, key=lambda one: one.letter.client))
    )


def _sum(client: str, placed: Sequence[Placed]) -> dict[str, str]:
    in_parcels = sum(letter.parcel is not None for letter in placed)
    figures = {
        "letters": len(placed),
        "pages": sum(letter.letter.posting.pages for letter in placed),
        "sheets_of_paper": sum(letter.letter.posting.leaves for letter in placed),
        "in_parcels": in_parcels,
        "single": len(placed) - in_parcels,
    }
    return {"client": client, **{name: str(figure) for name, figure in figures.items()}}


def _row(number: int, placed: Placed) -> dict[str, str]:
    posting = placed.letter.posting
    return {
        "number": str(number),
        "client": placed.letter.client,
        "letter": posting.letter,
        "broker": posting.broker,
        "recipient": posting.recipient,
        "address": posting.address,
        "postal_code": posting.postal_code,
        "country": posting.country,
        "parcel": "" if placed.parcel is None else str(placed.parcel),
        "file": placed.file,
        "page": str(placed.page),
        "pages": str(posting.pages),
        "sealed": posting.sealed.isoformat(),
        "sha256": posting.sha256,
    }


def piles(letters: Iterable[ClientPosting], *, single: bool = False) -> Iterator[tuple[str, tuple[Parcel, ...]]]:
    """By sheet, for one paper and one kind of envelope: the letters on it, sorted."""
    in_order = sorted(letters, key=lambda letter: letter.posting.sheet)
    for name, some in groupby(in_order, key=lambda letter: letter.posting.sheet):
        yield name, sort(some, single=single)
