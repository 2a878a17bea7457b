"""The form sheet: forms on the web that a person fills in, one after another, on a screen or on paper."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from unbroker.paper import pdf, typeface
from unbroker.paper.envelope import Page
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Entry:
    """One form, and what goes into it."""

    letter: str
    reference: str
    name: str
    """Whose form it is."""
    url: str
    kind: Literal["letter", "portal"]
    """A portal's text tells the person what to do there; a letter's is pasted."""
    text: str
    short: str | None
    """The request in a few words, where the form does not take the whole text."""
    briefs: tuple[str, ...]
    """What is asked for."""
    gives: tuple[tuple[str, str], ...]
    """Field -> what to give."""
    settings: tuple[str, ...]
    """Where the person's own account has a switch for what the letter is about."""
    forms: tuple[str, ...]
    """Its own forms for what the letter is about."""
    keeps: tuple[str, ...]
    """What it asks for and is not told."""


@dataclass(frozen=True)
class FormSheet:
    """The same sheet for a screen and for paper."""

    html: str
    pdf: bytes


def fill(entries: Sequence[Entry], templates: Templates, page: Page, on: date, *, specimen: bool) -> FormSheet:
    """Lay the forms out.

    Args:
        entries: the forms, in the order in which they are filled in.
        templates: the words.
        page: the paper.
        on: the day of the sheet.
        specimen: whether the person does not exist.

    Raises:
        ProblemsFound: the template is faulty, or the sheet could not be laid out.
    """
    values: Names = {
        "entries": [asdict(entry) for entry in entries],
        "page": page.model_dump(),
        "on": templates.language().with_weekday(on),
        "specimen": specimen,
    }
    html = typeface.readable(templates.sheet("form.html", values))
    return FormSheet(html, pdf.lay_out(html, "form sheet", printing="any size"))
