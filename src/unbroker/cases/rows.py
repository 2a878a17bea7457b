"""Rows: rights of a request that stand alike and need the same, in words; lists of requests are made of them. Pure."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from unbroker.cases.called_letter import NextAction
from unbroker.cases.next_action import next_action_of
from unbroker.cases.status import UNANSWERED, Entry

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Row(NamedTuple):
    """Rights of a request that stand alike and need the same."""

    reference: str
    broker: str
    """Its slug, with how many others its letters speak for."""
    person: str
    standing: str
    rights: tuple[str, ...]
    words: str
    """What they need."""
    gist: str = ""
    """The same without what is this request's alone."""
    on: date | None = None
    """From when on it is to be done."""

    @property
    def group(self) -> tuple[str, str]:
        """What is alike in requests that are told of together."""
        return self.standing.removesuffix(", a courtesy"), _DAY.sub("", self.gist)


def standing_of(entry: Entry) -> str:
    """A case's state and outcome in words."""
    outcome = f" ({entry.case.outcome})" if entry.case.outcome else ""
    is_said = entry.case.opening.binding or entry.overdue or entry.standing == UNANSWERED
    return f"{entry.standing}{outcome}{'' if is_said else ', a courtesy'}"


def next_words(action: NextAction | None) -> str:
    """What comes next, with the day on which it does."""
    if action is None:
        return ""
    if action.on <= action.entry.today:
        return action.words
    if action.waits:
        return f"{action.words}; act from {action.on} if nothing came"
    return f"from {action.on} on: {action.words}"


def rows_of_entries(entries: Iterable[Entry]) -> list[Row]:
    """Cases with what each needs next, in their order."""
    return _merged((entry, next_action_of(entry)) for entry in entries)


def rows_of_actions(actions: Iterable[NextAction]) -> list[Row]:
    """What is to be done, in its order."""
    return _merged((action.entry, action) for action in actions)


def _merged(pairs: Iterable[tuple[Entry, NextAction | None]]) -> list[Row]:
    rows: dict[Row, list[str]] = {}
    for entry, action in pairs:
        opening = entry.case.opening
        broker = f"{opening.broker} +{len(opening.covers)}" if opening.covers else opening.broker
        row = Row(
            opening.reference, broker, opening.person, standing_of(entry), (), action.words if action else "",
            action.gist if action else "", action.on if action else None,
        )  # fmt: skip
        rows.setdefault(row, []).append(entry.case.right)
    return [row._replace(rights=tuple(rights)) for row, rights in rows.items()]
