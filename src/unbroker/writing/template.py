"""Templates: where the words stand, and how a value enters them without becoming words itself.

A template's ending says what it makes. In Markdown (`.md`) each value is replaced by a mark of private-use
characters *before* the Markdown is parsed, and put back by the writer that knows how to escape it; so `2*3*`
stays `2*3*`. In `.html` values are escaped, in `.txt` they stand as they are. A name that is not defined is refused,
and so is a value that is not there.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from traceback import extract_tb

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateError, pass_context
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.loaders import split_template_path
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from unbroker.base import files, source
from unbroker.base.errors import Place, Problem, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.facts.law import Law, Right, Topic
from unbroker.facts.text import Line
from unbroker.writing import languages
from unbroker.writing.languages import Language
from unbroker.writing.request import Step

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_FRONT = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
_VALUES = "values of this rendering"


class Front(Fact):
    """The head of a template: what it is for, and when somebody last read it."""

    subject: Line | None = None
    """The subject line of a letter."""
    salutation: Line | None = None
    """The salutation, in a later step; absent if it is that of the law's first letter."""
    closing: Line | None = None
    """The closing above the signature; absent like the salutation."""
    title: Line | None = None
    """The heading of one request."""
    brief: Line | None = None
    """The request, as a subject line names it."""
    right: Right | None = None
    topic: Topic | None = None
    """The topic that this text is about."""
    step: Step | None = None
    """The step of a later letter."""
    cites: tuple[Line, ...] = ()
    """The rules of the law that it relies on, by name."""
    reviewed: date


@dataclass
class Values:
    """The values of one rendering, in the order of their marks."""

    texts: list[str] = field(default_factory=list)

    def mark(self, content: object) -> str:
        """What stands in the Markdown for a value."""
        if isinstance(content, Markup):
            return content
        self.texts.append(_printable(content))
        return Markup(f"{_OPEN}{len(self.texts) - 1}{_CLOSE}")  # noqa: S704 - digits between two private marks

    def put_back(self, text: str, escape: Callable[[str], str] = str) -> str:
        """A text with each mark replaced by its value, escaped."""
        return _MARK.sub(lambda mark: escape(self.texts[int(mark[1])]), text)


@dataclass(frozen=True)
class Markdown:
    """A rendered Markdown template: its text with marks, and the values behind them."""

    text: str
    values: Values


