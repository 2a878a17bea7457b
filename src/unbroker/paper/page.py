"""The page: a letter set out on its sheet as HTML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from unbroker.base.errors import Problem, ProblemsFound
from unbroker.paper import typeface
from unbroker.paper.addressee import DoesNotFit, Room, addressee, block, cut
from unbroker.paper.envelope import POINTS
from unbroker.paper.fields import LETTER, LetterPage, MarkedPage, mark, unmarked
from unbroker.paper.sheet import Sheet
from unbroker.writing.languages import Language
from unbroker.writing.letter import Letter, reply_line, return_lines, sender_lines
from unbroker.writing.template import Templates

_ABOUT_SIZE, _BODY_SIZE, _RETURN_SIZE = 9.5, 10.0, 6.5
_ABOUT_INDENT = 12
_RETURN_PITCH = 4
"""From line to line of the return address in the window, in millimetres."""
_NAME_SIZE, _NAME_PITCH, _SENDER_SIZE, _SENDER_PITCH = 13.0, 18.0, 9.5, 13.0
"""The head of a letter, in points, as in its style sheet."""

_Common = tuple[tuple[str, object], ...]
"""What a sheet's template is told that letters have in common."""


def set_out(letter: Letter, sheet: Sheet, templates: Templates) -> LetterPage:
    """A letter as the HTML of its sheet.

    Raises:
        ProblemsFound: a line of the address or a field does not fit, a character has no font, or the sheet's
            template is faulty.
    """
    draft, language = letter.draft, templates.language(letter.language)
    recipient = address_lines(letter, sheet, language)
    about = [part for line in letter.about for part in cut(line, _body_width(sheet) - _ABOUT_INDENT, _ABOUT_SIZE)]
    salutation = typeface.fold_name(letter.salutation, _body_width(sheet), _BODY_SIZE)
    common = _common(letter, sheet, language)
    lines = _Lines(len(salutation), len(recipient), len(about))
    marked = _marked(templates, language, common, lines)
    values = _values(letter.name, letter.salutation, salutation, recipient, about)
    page = LetterPage(letter.name, marked.page.html, _fields(letter, marked.page, values))
    lacking = marked.lacking or typeface.missing("".join(page.fields.values()))
    if not marked.page.packaged:
        whole = _html(templates, language, {**dict(common), **values})
        if whole != page.html:
            page = LetterPage(letter.name, whole, reason="a sheet of your own that asks what a field holds")
            lacking = typeface.missing(whole)
    if lacking is not None:
        fault = f"letter {letter.name}: no packaged font has the character {typeface.describe(lacking)}"
        hint = "write it in Latin, Greek or Cyrillic letters"
        raise ProblemsFound([Problem(draft.request.person.place, fault, hint)])
    if len(recipient) > sheet.lines:
        return replace(page, reason="more lines than the window shows")
    if not page.fields:
        return page
    shared = _marked(templates, language, common, replace(lines, recipient=sheet.lines)).page
    return replace(page, shared=shared)


def _fields(letter: Letter, page: MarkedPage, values: Mapping[str, object]) -> Mapping[str, str]:
    """What stands in the fields of a page in a letter.

    Raises:
        ProblemsFound: a sheet of the user's own has the salutation in one line, and it takes more.
    """
    fields = {LETTER: letter.name, "salutation": letter.salutation}
    for field, name in (("salutation", "salutation_lines"), ("to", "recipient"), ("about", "about")):
        lines = values[name]
        assert isinstance(lines, Sequence)  # noqa: S101 - as `_values` made them
        fields.update((f"{field}{number}", str(line)) for number, line in enumerate(lines, 1))
    if "salutation" in page.fields and "salutation2" in fields:
        fault = f"the line {letter.salutation!r} is too long for the 'salutation' of your own letter.html"
        place = letter.draft.recipient.channel.place
        raise ProblemsFound([Problem(place, fault, "write its 'salutation_lines' there")])
    return {name: line for name, line in fields.items() if name in {LETTER, *page.fields}}


def _common(letter: Letter, sheet: Sheet, language: Language) -> _Common:
    draft, words = letter.draft, language.words.sheet
    sender_name, sender = _sender(letter, sheet)
    return_line = _return_line(letter, sheet)
    return (
        ("sheet", sheet),
        ("mark", words.specimen if draft.specimen else words.preview if draft.preview else ""),
        ("name", draft.sender.name),
        ("sender_name", sender_name),
        ("sender", sender),
        ("reply", reply_line(draft) if sheet.return_block else None),
        ("return_line", " · ".join(return_line) or None),
        ("return_lines", return_line),
        ("date", letter.date),
        ("subject", letter.subject),
        ("closing", letter.closing),
        ("body", Markup(letter.body_html)),  # noqa: S704 - made by the HTML writer, which escapes
    )


@dataclass(frozen=True)
class _Marked:
    """The page of some letters with marks for their fields, and a character of it that no face has."""

    page: MarkedPage
    lacking: str | None


