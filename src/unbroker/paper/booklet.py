"""The booklet: letters one after another in one document, for somebody to read; not for a window envelope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from unbroker.facts.law import Law
from unbroker.facts.rule import Dated
from unbroker.paper.pdf import lay_out
from unbroker.writing import languages
from unbroker.writing.languages import Language
from unbroker.writing.letter import Letter
from unbroker.writing.sandbox import Names
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
    law, outer = law.in_language(language.code), _outer(language, templates)
    values: Names = {
        "law": {"name": law.name, "slug": law.slug, "statute": law.statute},
        "on": outer.with_weekday(on),
        "letters": [_letter(title, letter) for title, letter in letters],
        "rules": [_rule(name, rule, language) for name, rule in law.dated()],
    }
    html = templates.sheet("sample.html", values, outer)
    return Booklet(
        lay_out(html, f"sample of {law.slug}", printing="any size"), templates.sheet("sample.txt", values, outer)
    )


def _outer(language: Language, templates: Templates) -> Language:
    """The language of what stands around the letters: theirs where it has the sheet, else the usual one."""
    return language if templates.exists(languages.file("sheet/sample.html", language.code)) else templates.language()


def _letter(title: str, letter: Letter) -> Names:
    """A letter as the templates of a booklet know it."""
    draft = letter.draft
    return {
        "title": title,
        "language": letter.language,
        "template": letter.template,
        "date": letter.date,
        "recipient": draft.recipient.names,
        "to": draft.recipient.channel.to,
        "name": letter.name,
        "subject": letter.subject,
        "salutation": letter.salutation,
        "about": letter.about,
        "body": body(letter),
        "text": letter.text,
        "closing": letter.closing,
        "signed": draft.sender.name,
    }


def _rule(name: str, rule: Dated, language: Language) -> Names:
    return {
        "name": name,
        "cite": rule.cite,
        "cited": cited(rule.cite, language),
        "says": rule.says,
        "reviewed": rule.reviewed.isoformat(),
        "evidence": rule.evidence,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
    }


def cited(cite: str, language: Language) -> Markup:
    """A citation in which no line breaks."""
    return Markup(language.hold(str(escape(cite))))  # noqa: S704 - escaped just here


def body(letter: Letter) -> Markup:
    """The body, its headings one level lower, because a document of several has one for each."""
    return Markup(letter.body_html.replace("<h2>", "<h3>").replace("</h2>", "</h3>"))  # noqa: S704 - as in `sheet`
