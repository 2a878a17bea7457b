"""The booklet: letters one after another in one document, for somebody to read; not for a window envelope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from unbroker.facts.law import Law
from unbroker.paper.pdf import lay_out
from unbroker.writing.letter import Letter
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Booklet:
    """The same letters as one PDF and as one text."""

    pdf: bytes
    text: str


def bind(law: Law, letters: Sequence[tuple[str, Letter]], templates: Templates, on: date) -> Booklet:
    """Letters under a law with their titles, and the rules that they lean on.

    Raises:
        ProblemsFound: the template is faulty, or the document could not be laid out.
    """
    language = templates.language(letters[0][1].language)
    values: Mapping[str, object] = {
        "law": law.in_language(language.code),
        "on": language.with_weekday(on),
        "letters": letters,
        "bodies": [body(letter) for _, letter in letters],
        "cited": lambda cite: Markup(language.hold(str(escape(cite)))),  # noqa: S704 - escaped just here
        "rules": [*law.in_language(language.code).dated()],
    }
    html = templates.sheet("sample.html", values, language)
    return Booklet(
        lay_out(html, f"sample of {law.slug}", printing="any size"), templates.sheet("sample.txt", values, language)
    )


def body(letter: Letter) -> Markup:
    """The body, its headings one level lower, because a document of several has one for each."""
    return Markup(letter.body_html.replace("<h2>", "<h3>").replace("</h2>", "</h3>"))  # noqa: S704 - as in `sheet`
