"""Letters of the packaged registry, struck and laid out: nothing may tell them apart."""

from collections.abc import Iterator, Sequence
from contextlib import closing

import pypdfium2
import pytest
from made_up import DAY
from pressed import contents, letter, named, struck, structure, whole
from shares import tenth

from unbroker import folder
from unbroker.actions import new_folder
from unbroker.base.errors import ProblemsFound
from unbroker.demo import people
from unbroker.facts.channel import ChannelKind
from unbroker.folder import Folder
from unbroker.paper import sheet
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import set_out
from unbroker.paper.press import press
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.plan import plan
from unbroker.planning.selection import Selection
from unbroker.writing.letter import compose

RUNS: tuple[tuple[ChannelKind, str], ...] = (("email", "us-10"), ("post", "us-10"), ("post", "din-5008-b"))
OTHERS = sorted(sheet.load().keys() - {name for _, name in RUNS})
DPI = 150


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The demo's two people and the packaged registry."""
    where = tmp_path_factory.mktemp("own") / "mine"
    folder.make(where, people.PROFILE, new_folder.SETTINGS)
    return folder.open_folder(where)


def planned(own: Folder, kind: ChannelKind, name: str) -> Sequence[PlannedLetter]:
    """What both write to every broker."""
    selection = Selection(everything=True, courtesy=True, by=kind, sheet=name, despite_drop=True)
    items = plan(own.basis(own.records.read_cases()), selection, DAY).letters
    assert len(items) > 350
    return items


def pages(own: Folder, items: Sequence[PlannedLetter]) -> Iterator[LetterPage]:
    """Their letters, but for an address that no window shows."""
    for item in items:
        assert item.sheet is not None
        try:
            yield set_out(compose(item.draft, own.templates), item.sheet, own.templates)
        except ProblemsFound as refused:
            assert "the address has" in str(refused)  # noqa: PT017 - the letters after it are wanted


def shown(pdf: bytes) -> Iterator[tuple[bytes, str]]:
    """Each page as a picture, and what a reader finds on it."""
    with closing(pypdfium2.PdfDocument(pdf)) as opened:
        for page in opened:
            yield bytes(page.render(scale=DPI / 72).buffer), str(page.get_textpage().get_text_range())


def compare(one: bytes, other: bytes) -> None:
    """Hold two files against each other: operators, tags, pictures and words."""
    assert contents(one) == contents(other)
    assert structure(one) == structure(other)
    for (picture, words), (same, so) in zip(shown(one), shown(other), strict=True):
        assert picture == same
        assert words == so


@pytest.mark.slow
def test_no_letter_of_the_registry_falls_back(own: Folder) -> None:
    """Both people, their laws, every record, by e-mail and by post on both sheets: all are struck."""
    for kind, name in RUNS:
        reasons = [printed.reason for printed in press.strike(pages(own, planned(own, kind, name)))]
        assert len(reasons) > 350
        assert set(reasons) == {None}


@pytest.mark.parametrize(
    "name", ["us-10", *(pytest.param(name, marks=pytest.mark.slow) for name in ("din-5008-b", *OTHERS))]
)
def test_a_sample_of_the_registry_is_struck_alike(own: Folder, name: str) -> None:
    """On every sheet some records' letters have the operators, tags, pictures and words of those laid out."""
    items = planned(own, "post", name)
    sample = list(pages(own, items[:: len(items) // 6]))
    assert len(sample) > 4

    for made in sample:
        compare(struck(made), whole(made))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "name"), RUNS)
def test_every_letter_of_the_registry_is_struck_alike(own: Folder, kind: ChannelKind, name: str) -> None:
    """Every record's letter has the operators, tags, pictures and words of the same letter laid out: of a tenth."""
    every = list(pages(own, tenth(planned(own, kind, name), kind, name)))
    assert len(every) > 30

    for made, full in zip(press.strike(every), press.strike(every, in_full=True), strict=True):
        assert made.pdf is not None
        assert full.pdf is not None
        compare(made.pdf, full.pdf)


def test_the_comparison_sees_what_differs() -> None:
    """Another name has other operators, another picture and other words; a line that is left out, other tags."""
    one, other = struck(letter(named("Acme One"))), struck(letter(named("Acme Two")))
    longer = struck(letter(named("Acme Data and its affiliated companies, subsidiaries and successors")))

    assert contents(one) != contents(other)
    assert structure(one) == structure(other)
    assert structure(one) != structure(longer)
    for at in (0, 1):
        assert next(shown(one))[at] != next(shown(other))[at]
