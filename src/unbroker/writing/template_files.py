"""The files of templates: which there are, where they stand, and what is read of them.

A user's own come before the packaged ones of the same name. They may be a stranger's: no name and no link leads out of
their folder, and only plain files of a size that letters have are read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from unbroker.base import files
from unbroker.base.errors import Place, Problem, ProblemsFound
from unbroker.writing.sandbox import Source

LARGEST, MOST = 64_000, 2000
"""How many bytes a template of the user's own may have, and how many of them there may be."""
_ENDINGS = (".md", ".html", ".txt", ".css")
_DATA = (".yaml",)
_OURS = re.compile("[\ue000-\ue003]")
_TYPE = "take out what does not show, U+E000 to U+E003"
_FRONT = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


@dataclass(frozen=True)
class TemplateFile:
    """A template as it was read: its head, and the text below it at its lines."""

    head: str
    source: Source


class TemplateFiles:
    """The templates of some folders, the best first."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Take the folders; the packaged one is told from those of the user's own."""
        self.folders = tuple(folders)
        self._own = tuple(folder for folder in folders if folder != files.packaged("letters"))
        self._read: dict[str, TemplateFile] = {}

    def path(self, name: str) -> Path | None:
        """The file of a name, None where there is none; what a link takes from elsewhere is none, see `problems`."""
        parts = name.split("/")
        if {"", ".", ".."} & {*parts}:
            return None
        for folder in self.folders:
            path = folder.joinpath(*parts)
            if files.is_file(path) and (folder not in self._own or _out_of(folder, path) is None):
                return path
        return None

    def read(self, name: str) -> TemplateFile | None:
        """A template, None where there is none.

        Raises:
            ProblemsFound: it cannot be read.
        """
        if name in self._read:
            return self._read[name]
        if (path := self.path(name)) is None:
            return None
        if path.parents[name.count("/")] in self._own and (problem := _too_large(path)):
            raise ProblemsFound([problem])
        try:
            text = files.read_text(path)
        except files.CannotRead as error:
            raise ProblemsFound([error.problem]) from error
        if _OURS.search(text):
            raise ProblemsFound(
                [Problem(Place(files.shown(path)), "has characters that only this program writes", _TYPE)]
            )
        head = _FRONT.match(text)
        if head:  # blank lines where the head was, so that line numbers stay true
            text = "{#" + "\n" * head[0].count("\n") + "#}" + text[head.end() :]
        self._read[name] = TemplateFile(head[1] if head else "", Source(text, files.shown(path)))
        return self._read[name]

    def source(self, name: str) -> Source | None:
        """What is rendered of a template, None where there is none.

        Raises:
            ProblemsFound: it cannot be read.
        """
        file = self.read(name)
        return file.source if file else None

    def place(self, name: str, text: str | None = None) -> Place:
        """Where a template stands, for messages: the line of its head that holds a text, if one is given."""
        file = self.read(name)
        if file is None:
            return Place(name)
        lines = file.head.splitlines() if text else []
        return Place(file.source.path, next((at for at, line in enumerate(lines, 2) if text and text in line), None))

    def names(self, endings: Sequence[str] = (".md",)) -> tuple[str, ...]:
        """All templates of some endings, each once."""
        names = {str(path.relative_to(root)) for root in self.folders for path in _paths(root, endings)}
        return tuple(sorted(names))

    def all_names(self) -> frozenset[str]:
        """All files of the folders, templates and others."""
        return files.names_below(self.folders)

    @cached_property
    def has_own(self) -> bool:
        """Whether any of them is the user's own."""
        return any(_paths(folder, _ENDINGS) for folder in self._own)

    def sources(self) -> Mapping[str, Source]:
        """All templates by their names.

        Raises:
            ProblemsFound: one cannot be read.
        """
        return {name: source for name in self.names(_ENDINGS) if (source := self.source(name))}

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the user's own as files, and with the laws and other data beside them."""
        for folder in self._own:
            paths = _paths(folder, (*_ENDINGS, *_DATA))
            if len(paths) > MOST:
                yield Problem(Place(files.shown(folder)), f"has more than {MOST:,} files", "keep what you use")
                continue
            for path in paths:
                if not files.is_file(path):
                    message = "is no file that can be read: a folder, a pipe, a device or a broken link"
                    yield Problem(Place(files.shown(path)), message, "remove it, or put a file in its place")
                elif problem := _out_of(folder, path) or (_too_large(path) if path.suffix in _ENDINGS else None):
                    yield problem


def _paths(folder: Path, endings: Sequence[str]) -> list[Path]:
    return [path for path in files.glob(folder, "**/*") if path.suffix in endings]


def _too_large(path: Path) -> Problem | None:
    """What is wrong with a file that is larger than any letter."""
    if files.size(path) <= LARGEST:
        return None
    return Problem(Place(files.shown(path)), f"has more than {LARGEST:,} bytes", "a template is smaller: shorten it")


def _out_of(folder: Path, path: Path) -> Problem | None:
    """What is wrong with a file that a link takes from elsewhere."""
    if path.resolve().is_relative_to(folder.resolve()):
        return None
    return Problem(Place(files.shown(path)), "is a link that leads out of its folder", "put a copy in its place")