class Templates:
    """The templates of the packaged `letters/`, and before them those of the user's own."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Take the folders, best first."""
        self._folders = tuple(folders)
        self._loader = _Loader(folders)
        self._fronts: dict[str, Front] = {}
        self._compiled: dict[str, Template] = {}
        self._marking = _environment(self._loader, finalize=_mark, autoescape=True)
        self._html = _environment(self._loader, finalize=_there, autoescape=True)
        self._plain = _environment(self._loader, finalize=_there, autoescape=False)
        self._lines = _environment(self._loader, finalize=_printable, autoescape=False)

    def exists(self, name: str) -> bool:
        """Whether there is a template of this name."""
        return self.path(name) is not None

    def path(self, name: str) -> Path | None:
        """The file of this name, None where there is none."""
        return next((path for folder in self._folders if files.is_file(path := folder / name)), None)

    def language(self, code: str | None = None) -> Language:
        """The language of a code, else the usual one.

        Raises:
            UnknownName: there are no words of it.
            ProblemsFound: they are faulty.
        """
        return languages.get(code, self._folders)

    def of_law(self, law: Law, part: str, language: str | None = None) -> str:
        """The name of a part of a law's letters: its own file, else its family's, else the one for all laws.

        Where there is none it is the law's own, so that a message names the file to write.

        Args:
            law: the law.
            part: the file without its language, such as `rights/delete.md`.
            language: the language; the usual one if it is None.
        """
        part = languages.file(part, language or languages.USUAL)
        homes = (f"{law.slug}/", f"{law.family}/", "") if law.family else (f"{law.slug}/", "")
        names = [f"{home}{part}" for home in homes]
        return next(filter(self.exists, names), names[0])

    def is_packaged(self, name: str) -> bool:
        """Whether the template of this name is the packaged one, and not the user's own."""
        folder = next((folder for folder in self._folders if files.is_file(folder / name)), None)
        return folder == files.packaged("letters")

    @property
    def are_packaged(self) -> bool:
        """Whether there are no templates of the user's own."""
        return self._folders == (files.packaged("letters"),)

    def names(self) -> tuple[str, ...]:
        """All Markdown templates, each once."""
        names = {str(path.relative_to(root)) for root in self._folders for path in files.glob(root, "**/*.md")}
        return tuple(sorted(names))

    def all_names(self) -> frozenset[str]:
        """All files of the folders, each once: what a language has, and what it lacks."""
        found = (path.relative_to(root) for root in self._folders for path in files.glob(root, "**/*.*"))
        return frozenset(map(str, found))

    def place(self, name: str) -> Place:
        """Where a template stands, for messages."""
        return Place(self._loader.path(name))

    def front(self, name: str) -> Front:
        """The head of a template.

        Raises:
            ProblemsFound: there is no such template, or its head is faulty.
        """
        if name in self._fronts:
            return self._fronts[name]
        with _problems(name, self._loader):
            path, head = self._loader.head(name)
        document, problems = (
            source.parse(f"\n{head}", path)
            if head
            else (
                None,
                [Problem(Place(path, 1), "has no head", "begin it with the lines ---, reviewed: 2026-11-22 and ---")],
            )
        )
        front, faults = (None, []) if document is None else source.validate(document, Front, Place(path, 1))
        if front is None or problems:
            raise ProblemsFound([*problems, *faults])
        self._fronts[name] = front
        return front

    def compile(self, name: str) -> None:
        """Look for faults that show without a letter: syntax, and unknown filters.

        Raises:
            ProblemsFound: there are some.
        """
        with _problems(name, self._loader):
            (self._html if name.endswith(".html") else self._marking).get_template(name)

    def markdown(self, name: str, values: Mapping[str, object]) -> Markdown:
        """Render a Markdown template; every value becomes a mark.

        Raises:
            ProblemsFound: it names something undefined, does what the sandbox forbids, or is no Jinja2.
        """
        marked = Values()
        with _problems(name, self._loader):
            return Markdown(self._marking.get_template(name).render({**values, _VALUES: marked}), marked)

    def line(self, text: str, name: str, values: Mapping[str, object]) -> str:
        """Render a line of a template's head, such as its subject.

        Raises:
            ProblemsFound: as `markdown`.
        """
        with _problems(name, self._loader, text):
            if text not in self._compiled:
                self._compiled[text] = self._lines.from_string(text)
            return self._compiled[text].render(values)

    def sheet(self, name: str, values: Mapping[str, object], language: Language | None = None) -> str:
        """Render a sheet: the template of its language, such as `sheet/cover.en.html`, else the one for all.

        Args:
            name: the file without its language, such as `cover.html`.
            values: what it speaks of; the language and its fixed words are added.
            language: the language; the usual one if it is None.

        Raises:
            ProblemsFound: as `markdown`.
        """
        language = language or self.language()
        words = {"language": language.code, "words": language.words.sheet, "foot": Markup(language.foot)}  # noqa: S704
        return self.text(self._sheet(name, language), {**words, **values})

    def lines(self, name: str, values: Mapping[str, object], language: Language) -> tuple[str, ...]:
        """The lines of a sheet whose values are lines themselves, or parts of one.

        Raises:
            ProblemsFound: as `markdown`; a value would break its line.
        """
        sheet = self._sheet(name, language)
        with _problems(sheet, self._loader):
            return tuple(filter(None, self._lines.get_template(sheet).render(values).split("\n")))

    def _sheet(self, name: str, language: Language) -> str:
        localized, shared = languages.file(f"sheet/{name}", language.code), f"sheet/{name}"
        return localized if self.exists(localized) else shared

    def text(self, name: str, values: Mapping[str, object]) -> str:
        """Render an `.html` template, values escaped, or a `.txt` template, values as they are.

        Raises:
            ProblemsFound: as `markdown`.
        """
        with _problems(name, self._loader):
            return (self._html if name.endswith(".html") else self._plain).get_template(name).render(values)