@dataclass(frozen=True)
class _Lines:
    """How many lines the fields of a letter take."""

    salutation: int
    recipient: int
    about: int

    def marks(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The name of each field of several lines, and the names of its lines."""
        for field, count in (("salutation", self.salutation), ("to", self.recipient), ("about", self.about)):
            yield field, tuple(f"{field}{number}" for number in range(1, count + 1))


@lru_cache(256)
def _marked(templates: Templates, language: Language, common: _Common, lines: _Lines) -> _Marked:
    values = dict(common)
    sheet = values["sheet"]
    assert isinstance(sheet, Sheet)  # noqa: S101 - put there by `set_out`
    names = dict(lines.marks())
    salutation, to_lines, about_lines = (tuple(map(mark, names[field])) for field in ("salutation", "to", "about"))
    marks = _values(mark(LETTER), mark("salutation"), salutation, to_lines, about_lines)
    html = _html(templates, language, {**values, **marks})
    body = _body_width(sheet)
    rooms = {"salutation": body}
    widths = {"salutation": body, "to": sheet.address.width * POINTS, "about": body - _ABOUT_INDENT}
    rooms |= {name: widths[field] for field, members in names.items() for name in members}
    packaged = all(map(templates.is_packaged, ("sheet/letter.html", "sheet/letter.css")))
    return _Marked(MarkedPage(html, rooms, language.code, packaged), typeface.missing(unmarked(html)))


def _values(
    name: str, salutation: str, salutation_lines: Sequence[str], recipient: Sequence[str], about: Sequence[str]
) -> dict[str, object]:
    """The fields of a letter as its sheet names them."""
    lines = {"salutation_lines": salutation_lines, "recipient": recipient, "about": about}
    return {"letter": name, "salutation": salutation, **lines}


def _html(templates: Templates, language: Language, values: Mapping[str, object]) -> str:
    css = Markup(templates.sheet("letter.css", values, language))  # noqa: S704 - numbers and references
    return templates.sheet("letter.html", {**values, "css": css}, language)


def address_lines(letter: Letter, sheet: Sheet, language: Language) -> tuple[str, ...]:
    """The recipient's lines, folded where they are too long for the window.

    Raises:
        ProblemsFound: a word is wider than the window, or the lines are more than it shows.
    """
    draft = letter.draft
    recipient, slug = draft.recipient, draft.request.broker.slug
    place = recipient.channel.place
    room = Room(f"the window of {sheet.name}", sheet.address.width * POINTS, sheet.lines, sheet.size)
    try:
        return block(addressee(draft, language), room)
    except DoesNotFit as error:
        hint = "shorten it in your own brokers.yaml, or choose another sheet with --sheet"
        raise ProblemsFound([Problem(place, f"broker {slug!r}: {error}", hint)]) from error


def _sender(letter: Letter, sheet: Sheet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sender's name and what stands below it, each in the lines that it takes.

    Where there is no room, lines below the name are joined; then the name loses its end, which the signature has.

    Raises:
        ProblemsFound: the head of the sheet has no room for it.
    """
    draft, width = letter.draft, sheet.head.width * POINTS
    if (space := sheet.return_block) is not None:
        lines, size, height = return_lines(draft), space.size, float(space.lines)
        name_size, pitch, name_pitch = space.size, 1.0, 1.0
    else:
        lines, size, height = sender_lines(draft), _SENDER_SIZE, sheet.head.height * POINTS
        name_size, pitch, name_pitch = _NAME_SIZE, _SENDER_PITCH, _NAME_PITCH
    name = typeface.fold_name(draft.sender.name, width, name_size)
    rows = int((height - len(name) * name_pitch) / pitch)
    while len(folded := [part for line in lines for part in cut(line, width, size)]) > rows and len(lines) > 1:
        lines = (*lines[:-2], ", ".join(lines[-2:]))
    name_rows = int((height - len(folded) * pitch) / name_pitch)
    if len(name) > name_rows > 0:
        name = typeface.shortened(draft.sender.name, name_rows, width, name_size)
    if name_rows < 1:
        fault = f"the sender's name and address do not fit on {sheet.name}: {' / '.join((*name, *folded))}"
        raise ProblemsFound([Problem(draft.request.person.place, fault, "shorten them, or choose another sheet")])
    return name, tuple(folded)


def _return_line(letter: Letter, sheet: Sheet) -> tuple[str, ...]:
    """The return address above the recipient's, in small type: one line, else as many as fit above the address.

    It is broken at its dots or at spaces, and where that does not do, the name loses its end.

    Raises:
        ProblemsFound: there is no room for the address itself.
    """
    lines = return_lines(letter.draft)
    if sheet.return_line is None or not lines:
        return ()
    width, name = sheet.return_line.width * POINTS, letter.draft.sender.name
    rows = max(1, int((sheet.address.top - sheet.return_line.top) / _RETURN_PITCH))
    for count in range(rows, 0, -1):
        short = name if count == rows else " ".join(typeface.shortened(name, count, width, _RETURN_SIZE))
        folded = _at_dots((short, *lines), width)
        if len(folded) <= rows:
            return folded
    fault = f"the return address does not fit above the address of {sheet.name}: {' · '.join(lines)}"
    raise ProblemsFound([Problem(letter.draft.request.person.place, fault, "shorten it, or choose another sheet")])


def _at_dots(parts: Sequence[str], width: float) -> tuple[str, ...]:
    """Parts with dots between them in as few lines as they take: broken at a dot if a part fits its line."""
    lines = [""]
    for part in parts:
        together = f"{lines[-1]} · {part}" if lines[-1] else part
        if typeface.width(together, _RETURN_SIZE) <= width:
            lines[-1] = together
        else:
            *full, last = typeface.fold_name(part, width, _RETURN_SIZE)
            lines = [*filter(None, lines), *full, last]
    return tuple(lines)


def _body_width(sheet: Sheet) -> float:
    return (sheet.page.width - sheet.margins.left - sheet.margins.right) * POINTS
