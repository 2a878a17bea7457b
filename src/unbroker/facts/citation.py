"""Citations in other languages: a rule's English citation, written in the form that a language has.

The form is data: `names` in `law.yaml` say how an article, a paragraph and a point are written. What has no such
parts is cited by its own `cites`, or as in English.
"""

import re

from unbroker.base.fact import Fact
from unbroker.facts.text import Line

_ARTICLE = re.compile(
    r"Article (?P<article>\w+)(?:\((?P<paragraph>\d\w*)\))?(?:\((?P<point>[a-z])\))?(?: or \((?P<other>[a-z])\))?"
    r"(?: (?P<law>[A-Z]+))?"
)
_SECTION = re.compile(r"s\. (?P<section>\d[\d.]*)")
_RECITAL = re.compile(r"Recital (?P<recital>\d+)")
_CASE = re.compile(r"Court of Justice, (?P<case>C-\d+/\d+)")
_BETWEEN = "; "


class CitationForm(Fact):
    """How a language cites a law; names in braces are filled in."""

    law: dict[Line, Line]
    """What `{law}` stands for, by the law's English short name; the first where a citation names none."""
    article: Line | None = None
    """An `{article}`: "article {article}, {law}"."""
    paragraph: Line | None = None
    """The same with a `{paragraph}`."""
    point: Line | None = None
    """With a `{point}` as well."""
    points: Line | None = None
    """With a `{point}` or an `{other}`."""
    section: Line | None = None
    """A `{section}`, cited in English as "s. 27"."""
    recital: Line | None = None
    """A `{recital}`."""
    judgment: Line | None = None
    """A judgment of the Court of Justice, by its `{case}`."""


def written(cite: str, form: CitationForm) -> str | None:
    """A citation such as `Article 17(1)(a)` in a form; None where it has other parts.

    Args:
        cite: as in English; two are joined by "and".
        form: the language's.
    """
    parts = [_written(part, form) for part in cite.split(" and ")]
    whole = [part for part in parts if part is not None]
    return _BETWEEN.join(whole) if len(whole) == len(parts) else None


def _written(cite: str, form: CitationForm) -> str | None:
    for pattern in (_ARTICLE, _SECTION, _RECITAL, _CASE):
        if match := pattern.fullmatch(cite):
            parts = {name: part for name, part in match.groupdict().items() if part}
            words = _words(parts, form)
            law = form.law.get(parts.get("law", ""), next(iter(form.law.values())))
            return words.format_map({**parts, "law": law}) if words else None
    return None


def _words(parts: dict[str, str], form: CitationForm) -> str | None:
    """The pattern for what a citation names."""
    for name, words in (("section", form.section), ("recital", form.recital), ("case", form.judgment)):
        if name in parts:
            return words
    if "other" in parts:
        return form.points
    return form.point if "point" in parts else form.paragraph if "paragraph" in parts else form.article
