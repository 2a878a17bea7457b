"""The paper: page, window and folds, and a letter set out on it as HTML.

Where a window shows the address is measured geometry, kept as data in `letters/sheet/sheets.yaml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from unbroker.base import files, places, source
from unbroker.base.errors import Place, Problem, ProblemsFound, UnknownName
from unbroker.base.source import Fact, Items
from unbroker.facts.address import addressee_line, delivery, written_lines
from unbroker.facts.text import Country, Line, Slug
from unbroker.paper import type as typeface
from unbroker.paper.forme import LETTER, Forme, SetOut, mark, unmarked
from unbroker.writing.letter import Letter, sender_lines
from unbroker.writing.template import Templates

_MM = 72 / 25.4
_ABOUT_SIZE, _BODY_SIZE, _RETURN_SIZE = 9.5, 10.0, 6.5
_ABOUT_INDENT = 12

_Common = tuple[tuple[str, object], ...]
"""What a sheet's template is told that letters have in common."""


class Box(Fact):
    """A rectangle on the page, in millimetres from its top left corner."""

    left: float
    top: float
    width: float
    height: float


class Page(Fact):
    """The size of the paper in millimetres."""

    width: float
    height: float


class Margins(Fact):
    """The margins of the body in millimetres."""

    top: float
    right: float
    bottom: float
    left: float


class Sheet(Fact):
    """A paper with its window: where the address goes, and where nothing else may."""

    name: Slug
    title: Line
    page: Page
    margins: Margins
    return_line: Box | None = None
    """A small line with the sender's address, shown in the window above the recipient's."""
    address: Box
    visible: Box
    """What the window shows at every shift of the paper."""
    swept: Box
    """What the window shows at some shift of the paper."""
    lines: int
    """How many lines the address may have."""
    pitch: float
    """From line to line of the address, in points."""
    size: float
    """The type of the address, in points."""
    body_top: float
    folds: tuple[float, ...]
    countries: tuple[Country, ...] = ()
    """Whose senders use it unless they say otherwise."""


def parse(text: str, path: str) -> tuple[Mapping[str, Sheet], list[Problem]]:
    """The sheets of a text by name, and all that is wrong with it."""
    value, problems = source.parse(text, path)
    sheets: dict[str, Sheet] = {}
    for item, place in zip(value, value.places, strict=True) if isinstance(value, Items) else ():
        sheet, found = source.validate(item, Sheet, place)
        problems += found
        if sheet is not None:
            sheets[sheet.name] = sheet
    return sheets, problems


def load() -> Mapping[str, Sheet]:
    """The packaged sheets by name.

    Raises:
        ProblemsFound: the packaged file is faulty.
    """
    path = files.packaged("letters/sheet/sheets.yaml")
    sheets, problems = parse(files.read_text(path), files.shown(path))
    if problems:
        raise ProblemsFound(problems)
    return sheets


def choose(sheets: Mapping[str, Sheet], country: str, name: str | None = None) -> Sheet:
    """The sheet of a name, else the one that senders of a country use.

    Raises:
        UnknownName: there is no sheet of that name.
    """
    if name is None:
        usual = list(sheets.values())
        return next(
            (sheet for sheet in usual if country in sheet.countries),
            next(s for s in usual if not s.countries),
        )
    if name not in sheets:
        raise UnknownName("sheet", name, sheets, see=f"sheets are {', '.join(sheets)}")
    return sheets[name]


def set_out(letter: Letter, sheet: Sheet, templates: Templates) -> SetOut:
    """A letter as the HTML of its sheet.

    Raises:
        ProblemsFound: a line of the address or a field does not fit, a character has no font, or the sheet's
            template is faulty.
    """
    draft, place = letter.draft, letter.draft.recipient.channel.place
    person = draft.request.person
    recipient = address_lines(letter, sheet)
    about = [part for line in letter.about for part in _fold_field(line, sheet)]
    salutation = _one_line(letter.salutation, sheet, _BODY_SIZE, place)
    common: _Common = (
        ("sheet", sheet),
        ("language", letter.language),
        ("mark", "Specimen" if draft.specimen else "Preview" if draft.preview else ""),
        ("name", draft.sender.name),
        ("sender", sender_lines(draft)),
        ("return_line", _return_line(letter, sheet)),
        ("date", letter.date),
        ("subject", letter.subject),
        ("closing", letter.closing),
        ("body", Markup(letter.body_html)),  # noqa: S704 - made by the HTML writer, which escapes
    )
    fields = {LETTER: letter.name, "salutation": salutation}
    fields.update((f"to{number}", line) for number, line in enumerate(recipient, 1))
    fields.update((f"about{number}", line) for number, line in enumerate(about, 1))
    page = _marked(templates, common, len(recipient), len(about))
    made = SetOut(letter.name, page.html, fields)
    lacking = page.lacking or typeface.missing("".join(fields.values()))
    if not page.forme.packaged:
        whole = _html(templates, {**dict(common), **_values(letter.name, salutation, recipient, about)})
        if whole != made.html:
            made = SetOut(letter.name, whole, reason="a sheet of your own that asks what a field holds")
            lacking = typeface.missing(whole)
    if lacking is not None:
        said = f"letter {letter.name}: no packaged font has the character {typeface.describe(lacking)}"
        raise ProblemsFound([Problem(person.place, said, "write it in Latin, Greek or Cyrillic letters")])
    if len(recipient) > sheet.lines:
        return replace(made, reason="more lines than the window shows")
    return replace(made, forme=_marked(templates, common, sheet.lines, len(about)).forme) if made.fields else made


