"""Named: whom answers name and nobody has written to, and what a letter to them may say of who named them. Pure."""

from collections.abc import Iterator, Sequence

from unbroker.cases.trail import Next, Trail
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker, Registry
from unbroker.writing.disclosure import offers_names
from unbroker.writing.request import NamedBy

_SIDES = {"source": "a source", "recipient": "a recipient"}


def chosen(trail: Trail, person: Person, registry: Registry, among: Sequence[Broker] = ()) -> tuple[Broker, ...]:
    """The brokers that a person's answers name and that were not yet written to, the nearest first.

    Args:
        trail: what the answers say.
        person: whose.
        registry: has their records.
        among: only these, if there are any.
    """
    slugs = {broker.slug for broker in among}
    named = (registry.brokers[step.broker] for step in trail.next(person.handle) if step.broker in registry.outlines)
    return tuple(broker for broker in named if not slugs or broker.slug in slugs)


def named_by(trail: Trail, person: Person, records: Sequence[Broker], registry: Registry) -> tuple[NamedBy, ...]:
    """Who named the brokers of a letter, as far as the profile offers to say so and the evidence has it."""
    if not offers_names(person, records):
        return ()
    said = dict.fromkeys(
        statement
        for record in records
        for statement in trail.naming(person.handle, record.slug)
        if statement.evidence and statement.side
    )
    return tuple(
        NamedBy(name_of(statement.by, registry), statement.on, statement.side, statement.words)
        for statement in said
        if statement.side
    )


def remarks(
    trail: Trail, person: Person, records: Sequence[Broker], registry: Registry, named: Sequence[NamedBy]
) -> Iterator[str]:
    """Why a letter follows the trail, and what it does not say of that."""
    steps = {step.broker: step for step in trail.next(person.handle)}
    for step in (steps[record.slug] for record in records if record.slug in steps):
        yield _reason(step, registry)
    said = [statement for record in records for statement in trail.naming(person.handle, record.slug)]
    if said and not named:
        if offers_names(person, records):
            yield "does not say who named it: that answer has no file (`unbroker answer CASE FILE` files it)"
        else:
            yield "does not say who named it: 'named_by: true' in profile.yaml would"


def _reason(step: Next, registry: Registry) -> str:
    who = dict.fromkeys(
        f"{name_of(by.by, registry)} on {by.on} as {_SIDES[by.side]}" for by in step.by if by.side is not None
    )
    far = f", {step.distance} steps from where you began" if step.distance > 1 else ""
    return f"named by {' and by '.join(who)}{far}"


def name_of(slug: str, registry: Registry) -> str:
    """What a broker is called."""
    return registry.outlines[slug].name if slug in registry.outlines else slug
