"""Facts with their source: among them what burnt people who wrote to a broker before, and what a letter is about."""

from typing import Literal

from unbroker.base.fact import Fact
from unbroker.facts.text import Line, SourceDate, Url


class Sourced(Fact):
    """A fact with its source."""

    source: Line
    """Where it was found."""
    dated: SourceDate | None = None
    """The date of the source."""


class Trap(Sourced):
    """What goes wrong with a letter to this broker, unless one knows it."""

    kind: Literal["deletion-undoes-opt-out", "new-owner", "device-ids-only", "identity-papers", "some-states-only"]
    """The first keeps a deletion out of a letter, the last a courtesy letter back; the others are shown."""
    says: Line
    """A sentence as the plan shows it, without its point and without a semicolon, which parts remarks there."""

    @property
    def warning(self) -> str:
        """The sentence with its source."""
        return f"{self.says} ({self.source}{f', {self.dated}' if self.dated else ''})"


class OnTopic(Sourced):
    """What shows that a topic concerns a broker, and its own ways for it."""

    because: Line
    """Continues "it …", such as "told California that it sold data to developers of AI"."""
    setting: Line | None = None
    """Where a person who has an account finds the switch."""
    form: Url | None = None
    """Its own form for an objection."""
