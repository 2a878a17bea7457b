"""Facts as they are stored: plain values in, a frozen model out, and back. Pure.

What was forgotten, or is of another shape than its field, is left out: an old ledger is never refused for a fact.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from functools import lru_cache
from sys import intern
from typing import Any, ClassVar, Self, dataclass_transform

from unbroker.ledger.kinds import EventKind


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One detail that a letter discloses, and why."""

    field: str = ""
    """Which detail: name, email, address and so on."""
    value: str = ""
    """Its words in the letter."""
    why: str = ""
    """Why it is disclosed."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a broker says of whom it had the data from, or gave them to."""

    side: str = ""
    """source or recipient."""
    says: str = "named"
    """What it says: named, denied, categories, refused or nobody; the last three are about all of that side."""
    name: str = ""
    """Who it is, as the answer writes it."""
    broker: str = ""
    """The slug of who that is in the registry."""
    words: str = ""
    """The sentence of the answer that says so."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a sealed letter goes."""

    kind: str = "post"
    """The kind of channel: email, post or form."""
    to: str = ""
    """The address in one line."""
    country: str | None = None
    """The destination country, ISO 3166."""
    origin: str | None = None
    """The country that it is posted in, ISO 3166."""
    post: Mapping[str, object] | None = None
    """The postal address in parts."""
    as_filed: tuple[str, ...] = ()
    """The lines of the address as in its source."""

    @property
    def postal_code(self) -> str:
        """The postal code; empty where there is none."""
        return str((self.post or {}).get("postal_code") or "")

    @property
    def is_abroad(self) -> bool:
        """Whether it goes to another country than the one that it is posted in."""
        return self.origin is not None and self.country != self.origin


_NAMED = ("side", "says", "name", "broker", "words")
NOWHERE = Destination()
"""Where a letter goes of which that was forgotten."""
_DEFAULTS: dict[str, tuple[tuple[str, object], ...]] = {}
"""By model: reading a ledger asks for them once for each event."""


@dataclass_transform(kw_only_default=True)
@dataclass(kw_only=True, init=False, eq=False, repr=False, match_args=False)
class Facts:
    """What an event says; each kind has its own, and any may have these.

    A subclass is a frozen dataclass as it is declared. What all of them do alike is written once here: Python would
    compile it anew for each of them whenever the program starts.
    """

    kind: ClassVar[EventKind]
    version: ClassVar[int] = 1
    stored_as: ClassVar[Mapping[str, str]] = {}
    """Fields that the ledger has under another name."""
    mappings: ClassVar[tuple[str, ...]]
    """Fields of which each has an empty one of its own when nothing is said."""

    rights: tuple[str, ...] = ()
    """The rights that it is about, if not all of the request's."""
    note: str | None = None
    """Anything worth remembering, in the user's words."""
    anyway: str | None = None
    """The objections, if it was recorded despite them."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Files that prove it: name and SHA-256."""
    message_id: str | None = None
    """The Message-ID of the mail that it was read from; for a sealed letter, the letter's own."""

    def __init_subclass__(cls) -> None:
        dataclass(init=False, eq=False, repr=False, match_args=False)(cls)
        cls.mappings = tuple(spec.name for spec in fields(cls) if spec.default_factory is not MISSING)

    def __init__(self, **values: object) -> None:
        """Take what is said, by the names of the fields.

        Raises:
            TypeError: there is no field of that name.
        """
        content = self.__dict__
        content.update(self.defaults())
        known = len(content)
        for name in self.mappings:
            content[name] = {}
        content.update(values)
        if len(content) > known:
            unknown = ", ".join(map(repr, values.keys() - dict(self.defaults()).keys()))
            raise TypeError(f"{type(self).__name__} has no {unknown}")

    def __setattr__(self, name: str, _: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]  # it holds mappings

    def __repr__(self) -> str:
        fields = (f"{name}={content!r}" for name, content in self.__dict__.items())
        return f"{type(self).__name__}({', '.join(fields)})"

    def stored(self) -> dict[str, object]:
        """The facts as the ledger keeps them: plain values, nothing that is not said."""
        values = ((self.stored_as.get(name, name), getattr(self, name)) for name, _ in self.defaults())
        return {name: _plain(content) for name, content in values if content not in (None, (), {})}

    @classmethod
    def read(cls, stored: Mapping[str, object]) -> Self:
        """The facts that the ledger keeps; what was forgotten or is of another shape is left out."""
        values: dict[str, Any] = {}
        for name, default in cls.defaults():
            content = stored.get(cls.stored_as.get(name, name))
            if content is not None:
                values[name] = _as(name, content, default)
        return cls(**values)

    @classmethod
    def defaults(cls) -> tuple[tuple[str, object], ...]:
        """Its fields, with what stands in them when nothing is said."""
        if cls.__name__ not in _DEFAULTS:
            values = ((spec.name, {} if spec.default is MISSING else spec.default) for spec in fields(cls))
            _DEFAULTS[cls.__name__] = tuple(values)
        return _DEFAULTS[cls.__name__]


