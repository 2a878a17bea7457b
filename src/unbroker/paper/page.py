"""The page: a letter set out on its sheet as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
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
from unbroker.writing.request import Draft
from unbroker.writing.sandbox import Names, Plain
from unbroker.writing.template import Templates
from unbroker.writing.words import SheetWords

_ABOUT_SIZE, _BODY_SIZE, _RETURN_SIZE = 9.5, 10.0, 6.5
_ABOUT_INDENT = 12
_RETURN_PITCH = 4
"""From line to line of the return address in the window, in millimetres."""
_NAME_SIZE, _NAME_PITCH, _SENDER_SIZE, _SENDER_PITCH = 13.0, 18.0, 9.5, 13.0
"""The head of a letter, in points, as in its style sheet."""

_SAID = {"situation", "reason", "correction"}
"""What is disclosed in a person's own words, and stands in the body."""
_Common = tuple[tuple[str, Plain], ...]
"""What a sheet's template is told that letters have in common."""


def set_out(letter: Letter, sheet: Sheet, templates: Templates) -> LetterPage:
    """A letter as the HTML of its sheet.

    Raises:
        ProblemsFound: a line of the address or a field does not fit, a character has no font, or the sheet's
            template is faulty.
    """
    draft, language = letter.draft, templates.language(letter.language)
    lines, common = _lines(letter, sheet, language), _common(letter, language, templates)
    may_be_kept = _is_common(draft, templates)
    marked = _marked(templates, language, sheet, common, lines.shape, may_be_kept=may_be_kept)
    page = LetterPage(letter.name, marked.page.html, _fields(letter, marked.page, lines))
    lacking = marked.lacking or typeface.missing("".join(page.fields.values()))
    if not marked.page.packaged:
        whole = _html(templates, language, sheet, {**dict(common), **lines.values(letter.name)})
        if whole != page.html:
            page = LetterPage(letter.name, whole, reason="a sheet of your own that asks what a field holds")
            lacking = typeface.missing(whole)
    if lacking is not None:
        fault = f"letter {letter.name}: no packaged font has the character {typeface.describe(lacking)}"
        hint = "write it in Latin, Greek or Cyrillic letters"
        raise ProblemsFound([Problem(draft.request.person.place, fault, hint)])
    if len(lines.recipient) > sheet.lines:
        return replace(page, reason="more lines than the window shows")
    if not page.fields:
        return page
    rows = max(_rows(len(lines.sender_name), sheet), len(lines.sender))
    shape = replace(lines.shape, recipient=sheet.lines, sender=rows)
    shared = _marked(templates, language, sheet, common, shape, may_be_kept=may_be_kept).page
    return replace(page, shared=shared)


@dataclass(frozen=True)
class _Shape:
    """How many lines a letter has of each kind: what decides where everything below them stands."""

    sender_name: int
    sender: int
    return_lines: int
    recipient: int
    salutation: int
    about: int
    reply: bool


@dataclass(frozen=True)
class _Lines:
    """The lines in which letters differ, as a sheet names them: who writes, to whom, about whom."""

    name: str
    sender_name: tuple[str, ...]
    sender: tuple[str, ...]
    return_line: str | None
    return_lines: tuple[str, ...]
    recipient: tuple[str, ...]
    salutation: str
    salutation_lines: tuple[str, ...]
    about: tuple[str, ...]
    reply: str | None

    @property
    def shape(self) -> _Shape:
        """How many there are."""
        return _Shape(
            sender_name=len(self.sender_name),
            sender=len(self.sender),
            return_lines=len(self.return_lines),
            recipient=len(self.recipient),
            salutation=len(self.salutation_lines),
            about=len(self.about),
            reply=self.reply is not None,
        )

    def values(self, letter: str) -> dict[str, Plain]:
        """What a sheet's template is told."""
        return {"letter": letter, **{field.name: getattr(self, field.name) for field in dataclass_fields(self)}}

    def fields(self, letter: str) -> dict[str, str]:
        """The text of each field."""
        fields = {LETTER: letter}
        for name, text in self.values(letter).items():
            if isinstance(text, tuple):
                fields.update((f"{_FIELDS[name]}{number}", line) for number, line in enumerate(text, 1))
            elif isinstance(text, str):
                fields[_FIELDS.get(name, name)] = text
        return fields


_FIELDS: Mapping[str, str] = {
    "sender_name": "head", "sender": "sender", "return_line": "return", "return_lines": "return", "recipient": "to",
    "salutation_lines": "salutation", "about": "about",
}  # fmt: skip
"""What the fields of some lines are called; those of several have a number behind it."""


def _lines(letter: Letter, sheet: Sheet, language: Language) -> _Lines:
    draft, body = letter.draft, _body_width(sheet)
    sender_name, sender = _sender(letter, sheet)
    return_address = _return_line(letter, sheet)
    return _Lines(
        name=draft.sender.name,
        sender_name=sender_name,
        sender=sender,
        return_line=" · ".join(return_address) or None,
        return_lines=return_address,
        recipient=address_lines(letter, sheet, language),
        salutation=letter.salutation,
        salutation_lines=typeface.fold_name(letter.salutation, body, _BODY_SIZE),
        about=tuple(part for line in letter.about for part in cut(line, body - _ABOUT_INDENT, _ABOUT_SIZE)),
        reply=reply_line(draft) if sheet.return_block else None,
    )