@dataclass(frozen=True)
class _Marked:
    """The page of some letters with marks for their fields, and a character of it that no face has."""

    html: str
    forme: Forme
    lacking: str | None


@lru_cache(256)
def _marked(templates: Templates, common: _Common, recipient: int, about: int) -> _Marked:
    lines = [mark(f"to{number}") for number in range(1, recipient + 1)]
    more = [mark(f"about{number}") for number in range(1, about + 1)]
    values = dict(common)
    sheet = values["sheet"]
    assert isinstance(sheet, Sheet)  # noqa: S101 - put there by `set_out`
    html = _html(templates, {**values, **_values(mark(LETTER), mark("salutation"), lines, more)})
    body = _body_width(sheet)
    rooms = {f"to{number}": sheet.address.width * _MM for number in range(1, recipient + 1)}
    rooms |= {f"about{number}": body - _ABOUT_INDENT for number in range(1, about + 1)} | {"salutation": body}
    packaged = all(map(templates.is_packaged, ("sheet/letter.html", "sheet/letter.css")))
    return _Marked(html, Forme(html, rooms, str(values["language"]), packaged), typeface.missing(unmarked(html)))


def _values(name: str, salutation: str, recipient: Sequence[str], about: Sequence[str]) -> dict[str, object]:
    return {"letter": name, "salutation": salutation, "recipient": recipient, "about": about}


def _html(templates: Templates, values: Mapping[str, object]) -> str:
    css = Markup(templates.text("sheet/letter.css", values))  # noqa: S704 - numbers and references
    return templates.text("sheet/letter.html", {**values, "css": css})


def address_lines(letter: Letter, sheet: Sheet) -> tuple[str, ...]:
    """The recipient's lines, folded at spaces where they are too long for the window.

    Raises:
        ProblemsFound: a word is wider than the window, or the lines are more than it shows.
    """
    recipient, person = letter.draft.recipient, letter.draft.request.person
    post = recipient.channel.post
    if post is None:
        return _few_enough(letter, sheet, _fold_lines(letter, sheet, (*recipient.names, recipient.channel.to)))
    if not post.parsed:
        return _few_enough(letter, sheet, _fold_lines(letter, sheet, recipient.channel.as_filed))
    names = tuple(addressee_line(name, post) for name in recipient.names)
    rest = delivery(post, person.address.country if person.address else places.country(person.residence.code))
    while len(lines := _fold_lines(letter, sheet, (*names, *rest.lines))) > sheet.lines and (tight := rest.tighter()):
        rest = tight
    return _few_enough(letter, sheet, lines)


def _few_enough(letter: Letter, sheet: Sheet, lines: tuple[str, ...]) -> tuple[str, ...]:
    if len(lines) > sheet.lines:
        said = f"the address takes {len(lines)} lines, the window of {sheet.name} shows {sheet.lines}"
        raise _does_not_fit(letter, f"{said}: {' / '.join(lines)}")
    return lines


def _fold_lines(letter: Letter, sheet: Sheet, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines folded at spaces; a web or e-mail address may be cut anywhere, a postal one may not."""
    room, is_postal = sheet.address.width * _MM, letter.draft.recipient.channel.post is not None
    folded: list[str] = []
    for line in lines:
        parts = typeface.fold(line, room, sheet.size) or (None if is_postal else _cut(line, room, sheet.size))
        if parts is None:
            raise _does_not_fit(letter, f"the line {line!r} is wider than the window of {sheet.name}")
        folded += parts
    return tuple(folded)


def _does_not_fit(letter: Letter, said: str) -> ProblemsFound:
    broker, place = letter.draft.request.broker.slug, letter.draft.recipient.channel.place
    hint = "shorten it in your own brokers.yaml, or choose another sheet with --sheet"
    return ProblemsFound([Problem(place, f"broker {broker!r}: {said}", hint)])


def _return_line(letter: Letter, sheet: Sheet) -> str | None:
    person = letter.draft.request.person
    if sheet.return_line is None or not letter.draft.disclosed("address") or person.address is None:
        return None
    line = " · ".join((person.name, *written_lines(person.address)))
    return line if typeface.width(line, _RETURN_SIZE) <= sheet.return_line.width * _MM else None


def _one_line(text: str, sheet: Sheet, size: float, place: Place) -> str:
    if typeface.width(text, size) > _body_width(sheet):
        raise ProblemsFound([Problem(place, f"the line {text!r} is too long for {sheet.name}", "shorten the name")])
    return text


def _fold_field(text: str, sheet: Sheet) -> tuple[str, ...]:
    room = _body_width(sheet) - _ABOUT_INDENT
    return typeface.fold(text, room, _ABOUT_SIZE) or _cut(text, room, _ABOUT_SIZE)


def _body_width(sheet: Sheet) -> float:
    return (sheet.page.width - sheet.margins.left - sheet.margins.right) * _MM


def _cut(text: str, room: float, size: float) -> tuple[str, ...]:
    """A line without usable spaces, such as a web address, cut where it is full."""
    lines = [""]
    for character in text:
        if typeface.width(lines[-1] + character, size) > room:
            lines.append("")
        lines[-1] += character
    return tuple(lines)
