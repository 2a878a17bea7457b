"""A broker's record as text, in the layout of the registry's file: one writer, for records and for single keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from unbroker.base.yaml_edit import flow, lines_of, scalar
from unbroker.facts.filing import Filing
from unbroker.facts.registry import Broker, Channel

KEYS = (
    "slug", "name", "legal_name", "also_called", "domains", "kind", "packs", "country", "region", "representative",
    "serves", "excludes", "reaches", "registered", "regulated", "needs", "filed", "traps", "has_accounts", "topics",
    "status", "belongs_to", "answered_by", "note", "channels",
)  # fmt: skip
"""The keys of a record, in the order in which it has them."""
CHANNEL_KEYS = ("as_filed", "source", "dated", "tier", "serves", "rights", "fields", "note", "seen")
"""The keys of a channel after the address, in their order."""
_IN_FLOW = frozenset(
    {"also_called", "domains", "packs", "serves", "excludes", "regulated", "needs", "representative", "registered"}
)


def record(broker: Broker) -> tuple[str, ...]:
    """The lines of a whole record."""
    facts = broker.model_dump(mode="json", exclude_defaults=True)
    lines = [line for key in KEYS if key in facts or key == "channels" for line in key_lines(broker, key)]
    return (f"- {lines[0].removeprefix('  ')}", *lines[1:])


def key_lines(broker: Broker, key: str) -> tuple[str, ...]:
    """The lines of one key of a record."""
    facts = broker.model_dump(mode="json", include={key}, exclude_none=True)
    below: Iterable[str]
    match key:
        case "channels" if broker.channels:
            below = (line for channel in broker.channels for line in channel_lines(channel))
        case "filed":
            below = (line for filing in broker.filed for line in filing_lines(filing))
        case "reaches" | "traps":
            below = map(item_line, facts[key])
        case "topics":
            below = (f"    {name}: {flow(_told(fact))}" for name, fact in facts[key].items())
        case _:
            line = (
                (f"{key}: {flow(facts[key])}",) if key in _IN_FLOW or key == "channels" else lines_of(key, facts[key])
            )
            return tuple(f"  {part}" for part in line)
    return (f"  {key}:", *below)


def item_line(fact: Mapping[str, object]) -> str:
    """A fact of a list in one line."""
    return f"    - {flow(_told(fact))}"


def channel_lines(channel: Channel) -> tuple[str, ...]:
    """The lines of a channel, as an item of a record's list."""
    facts = channel.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    lines = [*_way(channel)]
    for key in CHANNEL_KEYS:
        if key in facts:
            content = facts[key]
            lines.append(f"{key}: {flow(content) if isinstance(content, list) else dated(content)}")
    return (f"    - {lines[0]}", *(f"      {line}" for line in lines[1:]))


def dated(content: object) -> str:
    """A value, a year as a number."""
    is_year = isinstance(content, str) and content.isdigit() and len(content) == len("2026")
    return scalar(int(str(content)) if is_year else content)


def filing_lines(filing: Filing) -> tuple[str, ...]:
    """The lines of a filing, as an item of a record's list."""
    facts = filing.model_dump(mode="json", exclude_defaults=True)
    lines = []
    for key, content in facts.items():
        match content:
            case Mapping():
                lines += [f"{key}:", *(f"  {name}: {scalar(text)}" for name, text in content.items())]
            case list():
                lines.append(f"{key}: {flow(content)}")
            case _:
                lines += lines_of(key, content)
    return (f"    - {lines[0]}", *(f"      {line}" for line in lines[1:]))


def _way(channel: Channel) -> Iterator[str]:
    if channel.post is None:
        yield f"{channel.kind}: {scalar(channel.to)}"
        return
    facts = channel.post.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    yield f"{channel.kind}: {flow({key: _whole(content) for key, content in facts.items()})}"


def _whole(content: object) -> object:
    return tuple(content) if isinstance(content, Sequence) and not isinstance(content, str) else content


def _told(fact: Mapping[str, object]) -> dict[str, object]:
    """A fact without what is not known, its source and date last."""
    last = [key for key in ("source", "dated") if fact.get(key) is not None]
    told = {key: content for key, content in fact.items() if content not in (None, (), []) and key not in last}
    dates = {key: int(str(fact[key])) if str(fact[key]).isdigit() else fact[key] for key in last}
    return {**told, **dates}
