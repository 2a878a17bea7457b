"""Measured, not trusted: what each envelope shows of each letter, wherever the paper lies in it."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pdf_tools
import pytest
import windows
from pdf_tools import Word
from shares import tenth

from unbroker import folder
from unbroker.actions import new_folder
from unbroker.base.errors import ProblemsFound
from unbroker.demo import people
from unbroker.folder import Folder
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import address_lines, set_out
from unbroker.paper.press import press
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.plan import plan
from unbroker.planning.selection import Selection
from unbroker.writing import languages
from unbroker.writing.letter import Letter, compose, return_lines

DAY = date(2026, 11, 22)
WHITE = 250
SOME = 8
AT_ONCE = ("us-10", "din-5008-b", "uk-dl", "nf-right")
"""The sheets of the countries with the most brokers; all others where there is time."""
CANNOT_FIT: dict[str, set[str]] = {}
"""The records whose address has more lines than a window shows."""


@dataclass(frozen=True)
class Measured:
    """A letter, what stands on its first page, and what its windows shall show."""

    item: PlannedLetter
    path: Path
    words: list[Word]
    address: list[str]
    sender: list[str]


@dataclass(frozen=True)
class Batch:
    """The letters of a sheet that were made, and the records that got none."""

    made: tuple[Measured, ...]
    failed: dict[str, str]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A Californian, a German and the packaged registry."""
    where = tmp_path_factory.mktemp("own") / "mine"
    folder.make(where, people.PROFILE, new_folder.SETTINGS)
    return folder.open_folder(where)


@pytest.fixture(scope="module")
def items(own: Folder) -> tuple[PlannedLetter, ...]:
    """What both write to every record with a postal address."""
    return plan(
        own.basis(own.records.read_cases()),
        Selection(everything=True, courtesy=True, by="post", despite_drop=True),
        DAY,
    ).letters


