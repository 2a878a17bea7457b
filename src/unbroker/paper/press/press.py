"""The press: letters set out on their sheets in, PDFs out, in the same order; memory does not grow with their number.

What letters have in common is laid out once, and each letter is struck from it. A letter that cannot be struck is
laid out in full, on all cores when there are many of them; it says why.
"""

import os
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from unbroker.base.errors import Problem, ProblemsFound
from unbroker.paper.fields import LetterPage, MarkedPage
from unbroker.paper.pdf import lay_out
from unbroker.paper.press import forme, proof
from unbroker.paper.press.forme import CannotStrike, Forme
from unbroker.paper.press.plate import Plate
from unbroker.paper.press.workers import Workers
from unbroker.paper.typeface import is_cyrillic

_AHEAD = 32 * (os.cpu_count() or 1)
"""How many letters may wait for one before them that is being laid out."""
_LAYOUTS, _PLATES = 64, 256
"""How many are kept for letters to come; a plate is some 45 kB."""

Key = TypeVar("Key")
Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Printed:
    """A letter's PDF, or the problems that kept it from being made."""

    letter: str
    pdf: bytes | None
    problems: tuple[Problem, ...] = ()
    reason: str | None = None
    """Why it was laid out in full, None if it was struck."""


def strike(letters: Iterable[LetterPage], *, in_full: bool = False) -> Iterator[Printed]:
    """The PDFs of some letters, in their order.

    Args:
        letters: set out on their sheets; they are asked for as they are needed.
        in_full: lay each out in full, for comparison and as an escape.
    """
    with Workers() as workers:
        press = Press(workers)
        waiting: deque[_Letter] = deque()
        for letter in letters:
            waiting.append(_in_full(workers, letter, "asked for") if in_full else press.begin(letter))
            while waiting and (waiting[0].is_ready() or len(waiting) > _AHEAD):
                yield waiting.popleft().finish()
        while waiting:
            yield waiting.popleft().finish()


def summary(reasons: Iterable[str | None]) -> str:
    """How letters were laid out, by why: `6 of 580 letters laid out in full: a line that is too wide (6)`."""
    counts = Counter(reasons)
    letters = counts.total()
    del counts[None]
    words = ", ".join(f"{reason} ({number})" for reason, number in counts.most_common())
    return f"{counts.total()} of {letters} letters laid out in full{': ' if words else ''}{words}"


class Press:
    """Strikes letters from plates, which are made as they are needed, and kept."""

    def __init__(self, workers: Workers) -> None:
        """Take those who lay out."""
        self._workers = workers
        self._layouts: _Recent[tuple[str, bool], _Layout] = _Recent(_LAYOUTS)
        self._plates: _Recent[tuple[str, bool, frozenset[str]], Plate | CannotStrike] = _Recent(_PLATES)

    def begin(self, letter: LetterPage) -> "_Letter":
        """Strike a letter, or have begun what must be laid out before."""
        if letter.shared is None:
            return _in_full(self._workers, letter, letter.reason)
        key = letter.shared.html, any(map(is_cyrillic, letter.fields.values()))
        layout = self._layouts.get(key)
        if layout is None:
            layout = _Layout(letter.shared, self._workers.do(forme.lay_out, letter.shared, cyrillic=key[1]))
            self._layouts.put(key, layout)
        return _Struck(self, letter, key, layout) if not layout.file.done() else self.strike(letter, key, layout)

    def strike(self, letter: LetterPage, key: tuple[str, bool], layout: "_Layout") -> "_Letter":
        """Strike a letter whose forme is there, or begin to lay it out in full."""
        try:
            plate = self._plate(letter, key, layout)
            return _Done(Printed(letter.letter, plate.strike(letter.fields)))
        except CannotStrike as error:
            return _in_full(self._workers, letter, str(error))

    def _plate(self, letter: LetterPage, key: tuple[str, bool], layout: "_Layout") -> Plate:
        absent = layout.shared.fields.difference(letter.fields)
        plate = self._plates.get((*key, absent))
        if plate is None:
            try:
                plate = Plate(layout.forme(), absent)
                if not layout.shared.packaged:
                    _prove(plate, letter)
            except CannotStrike as error:
                plate = error
            self._plates.put((*key, absent), plate)
        if isinstance(plate, CannotStrike):
            raise plate
        return plate


class _Recent(Generic[Key, Entry]):
    """The entries last used, by key."""

    def __init__(self, room: int) -> None:
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._room = room

    def get(self, key: Key) -> Entry | None:
        if key not in self._entries:
            return None
        self._entries.move_to_end(key)
        return self._entries[key]

    def put(self, key: Key, entry: Entry) -> None:
        self._entries[key] = entry
        if len(self._entries) > self._room:
            self._entries.popitem(last=False)


class _Layout:
    """A marked page that is being laid out, then its forme."""

    def __init__(self, shared: MarkedPage, file: Future[bytes]) -> None:
        self.shared, self.file = shared, file
        self._forme: Forme | None = None

    def forme(self) -> Forme:
        if self._forme is None:
            try:
                self._forme = Forme(self.shared, self.file.result())
            except ProblemsFound as error:
                raise CannotStrike("a shared layout that could not be made") from error
        return self._forme


class _Letter:
    """A letter on its way through the press."""

    def is_ready(self) -> bool:
        raise NotImplementedError

    def finish(self) -> Printed:
        raise NotImplementedError


@dataclass(frozen=True)
class _Done(_Letter):
    printed: Printed

    def is_ready(self) -> bool:
        return True

    def finish(self) -> Printed:
        return self.printed


@dataclass(frozen=True)
class _InFull(_Letter):
    printed: Future[Printed]

    def is_ready(self) -> bool:
        return self.printed.done()

    def finish(self) -> Printed:
        return self.printed.result()


@dataclass(frozen=True)
class _Struck(_Letter):
    press: Press
    letter: LetterPage
    key: tuple[str, bool]
    layout: _Layout

    def is_ready(self) -> bool:
        return self.layout.file.done()

    def finish(self) -> Printed:
        return self.press.strike(self.letter, self.key, self.layout).finish()


def _in_full(workers: Workers, letter: LetterPage, reason: str) -> _Letter:
    return _InFull(workers.do(_print, letter.letter, letter.html, reason))


def _print(letter: str, html: str, reason: str) -> Printed:
    try:
        return Printed(letter, lay_out(html, f"letter {letter}", letter), reason=reason)
    except ProblemsFound as error:
        return Printed(letter, None, error.problems, reason)


def _prove(plate: Plate, letter: LetterPage) -> None:
    """Hold a plate of the user's own sheet against the same letter laid out in full."""
    struck = plate.strike(letter.fields)
    try:
        laid_out = lay_out(letter.html, f"letter {letter.letter}", letter.letter)
    except ProblemsFound as error:
        raise CannotStrike("a sheet of your own that cannot be laid out") from error
    if not proof.alike(struck, laid_out):
        raise CannotStrike("a sheet of your own whose fields depend on each other")
