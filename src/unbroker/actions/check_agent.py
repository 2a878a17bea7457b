"""What is wrong with the agent of a profile: addresses, permissions that are missing, laws that let no agent ask."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from unbroker.base import files
from unbroker.base.errors import Problem
from unbroker.facts.address import faults
from unbroker.facts.claim import serving
from unbroker.facts.law import Law
from unbroker.facts.profile import Agent, Person, Profile
from unbroker.writing import agency


def doubtful(profile: Profile, folder: Path, laws: Mapping[str, Law], today: date) -> Iterator[Problem]:
    """All of it, for the agent of a profile in a folder; nothing where there is none."""
    agent = profile.agent
    if agent is None:
        return
    for fault in faults(agent.address) if agent.address else ():
        yield Problem(agent.place, f"the agent's address: {fault}", fault.hint)
    for person in profile.people:
        if person.agent is not None:
            yield from _acted_for(person, agent, folder, laws, today)
        else:
            message = f"{person.handle!r} has given no permission: letters are in their own name, answers go to them"
            hint = f"`unbroker people permission {person.handle}` makes the form"
            yield Problem(person.place, message, hint, severity="warning")


def _acted_for(
    person: Person, agent: Agent, folder: Path, laws: Mapping[str, Law], today: date
) -> Iterator[Problem]:  # fmt: skip
    name, place = agent.permissions[person.handle], agent.place
    if not files.is_file(folder / name):
        message = f"the permission of {person.handle!r} is not there: {name}"
        yield Problem(place, message, f"`unbroker people permission {person.handle}` makes the form to sign")
    elif not files.read_bytes(folder / name).startswith(b"%PDF-"):
        yield Problem(place, f"the permission of {person.handle!r} is no PDF: {name}", "scan the signed page as PDF")
    for law in serving(laws.values(), person.residence.code, today):
        if refusal := agency.refused(law, today):
            yield Problem(place, f"{person.handle!r}: the {refusal}", agency.IN_OWN_NAME)
