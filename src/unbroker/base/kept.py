"""What was read and checked once, kept as JSON so that the next command need not do it again.

A fact is kept as a text that is decoded when it is asked for, by classes from a table: a file that somebody changed
can be wrong, but it cannot run. What is kept of packaged files lies in the wheel or in the cache; what is kept of a
user's own lies in their folder, locked as the folder is. All of it may be deleted at any time.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from unbroker import __version__
from unbroker.base import files, store
from unbroker.base.errors import NOWHERE, Place, Problem, ProblemsFound, UserError
from unbroker.base.fact import Fact

_FORMAT = 5
"""Another one is not read; to be raised when what stands in a kept file means something else."""
_PROGRAM = ("base", "facts", "registry", "writing", "paper", "cases", "ledger")
"""The folders of the program whose change makes a checkout keep everything anew."""
FactT = TypeVar("FactT", bound=Fact)
Kinds = Iterable[type]
"""The classes that a kept text may name."""


def encoded(content: object, path: str, kinds: Kinds) -> str:
    """A fact as the text that `decoded` reads.

    Args:
        content: a fact, or a mapping or tuple of facts.
        path: the file that it is from; other places are written out.
        kinds: the classes that the text may name.

    Raises:
        TypeError: there is something in it that is of none of them.
    """
    return json.dumps(_plain(content, path, frozenset(kinds)), ensure_ascii=False, separators=(",", ":"))


def _plain(content: Any, path: str, kinds: frozenset[type]) -> Any:
    match content:
        case None | bool() | int() | float() | str():
            return content
        case tuple():
            return [_plain(part, path, kinds) for part in content]
        case Mapping():
            return {"_": "", "k": [*content], "v": [_plain(part, path, kinds) for part in content.values()]}
        case date():
            return {"_": "date", "d": content.isoformat()}
        case Fact() if type(content) in kinds:
            return _plain_fact(content, path, kinds)
        case _ if type(content) in kinds and is_dataclass(content) and not isinstance(content, type):
            return {"_": type(content).__name__, "a": [getattr(content, each.name) for each in fields(content)]}
        case _:
            raise TypeError(f"{content!r} is kept by nobody")


def _plain_fact(fact: Fact, path: str, kinds: frozenset[type]) -> dict[str, Any]:
    plain: dict[str, Any] = {"_": type(fact).__name__}
    if fact.place is not NOWHERE:
        plain["@"] = fact.place.line if fact.place.path == path else [fact.place.path, fact.place.line]
    for name, setting in fact.__fields__.items():
        content = fact.__dict__[name]
        if setting.is_required or content != setting.value():
            plain[name] = _plain(content, path, kinds)
    if kept := {name: _plain(content, path, kinds) for name, content in fact.kept_privately()}:
        plain["~"] = {"_": "", "k": [*kept], "v": [*kept.values()]}
    return plain


def decoded(text: str | bytes, path: str, kinds: Kinds) -> Any:
    """What a text of `encoded` stands for.

    Args:
        text: the text.
        path: the file that it is from.
        kinds: the classes that it may name.

    Raises:
        ValueError: it is no such text.
    """
    by_name = {kind.__name__: kind for kind in kinds}

    def made(plain: dict[str, Any]) -> Any:
        kind = plain.pop("_")
        if kind == "":
            return dict(zip(plain["k"], map(_frozen, plain["v"]), strict=True))
        if kind == "date":
            return date.fromisoformat(plain["d"])
        if "a" in plain:
            return by_name[kind](*plain["a"])
        return _fact(by_name[kind], plain, path)

    try:
        return _frozen(json.loads(text, object_hook=made))
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: what was kept of it cannot be read") from error


def _frozen(content: Any) -> Any:
    return tuple(map(_frozen, content)) if isinstance(content, list) else content


def _fact(kind: type[Fact], plain: dict[str, Any], path: str) -> Fact:
    fact = kind.__new__(kind)
    line, private = plain.pop("@", NOWHERE), plain.pop("~", None)
    if line is not NOWHERE:
        fact._place = Place(*line) if isinstance(line, list) else Place(path, line)  # noqa: SLF001 - as a reader does
    fields = fact.__dict__
    for name, setting in kind.__fields__.items():
        if name in plain:
            content = plain[name]
            fields[name] = _frozen(content) if isinstance(content, list) else content
        elif setting.is_required:
            raise LookupError(name)
        else:
            fields[name] = setting.value()
    if private:
        fact.__private__.update(private)
    return fact


def digest(*texts: str) -> str:
    """What tells that texts are still the same."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


@cache
def program() -> str:
    """What tells that the program is still the same: its version, and of a checkout when it was last changed."""
    package = Path(__file__).parents[1]
    if (package / "packaged").is_dir():
        return __version__
    entries = (entry for name in _PROGRAM for entry in os.scandir(package / name) if entry.name.endswith(".py"))
    changed = [entry.stat().st_mtime_ns for entry in entries]
    return f"{__version__} {max(changed)}"


def _head(key: str, *, is_packaged: bool = False) -> bytes:
    """How a kept file begins that is of a key and this program."""
    return json.dumps([_FORMAT, __version__ if is_packaged else program(), key]).encode()


