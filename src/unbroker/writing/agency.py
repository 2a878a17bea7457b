"""Agency: what an agent may do for a person under a law, by which rule, and which letters the agent hands in. Pure.

The letter stays the person's own. What the agent adds, a page that says who acts and by which rule, is `letters/`'s.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Agent
from unbroker.writing.request import Draft, Recipient, Request

IN_OWN_NAME = "take them out of 'permissions' in profile.yaml: they can ask in their own name"
"""What helps where no agent may ask."""


def acting(request: Request, recipient: Recipient, on: date) -> Agent | None:
    """Who hands a letter in: nobody where it is the person's alone.

    That is a complaint to a regulator, a filing on a state's own platform, and what a law grants to no agent.
    """
    is_own = recipient.regulator is not None or request.broker.kind == "portal"
    return None if is_own or request.claim.law.no_agent_on(on) else request.person.agent


def refused(law: Law, on: date) -> str | None:
    """Why no agent may ask under a law, as a sentence; None where one may, or no rule is known."""
    refusal = law.no_agent_on(on)
    return f"{law.name} lets no agent ask ({refusal.cite})" if refusal else None


def by_rule(law: Law, rights: Iterable[Right], on: date) -> dict[str | None, list[Right]]:
    """The rights by the rule under which an agent may ask for them; None where no rule is known."""
    rules: dict[str | None, list[Right]] = {}
    for right in rights:
        rule = law.agent_on(right, on)
        rules.setdefault(rule.cite if rule else None, []).append(right)
    return rules


def remarks(draft: Draft) -> Iterator[str]:
    """What is to be known of the agent who hands a letter in, and of the questions that the person may get."""
    if draft.agent is None:
        return
    law = draft.request.claim.law
    for cite, rights in by_rule(law, draft.rights, draft.date).items():
        named = ", ".join(rights)
        yield f"{draft.agent.name} asks for {named} ({cite})" if cite else f"{draft.agent.name} only delivers {named}"
    yield f"they may ask {draft.request.person.name} whether the permission is real"
