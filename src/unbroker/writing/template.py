"""Templates: where the words stand, and how a value enters them without becoming words itself.

A template's ending says what it makes. In Markdown (`.md`) each value is replaced by a mark of private-use
characters *before* the Markdown is parsed, and put back by the writer that knows how to escape it; so `2*3*`
stays `2*3*`. In `.html` values are escaped, in `.txt` they stand as they are. A name that is not defined is refused,
and so is a value that is not there. Packaged templates are rendered in this process; where the user has templates of
their own, all are rendered in another one with limits.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from markupsafe import Markup

from unbroker.base import files, source
from unbroker.base.errors import Place, Problem, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.facts.law import Law, Right, Topic
from unbroker.facts.text import Line
from unbroker.writing import languages, sandbox
from unbroker.writing.languages import Language
from unbroker.writing.reference import Step
from unbroker.writing.render_worker import Worker
from unbroker.writing.sandbox import Fault, Kind, Names, Renderer, Sandbox
from unbroker.writing.template_files import TemplateFiles

_MARK = re.compile(sandbox.mark(0).replace("0", "([0-9]+)"))


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


@dataclass(frozen=True)
class Values:
    """The values of one rendering, in the order of their marks."""

    texts: Sequence[str]

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
        self._files = TemplateFiles(folders)
        self._fronts: dict[str, Front] = {}

    @staticmethod
    def of(folders: Sequence[Path]) -> "Templates":
        """The templates of some folders, best first; the packaged ones alone are compiled once for all who ask."""
        return _packaged() if tuple(folders) == (files.packaged("letters"),) else Templates(folders)

    @cached_property
    def _renderer(self) -> Renderer:
        """What renders them: another process, where any of them may be a stranger's."""
        return Worker(self._files.sources()) if self._files.has_own else Sandbox(self._files.source)

    def exists(self, name: str) -> bool:
        """Whether there is a template of this name."""
        return self.path(name) is not None

    def path(self, name: str) -> Path | None:
        """The file of this name, None where there is none."""
        return self._files.path(name)

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the user's own templates as files; what they say is not looked at."""
        return self._files.problems()

    def language(self, code: str | None = None) -> Language:
        """The language of a code, else the usual one.

        Raises:
            UnknownName: there are no words of it.
            ProblemsFound: they are faulty.
        """
        return languages.get(code, self._files.folders)

    def of_law(self, law: Law, part: str, language: str | None = None) -> str:
        """The name of a part of a law's letters: its own file, else its family's, else the one for all laws.

        Where there is none it is the law's own, so that a message names the file to write.

        Args:
            law: the law.
            part: the file without its language, such as `rights/delete.md`.
            language: the language; the usual one if it is None.
        """
        part = languages.file(part, language or languages.USUAL)
        return sandbox.of_homes(homes(law), part, self.exists)

    def is_packaged(self, name: str) -> bool:
        """Whether the template of this name is the packaged one, and not the user's own."""
        return self.path(name) == files.packaged("letters") / name

    @property
    def are_packaged(self) -> bool:
        """Whether there are no templates of the user's own."""
        return self._files.folders == (files.packaged("letters"),)

    def names(self) -> tuple[str, ...]:
        """All Markdown templates, each once."""
        return self._files.names()

    def all_names(self) -> frozenset[str]:
        """All files of the folders, each once: what a language has, and what it lacks."""
        return self._files.all_names()

    def place(self, name: str) -> Place:
        """Where a template stands, for messages."""
        return self._files.place(name)

    def front(self, name: str) -> Front:
        """The head of a template.

        Raises:
            ProblemsFound: there is no such template, or its head is faulty.
        """
        if name in self._fronts:
            return self._fronts[name]
        if (file := self._files.read(name)) is None:
            raise ProblemsFound(
                [Problem(Place(name), f"there is no template {name!r}", "take it out, or add the file")]
            )
        path, head = file.source.path, file.head
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
        with self._problems(name):
            self._renderer.check("html" if name.endswith(".html") else "markdown", name)

    def markdown(self, name: str, values: Names) -> Markdown:
        """Render a Markdown template; every value becomes a mark.

        Raises:
            ProblemsFound: it names something undefined, does what the sandbox forbids, or is no Jinja2.
        """
        with self._problems(name):
            rendered = self._renderer.render("markdown", name, values)
        return Markdown(rendered.text, Values(rendered.values))

    def line(self, text: str, name: str, values: Names) -> str:
        """Render a line of a template's head, such as its subject.

        Raises:
            ProblemsFound: as `markdown`.
        """
        with self._problems(name, text):
            return self._renderer.line(text, values)

    def sheet(self, name: str, values: Names, language: Language | None = None) -> str:
        """Render a sheet: the template of its language, such as `sheet/cover.en.html`, else the one for all.

        Args:
            name: the file without its language, such as `cover.html`.
            values: what it speaks of; the language and its fixed words are added.
            language: the language; the usual one if it is None.

        Raises:
            ProblemsFound: as `markdown`.
        """
        language = language or self.language()
        foot = Markup(language.foot)  # noqa: S704 - made of the fixed words, quoted for a style sheet
        fixed: Names = {"language": language.code, "words": language.sheet_words, "foot": foot}
        return self.text(self._sheet(name, language), {**fixed, **values})

    def lines(self, name: str, values: Names, language: Language) -> tuple[str, ...]:
        """The lines of a sheet whose values are lines themselves, or parts of one.

        Raises:
            ProblemsFound: as `markdown`; a value would break its line.
        """
        sheet = self._sheet(name, language)
        with self._problems(sheet):
            return tuple(filter(None, self._renderer.render("lines", sheet, values).text.split("\n")))

    def _sheet(self, name: str, language: Language) -> str:
        localized, shared = languages.file(f"sheet/{name}", language.code), f"sheet/{name}"
        return localized if self.exists(localized) else shared

    def text(self, name: str, values: Names) -> str:
        """Render an `.html` template, values escaped, or a `.txt` template, values as they are.

        Raises:
            ProblemsFound: as `markdown`.
        """
        kind: Kind = "html" if name.endswith(".html") else "text"
        with self._problems(name):
            return self._renderer.render(kind, name, values).text

    @contextmanager
    def _problems(self, name: str, line: str | None = None) -> Iterator[None]:
        """Turn a fault of a template, or of a line of its head, into a problem with its place."""
        try:
            yield
        except Fault as fault:
            place = Place(fault.path, fault.line) if fault.path else self._files.place(name, line)
            raise ProblemsFound([Problem(place, fault.message, _hint(name, fault))]) from fault


def _hint(name: str, fault: Fault) -> str:
    """What to do about a fault; a sheet of the user's own may be older than the names that it is given."""
    packaged = files.packaged("letters") / name
    is_sheet = name.startswith("sheet/") and files.is_file(packaged)
    return (
        f"take the packaged one as the pattern: {files.shown(packaged)}"
        if is_sheet and fault.hint == sandbox.UNKNOWN
        else fault.hint
    )


@cache
def _packaged() -> Templates:
    return Templates((files.packaged("letters"),))


def homes(law: Law) -> tuple[str, ...]:
    """Where the parts of a law's letters are looked for: its own folder, its family's, the one for all."""
    return (f"{law.slug}/", f"{law.family}/", "") if law.family else (f"{law.slug}/", "")
