"""Answers of libraries that take long to load or to ask, kept in the cache for the next command.

They are public facts, such as the holidays of a country. They hold for the version of the library and for this
program; whoever changes either asks anew.
"""

import atexit
import json
import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from unbroker.base import kept


class Answers:
    """What a library answered, by question."""

    def __init__(self, library: str) -> None:
        """Take the name of the library; nothing is read before the first question."""
        self._library = library
        self._learned: dict[str, Any] = {}

    @cached_property
    def _known(self) -> dict[str, Any]:
        try:
            content = json.loads(kept.recall(self._library, self.version, None) or b"{}")
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    def knows(self, question: str) -> bool:
        """Whether a question was answered before."""
        return question in self._learned or question in self._known

    def ask(self, question: str, answer: Callable[[], Any]) -> Any:
        """What the library answers to a question: known, or asked now and kept when the program ends.

        Args:
            question: what is asked; the same question has the same answer.
            answer: asks the library; what it answers can be written as JSON.
        """
        if not self.knows(question):
            answered = answer()
            if not self._learned:
                atexit.register(self._keep)
            self._learned[question] = answered
        return self._learned[question] if question in self._learned else self._known[question]

    def _keep(self) -> None:
        body = json.dumps({**self._known, **self._learned}, ensure_ascii=False).encode()
        kept.keep(self._library, self.version, None, body)

    @cached_property
    def version(self) -> str:
        """Which version of the library there is, without loading it: by the name of its folder of metadata."""
        for place in map(Path, sys.path):
            if (place / self._library / "__init__.py").is_file():
                names = sorted(name for name in os.listdir(place) if name.startswith(f"{self._library}-"))  # noqa: PTH208 - a thousand names
                changed = (place / self._library / "__init__.py").stat().st_mtime_ns
                return kept.digest(str(place), *names, str(changed))
        return kept.digest(self._library)