def _recall(path: Path, key: str, *, is_packaged: bool = False) -> bytes | None:
    try:
        head, _, rest = files.read_bytes(path).partition(b"\n")
    except UserError:
        return None
    checksum, _, body = rest.partition(b"\n")
    is_it = head == _head(key, is_packaged=is_packaged) and checksum == _checksum(body)
    return body if is_it else None


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def recall(name: str, key: str, home: Path | None) -> bytes | None:
    """What was kept; None where nothing was, or it is of another key or of another program.

    Args:
        name: of what.
        key: what it was made of: the digest of the texts.
        home: the user's folder, or None for what is packaged.
    """
    if home is not None:
        return _recall(home / store.KEPT / f"{name}.json", key)
    body = _recall(files.packaged(f"{name}.json"), key, is_packaged=True)
    return _recall(files.cache_path() / _file(name, key), key) if body is None else body


def _file(name: str, key: str) -> str:
    """A file of the cache: each version of the program, and each checkout, has its own."""
    return f"{name}-{digest(key, __version__, __file__)[:16]}.json"


def keep(name: str, key: str, home: Path | None, body: bytes) -> None:
    """Keep something as `recall` finds it, if the folder can be written."""
    with contextlib.suppress(UserError, OSError):
        if home is None:
            path = files.cache_folder() / _file(name, key)
        else:
            path = files.make_folder(home / store.KEPT) / f"{name}.json"
        files.write(path, b"\n".join((_head(key), _checksum(body), body)))


def packaged(key: str, body: bytes) -> bytes:
    """What a wheel carries, so that `recall` finds it there."""
    return b"\n".join((_head(key, is_packaged=True), _checksum(body), body))


class Decoded(Mapping[str, FactT]):
    """Facts by name, each decoded when it is asked for."""

    def __init__(self, texts: Mapping[str, tuple[str, str]], kinds: Kinds) -> None:
        """Take the texts of `encoded`, each with the path of its file; and the classes that they may name."""
        self._texts, self._kinds = texts, kinds
        self._facts: dict[str, FactT] = {}

    def __getitem__(self, name: str) -> FactT:
        if name not in self._facts:
            text, path = self._texts[name]
            self._facts[name] = decoded(text, path, self._kinds)
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Layers(Mapping[str, FactT]):
    """Facts of several folders by name: a later folder's win, in the order in which a name first came."""

    def __init__(self, layers: Iterable[Mapping[str, FactT]], keys: Iterable[str] = ()) -> None:
        """Take the facts of each folder, and what tells of which texts they are."""
        self._of = {name: layer for layer in layers for name in layer}
        self.key = digest(*keys)

    def __getitem__(self, name: str) -> FactT:
        return self._of[name][name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


def of_text(
    source: Path, kinds: Kinds, parse: Callable[[str, str], tuple[FactT | None, list[Problem]]]
) -> tuple[FactT | None, list[Problem]]:  # fmt: skip
    """What a file of the user's folder says, by what was kept of it, else read anew and kept if nothing is wrong.

    Args:
        source: the file.
        kinds: the classes of what it says.
        parse: reads its text, told the name for messages.

    Raises:
        CannotRead: it is missing or forbidden.
    """
    text, shown = files.read_text(source), files.shown(source)
    key, home = digest(text), source.parent
    if (body := recall(source.stem, key, home)) is not None:
        fact: FactT = decoded(body, shown, kinds)
        return fact, []
    content, problems = parse(text, shown)
    if content is not None and not problems:
        keep(source.stem, key, home, encoded(content, shown, kinds).encode())
    return content, problems


Read = Callable[[str, Path], tuple[Mapping[str, FactT], list[Problem]]]
"""Reads the text of a file, told its path, as facts by name."""


def of_folder(
    folder: Path, name: str, paths: Iterable[Path], kinds: Kinds, read: Read[FactT]
) -> tuple["Layers[FactT]", list[Problem]]:
    """What some files of a `letters` folder say, by name, kept together; of what has problems nothing is kept.

    Args:
        folder: the folder.
        name: of what they are about.
        paths: the files.
        kinds: the classes of what they say.
        read: reads one.

    Raises:
        CannotRead: a file is forbidden or no text.
    """
    home = None if folder == files.packaged(folder.name) else folder.parent
    texts = _texts(folder, paths)
    key = digest(*(part for pair in texts.items() for part in pair))
    if (body := recall(name, key, home)) is not None:
        rows = json.loads(body)
        shown = {row: (text, files.shown(folder / path)) for row, (path, text) in rows.items()}
        return Layers([Decoded(shown, kinds)], [key]), []
    facts, problems, body = _read_all(folder, texts, read, kinds)
    if not problems:
        keep(name, key, home, body)
    return Layers([facts], [key]), problems


def compiled_folder(folder: Path, paths: Iterable[Path], kinds: Kinds, read: Read[FactT]) -> bytes:
    """What a wheel carries of some files, so that `of_folder` finds it there.

    Raises:
        ProblemsFound: something is wrong with them.
    """
    texts = _texts(folder, paths)
    _, problems, body = _read_all(folder, texts, read, kinds)
    if problems:
        raise ProblemsFound(problems)
    return packaged(digest(*(part for pair in texts.items() for part in pair)), body)


def _texts(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Texts by the paths of their files from a folder."""
    return {os.path.relpath(path, folder): files.read_text(path) for path in paths}


def _read_all(
    folder: Path, texts: Mapping[str, str], read: Read[FactT], kinds: Kinds
) -> tuple[Mapping[str, FactT], list[Problem], bytes]:
    facts, problems, rows = dict[str, FactT](), list[Problem](), dict[str, tuple[str, str]]()
    for path, text in texts.items():
        some, faults = read(text, folder / path)
        facts |= some
        problems += faults
        rows |= {row: (path, encoded(fact, files.shown(folder / path), kinds)) for row, fact in some.items()}
    return facts, problems, json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
