"""What letters showed of the packaged channels, as changes of the registry: which address, what, and in which month.

Nothing of a person is in it: no name, no day, no letter, no record or address that is not in the packaged registry.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from unbroker.base.yaml_edit import Edit, Records, edited
from unbroker.facts.registry import Broker
from unbroker.registry.written import channel_lines


@dataclass(frozen=True)
class Lesson:
    """What one channel of a record has shown."""

    broker: Broker
    number: int
    """Of the channel, from 0."""
    seen: str

    @property
    def to(self) -> str:
        """The address."""
        return self.broker.channels[self.number].to


def lessons(brokers: Iterable[Broker], shown: Mapping[str, tuple[date, str]]) -> Iterator[Lesson]:
    """What is new of the channels of some brokers.

    Args:
        brokers: those of the packaged registry.
        shown: by address, the day of the letter that showed something last, and what.
    """
    for broker in brokers:
        for number, channel in enumerate(broker.channels):
            if channel.to in shown:
                on, standing = shown[channel.to]
                seen = f"{standing} in {on:%Y-%m}"
                if channel.seen is None or channel.seen.rpartition(" ")[2] < f"{on:%Y-%m}":
                    yield Lesson(broker, number, seen)


def written_down(text: str, learnt: Iterable[Lesson]) -> str:
    """The text of the registry with them in it; only their lines are touched."""
    records, lines = Records(text), text.split("\n")
    edits: list[Edit] = []
    for lesson in learnt:
        slug, channel = lesson.broker.slug, lesson.broker.channels[lesson.number]
        start, end = records.span(slug, "channels", lesson.number)
        if channel.seen is not None or lines[start].lstrip().startswith("- {"):
            anew = channel.model_copy(update={"seen": lesson.seen})
            edits.append(Edit(start, end, channel_lines(anew)))
        else:
            edits.append(Edit(end, end, (f"      seen: {lesson.seen}",)))
    return edited(text, edits)