def _fields(letter: Letter, page: MarkedPage, lines: _Lines) -> Mapping[str, str]:
    """What stands in the fields of a page in a letter.

    Raises:
        ProblemsFound: a sheet of the user's own has the salutation in one line, and it takes more.
    """
    if "salutation" in page.fields and len(lines.salutation_lines) > 1:
        fault = f"the line {letter.salutation!r} is too long for the 'salutation' of your own letter.html"
        place = letter.draft.recipient.channel.place
        raise ProblemsFound([Problem(place, fault, "write its 'salutation_lines' there")])
    fields = {**lines.fields(letter.name), "date": letter.date}
    return {name: line for name, line in fields.items() if name in {LETTER, *page.fields}}


def _common(letter: Letter, language: Language, templates: Templates) -> _Common:
    """What letters have in common; the date too on a sheet of the user's own, where it may not be a line of its own."""
    draft, words = letter.draft, language.words.sheet
    return (
        ("mark", _mark(draft, words)),
        ("date", mark("date") if _is_packaged(templates) else letter.date),
        ("subject", language.glued(letter.subject)),
        ("closing", letter.closing),
        ("body", Markup(letter.body_html)),  # noqa: S704 - made by the HTML writer, which escapes
    )


def _mark(draft: Draft, words: SheetWords) -> str | None:
    """What stands at the top of each page of what is not to leave."""
    marks = ((draft.is_copy, words.reading), (draft.specimen, words.specimen), (draft.preview, words.preview))
    return next((mark for applies, mark in marks if applies), None)


@dataclass(frozen=True)
class _Marked:
    """The page of some letters with marks for their fields, and a character of it that no face has."""

    page: MarkedPage
    lacking: str | None


@lru_cache(256)
def _marked(
    templates: Templates, language: Language, sheet: Sheet, common: _Common, shape: _Shape, *, may_be_kept: bool
) -> _Marked:
    html = _html(templates, language, sheet, {**dict(common), **_marks(shape).values(mark(LETTER))})
    packaged = _is_packaged(templates)
    page = MarkedPage(html, _rooms(shape, sheet), language.code, packaged, may_be_kept)
    return _Marked(page, typeface.missing(unmarked(html)))


@lru_cache(8)
def _is_packaged(templates: Templates) -> bool:
    return all(map(templates.is_packaged, ("sheet/letter.html", "sheet/letter.css")))


@lru_cache(8)
def _are_packaged(templates: Templates) -> bool:
    return templates.are_packaged


def _is_common(draft: Draft, templates: Templates) -> bool:
    """Whether the words of a letter are those of many: a first letter's, packaged, and without what a person says."""
    says = any(told.field in _SAID for told in draft.discloses)
    return draft.step == "first" and not says and _are_packaged(templates)


def _marks(shape: _Shape) -> _Lines:
    def marks(name: str, count: int) -> tuple[str, ...]:
        return tuple(mark(f"{name}{number}") for number in range(1, count + 1))

    return _Lines(
        name=mark("name"),
        sender_name=marks("head", shape.sender_name),
        sender=marks("sender", shape.sender),
        return_line=mark("return") if shape.return_lines else None,
        return_lines=marks("return", shape.return_lines),
        recipient=marks("to", shape.recipient),
        salutation=mark("salutation"),
        salutation_lines=marks("salutation", shape.salutation),
        about=marks("about", shape.about),
        reply=mark("reply") if shape.reply else None,
    )


def _rooms(shape: _Shape, sheet: Sheet) -> dict[str, float]:
    """How wide each field's line may be, in points."""
    body, head = _body_width(sheet), sheet.head.width * POINTS
    window = sheet.return_line.width * POINTS if sheet.return_line else body
    rooms = {"name": body, "salutation": body, "reply": body, "date": body, "return": window}
    for field, count, room in (
        ("head", shape.sender_name, head),
        ("sender", shape.sender, head),
        ("return", shape.return_lines, window),
        ("to", shape.recipient, sheet.address.width * POINTS),
        ("salutation", shape.salutation, body),
        ("about", shape.about, body - _ABOUT_INDENT),
    ):
        rooms |= {f"{field}{number}": room for number in range(1, count + 1)}
    return rooms


def _html(templates: Templates, language: Language, sheet: Sheet, values: Names) -> str:
    values = {**values, "sheet": sheet.names}
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


def _rows(name_lines: int, sheet: Sheet) -> int:
    """How many lines there is room for below the sender's name."""
    if (space := sheet.return_block) is not None:
        return max(space.lines - name_lines, 0)
    return max(int((sheet.head.height * POINTS - name_lines * _NAME_PITCH) / _SENDER_PITCH), 0)


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