class _Loader(BaseLoader):
    """Templates from folders, with blank lines where their heads were, so that line numbers stay true."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - jinja2 names it
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        text, path = self._read(template)
        if head := _FRONT.match(text):
            text = "{#" + "\n" * head[0].count("\n") + "#}" + text[head.end() :]
        return text, str(path), None

    def head(self, name: str) -> tuple[str, str]:
        """The path and the head of a template."""
        text, path = self._read(name)
        head = _FRONT.match(text)
        return files.shown(path), head[1] if head else ""

    def _read(self, name: str) -> tuple[str, Path]:
        """The text of a template and its path; no name leads out of the folders."""
        parts = split_template_path(name)
        path = next((path for folder in self._folders if files.is_file(path := folder.joinpath(*parts))), None)
        if path is None:
            raise TemplateNotFound(name)
        try:
            return files.read_text(path), path
        except files.CannotRead as error:
            raise TemplateError(str(error).removeprefix(f"{path}: ")) from error

    def line(self, name: str, text: str | None) -> int | None:
        """The number of the line of a template's head that holds a text."""
        lines = self.head(name)[1].splitlines() if text else []
        return next((number for number, line in enumerate(lines, 2) if text and text in line), None)

    def path(self, name: str) -> str:
        """The path of a template for messages."""
        try:
            return self.head(name)[0]
        except TemplateError:
            return name


def _environment(loader: BaseLoader, finalize: Callable[..., object], *, autoescape: bool) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["filled"] = languages.filled
    return environment


@pass_context
def _mark(context: Context, content: object) -> str:
    values = context[_VALUES]
    assert isinstance(values, Values)  # noqa: S101 - put there by `markdown`
    return values.mark(content)


class _Nothing(ValueError):  # noqa: N818 - what it is about is the name
    """A template prints a value that is not there."""

    def __init__(self, content: object) -> None:
        super().__init__(f"it prints a value that is {'empty' if content is not None else 'not there (None)'}")


def _there(content: object) -> object:
    """A value that a template may print: nothing at all is refused, as an undefined name is."""
    if content is None or (content == "" and not isinstance(content, Markup)):
        raise _Nothing(content)
    return content


def _printable(content: object) -> str:
    """The value as text; a line break, a control or a private-use character in it would not stay a value."""
    text = str(_there(content))
    for character in text:
        if unicodedata.category(character) in ("Cc", "Co", "Cs", "Cn", "Zl", "Zp"):
            raise ValueError(f"a value contains U+{ord(character):04X}, which no letter can")
    return text


_HINTS: Mapping[type[Exception], str] = {
    UndefinedError: "use a name that letters have",
    _Nothing: "ask for it first: {% if … %}",
}


@contextmanager
def _problems(name: str, loader: _Loader, line: str | None = None) -> Iterator[None]:
    """Turn what Jinja2 and foreign templates raise into a problem with its place.

    Args:
        name: the template.
        loader: where it is from.
        line: the text of a line of its head, where only that is rendered.
    """
    try:
        yield
    except TemplateNotFound as error:
        message = f"there is no template {error.name!r}"
        raise ProblemsFound([Problem(Place(loader.path(name)), message, "take it out, or add the file")]) from error
    except TemplateSyntaxError as error:
        place = Place(loader.path(error.name or name), error.lineno)
        raise ProblemsFound([Problem(place, f"is not a template: {error.message}", "see the Jinja2 syntax")]) from error
    except (
        TemplateError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        frames = [
            frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith((".md", ".html", ".txt"))
        ]
        place = (
            Place(files.shown(Path(frames[-1].filename)), frames[-1].lineno)
            if frames
            else Place(loader.path(name), loader.line(name, line))
        )
        hint = next((hint for kind, hint in _HINTS.items() if isinstance(error, kind)), "correct the template")
        raise ProblemsFound([Problem(place, str(error), hint)]) from error
