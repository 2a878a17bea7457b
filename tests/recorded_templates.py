"""The packaged templates, taking down what they are given and by which way."""

from collections.abc import Sequence
from pathlib import Path

from unbroker.base import files
from unbroker.writing.languages import Language
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Markdown, Templates


class RecordedTemplates(Templates):
    """Templates that note each context."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        super().__init__(folders or [files.packaged("letters")])
        self.given: list[tuple[str, Names]] = []

    @property
    def names_given(self) -> set[str]:
        """The names of all contexts."""
        return {name for _, values in self.given for name in values}

    def markdown(self, name: str, values: Names) -> Markdown:
        self.given.append((name, values))
        return super().markdown(name, values)

    def line(self, text: str, name: str, values: Names) -> str:
        self.given.append((name, values))
        return super().line(text, name, values)

    def lines(self, name: str, values: Names, language: Language) -> tuple[str, ...]:
        self.given.append((name, values))
        return super().lines(name, values, language)

    def text(self, name: str, values: Names) -> str:
        self.given.append((name, values))
        return super().text(name, values)