def _plain(value: object) -> object:
    """A value as JSON has it."""
    match value:
        case Destination():
            plain = {"kind": value.kind, "to": value.to, "country": value.country}
            more = {"origin": value.origin, "post": value.post, "as_filed": list(value.as_filed)}
            return plain | {name: part for name, part in more.items() if part}
        case Disclosed():
            return {"field": value.field, "value": value.value, "why": value.why}
        case Named():
            parts = ((name, getattr(value, name)) for name in _NAMED)
            return {name: part for name, part in parts if part}
        case tuple():
            return [_plain(part) for part in value]
        case _:
            return value


def _as(name: str, value: object, default: object) -> object:
    """A stored value in the shape of its field's default."""
    match name:
        case "channel":
            return _destination(value) if isinstance(value, Mapping) else default
        case "discloses":
            parts = value if isinstance(value, (list, tuple)) else ()
            return tuple(_disclosed(*(str(part.get(key, "")) for key in ("field", "value", "why"))) for part in parts)
        case "names":
            entries = value if isinstance(value, (list, tuple)) else ()
            plain = (entry for entry in entries if isinstance(entry, Mapping))
            return tuple(Named(**{name: str(entry.get(name) or "") for name in _NAMED}) for entry in plain)
        case "trigger" | "code":
            return value
        case _:
            return _shaped(value, default)


def _shaped(value: object, default: object) -> object:
    match default:
        case bool():
            return value is True
        case int():
            return int(str(value))
        case tuple():
            return _texts(value)
        case Mapping():
            return {str(key): str(text) for key, text in value.items()} if isinstance(value, Mapping) else {}
        case _:
            return intern(str(value))


@lru_cache(4096)
def _disclosed(field: str, value: str, why: str) -> Disclosed:
    """What is disclosed; a person's letters say the same, and a ledger has many."""
    return Disclosed(field, value, why)


def _destination(stored: Mapping[str, object]) -> Destination:
    kind, to = str(stored.get("kind", "post")), str(stored.get("to", ""))
    ends = _text(stored.get("country")), _text(stored.get("origin"))
    return _shared_destination(kind, to, ends, json.dumps(stored.get("post")), _texts(stored.get("as_filed")))


@lru_cache(4096)
def _shared_destination(
    kind: str, to: str, ends: tuple[str | None, str | None], post: str, as_filed: tuple[str, ...]
) -> Destination:
    """Where a letter goes, of whose address `post` has the parts as JSON; letters of many people go to one place."""
    parts = json.loads(post)
    return Destination(kind, to, *ends, parts if isinstance(parts, dict) else None, as_filed)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(intern(str(text)) for text in value) if isinstance(value, (list, tuple)) else ()
