"""The press: letters set out on their sheets in, PDFs out, in the same order; memory does not grow with their number.

What letters have in common is laid out once, and each letter is struck from it; a plate that is kept from an earlier
call is not laid out at all. A letter that cannot be struck is laid out in full, on all cores when there are many of
them; it says why.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module

from unbroker.base.errors import Problem, ProblemsFound
from unbroker.paper.fields import LetterPage, MarkedPage
from unbroker.paper.press.kept import KeptPlates
from unbroker.paper.press.line import CannotStrike
from unbroker.paper.press.plate import Plate
from unbroker.paper.press.recent import Recent
from unbroker.paper.press.workers import CORES, Workers
from unbroker.paper.typeface import is_cyrillic

_AHEAD = 32 * CORES
"""How many letters may wait for one before them that is being laid out."""
_MAKEREADY = "unbroker.paper.press.makeready"
"""Loaded when something must be laid out: WeasyPrint takes half a second to load, and 60 MB."""
_LAYOUTS, _PLATES = 64, 512
"""How many are kept for letters to come; a plate is some 45 kB."""


@dataclass(frozen=True)
class Printed:
    """A letter's PDF, or the problems that kept it from being made."""

    letter: str
    pdf: bytes | None
    problems: tuple[Problem, ...] = ()
    reason: str | None = None
    """Why it was laid out in full, None if it was struck."""

    def whole(self) -> bytes:
        """The PDF.

        Raises:
            ProblemsFound: it could not be made.
        """
        if self.pdf is None:
            raise ProblemsFound(self.problems)
        return self.pdf


def strike(
    letters: Iterable[LetterPage], *, in_full: bool = False, kept: KeptPlates | None = None
) -> Iterator[Printed]:
    """The PDFs of some letters, in their order.

    Args:
        letters: set out on their sheets; they are asked for as they are needed.
        in_full: lay each out in full, for comparison and as an escape.
        kept: where plates are kept from call to call; None where none are.
    """
    for printed in strike_some(letters, in_full=in_full, kept=kept):
        if printed is not None:
            yield printed


def strike_some(
    letters: Iterable[LetterPage | None], *, in_full: bool = False, kept: KeptPlates | None = None
) -> Iterator[Printed | None]:
    """The same for letters of which some have no paper: for None comes None, in its turn."""
    with Workers() as workers:
        press = Press(workers, kept)
        waiting: deque[_Letter] = deque()
        for letter in letters:
            if letter is None:
                waiting.append(_Done(None))
            else:
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


@dataclass(frozen=True)
class _Pattern:
    """What letters have in common that are struck from one plate."""

    page: MarkedPage
    cyrillic: bool
    absent: frozenset[str]

    @cached_property
    def layout(self) -> tuple[str, bool]:
        """What tells one layout from another."""
        return self.page.html, self.cyrillic

    @cached_property
    def key(self) -> tuple[str, bool, frozenset[str]]:
        """What tells one plate from another."""
        return *self.layout, self.absent


