"""The page: a letter set out on its sheet as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from unbroker.base.errors import Place, Problem, ProblemsFound
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
    salutation = _one_line(letter.salutation, sheet, _BODY_SIZE, draft.recipient.channel.place)
    common = _common(letter, sheet, language)
    fields = {LETTER: letter.name, "salutation": salutation}
    fields.update((f"to{number}", line) for number, line in enumerate(recipient, 1))
    fields.update((f"about{number}", line) for number, line in enumerate(about, 1))
    marked = _marked(templates, language, common, len(recipient), len(about))
    page = LetterPage(letter.name, marked.page.html, fields)
    lacking = marked.lacking or typeface.missing("".join(fields.values()))
    if not marked.page.packaged:
        whole = _html(templates, language, {**dict(common), **_values(letter.name, salutation, recipient, about)})
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
    return replace(page, shared=_marked(templates, language, common, sheet.lines, len(about)).page)


def _common(letter: Letter, sheet: Sheet, language: Language) -> _Common:
    draft, words = letter.draft, language.words.sheet
    return (
        ("sheet", sheet),
        ("mark", words.specimen if draft.specimen else words.preview if draft.preview else ""),
        ("name", draft.sender.name),
        ("sender", _sender(letter, sheet)),
        ("reply", reply_line(draft) if sheet.return_block else None),
        ("return_line", _return_line(letter, sheet)),
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


@lru_cache(256)
def _marked(templates: Templates, language: Language, common: _Common, recipient: int, about: int) -> _Marked:
    to_lines = [mark(f"to{number}") for number in range(1, recipient + 1)]
    about_lines = [mark(f"about{number}") for number in range(1, about + 1)]
    values = dict(common)
    sheet = values["sheet"]
    assert isinstance(sheet, Sheet)  # noqa: S101 - put there by `set_out`
    html = _html(templates, language, {**values, **_values(mark(LETTER), mark("salutation"), to_lines, about_lines)})
    body = _body_width(sheet)
    rooms = {f"to{number}": sheet.address.width * POINTS for number in range(1, recipient + 1)}
    rooms |= {f"about{number}": body - _ABOUT_INDENT for number in range(1, about + 1)} | {"salutation": body}
    packaged = all(map(templates.is_packaged, ("sheet/letter.html", "sheet/letter.css")))
    return _Marked(MarkedPage(html, rooms, language.code, packaged), typeface.missing(unmarked(html)))


def _values(name: str, salutation: str, recipient: Sequence[str], about: Sequence[str]) -> dict[str, object]:
    return {"letter": name, "salutation": salutation, "recipient": recipient, "about": about}


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


def _sender(letter: Letter, sheet: Sheet) -> tuple[str, ...]:
    """What stands below the sender's name, joined where there is no room for a line each.

    Raises:
        ProblemsFound: the head of the sheet has no room for it.
    """
    draft, width = letter.draft, sheet.head.width * POINTS
    if (space := sheet.return_block) is not None:
        lines, size, rows = return_lines(draft), space.size, space.lines
        rows -= len(cut(draft.sender.name, width, size))
    else:
        lines, size = sender_lines(draft), _SENDER_SIZE
        name = len(cut(draft.sender.name, width, _NAME_SIZE)) * _NAME_PITCH
        rows = int((sheet.head.height * POINTS - name) / _SENDER_PITCH)
    while len(folded := [part for line in lines for part in cut(line, width, size)]) > rows and len(lines) > 1:
        lines = (*lines[:-2], ", ".join(lines[-2:]))
    if len(folded) > rows:
        fault = f"the sender's name and address do not fit on {sheet.name}: {' / '.join(folded)}"
        raise ProblemsFound([Problem(draft.request.person.place, fault, "shorten them, or choose another sheet")])
    return tuple(folded)


def _return_line(letter: Letter, sheet: Sheet) -> str | None:
    lines = return_lines(letter.draft)
    if sheet.return_line is None or not lines:
        return None
    line = " · ".join((letter.draft.sender.name, *lines))
    return line if typeface.width(line, _RETURN_SIZE) <= sheet.return_line.width * POINTS else None


def _one_line(text: str, sheet: Sheet, size: float, place: Place) -> str:
    if typeface.width(text, size) > _body_width(sheet):
        raise ProblemsFound([Problem(place, f"the line {text!r} is too long for {sheet.name}", "shorten the name")])
    return text


def _body_width(sheet: Sheet) -> float:
    return (sheet.page.width - sheet.margins.left - sheet.margins.right) * POINTS
