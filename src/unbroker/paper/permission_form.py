"""Forms to sign: a person's permission for an agent under each law, and the declaration of a child's guardian."""

from collections.abc import Iterable
from datetime import date

from unbroker.base import places
from unbroker.facts.delivery import written_lines
from unbroker.facts.guardian import Guardian
from unbroker.facts.law import Law
from unbroker.facts.profile import Agent, Person
from unbroker.paper.envelope import Page
from unbroker.paper.pdf import lay_out
from unbroker.writing import agency, guardianship
from unbroker.writing.choose_language import Written, of_declaration, of_permission
from unbroker.writing.languages import Language
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates


def draw(
    person: Person, agent: Agent, laws: Iterable[Law], page: Page, *, on: date, templates: Templates,
    specimen: bool,
) -> bytes:  # fmt: skip
    """The PDF of a form.

    Args:
        person: who signs it.
        agent: who gets the permission.
        laws: those that serve the person.
        page: the paper.
        on: the day; the rules are those of that day.
        templates: the words.
        specimen: whether the person does not exist.

    Raises:
        ProblemsFound: the template is faulty, or the page could not be laid out.
    """
    laws = tuple(law for law in laws if law.reaches)  # the courtesy is no law: its words say so once
    language = templates.language(of_permission(laws, person, Written(templates.all_names())))
    values: Names = {
        "person": {"name": person.name, "city": person.city},
        "residence": language.place(person.residence.named),
        "agent": {"name": agent.name, "email": agent.email},
        "address": ", ".join(written_lines(agent.address)) if agent.address else None,
        "laws": [_acts(law.in_language(language.code), on, templates, language) for law in laws],
        "page": page.model_dump(),
        "specimen": specimen,
    }
    return lay_out(templates.sheet("permission.html", values, language), f"permission {person.handle}")


def draw_declaration(
    person: Person, guardian: Guardian, laws: Iterable[Law], page: Page, *, on: date, templates: Templates,
    specimen: bool,
) -> bytes:  # fmt: skip
    """The PDF of the form by which a guardian declares to have the care of a child.

    Args:
        person: the child.
        guardian: who signs it.
        laws: those that serve the child.
        page: the paper.
        on: the day; the rules are those of that day.
        templates: the words.
        specimen: whether the child does not exist.

    Raises:
        ProblemsFound: the template is faulty, or the page could not be laid out.
    """
    laws = tuple(law for law in laws if law.reaches)
    language = templates.language(of_declaration(laws, person, Written(templates.all_names())))
    home = person.return_address
    values: Names = {
        "person": {"name": person.name, "city": person.city},
        "guardian": {"name": guardian.name, "role": guardian.role, "together": guardian.together_with},
        "residence": language.place(person.residence.named),
        "country": places.country(person.residence.code),
        "address": ", ".join(written_lines(home)) if home else None,
        "laws": [_guarded(law.in_language(language.code), person, on) for law in laws],
        "page": page.model_dump(),
        "specimen": specimen,
    }
    return lay_out(templates.sheet("declaration.html", values, language), f"declaration {person.handle}")


def _guarded(law: Law, person: Person, on: date) -> Names:
    """By what a guardian asks under a law."""
    rule = guardianship.rule_for(law, person, on)
    return {"name": law.name, "cite": rule.cite if rule else None, "refused": guardianship.refused(law, person, on)}


def _acts(law: Law, on: date, templates: Templates, language: Language) -> Names:
    """What an agent may do under a law."""
    acts: list[Names] = []
    for cite, some in agency.by_rule(law, [*law.rights_on(on)], on).items():
        fronts = [templates.front(templates.of_law(law, f"rights/{right}.md", language.code)) for right in some]
        briefs = [front.brief or right for front, right in zip(fronts, some, strict=True)]
        acts.append({"cite": cite, "rights": briefs})
    return {"name": law.name, "refused": agency.refused(law, on), "acts": acts}