class Press:
    """Strikes letters from plates, which are made as they are needed, and kept."""

    def __init__(self, workers: Workers, kept: KeptPlates | None = None) -> None:
        """Take those who lay out, and where plates are kept from call to call."""
        self._workers, self._kept = workers, kept
        self._layouts: Recent[tuple[str, bool], _Layout] = Recent(_LAYOUTS)
        self._plates: Recent[tuple[str, bool, frozenset[str]], Plate | CannotStrike] = Recent(_PLATES)

    def begin(self, letter: LetterPage) -> "_Letter":
        """Strike a letter, or have begun what must be laid out before."""
        if letter.shared is None:
            return _in_full(self._workers, letter, letter.reason)
        cyrillic = any(map(is_cyrillic, letter.fields.values()))
        pattern = _Pattern(letter.shared, cyrillic, letter.shared.fields.difference(letter.fields))
        plate = self._plates.get(pattern.key) or self._fetch(pattern)
        if plate is not None:
            return self._strike(letter, plate)
        layout = self._layouts.get(pattern.layout)
        if layout is None:
            layout = _Layout(self._workers.do(_lay_out_shared, letter.shared, cyrillic))
            self._layouts.put(pattern.layout, layout)
        return (
            _Struck(self, letter, pattern, layout) if not layout.file.done() else self.strike(letter, pattern, layout)
        )

    def strike(self, letter: LetterPage, pattern: _Pattern, layout: "_Layout") -> "_Letter":
        """Strike a letter whose page is laid out, or begin to lay it out in full."""
        plate = self._plates.get(pattern.key)
        if plate is None:
            plate = self._make(letter, pattern, layout)
            self._plates.put(pattern.key, plate)
        return self._strike(letter, plate)

    def _strike(self, letter: LetterPage, plate: Plate | CannotStrike) -> "_Letter":
        try:
            if isinstance(plate, CannotStrike):
                raise plate
            return _Done(Printed(letter.letter, plate.strike(letter.fields)))
        except CannotStrike as error:
            return _in_full(self._workers, letter, str(error))

    def _fetch(self, pattern: _Pattern) -> Plate | None:
        """The plate that an earlier call has kept."""
        if self._kept is None or not pattern.page.may_be_kept:
            return None
        plate = self._kept.fetch(pattern.page, pattern.absent, cyrillic=pattern.cyrillic)
        if plate is not None:
            self._plates.put(pattern.key, plate)
        return plate

    def _make(self, letter: LetterPage, pattern: _Pattern, layout: "_Layout") -> Plate | CannotStrike:
        makeready = import_module(_MAKEREADY)
        page = pattern.page
        try:
            plate: Plate = makeready.engrave(layout.forme(page), pattern.absent)
            if not page.packaged:
                makeready.prove(plate, letter)
        except CannotStrike as error:
            return error
        if self._kept is not None and page.may_be_kept:
            self._kept.keep(plate, page, pattern.absent, cyrillic=pattern.cyrillic)
        return plate


class _Layout:
    """A marked page that is being laid out, then its forme."""

    def __init__(self, file: Future[bytes]) -> None:
        self.file = file
        self._forme: object = None

    def forme(self, page: MarkedPage) -> object:
        """The page cut at the lines of its fields.

        Raises:
            CannotStrike: it cannot be.
        """
        if self._forme is None:
            try:
                self._forme = import_module(_MAKEREADY).Forme(page, self.file.result())
            except ProblemsFound as error:
                raise CannotStrike("a shared layout that could not be made") from error
        return self._forme


class _Letter:
    """A letter on its way through the press."""

    def is_ready(self) -> bool:
        raise NotImplementedError

    def finish(self) -> Printed | None:
        raise NotImplementedError


@dataclass(frozen=True)
class _Done(_Letter):
    printed: Printed | None

    def is_ready(self) -> bool:
        return True

    def finish(self) -> Printed | None:
        return self.printed


@dataclass(frozen=True)
class _InFull(_Letter):
    printed: Future[Printed]

    def is_ready(self) -> bool:
        return self.printed.done()

    def finish(self) -> Printed | None:
        return self.printed.result()


@dataclass(frozen=True)
class _Struck(_Letter):
    press: Press
    letter: LetterPage
    pattern: _Pattern
    layout: _Layout

    def is_ready(self) -> bool:
        return self.layout.file.done()

    def finish(self) -> Printed | None:
        return self.press.strike(self.letter, self.pattern, self.layout).finish()


def _in_full(workers: Workers, letter: LetterPage, reason: str) -> _Letter:
    return _InFull(workers.do(_print, letter.letter, letter.html, reason))


def _print(letter: str, html: str, reason: str) -> Printed:
    try:
        return Printed(letter, import_module(_MAKEREADY).lay_out(letter, html), reason=reason)
    except ProblemsFound as error:
        return Printed(letter, None, error.problems, reason)


def _lay_out_shared(page: MarkedPage, cyrillic: bool) -> bytes:  # noqa: FBT001 - it is sent to another process
    file: bytes = import_module(_MAKEREADY).lay_out_shared(page, cyrillic=cyrillic)
    return file
