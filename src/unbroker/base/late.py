"""Modules that are loaded when something of them is first asked for: what most commands never need.

A library that is loaded so is at home in a module as any other (`[tool.unbroker.homes]` in pyproject.toml).
"""

from importlib import import_module
from typing import Any


class _Late:
    """Stands for a module, and is it once something of it was asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        content = getattr(import_module(self._name), name)
        self.__dict__[name] = content
        return content


def late(name: str) -> Any:
    """A module by its name, which is loaded when something of it is first asked for."""
    return _Late(name)
