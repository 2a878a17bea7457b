"""A finding: what a maintainer should look at, and what would correct it where that is safe."""

from dataclasses import dataclass
from datetime import date

from unbroker.base.errors import Place, Problem
from unbroker.base.located import Items, Located, Step
from unbroker.base.yaml_edit import Edit
from unbroker.facts.registry import Broker

MENDS = "`unbroker check --packaged --fix` corrects it"
"""The hint of what is safe to correct."""


@dataclass(frozen=True)
class Finding:
    """What is found; an edit corrects it without a decision."""

    problem: Problem
    edit: Edit | None = None


@dataclass(frozen=True)
class Looked:
    """One record that is looked at: as the file has it, and as it was read."""

    record: Located
    broker: Broker
    today: date

    def at(self, *path: Step) -> Place:
        """The line of something in the record, or of the nearest thing above it."""
        place = self.record.place
        content: object = self.record
        for step in path:
            match content, step:
                case Located(), str() if step in content:
                    place, content = content.places[step], content[step]
                case Items(), int() if step < len(content):
                    place, content = content.places[step], content[step]
                case _:
                    break
        return place

    def finding(self, message: str, hint: str, *path: Step) -> Finding:
        """A finding at something in the record."""
        about = f"broker {self.broker.slug!r}: {message}"
        return Finding(Problem(self.at(*path), about, hint, severity="warning"))