@pytest.fixture(scope="module")
def some(
    own: Folder, items: tuple[PlannedLetter, ...], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Batch]:
    """Some letters on a sheet, to records whose addresses are long, short, foreign and not parsed."""
    few = composed(own, items[:: len(items) // SOME])
    return cache(lambda name: batch(own, few, name, tmp_path_factory.mktemp(name)))


def composed(own: Folder, items: Sequence[PlannedLetter]) -> list[tuple[PlannedLetter, Letter]]:
    """Planned letters with their words."""
    return [(item, compose(item.draft, own.templates)) for item in items]


def batch(own: Folder, letters: Sequence[tuple[PlannedLetter, Letter]], name: str, where: Path) -> Batch:
    """Letters on a sheet."""
    kept: list[tuple[PlannedLetter, Letter]] = []
    failed: dict[str, str] = {}

    def pages() -> Iterator[LetterPage]:
        for item, letter in letters:
            try:
                page = set_out(letter, own.sheets[name], own.templates)
            except ProblemsFound as error:
                failed[item.draft.request.broker.slug] = str(error)
                continue
            kept.append((replace(item, sheet=own.sheets[name]), letter))
            yield page

    paths = []
    for printed in press.strike(pages()):
        assert printed.pdf is not None
        paths.append(where / f"{printed.letter}.pdf")
        paths[-1].write_bytes(printed.pdf)
    with ThreadPoolExecutor(2) as pool:
        words = pool.map(pdf_tools.words, paths)
        made = tuple(measured(*pair, path, found) for pair, path, found in zip(kept, paths, words, strict=True))
    return Batch(made, failed)


def measured(item: PlannedLetter, letter: Letter, path: Path, words: list[Word]) -> Measured:
    """What a letter's windows shall show: its address, below a return line where the sheet has one."""
    assert item.sheet is not None
    sender = [letter.draft.sender.name, *return_lines(letter.draft)]
    line = " · ".join(sender).split() if item.sheet.return_line else []
    address = " ".join(address_lines(letter, item.sheet, languages.get())).split()
    return Measured(item, path, words, [*line, *address], " ".join(sender).split())


def found_fault(one: Measured) -> list[str]:
    """What is wrong with what the windows show of a letter."""
    assert one.item.sheet is not None
    said = windows.complaints(one.item.sheet.name, one.words, one.address, one.sender)
    broker = one.item.draft.request.broker.slug
    post = one.item.draft.recipient.channel.post
    assert post is not None
    parts = f"{post.city} {post.postal_code or ''}" if post.parsed else ""
    shown = "".join(letters_of(" ".join(one.address)))  # a code may be filed without the space that its post writes
    said += [f"lacks {part!r}" for part in letters_of(parts) if part not in shown]
    said += ["shows its reference"] if one.item.draft.letter in one.address else []
    return [f"{broker} on {one.item.sheet.name}: {words}" for words in said]


def letters_of(text: str) -> list[str]:
    """The words of a text in capitals, without punctuation."""
    return re.findall(r"\w+", text.upper())


@pytest.mark.slow
@pytest.mark.parametrize("name", windows.with_windows())
def test_every_window_shows_the_whole_address_of_every_record_and_nothing_else(
    own: Folder, items: tuple[PlannedLetter, ...], tmp_path: Path, name: str
) -> None:
    """At every shift of the paper; only an address of more lines than the window shows has no letter, and says so.

    A tenth of the records, another one for each sheet.
    """
    wanted = composed(own, tenth(items, name))
    found = batch(own, wanted, name, tmp_path)

    assert [fault for one in found.made for fault in found_fault(one)] == []
    assert found.failed.keys() == CANNOT_FIT.get(name, set())
    assert all("the address has" in said for said in found.failed.values())
    assert len(found.made) + len(found.failed) == len(wanted) > 35


@pytest.mark.parametrize(
    "name",
    [name if name in AT_ONCE else pytest.param(name, marks=pytest.mark.slow) for name in windows.with_windows()],
)
def test_a_window_shows_the_whole_address_and_nothing_else(some: Callable[[str], Batch], name: str) -> None:
    """The same for some records, on every sheet."""
    found = some(name)

    assert [fault for one in found.made for fault in found_fault(one)] == []
    assert len(found.made) > 5


def test_a_window_elsewhere_is_noticed(some: Callable[[str], Batch]) -> None:
    """The measuring does say no: to a letter in another envelope, and to one whose words are not the right ones."""
    one = some("us-10").made[0]

    assert windows.complaints("us-10", one.words, one.address, []) == []
    assert windows.complaints("us-10", one.words, [*one.address, "TOO"], []) != []
    assert windows.complaints("uk-c5-6", one.words, one.address, []) != []
    assert windows.complaints("sn-right", one.words, one.address, []) != []


@pytest.mark.slow
@pytest.mark.parametrize("name", windows.with_windows())
def test_nothing_is_drawn_in_a_window_but_words(some: Callable[[str], Batch], name: str) -> None:
    """No fold mark and no rule: what of a window holds no word is white."""
    one = some(name).made[0]
    header, _, pixels = pdf_tools.picture(one.path, dpi=72).partition(b"\n255\n")
    width = int(header.split()[1])
    holes = [*windows.holes(name, "window"), *windows.holes(name, "return_window")]

    dark = [divmod(place // 3, width)[::-1] for place in range(0, len(pixels), 3) if pixels[place] < WHITE]
    shown = [(x, y) for x, y in dark if any(hole.x0 < x < hole.x1 - 1 and hole.y0 < y < hole.y1 - 1 for hole in holes)]
    boxes = [(word.x0 - 2, word.y0 - 2, word.x1 + 2, word.y1 + 2) for word in one.words]
    assert shown
    assert [(x, y) for x, y in shown if not any(x0 < x < x1 and y0 < y < y1 for x0, y0, x1, y1 in boxes)] == []
