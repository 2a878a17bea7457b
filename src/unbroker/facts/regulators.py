"""Regulators: who takes a complaint about a broker, from whom, and what must have come first.

Addresses are other people's and grow old; what is in doubt is kept, marked, and never printed.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from unbroker.base import files, kept, places, source
from unbroker.base.errors import Place, Problem
from unbroker.base.fact import Fact, Field
from unbroker.facts.text import LanguageCode, Line, Slug, SourceDate, Territory, Url

FILE = "regulators.yaml"
_A_LINE = 62
"""So many characters of a name fit into a salutation on every sheet."""


class Regulator(Fact):
    """An authority that a person may complain to."""

    id: Slug
    """Its name in law.yaml."""
    name: Line
    """Its full name."""
    short: Line | None = None
    """Its short name."""
    names: dict[LanguageCode, Line] = Field(default_factory=dict)
    """Its name in further languages of its own, for letters in them."""
    serves: tuple[Territory, ...]
    """The territories whose residents can complain to it."""
    laws: tuple[Slug, ...]
    """The laws under which it takes a complaint."""
    languages: tuple[LanguageCode, ...] = ()
    """The languages that it is known to take a complaint in."""
    english: Literal["refused", "unknown"] | None = None
    """Where English is not among them: whether it is refused, or nobody knows."""
    scope: Literal["private", "public", "church", "broadcaster"] = "private"
    """Which bodies it oversees; brokers are private ones."""
    form: Url | None = None
    """Where a complaint is filed."""
    website: Url | None = None
    """Its website, where its address can be checked."""
    post: tuple[Line, ...] = ()
    """The lines of its postal address, without its name unless they begin with it."""
    conflict: bool = False
    """Whether sources disagree on the address, or it is about to change: it is then never printed."""
    limit: int | None = None
    """How many characters its form takes for the description."""
    before: tuple[Literal["appeal", "controller-complaint", "controller-request"], ...] = ()
    """What must come first: an appeal, a complaint or a request to the controller."""
    before_evidence: Literal["statute", "secondary", "memory"] = "memory"
    """statute: its wording or an official page demands it; only what was read keeps a complaint back."""
    evidence: Literal["dataset", "secondary", "memory"]
    """dataset: an open list of authorities; secondary: other people's lists; memory: not looked up."""
    source: Line
    """Where it was found."""
    dated: SourceDate | None = None
    """The date of the source."""
    note: Line | None = None
    """What somebody should know before writing."""

    @property
    def own_name(self) -> str:
        """Its name as it stands on an envelope: without the translation, where both are too long."""
        return self.name if len(self.name) <= _A_LINE else self.name.partition(" (")[0]

    def named_in(self, language: str) -> str:
        """Its name in a letter in another language than English: the one that it has there, else its own alone."""
        return self.names.get(language, self.name.partition(" (")[0])

    @property
    def called(self) -> str:
        """What it is called where there is room for a line: its own name, or the short one."""
        return self.own_name if len(self.own_name) <= _A_LINE or self.short is None else self.short

    def takes(self, language: str) -> bool | None:
        """Whether it takes a complaint in a language; None where nobody knows."""
        if language in self.languages or not self.languages:
            return True
        return None if language == "en" and self.english == "unknown" else False

    @property
    def demands(self) -> tuple[str, ...]:
        """What a complaint is not taken without, by a source that was read."""
        return self.before if self.before_evidence == "statute" else ()

    @property
    def printed_post(self) -> tuple[str, ...]:
        """The address as far as it may stand on a letter, after a look at the authority's own page."""
        return () if self.conflict or self.evidence == "memory" else self.post


class Regulators(Fact):
    """The authorities that take complaints, and when somebody last reviewed them."""

    reviewed: date
    """When somebody last reviewed the file."""
    regulators: tuple[Regulator, ...]
    """One record for each authority."""


def parse(text: str, path: str) -> tuple[Mapping[str, Regulator], list[Problem]]:
    """The regulators of a file's text by their ids, and all that is wrong with it."""
    document, problems = source.parse(text, path)
    if document is None:
        return {}, problems
    file, faults = source.validate(document, Regulators, Place(path))
    problems += faults
    regulators: dict[str, Regulator] = {}
    for regulator in file.regulators if file else ():
        if regulator.id in regulators:
            message = f"the regulator {regulator.id!r} appears twice"
            problems.append(Problem(regulator.place, message, "keep one of the two"))
        regulators[regulator.id] = regulator
    return regulators, problems


def load(folders: Iterable[Path]) -> tuple[Mapping[str, Regulator], list[Problem]]:
    """The regulators of the `letters` folders; a later folder's win over those of the same id."""
    regulators: list[Mapping[str, Regulator]] = []
    problems: list[Problem] = []
    for folder in folders:
        paths = [path for path in (folder / FILE,) if files.exists(path)]
        some, faults = kept.of_folder(folder, "regulators", paths, (Regulator,), _read)
        regulators.append(some)
        problems += faults
    return kept.Layers(regulators), problems


def compiled(folder: Path) -> bytes:
    """The regulators of a `letters` folder as a wheel carries them.

    Raises:
        ProblemsFound: something is wrong with them.
    """
    return kept.compiled_folder(folder, [folder / FILE], (Regulator,), _read)


def _read(text: str, path: Path) -> tuple[Mapping[str, Regulator], list[Problem]]:
    return parse(text, files.shown(path))


def serving(regulators: Iterable[Regulator], residence: str, law: str) -> tuple[Regulator, ...]:
    """Who hears a resident's complaint about a broker; all of a country's where no region is known."""
    hearing = [regulator for regulator in regulators if law in regulator.laws and regulator.scope == "private"]
    local = [regulator for regulator in hearing if any(places.within(residence, served) for served in regulator.serves)]
    regional = [
        regulator for regulator in hearing if any(places.within(served, residence) for served in regulator.serves)
    ]
    return tuple(local or regional)
