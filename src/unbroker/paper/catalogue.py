"""Catalogues: files of named records in the packaged letters and in the user's own, which win over one of a name."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from unbroker.base import files, kept, source
from unbroker.base.errors import MOST_PROBLEMS, Place, Problem, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.base.located import Items
from unbroker.facts.text import Slug


class Named(Fact):
    """A record with a name."""

    name: Slug
    """Its name in commands; for labels, the number of the sheet in lower case."""


R = TypeVar("R", bound=Named)
Parse = Callable[[str, str], tuple[Mapping[str, R], list[Problem]]]


def parse(
    text: str, path: str, model: type[R], faults: Callable[[R], Iterable[tuple[str, str]]], *, noun: str, plural: str
) -> tuple[Mapping[str, R], list[Problem]]:
    """The records of a text by name, and all that is wrong with it.

    Args:
        text: a list of records, as YAML.
        path: where it came from, for the problems.
        model: what each record is.
        faults: what speaks against a record that fits its model, and what to do.
        noun: what a record is called.
        plural: what several are called.
    """
    document, problems = source.parse(text, path)
    records: dict[str, R] = {}
    if not isinstance(document, Items):
        return records, problems or [Problem(Place(path), f"is not a list of {plural}", "write '- name: …'")]
    for item, place in zip(document, document.places, strict=True):
        record, schema_problems = source.validate(item, model, place)
        problems += schema_problems
        if len(problems) >= MOST_PROBLEMS:
            fault = f"more than {MOST_PROBLEMS} problems up to here, and what is below is not read"
            return records, [*problems, Problem(place, fault, "correct them first")]
        if record is None:
            continue
        misfits = [Problem(place, f"{noun} {record.name!r}: {fault}", hint) for fault, hint in faults(record)]
        problems += misfits
        if not misfits:
            records[record.name] = record
    return records, problems


def load(folders: Iterable[Path], file: str, parse_text: Parse[R], kinds: kept.Kinds) -> Mapping[str, R]:
    """The packaged records by name, and those of the user's own letters, which win over one of the same name.

    Args:
        folders: the folders of letters, best first; the packaged one may be among them.
        file: the catalogue in each of them; it may be missing.
        parse_text: reads a text and its path.
        kinds: the classes of which the records are made.

    Raises:
        ProblemsFound: a file is faulty.
    """
    layers: list[Mapping[str, R]] = []
    problems: list[Problem] = []
    for folder in dict.fromkeys((files.packaged("letters"), *reversed([*folders]))):
        path = folder / file
        if files.exists(path):
            some, faults = kept.of_folder(folder, path.stem, [path], kinds, partial(_read, parse_text))
            layers.append(some)
            problems += faults
    if problems:
        raise ProblemsFound(problems)
    return kept.Layers(layers)


def _read(parse_text: Parse[R], text: str, path: Path) -> tuple[Mapping[str, R], list[Problem]]:
    return parse_text(text, files.shown(path))
