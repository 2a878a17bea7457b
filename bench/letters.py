"""Letters to measure with: first letters to brokers of the packaged registry, all of one body."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from unbroker import folder
from unbroker.actions import new_folder
from unbroker.demo import people
from unbroker.paper import sheet
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import set_out
from unbroker.planning.plan import plan
from unbroker.planning.selection import Selection
from unbroker.writing.letter import Letter, compose

DAY = date(2026, 11, 22)
SHEET = "us-10"


@dataclass(frozen=True)
class Batch:
    """Letters of one body, and one of them in words, for those who set it in their own way."""

    letters: tuple[LetterPage, ...]
    words: Letter

    def many(self, number: int, *, new_names: bool = False) -> Iterator[LetterPage]:
        """So many letters, each with a reference of its own; with `new_names`, no recipient twice."""
        for turn in range(number):
            made = self.letters[turn % len(self.letters)]
            name = f"UB-{turn:07}Z.1"
            fields = {**made.fields, "letter": name}
            if new_names:
                fields |= {
                    "to1": f"{fields['to1'][:24].rstrip()} {turn}",
                    "salutation1": f"To the team of broker {turn}:",
                }
            yield LetterPage(name, made.marked, fields, made.shared)


def batch() -> Batch:
    """The largest set of letters of one body that the packaged registry gives the people of the demo."""
    with tempfile.TemporaryDirectory() as scratch:
        folder.make(Path(scratch) / "mine", people.PROFILE, new_folder.SETTINGS)
        own = folder.open_folder(Path(scratch) / "mine")
        selection = Selection(everything=True, courtesy=True, by="email", sheet=SHEET, despite_drop=True)
        groups: dict[str, list[tuple[LetterPage, Letter]]] = defaultdict(list)
        for item in plan(own.basis(own.records.read_cases()), selection, DAY).letters:
            words = compose(item.draft, own.templates)
            made = set_out(words, sheet.load()[SHEET], own.templates)
            if made.shared is not None:
                groups[made.shared.html].append((made, words))
    largest = max(groups.values(), key=len)
    return Batch(tuple(made for made, _ in largest), largest[0][1])


class Blocks(HTMLParser):
    """The blocks of a letter's body: ("p", text), ("h2", text), ("ol", [texts])."""

    def __init__(self, body: str) -> None:
        """Read a body."""
        super().__init__()
        self.found: list[tuple[str, str | list[str]]] = []
        self._text: list[str] = []
        self._list: list[str] | None = None
        self.feed(body)

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        """Begin a block."""
        if tag in ("ol", "ul"):
            self._list = []
            self.found.append((tag, self._list))
        if tag in ("p", "h2", "li"):
            self._text = []

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        text = " ".join("".join(self._text).split())
        if tag in ("ol", "ul"):
            self._list = None
        elif tag in ("p", "li") and self._list is not None:
            if text:
                self._list.append(text)
            self._text = []
        elif tag in ("p", "h2"):
            self.found.append((tag, text))


def lines_of(made: LetterPage, block: str) -> list[str]:
    """The lines of a block of a letter, such as its salutation: those of the recipient are "to"."""
    return [text for name, text in made.fields.items() if name.rstrip("0123456789") == block]
