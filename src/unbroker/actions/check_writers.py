"""What is wrong with those who write for others: addresses, papers that are missing, laws that let nobody ask."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from unbroker.base import files
from unbroker.base.errors import Place, Problem
from unbroker.facts.address import faults
from unbroker.facts.claim import serving
from unbroker.facts.guardian import Guardian
from unbroker.facts.law import Law
from unbroker.facts.profile import Agent, Person, Profile
from unbroker.writing import agency, guardianship


def doubtful(profile: Profile, folder: Path, laws: Mapping[str, Law], today: date) -> Iterator[Problem]:
    """All of it, for the guardians and the agent of a profile in a folder; nothing where there are none."""
    for person in profile.people:
        if person.guardian is not None:
            yield from _child(person, person.guardian, folder, laws, today)
    agent = profile.agent
    if agent is None:
        return
    for fault in faults(agent.address) if agent.address else ():
        yield Problem(agent.place, f"the agent's address: {fault}", fault.hint)
    for person in profile.people:
        if person.agent is not None:
            yield from _acted_for(person, agent, folder, laws, today)
        elif person.guardian is None:
            message = f"{person.handle!r} has given no permission: letters are in their own name, answers go to them"
            hint = f"`unbroker people permission {person.handle}` makes the form"
            yield Problem(person.place, message, hint, severity="warning")


def _child(
    person: Person, guardian: Guardian, folder: Path, laws: Mapping[str, Law], today: date
) -> Iterator[Problem]:  # fmt: skip
    place = guardian.place
    for fault in faults(guardian.address) if guardian.address else ():
        yield Problem(place, f"the guardian's address: {fault}", fault.hint)
    if reason := guardianship.too_old(person, today):
        yield Problem(place, reason, guardianship.IN_OWN_NAME)
        return
    for law in serving(laws.values(), person.residence.code, today):
        if refusal := guardianship.refused(law, person, today):
            yield Problem(place, f"{person.handle!r}: the {refusal}", guardianship.IN_OWN_NAME)
    if guardian.proof:
        what, makes = f"the proof of {person.handle!r}", f"`unbroker people permission {person.handle}` makes a form"
        yield from _no_pdf(place, what, folder, guardian.proof, makes)


def _no_pdf(place: Place, what: str, folder: Path, name: str, hint: str) -> Iterator[Problem]:
    """That a signed paper is not there, or is no PDF."""
    if not files.is_file(folder / name):
        yield Problem(place, f"{what} is not there: {name}", f"{hint} to sign")
    elif not files.read_bytes(folder / name).startswith(b"%PDF-"):
        yield Problem(place, f"{what} is no PDF: {name}", "scan the signed page as PDF")


def _acted_for(
    person: Person, agent: Agent, folder: Path, laws: Mapping[str, Law], today: date
) -> Iterator[Problem]:  # fmt: skip
    name, place = agent.permissions[person.handle], agent.place
    makes = f"`unbroker people permission {person.handle}` makes the form"
    yield from _no_pdf(place, f"the permission of {person.handle!r}", folder, name, makes)
    for law in serving(laws.values(), person.residence.code, today):
        if refusal := agency.refused(law, today):
            yield Problem(place, f"{person.handle!r}: the {refusal}", agency.IN_OWN_NAME)
