"""The later letters of the made-up case, for the tests that read them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import get_args

from made_up import DAY, packaged_laws, templates

from unbroker.base import files
from unbroker.facts import regulators
from unbroker.facts.law import Law
from unbroker.facts.regulators import Regulator
from unbroker.writing import sample
from unbroker.writing.letter import Letter, compose
from unbroker.writing.reference import Step
from unbroker.writing.request import Draft, Past
from unbroker.writing.sample import Specimen

# Whose every step is among the golden letters; of the other laws those that have words of their own, and some more.
WHOLE = ("ccpa", "gdpr", "uk-gdpr", "us-or", "delete-act")
SOME: Mapping[str, tuple[Step, ...]] = {
    "au-privacy": ("question", "extension", "agent"),
    "br-lgpd": ("overdue", "extension", "agent"),
    "ca-pipeda": ("overdue", "last-reminder", "refused"),
    "ca-qc": ("overdue", "last-reminder", "extension", "identity", "agent"),
    "ch-fadp": ("overdue", "extension", "identity", "refused", "agent"),
    "courtesy": ("question", "identity", "partial", "done", "agent"),
    "fcra": ("overdue", "extension", "identity", "agent"),
    "us-co": ("agent",),
    "us-ct": ("not-covered", "identity"),
    "us-ia": ("overdue",),
    "us-mn": ("appeal",),
    "us-nv": ("overdue", "refused"),
}
COMPLAINTS = (*WHOLE, "au-privacy", "br-lgpd", "ca-pipeda", "ca-qc", "ch-fadp", "fcra", "us-nv", "us-ut")


@cache
def authorities() -> Mapping[str, Regulator]:
    """The packaged regulators; they have no problems."""
    known, problems = regulators.load([files.packaged("letters")])
    assert not problems
    return known


@cache
def specimens(slug: str) -> tuple[Specimen, ...]:
    """Every letter of a law in the made-up case, not marked as what they are."""
    made = sample.specimens(packaged_laws()[slug], authorities(), templates(), DAY)
    return tuple(replace(one, draft=replace(one.draft, specimen=False)) for one in made)


@cache
def letter(slug: str, index: int) -> Letter:
    """One of them, written."""
    return compose(specimens(slug)[index].draft, templates())


def laws() -> Iterator[Law]:
    """The laws that somebody can use on the day of the tests."""
    return (law for law in packaged_laws().values() if law.in_force(DAY))


def later(slug: str) -> Iterator[tuple[str, Letter]]:
    """Every later letter of a law."""
    for index, specimen in enumerate(specimens(slug)):
        if specimen.draft.step != "first":
            yield f"{slug}: {specimen.title}", letter(slug, index)


def draft(slug: str, step: Step) -> Draft:
    """The draft of a step under a law."""
    return next(one.draft for one in specimens(slug) if one.draft.step == step)


def without(made: Draft, *kinds: str) -> Draft:
    """The same draft with a past that lacks some kinds of events."""
    return replace(made, past=tuple(one for one in made.past if one.kind not in kinds))


def assuming(made: Draft) -> Draft:
    """The same draft with every receipt assumed."""
    return replace(
        made, past=tuple(replace(one, proof="assumed") if one.kind == "received" else one for one in made.past)
    )


def proving(made: Draft, proof: str) -> Draft:
    """The same draft with receipts that are known in another way."""
    return replace(
        made,
        past=tuple(Past(one.on, one.kind, proof, one.facts) if one.kind == "received" else one for one in made.past),  # type: ignore[arg-type]
    )


def received_on(made: Draft) -> date:
    """When the first letter was received."""
    return next(one.on for one in made.past if one.kind == "received")


STEPS: tuple[Step, ...] = tuple(step for step in get_args(Step) if step != "first")


def steps() -> Iterator[tuple[str, Letter]]:
    """Every step of some laws, and of the others those whose words are their own; no complaint."""
    for slug in (*WHOLE, *SOME):
        for index, specimen in enumerate(specimens(slug)):
            step = specimen.draft.step
            if step in SOME.get(slug, STEPS) and step != "complaint":
                yield f"{slug}-{step}", letter(slug, index)


def complaints(slug: str) -> Iterator[tuple[str, Letter]]:
    """The complaints of a law by regulator and ground."""
    for index, specimen in enumerate(specimens(slug)):
        if specimen.draft.step == "complaint":
            regulator, ground = specimen.draft.recipient.regulator, specimen.title.rpartition(" ")[2]
            yield f"{slug}-complaint-to-{regulator.id if regulator else ''}-{ground}", letter(slug, index)


FOR_OTHERS = (
    "ccpa", "gdpr", "uk-gdpr", "us-or", "us-va", "us-nv", "fcra", "delete-act", "ch-fadp", "br-lgpd", "ca-pipeda",
    "ca-qc", "au-privacy", "courtesy",
)  # fmt: skip


@cache
def for_others(slug: str) -> tuple[tuple[str, Letter], ...]:
    """The letters of a law that somebody writes for a child, or about their data on a record of somebody else."""
    return tuple(
        (
            f"{slug}-{specimen.title.lower().replace(' ', '-')}",
            compose(replace(specimen.draft, specimen=False), templates()),
        )
        for specimen in sample.for_others(packaged_laws()[slug], authorities(), templates(), DAY)
    )
