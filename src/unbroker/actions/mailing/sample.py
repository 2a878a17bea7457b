"""Samples: every letter of a law for a made-up case, for a lawyer to read; needs no folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UnknownName
from unbroker.facts import law, regulators
from unbroker.facts.law import Law, NotInForce
from unbroker.facts.regulators import Regulator
from unbroker.facts.rule import Topic
from unbroker.location import letter_folders
from unbroker.paper import booklet
from unbroker.writing import languages
from unbroker.writing.letter import compose
from unbroker.writing.sample import Specimen, for_others, on_topic, specimens
from unbroker.writing.step import NoWords
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Sample:
    """The letters of a law on a day, before they are written."""

    law: Law
    regulators: Mapping[str, Regulator]
    templates: Templates
    today: date
    specimens: tuple[Specimen, ...]


def plan_sample(name: str, today: date, topics: Sequence[Topic] = (), language: str | None = None) -> Sample:
    """Every letter of a packaged law for a made-up case; with topics only the first letters about them. Pure.

    Args:
        name: the law.
        today: the day of the first letter.
        topics: what they are about.
        language: the language; what it lacks is left out.

    Raises:
        NoWords: letters under this law are about no topic.
        UnknownName: there is no such law.
        NotInForce: it is not in force on the day.
        ProblemsFound: a law or the regulators' file has errors.
    """
    packaged = letter_folders()
    laws, problems = law.load(reversed(packaged))
    by_slug, faults = regulators.load(reversed(packaged))
    if problems or faults:
        raise ProblemsFound([*problems, *faults])
    if name not in laws:
        raise UnknownName("law", name, laws, see="see `unbroker laws list`")
    chosen, templates = laws[name], Templates.of(packaged)
    if not chosen.in_force(today):
        raise NotInForce(chosen.slug, "right", today, next(iter(chosen.rights.values())))
    about = tuple(specimen for topic in topics for specimen in on_topic(chosen, topic, templates, today, language))
    made_up = (chosen, by_slug, templates, today, language)
    letters = about or (*specimens(*made_up), *for_others(*made_up))
    if not letters:
        raise NoWords(chosen.slug, f"in {languages.name(language or languages.USUAL)}")
    return Sample(chosen, by_slug, templates, today, letters)


def do_sample(sample: Sample, out: Path) -> tuple[Path, Path]:
    """Write the letters as one PDF and one text; answers their paths.

    Raises:
        ProblemsFound: a template is missing or faulty.
        CannotWrite: the folder cannot be written, or the disk is full.
    """
    letters = [(specimen.title, compose(specimen.draft, sample.templates)) for specimen in sample.specimens]
    bound = booklet.bind(sample.law, letters, sample.templates, sample.today)
    files.fresh_folder(out)
    code = letters[0][1].language
    name = f"sample-{sample.law.slug}" if code == languages.USUAL else f"sample-{sample.law.slug}.{code}"
    pdf, text = out / f"{name}.pdf", out / f"{name}.txt"
    files.write(pdf, bound.pdf)
    files.write(text, bound.text.encode())
    return pdf, text
