"""The body of a letter: Markdown becomes HTML and plain text, from the same tokens.

Letters of many people have one body, and it is written once: what it speaks of says which body it is.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from unbroker.base.errors import Place, Problem, ProblemsFound
from unbroker.writing.languages import Language
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates, Values

_WIDTH = 72
_HELD = "\ue002"
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_BODIES = 256
"""How many are kept for letters to come."""


@dataclass(frozen=True)
class Body:
    """The words of a letter below its salutation, and its subject."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Known:
    """What a body may speak of; two that are written alike are the same."""

    says: str
    names: Names = field(compare=False)


class _CannotHold(Exception):  # noqa: N818 - the sentence is the name
    """A template makes something that has no plain text, such as a picture or a line across the page."""

    def __init__(self, kind: str) -> None:
        what = {"hr": "line across the page", "fence": "block of code", "code_block": "block of code"}.get(kind, kind)
        super().__init__(f"a letter cannot contain a {what}")


def written(template: str, names: Names, country: str, language: Language, templates: Templates) -> Body:
    """The body of a template.

    Args:
        template: its name.
        names: what it may speak of.
        country: where it is read, for its spelling.
        language: the language.
        templates: the words.

    Raises:
        ProblemsFound: the template is faulty, or names what the letter does not have.
    """
    return _written(template, _Known(repr(names), names), country, language, templates)


@lru_cache(_BODIES)
def _written(template: str, known: _Known, country: str, language: Language, templates: Templates) -> Body:
    rendered = templates.markdown(template, known.names)
    tokens = _MARKDOWN.parse(language.spelled(rendered.text, country))
    subject = templates.line(templates.front(template).subject or "", template, known.names)
    text = _body(tokens, rendered.values, templates.place(template), language)
    return Body(subject, text, _html(tokens, rendered.values, language))


def _html(tokens: Sequence[Token], values: Values, language: Language) -> str:
    html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    return language.hold(values.put_back(html, language.value))


def _body(tokens: Sequence[Token], values: Values, place: Place, language: Language) -> str:
    try:
        return "\n\n".join(_plain(SyntaxTreeNode(tokens), values, language))
    except _CannotHold as error:
        hint = "write paragraphs, headings and lists only"
        raise ProblemsFound([Problem(place, str(error), hint)]) from error


def _plain(root: SyntaxTreeNode, values: Values, language: Language, width: int = _WIDTH) -> Iterator[str]:
    """The blocks of a document as plain text, wrapped; lists are indented under their numbers."""
    for node in root.children:
        match node.type:
            case "ordered_list" | "bullet_list":
                yield "\n".join(_items(node, values, language, width))
            case "blockquote":
                yield textwrap.indent("\n\n".join(_plain(node, values, language, width - 2)), "  ")
            case "heading" | "paragraph":
                yield wrapped(values.put_back("".join(_words(node))), language, width)
            case kind:
                raise _CannotHold(kind)


def _items(node: SyntaxTreeNode, values: Values, language: Language, width: int) -> Iterator[str]:
    start = int(str(node.attrs.get("start", 1)))
    for number, entry in enumerate(node.children, start):
        head = f"{number}. " if node.type == "ordered_list" else "- "
        inside = "\n\n".join(_plain(entry, values, language, width - len(head)))
        yield head + textwrap.indent(inside, " " * len(head)).lstrip()


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        match child.type:
            case "text" | "code_inline":
                yield child.content
            case "softbreak":
                yield " "
            case "hardbreak":
                yield "\n"
            case "link" | "image":
                raise _CannotHold(child.type)
            case _:
                yield from _words(child)


def wrapped(text: str, language: Language, width: int = _WIDTH) -> str:
    """A text in lines of a width in which no citation is broken."""
    text = language.glued(language.citation.sub(lambda match: match[0].replace(" ", _HELD), text), _HELD)
    lines = (textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join("\n".join(line) for line in lines).replace(_HELD, " ")
